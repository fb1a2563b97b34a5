"""Receipts: what asks for them, which places were asked, who pressed and when, and what is due for those who did not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import delete, select, tuple_, update

from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import chats, receipt_people, receipt_places, receipt_requests, receipts

Spot = tuple[int, int]
# What is due for a request, by the column that says when.
Due = Literal["remind_at", "escalate_at"]


@dataclass(frozen=True, slots=True)
class Request:
    """What asks for receipts: its notices' event, what people know it by, and what is to come."""

    id: int
    event: str
    title: str
    asked_by: int | None
    remind_at: dt.datetime | None
    escalate_to: int | None
    escalate_at: dt.datetime | None
    created: dt.datetime


@dataclass(frozen=True, slots=True)
class Presser:
    """Somebody who pressed, and when."""

    user_id: int
    name: str
    pressed: dt.datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """A place that was asked; `pressed` is None where nobody has yet, `chat` the chat's title.

    `user_id` and `name` are of the first who pressed, `others` those after them.
    """

    chat_id: int
    thread_id: int
    chat: str
    user_id: int | None
    name: str
    pressed: dt.datetime | None
    others: tuple[Presser, ...] = ()

    @property
    def people(self) -> int:
        """How many have pressed."""
        return (self.pressed is not None) + len(self.others)


async def add_request(
    transaction: Transaction, event: str, title: str, by: int | None, spots: Iterable[Spot], now: dt.datetime
) -> int:
    """Asks those places for receipts; the request's id, the same for the same event."""
    new = upsert(transaction, receipt_requests).values(event=event, title=title, asked_by=by, created=now)
    await transaction.execute(new.on_conflict_do_nothing())
    found = select(receipt_requests.c.id).where(receipt_requests.c.event == event)
    id = int((await transaction.execute(found)).scalar_one())
    rows = [{"request_id": id, "chat_id": chat, "thread_id": thread} for chat, thread in spots]
    if rows:
        await transaction.execute(upsert(transaction, receipts).values(rows).on_conflict_do_nothing())
    return id


async def get_request(transaction: Transaction, id: int) -> Request | None:
    """The request with that id."""
    row = (await transaction.execute(select(receipt_requests).where(receipt_requests.c.id == id))).one_or_none()
    return Request(**row._asdict()) if row else None


async def request_of(transaction: Transaction, event: str) -> int | None:
    """The id of an event's request."""
    found = select(receipt_requests.c.id).where(receipt_requests.c.event == event)
    id: int | None = (await transaction.execute(found)).scalar_one_or_none()
    return id


async def last_requests(transaction: Transaction, limit: int, spot: Spot | None = None) -> list[Request]:
    """The newest requests, of one place or of all."""
    found = select(receipt_requests)
    if spot is not None:
        mine = select(receipts.c.request_id).where(receipts.c.chat_id == spot[0], receipts.c.thread_id == spot[1])
        found = found.where(receipt_requests.c.id.in_(mine))
    rows = await transaction.execute(found.order_by(receipt_requests.c.id.desc()).limit(limit))
    return [Request(**row._asdict()) for row in rows]


async def receipts_of(transaction: Transaction, id: int) -> list[Receipt]:
    """The places of a request, those without a receipt first."""
    columns = (
        receipts.c.chat_id,
        receipts.c.thread_id,
        chats.c.title,
        receipts.c.user_id,
        receipts.c.name,
        receipts.c.pressed,
    )
    joined = receipts.outerjoin(chats, chats.c.chat_id == receipts.c.chat_id)
    found = select(*columns).select_from(joined).where(receipts.c.request_id == id)
    rows = (await transaction.execute(found.order_by(receipts.c.chat_id, receipts.c.thread_id))).all()
    later = select(receipt_people).where(receipt_people.c.request_id == id)
    others: dict[Spot, list[Presser]] = {}
    for row in await transaction.execute(later.order_by(receipt_people.c.pressed, receipt_people.c.user_id)):
        others.setdefault((row.chat_id, row.thread_id), []).append(Presser(row.user_id, row.name, row.pressed))
    given = [_receipt(row, others.get((row.chat_id, row.thread_id), ())) for row in rows]
    return sorted(given, key=lambda one: one.pressed is not None)


