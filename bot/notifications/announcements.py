"""Announcements: whom the operator's words are for, and what those chats are sent."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.commands.context import PlanParts
from bot.db.addressees import Addressee, addressees
from bot.db.announcements import (
    Announcement,
    Audience,
    Reach,
    Recipient,
    Stage,
    advance,
    confirmed_announcements,
    recipients,
)
from bot.db.engine import Database, Transaction
from bot.db.notices import enqueue
from bot.db.responsibles import Responsible, responsibles_of
from bot.notifications.mentions import mentions
from bot.notifications.notice import NOTICE_UNITS, Notice
from bot.notifications.receipts import asking
from bot.notifications.subscriptions import WORDS_FILE, Aim, Target, Targets
from bot.screens.labels import Labels, shortened
from bot.screens.message import Line, Message, Run, Style
from bot.screens.wording import Wording
from corpus.normalize import fold, number
from corpus.readers import read_data
from corpus.records import Role
from index.tables import Tables

# In UTF-16 units: an announcement is one message, so that a report counts chats.
MOST_UNITS = 3500
# By so many characters people know an announcement again.
MOST_TITLE = 60
_HEAD = re.compile(r"\s*([^:：\n]{1,120})[:：\n]\s*(.*)", re.DOTALL)
_WORD = re.compile(r"\s*((?:section|tasks?|items?)\s+\d+|\S+)\s*(.*)", re.DOTALL | re.IGNORECASE)
# A word that names a section or task and does nothing with it: 第36项, not 请核对第36项.
_NAMES = re.compile(r"(?:第|section|task|item)", re.IGNORECASE)
# A task in the words: 第36项, task 36.
_TASK = re.compile(
    r"第\s*([0-9]{1,4}|[一二三四五六七八九十百零两]{1,6})\s*[项条]|\b(?:task|item)\s+(\d{1,4})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom an announcement is for, and its text."""

    audience: Audience
    text: str


def addressed(words: str, targets: Targets, plan: str = "") -> Addressed | None:
    """The audience at the beginning of the words, up to a colon or line end or as single words; None for nobody.

    商务厅 财政厅 请于周五前… · 第三部分：… · 第12项的责任部门：… · 各牵头单位：… · all please …
    """
    if found := _HEAD.fullmatch(words):
        if fold(found[1]).strip() in _words("everyone"):
            return Addressed(Audience(plan=plan), found[2].strip())
        if audience := _audience(found[1], targets):
            return Addressed(replace(audience, plan=plan), found[2].strip())
    whole = Audience(plan=plan)
    rest = words
    while found := _WORD.fullmatch(rest):
        word = found[1].rstrip(":：,，、")
        if whole.everyone and fold(word) in _words("everyone"):
            return Addressed(whole, found[2].strip())
        # A bare number may be anything.
        more = None if word.isdecimal() else _audience(word, targets)
        if more is None or ((more.sections or more.tasks) and not _NAMES.match(word)):
            break
        whole, rest = _joined(whole, more), found[2]
    return None if whole.everyone else Addressed(whole, rest.strip())


def _audience(words: str, targets: Targets) -> Audience | None:
    """Whom words name that name nothing else."""
    said = fold(words).strip(" ,，、")
    if said in _words("leads"):
        return Audience(leads=True)
    if departments := targets.named(words):
        return Audience(tuple(dict.fromkeys(departments)))
    if leads := _leads_of(said, targets):
        return Audience(leads)
    ending = max((word for word in _words("parties") if said.endswith(word)), key=len, default="")
    found = targets.plainly(said.removesuffix(ending))
    if not found:
        return None
    of: dict[Aim, list[Target]] = {}
    for target in found:
        of.setdefault(target.aim, []).append(target)
    return Audience(
        tuple(target.value for target in of.get(Aim.DEPARTMENT, ())),
        tuple(target.number for target in of.get(Aim.SECTION, ())),
        tuple(target.number for target in of.get(Aim.TASK, ())),
    )


