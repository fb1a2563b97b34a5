"""Answers on a subject: its text where words or a figure are asked for, else who answers for it with the clause that matched."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.screens.message import Style
from bot.screens.render import Renderer
from bot.screens.wording import Wording
from corpus.library import plan_of
from corpus.records import Plan
from index.engine import Engine
from index.query import Answer, Hit, Intent, Kind, Query

TEXT = """\
旗2024年饮水安全工作分工方案

1．抓好牧区饮水。摸清水源底数。化验牧区饮用水井860眼，含氟量超标的改换水源。（旗水利局牵头，旗卫生局参与）
2．修好通村公路。硬化路面42公里。（旗交通运输局牵头）
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of("wells", TEXT, "wells")


@pytest.fixture(scope="module")
def renderer(plan: Plan) -> Renderer:
    return Renderer(plan, Wording())


def answer(plan: Plan, intent: Intent, *tasks: int) -> Answer:
    hits = tuple(Hit(key, plan.tasks[key - 1].sentences[-1], 3.0 - key) for key in tasks)
    return Answer(Kind.ANSWER, Query(intent, "zh", topic="水井化验"), hits)


def test_a_text_on_a_subject_is_the_whole_task_with_what_matched_marked(plan: Plan, renderer: Renderer) -> None:
    message = renderer.render(answer(plan, Intent.TEXT, 1))
    assert "抓好牧区饮水。摸清水源底数。化验牧区饮用水井860眼" in message.plain
    marked = [run.text for line in message.lines for run in line if run.style is Style.MARKED]
    assert marked == ["化验牧区饮用水井860眼，含氟量超标的改换水源。"]


def test_the_other_tasks_of_a_text_come_after_with_their_sentence(plan: Plan, renderer: Renderer) -> None:
    plain = renderer.render(answer(plan, Intent.TEXT, 1, 2)).plain
    assert plain.index("摸清水源底数") < plain.index("硬化路面42公里")
    assert "修好通村公路。硬化" not in plain


@pytest.mark.parametrize("intent", [Intent.TASKS, Intent.PARTIES])
def test_every_answer_on_a_subject_shows_the_clause_whole(intent: Intent, plan: Plan, renderer: Renderer) -> None:
    plain = renderer.render(answer(plan, intent, 1)).plain
    assert "化验牧区饮用水井860眼，含氟量超标的改换水源。" in plain and "旗水利局" in plain


def test_what_is_asked_of_a_subject_is_said(plan: Plan, renderer: Renderer) -> None:
    said = renderer.words.paraphrase.question(Query(Intent.TEXT, "zh", topic="水井化验"))
    assert said == "与“水井化验”有关的任务的原文"


def test_a_text_on_a_subject_is_searched_for(plan: Plan, tmp_path: Path) -> None:
    engine = Engine(plan, tmp_path)
    found = engine.answer(Query(Intent.TEXT, "zh", topic="牧区饮用水井化验"))
    assert found.kind is Kind.ANSWER and [hit.task for hit in found.hits] == [1]
    assert found.hits[0].quote.of(plan.text) == "化验牧区饮用水井860眼，含氟量超标的改换水源。"
