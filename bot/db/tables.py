"""The tables. A change here needs a migration; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, with its zone on the Python side; SQLite itself keeps no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite counts up only what is called INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")

METADATA = MetaData()

# A person's own settings are those of the private chat, whose id is the person's.
chats = Table(
    "chats",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),  # private, group, supergroup or channel
    Column("title", Text, nullable=False, server_default=""),
    Column("lang", Text),  # null: as the person's Telegram
    Column("told_lang", Text),  # in which it was set up, for notices where it chose none
    Column("zone", Text),  # IANA name; null: Asia/Shanghai
    Column("department", Text),  # the registry's id, set by /me
    Column("plan", Text),  # null: the first plan
    Column("state", Text, nullable=False, server_default="active"),  # active, blocked or gone
    Column("muted_until", Moment),
    Column("quiet", Text),  # HH:MM-HH:MM in its zone, in which nothing is sent by itself
    # On a person's row: the group that is managed from the private chat.
    Column("managing_chat_id", BigInteger),
    Column("managing_thread_id", BigInteger),
    Column("managing_until", Moment),
    Column("created", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
)

answers = Table(
    "answers",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # random, so that it is known before the insert
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False, server_default=text("0")),  # 0: no topic
    Column("message_id", BigInteger),  # of the question
    Column("reply_id", BigInteger),  # of the message with the answer
    Column("user_id", BigInteger, nullable=False),
    Column("question", Text, nullable=False),
    Column("context", Text, nullable=False, server_default=""),  # the earlier questions it leans on, one a line
    Column("lang", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("conversation", Text, nullable=False, index=True),
    Column("created", Moment, nullable=False, index=True),
    Index("answers_by_reply", "chat_id", "reply_id"),
    Index("answers_by_message", "chat_id", "message_id"),
)

# Updates, written down before they are confirmed to Telegram. Of what is done the body is gone at once, and the row,
# which keeps an update from being taken again and says what a message was answered with, after a few days.
inbox = Table(
    "inbox",
    METADATA,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lane", Text, nullable=False, server_default=""),  # what it is kept in order with, mostly its chat
    Column("message_id", BigInteger),  # of the message that it brings or changes
    Column("body", Text),  # as Telegram gave it, in JSON
    Column("attempts", Integer, nullable=False, server_default=text("0")),  # how often answering it was begun
    Column("ended", Integer, nullable=False, server_default=text("0")),  # how many processes ended that had it
    Column(
        "tried", Integer, nullable=False, server_default=text("0")
    ),  # how often they were at it since it is suspected
    Column("claimed_by", Text),
    Column("claimed_until", Moment),
    Column("digest", Text),  # of the message's text, as it was answered
    Column("reply_id", BigInteger),  # of the message that answered it
    Column("received", Moment, nullable=False, index=True),
    Column("done", Moment),
    Index("inbox_open", "lane", "update_id", sqlite_where=text("done IS NULL"), postgresql_where=text("done IS NULL")),
    Index("inbox_by_message", "lane", "message_id"),
)

# What a person's message has set, so that editing or repeating the message replaces it. bot/db/effects.py has the kinds.
effects = Table(
    "effects",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),  # where it was said, which is not always what it is about
    Column("message_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Column("created", Moment, nullable=False, index=True),
    Index("effects_by_message", "chat_id", "message_id"),
)

leases = Table(
    "leases",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Moment, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False, server_default=text("0")),
    Column("plan", Text, nullable=False),
    Column("kind", Text, nullable=False),  # department, section, task or topic
    Column("value", Text, nullable=False),  # the registry's id, a number, or words
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("created", Moment, nullable=False),
    UniqueConstraint("chat_id", "thread_id", "plan", "kind", "value", name="subscriptions_once"),
    Index("subscriptions_by_value", "plan", "kind", "value"),
)

digests = Table(
    "digests",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False, server_default=text("0")),
    Column("schedule", JSON, nullable=False),  # as bot/notifications/schedule.py writes it, in the chat's zone
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("next_due", Moment, nullable=False, index=True),
    Column("last_run", Moment),
    Column("created_by", BigInteger),
    UniqueConstraint("chat_id", "thread_id", name="digests_once"),
)

reminders = Table(
    "reminders",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, nullable=False, index=True),
    Column("thread_id", BigInteger, nullable=False, server_default=text("0")),
    Column("plan", Text, nullable=False),
    Column("task", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("schedule", JSON, nullable=False),  # as bot/notifications/schedule.py writes it, in the chat's zone
    Column("next_due", Moment, index=True),  # null: done
    Column("created_by", BigInteger),
    Column("created", Moment, nullable=False),
)

announcements = Table(
    "announcements",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("author", BigInteger, nullable=False),
    Column("audience", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", Text, nullable=False),  # draft, confirmed or done
    Column("created", Moment, nullable=False),
    Column("send_at", Moment),  # once it is confirmed not before; null: at once
)

# What asks for receipts: an announcement, or the digests and change notices of a place.
receipt_requests = Table(
    "receipt_requests",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("event", Text, nullable=False),  # of its notices
    Column("title", Text, nullable=False),
    Column("asked_by", BigInteger),
    Column("remind_at", Moment, index=True),  # those who have not pressed by then; null: nobody, or done
    Column("escalate_to", BigInteger),
    Column("escalate_at", Moment, index=True),
    Column("created", Moment, nullable=False),
    UniqueConstraint("event", name="receipt_requests_once"),
)

# The places that were asked, and who was first there to press.
receipts = Table(
    "receipts",
    METADATA,
    Column("request_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("thread_id", BigInteger, primary_key=True, autoincrement=False, server_default=text("0")),
    Column("user_id", BigInteger),
    Column("name", Text, nullable=False, server_default=""),
    Column("pressed", Moment),
    Index("receipts_by_place", "chat_id", "thread_id"),
)

# Those who pressed in a place after the one in `receipts`.
receipt_people = Table(
    "receipt_people",
    METADATA,
    Column("request_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("thread_id", BigInteger, primary_key=True, autoincrement=False, server_default=text("0")),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("pressed", Moment, nullable=False),
    Index("receipt_people_by_place", "chat_id", "thread_id"),
)

# The places whose digests and change notices ask for receipts.
receipt_places = Table(
    "receipt_places",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("thread_id", BigInteger, primary_key=True, autoincrement=False, server_default=text("0")),
    Column("asked_by", BigInteger),
)

# What people report on a task, the newest last; none of it is the plan's.
progress = Table(
    "progress",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("task", Integer, nullable=False),
    Column("percent", Integer),  # NULL where no figure was said
    Column("done", Boolean, nullable=False, server_default=false()),
    Column("text", Text, nullable=False),
    Column("chat_id", BigInteger, nullable=False),  # from where
    Column("user_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("created", Moment, nullable=False),
    Index("progress_by_task", "plan", "task"),
)

# Deadlines that operators set where the plan states none.
deadlines = Table(
    "deadlines",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("task", Integer, nullable=False),
    Column("date", Text, nullable=False),  # YYYY-MM-DD
    Column("set_by", BigInteger, nullable=False),
    Index("deadlines_by_task", "plan", "task"),
)

# How many days before a deadline a place is reminded; a place without a row has the usual ones.
deadline_rules = Table(
    "deadline_rules",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("thread_id", BigInteger, primary_key=True, autoincrement=False, server_default=text("0")),
    Column("days", JSON, nullable=False),
)

# Persons whom a chat names as responsible for a department or a task.
responsibles = Table(
    "responsibles",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False, server_default=text("0")),
    Column("plan", Text, nullable=False),
    Column("kind", Text, nullable=False),  # department or task
    Column("value", Text, nullable=False),
    Column("named", Text, nullable=False),  # as who set it called the person
    Column("expected_id", BigInteger),  # whom a mention meant, who alone can confirm it; null: a name or @username
    Column("user_id", BigInteger),  # who has confirmed it; null: nobody yet
    Column("name", Text, nullable=False, server_default=""),
    Column("confirmed", Moment),
    Column("created_by", BigInteger),
    UniqueConstraint("chat_id", "thread_id", "plan", "kind", "value", name="responsibles_once"),
)

# The version of each plan that subscribers know.
plan_versions = Table(
    "plan_versions",
    METADATA,
    Column("plan", Text, primary_key=True),
    Column("digest", Text, nullable=False),  # sha256 of the text
    Column("records", JSON, nullable=False),  # what a comparison needs
    Column("noticed", Moment, nullable=False),
    Column("accepted", Text),  # the digest of an earlier one that an operator agreed to go back to
)

# The versions before it, so that a digest can say what changed since the last one.
plan_past = Table(
    "plan_past",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("records", JSON, nullable=False),
    Column("until", Moment, nullable=False),  # when another one was noticed
    Index("plan_past_by_plan", "plan", "until"),
)

# The outbox. bot/notifications/notice.py says what the states mean.
notices = Table(
    "notices",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("event", Text, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False, server_default=text("0")),
    Column("part", Integer, nullable=False, server_default=text("0")),
    Column("body", JSON, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("repeats", Integer, nullable=False, server_default=text("0")),
    Column("not_before", Moment, nullable=False),
    Column("claimed_by", Text),
    Column("claimed_until", Moment),
    Column("sent_message_id", BigInteger),
    Column("error", Text),
    Column("created", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    UniqueConstraint("event", "chat_id", "thread_id", "part", name="notices_once"),
    # In each state in the order of sending: what goes next is read from the index's beginning, not sorted.
    Index("notices_by_state", "state", "priority", "id"),
    Index("notices_by_chat", "chat_id", "state"),
)

# Chats that Telegram told us to leave alone for a while.
chat_cooldowns = Table(
    "chat_cooldowns",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("until", Moment, nullable=False),
)

# What was sent lately, or is on its way: the windows of Telegram's limits, shared by all processes.
sends = Table(
    "sends",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("notice_id", BigInteger, index=True),  # null: an answer
    Column("reserved", Moment, nullable=False),
    Column("finished", Moment, index=True),  # null: on its way
)

# Links that let persons in. What makes a link is kept as its digest alone: who reads the database gets in by none.
invitations = Table(
    "invitations",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("label", Text, nullable=False, server_default=""),  # the operator's own words for it
    Column("made_by", BigInteger, nullable=False),
    Column("most", Integer, nullable=False),  # so many persons
    Column("used", Integer, nullable=False, server_default=text("0")),
    Column("until", Moment, nullable=False),
    Column("created", Moment, nullable=False),
    UniqueConstraint("digest", name="invitations_once"),
)

# Persons who were let in.
guests = Table(
    "guests",
    METADATA,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("invitation", BigInteger, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("since", Moment, nullable=False),
)

# What operators did.
audit = Table(
    "audit",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("operator", BigInteger, nullable=False),  # 0: at the terminal
    Column("action", Text, nullable=False),
    Column("words", Text, nullable=False, server_default=""),
    Column("at", Moment, nullable=False, index=True),
)

# Questions that were refused, of nobody, where KEEP_QUESTIONS asks for them.
unanswered = Table(
    "unanswered",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("last", Moment, nullable=False, index=True),
    UniqueConstraint("plan", "question", name="unanswered_once"),
)
