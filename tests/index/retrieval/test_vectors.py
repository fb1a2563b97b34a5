"""FAISS gives what numpy gives, for any selection of rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.retrieval.vectors import Dense

ROWS, DIMENSIONS = 60, 12
VECTORS = np.random.default_rng(7).standard_normal((ROWS, DIMENSIONS)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)
DENSE = Dense(VECTORS)


@given(st.one_of(st.none(), st.sets(st.integers(0, ROWS - 1)).map(sorted)), st.integers(1, 80), st.integers(0, 10_000))
def test_the_nearest_of_any_selection_equal_brute_force(rows: list[int] | None, count: int, seed: int) -> None:
    vector = np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)
    found, scores = DENSE.nearest(vector, count, rows)
    allowed = list(range(ROWS)) if rows is None else rows
    cosines = VECTORS[allowed] @ vector
    order = np.argsort(-cosines, kind="stable")[:count]
    assert found.tolist() == [allowed[i] for i in order]
    assert scores.tolist() == pytest.approx(cosines[order].tolist(), abs=1e-5)


def test_every_cosine_with_one_vector_or_several() -> None:
    assert DENSE.cosines(VECTORS[3]) == pytest.approx(VECTORS @ VECTORS[3], abs=1e-6)
    assert DENSE.cosines(VECTORS[:4].T) == pytest.approx(VECTORS @ VECTORS[:4].T, abs=1e-6)


def test_no_rows_are_no_results() -> None:
    found, scores = DENSE.nearest(VECTORS[0], 5, [])
    assert (found.tolist(), scores.tolist()) == ([], [])


def test_the_vectors_stay_where_they_are_read() -> None:
    dense = Dense(VECTORS.copy())
    assert dense.cosines(VECTORS[5])[5] == pytest.approx(1, abs=1e-5)
