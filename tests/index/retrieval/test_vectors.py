"""FAISS gives what numpy gives, for any selection of rows; of many rows nearly that, from a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.retrieval.vectors import SCANNED, Dense, write_inverted

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


MANY = 24_000


@pytest.fixture(scope="module")
def many() -> np.ndarray:
    """Vectors around a few hundred centres, as those of clauses lie."""
    rng = np.random.default_rng(3)
    centres = rng.standard_normal((300, 24)).astype(np.float32)
    found = centres[rng.integers(0, 300, MANY)] + 0.6 * rng.standard_normal((MANY, 24)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def inverted(many: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Dense:
    path = tmp_path_factory.mktemp("inverted") / "index"
    write_inverted(many, path)
    return Dense(many, path)


@pytest.mark.parametrize("allowed", [None, 12, 4000, SCANNED + 4000], ids=["all", "twelve", "few", "most"])
def test_of_many_rows_nearly_all_that_brute_force_finds(allowed: int | None, many: np.ndarray, inverted: Dense) -> None:
    assert not inverted.exact
    rng = np.random.default_rng(5)
    rows = None if allowed is None else np.sort(rng.choice(MANY, allowed, replace=False))
    hits = 0
    for vector in many[rng.choice(MANY, 50, replace=False)]:
        found, scores = inverted.nearest(vector, 10, rows)
        cosines = many @ vector if rows is None else many[rows] @ vector
        best = np.argsort(-cosines, kind="stable")[:10]
        hits += len(set(found.tolist()) & set((best if rows is None else rows[best]).tolist()))
        assert scores.tolist() == pytest.approx((many[found] @ vector).tolist(), abs=1e-5)
        assert scores.tolist() == sorted(scores.tolist(), reverse=True) and len(found) == 10
        assert rows is None or set(found.tolist()) <= set(rows.tolist())
    assert hits >= 0.95 * 500


def test_the_file_is_the_same_for_the_same_vectors(many: np.ndarray, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_inverted(many[:3000], tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
