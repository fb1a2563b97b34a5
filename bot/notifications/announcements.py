"""Announcements: whom the operator's words are for, and what those chats are sent."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.db.announcements import Announcement, Recipient, Stage, advance, confirmed_announcements, recipients
from bot.db.engine import Database, Transaction
from bot.db.notices import enqueue
from bot.notifications.notice import NOTICE_UNITS, Notice
from bot.notifications.receipts import asking
from bot.notifications.subscriptions import WORDS_FILE, Targets
from bot.screens.labels import Labels, shortened
from bot.screens.message import Line, Message, Run, Style
from bot.screens.wording import DEFAULT_LANGUAGE, Wording
from corpus.normalize import fold
from corpus.readers import read_data

# In UTF-16 units: an announcement is one message, so that a report counts chats.
MOST_UNITS = 3500
# By so many characters people know an announcement again.
MOST_TITLE = 60
_HEAD = re.compile(r"\s*([^:：\n]{1,120})[:：\n]\s*(.*)", re.DOTALL)
_WORD = re.compile(r"\s*(\S+)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom an announcement is for, `departments` by id, every chat where `everyone`, and its text."""

    departments: tuple[str, ...]
    everyone: bool
    text: str


def addressed(words: str, targets: Targets) -> Addressed | None:
    """The departments at the beginning of the words, up to a colon or line end or as single words; None for nobody.

    商务厅 财政厅 请于周五前… · Department of Commerce: please … · all please …
    """
    if (found := _HEAD.fullmatch(words)) and (listed := targets.named(found[1])):
        return Addressed(listed, False, found[2].strip())
    everyone = read_data(WORDS_FILE)["everyone"]["words"]
    ids: tuple[str, ...] = ()
    rest = words
    while found := _WORD.fullmatch(rest):
        word = found[1].rstrip(":：,，、")
        if not ids and fold(word) in everyone:
            return Addressed((), True, found[2].strip())
        if not (more := targets.named(word)):
            break
        ids, rest = (*ids, *more), found[2]
    return Addressed(tuple(dict.fromkeys(ids)), False, rest.strip()) if ids else None


class Announcing:
    """Makes the notices of announcements."""

    def __init__(self, labels: Callable[[], Labels], wording: Wording) -> None:
        """`labels` gives those of the plan that is asked by default."""
        self._labels = labels
        self._wording = wording

    def message(self, lang: str, announcement: Announcement) -> Message:
        """What a chat is sent."""
        say = self._wording.say
        lines: list[Line] = [(Run(say(lang, "announce.heading"), Style.BOLD),)]
        lines += ((Run(line),) if line.strip() else () for line in announcement.text.splitlines())
        if announcement.departments:
            names = self._labels().departments(lang, announcement.departments)
            lines += [(), (Run(say(lang, "announce.why", departments=names), Style.ITALIC),)]
        return Message(tuple(lines))

    def notices(self, announcement: Announcement, chats: list[Recipient]) -> Iterator[Notice]:
        """The notices of every recipient, page by page; a muted chat's wait until it may be told."""
        pages: dict[str, list[str]] = {}
        for recipient in chats:
            lang = recipient.lang or DEFAULT_LANGUAGE
            if lang not in pages:
                pages[lang] = self.message(lang, announcement).pages(NOTICE_UNITS)
            for part, page in enumerate(pages[lang]):
                yield Notice(
                    event(announcement.id),
                    recipient.chat_id,
                    page,
                    lang,
                    recipient.thread_id,
                    part,
                    not_before=recipient.muted_until,
                )

    async def asking(self, transaction: Transaction, announcement: Announcement, notices: list[Notice]) -> list[Notice]:
        """The notices with the button for a receipt."""
        title = shortened(announcement.text.replace("\n", " "), MOST_TITLE)
        now = dt.datetime.now(dt.UTC)
        return await asking(transaction, self._wording, title, announcement.author, notices, now)


def event(id: int) -> str:
    """The key of an announcement's notices."""
    return f"announcement:{id}"


async def enqueue_confirmed(
    database: Database, announcing: Announcing, serves: Callable[[int], bool] = lambda chat_id: True
) -> int:
    """Puts what is confirmed into the outbox, each announcement in one transaction; how many notices were new.

    A process that is killed before it is done leaves the announcement confirmed, and the next call begins it anew.
    """
    added = 0
    async with database.transaction() as transaction:
        waiting = await confirmed_announcements(transaction)
    for announcement in waiting:
        async with database.transaction() as transaction:
            if await advance(transaction, announcement.id, Stage.CONFIRMED, Stage.DONE):
                found = await recipients(transaction, announcement.departments)
                chats = [chat for chat in found if serves(chat.chat_id)]
                notices = list(announcing.notices(announcement, chats))
                if announcement.receipt:
                    notices = await announcing.asking(transaction, announcement, notices)
                added += await enqueue(transaction, notices)
    return added
