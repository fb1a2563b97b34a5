"""An edited question gets its answer edited."""

from __future__ import annotations

import pytest

from bot.config import Settings
from bot.db.engine import Database
from bot.plans.served import Plans
from bot.screens.wording import Wording
from bot.telegram.app import Service
from tests.botapi import Chat, Fault, User, World, bad_request
from tests.telegram.conftest import serving
from tests.telegram.talk import LEADS, LED, answer_to, assert_silent, labels, press, settle

OTHER = "文化厅牵头哪些任务"


async def test_an_edited_question_gets_its_answer_edited(
    bot: Service, world: World, group: Chat, private: Chat, ann: User
) -> None:
    for chat, prefix in ((private, ""), (group, "/ask ")):
        asking = world.user_says(chat, ann, prefix + LEADS)
        said = await world.wait_for_message(chat, after=asking)
        world.edit(asking, prefix + OTHER)
        edited = await world.wait_for_message(chat, after=said)
        assert edited.id == said.id and edited.text.startswith("文化厅牵头")
        world.edit(asking, prefix + LEADS)
        again = await world.wait_for_message(chat, after=edited)
        assert again.id == said.id and again.text.startswith(LED)
        task, _ = await press(world, again, "7", by=ann)
        assert task.text.startswith("7. ")


async def test_it_is_edited_after_a_restart_too(
    settings: Settings, plans: Plans, wording: Wording, database: Database, world: World, private: Chat, ann: User
) -> None:
    async with serving(settings, plans, wording, database, world):
        asking = world.user_says(private, ann, LEADS)
        said = await world.wait_for_message(private)
    world.edit(asking, OTHER)
    async with serving(settings, plans, wording, database, world):
        edited = await world.wait_for_message(private, after=said)
        assert (edited.id, edited.text.splitlines()[0]) == (said.id, "文化厅牵头 1 项")


async def test_an_edit_that_addresses_the_bot_at_last_is_answered(
    bot: Service, world: World, group: Chat, ann: User
) -> None:
    world.bot.privacy = False
    asking = world.user_says(group, ann, LEADS)
    await settle(world)
    world.edit(asking, f"@sandbox_bot {LEADS}")
    said = await world.wait_for_message(group)
    assert said.text.startswith(LED) and said.reply_to is not None


async def test_edits_of_what_is_not_addressed_are_silence(bot: Service, world: World, group: Chat, ann: User) -> None:
    world.bot.privacy = False
    asking = world.user_says(group, ann, "大家好")
    world.edit(asking, "大家早上好")
    await assert_silent(world, group)


@pytest.mark.parametrize("reason", ["message to edit not found", "MESSAGE_ID_INVALID", "message can't be edited"])
async def test_an_answer_that_is_gone_is_sent_anew(
    bot: Service, world: World, private: Chat, ann: User, reason: str
) -> None:
    asking = world.user_says(private, ann, LEADS)
    first = await world.wait_for_message(private)
    world.faults.add(Fault(error=bad_request(reason)), method="editMessageText")
    world.edit(asking, OTHER)
    said = await world.wait_for_message(private, after=first)
    assert said.id != first.id and said.text.startswith("文化厅牵头")
    again = world.edit(asking, LEADS)
    edited = await world.wait_for_message(private, after=again)
    assert edited.id == said.id and edited.text.startswith(LED)


async def test_an_edit_that_changes_nothing_is_no_trouble(bot: Service, world: World, private: Chat, ann: User) -> None:
    asking = world.user_says(private, ann, LEADS)
    said = await world.wait_for_message(private)
    world.edit(asking, f"{LEADS}？")
    await world.wait_until(lambda: world.calls_of("editMessageText"))
    assert private.messages[said.id].text == said.text
    assert (await answer_to(world, private, ann, OTHER)).text.startswith("文化厅牵头")
    assert labels(said)[0][0] == "7"


async def test_two_orders_of_one_message_are_both_carried_out_and_edited(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    asking = world.user_says(private, ann, "关注商务厅，每周五发摘要")
    said = await world.wait_for_message(private)
    assert "商务厅" in said.text and "每周五" in said.text
    world.edit(asking, "关注财政厅，每周一发摘要，提醒我第12项 三天后9点")
    said = await world.wait_for_message(private, after=said)
    assert all(word in said.text for word in ("财政厅", "每周一", "到时提醒"))
    listed = await answer_to(world, private, ann, "我的订阅")
    assert "财政厅" in listed.text and "每周一" in listed.text and "商务厅" not in listed.text
    assert "第12项" in (await answer_to(world, private, ann, "我的提醒")).text
