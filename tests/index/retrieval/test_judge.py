"""The judge: what it makes of evidence, that it is saved and read whole, and that what ships decides as it should."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.engine import Engine
from index.query import IndexFault
from index.reading.content import shape
from index.retrieval.encoders import load_encoder
from index.retrieval.evidence import COLUMNS, Evidence, Numbers
from index.retrieval.general import FITTED, shipped_folder
from index.retrieval.judge import JUDGE_FILE, SIGNALS, Judge, Logistic, load_judge, read_judge, signals, write_judge
from index.retrieval.vocabulary import vocabulary
from tests.fitting.check import FILLS

SHAPE = len(shape("口岸"))
NONE = Logistic((0.0,) * len(SIGNALS), (1.0,) * len(SIGNALS), (0.0,) * (len(SIGNALS) + 1))


def model(**weights: float) -> Logistic:
    """A model of SIGNALS with those weights."""
    return Logistic(
        NONE.means, NONE.scales, (*(weights.get(name, 0.0) for name in SIGNALS), weights.get("always", 0.0))
    )


RANK = tuple(2.0 if name == "near" else 1.0 if name == "coverage" else 0.0 for name in COLUMNS)
JUDGE = Judge(
    {"zh": RANK, "en": RANK, "en+": RANK},
    {"zh": model(near=1.0, always=-2.0), "en": model(always=1.0), "en+": model(second=1.0)},
    Logistic((0.0,) * (2 + SHAPE), (1.0,) * (2 + SHAPE), (1.0, -1.0, *(0.0,) * SHAPE, 0.5)),
    Logistic((0.0,) * SHAPE, (1.0,) * SHAPE, (*(0.0,) * SHAPE, -0.5)),
)


def evidence(lang: str = "zh", beside: Numbers | None = None, **columns: list[float]) -> Evidence:
    count = len(next(iter(columns.values())))
    table = np.column_stack([columns.get(name, [0.0] * count) for name in COLUMNS])
    unrelated, second = np.linspace(2, -2, 20), np.zeros(1) if beside is None else beside
    return Evidence(table, unrelated, second, unrelated, 1.0, 0.0, 0, "口岸", lang, False)


def test_tasks_are_scored_by_their_columns() -> None:
    assert JUDGE.scores(evidence(near=[1, 3, 2], coverage=[1, 0, 0.5])).tolist() == [3, 6, 4.5]


def test_the_best_task_is_judged() -> None:
    given = evidence(near=[1, 3, 2])
    assert JUDGE.probability(given, JUDGE.scores(given)) == pytest.approx(1 / (1 + np.exp(-1)))
    measured = dict(zip(SIGNALS, signals(given, JUDGE.scores(given)), strict=True))
    assert measured["above_nearest"] == pytest.approx(1) and measured["near_margin"] == pytest.approx(1)
    assert measured["gap"] == pytest.approx(2) and measured["tasks"] == pytest.approx(np.log(3))
    assert measured["share"] == pytest.approx(1 / (1 + np.exp(-2) + np.exp(-4)))


def test_each_kind_of_question_has_its_model() -> None:
    given = evidence("en", near=[1, 3])
    assert JUDGE.probability(given, JUDGE.scores(given)) == pytest.approx(1 / (1 + np.exp(-1)))
    given = evidence("en", np.zeros(20), near=[1, 3], second=[5, 2])
    assert JUDGE.probability(given, JUDGE.scores(given)) == pytest.approx(1 / (1 + np.exp(-2)))


def test_one_task_alone_can_be_judged() -> None:
    assert all(np.isfinite(signals(evidence(near=[1]), np.array([2.0]))))


def test_a_vector_tells_words_that_fill_from_subjects() -> None:
    assert JUDGE.filling("捋一捋", np.array([1.0, 0.0], np.float32)) == pytest.approx(1.5)
    assert JUDGE.filling("口岸", np.array([0.0, 2.0], np.float32)) == pytest.approx(-1.5)
    assert JUDGE.for_any_encoder().filling("口岸", np.zeros(3, np.float32)) == pytest.approx(-0.5)


def test_saved_then_read(tmp_path: Path) -> None:
    for judge in (JUDGE, JUDGE.for_any_encoder()):
        write_judge(judge, tmp_path / "new" / JUDGE_FILE)
        assert read_judge(tmp_path / "new" / JUDGE_FILE) == judge


@pytest.mark.parametrize("change", ["{", "[]", "other signals", "no models"])
def test_what_is_no_fitted_file_is_one_clear_fault(change: str, tmp_path: Path) -> None:
    path = tmp_path / JUDGE_FILE
    write_judge(JUDGE, path)
    said = json.loads(path.read_text("utf-8"))
    if change == "other signals":
        said["signals"] = said["signals"][1:]
    elif change == "no models":
        del said["treats"]
    path.write_text(change if change in ("{", "[]") else json.dumps(said), "utf-8")
    with pytest.raises(IndexFault, match=r"judge\.json is not a fitted file of this program"):
        read_judge(path)


def test_what_ships_is_small_and_of_these_texts() -> None:
    encoder = load_encoder()
    own = shipped_folder(encoder.identity)
    assert (own / JUDGE_FILE).stat().st_size < 300_000 and (FITTED / JUDGE_FILE).stat().st_size < 300_000
    assert load_judge(encoder.identity).fills is not None and load_judge("another").fills is None
    vectors = np.load(own / "vectors.npy", allow_pickle=False)
    assert vectors.dtype == np.int8 and len(vectors) > len(vocabulary().entries)


@pytest.mark.parametrize(
    ("topic", "lang", "treated"),
    [
        ("口岸建设", "zh", True),
        ("职业教育", "zh", True),
        ("customs clearance reform", "en", True),
        ("猫咪掉毛", "zh", False),
        ("红烧肉怎么做", "zh", False),
        ("chocolate cake recipe", "en", False),
    ],
)
def test_the_shipped_judge_decides(topic: str, lang: str, treated: bool, engine: Engine) -> None:
    assert engine.topics().judge(topic, lang).treated is treated


@pytest.mark.parametrize(
    ("words", "fills"),
    [("捋一捋", True), ("on their plate", True), ("口岸通关", False), ("vocational education", False)],
)
def test_the_shipped_judge_knows_what_fills(words: str, fills: bool, engine: Engine) -> None:
    assert (engine.topics().filling(words) > FILLS) is fills
