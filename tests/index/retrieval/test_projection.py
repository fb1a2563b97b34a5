"""A question's vector is moved by the fitted map, and by nothing where none ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.query import IndexFault
from index.retrieval.general import FITTED
from index.retrieval.projection import PROJECTION_FILE, Projection, read_projection, write_projection
from tests.fitting.projecting import Pair, fit_projection

X, Y, Z = np.eye(3, dtype=np.float32)


def test_it_moves_what_it_reads() -> None:
    projection = Projection(X[:, None], Y[None, :])
    assert projection.of(X) == pytest.approx((X + Y) / np.sqrt(2))
    assert projection.of(Z) == pytest.approx(Z)
    assert Projection().of(X) is X


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_projection(Projection(X[:, None], Y[None, :]), tmp_path)
    assert read_projection(tmp_path).of(X) == pytest.approx((X + Y) / np.sqrt(2), abs=1e-3)
    assert read_projection(tmp_path / "nowhere") == Projection()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / PROJECTION_FILE).write_bytes(b"none")
    with pytest.raises(IndexFault, match=PROJECTION_FILE):
        read_projection(tmp_path)


def test_one_ships_for_the_default_encoder() -> None:
    [path] = FITTED.rglob(PROJECTION_FILE)
    assert read_projection(path.parent).of(np.ones(384, np.float32) / np.sqrt(384)).shape == (384,)


def test_the_right_task_comes_nearest() -> None:
    rng = np.random.default_rng(5)
    passages = rng.normal(size=(6, 16)).astype(np.float32)
    passages /= np.linalg.norm(passages, axis=1, keepdims=True)
    # Each is asked for in words that lie where those of the next task do.
    pairs = [Pair("plan", passages[(task + 1) % 6], np.arange(6) == task) for task in range(6)] * 20
    fitted = fit_projection(pairs, lambda _: (passages, np.arange(6)))
    again = fit_projection(pairs, lambda _: (passages, np.arange(6)))
    before = [pair.vector @ passages[pair.right][0] for pair in pairs]
    after = [fitted.of(pair.vector) @ passages[pair.right][0] for pair in pairs]
    assert np.mean(after) > np.mean(before)
    assert fitted.of(X16) == pytest.approx(again.of(X16))


X16 = np.eye(16, dtype=np.float32)[0]
