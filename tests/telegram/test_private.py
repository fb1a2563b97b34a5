"""Questions in a private chat: every way to ask, what is no question, and in what order and language answers come."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Iterator

import pytest
from PIL import Image

from bot.dialogue.conversation import Answered, Assistant
from bot.plans.served import Plans
from bot.screens.message import JOINER
from bot.screens.wording import Wording
from bot.telegram import delivery
from bot.telegram.app import Service
from tests.botapi import Chat, Fault, User, World, server_error
from tests.telegram.talk import LEADS, LED, answer_to, assert_silent, from_bot, labels, press, seen

SLOW, BROKEN = "慢", "故障"


@pytest.fixture
def released(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Questions with 慢 wait for this on the encoder's thread; those with 故障 raise."""
    event = threading.Event()
    answer, needs_encoder = Assistant.answer, Assistant.needs_encoder

    def slowed(self: Assistant, question: str, conversation: str) -> Answered:
        if SLOW in question:
            event.wait(10)
        if BROKEN in question:
            raise RuntimeError("broken at https://api.telegram.org/bot7000000001:AAE-sandbox_token_for_tests_0123456/x")
        return answer(self, question.replace(SLOW, ""), conversation)

    monkeypatch.setattr(Assistant, "answer", slowed)
    monkeypatch.setattr(
        Assistant, "needs_encoder", lambda self, asked, name: SLOW in asked or needs_encoder(self, asked, name)
    )
    yield event
    event.set()


@pytest.mark.parametrize("text", ["8的牵头单位是哪家", "里头总共列了多少条任务", "22也看看", "第五部分列一下"])
async def test_what_one_person_asked_before_is_in_nobody_elses_answer(
    bot: Service, plans: Plans, world: World, private: Chat, ann: User, text: str
) -> None:
    await answer_to(world, private, ann, LEADS)
    await answer_to(world, private, ann, text)
    other = world.add_user("Other", language_code="zh-hans")
    said = await answer_to(world, world.add_private_chat(other), other, text)
    alone = plans.all[0].assistant.reply(text, "nobody")
    assert seen(said).splitlines()[0] == alone.message.plain.replace(JOINER, "").splitlines()[0]


@pytest.mark.parametrize(
    "text",
    [
        LEADS,
        f"/ask {LEADS}",
        f"/ASK@Sandbox_Bot {LEADS}",
        f"/ask{LEADS}",
        f"@sandbox_bot {LEADS}",
        f"{LEADS} @sandbox_bot",
    ],
)
async def test_a_question_is_answered_without_a_quote(
    bot: Service, world: World, private: Chat, ann: User, text: str
) -> None:
    said = await answer_to(world, private, ann, text)
    assert said.text.splitlines()[0] == LED
    assert [line.split(".")[0] for line in said.text.splitlines()[1:6]] == ["7", "9", "14", "23", "35"]
    assert said.text.splitlines()[6:] == ["据内蒙古承接产业转移分工方案（2011）；任务标题为本助手所拟"]
    assert [entity["type"] for entity in said.entities] == ["bold", *["text_link"] * 5, "expandable_blockquote"]
    assert (said.reply_to, said.link_preview) == (None, {"is_disabled": True})
    assert labels(said) == [["7", "9", "14", "23", "35"], ["责任图", "导出", "更多 ▾"]]


@pytest.mark.parametrize(
    ("code", "text", "says"),
    [
        ("zh-hans", "/ask", "请把问题写在后面，例如：/ask 商务厅牵头哪些任务"),
        ("en", "/ask@sandbox_bot  ", "/ask Which tasks does Commerce lead?"),
        ("en", "@sandbox_bot", "/ask Which tasks does Commerce lead?"),
        (None, "@sandbox_bot", "/ask Which tasks does Commerce lead?"),
    ],
)
async def test_a_call_without_a_question_is_told_how_to_ask(
    bot: Service, world: World, code: str | None, text: str, says: str
) -> None:
    user = world.add_user("Someone", language_code=code)
    said = await answer_to(world, world.add_private_chat(user), user, text)
    assert said.text.endswith(says)


