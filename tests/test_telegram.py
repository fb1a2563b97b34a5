"""The Telegram adapter over HTTP, against the Bot API stand-in, with a stand-in assistant behind it."""

import asyncio
import contextlib
import io
import logging
import os
import re
import signal
import string
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pytest
from telegram import Update

from bot.config import BotError, Settings
from bot.message import Message as Words
from bot.message import Run, Style, text_message, units
from bot.telegram import app as adapter
from bot.telegram import delivery
from bot.telegram.app import TelegramApplication, build_application, run, serve
from bot.telegram.log import hide
from bot.wording import LOCALES, Wording
from corpus.readers import read_toml
from tests.botapi import (
    ApiError,
    BotApiServer,
    Chat,
    Fault,
    Message,
    User,
    World,
    bad_request,
    forbidden,
    server_error,
    too_many_requests,
)
from tests.botapi.json_type import Json
from tests.botapi.text import read_text

QUESTION = "第12条谁负责"
ANSWER = "答：第12条谁负责"
SLOW = "慢：谁负责口岸通关改革"
SLOW_ANSWER = "答：慢：谁负责口岸通关改革"
BROKEN = "故障"
STICKER = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1}
PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
STICKER_MESSAGE: Json = {"sticker": {**STICKER, "is_animated": False, "is_video": False}}
VOICE_MESSAGE: Json = {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}
DOCUMENT: Json = {"document": {"file_id": "d", "file_unique_id": "d"}}
OTHER_BOT = User(200_000_001, "Other", "other_bot", is_bot=True)
ANONYMOUS = User(1_087_968_824, "Group", "GroupAnonymousBot", is_bot=True)


@dataclass(frozen=True)
class Said:
    """A reply of the stand-in assistant."""

    message: Words
    kind: str = "answer"
    lang: str = "zh"


@dataclass
class StandIn:
    """Echoes questions; those with 慢 take until `released`, those with 故障 raise."""

    token: str
    words: dict[str, Words] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def needs_encoder(self, question: str, conversation: str) -> bool:
        return "慢" in question

    def reply(self, question: str, conversation: str) -> Said:
        self.asked.append((question, conversation))
        if "慢" in question:
            self.released.wait(timeout=10)
        if BROKEN in question:
            raise RuntimeError(f"no answer at https://api.telegram.org/bot{self.token}/x")
        return Said(self.words.get(question) or text_message(f"答：{question}"))

    @property
    def questions(self) -> list[str]:
        return [question for question, _ in self.asked]


@pytest.fixture
def world() -> World:
    return World(privacy=False)


@pytest.fixture
def secret(world: World) -> str:
    return world.bot.token.partition(":")[2]


@pytest.fixture(autouse=True)
def log(secret: str) -> Iterator[io.StringIO]:
    """Everything logged during the test, at every level; never the token."""
    text, root, httpx, factory = (
        io.StringIO(),
        logging.getLogger(),
        logging.getLogger("httpx"),
        logging.getLogRecordFactory(),
    )
    handler, levels = logging.StreamHandler(text), (root.level, httpx.level)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    logging.setLogRecordFactory(factory)
    root.setLevel(levels[0])
    httpx.setLevel(levels[1])
    assert secret not in text.getvalue()


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "BACKOFF_SECONDS", 0.01)
    monkeypatch.setattr(delivery, "TYPING_SECONDS", 0.05)


@pytest.fixture(autouse=True)
def _environment() -> Iterator[None]:
    """The adapter chooses the library's type of RetryAfter by the environment; other tests have their own."""
    with patch.dict(os.environ):
        yield


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording()


@pytest.fixture
def assistant(world: World) -> Iterator[StandIn]:
    made = StandIn(world.bot.token)
    yield made
    made.released.set()


@pytest.fixture
async def server(world: World) -> AsyncIterator[BotApiServer]:
    async with BotApiServer(world) as running:
        yield running


@pytest.fixture
def allowed() -> frozenset[int]:
    return frozenset()


@pytest.fixture
def application(
    world: World, server: BotApiServer, assistant: StandIn, wording: Wording, allowed: frozenset[int]
) -> TelegramApplication:
    settings = Settings(world.bot.token, server.base_url, allowed_chats=allowed)
    return build_application(settings, assistant, wording)


