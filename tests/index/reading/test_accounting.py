"""A reading that only shows a task gives way to one nearly as good that answers what was named or asked of it."""

from __future__ import annotations

import pytest

from corpus.records import Role
from index.engine import Engine
from index.query import All, HasRole, Intent, Numbered, Query
from index.reading.choice import Ranked
from index.reading.parse import Candidate
from index.reading.state import Turn

TASK = Numbered((3,))
TEXT = Query(Intent.TEXT, "zh", where=TASK)
CHECK = Query(Intent.CHECK, "zh", where=All((TASK, HasRole(("shangwu",)))))
PARTIES = Query(Intent.PARTIES, "zh", where=TASK, role=Role.PARTICIPANT)
LISTED = Query(Intent.PARTIES, "zh", where=Numbered((3, 4)))
ASKED_WHO = Turn(Query(Intent.PARTIES, "zh", where=TASK), (3,), (3,))


def ranked(**worth: float) -> list[Ranked]:
    queries = {"text": TEXT, "check": CHECK, "parties": PARTIES, "listed": LISTED}
    return [Ranked(Candidate(queries[name], ()), 0.0, probability) for name, probability in worth.items()]


@pytest.mark.parametrize(
    ("question", "turn", "found", "taken"),
    [
        ("商务厅在不在里头", None, ranked(text=0.6, check=0.2), CHECK),
        ("要不要配合", None, ranked(text=0.6, check=0.2, parties=0.1), PARTIES),
        ("安保呢", ASKED_WHO, ranked(text=0.9, parties=0.08), PARTIES),
        # Nothing is named or asked, the words ask for the text, the other is far less likely, or is of more tasks.
        ("讲讲", None, ranked(text=0.6, check=0.2, parties=0.1), None),
        ("商务厅那条的原文", None, ranked(text=0.6, check=0.2), None),
        ("商务厅在不在里头", None, ranked(text=0.9, check=0.01), None),
        ("要不要配合", None, ranked(text=0.6, listed=0.3), None),
        ("商务厅在不在里头", None, ranked(check=0.6, text=0.2), None),
    ],
)
def test_what_is_taken(
    engine: Engine, question: str, turn: Turn | None, found: list[Ranked], taken: Query | None
) -> None:
    assert engine.reader._accounting(question, turn, found) == taken