async def test_answers_are_in_the_language_of_the_question(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    said = await answer_to(world, private, ann, "Which tasks does the Department of Commerce lead?")
    assert seen(said).startswith("Department of Commerce (商务厅) leads 5 tasks")
    assert labels(said)[1:] == [["Chart", "Export", "More ▾"]]
    text, _ = await press(world, said, "7")
    assert text.text.startswith("7. ") and labels(text)[0] == ["‹ Task 6", "Task 8 ›"]


async def test_a_caption_is_the_question(bot: Service, world: World, private: Chat, ann: User) -> None:
    world.user_sends(private, ann, "document", b"text", name="a.txt", caption=LEADS)
    assert (await world.wait_for_message(private)).text.startswith(LED)


async def test_a_forwarded_message_is_a_question_in_private(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    assert (await answer_to(world, private, ann, LEADS, forwarded_from="Somebody")).text.startswith(LED)


async def test_what_has_no_text_gets_a_line(
    bot: Service, world: World, wording: Wording, private: Chat, ann: User
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 40)).save(picture, "PNG")
    sent = world.user_sends(private, ann, "photo", picture.getvalue(), name="a.png")
    assert (await world.wait_for_message(private, after=sent)).text == wording.say("zh", "telegram.text_only")
    sent = world.user_sends(private, ann, "document", b"text", name="a.txt")
    assert (await world.wait_for_message(private, after=sent)).text == wording.say("zh", "telegram.no_operator")


async def test_another_bots_command_is_silence(bot: Service, world: World, private: Chat, ann: User) -> None:
    world.user_says(private, ann, f"/ask@other_bot {LEADS}")
    await assert_silent(world, private)


async def test_a_question_leans_on_the_one_before(bot: Service, world: World, private: Chat, ann: User) -> None:
    await answer_to(world, private, ann, LEADS)
    assert (await answer_to(world, private, ann, "那财政厅呢")).text.startswith("财政厅牵头")
    assert (await answer_to(world, private, ann, "第一个的全文")).text.splitlines()[
        0
    ] == "28. 中央转移支付落实与开发区贷款贴息"


async def test_two_questions_are_answered_in_one_message(bot: Service, world: World, private: Chat, ann: User) -> None:
    said = await answer_to(world, private, ann, "第三部分有哪些任务？第12条谁负责？")
    assert "第3部分 改善承接产业转移环境 3 项" in said.text and "第12项：发展改革委牵头" in seen(said)
    assert labels(said) == [["第 1 问", "第 2 问", "分享", "有误？"]]
    first, _ = await press(world, said, "第 1 问")
    assert first.text.startswith("第3部分") and labels(first)[0] == ["12", "13", "14"]
    back, _ = await press(world, first, "« 返回")
    assert (back.text, labels(back)) == (said.text, labels(said))


async def test_a_name_that_means_several_gets_buttons(bot: Service, world: World, private: Chat, ann: User) -> None:
    asked = await answer_to(world, private, ann, "财务厅牵头哪些任务")
    assert "请问是哪一个" in asked.text
    assert any("财政厅" in row for row in labels(asked))
    chosen, answer = await press(world, asked, "财政厅")
    assert chosen.id == asked.id and chosen.text.startswith("财政厅牵头") and answer.get("text") is None


async def test_what_waited_is_answered_as_late(
    bot: Service, world: World, private: Chat, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = world.now
    for ago, note in ((120, ""), (600, "10 分钟前"), (3 * 3600, "3 小时前")):
        with monkeypatch.context() as then:
            then.setattr(world, "_clock", lambda ago=ago: now - ago)
            asked = world.user_says(private, ann, LEADS)
        said = await world.wait_for_message(private, after=asked)
        first = said.text.splitlines()[0]
        assert note in first and (first == LED) is (not note)


async def test_a_slow_question_shows_typing_and_holds_up_nobody_else(
    bot: Service, world: World, private: Chat, group: Chat, ann: User, bob: User, released: threading.Event
) -> None:
    slow = world.user_says(group, bob, f"/ask {SLOW}{LEADS}")
    await world.wait_until(lambda: len(world.calls_of("sendChatAction")) >= 3 or None)
    assert world.calls_of("sendChatAction")[0].parameters == {"chat_id": group.id, "action": "typing"}
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
    assert (await answer_to(world, group, ann, f"/ask {LEADS}")).text.startswith(LED)
    released.set()
    said = await world.wait_for_message(group)
    assert said.text.startswith(LED) and said.reply_to == slow
    typed = len(world.calls_of("sendChatAction"))
    await asyncio.sleep(0.15)
    assert len(world.calls_of("sendChatAction")) == typed


async def test_typing_is_shown_to_many_who_wait_in_turn(
    bot: Service, world: World, ann: User, released: threading.Event
) -> None:
    """At once, and again and again, it kept the loop busier than their answers."""
    for number in range(40):
        user = world.add_user(f"P{number}")
        world.user_says(world.add_private_chat(user), user, f"{SLOW}{LEADS}")
    await world.wait_until(lambda: len(world.calls_of("sendChatAction")) >= 3 or None)
    before = len(world.calls_of("sendChatAction"))
    await asyncio.sleep(10 * delivery.TYPING_BREATH)
    calls = world.calls_of("sendChatAction")
    assert len(calls) - before <= 11 and len({call.parameters["chat_id"] for call in calls}) == len(calls)
    released.set()
    await world.wait_until(lambda: len(world.calls_of("sendMessage")) == 40 or None)


async def test_failing_to_show_typing_changes_nothing(
    bot: Service, world: World, private: Chat, ann: User, released: threading.Event
) -> None:
    world.faults.add(Fault(error=server_error()), method="sendChatAction", times=None)
    world.user_says(private, ann, f"{SLOW}{LEADS}")
    await world.wait_until(lambda: len(world.calls_of("sendChatAction")) >= 2 or None)
    released.set()
    assert (await world.wait_for_message(private)).text.startswith(LED)


async def test_messages_of_one_conversation_are_answered_in_their_order(
    bot: Service, world: World, private: Chat, ann: User, released: threading.Event
) -> None:
    for text in (f"{SLOW}{LEADS}", "文化厅牵头哪些任务", "/ask", "/me 商务厅", "我们牵头哪些任务"):
        world.user_says(private, ann, text)
    await world.wait_until(lambda: world.calls_of("sendChatAction"))
    assert from_bot(world) == []
    released.set()
    said = [(await world.wait_for_message(private)).text.splitlines()[0] for _ in range(5)]
    assert said[0] == said[4] == LED and said[1].startswith("文化厅牵头")
    assert "/ask" in said[2] and said[3].startswith("已记住")


@pytest.mark.parametrize("question", [BROKEN, f"{SLOW} {BROKEN}"], ids=["exact", "slow"])
async def test_an_error_is_told_to_its_user_and_logged_without_the_token(
    bot: Service,
    world: World,
    wording: Wording,
    group: Chat,
    ann: User,
    bob: User,
    released: threading.Event,
    question: str,
    log: object,
) -> None:
    released.set()
    for user, lang in ((ann, "zh"), (bob, "en")):
        asking = world.user_says(group, user, f"/ask {question}")
        said = await world.wait_for_message(group)
        assert (said.text, said.reply_to) == (wording.say(lang, "telegram.error"), asking)
    assert (await answer_to(world, group, bob, f"/ask {LEADS}")).text.startswith(LED)