@contextlib.asynccontextmanager
async def serving(application: TelegramApplication, world: World) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(serve(application, stop))
    await world.wait_until(lambda: world.calls_of("getUpdates"))
    yield
    stop.set()
    await task


@pytest.fixture
async def bot(application: TelegramApplication, assistant: StandIn, world: World) -> AsyncIterator[TelegramApplication]:
    async with serving(application, world):
        yield application
        assistant.released.set()


@pytest.fixture
def ann(world: World) -> User:
    return world.add_user("Ann", language_code="zh-hans")


@pytest.fixture
def bob(world: World) -> User:
    return world.add_user("Bob", language_code="de")


@pytest.fixture
def private(world: World, ann: User) -> Chat:
    return world.add_private_chat(ann)


@pytest.fixture
def group(world: World, ann: User, bob: User) -> Chat:
    return world.add_supergroup("Office", ann, members=[bob])


@pytest.fixture
def forum(world: World, ann: User) -> Chat:
    return world.add_supergroup("Forum", ann, is_forum=True)


async def answer_to(world: World, chat: Chat, user: User, text: str, **where: object) -> Message:
    asking = world.user_says(chat, user, text, **where)  # type: ignore[arg-type]
    return await world.wait_for_message(chat, after=asking)


def from_bot(world: World, chat: Chat | None = None) -> list[str]:
    return [said.text for said in world.history if said.sender is world.bot.user and chat in (None, said.chat)]


async def inject(
    application: TelegramApplication, world: World, chat: Chat, user: User, *, kind: str = "message", **fields: object
) -> Message:
    """Hands the application a message of a sort that people of the stand-in's world cannot send."""
    message = world.post(chat, user)
    body = {"update_id": 1, kind: {**message.to_api(), **fields}}
    await application.update_queue.put(Update.de_json(body, application.bot))
    return message


async def settle(world: World) -> None:
    """Waits until a question asked now in another chat is answered: what came before has had its turn."""
    late = world.add_user("Late")
    assert (await answer_to(world, world.add_private_chat(late), late, QUESTION)).text == ANSWER


async def assert_silent(world: World, chat: Chat) -> None:
    await settle(world)
    assert from_bot(world, chat) == []


# Private chats


@pytest.mark.parametrize(
    ("code", "text", "lang", "key"),
    [
        ("zh-hans", "/start", "zh", "greeting"),
        ("zh", "/START deep-link", "zh", "greeting"),
        ("de", "/start", "en", "greeting"),
        (None, "/help", "en", "help"),
        ("zh-hant", "/help@sandbox_bot", "zh", "help"),
        ("zh-hans", "/weather", "zh", "help"),
        ("zh-hans", "/ask", "zh", "ask_hint"),
        ("en", "/ask@sandbox_bot  ", "en", "ask_hint"),
        ("en", "@sandbox_bot", "en", "ask_hint"),
    ],
)
async def test_ready_texts_come_in_the_users_language(
    bot: TelegramApplication, world: World, wording: Wording, code: str | None, text: str, lang: str, key: str
) -> None:
    user = world.add_user("Someone", language_code=code)
    said = await answer_to(world, world.add_private_chat(user), user, text)
    assert said.text == wording.say(lang, f"telegram.{key}", username="sandbox_bot")


@pytest.mark.parametrize(
    "text",
    [QUESTION, f"/ask {QUESTION}", f"/ASK@Sandbox_Bot {QUESTION}", f"/ask{QUESTION}", f"@sandbox_bot {QUESTION}"],
)
async def test_a_question_in_private_is_answered_without_a_quote(
    bot: TelegramApplication, world: World, assistant: StandIn, private: Chat, ann: User, text: str
) -> None:
    said = await answer_to(world, private, ann, text)
    assert (said.text, said.reply_to, said.link_preview) == (ANSWER, None, {"is_disabled": True})
    assert assistant.asked == [(QUESTION, f"tg:{ann.id}:0:{ann.id}")]
    assert world.calls_of("sendChatAction") == []


@pytest.mark.parametrize("fields", [{"photo": PHOTO}, DOCUMENT], ids=["photo", "document"])
async def test_a_caption_is_the_question(
    bot: TelegramApplication, world: World, private: Chat, group: Chat, ann: User, fields: Json
) -> None:
    await inject(bot, world, private, ann, caption=QUESTION, **fields)
    assert (await world.wait_for_message(private)).text == ANSWER
    await inject(bot, world, group, ann, caption="只是照片", **fields)
    asking = await inject(bot, world, group, ann, caption=f"@sandbox_bot {QUESTION}", **fields)
    said = await world.wait_for_message(group)
    assert (said.text, said.reply_to) == (ANSWER, asking)


