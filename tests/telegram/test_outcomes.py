"""What follows where Telegram does not take an answer, an edit, a file or a notice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from bot.db import receipts
from bot.db.chats import get_chat
from bot.db.engine import Database
from bot.db.notices import count_by_state, enqueue
from bot.db.progress import rules, set_rule
from bot.db.subscriptions import of_place, subscribe
from bot.db.tables import notices
from bot.notifications.notice import Notice, State
from bot.notifications.subscriptions import Aim, Target
from bot.telegram import showing
from bot.telegram.app import Service
from bot.telegram.rates import Rates
from tests.botapi import ApiError, Chat, Fault, User, World, bad_request, forbidden, server_error, too_many_requests
from tests.telegram.talk import LEADS, LED, answer_to, from_bot, press

PLAN = "neimenggu-2011"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (server_error(502), "请过几秒再按"),
        (too_many_requests(60), "请过几秒再按"),
        (bad_request("message to edit not found"), "已经失效"),
        (bad_request("CHAT_RESTRICTED"), "没有在这里写消息的权限"),
        (bad_request("SOMETHING_NEW"), "这次没能显示"),
    ],
    ids=["502", "429", "gone", "restricted", "new"],
)
async def test_a_press_says_what_came_between(
    bot: Service, world: World, private: Chat, ann: User, error: ApiError, said: str
) -> None:
    listed = await answer_to(world, private, ann, LEADS)
    world.faults.add(Fault(error=error), method="editMessageText", times=3 if error.code == 502 else 1)
    _, answer = await press(world, listed, "7")
    assert said in answer["text"]
    shown, answer = await press(world, listed, "7")
    assert shown.text.startswith("7. ") and answer.get("text") is None


@pytest.mark.parametrize("fault", [Fault(error=server_error(502)), Fault(drop="before")], ids=["502", "cut"])
async def test_a_press_is_answered_though_its_answer_is_lost_at_first(
    bot: Service, world: World, private: Chat, ann: User, fault: Fault
) -> None:
    """The button would go on turning."""
    listed = await answer_to(world, private, ann, LEADS)
    world.faults.add(fault, method="answerCallbackQuery")
    shown, _ = await press(world, listed, "7")
    assert shown.text.startswith("7. ") and len(world.calls_of("answerCallbackQuery")) == 2


@pytest.mark.parametrize(
    ("error", "times", "said"),
    [
        (bad_request("not enough rights to send photos to the chat"), 1, "文件没能发出"),
        (bad_request("CHAT_SEND_PHOTOS_FORBIDDEN"), 1, "文件没能发出"),
        (server_error(500), 3, "请稍后再要一次"),
        (too_many_requests(60), 1, "请稍后再要一次"),
    ],
    ids=["rights", "forbidden", "500", "429"],
)
async def test_a_file_that_cannot_be_sent_is_said_to_be_missing(
    bot: Service,
    world: World,
    private: Chat,
    ann: User,
    error: ApiError,
    times: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(showing, "seconds_of", lambda told: 0.0)
    world.faults.add(Fault(error=error), method="sendPhoto", times=times)
    asked = world.user_says(private, ann, "/matrix")
    told = await world.wait_for_message(private, after=asked)
    assert said in told.text and told.media is None
    assert len(from_bot(world, private)) == 1


async def test_a_picture_that_is_refused_comes_as_a_file(bot: Service, world: World, private: Chat, ann: User) -> None:
    world.faults.add(Fault(error=bad_request("PHOTO_INVALID_DIMENSIONS")), method="sendPhoto")
    asked = world.user_says(private, ann, "/matrix")
    told = await world.wait_for_message(private, after=asked)
    assert told.media is not None and len(world.calls_of("sendDocument")) == 1


@pytest.mark.parametrize("reason", ["CHAT_RESTRICTED", "not enough rights to send text messages to the chat"])
async def test_a_group_that_bars_the_bot_for_a_while_gets_its_notice_later(
    bot: Service, world: World, group: Chat, ann: User, database: Database, reason: str
) -> None:
    await answer_to(world, group, ann, f"/ask {LEADS}")
    world.faults.add(Fault(error=bad_request(reason)), method="sendMessage", chat=group)
    async with database.transaction() as transaction:
        await enqueue(transaction, [Notice("e", group.id, "通知", "zh")])
    await world.wait_until(lambda: [call for call in world.calls_of("sendMessage") if call.status == 400])
    for _ in range(100):
        async with database.transaction() as transaction:
            row = (await transaction.execute(select(notices.c.state, notices.c.error))).one()
            if row.error:
                break
    assert row.state == State.WAITING
    async with database.transaction() as transaction:
        chat = await get_chat(transaction, group.id)
        await transaction.execute(update(notices).values(not_before=datetime.now(UTC)))
    assert chat is not None and chat.state == "active"
    assert (await world.wait_for_message(group)).text == "通知"


@pytest.mark.parametrize("how", ["deleted", "closed"])
async def test_what_was_told_in_a_topic_that_is_gone_is_told_in_the_chat(
    bot: Service, world: World, forum: Chat, ann: User, database: Database, how: str
) -> None:
    """Nobody could remove it there: where a topic is closed, the bot may not answer either."""
    target, now = Target(Aim.TASK, "7"), datetime.now(UTC)
    thread = world.add_topic(forum, "分工", ann)
    async with database.transaction() as transaction:
        await subscribe(transaction, forum.id, thread, PLAN, [target])
        await set_rule(transaction, (forum.id, thread), [7])
        await receipts.toggle(transaction, (forum.id, thread), ann.id)
        asked = await receipts.add_request(transaction, "e", "通知", ann.id, [(forum.id, thread)], now)
    if how == "closed":
        world.close_topic(forum, thread, ann)
    else:
        del forum.topics[thread]
    async with database.transaction() as transaction:
        await enqueue(transaction, [Notice("e", forum.id, "通知", "zh", thread_id=thread)])
    said = await world.wait_for_message(forum)
    assert (said.text, said.thread) == ("通知", None)
    async with database.transaction() as transaction:
        assert [row.target for row in await of_place(transaction, forum.id, 0, PLAN)] == [target]
        assert await of_place(transaction, forum.id, thread, PLAN) == []
        assert await rules(transaction, {(forum.id, 0), (forum.id, thread)}) == {(forum.id, 0): (7,)}
        assert set(await receipts.asks(transaction, {(forum.id, 0), (forum.id, thread)})) == {(forum.id, 0)}
        assert await receipts.press(transaction, asked, (forum.id, 0), ann.id, "Ann", now) is not None


async def test_a_chat_that_was_closed_is_open_once_something_arrives(
    bot: Service, world: World, private: Chat, ann: User, database: Database
) -> None:
    await answer_to(world, private, ann, LEADS)
    world.faults.add(Fault(error=forbidden("bot was blocked by the user")), method="sendMessage", chat=private)
    world.user_says(private, ann, LEADS)
    await world.wait_until(lambda: [call for call in world.calls_of("sendMessage") if call.status == 403])
    assert (await answer_to(world, private, ann, "文化厅牵头哪些任务")).text.startswith("文化厅")
    await answer_to(world, private, ann, LEADS)
    async with database.transaction() as transaction:
        chat = await get_chat(transaction, private.id)
        assert await count_by_state(transaction) == {}
    assert chat is not None and chat.state == "active"


async def test_presses_of_one_person_have_a_rate(bot: Service, world: World, private: Chat, ann: User) -> None:
    said = await answer_to(world, private, ann, LEADS)
    bot.handlers._pressing = Rates(3, 3600)
    answers = []
    for _ in range(6):
        query = world.user_presses(private.messages[said.id], said.buttons[0].data or "", by=ann, forged=True)
        answers.append((await world.wait_for_answer(query)).get("text"))
    assert [answer is not None and "太快" in answer for answer in answers] == [False] * 3 + [True] * 3
    assert said.text.startswith(LED)
