"""FAISS gives what numpy gives, for any selection of rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dense import Dense

ROWS, DIMENSIONS = 60, 12
VECTORS = np.random.default_rng(7).standard_normal((ROWS, DIMENSIONS)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)
DENSE = Dense(VECTORS)


@given(st.one_of(st.none(), st.sets(st.integers(0, ROWS - 1)).map(sorted)), st.integers(0, 10_000))
def test_any_selection_equals_brute_force(rows: list[int] | None, seed: int) -> None:
    vector = np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)
    found, scores = DENSE.search(vector, rows)
    allowed = list(range(ROWS)) if rows is None else rows
    cosines = VECTORS[allowed] @ vector
    order = np.argsort(-cosines, kind="stable")
    assert found.tolist() == [allowed[i] for i in order]
    assert scores.tolist() == pytest.approx(cosines[order].tolist(), abs=1e-5)


def test_no_rows_are_no_results() -> None:
    found, scores = DENSE.search(VECTORS[0], [])
    assert (found.tolist(), scores.tolist()) == ([], [])


def test_a_row_is_nearest_to_itself() -> None:
    for row in range(ROWS):
        found, scores = DENSE.search(VECTORS[row])
        assert found[0] == row and scores[0] == pytest.approx(1, abs=1e-5)
