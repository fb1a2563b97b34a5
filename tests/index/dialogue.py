"""Questions asked of an engine one after another, as a conversation asks them."""

from __future__ import annotations

from index.engine import Engine
from index.query import Answer
from index.reading.state import Turn, remembered


def told(engine: Engine, *questions: str) -> Answer:
    """The answer to the last of some questions."""
    turn: Turn | None = None
    for question in questions:
        answer = engine.answer(engine.query(question, turn))
        turn = remembered(answer, turn) if answer.is_of_tasks else turn
    return answer
