"""Chats and their settings; a person's settings are those of the private chat, whose id is the person's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, or_, select, update

from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import chats


class ChatState(StrEnum):
    """Whether the bot may write to a chat: `blocked` by its person or group, `gone` for good as far as is known."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat's settings; None is the default: the person's language, Asia/Shanghai, no department, the first plan."""

    chat_id: int
    kind: str
    title: str = ""
    lang: str | None = None
    told_lang: str | None = None
    zone: str | None = None
    department: str | None = None
    plan: str | None = None
    state: ChatState = ChatState.ACTIVE
    muted_until: datetime | None = None
    quiet: str | None = None
    managing_chat_id: int | None = None
    managing_thread_id: int | None = None
    managing_until: datetime | None = None


# A chat's kind and title, and the language of the person's Telegram where it is theirs alone and says its language.
Met = tuple[str, str] | tuple[str, str, str]
# What `set_preferences` may set.
PREFERENCES = frozenset(Chat.__dataclass_fields__) - {"chat_id", "kind", "title", "state"}
_SHOWN = [chats.c[name] for name in Chat.__dataclass_fields__]


async def get_chat(transaction: Transaction, chat_id: int) -> Chat | None:
    """The chat, None for one never seen."""
    row = (await transaction.execute(select(*_SHOWN).where(chats.c.chat_id == chat_id))).one_or_none()
    return None if row is None else _chat(row)


async def get_chats(transaction: Transaction, chat_ids: Collection[int]) -> dict[int, Chat]:
    """The chats of those ids that were seen, by id."""
    rows = await transaction.execute(select(*_SHOWN).where(chats.c.chat_id.in_(list(chat_ids))))
    return {row.chat_id: _chat(row) for row in rows}


async def see_chat(transaction: Transaction, chat_id: int, kind: str, title: str = "") -> None:
    """Remembers a chat with its kind and current title; its settings and state stay as they are."""
    await see_chats(transaction, {chat_id: (kind, title)})


async def see_chats(transaction: Transaction, met: Mapping[int, Met]) -> None:
    """Remembers chats, each with its kind, current title and perhaps the language it is told in, by one statement."""
    if not met:
        return
    moment = datetime.now(UTC)
    new = upsert(transaction, chats)
    lang = func.coalesce(new.excluded.told_lang, chats.c.told_lang)
    told = {"kind": new.excluded.kind, "title": new.excluded.title, "told_lang": lang, "updated": moment}
    changed = or_(
        chats.c.kind != new.excluded.kind, chats.c.title != new.excluded.title, chats.c.told_lang.is_distinct_from(lang)
    )
    rows = [
        {"chat_id": chat_id, "kind": kind, "title": title, "told_lang": "".join(said) or None}
        | {"created": moment, "updated": moment}
        for chat_id, (kind, title, *said) in sorted(met.items())
    ]
    await transaction.execute(new.on_conflict_do_update(index_elements=["chat_id"], set_=told, where=changed), rows)


async def set_preferences(transaction: Transaction, chat_id: int, kind: str, **preferences: Any) -> None:
    """Sets some of PREFERENCES of a chat, which is remembered if it is new; KeyError for another name."""
    if unknown := preferences.keys() - PREFERENCES:
        raise KeyError(f"no preferences of a chat: {', '.join(sorted(unknown))}")
    moment = datetime.now(UTC)
    new = upsert(transaction, chats).values(chat_id=chat_id, kind=kind, created=moment, updated=moment, **preferences)
    await transaction.execute(
        new.on_conflict_do_update(index_elements=["chat_id"], set_={**preferences, "updated": moment})
    )


async def set_state(transaction: Transaction, chat_id: int, state: ChatState) -> bool:
    """Marks a chat; whether that changed anything. bot/db/notices.py does it together with the chat's notices."""
    marked = (
        update(chats)
        .where(chats.c.chat_id == chat_id, chats.c.state != state)
        .values(state=state, updated=datetime.now(UTC))
    )
    return bool((await transaction.execute(marked)).rowcount)


def _chat(row: Row[Any]) -> Chat:
    values = row._asdict()
    return Chat(**{**values, "state": ChatState(values["state"])})
