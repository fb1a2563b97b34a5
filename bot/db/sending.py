"""The outbox at work: what is claimed, on its way, over, or left behind by a process that died."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, not_, or_, select, update

from bot.db import windows
from bot.db.addressees import addressees
from bot.db.chats import ChatState
from bot.db.engine import Transaction
from bot.db.moves import move_chat, move_topic
from bot.db.notices import keyboard_of, stop_chat
from bot.db.tables import notices
from bot.limits import Limits
from bot.notifications.notice import (
    UNSENT,
    Barred,
    Blocked,
    Claim,
    Gone,
    Moved,
    NoTopic,
    Outcome,
    Priority,
    Refused,
    RetryAfter,
    Sent,
    State,
    Unknown,
    Unsent,
)

# A look at the queue takes the first notice of each chat; more looks follow where one chat has filled the first.
_LOOKS = 3
_FREE = {"claimed_by": None, "claimed_until": None}


async def claim(
    transaction: Transaction, owner: str, now: datetime, limits: Limits, count: int
) -> tuple[list[Claim], float]:
    """Claims up to `count` notices that may be sent now, at most one a chat, and takes their places in the windows.

    Where the windows are full, none, and the seconds until they are not.
    """
    await windows.lock_windows(transaction)
    room, pause = await windows.room(transaction, now, limits)
    wanted = min(count, room)
    found: dict[int, Claim] = {}
    for _ in range(_LOOKS):
        if (missing := wanted - len(found)) <= 0:
            break
        rows = (await transaction.execute(_next(now, limits, missing, list(found)))).all()
        quiet = await _hold_quiet(transaction, rows, now)
        for row in (row for row in rows if row.id not in quiet):
            found.setdefault(row.chat_id, _claim(row))
        if len(rows) < missing:
            break
    claims = list(found.values())
    if claims:
        until = now + timedelta(seconds=limits.claim_seconds)
        claimed = update(notices).where(notices.c.id.in_([each.id for each in claims]))
        values = {"state": State.CLAIMED, "claimed_by": owner, "claimed_until": until}
        await transaction.execute(claimed.values(**values, attempts=notices.c.attempts + 1))
        await windows.reserve(transaction, [(each.id, each.chat_id) for each in claims], now)
    return claims, pause


def _next(now: datetime, limits: Limits, count: int, taken: list[int]) -> Any:
    """The first `count` notices that may be sent, beside those of chats already taken."""
    earlier = notices.alias()
    page_before = exists().where(
        earlier.c.event == notices.c.event,
        earlier.c.chat_id == notices.c.chat_id,
        earlier.c.thread_id == notices.c.thread_id,
        earlier.c.part < notices.c.part,
        earlier.c.state.in_(UNSENT),
    )
    return (
        select(notices)
        .where(
            notices.c.state == State.WAITING,
            notices.c.not_before <= now,
            notices.c.chat_id.not_in(windows.closed_chats(now, limits)),
            notices.c.chat_id.not_in(taken),
            or_(notices.c.part == 0, not_(page_before)),
        )
        .order_by(notices.c.priority, notices.c.id)
        .limit(count)
        .with_for_update(skip_locked=True, of=notices)
    )


async def _hold_quiet(transaction: Transaction, rows: Sequence[Any], now: datetime) -> set[int]:
    """Lets what would come by itself in a chat's quiet hours wait until these end; the ids of those notices.

    Most were written to wait: this is for what was put off, or comes late.
    """
    waiting = [row for row in rows if row.priority > Priority.ANSWER and not row.body.get("urgent")]
    chats = await addressees(transaction, {row.chat_id for row in waiting})
    held: set[int] = set()
    for row in waiting:
        if until := chats[row.chat_id].quiet_until(now):
            held.add(row.id)
            await transaction.execute(update(notices).where(notices.c.id == row.id).values(not_before=until))
    return held


def _claim(row: Any) -> Claim:
    body = row.body
    return Claim(
        id=row.id,
        chat_id=row.chat_id,
        thread_id=row.thread_id,
        html=body["html"],
        lang=body["lang"],
        keyboard=keyboard_of(body),
        repeat=row.repeats > 0,
        attempts=row.attempts,
    )


async def begin(transaction: Transaction, owner: str, claims: Sequence[Claim], now: datetime) -> list[Claim]:
    """Notes that claims are about to go out, and gives those that are still ours."""
    ours = and_(
        notices.c.id.in_([each.id for each in claims]),
        notices.c.state == State.CLAIMED,
        notices.c.claimed_by == owner,
        notices.c.claimed_until > now,
    )
    sending = update(notices).where(ours).values(state=State.SENDING, updated=now).returning(notices.c.id)
    ids = set((await transaction.execute(sending)).scalars())
    return [each for each in claims if each.id in ids]


async def record(
    transaction: Transaction, owner: str, outcomes: Sequence[tuple[Claim, Outcome]], now: datetime, limits: Limits
) -> None:
    """Writes down how sends ended."""
    # That it arrived is true whoever has the notice by now; everything else only counts while it is ours.
    arrived = update(notices).where(notices.c.id == bindparam("notice"), notices.c.state != State.SENT)
    arrived = arrived.values(state=State.SENT, sent_message_id=bindparam("message"), error=None, updated=now, **_FREE)
    sent = [{"notice": each.id, "message": end.message_id} for each, end in outcomes if isinstance(end, Sent)]
    if sent:
        await transaction.execute(arrived, sent)
    for each, end in outcomes:
        if not isinstance(end, Sent):
            ours = and_(
                notices.c.id == each.id,
                notices.c.state == State.SENDING,
                notices.c.claimed_by == owner,
                # The claim may have lapsed and be ours anew: that one has an end of its own.
                notices.c.attempts == each.attempts + 1,
            )
            values = _after(each, end, now, limits)
            await transaction.execute(update(notices).where(ours).values(**values, updated=now, **_FREE))
            await _follow(transaction, each, end, now)
    await windows.finish(transaction, [each.id for each, _ in outcomes], now)


def _after(each: Claim, end: Outcome, now: datetime, limits: Limits) -> dict[str, Any]:
    """The row's new values."""
    later = {"state": State.WAITING, "not_before": now + timedelta(seconds=limits.backoff(each.attempts))}
    match end:
        case RetryAfter(seconds):
            return {"state": State.WAITING, "not_before": now + timedelta(seconds=seconds)}
        case Unsent(reason):
            return later | {"error": reason}
        case Unknown(reason):
            return _uncertain(each.repeat) | {"error": reason, "not_before": later["not_before"]}
        case Blocked(reason) | Gone(reason):
            return {"state": State.CANCELLED, "error": reason}
        case Moved():
            return {"state": State.WAITING}
        case NoTopic(reason) if each.thread_id:
            return {"state": State.WAITING, "error": reason}
        case NoTopic(reason) | Barred(reason):
            dead = each.attempts + 1 >= limits.barred_attempts
            until = now + timedelta(seconds=limits.barred(each.attempts))
            return {"state": State.DEAD if dead else State.WAITING, "error": reason, "not_before": until}
        case Refused(reason):
            return {"state": State.DEAD, "error": reason}
    raise TypeError(f"{end} is not a failure")


