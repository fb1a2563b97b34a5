"""Chunks quote the plan: every sentence and clause is one, our own words stand for a sentence."""

from __future__ import annotations

import dataclasses
import re

import pytest

from corpus.library import plan_of
from corpus.records import Plan, Span
from index.retrieval.passages import background, chunks, clauses, lacks, matter_chunks


def test_every_task_and_sentence_is_a_chunk(plan: Plan) -> None:
    found = {(chunk.task, chunk.text) for chunk in chunks(plan)}
    for task in plan.tasks:
        assert (task.number, task.body.of(plan.text)) in found
        assert {(task.number, sentence.of(plan.text)) for sentence in task.sentences} <= found


def test_a_chunk_stands_for_a_sentence_of_its_task(plan: Plan) -> None:
    sentences = {task.number: task.sentences for task in plan.tasks}
    for chunk in chunks(plan):
        assert chunk.quote in sentences[chunk.task]
        assert chunk.text.strip()
        assert chunk.lang == ("zh" if re.search("[\u3400-\u9fff]", chunk.text) else "en")


def test_no_text_stands_twice_in_a_task(plan: Plan) -> None:
    keys = [(chunk.task, chunk.text) for chunk in chunks(plan)]
    assert len(keys) == len(set(keys))
    assert [number for number, _ in keys] == sorted(number for number, _ in keys)


def test_no_departments_are_embedded(plan: Plan) -> None:
    brackets = {task.number: task.bracket for task in plan.tasks}
    for chunk in chunks(plan):
        assert brackets[chunk.task].of(plan.text) not in chunk.text


def test_a_plan_without_our_words_has_its_own(plan: Plan) -> None:
    bare = dataclasses.replace(plan, editorial={})
    assert {chunk.lang for chunk in chunks(bare)} == {"zh"}
    assert {chunk.text for chunk in chunks(bare)} < {chunk.text for chunk in chunks(plan)}
    assert all(chunk.text in plan.text for chunk in chunks(bare))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("整顿和规范市场秩序，促进投资贸易便利化。", ["整顿和规范市场秩序", "促进投资贸易便利化"]),
        ("修订目录，适当下放有关审批权限。", ["修订目录，适当下放有关审批权限"]),
        ("适当下放有关审批权限，修订目录。", ["适当下放有关审批权限，修订目录。"]),
        ("短句。", []),
    ],
    ids=["two", "short first", "short last", "one short"],
)
def test_clauses(sentence: str, expected: list[str]) -> None:
    text = f"前文{sentence}后文"
    assert [span.of(text) for span in clauses(text, Span(2, 2 + len(sentence)))] == expected


def test_the_background_treats_nothing_of_the_plan(plan: Plan) -> None:
    lines = background()
    assert len(lines) == len(set(lines)) and all(line.strip() == line for line in lines)
    assert [line for line in lines if line in plan.text] == []


def matter(text: str) -> dict[str, list[str]]:
    """The texts embedded of each sentence that belongs to no task of a plan."""
    plan = plan_of("elsewhere", text)
    found: dict[str, list[str]] = {sentence.said(text): [] for sentence in plan.document.matter}
    for chunk in matter_chunks(plan):
        found[plan.document.matter[chunk.task - 1].said(text)].append(chunk.text)
    return found


NOTICE = """\
云江市重点任务分工方案
云政办发〔2024〕7号

1．新建停车泊位三千个。（市城市管理局牵头，市公安局参与）
2．改造老旧小区八十个。（市住房城乡建设局牵头）

附则
各单位每季度末报送进展，市政府督查室对进展缓慢的予以通报。
联系人：张某　　电话：0000-123
抄送：市委办公室，市人大常委会办公室。
（此件公开发布）
"""


def test_what_stands_outside_the_tasks_is_embedded_with_its_heading_and_what_it_is_called() -> None:
    found = matter(NOTICE)
    assert found["各单位每季度末报送进展，市政府督查室对进展缓慢的予以通报。"] == [
        "各单位每季度末报送进展，市政府督查室对进展缓慢的予以通报。",
        "各单位每季度末报送进展",
        "市政府督查室对进展缓慢的予以通报",
        "附则：各单位每季度末报送进展，市政府督查室对进展缓慢的予以通报。",
    ]
    assert found["云政办发〔2024〕7号"][1:] == [
        "发文字号，文号，文件编号：云政办发〔2024〕7号",
        "document number, reference number of the notice: 云政办发〔2024〕7号",
    ]
    called = {said: [text.removesuffix(said) for text in texts[1:]] for said, texts in found.items()}
    assert "contact person, phone number, hotline: " in called["联系人：张某 电话：0000-123"]
    assert "copied to, copies sent to: " in called["抄送：市委办公室，市人大常委会办公室。"]
    assert "public release, whether it is public: " in called["（此件公开发布）"]
    assert "title and full name of the document: " in called["云江市重点任务分工方案"]


def test_every_chunk_outside_the_tasks_stands_for_its_sentence(plan: Plan) -> None:
    for chunk in matter_chunks(plan):
        assert chunk.quote == plan.document.matter[chunk.task - 1].span
        assert chunk.lang == "zh"


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("文号是什么", True),
        ("抄送哪些单位", True),
        ("To whom is it copied?", True),
        ("What is the document number?", True),
        # The number of what it is based on is another, and these parts are there or are not asked for by name.
        ("依据的文件的文号是什么", False),
        ("主送哪些单位", False),
        ("方案的依据是什么", False),
    ],
)
def test_a_part_asked_for_by_its_name_that_the_document_lacks(plan: Plan, question: str, lacking: bool) -> None:
    assert lacks(plan.document, question) is lacking


def test_a_part_that_the_document_has_is_not_lacking() -> None:
    text = "某市分工方案\n\n1.建设水库。（水利局牵头）\n\n抄送：市委各部门，市人大。\n"
    document = plan_of("some", text).document
    assert not lacks(document, "抄送哪些单位") and lacks(document, "文号是什么")
