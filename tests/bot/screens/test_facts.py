"""Questions on the document itself: its rules are shown with the tasks that state them, wherever a plan states them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.cli.ask import as_record
from bot.dialogue.conversation import Assistant
from corpus.library import Library, plan_of
from corpus.parser import parse
from corpus.records import Plan
from index.engine import Engine
from tests.assistant import assistant_of

FIRST = "列第一位的为牵头部门，其他有关部门或单位按职责分工负责，下同"
SOLE = "只明确一个部门的，其他有关部门配合，不一一列出，下同"


STATED = {
    "下同是什么意思": {1: FIRST, 11: SOLE},
    "下同写在哪一项里": {1: FIRST, 11: SOLE},
    "第1条括号里“下同”是什么意思": {1: FIRST},
    "牵头部门怎么确定": {1: FIRST},
    "列在第一位的部门为什么是牵头部门": {1: FIRST},
    "只列了一个部门的，其他部门还用配合吗": {11: SOLE},
    "What does 下同 mean?": {1: FIRST, 11: SOLE},
    "How is the lead department determined?": {1: FIRST},
}


@pytest.mark.parametrize("question", STATED)
def test_a_rule_is_quoted_with_the_task_and_section_that_state_it(
    question: str, assistant: Assistant, plan: Plan
) -> None:
    record = as_record(assistant, question, question)
    assert record["kind"] == "answer"
    assert {task["number"]: task["quote"] for task in record["tasks"]} == STATED[question]
    for task in record["tasks"]:
        assert plan.text[task["start"] : task["end"]] == task["quote"]
        section = {"zh": f"第{task['section']}部分", "en": f"Section {task['section']}: "}[record["lang"]]
        heading, below, quote, *_ = record["text"].split(f"{task['number']}. ", 1)[1].splitlines()
        assert (heading, below.startswith(section), quote) == (task["title"], True, task["quote"])


def test_the_first_line_says_where_the_rules_are_stated(assistant: Assistant) -> None:
    said = {question: as_record(assistant, question, question)["text"].splitlines()[0] for question in STATED}
    assert said["下同是什么意思"] == "方案在第 1、11 项写明，对该项及以后各项都适用："
    assert said["牵头部门怎么确定"] == "方案在第 1 项写明，对该项及以后各项都适用："
    assert said["How is the lead department determined?"].startswith("The plan says so in task 1;")


def test_a_plan_that_states_the_rules_elsewhere(plan: Plan, library: Library, tmp_path: Path) -> None:
    text = plan.text.replace(f"。{FIRST}", "").replace(f"。{SOLE}", "")
    at = parse(text).tasks[4].bracket.end
    read = plan_of(plan.id, f"{text[:at]}。{FIRST}{text[at:]}", "1" * 64)
    other = dataclasses.replace(plan, document=read.document, registry=read.registry, digest=read.digest)
    assistant = assistant_of(Engine(other, tmp_path))
    for question in ("下同是什么意思", "牵头部门怎么确定"):
        assert [task["number"] for task in as_record(assistant, "", question)["tasks"]] == [5]
    record = as_record(assistant, "", "只列了一个部门的，其他部门还用配合吗")
    assert (record["tasks"], record["text"].splitlines()[0]) == ([], "方案正文没有写明。")


def test_what_no_task_states_is_quoted_alone(assistant: Assistant) -> None:
    record = as_record(assistant, "", "方案的依据是什么")
    assert (record["kind"], record["tasks"]) == ("answer", [])
    heading, quoted = record["text"].split("\n", 1)
    assert heading == "文件里写着："
    assert quoted.startswith("为了加强与国家有关部门的衔接，推动我区承接产业转移工作，根据《国务院办公厅印发")
    assert "（国办函〔2011〕10号）精神，特制定如下分工方案。\n" in record["text"]
