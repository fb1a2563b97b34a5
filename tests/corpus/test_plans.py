"""Whole plans of other places, in every format, and documents of many forms give what people read in them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.normalize import fold
from corpus.parser import parse
from corpus.readers import read_document
from corpus.records import Document, Task

PLANS = Path(__file__).with_name("plans")
FORMS = Path(__file__).with_name("forms")
EXPECTED = json.loads((FORMS / "EXPECTED.json").read_text("utf-8"))
FILES = sorted(path for path in PLANS.glob("*/t*.*") if path.suffix != ".json")


def section(document: Document, task: Task) -> str:
    return "/".join(part.heading for part in document.section_path(task.section))


def read(document: Document) -> list[dict[str, Any]]:
    return [
        {
            "number": task.number,
            "section": section(document, task),
            "text": task.prose,
            "leads": [party.name for party in task.leads],
            "participants": [party.name for party in task.participants],
            "deadline": task.deadline,
        }
        for task in document.tasks
    ]


def done(deadline: str | None) -> str | None:
    """A time limit without 完成 at its end, which one of the truths leaves out."""
    return deadline and deadline.removesuffix("完成")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_plan_is_read_as_it_is_in_every_format(path: Path) -> None:
    truth = json.loads((path.parent / "truth.json").read_text("utf-8"))
    found = read(parse(read_document(path)))
    for task in (*found, *truth):
        task.pop("group", None)
        task["deadline"] = done(task["deadline"])
    if "trad" in path.name:
        found, truth = (
            [json.loads(fold(json.dumps(task, ensure_ascii=False))) for task in side] for side in (found, truth)
        )
    assert found == truth


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_form_is_read(name: str) -> None:
    document = parse(read_document(FORMS / name))
    assert (document.title, read(document)) == (EXPECTED[name]["title"], EXPECTED[name]["tasks"])


@pytest.mark.parametrize(
    ("folder", "number", "issuer", "issued", "basis"),
    [
        (
            "qingyuan-2024",
            "青政办发〔2024〕17号",
            "青原省人民政府办公厅",
            "2024年3月15日",
            "避暑康养旅游发展三年行动计划",
        ),
        (
            "linhe-county-2022",
            "临政办发〔2022〕9号",
            "临禾县人民政府办公室",
            "2022年3月16日",
            "沿河乡村振兴示范带建设方案",
        ),
        ("nancheng-district-2023", "南府办〔2023〕26号", "南澄区人民政府办公室", "2023年4月12日", "服务体系建设规划"),
        (
            "guowuyuan-style-2016",
            "国办函〔2016〕900号",
            "国务院办公厅",
            "2016年9月28日",
            "关于推进流动公共文化服务的指导意见",
        ),
    ],
)
def test_what_a_document_says_of_itself(folder: str, number: str, issuer: str, issued: str, basis: str) -> None:
    document = parse(read_document(PLANS / folder / "text.txt"))
    assert (document.document_number, document.issuer, document.issued) == (number, issuer, issued)
    assert document.based_on is not None and basis in document.based_on.of(document.text)
    assert not document.warnings


def test_how_a_document_is_to_be_read_is_kept() -> None:
    documents = [parse(read_document(PLANS / folder / "text.txt")) for folder in ("qingyuan-2024", "linhe-county-2022")]
    first, second = ("".join(note.of(document.text) for note in document.notes) for document in documents)
    assert "没有标明牵头单位的，由所列单位按职责共同负责" in first
    assert "空白栏与上一栏内容相同" in second


def test_columns_that_say_something_else_are_kept_by_their_heads() -> None:
    document = parse(read_document(PLANS / "linhe-county-2022" / "text.txt"))
    (detail,) = document.tasks[1].details
    assert (detail.head, detail.span.of(document.text)) == ("牵头领导", "副县长（分管农业农村）")


@pytest.mark.parametrize("sign", ["\u200b", "\u200d", "\ufeff", "\u00ad", "\u202a", "\u2066"])
def test_what_nobody_sees_changes_nothing(sign: str) -> None:
    plain = read_document(PLANS / "guowuyuan-style-2016" / "text.txt")
    strewn = "".join(char + sign if index % 5 == 0 else char for index, char in enumerate(plain))
    assert read(parse(strewn)) == read(parse(plain))


HEAD = "某市重点任务分工方案\n一、农业\n"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (40_000, lambda size: HEAD + "1.做事" + " " * size + "完。（市财政局牵头，市教育局配合）\n"),
        (40_000, lambda size: HEAD + "1.做事" + "\t" * size + "完。（市财政局牵头）\n"),
        (10_000, lambda size: HEAD + "1." + "推进工作，完善机制；" * size + "。（市财政局牵头）\n"),
        (100_000, lambda size: HEAD + "1.做事（" + "，" * size + "市财政局）\n"),
        (100_000, lambda size: HEAD + "1.做事" + "（" * size + "市财政局）\n"),
        (20_000, lambda size: HEAD + "责任单位：" * size + "\n"),
        (10_000, lambda size: HEAD + "1.做事（市财政局" + "等和及与部门单位" * size + "）\n"),
        (100_000, lambda size: HEAD + "|" * size + "\n"),
        (20_000, lambda size: HEAD + "— 1 —\n" * size),
        (5_000, lambda size: HEAD + "".join(f"{n}.做事。（市财政局牵头，市教育局配合）\n" for n in range(1, size + 1))),
    ],
    ids=["blanks", "tabs", "a long line", "commas", "brackets", "labels", "links", "bars", "pages", "items"],
)
def test_reading_takes_time_in_proportion_to_length(size: int, text: Callable[[int], str]) -> None:
    def seconds(size: int) -> float:
        begun = time.process_time()
        parse(text(size))
        return time.process_time() - begun

    # Twice the length takes twice as long; what grows by the square takes four times, or minutes from the first.
    before, whole, after = seconds(size // 2), seconds(size), seconds(size // 2)
    assert whole < 3 * max(before, after) + 0.5