def _leads_of(said: str, targets: Targets) -> tuple[str, ...]:
    """The departments that lead the sections or tasks that words name with those who lead them: 第12项的牵头单位."""
    ending = max((word for word in _words("leads_of") if said.endswith(word)), key=len, default="")
    before = next((word for word in read_data(WORDS_FILE)["leads_of"]["before"] if said.startswith(f"{word} ")), "")
    if not (ending or before):
        return ()
    found = targets.plainly(said.removesuffix(ending).removeprefix(before).strip())
    return targets.leading(found) if all(one.aim in (Aim.SECTION, Aim.TASK) for one in found) else ()


def _joined(one: Audience, more: Audience) -> Audience:
    return replace(
        one,
        departments=tuple(dict.fromkeys((*one.departments, *more.departments))),
        sections=tuple(dict.fromkeys((*one.sections, *more.sections))),
        tasks=tuple(dict.fromkeys((*one.tasks, *more.tasks))),
        leads=one.leads or more.leads,
    )


@functools.cache
def _words(table: str) -> frozenset[str]:
    return frozenset(read_data(WORDS_FILE)[table]["words"])


def reach_of(audience: Audience, parts: PlanParts) -> Reach | None:
    """The subscriptions by which an audience is found: of a section or task its parties' too; None for every chat."""
    if audience.everyone:
        return None
    tables = parts.engine.tables
    tasks = set(audience.tasks)
    for section in audience.sections:
        tasks.update(parts.targets.numbers(Target(Aim.SECTION, str(section))))
    parties = [id for id in tables.departments if tables.holds(id) & tasks]
    leads = [id for id in tables.departments if tables.holds(id, Role.LEAD)] if audience.leads else []
    departments = tuple(dict.fromkeys((*audience.departments, *parties)))
    return Reach(departments, tuple(leads), audience.sections, tuple(sorted(tasks)), audience.plan)