async def missing_in(
    transaction: Transaction, spots: Collection[Spot], since: dt.datetime
) -> dict[Spot, list[Request]]:
    """What was asked of those places since then and nobody there has pressed, the newest first; digests aside."""
    if not spots:
        return {}
    columns = (*receipt_requests.c, receipts.c.chat_id, receipts.c.thread_id)
    open_ones = (receipts.c.pressed.is_(None), receipt_requests.c.created > since)
    # A digest that nobody confirmed is made up for by the next one.
    asked = ~receipt_requests.c.event.startswith("digest:", autoescape=True)
    joined = receipts.join(receipt_requests, receipts.c.request_id == receipt_requests.c.id)
    found = select(*columns).select_from(joined).where(*open_ones, asked).order_by(receipt_requests.c.id.desc())
    wanted = set(spots)
    by_spot: dict[Spot, list[Request]] = {}
    for row in await transaction.execute(found):
        spot = (row.chat_id, row.thread_id)
        if spot in wanted:
            kept = {name: getattr(row, name) for name in Request.__dataclass_fields__}
            by_spot.setdefault(spot, []).append(Request(**kept))
    return by_spot


async def press(
    transaction: Transaction, id: int, spot: Spot, user_id: int, name: str, now: dt.datetime
) -> Receipt | None:
    """Notes who pressed in a place, each once; the place's receipt, None for a place that was not asked."""
    mine = (receipts.c.request_id == id, receipts.c.chat_id == spot[0], receipts.c.thread_id == spot[1])
    free = update(receipts).where(*mine, receipts.c.pressed.is_(None))
    await transaction.execute(free.values(user_id=user_id, name=name, pressed=now))
    if (found := await _receipt_in(transaction, id, spot)) is None or found.user_id == user_id:
        return found
    row = {"request_id": id, "chat_id": spot[0], "thread_id": spot[1], "user_id": user_id, "name": name, "pressed": now}
    await transaction.execute(upsert(transaction, receipt_people).values(row).on_conflict_do_nothing())
    return await _receipt_in(transaction, id, spot)


async def _receipt_in(transaction: Transaction, id: int, spot: Spot) -> Receipt | None:
    found = [one for one in await receipts_of(transaction, id) if (one.chat_id, one.thread_id) == spot]
    return found[0] if found else None


async def set_due(transaction: Transaction, id: int, **values: Any) -> None:
    """Sets when those who have not pressed are reminded, or whom that is told and when."""
    await transaction.execute(update(receipt_requests).where(receipt_requests.c.id == id).values(**values))


async def due_requests(transaction: Transaction, due: Due, now: dt.datetime, limit: int) -> list[Request]:
    """The requests for which something is due by now."""
    column = receipt_requests.c[due]
    found = select(receipt_requests).where(column <= now).order_by(column, receipt_requests.c.id).limit(limit)
    return [Request(**row._asdict()) for row in await transaction.execute(found)]


async def claim(transaction: Transaction, request: Request, due: Due) -> bool:
    """Takes what is due for a request; whether it is ours to do."""
    column = receipt_requests.c[due]
    taken = update(receipt_requests).where(receipt_requests.c.id == request.id, column == getattr(request, due))
    return bool((await transaction.execute(taken.values({due: None}))).rowcount)


async def asks(transaction: Transaction, spots: Collection[Spot]) -> dict[Spot, int | None]:
    """Of those places the ones whose notices ask for receipts, with who decided that."""
    if not spots:
        return {}
    ids = {chat for chat, _ in spots}
    found = select(receipt_places)
    if len(ids) == 1:
        found = found.where(receipt_places.c.chat_id.in_(ids))
    wanted = set(spots)
    rows = await transaction.execute(found)
    return {(row.chat_id, row.thread_id): row.asked_by for row in rows if (row.chat_id, row.thread_id) in wanted}


async def toggle(transaction: Transaction, spot: Spot, by: int) -> bool:
    """Turns the receipts of a place's notices on or off; whether they are on now."""
    mine = tuple_(receipt_places.c.chat_id, receipt_places.c.thread_id) == spot
    if (await transaction.execute(delete(receipt_places).where(mine))).rowcount:
        return False
    await transaction.execute(receipt_places.insert().values(chat_id=spot[0], thread_id=spot[1], asked_by=by))
    return True


def _receipt(row: Any, others: Iterable[Presser]) -> Receipt:
    return Receipt(row.chat_id, row.thread_id, row.title or "", row.user_id, row.name, row.pressed, tuple(others))
