"""That nothing satisfies a condition is said so that nobody reads the opposite, whatever the condition."""

from __future__ import annotations

import pytest

from bot.screens.render import Renderer
from bot.screens.wording import Wording
from corpus.records import Duty, Plan, Role
from index.engine import Engine
from index.query import (
    All,
    Answer,
    AnyOf,
    Condition,
    Due,
    HasRole,
    InSection,
    Intent,
    Kind,
    Not,
    Order,
    PartyCount,
    Query,
    RoleCount,
)
from tests.assistant import assistant_of
from tests.bot.screens.test_paraphrase import CONDITIONS

LED = HasRole(("shangwu",), Role.LEAD)
SUCH_ZH, SUCH_EN = "没有这样的任务（0 项）：", "There are none of these (0): "


def said(plan: Plan, where: Condition | None, lang: str, intent: Intent = Intent.TASKS, **slots: object) -> str:
    answer = Answer(Kind.ANSWER, Query(intent, lang, where, **slots))  # type: ignore[arg-type]
    return Renderer(plan, Wording()).render(answer).plain.splitlines()[0]


@pytest.mark.parametrize(
    ("where", "chinese", "english"),
    [
        (Due(), "每项都写明了完成时限", "each has a time limit"),
        (Due(dated=True), "每项都没有写明完成日期", "none has a day set"),
        (RoleCount(Role.LEAD, 0, 0), "每项都有牵头部门", "each has a lead department"),
        (RoleCount(Role.PARTICIPANT, 0, 0), "每项都有配合部门", "each has a supporting department"),
        (
            RoleCount(Duty.RESPONSIBLE, 0, 0),
            "每项都有责任单位",
            "each has a responsible department beside the lead",
        ),
        (RoleCount(Duty.HELPING, 0, 0), "每项都有配合单位", "each has a department that supports"),
    ],
)
def test_what_every_task_has_is_said(plan: Plan, where: Condition, chinese: str, english: str) -> None:
    assert said(plan, where, "zh") == f"没有这样的任务（0 项）：{chinese}。"
    assert said(plan, where, "en") == f"There are no such tasks (0): {english}."
    # Beside a subject or another condition that is not known.
    assert said(plan, where, "zh", topic="口岸").startswith(SUCH_ZH) and "口岸" in said(plan, where, "zh", topic="口岸")
    assert said(plan, All((InSection((1,)), where)), "zh").startswith(f"{SUCH_ZH}在第1部分，同时")


@pytest.mark.parametrize("where", [where for where, _, _ in CONDITIONS], ids=str)
def test_no_condition_stands_bare_behind_the_word_that_denies(plan: Plan, where: Condition) -> None:
    chinese, english = said(plan, where, "zh"), said(plan, where, "en")
    assert "0" in chinese and "0" in english and "没有没有" not in chinese
    names = [department.name for department in plan.registry.departments]
    plain = any(chinese.removeprefix("没有").startswith(name) for name in names)
    assert plain or chinese.startswith("没有这样的任务（0 项）：")
    assert not plain or not any(isinstance(where, kind) for kind in (Not, Due, RoleCount, PartyCount))


def test_departments_named_alone_are_denied_plainly(plan: Plan) -> None:
    either = AnyOf((LED, HasRole(("caizheng",), Role.LEAD)))
    assert said(plan, HasRole(("minzheng",), Role.LEAD), "zh").endswith("牵头的任务（0 项）。")
    assert said(plan, All((LED, InSection((4,)))), "zh") == "没有商务厅牵头，同时在第4部分的任务（0 项）。"
    assert said(plan, either, "zh") == "没有商务厅牵头，或者财政厅牵头的任务（0 项）。"
    assert said(plan, All((LED, Not(either))), "zh").startswith(SUCH_ZH)
    assert said(plan, All((LED, Not(either))), "en").startswith(SUCH_EN)


def test_departments_that_there_are_none_of(plan: Plan) -> None:
    order = Order(Role.LEAD, low=50, high=50)
    assert said(plan, None, "zh", Intent.RANK, order=order) == "没有这样的部门（0 个）：牵头任务正好 50 项的部门。"
    assert said(plan, LED, "zh", Intent.SHARED).startswith("没有这样的部门（0 个）：")


def test_a_department_without_tasks_in_one_role_has_them_in_the_other(engine: Engine) -> None:
    assistant = assistant_of(engine)
    assert assistant.reply("铁路办牵头哪些任务", "a").message.plain.startswith(
        "没有铁路办牵头的任务（0 项），参与（不牵头）的有 1 项。"
    )
    english = assistant.reply("Which tasks does the Railway Office lead?", "b").message.plain
    assert "(0); it takes part without leading in 1." in english
    assert said(engine.plan, HasRole(("haiguan",), Role.PARTICIPANT), "zh").endswith("（0 项），牵头的有 3 项。")
