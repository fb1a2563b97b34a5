"""Answers given lately: for edited questions, for buttons that outlive a restart, for reports of wrong answers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import answers

KEPT = timedelta(days=30)
# An id of 47 bits is eight characters of base 64 in callback data; two are the same once in millions of answers.
ID_BITS = 47


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer, its id made here; `thread_id` is 0 outside topics, `message_id` the question's, `reply_id` the answer's."""

    chat_id: int
    user_id: int
    question: str
    lang: str
    plan: str
    conversation: str
    thread_id: int = 0
    message_id: int | None = None
    reply_id: int | None = None
    context: str = ""
    id: int = field(default_factory=lambda: secrets.randbits(ID_BITS))
    created: datetime = field(default_factory=lambda: datetime.now(UTC))


_SHOWN = [answers.c[name] for name in GivenAnswer.__dataclass_fields__]


async def remember_answers(transaction: Transaction, given: Sequence[GivenAnswer]) -> None:
    """Keeps answers; one that is there already by its id stays as it is."""
    if given:
        await transaction.execute(
            upsert(transaction, answers).on_conflict_do_nothing(), [asdict(answer) for answer in given]
        )


async def answer_by_id(transaction: Transaction, answer_id: int) -> GivenAnswer | None:
    """The answer with that id; None for one never given, or pruned."""
    return await _newest(transaction, answers.c.id == answer_id)


async def answer_by_reply(transaction: Transaction, chat_id: int, reply_id: int) -> GivenAnswer | None:
    """The answer that a message of the bot carries."""
    return await _newest(transaction, (answers.c.chat_id == chat_id) & (answers.c.reply_id == reply_id))


async def answer_by_message(transaction: Transaction, chat_id: int, message_id: int) -> GivenAnswer | None:
    """The last answer to a person's message."""
    return await _newest(transaction, (answers.c.chat_id == chat_id) & (answers.c.message_id == message_id))


async def last_answer(transaction: Transaction, conversation: str) -> GivenAnswer | None:
    """The last answer of a conversation."""
    return await _newest(transaction, answers.c.conversation == conversation)


async def prune_answers(transaction: Transaction) -> int:
    """Forgets the answers older than KEPT and says how many."""
    return (await transaction.execute(delete(answers).where(answers.c.created < datetime.now(UTC) - KEPT))).rowcount


async def _newest(transaction: Transaction, condition: ColumnElement[bool]) -> GivenAnswer | None:
    order = answers.c.created.desc(), answers.c.id
    row: Any = (await transaction.execute(select(*_SHOWN).where(condition).order_by(*order).limit(1))).one_or_none()
    return None if row is None else GivenAnswer(**row._asdict())
