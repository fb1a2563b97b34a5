"""How sure a match is: the fit separates what can be separated, is saved with its encoder, and is fitted anew when stale."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Span
from index import calibration
from index.calibration import (
    FILLS,
    SHOWN,
    Calibration,
    Example,
    Logistic,
    Numbers,
    Samples,
    features,
    fit,
    left_out,
    load,
    logistic,
)
from index.content import shape
from index.engine import Engine
from index.records import IndexFault
from index.search import Match, Ranking

PLAIN = Logistic((0.0,) * 5, (1.0,) * 5, (1.0, 0.0, 0.0, 0.0, 0.0, -0.5))
NOTHING = Logistic((), (), (0.0,))
SHAPE = len(shape("口岸"))
FITTED = Calibration(PLAIN, Logistic((0.0,) * (2 + SHAPE), (1.0,) * (2 + SHAPE), (1.0, -1.0, *(0.0,) * SHAPE, 0.5)))
WITH_REGION = Calibration(
    Logistic((0.0,) * 6, (1.0,) * 6, (1.0, 0.0, 0.0, 0.0, 0.0, 2.0, -0.5)),
    NOTHING,
    Logistic((0.0,), (1.0,), (3.0, 1.0)),
)
NOWHERE = np.zeros(1)


def match(*signals: float) -> Ranking:
    return Ranking((Match(1, 0.9, Span(0, 1)),), signals)


def samples(signals: Numbers, treated: list[bool], vectors: Numbers | None = None) -> Samples:
    """Samples with a subject each."""
    subjects = tuple(f"s{number}" for number in range(len(treated)))
    return Samples(
        subjects, signals, np.zeros((len(treated), 1)) if vectors is None else vectors, np.array(treated), subjects
    )


def test_probability_is_the_logistic_of_the_weighed_signals() -> None:
    for value in (-3.0, 0.0, 0.5, 4.0):
        expected = 1 / (1 + np.exp(-(value - 0.5)))
        assert FITTED.probability(match(value, 0, 0, 0), NOWHERE, "zh") == pytest.approx(expected)


def test_the_region_is_one_more_signal() -> None:
    for value, place in ((0.5, -2.0), (0.5, 0.0), (1.5, 1.0)):
        expected = 1 / (1 + np.exp(-(value + 2 * (3 * place + 1) - 0.5)))
        given = WITH_REGION.probability(match(value, 0, 0, 0), np.array([place]), "zh")
        assert given == pytest.approx(expected)


def test_the_language_is_a_signal() -> None:
    assert features(match(1, 2, 3, 4), "en") == (1, 2, 3, 4, 1.0)
    assert features(match(1, 2, 3, 4), "zh") == (1, 2, 3, 4, 0.0)


def test_a_vector_tells_words_that_fill_from_subjects() -> None:
    assert FITTED.filling("捋一捋", np.array([1.0, 0.0])) == 1.5
    assert FITTED.filling("口岸", np.array([0.0, 2.0])) == -1.5


@pytest.mark.parametrize("with_region", [True, False])
def test_a_fit_separates_two_clouds(with_region: bool) -> None:
    chance = np.random.default_rng(3)
    signals = np.vstack([chance.normal(2, 0.5, (60, 5)), chance.normal(-2, 0.5, (20, 5))])
    treated = [True] * 60 + [False] * 20
    model = fit(samples(signals, treated), NOTHING, with_region)
    shown = [model.probability(match(*row[:4]), NOWHERE, "zh") for row in signals]
    assert [p >= SHOWN for p in shown] == treated


def test_a_fit_without_region_knows_of_none() -> None:
    given = samples(np.array([[0.0], [1.0]] * 4), [True, False] * 4)
    assert fit(given, FITTED.leftovers, with_region=False).region is None
    assert fit(given, FITTED.leftovers).leftovers == FITTED.leftovers


def test_where_the_signals_say_nothing_the_region_decides() -> None:
    treated = [number % 3 != 0 for number in range(60)]
    chance = np.random.default_rng(5)
    places = np.where(treated, 1.0, -1.0)[:, None] + chance.normal(0, 0.2, (60, 2))
    given = samples(np.full((60, 1), 5.0), treated, places)
    assert (fit(given, NOTHING).probabilities(given.signals, given.vectors) >= SHOWN).tolist() == treated


def test_both_classes_weigh_the_same() -> None:
    treated = np.array([True] * 90 + [False] * 10)
    model = logistic(np.array([[0.0]] * 90 + [[1.0]] * 10), treated, 1.0)
    assert model.logits(np.array([[0.5]]))[0] == pytest.approx(0, abs=0.05)


def test_a_constant_signal_does_no_harm() -> None:
    model = logistic(np.array([[1.0, 5.0], [0.0, 5.0]] * 10), np.array([True, False] * 10), 1.0)
    assert all(np.isfinite([*model.means, *model.scales, *model.weights]))
    assert model.weights[1] == pytest.approx(0, abs=1e-6)


def test_a_subject_is_judged_by_what_was_learnt_elsewhere() -> None:
    treated = [number % 2 == 0 for number in range(40)]
    signals = np.where(treated, 1.0, -1.0)[:, None] + np.random.default_rng(1).normal(0, 0.05, (40, 1))
    assert (left_out(samples(signals, treated)) >= SHOWN).tolist() == treated


def test_what_only_a_subject_itself_shows_is_not_learnt_from_it() -> None:
    """Each subject has a signal of its own that gives the answer away; a model that saw the subject would know."""
    treated = [number % 2 == 0 for number in range(40)]
    given = samples(np.eye(40), treated)
    seen = fit(given, NOTHING, with_region=False).probabilities(given.signals, given.vectors)
    assert (seen >= SHOWN).tolist() == treated
    assert np.abs(left_out(given, with_region=False) - 0.5).max() < 0.25


def test_the_tuning_questions_are_of_both_kinds_and_languages() -> None:
    found = calibration.examples()
    assert all(isinstance(example, Example) and example.question.strip() for example in found)
    assert {(example.lang, example.treated) for example in found} == {
        (lang, treated) for lang in ("zh", "en") for treated in (True, False)
    }
    assert len({example.question for example in found}) == len(found)


@pytest.mark.parametrize("fitted", [FITTED, WITH_REGION], ids=["signals alone", "with region"])
def test_saved_then_read(fitted: Calibration, tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    assert load(path, lambda: fitted) == fitted
    other = dataclasses.replace(fitted, signals=NOTHING)
    assert load(path, lambda: other) == fitted
    assert [entry.name for entry in tmp_path.iterdir()] == ["calibration.json"]


@pytest.mark.parametrize("data", ["", "{", "[]", "null", '{"stamp": "other"}', "current stamp alone"], ids=repr)
def test_a_damaged_or_stale_one_is_fitted_anew(data: str, tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    if data == "current stamp alone":
        load(path, lambda: FITTED)
        data = json.dumps({"stamp": json.loads(path.read_text("utf-8"))["stamp"]})
    path.write_text(data, "utf-8")
    assert load(path, lambda: FITTED) == FITTED
    assert json.loads(path.read_text("utf-8"))["signals"]["weights"] == list(PLAIN.weights)


@pytest.mark.parametrize("name", ["TUNING_FILE", "LEFTOVERS_FILE", "FILLERS_FILE", "BACKGROUND_FILE"])
def test_other_data_fits_anew(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "calibration.json"
    load(path, lambda: FITTED)
    (tmp_path / "changed").write_text("", "utf-8")
    monkeypatch.setattr(calibration, name, tmp_path / "changed")
    assert load(path, lambda: WITH_REGION) == WITH_REGION


def test_where_it_cannot_be_written_is_one_clear_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(IndexFault, match=r"^cannot write .*calibration\.json: .*: set VAR_DIR elsewhere$"):
        load(tmp_path / "file" / "calibration.json", lambda: FITTED)


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
def test_the_real_calibration_decides(topic: str, lang: str, treated: bool, engine: Engine) -> None:
    topics = engine.topics()
    vector = topics.search.encode(topic)
    best = topics.search.find(topic, vector)
    assert (topics.calibration.probability(best, vector, lang) >= SHOWN) is treated


@pytest.mark.parametrize(
    ("words", "fills"),
    [("捋一捋", True), ("on their plate", True), ("口岸通关", False), ("vocational education", False)],
)
def test_the_real_calibration_knows_what_fills(words: str, fills: bool, engine: Engine) -> None:
    topics = engine.topics()
    assert (topics.calibration.filling(words, topics.search.encode(words)) > FILLS) is fills
