"""How sure a match is: the fit separates what can be separated, is saved with its encoder, and is fitted anew when stale."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Span
from index import calibration
from index.calibration import Calibration, Example, features, fit, left_out, load
from index.engine import Engine
from index.records import IndexFault
from index.search import Match, Ranking

FITTED = Calibration((0.0,) * 5, (1.0,) * 5, (1.0, 0.0, 0.0, 0.0, 0.0, -0.5))


def match(*signals: float) -> Ranking:
    return Ranking((Match(1, 0.9, Span(0, 1)),), signals)


def test_probability_is_the_logistic_of_the_weighed_signals() -> None:
    for value in (-3.0, 0.0, 0.5, 4.0):
        expected = 1 / (1 + np.exp(-(value - 0.5)))
        assert FITTED.probability(match(value, 0, 0, 0), "zh") == pytest.approx(expected)


def test_the_language_is_a_signal() -> None:
    assert features(match(1, 2, 3, 4), "en") == (1, 2, 3, 4, 1.0)
    assert features(match(1, 2, 3, 4), "zh") == (1, 2, 3, 4, 0.0)


def test_a_fit_separates_two_clouds() -> None:
    chance = np.random.default_rng(3)
    signals = np.vstack([chance.normal(2, 0.5, (60, 5)), chance.normal(-2, 0.5, (20, 5))])
    treated = [True] * 60 + [False] * 20
    model = fit(signals.tolist(), treated)
    shown = [model.probability(match(*row[:4]), "zh") for row in signals]
    assert [p >= 0.5 for p in shown] == treated


def test_both_classes_weigh_the_same() -> None:
    model = fit([[0.0]] * 90 + [[1.0]] * 10, [True] * 90 + [False] * 10)
    middle = (0.5 - model.means[0]) / model.scales[0] * model.weights[0] + model.weights[1]
    assert middle == pytest.approx(0, abs=0.05)


def test_a_constant_signal_does_no_harm() -> None:
    model = fit([[1.0, 5.0], [0.0, 5.0]] * 10, [True, False] * 10)
    assert all(np.isfinite([*model.means, *model.scales, *model.weights]))
    assert model.weights[1] == pytest.approx(0, abs=1e-6)


def test_a_subject_is_judged_by_what_was_learnt_elsewhere() -> None:
    subjects = [f"s{number}" for number in range(40)]
    treated = np.array([number % 2 == 0 for number in range(40)])
    signals = np.where(treated, 1.0, -1.0)[:, None] + np.random.default_rng(1).normal(0, 0.05, (40, 1))
    assert left_out(signals, treated, subjects).tolist() == treated.tolist()


def test_the_tuning_questions_are_of_both_kinds_and_languages() -> None:
    found = calibration.examples()
    assert all(isinstance(example, Example) and example.question.strip() for example in found)
    assert {(example.lang, example.treated) for example in found} == {
        (lang, treated) for lang in ("zh", "en") for treated in (True, False)
    }
    assert len({example.question for example in found}) == len(found)


def test_saved_then_read(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    assert load(path, lambda: FITTED) == FITTED
    other = dataclasses.replace(FITTED, weights=(2.0,) * 6)
    assert load(path, lambda: other) == FITTED
    assert [entry.name for entry in tmp_path.iterdir()] == ["calibration.json"]


@pytest.mark.parametrize("data", ["", "{", "[]", "null", '{"stamp": "other"}'], ids=repr)
def test_a_damaged_or_stale_one_is_fitted_anew(data: str, tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(data, "utf-8")
    assert load(path, lambda: FITTED) == FITTED
    assert json.loads(path.read_text("utf-8"))["weights"] == list(FITTED.weights)


def test_other_tuning_questions_fit_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "calibration.json"
    load(path, lambda: FITTED)
    (tmp_path / "tuning.jsonl").write_text("", "utf-8")
    monkeypatch.setattr(calibration, "TUNING_FILE", tmp_path / "tuning.jsonl")
    other = dataclasses.replace(FITTED, weights=(2.0,) * 6)
    assert load(path, lambda: other) == other


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
    best = topics.search.find(topic, topics.search.encode(topic))
    assert (topics.calibration.probability(best, lang) >= calibration.SHOWN) is treated
