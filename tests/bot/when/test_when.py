"""Words of time as people write them: what is due by them, what is asked back, and what is left of a text."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.notifications.schedule import Every, Schedule, as_json, following, from_json
from bot.notifications.schedule_words import schedule_words
from bot.screens.wording import Wording
from bot.when import WhenFault, digest_schedule, instant, read_when, reminder_schedules

ROWS = [json.loads(line) for line in Path(__file__).with_name("wordings.jsonl").read_text("utf-8").splitlines()]
ZONE = ZoneInfo(ROWS[0]["zone"])
NOW = dt.datetime.fromisoformat(ROWS[0]["now"]).replace(tzinfo=ZONE).astimezone(dt.UTC)
WORDING = Wording()


def shown(moment: dt.datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


def coming(schedule: Schedule) -> list[str]:
    """The next three due times of a schedule, of a single one all."""
    most = 6 if schedule.every is Every.ONCE else 3
    return [shown(moment) for moment in itertools.islice(following(schedule, ZONE, NOW), most)]


def due(row: dict[str, str]) -> tuple[list[str], str]:
    when = read_when(row["said"], lasting=row["kind"] == "mutes")
    match row["kind"]:
        case "mutes":
            return [shown(instant(when, ZONE, NOW, end=True))], when.rest
        case "digests":
            return coming(digest_schedule(when, ZONE, NOW)), when.rest
    return sorted(time for schedule, _ in reminder_schedules(when, ZONE, NOW) for time in coming(schedule)), when.rest


@pytest.mark.parametrize("row", ROWS[1:], ids=lambda row: f"{row['kind']}: {row['said']}")
def test_wordings(row: dict[str, str]) -> None:
    try:
        found: object = due(row)
    except WhenFault as fault:
        found = fault.reason
    assert found == (row["fault"] if "fault" in row else (row["due"], row["rest"]))


@pytest.mark.parametrize(
    ("said", "reason", "about", "understood"),
    [
        ("9点到10点 明天开会", "range", "9点到10点 明天", "9点到10点 明天"),
        ("明天9点、15 交", "partly", "15", "明天9点"),
        ("明天3点开会", "which_half", "3点", "明天3点"),
        ("下周 交", "which_day", "下周", "下周"),
        ("2027-03-01 25:00 x", "no_such_time", "25:00", "2027-03-01 25:00"),
        ("每周一，过几天 交", "vague", "过几天", "每周一，过几天"),
    ],
)
def test_what_is_asked_back(said: str, reason: str, about: str, understood: str) -> None:
    with pytest.raises(WhenFault) as fault:
        reminder_schedules(read_when(said), ZONE, NOW)
    assert (fault.value.reason, fault.value.said, fault.value.understood) == (reason, about, understood)


@pytest.mark.parametrize("said", ["off", "关闭", "停止", "stop", "取消。"])
def test_off(said: str) -> None:
    assert read_when(said).off and not read_when(f"{said} x").off


def test_a_time_that_clocks_skip_is_refused_for_a_single_reminder() -> None:
    with pytest.raises(WhenFault) as fault:
        reminder_schedules(read_when("2027-03-14 02:30 x"), ZoneInfo("America/New_York"), NOW)
    assert (fault.value.reason, fault.value.said) == ("skipped", "2027-03-14 02:30")


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        ("每天9点和15点", "每天 09:00、15:00", "daily at 09:00, 15:00"),
        ("每周一、周三 16:00", "每周一、周三 16:00", "every Mon, Wed at 16:00"),
        (
            "每两周周三",
            "每 2 周的周三 09:00，从 2026-12-02（周三）起",
            "every 2 weeks on Wed at 09:00, from 2026-12-02 (Wed) on",
        ),
        ("每月1号和15号", "每月 1 日、15 日 09:00", "every month on day 1, day 15 at 09:00"),
        ("每月最后一个周五下午4点", "每月 最后一个周五 16:00", "every month on the last Fri at 16:00"),
        ("每月第一个工作日", "每月 第一个工作日 09:00", "every month on the first working day at 09:00"),
        (
            "每季度最后一天",
            "每季度最后一天 09:00",
            "on the last day of every quarter at 09:00",
        ),
        ("每年3月1日", "每年 3 月 1 日 09:00", "every year in March, on day 1 at 09:00"),
        ("每个工作日早上8点半", "每个工作日 08:30", "every working day at 08:30"),
        ("每天9点，直到12月31日", "每天 09:00，到 2026-12-31（周四）为止", "daily at 09:00, until 2026-12-31 (Thu)"),
    ],
)
def test_schedules_in_words(said: str, zh: str, en: str) -> None:
    [(schedule, _)] = reminder_schedules(read_when(said), ZONE, NOW)
    assert (schedule_words(WORDING, "zh", schedule), schedule_words(WORDING, "en", schedule)) == (zh, en)
    assert from_json(json.loads(json.dumps(as_json(schedule)))) == schedule


PIECES = st.sampled_from(
    [
        "每周",
        "每月",
        "一",
        "三",
        "12",
        "2027-03-01",
        "9点",
        "25:00",
        "半",
        "下周",
        "周五",
        "at",
        "Mon",
        "31",
        "日",
        "号",
        "天后",
        "off",
        "工作日",
        "提交",
        "，",
        "第",
        "2月30日",
        "９",
        "晚上",
        "pm",
        "in",
        "weeks",
        "\x00",
        "😀",
        "週",
        "999999",
        "到",
        "从",
        "前",
        "起",
        "季度",
        "底",
        "最后一个",
        "every",
        "other",
        "until",
        "半小时",
        "3月",
        "年",
        "、",
        "和",
        "（",
        "）",
        "last",
        "day",
        "of",
    ]
)


@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES, max_size=9), st.sampled_from(["", " "]), st.booleans())
def test_any_words_are_understood_or_asked_back(pieces: list[str], gap: str, lasting: bool) -> None:
    text = gap.join(pieces)
    try:
        when = read_when(text, lasting)
        settled: list[object] = [instant(when, ZONE, NOW, end=True)] if lasting else []
        settled += [] if lasting else reminder_schedules(when, ZONE, NOW)
    except WhenFault as fault:
        reason, said = fault.reason, fault.said
    else:
        assert settled or when.off
        return
    assert all(WORDING.say(lang, f"when.{reason}", said=said, zone="UTC") for lang in ("zh", "en"))
