"""Sending: again after passing failures, apart for each chat, through the outbox when it takes long, as plain text."""

from __future__ import annotations

import io

import pytest

from bot.config import Settings
from bot.db.engine import Database
from bot.plans.served import Plans
from bot.screens.keyboard import Button, Screen
from bot.screens.message import Message as Words
from bot.screens.message import Run, Style, text_message, units
from bot.screens.wording import Wording
from bot.telegram.app import Service
from bot.telegram.delivery import Delivery, Place
from tests.botapi import (
    ApiError,
    Chat,
    Fault,
    User,
    World,
    bad_request,
    forbidden,
    server_error,
    too_many_requests,
)
from tests.telegram.conftest import serving
from tests.telegram.talk import LEADS, LED, answer_to, from_bot, settle

REPEAT = "可能重复：上一次发送是否送达无法确认"


@pytest.mark.parametrize(
    ("fault", "heads"),
    [
        (Fault(error=server_error(500)), [LED]),
        (Fault(error=server_error(502)), [LED]),
        (Fault(drop="before"), [REPEAT]),
        (Fault(drop="after"), [LED, REPEAT]),
    ],
    ids=["500", "502", "dropped before", "dropped after"],
)
async def test_a_passing_failure_is_tried_again(
    bot: Service, world: World, private: Chat, ann: User, fault: Fault, heads: list[str]
) -> None:
    """Where nobody can know whether the first one arrived, the second says so."""
    world.faults.add(fault, method="sendMessage")
    world.user_says(private, ann, LEADS)
    await world.wait_until(lambda: [call for call in world.calls_of("sendMessage") if call.status == 200])
    assert [text.splitlines()[0] for text in from_bot(world)] == heads
    assert len(world.calls_of("sendMessage")) == 2


async def test_flood_control_is_obeyed_in_its_chat_and_nowhere_else(
    bot: Service, world: World, private: Chat, group: Chat, ann: User, bob: User
) -> None:
    world.faults.add(Fault(error=too_many_requests(1)), method="sendMessage", chat=private)
    world.user_says(private, ann, LEADS)
    await world.wait_until(lambda: world.calls_of("sendMessage"))
    assert (await answer_to(world, group, bob, f"/ask {LEADS}")).text.startswith(LED)
    assert from_bot(world, private) == []
    assert (await world.wait_for_message(private)).text.startswith(LED)
    at = [call.at for call in world.calls_of("sendMessage") if call.parameters["chat_id"] == private.id]
    assert len(at) == 2 and at[1] - at[0] >= 1


@pytest.mark.parametrize(
    ("error", "tries", "logged"),
    [
        (forbidden("bot was blocked by the user"), 1, "Forbidden: bot was blocked by the user"),
        (bad_request("chat not found"), 1, "nothing can be sent"),
        (bad_request("not enough rights to send text messages to the chat"), 1, "is given up"),
        (bad_request("SOMETHING_NEW"), 2, "is given up"),
    ],
    ids=["403", "gone", "no right", "400"],
)
async def test_what_telegram_will_never_take_is_logged_and_dropped(
    bot: Service, world: World, log: io.StringIO, private: Chat, ann: User, error: ApiError, tries: int, logged: str
) -> None:
    world.faults.add(Fault(error=error), method="sendMessage", chat=private, times=tries)
    world.user_says(private, ann, LEADS)
    assert (await answer_to(world, private, ann, "文化厅牵头哪些任务")).text.startswith("文化厅")
    assert (len(world.calls_of("sendMessage")), logged in log.getvalue()) == (tries + 1, True)


@pytest.mark.parametrize("error", [server_error(), too_many_requests(31)], ids=["500", "429"])
async def test_an_answer_that_cannot_go_now_goes_through_the_outbox(
    settings: Settings,
    plans: Plans,
    wording: Wording,
    database: Database,
    world: World,
    private: Chat,
    ann: User,
    error: ApiError,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.telegram.showing.seconds_of", lambda told: 0.0)
    async with serving(settings, plans, wording, database, world):
        world.faults.add(Fault(error=error), method="sendMessage", chat=private, times=3 if error.code == 500 else 1)
        world.user_says(private, ann, LEADS)
        said = await world.wait_for_message(private)
        assert said.text.startswith(LED) and said.keyboard


async def test_an_answer_outlives_the_message_it_replies_to(bot: Service, world: World, group: Chat, ann: User) -> None:
    world.faults.add(Fault(delay=0.2), method="sendMessage")
    asking = world.user_says(group, ann, f"/ask {LEADS}")
    await world.wait_until(lambda: world.calls_of("sendMessage"))
    world.user_deletes(asking)
    said = await world.wait_for_message(group)
    assert said.text.startswith(LED) and (said.reply_to, len(world.calls_of("sendMessage"))) == (None, 1)


@pytest.mark.parametrize("reason", ["Can't parse entities: bad tag", "Message to be replied not found"])
async def test_what_cannot_be_sent_as_html_is_sent_as_plain_text_alone(
    bot: Service, world: World, log: io.StringIO, group: Chat, ann: User, reason: str
) -> None:
    world.faults.add(Fault(error=bad_request(reason)), method="sendMessage", chat=group)
    said = await answer_to(world, group, ann, f"/ask {LEADS}")
    assert said.text.startswith(LED) and (said.entities, said.reply_to, said.keyboard) == ((), None, ())
    assert f"sent as plain text: {reason}" in log.getvalue()


async def test_pages_come_in_order_with_the_buttons_below_the_last(
    bot: Service, world: World, group: Chat, ann: User
) -> None:
    words = Words(tuple((Run(f"{n} " + "长" * 900, Style.BOLD),) for n in range(12)))
    asking = world.user_says(group, ann, "大家好")
    screen = Screen(words, ((Button("A&B <厅>", data="v.x"),),))
    await Delivery(bot.application.bot).send(Place(group.id, reply_to=asking.id), screen)
    pages = [await world.wait_for_message(group) for _ in range(3)]
    assert [page.reply_to for page in pages] == [asking, None, None]
    assert [len(page.keyboard) for page in pages] == [0, 0, 1]
    assert all(units(page.text) <= 4096 and page.entities for page in pages)


async def test_names_with_markup_are_shown_as_they_are(bot: Service, world: World, group: Chat, ann: User) -> None:
    said = Words(((Run("A&B <b>厅</b> &amp;", Style.BOLD), Run(" http://x.example/?a=1&b=2")),))
    await Delivery(bot.application.bot).send(Place(group.id), Screen(said))
    shown = await world.wait_for_message(group)
    assert shown.text == "A&B <b>厅</b> &amp; http://x.example/?a=1&b=2"
    assert shown.entities[0] == {"type": "bold", "offset": 0, "length": 18}


async def test_a_refused_first_page_keeps_the_others_back(bot: Service, world: World, private: Chat) -> None:
    world.faults.add(Fault(error=forbidden("bot was blocked by the user")), method="sendMessage", chat=private)
    with pytest.raises(Exception, match="blocked"):
        await Delivery(bot.application.bot).send(Place(private.id), Screen(text_message("一" * 4000, "二" * 4000)))
    assert from_bot(world) == []


async def test_polling_outlives_failures(
    bot: Service, world: World, log: io.StringIO, private: Chat, ann: User
) -> None:
    world.faults.add(Fault(error=server_error(502)), method="getUpdates")
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
    await settle(world)
    assert "polling fails and goes on: Bad Gateway" in log.getvalue()
