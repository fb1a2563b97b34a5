"""Inline mode: what is offered as one types, and what a card can do in a chat where the bot is not."""

from __future__ import annotations

import dataclasses

import pytest

from bot.config import Settings
from bot.plans.served import Plans
from bot.telegram.app import Service
from tests.botapi import Chat, Fault, User, World, bad_request
from tests.telegram.talk import LEADS, LED, answer_to, labels, press, press_more, typed


@pytest.fixture
def world(world: World) -> World:
    world.bot.inline = True
    return world


@pytest.mark.parametrize(
    ("query", "first", "ids"),
    [
        (LEADS, LEADS, ["answer"]),
        ("商务厅", "商务厅", ["answer", "d_shangwu"]),
        ("商务", None, ["d_shangwu"]),
        ("12", "12", ["answer", "t12"]),
        ("第12条", "第12条", ["answer"]),
        ("口岸", None, ["t9", "t36"]),
        ("第3部分", "第3部分", ["answer"]),
    ],
)
async def test_cards_come_as_one_types(
    bot: Service, world: World, ann: User, query: str, first: str | None, ids: list[str]
) -> None:
    answer = await typed(world, ann, query)
    assert set(ids) <= {result.id for result in answer.results}
    assert answer.is_personal and answer.cache_time == 30 and answer.next_offset == ""
    if first:
        assert answer.results[0].title == first
    for result in answer.results:
        assert result.content.text and "据内蒙古" in result.content.text and result.description


async def test_nothing_typed_offers_the_departments(bot: Service, world: World, private: Chat, ann: User) -> None:
    answer = await typed(world, ann, "")
    assert len(answer.results) == 30 and answer.results[0].id.startswith("d_")
    await answer_to(world, private, ann, "/me 财政厅")
    assert (await typed(world, ann, "")).results[0].id == "d_caizheng"


async def test_other_languages_get_english(bot: Service, world: World, bob: User) -> None:
    answer = await typed(world, bob, "commerce")
    assert "Source: " in answer.results[0].content.text


@pytest.mark.parametrize("query", ["怎么做饭", "zzzz", "<b>&", "？？？", "a" * 256, "民政厅牵头哪些任务"])
async def test_what_is_not_there_offers_nothing(bot: Service, world: World, ann: User, query: str) -> None:
    assert (await typed(world, ann, query)).results == ()


async def test_results_beyond_fifty_come_on_demand(bot: Service, world: World, bob: User) -> None:
    first = await typed(world, bob, "an")
    assert len(first.results) <= 50
    if first.next_offset:
        more = await typed(world, bob, "an", offset=first.next_offset)
        assert not {result.id for result in first.results} & {result.id for result in more.results}
    assert (await typed(world, bob, "an", offset="999")).results == ()
    assert (await typed(world, bob, "an", offset="x")).results == first.results


async def test_a_card_works_where_the_bot_is_not(bot: Service, world: World, ann: User, bob: User) -> None:
    elsewhere = world.add_group("Elsewhere", ann, members=[bob], with_bot=False)
    query = world.user_types(ann, LEADS, chat=elsewhere)
    await world.wait_for_results(query)
    card = world.user_chooses(query, "answer", elsewhere)
    assert card.text.startswith(LED) and card.text.splitlines()[-1].startswith("据内蒙古")
    task, answer = await press(world, card, "7", by=bob)
    assert task.text.startswith("7. ") and answer.get("text") is None
    back, _ = await press(world, task, "« 返回", by=bob)
    assert back.text == card.text and labels(back) == labels(card)


async def test_a_wrong_card_is_reported_with_its_words(bot: Service, world: World, ann: User, private: Chat) -> None:
    query = world.user_types(ann, LEADS)
    await world.wait_for_results(query)
    card = world.user_chooses(query, "answer", private)
    _, answer = await press_more(world, card, "有误？", by=ann)
    assert answer["text"] == "谢谢，已报告给管理人员。"


@pytest.fixture
def settings(settings: Settings, ann: User) -> Settings:
    return dataclasses.replace(settings, admin_ids=frozenset({ann.id}))


async def test_who_types_on_does_no_harm(bot: Service, world: World, private: Chat, ann: User) -> None:
    world.faults.add(Fault(error=bad_request("query is too old")), method="answerInlineQuery")
    world.user_types(ann, "商")
    await world.wait_until(lambda: world.calls_of("answerInlineQuery"))
    assert (await typed(world, ann, "商务厅")).results
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)


async def test_a_subject_is_searched_for_once_the_encoder_is_loaded(
    bot: Service, world: World, ann: User, plans: Plans
) -> None:
    if not plans.get(None).assistant.engine.ready:
        assert (await typed(world, ann, "谁负责口岸通关改革")).results == ()
        plans.warm()
    answer = await typed(world, ann, "谁负责口岸通关改革")
    assert answer.results[0].id == "answer" and answer.results[0].content.text.startswith("第36项：")


async def test_long_titles_are_cut_between_words(bot: Service, world: World, bob: User) -> None:
    (task,) = [result for result in (await typed(world, bob, "28")).results if result.id == "t28"]
    assert task.title == "28. Apply central transfer payments and subsidize…"
