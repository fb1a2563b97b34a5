"""A Query said in plain words, which leave out nothing: each kind of condition, order and intent, in both languages."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from bot.screens.paraphrase import Paraphrase
from bot.screens.plan_words import PlanWords
from bot.screens.understood import ALL_PLACES
from bot.screens.wording import Wording
from corpus.records import Plan, Role
from index.query import (
    All,
    Answer,
    AnyOf,
    Condition,
    Detailed,
    Due,
    HasRole,
    InSection,
    Intent,
    Kind,
    MatchKind,
    Mention,
    Not,
    Numbered,
    OneOf,
    Order,
    PartyCount,
    Placed,
    Query,
    RoleCount,
)
from index.reading.numerals import MANY

LEAD, PART = Role.LEAD, Role.PARTICIPANT
COMMERCE, FINANCE, EDUCATION = "shangwu", "caizheng", "jiaoyu"
LED = HasRole((COMMERCE,), LEAD)
NEW_YEAR, SUMMER = (2027, 1, 1), (2027, 6, 30)
COMMERCE_EN, FINANCE_EN = "Department of Commerce (商务厅)", "Department of Finance (财政厅)"

CONDITIONS: list[tuple[Condition, str, str]] = [
    (LED, "商务厅牵头的任务", f"tasks led by {COMMERCE_EN}"),
    (
        HasRole((COMMERCE,), PART),
        "商务厅参与（不牵头）的任务",
        f"tasks in which {COMMERCE_EN} takes part without leading",
    ),
    (HasRole((COMMERCE,)), "商务厅牵头或参与的任务", f"tasks that involve {COMMERCE_EN}"),
    (HasRole((COMMERCE, FINANCE), LEAD), "商务厅或财政厅牵头的任务", f"tasks led by {COMMERCE_EN} or {FINANCE_EN}"),
    (InSection((3,)), "第3部分的任务", "tasks in section 3"),
    (InSection((3, 5)), "第3、5部分的任务", "tasks in sections 3, 5"),
    (Numbered((12,)), "第12项", "task 12"),
    (Numbered((1, 3, 4, 5)), "第1、3–5项", "tasks 1, 3–5"),
    (
        Detailed("任务来源", "政府工作报告"),
        "任务来源写有“政府工作报告”的任务",
        "tasks whose 任务来源 says “政府工作报告”",
    ),
    (Detailed("备注"), "没有写备注的任务", "tasks without 备注"),
    (Not(Detailed("备注", "续建")), "备注没有写“续建”的任务", "tasks whose 备注 does not say “续建”"),
    (Not(Detailed("备注")), "写明备注的任务", "tasks with 备注"),
    (PartyCount(5, MANY), "列出至少 5 个部门的任务", "tasks listing at least 5 departments"),
    (PartyCount(1, 1), "列出正好 1 个部门的任务", "tasks listing exactly 1 department"),
    (PartyCount(0, 2), "列出至多 2 个部门的任务", "tasks listing at most 2 departments"),
    (PartyCount(2, 4), "列出 2—4 个部门的任务", "tasks listing 2 to 4 departments"),
    (RoleCount(LEAD, 2, MANY), "列出至少 2 个牵头部门的任务", "tasks with at least 2 lead departments"),
    (RoleCount(LEAD, 0, 0), "没有牵头部门的任务", "tasks without a lead department"),
    (RoleCount(PART, 3, 3), "列出正好 3 个配合部门的任务", "tasks with exactly 3 supporting departments"),
    (RoleCount(PART, 0, 0), "没有配合部门的任务", "tasks without a supporting department"),
    (Due(), "没有写明完成日期的任务", "tasks with no day set"),
    (Due(ongoing=True), "持续推进、不定完成日期的任务", "tasks that are ongoing, with no day set"),
    (Due(dated=True), "写明完成日期的任务", "tasks with a day set"),
    (Due(said="年底前"), "时限写有“年底前”的任务", "tasks whose time limit says “年底前”"),
    (Due(NEW_YEAR), "完成日期在 2027-01-01 或以后的任务", "tasks due on 2027-01-01 or later"),
    (Due(None, SUMMER), "须在 2027-06-30 或以前完成的任务", "tasks due on 2027-06-30 or earlier"),
    (Due(NEW_YEAR, SUMMER), "完成日期在 2027-01-01 至 2027-06-30 的任务", "tasks due from 2027-01-01 to 2027-06-30"),
    (Due(NEW_YEAR, NEW_YEAR), "须在 2027-01-01 完成的任务", "tasks due on 2027-01-01"),
    (Placed(LED, (2,)), "商务厅牵头的任务中的第 2 项", f"no. 2 of tasks led by {COMMERCE_EN}"),
    (Placed(LED, (-1,)), "商务厅牵头的任务中的最后一项", f"the last of tasks led by {COMMERCE_EN}"),
    (Placed(None, (-2, 1)), "全部任务中的倒数第 2 项、第 1 项", "no. 2 from the end and no. 1 of all tasks"),
    (Not(LED), "不由商务厅牵头的任务", f"tasks not led by {COMMERCE_EN}"),
    (Not(HasRole((COMMERCE,))), "不涉及商务厅的任务", f"tasks that do not involve {COMMERCE_EN}"),
    (
        Not(HasRole((COMMERCE,), PART)),
        "商务厅不是参与（不牵头）单位的任务",
        f"tasks in which {COMMERCE_EN} does not take part without leading",
    ),
    (Not(InSection((3,))), "不在第3部分的任务", "tasks outside section 3"),
    (Not(Numbered((12,))), "除第12项以外的任务", "tasks other than task 12"),
    (
        Not(PartyCount(5, MANY)),
        "不符合“列出至少 5 个部门”的任务",
        "tasks that are not (listing at least 5 departments)",
    ),
    (
        All((LED, Not(HasRole((FINANCE,))))),
        "商务厅牵头，同时不涉及财政厅的任务",
        f"tasks led by {COMMERCE_EN} and that do not involve {FINANCE_EN}",
    ),
    (
        All((HasRole((COMMERCE,)), HasRole((FINANCE,)))),
        "商务厅、财政厅都牵头或参与的任务",
        f"tasks that involve {COMMERCE_EN} and {FINANCE_EN} together",
    ),
    (
        All((HasRole((COMMERCE,), PART), InSection((7,)), HasRole((FINANCE,), PART))),
        "商务厅、财政厅都参与（不牵头），同时在第7部分的任务",
        f"tasks in which {COMMERCE_EN} and {FINANCE_EN} each take part without leading and in section 7",
    ),
    (
        All((LED, HasRole((FINANCE,), LEAD))),
        "商务厅、财政厅都牵头的任务",
        f"tasks led by {COMMERCE_EN} and {FINANCE_EN} together",
    ),
    (
        All((LED, HasRole((FINANCE, EDUCATION), LEAD))),
        "商务厅牵头，同时财政厅或教育厅牵头的任务",
        f"tasks led by {COMMERCE_EN} and led by {FINANCE_EN} or Department of Education (教育厅)",
    ),
    (
        AnyOf((LED, HasRole((FINANCE,), PART))),
        "商务厅牵头，或者财政厅参与（不牵头）的任务",
        f"tasks led by {COMMERCE_EN} or in which {FINANCE_EN} takes part without leading",
    ),
    (
        OneOf((LED, HasRole((FINANCE,)))),
        "只符合其中一条（商务厅牵头；财政厅牵头或参与）的任务",
        f"tasks of which exactly one is true (led by {COMMERCE_EN}; that involve {FINANCE_EN})",
    ),
    (
        All((AnyOf((LED, InSection((1,)))), PartyCount(2, 2))),
        "（商务厅牵头，或者在第1部分），同时列出正好 2 个部门的任务",
        f"tasks (led by {COMMERCE_EN} or in section 1) and listing exactly 2 departments",
    ),
    (
        All((Placed(LED, (1,)), InSection((1,)))),
        "属于商务厅牵头的任务中的第 1 项，同时在第1部分的任务",
        f"tasks that are no. 1 of tasks led by {COMMERCE_EN} and in section 1",
    ),
]

ORDERS: list[tuple[Intent, Order, str, str]] = [
    (Intent.RANK, Order(LEAD), "牵头任务最多的部门", "departments with the most tasks led"),
    (Intent.RANK, Order(LEAD, descending=False), "牵头任务最少的部门", "departments with the fewest tasks led"),
    (
        Intent.RANK,
        Order(PART),
        "参与（不牵头）的任务最多的部门",
        "departments with the most tasks taken part in, not led",
    ),
    (Intent.RANK, Order(None), "牵头和参与的任务最多的部门", "departments with the most tasks led or taken part in"),
    (Intent.RANK, Order(LEAD, limit=3), "牵头任务最多的前 3 个部门", "the 3 departments with the most tasks led"),
    (
        Intent.RANK,
        Order(LEAD, descending=False, limit=3),
        "牵头任务最少的前 3 个部门",
        "the 3 departments with the fewest tasks led",
    ),
    (
        Intent.RANK,
        Order(LEAD, limit=ALL_PLACES),
        "各部门按牵头任务从多到少",
        "departments by number of tasks led, most first",
    ),
    (Intent.RANK, Order(LEAD, place=2), "牵头任务第 2 多的部门", "department at place 2 by most tasks led"),
    (
        Intent.RANK,
        Order(LEAD, descending=False, place=2),
        "牵头任务第 2 少的部门",
        "department at place 2 by fewest tasks led",
    ),
    (Intent.RANK, Order(LEAD, low=3, high=MANY), "牵头任务至少 3 项的部门", "departments with at least 3 tasks led"),
    (Intent.RANK, Order(LEAD, low=3, high=3), "牵头任务正好 3 项的部门", "departments with exactly 3 tasks led"),
    (Intent.RANK, Order(LEAD, low=0, high=0), "没有牵头任务的部门", "departments without any tasks led"),
    (
        Intent.RANK,
        Order(PART, without_lead=True),
        "不牵头任何任务的部门中，参与（不牵头）的任务最多的部门",
        "departments with the most tasks taken part in, not led, of the departments that lead nothing",
    ),
    (
        Intent.RANK,
        Order(LEAD, after=COMMERCE),
        "牵头任务仅次于商务厅的部门",
        f"departments next to {COMMERCE_EN} by most tasks led",
    ),
    (Intent.RANK_TASKS, Order(PART), "列出配合部门最多的任务", "tasks that list the most supporting departments"),
    (
        Intent.RANK_TASKS,
        Order(LEAD, descending=False),
        "列出牵头部门最少的任务",
        "tasks that list the fewest lead departments",
    ),
    (Intent.RANK_TASKS, Order(None), "列出部门最多的任务", "tasks that list the most departments"),
    (Intent.RANK_TASKS, Order(None, descending=False), "列出部门最少的任务", "tasks that list the fewest departments"),
    (Intent.RANK_TASKS, Order(None, place=2), "列出部门第 2 多的任务", "tasks at place 2 by most departments"),
    (
        Intent.RANK_TASKS,
        Order(None, limit=3),
        "列出部门最多的前 3 项任务",
        "the 3 tasks that list the most departments",
    ),
    (Intent.RANK_TASKS, Order(None, by_day=True), "完成日期最晚的任务", "tasks with the latest day"),
    (
        Intent.RANK_TASKS,
        Order(None, descending=False, by_day=True),
        "完成日期最早的任务",
        "tasks with the earliest day",
    ),
    (Intent.RANK_SECTIONS, Order(None), "任务最多的部分", "the section with the most tasks"),
    (Intent.RANK_SECTIONS, Order(None, descending=False), "任务最少的部分", "the section with the fewest tasks"),
]

BOTH = (
    Mention("商务厅", (COMMERCE,), MatchKind.EXACT, (COMMERCE,)),
    Mention("财政厅", (FINANCE,), MatchKind.EXACT, (FINANCE,)),
)
WANTS: list[tuple[Query, str, str]] = [
    (Query(Intent.TASKS, "zh"), "全部任务", "all tasks"),
    (Query(Intent.TASKS, "zh", topic="口岸"), "与“口岸”有关的任务", "tasks on “口岸”"),
    (
        Query(Intent.TASKS, "zh", LED, topic="口岸"),
        "商务厅牵头，同时与“口岸”有关的任务",
        f"tasks led by {COMMERCE_EN} and on “口岸”",
    ),
    (Query(Intent.PARTIES, "zh", Numbered((12,))), "第12项由谁负责", "who is responsible for task 12"),
    (Query(Intent.PARTIES, "zh", Numbered((12,)), role=LEAD), "第12项由谁牵头", "who leads task 12"),
    (
        Query(Intent.PARTIES, "zh", Numbered((12,)), role=PART),
        "第12项由谁参与（不牵头）",
        "who takes part without leading in task 12",
    ),
    (Query(Intent.SHARED, "zh", Numbered((3, 9))), "第3、9项共同的部门", "departments that tasks 3, 9 have in common"),
    (
        Query(Intent.SHARED, "zh", Numbered((3, 9)), role=LEAD),
        "第3、9项共同的牵头部门",
        "lead departments that tasks 3, 9 have in common",
    ),
    (
        Query(Intent.SHARED, "zh", Numbered((3, 9)), role=PART),
        "第3、9项共同的参与（不牵头）部门",
        "departments that take part without leading in each of tasks 3, 9",
    ),
    (Query(Intent.COUNT, "zh", InSection((3,))), "第3部分的任务有多少项", "how many tasks in section 3"),
    (Query(Intent.COUNT_PARTIES, "zh"), "全部任务涉及多少个部门", "how many departments are in all tasks"),
    (Query(Intent.COUNT_PARTIES, "zh", role=LEAD), "全部任务有多少个牵头部门", "how many departments lead all tasks"),
    (
        Query(Intent.COUNT_PARTIES, "zh", role=PART),
        "全部任务有多少个参与（不牵头）的部门",
        "how many departments take part without leading in all tasks",
    ),
    (Query(Intent.COUNT_SECTIONS, "zh"), "方案有多少个部分", "how many sections the plan has"),
    (Query(Intent.SECTIONS, "zh"), "方案有哪些部分", "the sections of the plan"),
    (Query(Intent.TEXT, "zh", Numbered((12,))), "第12项的原文", "the text of task 12"),
    (
        Query(Intent.CHECK, "zh", All((LED, Numbered((7,))))),
        "第7项是不是商务厅牵头",
        f"whether task 7 is one led by {COMMERCE_EN}",
    ),
    (
        Query(Intent.PARTNERS, "zh", LED),
        "商务厅牵头的任务里还列有哪些部门",
        f"which other departments are in tasks led by {COMMERCE_EN}",
    ),
    (
        Query(Intent.PARTNERS, "zh", LED, role=PART),
        "商务厅牵头的任务有哪些部门参与（不牵头）",
        f"which departments take part without leading in tasks led by {COMMERCE_EN}",
    ),
    (
        Query(Intent.PARTNERS, "zh", LED, order=Order(None)),
        "商务厅牵头的任务里还列有哪些部门，其中同列最多的",
        f"which other departments are in tasks led by {COMMERCE_EN}, those with the most in common",
    ),
    (
        Query(Intent.COMPARE, "zh", order=Order(LEAD), mentions=BOTH),
        "商务厅、财政厅相比，谁的牵头任务更多",
        f"which has more tasks led: {COMMERCE_EN} and {FINANCE_EN}",
    ),
    (
        Query(Intent.COMPARE, "zh", InSection((7,)), order=Order(LEAD, descending=False), mentions=BOTH),
        "第7部分的任务中，商务厅、财政厅相比，谁的牵头任务更少",
        f"which has fewer tasks led: {COMMERCE_EN} and {FINANCE_EN}, among tasks in section 7",
    ),
    (
        Query(Intent.IDENTITY, "zh", mentions=BOTH[:1]),
        "“商务厅”在方案中对应哪个部门",
        "which department of the plan “商务厅” is",
    ),
    (Query(Intent.FACT, "zh", fact="fact.approval"), "方案的制定和批准", "who made and approved the plan"),
    (
        Query(Intent.FACT, "zh", Numbered((12,)), fact="unsaid.progress"),
        "进展和完成情况 · 第12项",
        "progress and completion · task 12",
    ),
    (Query(Intent.NOTHING, "zh"), "没有看出关于方案的提问", "no question about the plan"),
    (
        Query(Intent.RANK, "zh", InSection((7,)), order=Order(LEAD), mentions=BOTH[1:]),
        "第7部分的任务中，财政厅以外，牵头任务最多的部门",
        f"departments with the most tasks led, leaving out {FINANCE_EN}, among tasks in section 7",
    ),
]


@pytest.fixture(scope="module")
def paraphrase(plan: Plan) -> Paraphrase:
    return PlanWords(plan, Wording()).paraphrase


@pytest.mark.parametrize(("where", "zh", "en"), CONDITIONS)
def test_a_condition_says_all_of_it(where: Condition, zh: str, en: str, paraphrase: Paraphrase) -> None:
    said = [paraphrase.tasks(Query(Intent.TASKS, lang, where)) for lang in ("zh", "en")]
    assert said == [zh, en]


@pytest.mark.parametrize(
    ("role", "zh", "en"),
    [
        (LEAD, "“量子厅”牵头的任务", "tasks led by “量子厅”"),
        (PART, "“量子厅”参与（不牵头）的任务", "tasks in which “量子厅” takes part without leading"),
        (None, "“量子厅”牵头或参与的任务", "tasks that involve “量子厅”"),
    ],
)
def test_a_name_that_nobody_has_keeps_its_role(role: Role | None, zh: str, en: str, paraphrase: Paraphrase) -> None:
    nobody = (Mention("量子厅", (), MatchKind.EXACT),)
    queries = (Query(Intent.TASKS, lang, HasRole((), role), mentions=nobody) for lang in ("zh", "en"))
    assert [paraphrase.question(query) for query in queries] == [zh, en]


@pytest.mark.parametrize(("intent", "order", "zh", "en"), ORDERS)
def test_an_order_says_all_of_it(intent: Intent, order: Order, zh: str, en: str, paraphrase: Paraphrase) -> None:
    assert [paraphrase.question(Query(intent, lang, order=order)) for lang in ("zh", "en")] == [zh, en]


@pytest.mark.parametrize(("query", "zh", "en"), WANTS)
def test_a_want_says_all_of_it(query: Query, zh: str, en: str, paraphrase: Paraphrase) -> None:
    said = [paraphrase.question(dataclasses.replace(query, lang=lang)) for lang in ("zh", "en")]
    assert said == [zh, en]


def everything() -> Iterator[Query]:
    yield from (Query(Intent.TASKS, "zh", where) for where, _, _ in CONDITIONS)
    yield from (Query(intent, "zh", order=order) for intent, order, _, _ in ORDERS)
    yield from (query for query, _, _ in WANTS)


def test_no_two_questions_read_alike_and_every_want_is_among_them(paraphrase: Paraphrase) -> None:
    queries = list(everything())
    for lang in ("zh", "en"):
        said = [paraphrase.question(dataclasses.replace(query, lang=lang)) for query in queries]
        assert len(set(said)) == len(queries)
    assert {query.intent for query in queries} == set(Intent)


def test_the_logical_form_tells_every_order_from_the_others(plan: Plan) -> None:
    understood = PlanWords(plan, Wording()).understood
    for lang in ("zh", "en"):
        said = {
            (intent, understood.say(Answer(Kind.ANSWER, Query(intent, lang, order=order))))
            for intent, order, _, _ in ORDERS
        }
        assert len(said) == len(ORDERS)
