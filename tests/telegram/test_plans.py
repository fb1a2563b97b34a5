"""Several plans on Telegram: the one a question names, the button to ask another, /plan, groups with plans of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Settings
from bot.db.engine import Database
from bot.plans.served import Plans
from bot.screens.wording import Wording
from bot.telegram.app import Service
from index.engine import Engine
from tests.botapi import Chat, User, World
from tests.several import COUNTY, STATE, engine_of
from tests.telegram.conftest import serving
from tests.telegram.talk import LEADS, LED, answer_to, labels, press, press_more, seen, typed

POLAR, SONGLING = "极地科学考察保障2016年工作分工方案", "松陵县2023年水库移民后期扶持工作任务分工方案"
FIRST = "内蒙古承接产业转移分工方案（2011）"


@pytest.fixture
def plans(engine: Engine, wording: Wording, var_dir: Path) -> Plans:
    others = [engine_of("songling-2023", COUNTY, var_dir), engine_of("polar-2016", STATE, var_dir)]
    return Plans([engine, *others], wording, reports=True)


async def test_a_question_names_its_plan(bot: Service, world: World, private: Chat, ann: User) -> None:
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
    named = await answer_to(world, private, ann, "2016年那个方案第2项谁负责")
    assert "第2项：交通运输部牵头" in seen(named) and POLAR in named.text
    # What follows stays there, and so do its buttons.
    following = await answer_to(world, private, ann, "这项的全文")
    assert "培训冰区船员" in following.text
    shown, _ = await press_more(world, named, "交通运输部")
    assert shown.text.startswith("交通运输部牵头 1 项") and POLAR in shown.text
    again = await answer_to(world, private, ann, "那松陵的呢")
    assert SONGLING in again.text and "2. 开办移民夜校" in again.text
    assert FIRST in (await answer_to(world, private, ann, LEADS)).text


async def test_a_follow_up_after_a_restart_stays_with_its_plan(
    settings: Settings, plans: Plans, wording: Wording, database: Database, world: World, private: Chat, ann: User
) -> None:
    async with serving(settings, plans, wording, database, world):
        await answer_to(world, private, ann, "2016年那个方案第2项谁负责")
    fresh = Plans(plans.engines, wording, reports=True)
    async with serving(settings, fresh, wording, database, world):
        following = await answer_to(world, private, ann, "这项的全文")
    assert "培训冰区船员" in following.text and POLAR in following.text


async def test_a_refusal_has_a_button_to_ask_the_plan_that_has_it(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    refused = await answer_to(world, private, ann, "国家海洋局牵头哪些任务")
    assert f"另一个方案里有：{POLAR}。" in refused.text and labels(refused)[0] == [f"去问：{POLAR}"]
    there, answer = await press(world, refused, f"去问：{POLAR}")
    assert there.id == refused.id and there.text.startswith("国家海洋局牵头 1 项") and POLAR in there.text
    assert answer == {"show_alert": False}
    assert "改装破冰船" in (await answer_to(world, private, ann, "第一个的全文")).text
    # The chat's plan stays what it was.
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)


async def test_all_plans(bot: Service, world: World, private: Chat, ann: User) -> None:
    shown = await answer_to(world, private, ann, "所有方案的第2项谁负责")
    assert [shown.text.count(title) for title in (FIRST, SONGLING, POLAR)] == [2, 2, 2]
    assert labels(shown) == [[FIRST], [SONGLING], [POLAR]]
    whole, _ = await press(world, shown, SONGLING)
    assert seen(whole).startswith("第2项：县教育局牵头") and FIRST not in whole.text


async def test_which_plan_is_asked_back(bot: Service, world: World, private: Chat, ann: User) -> None:
    asked = await answer_to(world, private, ann, "2014年那个方案第2项谁负责")
    assert asked.text == "有几个方案，请说明问的是哪一个：" and labels(asked) == [[FIRST], [SONGLING], [POLAR]]
    chosen, _ = await press(world, asked, POLAR)
    assert "交通运输部牵头" in seen(chosen)


async def test_the_list_of_plans_switches(bot: Service, world: World, private: Chat, ann: User) -> None:
    listed = await answer_to(world, private, ann, "/plan")
    assert listed.text.startswith(FIRST) and f"✓ {FIRST}\n· {SONGLING}\n· {POLAR}" in listed.text
    shown, answer = await press(world, listed, POLAR)
    assert shown.text.startswith(POLAR) and answer["text"] == f"现在问的是：{POLAR}"
    assert "交通运输部牵头" in seen(await answer_to(world, private, ann, "第2项谁负责"))
    assert (await answer_to(world, private, ann, "/plan 松陵")).text.startswith(SONGLING)
    exported = await answer_to(world, private, ann, "/export 2016年那个方案的全部任务")
    assert labels(exported)[0] == ["Excel", "Word", "PDF"]
    await press(world, exported, "Excel")
    file = await world.wait_for_message(private, after=exported)
    assert POLAR in file.text
    # Inline asks the person's plan.
    found = await typed(world, ann, "2")
    assert any("移民夜校" in result.title for result in found.results)


async def test_more_plans_than_a_page_has(
    settings: Settings,
    plans: Plans,
    wording: Wording,
    database: Database,
    world: World,
    private: Chat,
    ann: User,
    var_dir: Path,
) -> None:
    for year in range(2001, 2009):
        plans.replace(engine_of(f"songling-{year}", COUNTY.replace("2023", str(year)), var_dir))
    async with serving(settings, plans, wording, database, world):
        first = await answer_to(world, private, ann, "/plan")
        assert sum("松陵县" in label for row in labels(first) for label in row) == 6
        second, _ = await press(world, first, labels(first)[-1][0])
        assert sum("松陵县" in label for row in labels(second) for label in row) == 3
        back, _ = await press(world, second, labels(second)[-1][0])
        assert back.text == first.text


async def test_a_group_has_a_plan_of_its_own(
    bot: Service, world: World, private: Chat, group: Chat, ann: User, bob: User
) -> None:
    listed = await answer_to(world, group, ann, "/plan")
    _, answer = await press(world, listed, POLAR, by=bob)
    assert answer["show_alert"] and answer["text"] != f"现在问的是：{POLAR}"
    await press(world, listed, POLAR, by=ann)
    refused = await answer_to(world, group, bob, "/plan 松陵")
    assert "管理员" in refused.text or "administrator" in refused.text.lower()
    assert "交通运输部" in (await answer_to(world, group, bob, "/ask 第2项谁负责")).text
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)


async def test_a_button_of_a_plan_that_is_gone(
    bot: Service, plans: Plans, world: World, private: Chat, ann: User
) -> None:
    refused = await answer_to(world, private, ann, "国家海洋局牵头哪些任务")
    plans.remove("polar-2016")
    _, answer = await press(world, refused, f"去问：{POLAR}")
    assert answer["show_alert"]
    assert "polar-2016" not in [entry.id for entry in plans.entries]
