"""The installed plan equals the hand-checked truth, every span its words, and every rule comes from the text."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.library import Library
from corpus.parser import parse
from corpus.records import Basis, Document, Plan, Position, RuleKind, Span
from tests.numerals import chinese

FIRST = "。列第一位的为牵头部门，其他有关部门或单位按职责分工负责，下同"
SOLE = "。只明确一个部门的，其他有关部门配合，不一一列出，下同"
ALONE = (11, 16, 19, 21, 24, 27, 28, 33, 34, 35, 36, 38, 39)


def replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def assisted(plan: Plan, text: str) -> tuple[int, ...]:
    changed = dataclasses.replace(plan, document=parse(text))
    return tuple(task.number for task in changed.tasks if changed.assisted(task))


def spans(document: Document) -> list[Span]:
    found = [section.span for section in document.sections] + [rule.span for rule in document.rules]
    found += [*document.preamble, *filter(None, (document.based_on,)), *(one.span for one in document.matter)]
    for task in document.tasks:
        found += [task.span, task.body, task.bracket, *task.sentences, *(party.span for party in task.parties)]
    return found


def test_the_records_equal_the_truth(plan: Plan, library: Library, gold: dict[str, Any]) -> None:
    def name(id: str) -> str:
        return library.plan().registry[id].name

    read = [
        {
            "number": task.number,
            "section": task.section,
            "lead": name(task.leads[0].department),
            "participants": [name(party.department) for party in task.participants],
        }
        for task in plan.tasks
    ]
    assert read == gold["tasks"]
    assert {name(party.department) for task in plan.tasks for party in task.parties} == set(gold["departments"])
    assert {len(task.leads) for task in plan.tasks} == {1}
    assert {task.basis for task in plan.tasks} == {Basis.RULE_FIRST}


def test_what_stands_before_the_tasks(plan: Plan) -> None:
    document, text = plan.document, plan.text
    assert document.title == "内蒙古自治区贯彻落实国务院关于中西部地区承接产业转移指导意见重点工作分工方案"
    assert (document.document_number, document.issuer, document.warnings) == ("", "", ())
    assert document.based_on is not None
    addressed = next(one for one in document.matter if one.position is Position.RECIPIENTS)
    assert addressed.said(text) == "各盟行政公署、市人民政府，自治区各委、办、厅、局，各大企业、事业单位："
    assert "国办函〔2011〕10号" in document.based_on.of(text)
    assert [span.of(text)[:4] for span in document.preamble] == ["经自治区", "为了加强"]


def test_the_sections(plan: Plan) -> None:
    assert [(section.number, section.title) for section in plan.sections] == [
        (1, "因地制宜承接发展优势特色产业"),
        (2, "促进承接产业集中布局"),
        (3, "改善承接产业转移环境"),
        (4, "加强资源节约和环境保护"),
        (5, "完善承接产业转移体制机制"),
        (6, "强化人力资源支撑和就业保障"),
        (7, "加强政策支持和引导"),
        (8, "加强组织领导和工作指导"),
    ]
    assert [section.span.of(plan.text) for section in plan.sections] == [section.title for section in plan.sections]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_span_equals_its_words(plan: Plan, end: str) -> None:
    text = end.join(plan.text.splitlines())
    document = parse(text)
    lines = text.splitlines()
    for task in document.tasks:
        body, bracket = task.body.of(text), task.bracket.of(text)
        assert lines[task.line - 1].strip() == task.span.of(text)
        assert task.span.of(text).endswith(f"{body}（{bracket}）")
        assert "".join(sentence.of(text) for sentence in task.sentences) == body
        for party in task.parties:
            assert party.span.of(text) in (
                party.name,
                party.name.removeprefix("自治区"),
                party.name.removeprefix("各"),
                party.name.removeprefix("内蒙古"),
            )
    assert [[party.name for party in task.parties] for task in document.tasks] == [
        [party.name for party in task.parties] for task in plan.tasks
    ]
    assert document.title == plan.document.title


def test_every_character_of_every_bracket_is_accounted_for(plan: Plan) -> None:
    for task in plan.tasks:
        rules = [rule.span for rule in plan.document.rules if rule.task == task.number]
        covered = {i for span in (*(party.span for party in task.parties), *rules) for i in range(span.start, span.end)}
        rest = {plan.text[i] for i in range(task.bracket.start, task.bracket.end) if i not in covered}
        assert rest <= set("、，。"), f"task {task.number}"
        assert len(covered) == sum(span.end - span.start for span in (*(p.span for p in task.parties), *rules))


def test_the_rules_are_quoted_from_where_they_stand(plan: Plan) -> None:
    assert [(rule.kind, rule.task, rule.span.of(plan.text)) for rule in plan.document.rules] == [
        (RuleKind.FIRST_LEADS, 1, FIRST[1:]),
        (RuleKind.SOLE_ASSISTED, 11, SOLE[1:]),
    ]


def test_without_the_rule_nobody_leads(plan: Plan) -> None:
    document = parse(replaced(plan.text, FIRST, ""))
    # Task 11 says that others assist whom it does not list.
    alone = {task.number for task in plan.tasks if len(task.parties) == 1 and task.number != 11}
    assert {task.number for task in document.tasks if task.basis is Basis.ALONE} == alone
    assert {task.basis for task in document.tasks if task.number not in alone} == {Basis.JOINT}
    assert [task.leads for task in document.tasks] == [()] * 40
    assert [party.name for party in document.tasks[6].participants] == [
        "自治区商务厅",
        "自治区发展改革委",
        "自治区经济和信息化委",
    ]


def test_a_rule_governs_its_own_task_and_those_after_it(plan: Plan) -> None:
    moved = replaced(replaced(plan.text, FIRST, ""), "、知识产权局）\n\n", f"、知识产权局{FIRST}）\n\n")
    document = parse(moved)
    assert [task.number for task in document.tasks if task.basis is Basis.RULE_FIRST] == list(range(14, 41))
    assert {task.basis for task in document.tasks[:13]} == {Basis.JOINT}
    assert [party.name for party in document.tasks[13].leads] == ["自治区商务厅"]


def test_tasks_of_one_department_are_assisted_by_the_rule_alone(plan: Plan) -> None:
    assert assisted(plan, plan.text) == ALONE
    assert assisted(plan, replaced(plan.text, SOLE, "")) == ()
    moved = replaced(replaced(plan.text, SOLE, ""), "（自治区工商局）", f"（自治区工商局{SOLE}）")
    assert assisted(plan, moved) == tuple(number for number in ALONE if number >= 19)


def test_a_sentence_that_is_no_rule_is_reported(plan: Plan) -> None:
    document = parse(replaced(plan.text, "（自治区工商局）", "（自治区工商局。视情况另定）"))
    assert [(notice.line, notice.message) for notice in document.warnings] == [
        (document.tasks[18].line, "not understood in the bracket: 视情况另定")
    ]


def test_lines_outside_any_task_are_reported(plan: Plan) -> None:
    document = parse(replaced(plan.text, "　　（十九） ", "　　附则另行规定。\n　　（十九） "))
    assert [notice.message for notice in document.warnings] == ["not part of any task: 附则另行规定。"]
    document = parse(replaced(plan.text, "（自治区工商局）", ""))
    assert [notice.message for notice in document.warnings] == ["no departments at the end of task 19"]
    assert document.tasks[18].number == 19 and not document.tasks[18].parties


def test_a_bracket_within_a_bracket_belongs_to_it() -> None:
    document = parse("一、总则\n（一）做事。（省发展改革委，各市（县）、区政府）\n")
    (task,) = document.tasks
    assert [party.name for party in task.parties] == ["省发展改革委", "各市（县）、区政府"]
    assert task.body.of(document.text) == "做事。"


def tasks_of(text: str) -> list[tuple[int, str, list[str], list[str]]]:
    return [
        (
            task.number,
            task.body.of(text),
            [party.name for party in task.leads],
            [party.name for party in task.participants],
        )
        for task in parse(text).tasks
    ]


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        (
            "1.做事。\n\n牵头领导：某某\n牵头单位：市发改委\n责任单位：市财政局、\n商务局\n2.再做。\n责任单位：市统计局\n",
            [(1, "做事。", ["市发改委"], ["市财政局", "市商务局"]), (2, "再做。", ["市统计局"], [])],
        ),
        ("1、做事。牵头单位：市发改委；配合单位：财政局。\n", [(1, "做事。", ["市发改委"], ["市财政局"])]),
        ("1、做事。\n市发改委牵头，市财政局配合。\n", [(1, "做事。", ["市发改委"], ["市财政局"])]),
        ("1、做事。市发改委牵头，市财政局配合。\n", [(1, "做事。", ["市发改委"], ["市财政局"])]),
        ("1、做事。\n（市发改委、财政局）\n", [(1, "做事。", [], ["市发改委", "市财政局"])]),
        (
            "(1)做事。(省商务厅牵头)(2)再做。(省财政厅牵头)",
            [(1, "做事。", ["省商务厅"], []), (2, "再做。", ["省财政厅"], [])],
        ),
        (
            "（一）做事。（省商务厅负责）再做（含以下）。（省财政厅负责）",
            [(1, "做事。", [], ["省商务厅"]), (1, "再做（含以下）。", [], ["省财政厅"])],
        ),
        ("（一）做\n事。（省商务厅负责）", [(1, "做\n事。", [], ["省商务厅"])]),
        (
            "物價漲幅3%。這項工作由發展改革委負責，去年2%。",
            [(1, "物價漲幅3%。這項工作由發展改革委負責，去年2%。", [], ["發展改革委"])],
        ),
        (
            "一、農業(yè)\n1.推進(jìn)。〔責(zé)任單位：自治區(qū)農牧廳、財政廳〕",
            [(1, "推進(jìn)。", [], ["自治區農牧廳", "自治區財政廳"])],
        ),
        (
            "(一)做事。(市商务局负责)\n?。ǘ）再做。(市财政局负责)",
            [(1, "做事。", [], ["市商务局"]), (2, "再做。", [], ["市财政局"])],
        ),
    ],
    ids=[
        "lines",
        "paragraph",
        "clause line",
        "clause",
        "next line",
        "one line",
        "sentences",
        "broken",
        "prose",
        "glosses",
        "damaged",
    ],
)
def test_forms_of_tasks(text: str, tasks: list[tuple[int, str, list[str], list[str]]]) -> None:
    assert tasks_of(text) == tasks


def test_a_rule_below_the_tasks_holds_for_all() -> None:
    text = "1.做事。\n责任单位：市发改委、财政局\n注：责任单位中列第一位的为牵头单位。\n"
    assert tasks_of(text) == [(1, "做事。", ["市发改委"], ["市财政局"])]


def test_a_heading_may_name_the_lead_of_its_tasks() -> None:
    text = "一、市教育局牵头（2项）\n1.做事。（配合单位：市财政局）\n2.再做。（市统计局牵头）\n"
    text += "二、副市长牵头\n3.还做。（市商务局）\n"
    assert tasks_of(text) == [
        (1, "做事。", ["市教育局"], ["市财政局"]),
        (2, "再做。", ["市统计局"], []),
        (3, "还做。", ["市商务局"], []),
    ]


def test_a_subheading_below_a_heading_that_names_the_lead_is_no_task() -> None:
    text = "一、市教育局牵头（2项）\n（一）学校\n1.做事。（配合单位：市财政局）\n（二）教师\n2.再做。\n"
    assert tasks_of(text) == [(1, "做事。", ["市教育局"], ["市财政局"]), (2, "再做。", ["市教育局"], [])]


def test_a_task_without_a_number_among_others_is_reported() -> None:
    document = parse("一、总则\n（一）做事。（市商务局负责）\n再做。（市财政局负责）\n")
    assert [task.number for task in document.tasks] == [1, 2]
    assert [notice.message for notice in document.warnings] == ["a task without a number, read as task 2"]


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("某市人民政府办公室\n2021年4月10日\n一、总则", "某市人民政府办公室"),
        ("发文单位：国务院办公厅 时间\n一、总则", "国务院办公厅"),
        ("一、总则", ""),
    ],
)
def test_the_issuer_is_read(text: str, issuer: str) -> None:
    assert parse(text).issuer == issuer


def test_the_document_number_is_read() -> None:
    assert (
        parse("某省人民政府办公厅\n某政办发〔2021〕7号\n\n某某工作分工方案\n一、总则").document_number
        == "某政办发〔2021〕7号"
    )


PIECES = [
    "一、",
    "（一）",
    "(2)",
    "（",
    "）",
    "\n",
    "\r\n",
    "、",
    "，",
    "。",
    "各市（县）、区政府",
    "自治区商务厅",
    FIRST,
    SOLE,
]
PIECES += ["做好工作", "分工方案", "根据", "精神", "\u3000", "\u2028", "\x00", "\ud800", "𠀀"]
PIECES += [
    "牵头单位：",
    "责任单位",
    "序号",
    "任务",
    "1",
    "\t",
    "|",
    " ",
    "牵头",
    "配合",
    "等",
    "由",
    "(qū)",
    "?。",
    "①",
    "县（市",
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


@given(TEXTS)
def test_any_text_is_parsed_and_every_span_lies_within_it(text: str) -> None:
    document = parse(text)
    for span in spans(document):
        assert 0 <= span.start <= span.end <= len(text)
    for task in document.tasks:
        assert task.span.start <= task.body.start < task.body.end <= task.span.end
        assert task.span.start <= task.bracket.start < task.bracket.end <= task.span.end
        # A heading may name who leads the tasks below it.
        below = [party.span for party in task.parties if party.span.start >= task.span.start]
        assert all(task.bracket.start <= span.start < span.end <= task.bracket.end for span in below)


@pytest.mark.parametrize("marked", ["（{}）", "{}、"], ids=["in brackets", "before a comma"])
def test_numerals_of_five_characters_are_read(marked: str) -> None:
    numbers = (99, 100, 110, 111, 119, 120, 999)
    lines = [
        f"{marked.format(chinese(number))}推进口岸建设，改善通关环境。（商务厅牵头，财政厅配合）" for number in numbers
    ]
    document = parse("口岸工作任务分工方案\n\n" + "\n".join(lines))
    assert [task.number for task in document.tasks] == list(numbers)


TASKS_OF_TWO = "口岸工作任务分工方案\n\n1.改善通关环境。\n{label}：市商务局\n2.推进电子口岸建设。\n{label}：市财政局\n"


@pytest.mark.parametrize(
    ("label", "foot"),
    [
        (
            "牵头单位",
            "扫一扫在手机打开当前页\n主办：和川市人民政府办公室    承办：和川市政务信息中心\n网站地图 | 联系我们",
        ),
        ("牵头单位", "主办：和川市人民政府 网站地图 | 联系我们\n版权所有：和川市人民政府"),
        ("主办", "【打印】 【关闭】\n主办：和川市人民政府\n地址：和川市中心路1号  邮编：010000"),
        ("主办", "版权所有：和川市人民政府"),
    ],
)
def test_who_keeps_the_page_answers_for_no_task(label: str, foot: str) -> None:
    document = parse(TASKS_OF_TWO.format(label=label) + foot)
    assert [[party.name for party in task.leads] for task in document.tasks] == [["市商务局"], ["市财政局"]]


def test_who_leads_by_what_no_text_shows_is_warned_of() -> None:
    tasks = "1.改善通关环境。（市商务局、市财政局）\n2.推进电子口岸建设。（市财政局、市公安局）"
    text = f"口岸工作任务分工方案\n\n下列单位中加粗的为牵头单位。\n{tasks}"
    (notice,) = parse(text).warnings
    assert (notice.line, notice.message.partition(":")[0]) == (3, "no task has a lead, though this says who leads")
    assert parse(text.replace("（市商务局、", "（市商务局牵头，")).warnings == ()


@pytest.mark.parametrize(
    ("first", "leads", "participants"),
    [
        ("市司法局、市科技局，市财政局〈逗号前为牵头单位，下同〉", ["市司法局", "市科技局"], ["市财政局"]),
        (
            "市司法局、市科技局，市财政局（除标注“牵头”的外，列第一位的为牵头单位，下同）",
            ["市司法局"],
            ["市科技局", "市财政局"],
        ),
    ],
)
def test_what_is_told_of_all_lists_within_the_first_is_no_name(
    first: str, leads: list[str], participants: list[str]
) -> None:
    text = f"暗夜保护任务分工方案\n\n1.推进立法。（责任单位：{first}）\n2.改造路灯。（责任单位：市科技局，市公安局）"
    document = parse(text)
    parties = [([p.name for p in task.leads], [p.name for p in task.participants]) for task in document.tasks]
    assert parties == [(leads, participants), (["市科技局"], ["市公安局"])]
    assert document.warnings == ()
