"""Groups: who is answered and who is not, topics, quotes, coming and going, migration, chats that are not served."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest

from bot.config import Settings
from bot.db.chats import ChatState, get_chat
from bot.db.engine import Database
from bot.screens.wording import Wording
from bot.telegram.app import Service
from tests.botapi import Chat, Fault, User, World, forbidden, migrated
from tests.telegram.talk import LEADS, LED, answer_to, assert_silent, data, from_bot, press, settle

OTHER = "文化厅牵头哪些任务"


ADDRESSED = [
    f"/ask {LEADS}",
    f"/ask@sandbox_bot {LEADS}",
    f"/ask @sandbox_bot {LEADS}",
    f"@sandbox_bot {LEADS}",
    f"@Sandbox_Bot，{LEADS}",
    f"{LEADS} @sandbox_bot",
]


async def test_commands_and_mentions_are_answered_as_replies(
    bot: Service, world: World, group: Chat, bob: User
) -> None:
    for text in ADDRESSED:
        asking = world.user_says(group, bob, text)
        said = await world.wait_for_message(group)
        assert said.text.startswith(LED) and (said.reply_to, said.thread) == (asking, asking.id), text
    assert all("message_thread_id" not in call.parameters for call in world.calls_of("sendMessage"))


NOT_ADDRESSED = [
    LEADS,
    f"/ask@other_bot {LEADS}",
    f"@other_bot {LEADS}",
    f"@sandbox_bot2 {LEADS}",
    "写信到 office@sandbox_bot.example",
    "/weather",
    "/2024",
]


@pytest.mark.parametrize("privacy", [True, False], ids=["privacy mode", "all messages"])
async def test_silence_where_it_is_not_addressed(
    bot: Service, world: World, group: Chat, ann: User, bob: User, privacy: bool
) -> None:
    world.bot.privacy = privacy
    other = world.user_says(group, ann, "大家好")
    for text in NOT_ADDRESSED:
        world.user_says(group, bob, text)
        world.user_says(group, bob, text, reply_to=other)
    await assert_silent(world, group)


@pytest.mark.parametrize("text", [f"/ask@sandbox_bot{LEADS}", f"@sandbox_bot{LEADS}", f"{LEADS}@sandbox_bot"])
async def test_a_name_is_seen_without_a_blank_where_all_messages_come(
    bot: Service, world: World, group: Chat, bob: User, text: str
) -> None:
    world.bot.privacy = False
    assert (await answer_to(world, group, bob, text)).text.startswith(LED)


async def test_replies_to_an_answer_lean_on_it_whoever_asked(
    bot: Service, world: World, group: Chat, ann: User, bob: User
) -> None:
    first = await answer_to(world, group, ann, f"/ask {LEADS}")
    await answer_to(world, group, ann, f"/ask {OTHER}")
    second = await answer_to(world, group, bob, "第一个的全文", reply_to=first)
    assert second.text.startswith("7. ")
    third = await answer_to(world, group, bob, "那财政厅呢", reply_to=first)
    assert third.text.startswith("财政厅牵头")


async def test_conversations_are_apart(bot: Service, world: World, group: Chat, ann: User, bob: User) -> None:
    await answer_to(world, group, ann, f"/ask {LEADS}")
    assert (await answer_to(world, group, bob, "/ask 这项谁负责")).text.startswith("不清楚指的是")
    # Of Ann's list it is task 7; without a list nobody knows which is meant.
    said = await answer_to(world, group, bob, "/ask 第一个的全文")
    assert said.text.startswith("不清楚指的是") and "理解为：追问，但没有上文" in said.text
    assert (await answer_to(world, group, ann, "/ask 第一个的全文")).text.startswith("7. ")


async def test_quoted_words_are_asked_about(bot: Service, world: World, group: Chat, ann: User, bob: User) -> None:
    other = world.user_says(group, bob, LEADS)
    assert (await answer_to(world, group, ann, "/ask", reply_to=other)).text.startswith(LED)
    assert (await answer_to(world, group, ann, "@sandbox_bot", reply_to=other)).text.startswith(LED)
    longer = world.user_says(group, bob, f"听说{OTHER}还没人管。另外，第12条谁负责？")
    picked = await answer_to(world, group, ann, "/ask", reply_to=longer, quote="第12条谁负责？")
    assert picked.text.startswith("第12项：")
    # Words of one's own are asked alone, unless they ask nothing alone.
    assert (await answer_to(world, group, ann, f"/ask {OTHER}", reply_to=other)).text.startswith("文化厅牵头")
    number = world.user_says(group, bob, "第12条")
    assert (await answer_to(world, group, ann, "/ask 谁负责", reply_to=number)).text.startswith("第12项：")


async def test_the_topic_of_a_forum_is_kept(bot: Service, world: World, forum: Chat, ann: User) -> None:
    topic = world.add_topic(forum, "Trade", ann)
    asking = world.user_says(forum, ann, f"/ask {LEADS}", thread=topic)
    said = await world.wait_for_message(forum)
    assert (said.thread, said.reply_to) == (topic, asking)
    assert (await answer_to(world, forum, ann, "/ask 第一个的全文")).text.startswith("不清楚指的是")
    followed = await answer_to(world, forum, ann, "/ask 第一个的全文", thread=topic)
    assert followed.text.startswith("7. ") and followed.thread == topic
    kinds, _ = await press(world, said, "导出", by=ann)
    await press(world, kinds, "Excel", by=ann)
    file = await world.wait_for_message(forum, after=followed)
    while file.media is None:
        file = await world.wait_for_message(forum, after=file)
    assert file.thread == topic


async def test_an_anonymous_administrator_is_a_person(bot: Service, world: World, group: Chat, ann: User) -> None:
    assert (await answer_to(world, group, ann, f"/ask {LEADS}", anonymous=True)).text.startswith(LED)


async def test_what_is_passed_on_to_a_group_is_not_addressed_there(
    bot: Service, world: World, group: Chat, ann: User
) -> None:
    world.user_says(group, ann, f"/ask {LEADS}", forwarded_from="Somebody")
    await assert_silent(world, group)


async def test_channels_and_albums_are_left_alone(bot: Service, world: World, ann: User, group: Chat) -> None:
    channel = world.add_channel("News", ann)
    world.channel_posts(channel, ann, f"@sandbox_bot {LEADS}")
    world.user_sends(group, ann, "document", b"x", name="a.txt")
    await settle(world)
    assert from_bot(world, channel) == from_bot(world, group) == []


@pytest.mark.parametrize("promoted", [False, True], ids=["member", "administrator"])
async def test_a_group_it_is_added_to_learns_how_to_address_it(
    bot: Service, world: World, wording: Wording, ann: User, promoted: bool
) -> None:
    chat = world.add_group("New", ann, with_bot=False)
    if promoted:
        world.bot_promoted(chat, ann)
    else:
        world.bot_added(chat, ann)
    said = await world.wait_for_message(chat)
    assert said.text == "\n".join(wording.lines("zh", "telegram.group_greeting", username="sandbox_bot"))
    asked, private = said.keyboard[0][0], said.keyboard[-1][0]
    assert private.url == "https://t.me/sandbox_bot?start=help"
    await press(world, said, asked.text, by=ann)
    await settle(world)
    assert "牵头" in from_bot(world, chat)[-1]
    world.bot_promoted(chat, ann)
    world.bot_removed(chat, ann)
    await settle(world)
    assert [call.parameters["chat_id"] for call in world.calls_of("sendMessage")].count(chat.id) == 2


async def state_of(database: Database, chat: Chat) -> ChatState | None:
    async with database.transaction() as transaction:
        found = await get_chat(transaction, chat.id)
    return found and found.state


async def states_become(database: Database, *states: tuple[Chat, ChatState]) -> None:
    """Waits until each chat is in its state: the handler of what changed it may still be at work."""
    async with asyncio.timeout(60):
        while [await state_of(database, chat) for chat, _ in states] != [state for _, state in states]:
            await asyncio.sleep(0.02)


async def test_who_has_gone_is_known_and_who_comes_back(
    bot: Service, world: World, database: Database, private: Chat, group: Chat, ann: User
) -> None:
    await answer_to(world, private, ann, LEADS)
    await answer_to(world, group, ann, f"/ask {LEADS}")
    world.bot_blocked(private)
    world.bot_removed(group, ann)
    await states_become(database, (private, ChatState.BLOCKED), (group, ChatState.GONE))
    world.bot_unblocked(private)
    world.bot_added(group, ann)
    await world.wait_for_message(group)
    await states_become(database, (private, ChatState.ACTIVE), (group, ChatState.ACTIVE))


async def test_a_group_where_it_may_not_write_is_noted(
    bot: Service, world: World, database: Database, group: Chat, ann: User
) -> None:
    world.faults.add(
        Fault(error=forbidden("bot was kicked from the supergroup chat")), method="sendMessage", chat=group
    )
    world.user_says(group, ann, f"/ask {LEADS}")
    async with asyncio.timeout(60):
        while await state_of(database, group) is not ChatState.BLOCKED:
            await asyncio.sleep(0.02)
    assert (await answer_to(world, group, ann, f"/ask {LEADS}")).text.startswith(LED)


async def test_a_read_only_chat_does_no_harm(bot: Service, world: World, group: Chat, ann: User) -> None:
    group.read_only = True
    world.user_says(group, ann, f"/ask {LEADS}")
    await settle(world)
    assert from_bot(world, group) == []


async def test_a_group_that_becomes_a_supergroup_keeps_its_settings(
    bot: Service, world: World, ann: User, bob: User
) -> None:
    group = world.add_group("Team", ann, members=[bob])
    await answer_to(world, group, ann, "/lang en")
    said = await answer_to(world, group, ann, f"/ask {LEADS}")
    assert said.text.startswith("Department of Commerce")
    after = world.migrate(group, ann)
    await settle(world)
    assert (await answer_to(world, after, bob, f"/ask {LEADS}")).text.startswith("Department of Commerce")


async def test_what_everybody_sees_stays_in_its_language_whoever_presses(
    bot: Service, world: World, group: Chat, ann: User, bob: User
) -> None:
    await answer_to(world, group, ann, "/subscribe 商务厅")
    listed = await answer_to(world, group, ann, "/reminders")
    await answer_to(world, group, ann, "/remind 12 明天9点 核对")
    set_up = await answer_to(world, group, ann, "/remind 3 每周五 16:00 报进度")
    shown, _ = await press(world, set_up, "全部提醒", by=bob)
    assert listed.text.startswith("没有待发的提醒") and shown.text.startswith("待发提醒 2 条")
    # Where the group chose one, in that.
    await answer_to(world, group, ann, "/lang en")
    listed, _ = await press(
        world, await answer_to(world, group, ann, "/remind 3 tomorrow 9:00"), "All reminders", by=ann
    )
    assert listed.text.startswith("3 reminders to come")


async def test_an_answer_finds_the_group_under_its_new_id(bot: Service, world: World, ann: User) -> None:
    group = world.add_group("Team", ann)
    after = world.add_supergroup("Team", ann)
    world.faults.add(Fault(error=migrated(after.id)), method="sendMessage", chat=group)
    world.user_says(group, ann, f"/ask {LEADS}")
    said = await world.wait_for_message(after)
    assert said.text.startswith(LED) and said.reply_to is None
    task, _ = await press(world, said, "7", by=ann)
    assert task.text.startswith("7. ")


# Chats that are not served


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    allowed = getattr(request, "param", None)
    return dataclasses.replace(settings, allowed_chats=allowed) if allowed else settings


@pytest.mark.parametrize("settings", [frozenset({-1})], indirect=True)
async def test_other_chats_get_one_line_and_nothing_else(
    bot: Service, world: World, wording: Wording, private: Chat, group: Chat, ann: User
) -> None:
    refusal = wording.say("zh", "telegram.not_served")
    assert [(await answer_to(world, private, ann, text)).text for text in (LEADS, "/start")] == [refusal] * 2
    world.user_says(group, ann, LEADS)
    said = await answer_to(world, group, ann, f"@sandbox_bot {LEADS}")
    assert said.text == refusal
    new = world.add_group("New", ann, with_bot=False)
    world.bot_added(new, ann)
    assert (await world.wait_for_message(new)).text == refusal
    query = world.user_presses(said, "v.acbb.zh.t12", by=ann, forged=True)
    assert (await world.wait_for_answer(query))["text"] == refusal


@pytest.mark.parametrize("settings", [frozenset({-1_002_000_000_001})], indirect=True)
async def test_an_allowed_chat_is_served(bot: Service, world: World, group: Chat, ann: User) -> None:
    said = await answer_to(world, group, ann, f"/ask {LEADS}")
    assert said.text.startswith(LED) and data(said, "7")