async def _follow(transaction: Transaction, each: Claim, end: Outcome, now: datetime) -> None:
    """What the end of one send means for everything else of its chat."""
    match end:
        case RetryAfter(seconds):
            await windows.cool_down(transaction, each.chat_id, now + timedelta(seconds=seconds))
        case Blocked(reason):
            await stop_chat(transaction, each.chat_id, ChatState.BLOCKED, reason)
        case Gone(reason):
            await stop_chat(transaction, each.chat_id, ChatState.GONE, reason)
        case NoTopic():
            await move_topic(transaction, each.chat_id, each.thread_id)
        case Moved(new_chat_id):
            await move_chat(transaction, each.chat_id, new_chat_id)


def _uncertain(repeat: bool) -> dict[str, Any]:
    """A send whose outcome nobody can know is repeated once, and says so; then an operator decides."""
    return {"state": State.UNCERTAIN} if repeat else {"state": State.WAITING, "repeats": 1}


async def recover(transaction: Transaction, now: datetime, *, everything: bool = False) -> int:
    """Takes back what a process that died had claimed, all that is claimed for `everything`, and says how many."""
    if everything:
        await windows.finish_all(transaction, now)
    lapsed = notices.c.claimed_until <= now
    left = (
        select(notices.c.id)
        .where(notices.c.state.in_([State.CLAIMED, State.SENDING]), *([] if everything else [lapsed]))
        .order_by(notices.c.id)
        .with_for_update(skip_locked=True)
    )
    ids = list((await transaction.execute(left)).scalars())
    if not ids:
        return 0
    begun = notices.c.state == State.SENDING
    again = and_(begun, notices.c.repeats > 0)
    freed = {
        "state": case((again, State.UNCERTAIN), else_=State.WAITING),
        "repeats": case((and_(begun, notices.c.repeats == 0), 1), else_=notices.c.repeats),
        "error": case((begun, "the process ended while it was sent"), else_=notices.c.error),
        "not_before": now,
        "updated": now,
    }
    await transaction.execute(update(notices).where(notices.c.id.in_(ids)).values(**freed, **_FREE))
    return len(ids)
