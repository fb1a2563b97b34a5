"""The questions with known answers: those that were hand-checked are all right, of the everyday ones nearly all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.ask import as_record
from bot.dialogue.conversation import Assistant
from corpus.records import Plan
from tests.evaluate import judge

TESTS = Path(__file__).parent
LEAST_RIGHT = 0.97


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def failing(assistant: Assistant, asked: list[dict[str, Any]], text: str) -> dict[str, tuple[str, ...]]:
    """The id of each row whose expectation does not hold, with what does not."""
    found = {}
    for row in asked:
        for turn in row["turns"][:-1]:
            assistant.reply(turn, row["id"])
        if failed := judge(row["expect"], as_record(assistant, row["id"], row["turns"][-1]), text):
            found[row["id"]] = failed
    return found


def test_the_hand_checked_questions_are_all_right(assistant: Assistant, plan: Plan) -> None:
    assert failing(assistant, rows(TESTS / "gold/questions.jsonl"), plan.text) == {}


def test_nearly_all_everyday_questions_are_right(assistant: Assistant, plan: Plan) -> None:
    asked = rows(TESTS / "questions/exact.jsonl")
    wrong = failing(assistant, asked, plan.text)
    right = 1 - len(wrong) / len(asked)
    assert right >= LEAST_RIGHT, f"{right:.4f} of {len(asked)} are right; not: {wrong}"


def test_no_measured_question_is_among_those_that_may_be_looked_at() -> None:
    def asked(path: Path) -> set[tuple[str, ...]]:
        return {tuple(turn.strip() for turn in row["turns"]) for row in rows(path)}

    measured = asked(TESTS / "questions/measured.jsonl")
    assert measured & asked(TESTS / "questions/exact.jsonl") == set()
    assert measured & asked(TESTS / "fitting/first.jsonl") == set()


@pytest.mark.parametrize(
    "question", ["民政厅牵头哪些任务", "商务厅与民政厅共同参与哪些", "what does the Civil Affairs Department lead"]
)
def test_an_absent_department_is_named_in_how_the_question_was_understood(question: str, assistant: Assistant) -> None:
    assert "民政厅" in assistant.understood(assistant.reply(question, question))