@pytest.mark.parametrize(
    "fields", [STICKER_MESSAGE, VOICE_MESSAGE, {"photo": PHOTO}], ids=["sticker", "voice", "photo"]
)
async def test_what_has_no_text_gets_a_line_in_private_only(
    bot: TelegramApplication, world: World, wording: Wording, private: Chat, group: Chat, ann: User, fields: Json
) -> None:
    await inject(bot, world, private, ann, **fields)
    assert (await world.wait_for_message(private)).text == wording.say("zh", "telegram.text_only")
    await inject(bot, world, group, ann, **fields)
    await assert_silent(world, group)


@pytest.mark.parametrize("fields", [{"photo": PHOTO, "media_group_id": "1"}, {"group_chat_created": True}, {}])
async def test_pictures_of_an_album_and_service_messages_get_none(
    bot: TelegramApplication, world: World, private: Chat, ann: User, fields: Json
) -> None:
    await inject(bot, world, private, ann, **fields)
    await assert_silent(world, private)


# Groups


@pytest.mark.parametrize(
    "text",
    [
        f"/ask {QUESTION}",
        f"/ask@sandbox_bot {QUESTION}",
        f"/ask@sandbox_bot{QUESTION}",
        f"/ask @sandbox_bot {QUESTION}",
        f"@sandbox_bot {QUESTION}",
        f"@Sandbox_Bot，{QUESTION}",
        f"@sandbox_bot{QUESTION}",
        f"{QUESTION} @sandbox_bot",
        f"{QUESTION}@sandbox_bot",
    ],
)
async def test_commands_and_mentions_are_answered_as_replies(
    bot: TelegramApplication, world: World, assistant: StandIn, group: Chat, bob: User, text: str
) -> None:
    asking = world.user_says(group, bob, text)
    said = await world.wait_for_message(group)
    assert (said.text, said.reply_to, said.thread) == (ANSWER, asking, asking.id)
    assert "message_thread_id" not in world.calls_of("sendMessage")[0].parameters
    assert assistant.asked == [(QUESTION, f"tg:{group.id}:0:{bob.id}")]


async def test_a_mention_is_cut_out_of_the_middle(
    bot: TelegramApplication, world: World, assistant: StandIn, group: Chat, bob: User
) -> None:
    await answer_to(world, group, bob, "😀 please @sandbox_bot who leads item 12?")
    assert assistant.questions == ["😀 please who leads item 12?"]


async def test_replies_to_its_messages_are_answered(
    bot: TelegramApplication, world: World, assistant: StandIn, group: Chat, ann: User, bob: User
) -> None:
    first = await answer_to(world, group, ann, f"/ask {QUESTION}")
    second = await answer_to(world, group, bob, "那第13条呢", reply_to=first)
    assert second.text == "答：那第13条呢"
    third = await answer_to(world, group, bob, "第14条", reply_to=second)
    assert (third.text, assistant.questions) == ("答：第14条", [QUESTION, "那第13条呢", "第14条"])
    assert all("message_thread_id" not in call.parameters for call in world.calls_of("sendMessage"))


@pytest.mark.parametrize(
    "text",
    [
        QUESTION,
        f"/ask@other_bot {QUESTION}",
        f"@other_bot {QUESTION}",
        f"@sandbox_bot2 {QUESTION}",
        "写信到 office@sandbox_bot.example",
        "/weather",
        "/2024",
    ],
)
async def test_silence_where_it_is_not_addressed(
    bot: TelegramApplication, world: World, assistant: StandIn, group: Chat, ann: User, bob: User, text: str
) -> None:
    other = world.user_says(group, ann, "大家好")
    world.user_says(group, bob, text)
    world.user_says(group, bob, text, reply_to=other)
    await assert_silent(world, group)
    assert assistant.questions == [QUESTION]


async def test_another_bots_command_is_silence_in_private_too(
    bot: TelegramApplication, world: World, private: Chat, ann: User
) -> None:
    world.user_says(private, ann, f"/ask@other_bot {QUESTION}")
    await assert_silent(world, private)


