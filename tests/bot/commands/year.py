"""A year of a plan: a department's group, a county's group and an operator, with every message that they see.

`python -m tests.bot.commands.year` writes the golden files anew; whoever does looks at each message as an official would.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import html
import re
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from bot.db import tables
from bot.db.chats import see_chat
from bot.db.engine import Database, open_database
from bot.dialogue.call import Call
from bot.notifications.notice import State
from corpus.library import load_library, plan_of
from corpus.records import Plan
from index.engine import Engine
from tests.bot.commands.talk import OPERATOR, Talk, World

ZONE = ZoneInfo("Asia/Shanghai")
# On every day; at other hours where something happens then.
HOURS = (9, 16)
DEPARTMENT, COUNTY = -100200, -100300
CHATS = {
    DEPARTMENT: {"zh": "商务厅群", "en": "Commerce"},
    COUNTY: {"zh": "和林格尔县群", "en": "Horinger County"},
    OPERATOR: {"zh": "运维小赵", "en": "Zhao, operator"},
}
# What is said, by language.
WORDS = {
    "zh": {
        "subscribe": "订阅商务厅",
        "quarterly": "每季度第一个工作日9点发摘要",
        "named": "/responsible 商务厅 张三",
        "preview": "/digest 预览",
        "quiet": "/quiet 晚上6点到早上8点半",
        "director": "/responsible 12 @wangzhuren",
        "section": "/subscribe 第三部分 12 40",
        "first": "/digest 每季度第一天 9点",
        "remind": "每季度最后一天下午4点提醒我第12条报进度",
        "announce": "/announce 第12项的责任部门：请于1月15日前报送第12项的年度安排。",
        "time": "1月3日20点",
        "remind_at": "1月8日9点",
        "escalate_at": "1月11日9点",
        "progress": "/progress 12 60% 已完成初稿",
        "closed": "/progress 12 办结 已印发",
    },
    "en": {
        "subscribe": "subscribe to Department of Commerce",
        "quarterly": "send the digest on the first working day of every quarter at 9",
        "named": "/responsible Department of Commerce Zhang San",
        "preview": "/digest preview",
        "quiet": "/quiet 6 pm to 8:30 am",
        "director": "/responsible 12 @wangzhuren",
        "section": "/subscribe section 3, task 12, task 40",
        "first": "/digest the first day of every quarter at 9:00",
        "remind": "/remind 12 last day of every quarter 4 pm report progress",
        "announce": "/announce task 12: please send the year's plan for task 12 by January 15.",
        "time": "January 3 at 8 pm",
        "remind_at": "January 8 at 9:00",
        "escalate_at": "January 11 at 9:00",
        "progress": "/progress 12 60% first draft is done",
        "closed": "/progress 12 done, issued",
    },
}


@dataclass
class Year:
    """The people, and what they have seen so far."""

    database: Database
    engine: Engine
    lang: str
    seen: list[str] = field(default_factory=list)
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.serve(self.engine)
        self.world.now = moment(2026, 11, 25, 9)
        self.words = WORDS[self.lang]
        self.li, self.zhang = self.person(DEPARTMENT, 5, "李处"), self.person(DEPARTMENT, 6, "张三", False)
        self.wang = self.person(COUNTY, 7, "王主任")
        self.wang.call = replace(self.wang.call, username="WangZhuren")
        self.zhao = self.person(OPERATOR, OPERATOR, "小赵")

    def serve(self, engine: Engine) -> None:
        """The bot starts with a version of the plan."""
        before = getattr(self, "world", None)
        self.world = World(self.database, engine)
        if before:
            self.world.now, self.world.administrators = before.now, before.administrators
            for talk in (self.li, self.zhang, self.wang, self.zhao):
                talk.world = self.world

    def person(self, chat: int, user: int, name: str, administrator: bool = True) -> Talk:
        """A person in a chat."""
        if administrator:
            self.world.administrators.add((chat, user))

        async def may_change() -> bool:
            return await self.world.administers(chat, user)

        return Talk(self.world, Call("", chat, user, self.lang, private=chat == user, name=name, may_change=may_change))

    async def says(self, talk: Talk, key: str) -> None:
        """Somebody says something, by its key or as it is."""
        words = self.words.get(key, key)
        self._note(talk, f"{talk.call.name}: {words}")
        await talk.say(words)
        self._shown(talk)

    async def replies(self, talk: Talk, key: str) -> None:
        """Somebody answers what was asked back."""
        self._note(talk, f"{talk.call.name}: {self.words[key]}")
        assert await talk.reply(self.words[key]) is not None
        self._shown(talk)

    async def presses(self, talk: Talk, data: str) -> None:
        """Somebody presses a button, by the beginning of its data."""
        found = [(label, one) for label, one in talk.buttons.items() if one.startswith(data)]
        label, one = found[0] if found else self.below(talk, data)
        self._note(talk, f"{talk.call.name}: [{label}]")
        await talk.pressed(one)
        if talk.response.toast:
            self.seen[-1] += f"\n({talk.response.toast})"
        else:
            self._shown(talk)

    def below(self, talk: Talk, data: str) -> tuple[str, str]:
        """The button below the chat's last notice."""
        return next((label, one) for label, one in self.notice_buttons[talk.call.chat_id] if one.startswith(data))

    notice_buttons: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    def _note(self, talk: Talk, words: str) -> None:
        local = self.world.now.astimezone(ZONE)
        self.seen.append(f"=== {local:%Y-%m-%d %a %H:%M} · {CHATS[talk.call.chat_id][self.lang]} ===\n> {words}")

    def _shown(self, talk: Talk) -> None:
        screen = talk.response.screen
        if screen:
            self.seen.append(talk.text)
            rows = [" ".join(f"[{button.text}]" for button in row) for row in screen.keyboard]
            self.seen[-1] += "".join(f"\n{row}" for row in rows)

    async def passes(
        self, until: dt.datetime, happens: dict[tuple[int, int, int, int], Callable[[], Awaitable[None]]]
    ) -> None:
        """Time passes, with what people do at an hour of a day."""
        day = self.world.now.astimezone(ZONE).date()
        while day <= until.date():
            others = {one[3] for one in happens if one[:3] == (day.year, day.month, day.day)}
            for hour in sorted({*HOURS, *others}):
                self.world.now = moment(day.year, day.month, day.day, hour)
                await self.world.notifying.rounds.once(self.world.now)
                await self.told()
                if act := happens.get((day.year, day.month, day.day, hour)):
                    await act()
            day += dt.timedelta(days=1)

    async def told(self) -> None:
        """Notes what was put into the outbox."""
        async with self.database.transaction() as transaction:
            found = select(tables.notices).where(tables.notices.c.state == State.WAITING).order_by(tables.notices.c.id)
            # Without a time to wait for, it may go as soon as it is written.
            rows = [
                row
                for row in await transaction.execute(found)
                if row.not_before == row.created or row.not_before <= self.world.now
            ]
            # All of it arrives.
            arrived = update(tables.notices).where(tables.notices.c.id.in_([row.id for row in rows]))
            await transaction.execute(arrived.values(state=State.SENT))
        local = self.world.now.astimezone(ZONE)
        for row in rows:
            name = CHATS[row.chat_id][self.lang]
            buttons = [" ".join(f"[{button['text']}]" for button in line) for line in row.body["keyboard"]]
            text = html.unescape(re.sub(r"</?[^>]+>", "", row.body["html"]))
            self.seen.append("\n".join([f"=== {local:%Y-%m-%d %a %H:%M} → {name} ===", text, *buttons]))
            self.notice_buttons[row.chat_id] = [
                (button["text"], button["data"]) for line in row.body["keyboard"] for button in line
            ]


