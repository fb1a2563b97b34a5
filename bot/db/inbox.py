"""The inbox: updates are written down before Telegram forgets them, claimed by one process, and done once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, exists, func, or_, select, text, update

from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import inbox

# A message can be edited for two days, and Telegram repeats an update for one.
KEPT = timedelta(days=3)
# Another process takes over what was claimed for so long and not renewed.
CLAIM_SECONDS = 30.0
_LOCK = 733_511_004
_READ = ("update_id", "lane", "body", "attempts", "ended", "tried")


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as it came: its JSON as text, the lane that keeps its order, and the id of the message it is about."""

    update_id: int
    lane: str
    body: str
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that is claimed and not done; `attempts` is how often a process has begun to send an answer to it.

    `ended` is how many processes ended while they had it, `tried` how often it was noted before it was computed.
    """

    update_id: int
    lane: str
    body: str
    attempts: int
    ended: int = 0
    tried: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """An update that is dealt with: the digest of the text that was answered, and the message that answers it."""

    update_id: int
    digest: str | None = None
    reply_id: int | None = None


async def write_down(transaction: Transaction, arrivals: Sequence[Arrival], now: datetime) -> set[int]:
    """Keeps updates and gives the ids of those that were never written down before."""
    rows = [asdict(arrival) | {"received": now} for arrival in {each.update_id: each for each in arrivals}.values()]
    if not rows:
        return set()
    # In one order everywhere: processes that write the same updates at once wait for each other, not in a circle.
    rows.sort(key=lambda row: int(row["update_id"]))
    # Rows beside the statement: a statement with all of them in it is compiled anew for each number of them.
    added = upsert(transaction, inbox).on_conflict_do_nothing().returning(inbox.c.update_id)
    return set((await transaction.execute(added, rows)).scalars())


async def claim(transaction: Transaction, owner: str, now: datetime, seconds: float, count: int) -> list[Waiting]:
    """Claims up to `count` updates that nobody has, in their order; none of a lane in which another process has one."""
    if count <= 0:
        return []
    if transaction.dialect.name == "postgresql":
        # Who looks and claims does so alone: two processes never have updates of one lane.
        await transaction.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    other = inbox.alias()
    elsewhere = exists().where(
        other.c.lane == inbox.c.lane,
        other.c.done.is_(None),
        other.c.claimed_by != owner,
        other.c.claimed_until > now,
    )
    free = or_(inbox.c.claimed_by.is_(None), inbox.c.claimed_until <= now)
    found = (
        select(*(inbox.c[name] for name in _READ), inbox.c.claimed_by)
        .where(inbox.c.done.is_(None), free, ~elsewhere)
        .order_by(inbox.c.update_id)
        .limit(count)
        .with_for_update(of=inbox)
    )
    rows = (await transaction.execute(found)).all()
    if not rows:
        return []
    until = now + timedelta(seconds=seconds)
    ours = update(inbox).where(inbox.c.update_id.in_([row.update_id for row in rows]))
    # Whose claim has lapsed has ended, unless it is this process, late.
    left = case((inbox.c.claimed_by != owner, 1), else_=0)
    await transaction.execute(ours.values(ended=inbox.c.ended + left, claimed_by=owner, claimed_until=until))
    return [
        Waiting(
            row.update_id,
            row.lane,
            row.body or "",
            row.attempts,
            row.ended + (row.claimed_by not in (None, owner)),
            row.tried,
        )
        for row in rows
    ]


async def hold(transaction: Transaction, update_ids: Collection[int]) -> None:
    """Lets nobody else change those updates until the end of the transaction, in which several are to be changed."""
    if update_ids:
        await _hold(transaction, inbox.c.update_id.in_(list(update_ids)))


async def begin(
    transaction: Transaction, owner: str, update_ids: Collection[int], now: datetime, seconds: float = CLAIM_SECONDS
) -> set[int]:
    """Notes that answers to those updates are sent now: from here on nobody but this process knows whether they arrived.

    The ids of those that are the owner's; what another process has claimed since is answered by that one. Nobody takes them
    over within so many seconds: who did so while the answer is on its way would send a second one.
    """
    if not update_ids:
        return set()
    mine = (inbox.c.update_id.in_(list(update_ids)), inbox.c.claimed_by == owner, inbox.c.done.is_(None))
    until = now + timedelta(seconds=seconds)
    begun = update(inbox).where(*mine).values(attempts=inbox.c.attempts + 1, claimed_until=until)
    return set((await transaction.execute(begun.returning(inbox.c.update_id))).scalars())


async def suspect(transaction: Transaction, update_ids: Collection[int]) -> None:
    """Notes that those updates are computed now: if the process ends with one of them, it is the one that ended it."""
    if update_ids:
        ours = update(inbox).where(inbox.c.update_id.in_(list(update_ids)))
        await transaction.execute(ours.values(tried=inbox.c.tried + 1))


async def finish(transaction: Transaction, ends: Sequence[Done], now: datetime) -> None:
    """Notes that updates are done; their texts are forgotten."""
    if not ends:
        return
    statement = (
        update(inbox)
        .where(inbox.c.update_id == bindparam("which"), inbox.c.done.is_(None))
        .values(
            body=None,
            done=now,
            digest=bindparam("said"),
            reply_id=bindparam("answer"),
            claimed_by=None,
            claimed_until=None,
        )
    )
    rows = [{"which": end.update_id, "said": end.digest, "answer": end.reply_id} for end in ends]
    await transaction.execute(statement, rows)


async def renew(
    transaction: Transaction, owner: str, update_ids: Collection[int], now: datetime, seconds: float
) -> None:
    """Keeps what a process has claimed, and knows that it has, for so many more seconds.

    Where the answer to a claim was lost with its connection, the process has updates that it does not know of: their claims
    lapse, and they are claimed again.
    """
    mine = and_(inbox.c.update_id.in_(list(update_ids)), inbox.c.claimed_by == owner, inbox.c.done.is_(None))
    await _hold(transaction, mine)
    await transaction.execute(update(inbox).where(mine).values(claimed_until=now + timedelta(seconds=seconds)))


async def release(transaction: Transaction, owner: str | None) -> None:
    """Gives back what a process has claimed; for None what all processes had, which have ended."""
    claimed = [inbox.c.done.is_(None), inbox.c.claimed_by == owner if owner else inbox.c.claimed_by.is_not(None)]
    ended = inbox.c.ended + (0 if owner else 1)
    await _hold(transaction, *claimed)
    await transaction.execute(update(inbox).where(*claimed).values(ended=ended, claimed_by=None, claimed_until=None))


async def _hold(transaction: Transaction, *which: ColumnElement[bool]) -> None:
    # Ends come in the order of answers, renewals in that of the table: where two held what the other wants, PostgreSQL ends one.
    if transaction.dialect.name == "postgresql":
        rows = select(inbox.c.update_id).where(*which).order_by(inbox.c.update_id)
        await transaction.execute(rows.with_for_update())


async def last_handled(transaction: Transaction, lane: str, message_id: int) -> Done | None:
    """What the newest update about a message was that has been answered; None where none was."""
    found = (
        select(inbox.c.update_id, inbox.c.digest, inbox.c.reply_id)
        .where(inbox.c.lane == lane, inbox.c.message_id == message_id, inbox.c.digest.is_not(None))
        .order_by(inbox.c.update_id.desc())
        .limit(1)
    )
    row = (await transaction.execute(found)).one_or_none()
    return None if row is None else Done(row.update_id, row.digest, row.reply_id)


async def count_open(transaction: Transaction) -> int:
    """How many updates wait or are worked on."""
    counted = select(func.count()).select_from(inbox).where(inbox.c.done.is_(None))
    return int((await transaction.execute(counted)).scalar_one())


async def prune_inbox(transaction: Transaction) -> int:
    """Forgets the updates that came longer ago than KEPT and are done, and says how many."""
    old = delete(inbox).where(inbox.c.received < datetime.now(UTC) - KEPT, inbox.c.done.is_not(None))
    return (await transaction.execute(old)).rowcount


def lane_of(update: Mapping[str, object]) -> tuple[str, int | None]:
    """The lane of an update, and the id of the message that it is about; TypeError or KeyError for what is no update.

    A lane is a private chat, or one person in another chat: what they say and press is answered in its order, and nobody
    in a group waits for another. Who types inline has a lane of their own.
    """
    for kind in ("message", "edited_message"):
        if kind in update:
            message = _mapping(update[kind])
            return _lane(message, message.get("sender_chat") or message.get("from")), _number(message["message_id"])
    if "callback_query" in update:
        query = _mapping(update["callback_query"])
        if "message" in query:
            return _lane(_mapping(query["message"]), query["from"]), None
        return f"c{_id(query['from'])}", None
    if "inline_query" in update:
        return f"i{_id(_mapping(update['inline_query'])['from'])}", None
    if "my_chat_member" in update:
        return f"c{_id(_mapping(update['my_chat_member'])['chat'])}", None
    return "", None


def chats_of(lane: str) -> list[int]:
    """The chat and the person of a lane."""
    return [int(part) for part in lane[1:].split(":") if part]


def _lane(message: Mapping[str, object], person: object) -> str:
    chat_id = _id(message["chat"])
    return f"c{chat_id}" if chat_id > 0 or person is None else f"c{chat_id}:{_id(person)}"


def _id(thing: object) -> int:
    return _number(_mapping(thing)["id"])


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{type(value).__name__} where an object should be")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 63:
        raise TypeError(f"{type(value).__name__} where an id should be")
    return value
