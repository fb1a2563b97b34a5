"""What is said of a digest or of quiet hours right after they were set changes or ends them."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.commands.spoken_amendment import amendment
from bot.db.addressees import addressees
from bot.db.digests import get_digest
from bot.notifications.schedule import Every, Schedule
from tests.bot.commands.talk import GROUP, PERSON, World


async def digest_of(world: World, chat_id: int = PERSON) -> Schedule | None:
    async with world.database.transaction() as transaction:
        row = await get_digest(transaction, chat_id, 0)
    return row.schedule if row else None


CHANGES = [
    ("zh", "改成周三", "已设定摘要：每周三 08:00"),
    ("zh", "不对，是周三", "已设定摘要：每周三 08:00"),
    ("zh", "周三", "已设定摘要：每周三 08:00"),
    ("zh", "改到下午3点", "已设定摘要：每周一 15:00"),
    ("zh", "换成每月1号", "已设定摘要：每月 1 日 08:00"),
    ("zh", "改成每天早上9点推送给我", "已设定摘要：每天 09:00"),
    ("zh", "改成工作日发吧", "已设定摘要：每个工作日 08:00"),
    ("zh", "改成周三下午", "已设定摘要：每周三 15:00"),
    ("en", "no, make it Friday", "The digest is set: every Fri at 08:00"),
    ("en", "move it to 3pm please", "The digest is set: every Mon at 15:00"),
]


@pytest.mark.parametrize(("lang", "words", "set_"), CHANGES)
async def test_the_digest_just_set_is_changed(world: World, lang: str, words: str, set_: str) -> None:
    """What is not said, the days or the hour, stays."""
    person = world.person(lang=lang)
    await person.say("每周一早上8点推送摘要" if lang == "zh" else "send me the digest every Monday at 8:00")
    said = await person.reply(words)
    assert said is not None and said.startswith(set_)
    # It may be changed again.
    assert (await person.reply("改到下午4点" if lang == "zh" else "make it 4pm") or "").startswith(
        set_.split("：" if lang == "zh" else ":")[0]
    )


@pytest.mark.parametrize(
    "words", ["不用了", "算了，不要了", "别发了", "不用再推送了", "取消", "never mind", "stop sending it"]
)
async def test_the_digest_just_set_is_ended(world: World, words: str) -> None:
    person = world.person()
    await person.say("每周一早上8点推送摘要")
    assert await person.reply(words) == "已停发定时摘要。随时可以用 /digest 看一次。"
    assert await digest_of(world) is None
    # What is said now is no more of it.
    assert await person.reply("改成周三") is None


async def test_what_a_digest_is_not_surely_to_become_is_asked_back(world: World) -> None:
    person = world.person()
    await person.say("每周一早上8点推送摘要")
    # Whether once or from now on is not said.
    assert "可以选下面的时间" in (await person.reply("推迟一小时") or "")
    assert (await person.reply("改成下周三") or "").startswith("摘要按天、周或月发送")
    assert (await person.reply("周三") or "").startswith("已设定摘要：每周三 08:00")
    assert (await person.reply("改到3点") or "").startswith("3点 是上午还是下午？")
    assert (await person.reply("下午") or "").startswith("已设定摘要：每周三 15:00")
    await person.reply("改到3点")
    assert await person.reply("算了") == "好的，什么都没有改。"
    assert await digest_of(world) == Schedule(Every.WEEKLY, (dt.time(15),), weekdays=(2,))


async def test_an_order_for_a_digest_is_completed_by_the_next_message(world: World) -> None:
    person = world.person()
    assert (await person.say("每周一3点发摘要")).startswith("3点 是上午还是下午？")
    assert (await person.reply("下午") or "").startswith("已设定摘要：每周一 15:00")


async def test_what_is_said_of_something_else_changes_no_digest(world: World) -> None:
    person = world.person()
    await person.say("每周一早上8点推送摘要")
    assert await person.reply("12月") is None and await person.reply("改成周三") is None
    await person.say("每周一早上8点推送摘要")
    assert await person.reply("第12项改成周三") is None
    await person.say("每周一早上8点推送摘要")
    await person.say("/subscribe 商务厅")
    assert await person.reply("不用了") is None
    # Another chat that is managed meanwhile has a digest of its own.
    administrator = world.member(PERSON, administrator=True)
    await administrator.say("每周二早上8点推送摘要")
    world.administrators.clear()
    assert "管理员" in (await administrator.reply("不用了") or "")
    assert await digest_of(world, GROUP) is not None and await digest_of(world) is not None


@pytest.mark.parametrize("words", ["商务厅牵头哪些任务", "摘要里有什么", "改革任务", "周三有哪些任务到期"])
def test_other_words_amend_no_digest(words: str) -> None:
    assert amendment(words, "digest") is None


@pytest.mark.parametrize(
    ("lang", "words", "hours"),
    [
        ("zh", "改成晚上9点到早上8点", "21:00-08:00"),
        ("zh", "不对，晚上11点到早上7点", "23:00-07:00"),
        ("zh", "改成 21:30-7:00", "21:30-07:00"),
        ("en", "make it 9pm to 8am", "21:00-08:00"),
    ],
)
async def test_the_quiet_hours_just_set_are_changed_and_ended(world: World, lang: str, words: str, hours: str) -> None:
    person = world.person(lang=lang)
    await person.say("/quiet 22:00-7:00")
    assert hours in (await person.reply(words) or "").splitlines()[0]
    assert (await person.reply("改成下午") or "").startswith("没看懂“下午”" if lang == "zh" else "“下午” is not clear")
    await person.reply("不用了" if lang == "zh" else "never mind")
    async with world.database.transaction() as transaction:
        assert (await addressees(transaction, [PERSON]))[PERSON].quiet is None
    assert await person.reply("不用了") is None
