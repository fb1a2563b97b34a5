"""Departments named by what they are: which words mean a kind, who is of it, and what may be asked of it."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.query import HasRole, Intent, Numbered, Order, Query
from tests.index.reading.small import engine_of, named

TASKS = (
    ("市财政局", "临江城投集团有限公司", "安宁区人民政府"),
    ("市教育局", "临江师范学院", "临江职业技术学院"),
    ("市水利局", "临江水务有限公司", "安宁区人民政府", "平川县人民政府"),
    ("市委宣传部", "临江城投集团有限公司", "各县（市、区）人民政府"),
    ("临江水务有限公司", "市财政局", "安宁区人民政府"),
)
COMPANIES = "临江城投集团有限公司/临江水务有限公司"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_of("临江市城市供水工作方案", TASKS, tmp_path_factory.mktemp("kinds"))


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("哪些企业参与了第3条", [("企业", COMPANIES)]),
        ("国企牵头的任务", [("国企", COMPANIES)]),
        ("有几家公司在里面", [("公司", COMPANIES)]),
        ("which companies take part", [("companies", COMPANIES)]),
        ("高校有什么任务", [("高校", "临江师范学院/临江职业技术学院")]),
        ("市直部门里谁牵头最多", [("市直部门", "市财政局/市教育局/市水利局/市委宣传部")]),
        ("名字里带“有限公司”的单位有哪些任务", [("名字里带“有限公司”的单位", COMPANIES)]),
        ("哪些银行有任务", [("银行", "")]),
        ("any banks are involved?", [("banks", "")]),
        ("银行贷款谁负责", []),
        ("重点企业培育谁负责", []),
        ("企业家座谈会归谁管", []),
    ],
)
def test_a_kind_is_named_where_offices_are_asked_for(
    engine: Engine, question: str, meant: list[tuple[str, str]]
) -> None:
    assert [(words, whose) for words, whose in named(engine, question) if words in question] == meant


def kinds(engine: Engine, question: str) -> set[Query]:
    """The readings of a question that name or rank only some kind of departments."""
    return {each.query for each in engine.reader.parse(question).candidates if each.query.among}


def names(engine: Engine, query: Query) -> list[str]:
    """Who answers a query, as the plan writes them."""
    return [engine.plan.registry[id].name for id in engine.answer(query).departments]


def test_the_departments_of_a_task_that_are_of_a_kind(engine: Engine) -> None:
    (found,) = (
        query
        for query in kinds(engine, "第3条有哪些企业")
        if query.intent is Intent.PARTIES and query.where == Numbered((3,)) and query.role is None
    )
    assert names(engine, found) == ["临江水务有限公司"]


def test_who_of_a_kind_works_with_a_department(engine: Engine) -> None:
    (found,) = (
        query
        for query in kinds(engine, "跟市财政局搭档的企业有哪些")
        if query.intent is Intent.PARTNERS and query.where == HasRole(("caizheng",)) and query.role is None
    )
    assert set(names(engine, found)) == set(COMPANIES.split("/"))


def test_counties_are_ranked_one_by_one(engine: Engine) -> None:
    (found,) = (
        query
        for query in kinds(engine, "县区里谁任务最多")
        if query.intent is Intent.RANK and query.order == Order(None) and query.where is None
    )
    answer = engine.answer(found)
    assert [engine.plan.registry[id].name for id in answer.departments] == ["安宁区人民政府"]
    assert answer.count == 3