def moment(year: int, month: int, day: int, hour: int) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=ZONE).astimezone(dt.UTC)


def revised(plan: Plan) -> Plan:
    """The version of the next summer: a task with another lead, one reworded, the last one gone, a section renamed."""
    text = plan.text
    third = next(section for section in plan.sections if section.key == 3)
    for old, new in (
        ("推广多层标准厂房建设", "推广高层绿色厂房建设"),
        ("（自治区商务厅、知识产权局）", "（自治区知识产权局、商务厅、财政厅）"),
        (third.title, "优化承接产业转移环境"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    text, gone = re.subn(r"　　（四十）[^\n]*\n?", "", text)
    assert gone == 1
    read = plan_of(plan.id, text, "f" * 64)
    return replace(plan, document=read.document, registry=read.registry, digest=read.digest)


async def lived(database: Database, engine: Engine, newer: Engine, lang: str) -> str:
    """The year, message by message."""
    year = Year(database, engine, lang)
    li, zhang, wang, zhao = year.li, year.zhang, year.wang, year.zhao
    await year.world.notifying.tell_changes()
    async with database.transaction() as transaction:
        for chat, names in CHATS.items():
            await see_chat(transaction, chat, "private" if chat > 0 else "group", names[lang])
    for talk, said in (
        *((li, "subscribe"), (li, "quarterly"), (li, "/receipts")),
        *(
            (li, "preview"),
            (wang, "section"),
            (wang, "first"),
            (wang, "remind"),
            (wang, "/deadlines 7 1"),
            (wang, "quiet"),
        ),
        *((zhao, "/deadline 12 2027-03-31"), (zhao, "/deadline 7 2027-06-30")),
    ):
        await year.says(talk, said)
        if said == "/receipts":
            await year.presses(li, "n.cq")
            await year.says(li, "named")
            zhang.response = li.response
            await year.presses(zhang, "n.yk")

    await year.says(wang, "director")
    # It is not for anybody else of the group to confirm that.
    sun = year.person(COUNTY, 8, "小孙", False)
    sun.response = wang.response
    await year.presses(sun, "n.yk")
    await year.presses(wang, "n.yk")

    async def listed() -> None:
        await year.presses(wang, "n.dl")

    async def looked() -> None:
        await year.says(zhao, "/announce")

    async def received() -> None:
        await year.presses(zhang, "n.ok")

    async def drafted() -> None:
        await year.says(zhao, "announce")
        await year.presses(zhao, "n.at")
        await year.replies(zhao, "time")
        await year.presses(zhao, "n.aq")
        await year.presses(zhao, "n.ac")

    async def chased() -> None:
        await year.says(zhao, "/announce")
        await year.presses(zhao, "n.cr")
        report = zhao.response
        await year.presses(zhao, "n.ct")
        await year.replies(zhao, "remind_at")
        zhao.response = report
        await year.presses(zhao, "n.ce")
        await year.presses(zhao, "n.cg")
        await year.replies(zhao, "escalate_at")

    async def later() -> None:
        await year.presses(wang, "n.rh")

    async def done() -> None:
        await year.presses(wang, "n.rd")

    async def version() -> None:
        year.serve(newer)
        await year.world.notifying.tell_changes()
        await year.told()
        await year.says(wang, "/subscriptions")

    async def reported() -> None:
        await year.says(wang, "progress")

    async def closed() -> None:
        await year.says(wang, "closed")
        await year.says(zhao, "/status")

    await year.passes(
        dt.datetime(2027, 11, 30),
        {
            (2026, 12, 28, 10): drafted,
            (2026, 12, 31, 16): later,
            (2026, 12, 31, 17): done,
            (2027, 1, 1, 10): listed,
            (2027, 1, 3, 20): looked,
            (2027, 1, 4, 10): received,
            (2027, 1, 5, 10): chased,
            (2027, 3, 25, 10): reported,
            (2027, 7, 1, 10): version,
            (2027, 7, 5, 10): closed,
        },
    )
    return "\n\n".join(year.seen) + "\n"


def golden(lang: str) -> Path:
    """The file of a language."""
    return Path(__file__).with_name(f"year.{lang}.txt")


async def _write() -> None:
    plan = load_library().plan("neimenggu-2011")
    engine, newer = Engine(plan, Path("var")), Engine(revised(plan), Path("var"))
    for lang in WORDS:
        with tempfile.TemporaryDirectory() as folder:
            async with open_database(f"sqlite:///{folder}/year.db") as database:
                golden(lang).write_text(await lived(database, engine, newer, lang), "utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