async def test_the_topic_of_a_forum_is_kept(
    bot: TelegramApplication, world: World, assistant: StandIn, forum: Chat, ann: User
) -> None:
    topic = world.add_topic(forum, "Trade", ann)
    asking = world.user_says(forum, ann, f"/ask {SLOW}", thread=topic)
    await world.wait_until(lambda: world.calls_of("sendChatAction"))
    assistant.released.set()
    said = await world.wait_for_message(forum)
    assert (said.text, said.thread, said.reply_to) == (SLOW_ANSWER, topic, asking)
    assert world.calls_of("sendChatAction")[0].parameters["message_thread_id"] == topic
    assert (await answer_to(world, forum, ann, f"/ask {QUESTION}")).in_topic is False
    assert [key for _, key in assistant.asked] == [f"tg:{forum.id}:{topic}:{ann.id}", f"tg:{forum.id}:0:{ann.id}"]


@pytest.mark.parametrize("promoted", [False, True], ids=["member", "administrator"])
async def test_a_group_it_is_added_to_learns_how_to_address_it(
    bot: TelegramApplication, world: World, wording: Wording, ann: User, promoted: bool
) -> None:
    chat = world.add_group("New", ann, with_bot=False)
    if promoted:
        world.bot_promoted(chat, ann)
    else:
        world.bot_added(chat, ann)
    said = await world.wait_for_message(chat)
    assert said.text == wording.say("zh", "telegram.group_greeting", username="sandbox_bot")
    world.bot_promoted(chat, ann)
    world.bot_removed(chat, ann)
    world.bot_removed(chat, ann)
    await settle(world)
    assert [call.parameters["chat_id"] for call in world.calls_of("sendMessage")].count(chat.id) == 1


async def test_being_unblocked_is_no_reason_to_speak(
    bot: TelegramApplication, world: World, private: Chat, ann: User
) -> None:
    world.bot_blocked(private)
    world.bot_unblocked(private)
    await assert_silent(world, private)


# Who is answered


@pytest.mark.parametrize(
    ("kind", "sender", "fields"),
    [
        ("message", None, {"via_bot": OTHER_BOT.to_api()}),
        ("message", OTHER_BOT, {}),
        ("message", None, {"is_automatic_forward": True}),
        ("edited_message", None, {"edit_date": 1}),
        ("channel_post", None, {}),
        ("edited_channel_post", None, {}),
    ],
)
async def test_what_is_not_a_persons_new_message_is_ignored(
    bot: TelegramApplication, world: World, group: Chat, ann: User, kind: str, sender: User | None, fields: Json
) -> None:
    await inject(bot, world, group, sender or ann, kind=kind, text=f"@sandbox_bot {QUESTION}", **fields)
    await assert_silent(world, group)


async def test_edits_are_not_even_fetched(bot: TelegramApplication, world: World, private: Chat, ann: User) -> None:
    asking = world.user_says(private, ann, QUESTION)
    assert (await world.wait_for_message(private)).text == ANSWER
    world.edit(asking, "第13条谁负责")
    assert world.calls_of("getUpdates")[0].parameters["allowed_updates"] == ["message", "my_chat_member"]
    assert (await answer_to(world, private, ann, "第14条")).text == "答：第14条"
    assert from_bot(world) == [ANSWER, "答：第14条"]


async def test_an_anonymous_administrator_is_a_person(
    bot: TelegramApplication, world: World, assistant: StandIn, group: Chat
) -> None:
    await inject(bot, world, group, ANONYMOUS, text=f"/ask {QUESTION}", sender_chat=group.to_api())
    assert (await world.wait_for_message(group)).text == ANSWER
    assert assistant.asked == [(QUESTION, f"tg:{group.id}:0:{group.id}")]


@pytest.mark.parametrize("allowed", [frozenset({-1})])
async def test_other_chats_get_one_line_and_nothing_else(
    bot: TelegramApplication, world: World, wording: Wording, assistant: StandIn, private: Chat, group: Chat, ann: User
) -> None:
    refusal = wording.say("zh", "telegram.not_served")
    assert [(await answer_to(world, private, ann, text)).text for text in (QUESTION, "/start")] == [refusal] * 2
    world.user_says(group, ann, QUESTION)
    assert (await answer_to(world, group, ann, f"@sandbox_bot {QUESTION}")).text == refusal
    new = world.add_group("New", ann, with_bot=False)
    world.bot_added(new, ann)
    assert (await world.wait_for_message(new)).text == refusal
    assert (from_bot(world, group), assistant.asked) == ([refusal], [])


