"""The weights of the ways to cut a message: `python -m tests.reading.train_cuts SET…` (rows with one plan's questions)."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from index.engine import Engine
from index.query import Answer
from index.reading import cut
from index.reading.state import Turn
from tests.reading.examples import ROOT, Plans, Room, Row, read_rows
from tests.reading.judge import is_right
from tests.reading.make import texts

Ways = list[tuple[set[str], bool]]


def judged(room: Room, row: Row, turn: Turn | None) -> Ways:
    """The features of each way to cut the last turn, and whether the answers to its pieces are what is expected."""
    engine: Engine = room.engine
    found: Ways = []
    whole = engine._piece(cut.ways(row["turns"][-1])[0][1][0], turn)
    for way, parts in cut.ways(row["turns"][-1]):
        pieces = cut.read_way(parts, turn, engine._piece, _after)
        answers = [_answer(room, piece) for piece in pieces if not piece.empty] or [_answer(room, pieces[0])]
        right = is_right(room.plan, row["expect"], answers, lambda answers=answers: room.text(answers))  # type: ignore[misc]
        found.append((set(cut.features(way, pieces, whole)), right))
    return found


def _after(piece: cut.Piece, turn: Turn | None) -> Turn | None:
    from index.engine import _after as after

    return after(piece, turn)


def _answer(room: Room, piece: cut.Piece) -> Answer:
    return piece.answer or room.answer(piece.best.candidate.query)


def fit(data: Sequence[Ways]) -> dict[str, float]:
    """The weights that make right ways likely."""
    names = sorted({feature for ways in data for features, _ in ways for feature in features})
    index = {name: place for place, name in enumerate(names)}
    tables = [np.array([[float(name in features) for name in index] for features, _ in ways]) for ways in data]
    rights = [np.array([right for _, right in ways]) for ways in data]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:  # type: ignore[type-arg]
        value, slope = 0.5 * weights @ weights, weights.copy()
        for table, right in zip(tables, rights, strict=True):
            e = np.exp((scores := table @ weights) - scores.max())
            share = e / e.sum()
            good = e * right / (e * right).sum()
            value -= np.log((share * right).sum())
            slope += table.T @ (share - good)
        return float(value), slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 80}).x
    return {name: round(float(found[place]), 3) for name, place in index.items() if abs(found[place]) > 0.005}


def main(paths: Sequence[str]) -> None:
    """Trains and says how many rows are right in five folds."""
    plans = Plans(ROOT / "var", ROOT / "var" / "plans", texts())
    data: list[Ways] = []
    for path in paths:
        for row in read_rows(Path(path), "set"):
            if len(cut.ways(row["turns"][-1])) < 2:
                continue
            room = plans.room(row.get("plan", ""))
            turn = room.turn(row["turns"][:-1])
            data.append(judged(room, row, turn))
    plans.save()
    useful = [ways for ways in data if len({right for _, right in ways}) > 1]
    whole = sum(ways[0][1] for ways in data)
    right = 0
    for fold in range(5):
        weights = fit([ways for number, ways in enumerate(useful) if number % 5 != fold])
        for ways in useful[fold::5]:
            right += max(ways, key=lambda way: sum(weights.get(feature, 0.0) for feature in way[0]))[1]
    print(len(data), "rows with several ways, right uncut", whole, "useful", len(useful), "right in folds", right)
    cut.CUTS_FILE.write_text(json.dumps(fit(useful), ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
