"""Words of time as people type them, and the ones that name no due time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.schedule import Every, Schedule
from bot.when import When, WhenFault, digest_schedule, read_when, reminder_schedule
from bot.wording import Wording

ZONE = ZoneInfo("Asia/Shanghai")
# A Wednesday, 16:00 in Shanghai.
NOW = dt.datetime(2026, 11, 25, 8, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 25)
WORDING = Wording()

WORKDAYS = Schedule(Every.DAILY, dt.time(8, 30), workdays=True)
MONDAY_NINE = Schedule(Every.WEEKLY, dt.time(9, 0), weekday=0)


@pytest.mark.parametrize(
    ("said", "schedule"),
    [
        ("daily 08:30", Schedule(Every.DAILY, dt.time(8, 30))),
        ("8:30", Schedule(Every.DAILY, dt.time(8, 30))),
        ("每天早上8点半", Schedule(Every.DAILY, dt.time(8, 30))),
        ("每天下午3点", Schedule(Every.DAILY, dt.time(15, 0))),
        ("每天中午1点", Schedule(Every.DAILY, dt.time(13, 0))),
        ("每天晚上12点", Schedule(Every.DAILY, dt.time(0, 0))),
        ("２０：１５", Schedule(Every.DAILY, dt.time(20, 15))),
        ("every day at 12 am", Schedule(Every.DAILY, dt.time(0, 0))),
        ("weekly Mon 09:00", MONDAY_NINE),
        ("every Monday at 9am", MONDAY_NINE),
        ("每周一 9点", MONDAY_NINE),
        ("每週一九點", MONDAY_NINE),
        ("每周1 9点", MONDAY_NINE),
        ("周一九点整", MONDAY_NINE),
        ("weekly on Sunday 5:05 pm", Schedule(Every.WEEKLY, dt.time(17, 5), weekday=6)),
        ("monthly 1 09:00", Schedule(Every.MONTHLY, dt.time(9, 0), day=1)),
        ("每月十五号 上午十点一刻", Schedule(Every.MONTHLY, dt.time(10, 15), day=15)),
        ("每月最后一天 17:00", Schedule(Every.MONTHLY, dt.time(17, 0), day=31)),
        ("monthly 31", Schedule(Every.MONTHLY, dt.time(8, 30), day=31)),
        ("workdays", WORKDAYS),
        ("工作日 8:30", WORKDAYS),
        ("weekdays at 8:30 am", WORKDAYS),
        ("每周五 工作日 9点", Schedule(Every.WEEKLY, dt.time(9, 0), weekday=4, workdays=True)),
    ],
)
def test_schedules_of_digests(said: str, schedule: Schedule) -> None:
    assert digest_schedule(read_when(said, TODAY)) == schedule


@pytest.mark.parametrize(
    ("said", "reason", "words"),
    [
        ("daily 25:00", "no_such_time", "25:00"),
        ("daily 8:75", "no_such_time", "8:75"),
        ("每天24点", "no_such_time", "24点"),
        ("monthly 32 09:00", "no_such_date", "32"),
        ("每周一三五 9点", "unreadable", "三五 9点"),
        ("daily 8:30 17:00", "unreadable", "17:00"),
        ("乱写", "unreadable", "乱写"),
        ("明天 9点", "digest_recurs", ""),
        ("yearly", "digest_recurs", ""),
        ("daily Monday 9:00", "day_mismatch", ""),
    ],
)
def test_digests_that_cannot_be(said: str, reason: str, words: str) -> None:
    with pytest.raises(WhenFault) as fault:
        digest_schedule(read_when(said, TODAY))
    assert (fault.value.reason, fault.value.said) == (reason, words)


@pytest.mark.parametrize("said", ["off", "关闭", "停止", "stop"])
def test_off(said: str) -> None:
    assert read_when(said, TODAY) == When(off=True)


@pytest.mark.parametrize(
    ("said", "every", "first", "rest"),
    [
        ("2027-03-01 提交实施方案", Every.ONCE, "2027-03-01 09:00", "提交实施方案"),
        ("2027年3月1日 9点半：提交", Every.ONCE, "2027-03-01 09:30", "提交"),
        ("3月1日提交", Every.ONCE, "2027-03-01 09:00", "提交"),
        ("12月 31日", Every.ONCE, "2026-12-31 09:00", ""),
        ("明年2月1日 报", Every.ONCE, "2027-02-01 09:00", "报"),
        ("明天 提交每周报告", Every.ONCE, "2026-11-26 09:00", "提交每周报告"),
        ("明晚8点 电话", Every.ONCE, "2026-11-26 20:00", "电话"),
        ("今天 23:00 和财政厅核对", Every.ONCE, "2026-11-25 23:00", "和财政厅核对"),
        ("3天后 催办", Every.ONCE, "2026-11-28 09:00", "催办"),
        ("in 2 weeks call", Every.ONCE, "2026-12-09 09:00", "call"),
        ("下周一 交", Every.ONCE, "2026-11-30 09:00", "交"),
        ("周三下午3点 交", Every.ONCE, "2026-12-02 15:00", "交"),
        ("周三 18:00 交", Every.ONCE, "2026-11-25 18:00", "交"),
        ("March 1, 2027 submit", Every.ONCE, "2027-03-01 09:00", "submit"),
        ("1 Mar 2027 9:00 submit", Every.ONCE, "2027-03-01 09:00", "submit"),
        ("每周五 交周报", Every.WEEKLY, "2026-11-27 09:00", "交周报"),
        ("每月25日 报进度", Every.MONTHLY, "2026-12-25 09:00", "报进度"),
        ("每年3月1日 总结", Every.YEARLY, "2027-03-01 09:00", "总结"),
        ("yearly 03-01 report", Every.YEARLY, "2027-03-01 09:00", "report"),
        ("每年2月29日 x", Every.YEARLY, "2027-02-28 09:00", "x"),
        ("2027-03-31 每月 提交", Every.MONTHLY, "2027-03-31 09:00", "提交"),
        ("2月29日 x", Every.ONCE, "2028-02-29 09:00", "x"),
    ],
)
def test_reminders(said: str, every: Every, first: str, rest: str) -> None:
    when = read_when(said, TODAY)
    schedule, due = reminder_schedule(when, ZONE, NOW)
    assert (schedule.every, f"{due.astimezone(ZONE):%Y-%m-%d %H:%M}", when.rest) == (every, first, rest)


@pytest.mark.parametrize(
    ("said", "reason", "words"),
    [
        ("2026-01-01 x", "past", "2026-01-01 09:00"),
        ("今天 15:00 x", "past", "2026-11-25 15:00"),
        ("9999-01-01 x", "too_far", "9999-01-01"),
        ("2月30日 x", "no_such_date", "2月30日"),
        ("2027-02-29 x", "no_such_date", "2027-02-29"),
        ("2027-13-01 x", "no_such_date", "2027-13-01"),
        ("2027-03-01 25:00 x", "no_such_time", "25:00"),
        ("提交", "no_date", ""),
        ("9点 提交", "no_date", ""),
        ("每周 提交", "no_day", ""),
        ("每月 提交", "no_day", ""),
    ],
)
def test_reminders_that_cannot_be(said: str, reason: str, words: str) -> None:
    with pytest.raises(WhenFault) as fault:
        reminder_schedule(read_when(said, TODAY), ZONE, NOW)
    assert (fault.value.reason, fault.value.said) == (reason, words)


def test_a_time_that_clocks_skip_is_refused_for_a_single_reminder() -> None:
    zone = ZoneInfo("America/New_York")
    with pytest.raises(WhenFault) as fault:
        reminder_schedule(read_when("2027-03-14 02:30 x", TODAY), zone, NOW)
    assert (fault.value.reason, fault.value.said) == ("skipped", "2027-03-14 02:30")


PIECES = st.sampled_from(
    ["每周", "每月", "一", "三", "12", "2027-03-01", "9点", "25:00", "半", "下周", "周五", "at", "Mon", "31", "日", "号", "天后",
     "off", "工作日", "提交", "，", " ", "第", "2月30日", "９", "晚上", "pm", "in", "weeks", "\u0000", "😀", "週", "999999"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=120))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    said = [refusal(lambda: digest_schedule(read_when(text, TODAY)))]
    said.append(refusal(lambda: reminder_schedule(read_when(text, TODAY), ZONE, NOW)))
    assert "" not in said


def refusal(make: Callable[[], object]) -> str | None:
    """Why something cannot be made, in words; None where it can be."""
    try:
        make()
    except WhenFault as fault:
        return WORDING.say("zh", f"when.{fault.reason}", said=fault.said, zone="UTC")
    return None


@settings(deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_the_rest_is_the_end_of_the_text_as_written(text: str) -> None:
    try:
        when = read_when(text, TODAY)
    except WhenFault:
        return
    assert text.rstrip(" ,，、:：;；").endswith(when.rest)
