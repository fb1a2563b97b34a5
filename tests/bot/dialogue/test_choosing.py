"""A question with the department that was meant in place of the words that left it open."""

from __future__ import annotations

import pytest

from bot.dialogue.choosing import settled
from index.query import Answer, Intent, Kind, MatchKind, Mention, Query

UNKNOWN = Mention("mofcom", (), MatchKind.EXACT, ())
TWO = Mention("商业局", ("a", "b"), MatchKind.EXACT, ())


@pytest.mark.parametrize(
    ("question", "mentions", "expected"),
    [
        ("商业局牵头哪些任务", (TWO,), "商务厅牵头哪些任务"),
        ("请问，商业局参与几项？", (TWO,), "请问，商务厅参与几项？"),
        ("商業局牵头哪些任务", (TWO,), "商务厅"),
        ("MOFCOM牵头哪些", (UNKNOWN,), "商务厅牵头哪些"),
        ("第12条谁负责", (), "商务厅"),
    ],
)
def test_the_name_takes_the_place_of_the_words_in_doubt(
    question: str, mentions: tuple[Mention, ...], expected: str
) -> None:
    query = Query(Intent.TASKS, "zh", mentions=mentions)
    assert settled(question, Answer(Kind.CLARIFY, query), "商务厅") == expected
