"""Who may use the bot: invitations by link, strangers' groups left, operators' actions written down, made-up numbers."""

from __future__ import annotations

import dataclasses
import re

import pytest

from bot.config import Settings
from bot.db import access, audit
from bot.db.engine import Database
from bot.screens.wording import Wording
from bot.telegram.app import Service
from tests.botapi import Chat, User, World
from tests.telegram.talk import LEADS, LED, answer_to, from_bot, press, press_data


@pytest.fixture
def settings(settings: Settings, ann: User) -> Settings:
    """Ann operates a bot that serves one chat."""
    return dataclasses.replace(settings, allowed_chats=frozenset({-1}), admin_ids=frozenset({ann.id}))


@pytest.fixture
def stranger(world: World, bob: User) -> Chat:
    return world.add_private_chat(bob)


async def _link(world: World, private: Chat, ann: User, words: str = "") -> str:
    said = await answer_to(world, private, ann, f"/invite {words}")
    found = re.search(r"https://t\.me/sandbox_bot\?start=(i-[A-Za-z0-9_-]{22})", said.text)
    assert found is not None and len(found[1]) <= 64
    return found[1]


async def test_a_link_lets_one_person_in_and_no_other(
    bot: Service, world: World, wording: Wording, private: Chat, stranger: Chat, ann: User, bob: User
) -> None:
    refusal = wording.say("en", "telegram.not_served")
    assert (await answer_to(world, stranger, bob, LEADS)).text == refusal
    token = await _link(world, private, ann)
    assert (await answer_to(world, stranger, bob, f"/start {token}")).text.startswith("You have been invited")
    assert (await answer_to(world, stranger, bob, LEADS)).text.startswith(LED)
    # Opened again by who is in already, it says the same; by another it is used up.
    assert (await answer_to(world, stranger, bob, f"/start {token}")).text.startswith("You have been invited")
    carl = world.add_user("Carl", language_code="en")
    assert (await answer_to(world, world.add_private_chat(carl), carl, f"/start {token}")).text == refusal


@pytest.mark.parametrize("token", ["i-", "i-AAAAAAAAAAAAAAAAAAAAAA", "i-%", "g-1", "t12"])
async def test_a_made_up_link_lets_nobody_in(
    bot: Service, world: World, wording: Wording, stranger: Chat, bob: User, token: str
) -> None:
    assert (await answer_to(world, stranger, bob, f"/start {token}")).text == wording.say("en", "telegram.not_served")


async def test_a_revoked_link_is_over_and_a_dismissed_person_is_out(
    bot: Service,
    world: World,
    database: Database,
    wording: Wording,
    private: Chat,
    stranger: Chat,
    ann: User,
    bob: User,
) -> None:
    first, second = await _link(world, private, ann, "5 发改委各处"), await _link(world, private, ann, "2")
    await answer_to(world, stranger, bob, f"/start {first}")
    listed = await answer_to(world, private, ann, "/guests")
    assert "Bob" in listed.text and "发改委各处 已用 1/5" in listed.text
    _, answer = await press(world, listed, "作废链接 #1", by=ann)
    assert answer["text"].startswith("链接已作废")
    assert (await answer_to(world, stranger, bob, LEADS)).text.startswith(LED)
    shown, _ = await press(world, listed, "移出 Bob", by=ann)
    assert "Bob" not in shown.text
    refusal = wording.say("en", "telegram.not_served")
    assert (await answer_to(world, stranger, bob, LEADS)).text == refusal
    assert (await answer_to(world, stranger, bob, f"/start {first}")).text == refusal
    assert (await answer_to(world, stranger, bob, f"/start {second}")).text.startswith("You have been invited")
    async with database.transaction() as transaction:
        deeds = [(deed.action, deed.operator) for deed in await audit.latest(transaction, 10)]
        tokens = {row.digest for row in (await transaction.execute(access.invitations.select()))}
    assert deeds == [(action, ann.id) for action in ("dismiss", "revoke", "invite", "invite")]
    assert not {first.removeprefix("i-"), second.removeprefix("i-")} & tokens
    assert "dismiss" in (await answer_to(world, private, ann, "/audit")).text


@pytest.mark.parametrize("text", ["/invite", "/guests", "/audit"])
async def test_who_is_no_operator_makes_none(
    bot: Service, world: World, private: Chat, stranger: Chat, ann: User, bob: User, text: str
) -> None:
    await answer_to(world, stranger, bob, f"/start {await _link(world, private, ann)}")
    said = await answer_to(world, stranger, bob, text)
    assert said.text == "This command is for the bot's operators, in the private chat."
    _, answer = await press_data(world, said, f"i.d.{ann.id}", by=bob, forged=True)
    assert "operators" in answer["text"]


@pytest.mark.parametrize("words", ["0", "501", "9999 x"])
async def test_how_many_a_link_may_let_in(bot: Service, world: World, private: Chat, ann: User, words: str) -> None:
    assert (await answer_to(world, private, ann, f"/invite {words}")).text.startswith("一个链接可以邀请 1 至 500 人")


async def test_a_strangers_group_is_left_after_one_line(
    bot: Service, world: World, wording: Wording, group: Chat, bob: User
) -> None:
    new = world.add_group("New", bob, with_bot=False)
    world.bot_added(new, bob)
    assert (await world.wait_for_message(new)).text == wording.say("en", "telegram.not_served")
    await world.wait_until(
        lambda: [call for call in world.calls_of("leaveChat") if call.parameters["chat_id"] == new.id]
    )
    # One that the bot has been in for long is left when it is spoken to there.
    world.user_says(group, bob, "morning")
    said = await answer_to(world, group, bob, f"/ask {LEADS}")
    assert said.text == wording.say("en", "telegram.not_served") and len(from_bot(world, group)) == 1
    await world.wait_until(lambda: len(world.calls_of("leaveChat")) == 2 or None)


BIG = "9" * 19


@pytest.mark.parametrize(
    "data",
    [
        f"n.gm.-{BIG}.0",
        f"n.gm.-100{'9' * 17}.{BIG}",
        f"n.p.{BIG}",
        f"n.p.{'9' * 18}",
        "n.m.999999999999",
        f"n.l.0@{BIG}.0",
        f"n.ac.{BIG}",
        f"n.rx.{BIG}",
        f"n.or.{BIG}",
        f"i.r.{BIG}",
        f"pp.{BIG}",
        "pp.²",
        "m.²",
        "v.a.zh.t²",
        f"v.a.zh.t{BIG}",
        f"w.{BIG}.t1",
        f"c.{BIG}.{BIG}",
        f"x.{BIG}",
        f"g.{BIG}",
        f"o.{BIG}.{BIG}",
    ],
)
async def test_made_up_numbers_are_old_buttons(
    bot: Service, world: World, private: Chat, ann: User, data: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = await answer_to(world, private, ann, LEADS)
    _, answer = await press_data(world, said, data, by=ann, forged=True)
    assert "could not be answered" not in caplog.text
    assert "出错" not in answer.get("text", "")


@pytest.mark.parametrize("payload", [f"g-{BIG}_1", f"g-100_{'9' * 12}", f"t{BIG}", f"d_{BIG}", f"s{BIG}"])
async def test_made_up_numbers_in_links(
    bot: Service, world: World, private: Chat, ann: User, payload: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await answer_to(world, private, ann, f"/start {payload}")).text
    assert "could not be answered" not in caplog.text