class Announcing:
    """Makes the notices of announcements."""

    def __init__(self, parts: Callable[[str | None], PlanParts], wording: Wording) -> None:
        """`parts` gives those of a plan by its id, of the one that is asked by default for none."""
        self._parts = parts
        self._wording = wording

    def audience(self, lang: str, audience: Audience) -> str:
        """Whom an announcement is for, in words."""
        if audience.everyone:
            return self._wording.say(lang, "announce.everyone")
        labels = self._parts(audience.plan).labels
        said = [labels.department(lang, id) for id in audience.departments]
        said += [labels.target(lang, Target(Aim.SECTION, str(key))) for key in audience.sections]
        said += [labels.target(lang, Target(Aim.TASK, str(key))) for key in audience.tasks]
        if audience.leads:
            said.append(self._wording.say(lang, "announce.leads"))
        return self._wording.say(lang, "target.joint").join(said)

    async def recipients(self, transaction: Transaction, audience: Audience) -> list[Recipient]:
        """The chats and topics that get an announcement."""
        return await recipients(transaction, reach_of(audience, self._parts(audience.plan)))

    def message(self, lang: str, announcement: Announcement) -> Message:
        """What a chat is sent: the tasks in it open, and the end says from whom and why it comes."""
        say, parts = self._wording.say, self._parts(announcement.audience.plan)
        heading = "announce.heading_urgent" if announcement.urgent else "announce.heading"
        lines: list[Line] = [(Run(say(lang, heading), Style.BOLD),)]
        lines += (
            _linked(line, parts.engine.tables, parts.labels) if line.strip() else ()
            for line in announcement.text.splitlines()
        )
        end = [say(lang, "announce.from", name=announcement.by)] if announcement.by else []
        if not announcement.audience.everyone:
            end.append(say(lang, "announce.why", audience=self.audience(lang, announcement.audience)))
        if end:
            lines += [(), (Run(" · ".join(end), Style.ITALIC),)]
        return Message(tuple(lines))

    async def notices(
        self, transaction: Transaction, announcement: Announcement, chats: list[Recipient], now: dt.datetime
    ) -> list[Notice]:
        """The notices of every recipient, page by page; a silent or quiet chat's wait until it may be told."""
        parts = self._parts(announcement.audience.plan)
        reach = reach_of(announcement.audience, parts)
        spots = {(chat.chat_id, chat.thread_id) for chat in chats} if reach else set()
        people = await responsibles_of(transaction, spots, parts.id)
        told = await addressees(transaction, {chat.chat_id for chat in chats})
        return list(self._notices(announcement, chats, told, reach, people, now))

    def _mentioned(self, lang: str, announcement: Announcement, reach: Reach, people: list[Responsible]) -> Message:
        tables = self._parts(announcement.audience.plan).engine.tables
        departments = (*reach.departments, *reach.leads)
        return Message(tuple(mentions(self._wording, lang, tables, people, reach.tasks, departments)))

    def _notices(
        self,
        announcement: Announcement,
        chats: list[Recipient],
        told: Mapping[int, Addressee],
        reach: Reach | None,
        people: Mapping[tuple[int, int], list[Responsible]],
        now: dt.datetime,
    ) -> Iterator[Notice]:
        pages: dict[str, list[str]] = {}
        for recipient in chats:
            chat = told[recipient.chat_id]
            lang = chat.lang
            if lang not in pages:
                pages[lang] = self.message(lang, announcement).pages(NOTICE_UNITS)
            shown = pages[lang]
            if reach and (mine := people.get((recipient.chat_id, recipient.thread_id))):
                message = self.message(lang, announcement) + self._mentioned(lang, announcement, reach, mine)
                shown = message.pages(NOTICE_UNITS)
            for part, page in enumerate(shown):
                yield Notice(
                    event(announcement.id),
                    recipient.chat_id,
                    page,
                    lang,
                    recipient.thread_id,
                    part,
                    not_before=chat.muted_until if announcement.urgent else chat.held_until(now),
                    urgent=announcement.urgent,
                )

    async def asking(
        self, transaction: Transaction, announcement: Announcement, notices: list[Notice], now: dt.datetime
    ) -> list[Notice]:
        """The notices with the button for a receipt."""
        title = shortened(announcement.text.replace("\n", " "), MOST_TITLE).rstrip("。.!！;； ")
        return await asking(transaction, self._wording, title, announcement.author, notices, now)


def event(id: int) -> str:
    """The key of an announcement's notices."""
    return f"announcement:{id}"


def _linked(line: str, tables: Tables, labels: Labels) -> Line:
    """A line of the text, the tasks that it names as links that open them."""
    runs: list[Run] = []
    end = 0
    for found in _TASK.finditer(line):
        keys = tables.called(str(number(found[1] or found[2])))
        if len(keys) == 1 and (link := labels.opening(keys[0])):
            runs += [Run(line[end : found.start()]), Run(found.group(), link=link)]
            end = found.end()
    return tuple(run for run in (*runs, Run(line[end:])) if run.text)


async def enqueue_confirmed(
    database: Database,
    announcing: Announcing,
    serves: Callable[[int], bool] = lambda chat_id: True,
    now: dt.datetime | None = None,
) -> int:
    """Puts what is confirmed and due into the outbox, each announcement in one transaction; how many notices were new.

    A process that is killed before it is done leaves the announcement confirmed, and the next call begins it anew.
    """
    added, now = 0, now or dt.datetime.now(dt.UTC)
    async with database.transaction() as transaction:
        waiting = await confirmed_announcements(transaction, now)
    for announcement in waiting:
        async with database.transaction() as transaction:
            if await advance(transaction, announcement.id, Stage.CONFIRMED, Stage.DONE):
                found = await announcing.recipients(transaction, announcement.audience)
                chats = [chat for chat in found if serves(chat.chat_id)]
                notices = await announcing.notices(transaction, announcement, chats, now)
                if announcement.receipt:
                    notices = await announcing.asking(transaction, announcement, notices, now)
                added += await enqueue(transaction, notices)
    return added