@pytest.mark.parametrize("allowed", [frozenset({-1_002_000_000_001})])
async def test_an_allowed_chat_is_served(bot: TelegramApplication, world: World, group: Chat, ann: User) -> None:
    assert (await answer_to(world, group, ann, f"/ask {QUESTION}")).text == ANSWER


# What is sent


async def test_pages_come_in_order_and_the_first_one_replies(
    bot: TelegramApplication, world: World, assistant: StandIn, group: Chat, ann: User
) -> None:
    assistant.words[QUESTION] = Words(tuple((Run(f"{n} " + "长" * 900, Style.BOLD),) for n in range(12)))
    asking = world.user_says(group, ann, f"/ask {QUESTION}")
    pages = [await world.wait_for_message(group) for _ in range(3)]
    assert [number for page in pages for number in re.findall(r"^\d+", page.text, re.M)] == [str(n) for n in range(12)]
    assert [page.reply_to for page in pages] == [asking, None, None]
    assert all(units(page.text) <= 4096 and page.entities for page in pages)


async def test_names_with_markup_are_shown_as_they_are(
    bot: TelegramApplication, world: World, assistant: StandIn, private: Chat, ann: User
) -> None:
    assistant.words[QUESTION] = Words(((Run("A&B <b>厅</b> &amp;", Style.BOLD), Run(" http://x.example/?a=1&b=2")),))
    said = await answer_to(world, private, ann, QUESTION)
    assert said.text == "A&B <b>厅</b> &amp; http://x.example/?a=1&b=2"
    assert said.entities[0] == {"type": "bold", "offset": 0, "length": 18}
    assert said.link_preview == {"is_disabled": True}


# One after another, and side by side


async def test_a_slow_question_shows_typing_and_holds_up_nobody_else(
    bot: TelegramApplication, world: World, assistant: StandIn, group: Chat, private: Chat, ann: User, bob: User
) -> None:
    slow = world.user_says(group, bob, f"/ask {SLOW}")
    await world.wait_until(lambda: len(world.calls_of("sendChatAction")) >= 3 or None)
    assert world.calls_of("sendChatAction")[0].parameters == {"chat_id": group.id, "action": "typing"}
    assert (await answer_to(world, private, ann, QUESTION)).text == ANSWER
    assert (await answer_to(world, group, ann, f"/ask {QUESTION}")).text == ANSWER
    assistant.released.set()
    said = await world.wait_for_message(group)
    assert (said.text, said.reply_to) == (SLOW_ANSWER, slow)
    typed = len(world.calls_of("sendChatAction"))
    await asyncio.sleep(0.15)
    assert len(world.calls_of("sendChatAction")) == typed


async def test_failing_to_show_typing_changes_nothing(
    bot: TelegramApplication, world: World, assistant: StandIn, private: Chat, ann: User
) -> None:
    world.faults.add(Fault(error=server_error()), method="sendChatAction", times=None)
    world.user_says(private, ann, SLOW)
    await world.wait_until(lambda: len(world.calls_of("sendChatAction")) >= 2 or None)
    assistant.released.set()
    assert (await world.wait_for_message(private)).text == SLOW_ANSWER


async def test_messages_of_one_conversation_are_answered_in_their_order(
    bot: TelegramApplication, world: World, assistant: StandIn, private: Chat, ann: User, wording: Wording
) -> None:
    for text in (SLOW, "二", "/ask", "三 慢", "四"):
        world.user_says(private, ann, text)
    await world.wait_until(lambda: world.calls_of("sendChatAction"))
    assert (assistant.questions, from_bot(world)) == ([SLOW], [])
    assistant.released.set()
    said = [(await world.wait_for_message(private)).text for _ in range(5)]
    assert said == [SLOW_ANSWER, "答：二", wording.say("zh", "telegram.ask_hint"), "答：三 慢", "答：四"]


# Failures


