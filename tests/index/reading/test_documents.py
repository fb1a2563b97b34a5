"""The whole question as one that a sentence outside the tasks answers: a candidate beside the others, weighed against them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.library import plan_of
from index.document_facts import PASSAGE
from index.engine import Engine
from index.query import Intent, Query
from index.reading.choice import Weights, value
from index.reading.features import BITS, Fit, one, said_features
from index.reading.reader import Reader

TEXT = """\
云江市2024年重点任务分工方案

1．新建停车泊位三千个。（市城市管理局牵头，市公安局参与）
2．改造老旧小区八十个。（市住房城乡建设局牵头）
"""
NOTED = TEXT + "\n附则\n各单位每季度末月25日前报送进展。\n"
FIRM, STRONG = 0.9, 250


def weights(*features: int) -> Weights:
    """Weights that know some features, and all of them alike."""
    table = bytearray(b"\x80" * (1 << BITS))
    for feature in features:
        table[feature] = STRONG
    return Weights(bytes(table), tuple(map(value, range(256))))


def reader(text: str, folder: Path, fit: Callable[[str], Fit], *features: int) -> Reader:
    engine = Engine(plan_of("noted", text), folder)
    return Reader(engine.tables, engine.names, fit, weights(*features))


def passages(reader: Reader, question: str) -> list[Query]:
    queries = [candidate.query for candidate in reader.parse(question).candidates]
    return [query for query in queries if query.fact == PASSAGE]


def test_the_whole_question_is_a_candidate(tmp_path: Path) -> None:
    found = passages(reader(NOTED, tmp_path, lambda words: Fit(0.0, 0.0, 0)), "市公安局要在几号前报送进展？")
    assert found == [Query(Intent.FACT, "zh", topic="市公安局要在几号前报送进展?", fact=PASSAGE)]


def test_a_plan_of_tasks_alone_has_no_such_candidate(tmp_path: Path) -> None:
    bare = TEXT.split("\n\n", 1)[1]
    assert passages(reader(bare, tmp_path, lambda words: Fit(0.0, 0.0, 0)), "几号前报送进展") == []


@pytest.mark.parametrize(("said", "chosen"), [(FIRM, True), (0.1, False)])
def test_how_well_its_sentences_fit_is_weighed_against_the_tasks(said: float, chosen: bool, tmp_path: Path) -> None:
    def fit(words: str) -> Fit:
        return Fit(0.4, 0.0, 0, (1,), said, said > 0.35)

    read = reader(NOTED, tmp_path, fit, one("said", "more", True, 3)).query("几号前报送进展")
    assert (read.fact == PASSAGE) is chosen


def test_what_no_sentence_says_is_read_as_something_else(tmp_path: Path) -> None:
    def fit(words: str) -> Fit:
        return Fit(0.0, 0.0, 0, (), FIRM, quoted=False)

    read = reader(NOTED, tmp_path, fit, one("said", "known")).query("几号前报送进展")
    assert read.fact != PASSAGE


def test_without_an_encoder_it_is_weighed_by_its_words(tmp_path: Path) -> None:
    engine = Engine(plan_of("noted", NOTED), tmp_path)
    read = Reader(engine.tables, engine.names, None, weights(one("said", "unknown", True))).query("几号前报送进展")
    assert read.fact == PASSAGE


def test_its_features_tell_the_document_from_the_tasks() -> None:
    ours = set(said_features(Fit(0.1, 0.0, 0, (), 0.9, True, 0.5), 0.1, True))
    theirs = set(said_features(Fit(0.9, 0.0, 0, (), 0.9, True, 0.5), 0.95, True))
    assert one("said", "p", 6) in ours & theirs
    assert one("said", "more", True, 3) in ours - theirs and one("said", "more", False, 3) in theirs - ours
    assert one("said", "against", 3, 0) in ours - theirs


def test_words_of_documents_stay_words_of_a_subject(tmp_path: Path) -> None:
    parse = reader(NOTED, tmp_path, lambda words: Fit(0.0, 0.0, 0)).parse("抄送单位公开电话的事谁牵头")
    assert parse.analysis.has("doc.")
    assert any("公开电话" in topic.words for topic in parse.analysis.residue.topics)
