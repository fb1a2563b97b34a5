"""The data that the judge is fitted on is whole, and the fits separate what can be separated."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.retrieval.general import FITTED
from index.retrieval.judge import JUDGE_FILE, read_judge, write_judge
from tests.fitting.data import BARE, FIRST, FOLDER, _said, asked, plans, topics, words
from tests.fitting.fit import logistic

WRITTEN = sorted(path.stem for path in (FOLDER / "plans").glob("*.txt"))


@pytest.mark.parametrize("id", WRITTEN)
def test_every_task_of_a_plan_has_questions_and_every_question_is_of_one(id: str) -> None:
    plan = plans()[id]
    assert not plan.document.warnings
    assert [int(number) for number in _said(id)["tasks"]] == [task.key for task in plan.tasks]
    assert all(any(row.plan == id and row.tasks == (task.key,) for row in topics()) for task in plan.tasks)
    assert any(row.plan == id and not row.tasks for row in topics())


def test_no_measured_question_is_fitted_on() -> None:
    lines = (FOLDER.parent / "questions/measured.jsonl").read_text("utf-8").splitlines()
    measured = {turn.strip() for line in lines for turn in json.loads(line)["turns"][:1]}
    assert {row.question.strip() for row in topics()} & measured == set()


def test_a_question_is_asked_of_its_own_plan_and_of_plans_that_do_not_treat_it() -> None:
    every = list(asked())
    own = {(one.row.question, one.plan): one.tasks for one in every if one.own}
    assert own["海绵城市", "flood"] == (7,) and own["海绵城市", "business+flood"] == (27,)
    elsewhere = {one.plan for one in every if one.row.question == "海绵城市" and not one.own}
    assert {"school", "business"} <= elsewhere and not {"flood", "fire+flood"} & elsewhere
    assert all(not one.tasks for one in every if not one.own)
    assert {one.plan for one in every if one.row.plan == FIRST and one.own} >= {FIRST, BARE}


def test_both_classes_are_there_in_both_languages() -> None:
    assert {(row.lang, bool(row.tasks)) for row in topics()} == {
        (lang, treated) for lang in ("zh", "en") for treated in (True, False)
    }
    assert {one.fills for one in words()} == {True, False}


@pytest.mark.parametrize("path", sorted(FITTED.rglob(JUDGE_FILE)), ids=lambda path: path.parent.name)
def test_what_ships_is_written_as_it_is_read(path: Path, tmp_path: Path) -> None:
    write_judge(read_judge(path), tmp_path / JUDGE_FILE)
    assert (tmp_path / JUDGE_FILE).read_bytes() == path.read_bytes()


def test_a_fit_separates_two_clouds() -> None:
    chance = np.random.default_rng(3)
    x = np.vstack([chance.normal(2, 0.5, (60, 5)), chance.normal(-2, 0.5, (20, 5))])
    truth = np.array([True] * 60 + [False] * 20)
    model = logistic(x, truth, np.where(truth, 1 / 60, 1 / 20) * 40, 1.0)
    assert ((model.logits(x) > 0) == truth).all()


def test_a_constant_number_does_no_harm() -> None:
    x = np.array([[1.0, 5.0], [0.0, 5.0]] * 10)
    model = logistic(x, np.array([True, False] * 10), np.ones(20), 1.0)
    assert np.isfinite([*model.means, *model.scales, *model.weights]).all()
    assert model.weights[1] == pytest.approx(0, abs=1e-6)