@pytest.mark.parametrize(
    ("fault", "copies"),
    [
        (Fault(error=server_error(500)), 1),
        (Fault(error=server_error(502)), 1),
        (Fault(error=server_error(504)), 1),
        (Fault(drop="before"), 1),
        (Fault(drop="after"), 2),
    ],
    ids=["500", "502", "504", "dropped before", "dropped after"],
)
async def test_a_passing_failure_is_tried_again(
    bot: TelegramApplication, world: World, private: Chat, ann: User, fault: Fault, copies: int
) -> None:
    world.faults.add(fault, method="sendMessage")
    world.user_says(private, ann, QUESTION)
    await world.wait_until(lambda: [call for call in world.calls_of("sendMessage") if call.status == 200])
    assert (from_bot(world), len(world.calls_of("sendMessage"))) == ([ANSWER] * copies, 2)


async def test_flood_control_is_obeyed_in_its_chat_and_nowhere_else(
    bot: TelegramApplication, world: World, private: Chat, group: Chat, ann: User, bob: User
) -> None:
    world.faults.add(Fault(error=too_many_requests(1)), method="sendMessage", chat=private, times=2)
    world.user_says(private, ann, QUESTION)
    await world.wait_until(lambda: world.calls_of("sendMessage"))
    assert (await answer_to(world, group, bob, f"/ask {QUESTION}")).text == ANSWER
    assert from_bot(world, private) == []
    assert (await world.wait_for_message(private)).text == ANSWER
    at = [call.at for call in world.calls_of("sendMessage") if call.parameters["chat_id"] == private.id]
    assert len(at) == 3 and at[1] - at[0] >= 1 and at[2] - at[1] >= 1


@pytest.mark.parametrize(
    ("error", "tries", "logged"),
    [
        (server_error(), 3, "is given up"),
        (forbidden("bot was blocked by the user"), 1, "Forbidden: bot was blocked by the user"),
        (bad_request("chat not found"), 2, "is given up"),
    ],
    ids=["500", "403", "400"],
)
async def test_what_telegram_will_not_take_is_logged_and_dropped(
    bot: TelegramApplication,
    world: World,
    log: io.StringIO,
    private: Chat,
    ann: User,
    error: ApiError,
    tries: int,
    logged: str,
) -> None:
    world.faults.add(Fault(error=error), method="sendMessage", times=tries)
    world.user_says(private, ann, QUESTION)
    assert (await answer_to(world, private, ann, "二")).text == "答：二"
    assert (len(world.calls_of("sendMessage")), logged in log.getvalue()) == (tries + 1, True)


async def test_a_refused_first_page_keeps_the_others_back(
    bot: TelegramApplication, world: World, assistant: StandIn, private: Chat, ann: User
) -> None:
    assistant.words[QUESTION] = text_message("一" * 4000, "二" * 4000)
    world.faults.add(Fault(error=forbidden("bot was blocked by the user")), method="sendMessage")
    world.user_says(private, ann, QUESTION)
    assert (await answer_to(world, private, ann, "三")).text == "答：三"
    assert from_bot(world) == ["答：三"]


async def test_an_answer_outlives_the_message_it_replies_to(
    bot: TelegramApplication, world: World, assistant: StandIn, group: Chat, ann: User
) -> None:
    asking = world.user_says(group, ann, f"/ask {SLOW}")
    await world.wait_until(lambda: world.calls_of("sendChatAction"))
    del group.messages[asking.id]
    assistant.released.set()
    said = await world.wait_for_message(group)
    assert (said.text, said.reply_to, len(world.calls_of("sendMessage"))) == (SLOW_ANSWER, None, 1)


@pytest.mark.parametrize("reason", ["Can't parse entities: bad tag", "Message to be replied not found"])
async def test_what_cannot_be_sent_as_html_is_sent_as_plain_text_alone(
    bot: TelegramApplication, world: World, log: io.StringIO, assistant: StandIn, group: Chat, ann: User, reason: str
) -> None:
    assistant.words[QUESTION] = Words(((Run("A&B <厅>", Style.BOLD),),))
    world.faults.add(Fault(error=bad_request(reason)), method="sendMessage")
    said = await answer_to(world, group, ann, f"/ask {QUESTION}")
    assert (said.text, said.entities, said.reply_to) == ("A&B <厅>", (), None)
    assert "parse_mode" not in world.calls_of("sendMessage")[-1].parameters
    assert f"sent as plain text: {reason}" in log.getvalue()


