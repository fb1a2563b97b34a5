"""The calendar file of a place: what it follows is due when, and its reminders to come."""

from __future__ import annotations

from tests.bot.commands.talk import OPERATOR, World


async def test_deadlines_and_reminders(world: World) -> None:
    operator, person = world.person(OPERATOR), world.person()
    for task, day in ((12, "2027-06-30"), (9, "2027-03-01"), (16, "2027-05-01")):
        await operator.say(f"/deadline {task} {day}")
    await person.pressed("n.ic")
    assert person.response.toast == "这里没有要到期的任务，也没有待发的提醒。"
    await person.say("/subscribe 12 9")
    await person.say("/remind 12 2026-12-05 09:30 提交")
    await person.say("/remind 12 每周五 16:00 报进度")
    await person.say("/deadlines")
    assert list(person.buttons) == ["加到日历"]
    await person.say("/reminders")
    await person.press("加到日历")
    [file] = person.response.files
    text = file.data.decode().replace("\r\n ", "")
    assert file.name == "fengong.ics" and text.count("BEGIN:VEVENT") == 2 + 1 + 53
    assert text.index("DTSTART;VALUE=DATE:20270301") < text.index("DTSTART;VALUE=DATE:20270630")
    assert "20270501" not in text and "DTSTART:20261205T013000Z" in text and "SUMMARY:报进度" in text
    assert "URL:https://t.me/plan_bot?start=t12" in text
    assert person.text.splitlines()[1].startswith("56 个日程。")
