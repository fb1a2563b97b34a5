"""What further columns of a plan's table say of a task is shown with it, in their own words, and taken along."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.records import task_record
from bot.export.listing import listing
from bot.screens.cards import Cards
from bot.screens.refs import Ref, Shown
from bot.screens.render import Renderer
from bot.screens.wording import Wording
from corpus.records import Plan
from index.engine import Engine
from tests.assistant import assistant_of
from tests.details import plan_with_details

THIRD = ["任务来源：《政府工作报告》", "分管领导：张华副市长", "责任人：赵芳", "备注：续建"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(plan_with_details(), Path(tmp_path_factory.mktemp("details")))


@pytest.mark.parametrize("question", ["第3项谁负责", "第3项的全文", "谁负责推广节水灌溉技术"])
def test_an_answer_of_one_task(engine: Engine, question: str) -> None:
    lines = assistant_of(engine).reply(question, "").message.plain.splitlines()
    assert [line for line in lines if line in THIRD] == THIRD


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("第2项的任务来源是什么", ["2. 新建高标准农田5万亩 — 任务来源：青政发〔2025〕7号文件"]),
        (
            "第1、5项的分管领导",
            [
                "写明分管领导的任务 1 项",
                "1. 整修灌溉渠道30公里 — 分管领导：李明副市长",
                "5. 建设村级图书室20个 — 方案没有写分管领导",
            ],
        ),
        ("第5项分管领导是谁", ["第 5 项没有写分管领导。"]),
        ("What is the 任务来源 of task 2?", ["2. 新建高标准农田5万亩 — 任务来源: 青政发〔2025〕7号文件"]),
    ],
)
def test_what_is_asked_for(engine: Engine, question: str, lines: list[str]) -> None:
    assert assistant_of(engine).reply(question, "").message.plain.splitlines()[: len(lines)] == lines


@pytest.mark.parametrize(("lang", "first"), [("zh", "完成时限：全年"), ("en", "Deadline: 全年")])
def test_a_task_s_screen_shows_them_after_the_time_limit(engine: Engine, lang: str, first: str) -> None:
    cards = Cards(engine, Renderer(engine.plan, Wording()), Wording())
    (task, _) = cards.blocks(Ref(Shown.TASK, "3"), lang)
    lines = ["".join(run.text for run in line) for line in task.lines]
    at = lines.index(first)
    assert lines[at + 1 : at + 5] == (THIRD if lang == "zh" else [line.replace("：", ": ") for line in THIRD])


def test_the_record_has_them_by_head(engine: Engine) -> None:
    details = task_record(assistant_of(engine), "zh", 1)["details"]
    assert details == {"任务来源": "《政府工作报告》", "分管领导": "李明副市长", "责任人": "王 强"}


def test_a_plan_without_such_columns_has_none(plan: Plan, tmp_path: Path) -> None:
    assert "details" not in task_record(assistant_of(Engine(plan, tmp_path)), "zh", 1)


def test_a_list_has_a_column_for_each_that_its_tasks_have() -> None:
    plan, wording = plan_with_details(), Wording()
    table = listing((1, 3), plan, wording, "zh", "清单")
    headings = [column.heading for column in table.columns]
    assert headings[-5:] == ["完成时限", "任务来源", "分管领导", "责任人", "备注"]
    assert [row[-4:] for row in table.rows] == [
        ("《政府工作报告》", "李明副市长", "王 强", ""),
        ("《政府工作报告》", "张华副市长", "赵芳", "续建"),
    ]
    assert sum(column.width for column in table.columns) == pytest.approx(261)
    assert "分管领导" not in [column.heading for column in listing((5,), plan, wording, "zh", "清单").columns]
