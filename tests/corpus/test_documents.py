"""Documents of other forms, restated from published ones, give the tasks and departments that people read in them.

`documents/*/EXPECTED.json` holds what writers who did not know the parser expect of the texts beside it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from corpus.parser import parse
from corpus.passage import legible
from corpus.readers import read_document
from corpus.records import Document, Task

FOLDER = Path(__file__).with_name("documents")
EXPECTED = [
    pytest.param(path.parent / entry["file"], entry["tasks"], id=f"{path.parent.name}/{entry['file']}")
    for path in sorted(FOLDER.glob("*/EXPECTED.json"))
    for entry in json.loads(path.read_text("utf-8"))
]
# A task's words may begin with its heading.
LONGEST_HEADING = 12


def folded(text: str) -> str:
    return re.sub(r"\s", "", legible(text).folded)


def found(document: Document, start: str) -> Task | None:
    texts = [(task, folded(task.prose)) for task in document.tasks]
    return next((task for task, text in texts if 0 <= text.find(start) <= LONGEST_HEADING), None)


@pytest.mark.parametrize(("path", "tasks"), EXPECTED)
def test_a_document_gives_its_tasks_and_departments(path: Path, tasks: list[dict[str, Any]]) -> None:
    document = parse(read_document(path))
    wrong = []
    for expected in tasks:
        task = found(document, folded(expected["text_start"]))
        leads = {party.name for party in task.leads} if task else set()
        others = {party.name for party in task.participants} if task else set()
        if expected["basis"] == "joint":
            right = leads | others == set(expected["participants"])
        else:
            right = (leads, others) == (set(expected["lead"]), set(expected["participants"]))
        if not right:
            wrong.append((expected["text_start"], leads, others))
    assert not wrong


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.txt")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_task_is_made_up(path: Path) -> None:
    text = read_document(path)
    document = parse(text)
    # A document may be copied onto one line, with blanks for its line breaks or nothing at all.
    assert len(document.tasks) <= max(len(text.split()), text.count("。"))
    for task in document.tasks:
        unnamed = f"no departments at the end of task {task.number}"
        assert task.prose.strip() and (task.parties or unnamed in {notice.message for notice in document.warnings})
        for party in task.parties:
            assert legible(party.span.of(text)).words.strip("()（） ") and party.span.end <= len(text)


@pytest.mark.parametrize("folder", sorted((FOLDER / "whole").iterdir()), ids=lambda folder: folder.name)
def test_a_whole_plan_is_read(folder: Path) -> None:
    document = parse(read_document(folder / "text.txt"))
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    read = [
        {
            "number": task.number,
            "section": "/".join(part.heading for part in document.section_path(task.section)),
            "text": folded(task.prose),
            "leads": sorted(party.name for party in task.leads),
            "participants": sorted(party.name for party in task.participants),
            "deadline": task.deadline,
        }
        for task in document.tasks
    ]
    for task, expected in zip(read, truth, strict=False):
        expected["text"] = folded(expected["text"])
        expected["leads"], expected["participants"] = sorted(expected["leads"]), sorted(expected["participants"])
        if task["section"].startswith(expected["section"]):
            task["section"] = expected["section"]
    assert read == truth
