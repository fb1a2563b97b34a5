"""What is remembered of a version: it comes back as it was, and is compared without the text."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.diff import marked
from corpus.records import CorpusError, Plan
from corpus.versions import from_json, to_json, version_of


def test_a_version_comes_back_from_json_as_it_was(plan: Plan) -> None:
    version = version_of(plan.document)
    assert from_json(json.loads(json.dumps(to_json(version), ensure_ascii=False))) == version
    task = version.task(14)
    assert task is not None and task.leads == ["自治区商务厅"]
    assert task.departments == {party.department for party in task.parties} and "shangwu" in task.departments
    assert version.task(41) is None and version.task(None) is None


def test_a_version_from_before_keys_has_its_numbers_as_keys(plan: Plan) -> None:
    data = to_json(version_of(plan.document))
    tasks = [{"number": task.pop("key"), **{k: v for k, v in task.items() if k != "id"}} for task in data["tasks"]]
    # Nor did it have sections and time limits.
    for task in tasks:
        del task["deadline"]
    known = version_of(plan.document)
    without = tuple(dataclasses.replace(task, deadline=None) for task in known.tasks)
    assert from_json({"format": 1, "tasks": tasks}) == dataclasses.replace(known, tasks=without, sections=())


def test_a_version_from_before_time_limits_has_none_of_them(plan: Plan) -> None:
    data = to_json(version_of(plan.document))
    assert {task.pop("deadline") for task in data["tasks"]} == {""}
    assert {task.deadline for task in from_json(data).tasks} == {None}


@pytest.mark.parametrize(
    "data", [{}, {"format": 9, "tasks": []}, {"format": 1, "tasks": [{"number": 1}]}, {"format": 2}]
)
def test_what_is_no_version_is_named(data: dict[str, object]) -> None:
    with pytest.raises(CorpusError, match="remembered version"):
        from_json(data)


def test_a_difference_is_marked_in_both_wordings() -> None:
    was, became = marked("推广多层标准厂房，提高土地投资强度。", "推广高层绿色厂房，提高投资强度，节约用地。")
    assert [(piece.text, piece.changed) for piece in was] == [
        ("推广", False),
        ("多层标准", True),
        ("厂房，提高", False),
        ("土地", True),
        ("投资强度。", False),
    ]
    assert "".join(piece.text for piece in became if piece.changed) == "高层绿色，节约用地"


@given(st.text("甲乙丙丁，。", max_size=30), st.text("甲乙丙丁，。", max_size=30))
def test_the_pieces_are_the_wordings(was: str, became: str) -> None:
    old, new = marked(was, became)
    assert "".join(piece.text for piece in old) == was
    assert "".join(piece.text for piece in new) == became
    # What is not marked is the same in both.
    kept = [[piece.text for piece in pieces if not piece.changed] for pieces in (old, new)]
    assert "".join(kept[0]) == "".join(kept[1])
    if was == became:
        assert not any(piece.changed for piece in (*old, *new))