@pytest.mark.parametrize("question", [BROKEN, f"慢 {BROKEN}"], ids=["exact", "slow"])
async def test_an_error_is_told_to_its_user_and_logged_without_the_token(
    bot: TelegramApplication,
    world: World,
    log: io.StringIO,
    wording: Wording,
    assistant: StandIn,
    group: Chat,
    ann: User,
    bob: User,
    question: str,
) -> None:
    assistant.released.set()
    for user, lang in ((ann, "zh"), (bob, "en")):
        asking = world.user_says(group, user, f"/ask {question}")
        said = await world.wait_for_message(group)
        assert (said.text, said.reply_to) == (wording.say(lang, "telegram.error"), asking)
    assert log.getvalue().count("RuntimeError: no answer at https://api.telegram.org/bot7000000001:***/x") == 2
    assert (await answer_to(world, group, bob, f"/ask {QUESTION}")).text == ANSWER


async def test_polling_outlives_failures(
    bot: TelegramApplication, world: World, log: io.StringIO, private: Chat, ann: User
) -> None:
    world.faults.add(Fault(error=server_error(502)), method="getUpdates")
    assert (await answer_to(world, private, ann, QUESTION)).text == ANSWER
    assert (await answer_to(world, private, ann, "二")).text == "答：二"
    assert "polling fails and goes on: Bad Gateway" in log.getvalue()


# Start and end


async def test_the_commands_are_set_in_both_languages(bot: TelegramApplication, world: World, wording: Wording) -> None:
    shown = {
        code: {command["command"]: command["description"] for command in commands}
        for (_, code), commands in world.bot.commands.items()
    }
    names = ("ask", "help", "start")
    assert shown == {
        code: {name: wording.say(lang, f"telegram.command_{name}") for name in names}
        for code, lang in (("", "en"), ("zh", "zh"))
    }


async def test_failing_to_set_the_commands_is_not_fatal(
    application: TelegramApplication, world: World, log: io.StringIO, private: Chat, ann: User
) -> None:
    world.faults.add(Fault(error=too_many_requests(60)), method="setMyCommands", times=2)
    async with serving(application, world):
        assert (await answer_to(world, private, ann, QUESTION)).text == ANSWER
    assert "the commands in zh are not set" in log.getvalue()


async def test_questions_asked_before_the_start_are_answered(
    application: TelegramApplication, world: World, private: Chat, ann: User
) -> None:
    world.user_says(private, ann, QUESTION)
    async with serving(application, world):
        assert (await world.wait_for_message(private)).text == ANSWER


async def test_the_end_lets_a_short_answer_finish(
    application: TelegramApplication, world: World, assistant: StandIn, private: Chat, ann: User
) -> None:
    async with serving(application, world):
        world.user_says(private, ann, SLOW)
        await world.wait_until(lambda: assistant.asked)
        asyncio.get_running_loop().call_later(0.2, assistant.released.set)
    assert from_bot(world) == [SLOW_ANSWER]
    assert len(world.updates) == 0


@pytest.fixture
def threaded_server(world: World) -> Iterator[BotApiServer]:
    """The server on a loop of its own, so that `run` can have the main thread."""
    loop, server = asyncio.new_event_loop(), BotApiServer(world)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
    yield server
    asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_seconds_whatever_waits(
    threaded_server: BotApiServer,
    world: World,
    assistant: StandIn,
    wording: Wording,
    monkeypatch: pytest.MonkeyPatch,
    log: io.StringIO,
    private: Chat,
    ann: User,
    number: signal.Signals,
) -> None:
    monkeypatch.setattr(adapter, "GRACE_SECONDS", 0.3)
    world.faults.add(Fault(error=too_many_requests(600)), method="sendMessage", times=None)
    world.user_says(private, ann, QUESTION)

    def interrupt() -> None:
        while not any(call.status == 429 for call in world.calls):
            time.sleep(0.01)
        os.kill(os.getpid(), number)

    threading.Thread(target=interrupt, daemon=True).start()
    started = time.monotonic()
    run(Settings(world.bot.token, threaded_server.base_url), assistant, wording)
    assert time.monotonic() - started < 3
    assert "are dropped" in log.getvalue()


def test_a_wrong_token_is_one_clear_line(
    threaded_server: BotApiServer, assistant: StandIn, wording: Wording, secret: str
) -> None:
    with pytest.raises(BotError, match="Telegram rejects TELEGRAM_BOT_TOKEN") as caught:
        run(Settings(f"7000000002:{secret}", threaded_server.base_url), assistant, wording)
    assert secret not in str(caught.value) and caught.value.__suppress_context__


