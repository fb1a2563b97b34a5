"""Questions on the document itself: its rules are shown with the tasks that state them, wherever a plan states them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.cli.ask import as_record
from bot.dialogue.conversation import Assistant
from bot.screens.render import Renderer
from bot.screens.wording import Wording
from corpus.library import Library, plan_of
from corpus.parser import parse
from corpus.records import Plan
from index.document_facts import PASSAGE
from index.engine import Engine
from index.query import Answer, Intent, Kind, Query
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


def test_what_no_task_states_is_quoted_with_where_it_stands(assistant: Assistant) -> None:
    record = as_record(assistant, "", "方案的依据是什么")
    assert (record["kind"], record["tasks"], record["departments"], record["count"]) == ("answer", [], [], None)
    heading, quote, place, *_ = record["text"].splitlines()
    assert (heading, place) == ("文件里写着：", "（任务之前）")
    assert quote.startswith("为了加强与国家有关部门的衔接，推动我区承接产业转移工作，根据《国务院办公厅印发")
    assert quote.endswith("（国办函〔2011〕10号）精神，特制定如下分工方案。")


NOTICE = """\
云江市人民政府办公室关于印发
《云江市2024年重点任务分工方案》的通知
云政办发〔2024〕7号

各县（区）人民政府：
现将分工方案印发给你们。

云江市人民政府办公室
2024年3月1日

云江市2024年重点任务分工方案

1．新建停车泊位三千个。（市城市管理局牵头，市公安局参与）
2．改造老旧小区八十个。（市住房城乡建设局牵头）

附则
各单位每季度末报送进展，由市政府督查室
汇总。
市审计局开展审计。
抄送：市委办公室。
"""
SAYS = {
    "title": ("云江市人民政府办公室关于印发《云江市2024年重点任务分工方案》的通知", "（标题）", "(the title)"),
    "number": ("云政办发〔2024〕7号", "（发文字号）", "(the document number)"),
    "recipients": ("各县（区）人民政府：", "（主送）", "(to whom it is addressed)"),
    "before": ("现将分工方案印发给你们。", "（任务之前）", "(before the tasks)"),
    "signature": ("云江市人民政府办公室 2024年3月1日", "（落款）", "(who signed it, and when)"),
    "after": (
        "各单位每季度末报送进展，由市政府督查室汇总。",
        "（见“附则”）",
        "(under “附则”)",
    ),
}


@pytest.mark.parametrize("position", SAYS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sentence_of_the_document_is_shown_with_its_place(position: str, lang: str) -> None:
    plan = plan_of("noticed", NOTICE)
    words, *places = SAYS[position]
    sentence = next(one for one in plan.document.matter if one.position == position)
    answer = Answer(Kind.ANSWER, Query(Intent.FACT, lang, topic="问", fact=PASSAGE), quotes=(sentence.span,))
    shown = Renderer(plan, Wording()).render(answer).plain.splitlines()
    heading = "文件里写着：" if lang == "zh" else "The document says:"
    assert shown[:3] == [heading, words, places[lang == "en"]]


def test_several_sentences_are_shown_one_below_the_other() -> None:
    plan = plan_of("noticed", NOTICE)
    spans = tuple(one.span for one in plan.document.matter[-2:])
    answer = Answer(Kind.ANSWER, Query(Intent.FACT, "zh", topic="问", fact=PASSAGE), quotes=spans)
    shown = Renderer(plan, Wording()).render(answer).plain.splitlines()
    assert shown[1:5] == ["市审计局开展审计。", "（见“附则”）", "抄送：市委办公室。", "（任务之后）"]


@pytest.mark.parametrize(("lang", "said"), [("zh", "没有找到写这一点的话"), ("en", "I found nothing in the notice")])
def test_what_the_document_does_not_say_is_refused_in_words(lang: str, said: str) -> None:
    answer = Answer(Kind.REFUSAL, Query(Intent.FACT, lang, topic="问", fact=PASSAGE), reason="unsaid.passage")
    assert said in Renderer(plan_of("noticed", NOTICE), Wording()).render(answer).plain.splitlines()[0]
