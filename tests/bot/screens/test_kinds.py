"""Departments of a kind are named first, and that there is none of it is said."""

from __future__ import annotations

import pytest

from bot.screens.render import Renderer
from bot.screens.wording import Wording
from index.engine import Engine
from index.query import Intent, MatchKind, Mention, Numbered, Order, Query
from tests.index.reading.small import engine_of

TASKS = (("市财政局", "临江城投集团有限公司", "临江师范学院"), ("市教育局", "临江师范学院"))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_of("临江市城市供水工作方案", TASKS, tmp_path_factory.mktemp("kinds"))


@pytest.mark.parametrize(
    ("lang", "kind", "key", "first"),
    [
        ("zh", "企业", 1, "第1项中的企业：临江城投集团有限公司"),
        ("zh", "企业", 2, "第2项中没有企业"),
        ("en", "companies", 1, "Task 1, companies: 临江城投集团有限公司"),
        ("en", "companies", 2, "Task 2: no companies"),
    ],
)
def test_who_of_a_kind_a_task_has(engine: Engine, lang: str, kind: str, key: int, first: str) -> None:
    (company,) = (id for id in engine.tables.departments if engine.plan.registry[id].name.endswith("公司"))
    among = Mention(kind, (company,), MatchKind.EXACT, (company,))
    answer = engine.answer(Query(Intent.PARTIES, lang, Numbered((key,)), among=among))
    assert Renderer(engine.plan, Wording()).render(answer).plain.splitlines()[0] == first


def test_a_ranking_names_the_kind(engine: Engine) -> None:
    (school,) = (id for id in engine.tables.departments if engine.plan.registry[id].name.endswith("学院"))
    among = Mention("高校", (school,), MatchKind.EXACT, (school,))
    answer = engine.answer(Query(Intent.RANK, "zh", order=Order(None), among=among))
    renderer = Renderer(engine.plan, Wording())
    assert renderer.render(answer).plain.startswith("高校里，牵头和参与的任务最多的部门：临江师范学院")
    assert "只看高校（按名称）" in renderer.words.understood.say(answer)