@pytest.mark.parametrize("fault", [Fault(error=server_error(502)), Fault(drop="before")], ids=["502", "dropped"])
def test_a_server_that_fails_at_the_start_is_one_clear_line(
    threaded_server: BotApiServer, world: World, assistant: StandIn, wording: Wording, fault: Fault
) -> None:
    world.faults.add(fault, method="getMe", times=None)
    with pytest.raises(BotError, match=f"TELEGRAM_BASE_URL={threaded_server.base_url} gives no answer: .+"):
        run(Settings(world.bot.token, threaded_server.base_url), assistant, wording)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/bot", "http://127.0.0.1:1"], ids=["no server", "not to /bot"])
def test_an_unreachable_server_is_one_clear_line(
    world: World, assistant: StandIn, wording: Wording, secret: str, url: str
) -> None:
    with pytest.raises(BotError, match=f"TELEGRAM_BASE_URL={url} gives no answer: .+") as caught:
        run(Settings(world.bot.token, url), assistant, wording)
    assert secret not in str(caught.value) and caught.value.__suppress_context__


def test_no_token_is_one_clear_line(assistant: StandIn, wording: Wording) -> None:
    with pytest.raises(BotError, match="TELEGRAM_BOT_TOKEN is not set"):
        build_application(Settings(), assistant, wording)


# The log


class Url:
    """Shows a secret only when it is printed, as the URL objects of HTTP libraries do."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __str__(self) -> str:
        return f"http://x/bot{self._token}/getMe"


def test_the_token_is_masked_in_messages_arguments_and_tracebacks(world: World, log: io.StringIO) -> None:
    token = world.bot.token
    hide(token)
    logger = logging.getLogger("some.library")
    logger.info(f"GET {token}")
    logger.info("GET %s %s", Url(token), 1)
    logger.info("GET %(url)s", {"url": Url(token)})
    try:
        try:
            raise ValueError(f"inner {token}")
        except ValueError as error:
            raise RuntimeError("outer") from error
    except RuntimeError:
        logger.exception("failed at %d %%", 5)
    text = log.getvalue()
    assert text.count("7000000001:***") == 4
    assert "failed at 5 %\n" in text and "RuntimeError: outer" in text


def test_other_records_are_left_as_they_are(world: World, caplog: pytest.LogCaptureFixture) -> None:
    hide(world.bot.token)
    try:
        raise ValueError("plain")
    except ValueError:
        logging.getLogger("some.library").exception("%s: %d", "a", 1)
    record = caplog.records[-1]
    assert (record.msg, record.args, record.exc_info is not None) == ("%s: %d", ("a", 1), True)


def test_requests_are_not_logged_one_by_one(world: World) -> None:
    hide(world.bot.token)
    assert logging.getLogger("httpx").level == logging.WARNING


# The wording


def flat(table: dict[str, object]) -> Iterator[str]:
    for value in table.values():
        if isinstance(value, dict):
            yield from flat(value)
        else:
            yield str(value)


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_text_can_be_filled_and_sent(path: Path) -> None:
    for text in flat(read_toml(path)):
        assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(text)), text
        for page in text_message(*text.splitlines()).pages():
            assert read_text(page, html=True, users={}).text == text.strip()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_telegram_texts_have_their_shape(wording: Wording, lang: str) -> None:
    def lines(key: str) -> list[str]:
        return wording.lines(lang, f"telegram.{key}", username="sandbox_bot")

    assert 3 <= len(lines("greeting")) <= 5
    assert len(lines("group_greeting")) == 2
    assert [len(lines(key)) for key in ("ask_hint", "error", "text_only", "not_served")] == [1, 1, 1, 1]
    for line in ("/ask@sandbox_bot", " @sandbox_bot"):
        assert line in "\n".join(lines("group_greeting"))


def test_both_languages_fill_in_the_same_values() -> None:
    def names(lang: str) -> dict[str, set[str | None]]:
        texts = read_toml(LOCALES / f"{lang}.toml")["telegram"]
        return {key: {name for _, name, _, _ in string.Formatter().parse(text)} for key, text in texts.items()}

    assert names("zh") == names("en")
