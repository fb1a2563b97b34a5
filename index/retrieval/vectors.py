"""Vectors of passages in a FAISS index, its type chosen by size: cosines for ranking, the nearest within any selection."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.retrieval.encoders import Vectors

Rows = npt.NDArray[np.int64]
EVERY = slice(None)
# Of a selection of so many rows every cosine is computed, however many more there are.
SCANNED = 10_000
# Of an inverted index: the rounds by which centres are found, and the rows a centre for that.
ROUNDS, A_CENTRE = 8, 40
# One in so many lists is searched, and no fewer than so many.
ONE_IN, FEWEST = 8, 96
# So many times what is asked for is found by bytes, at least OVER, and then ordered by the vectors.
TIMES, OVER = 4, 50
AT_ONCE = 50_000


def cosines(rows: Vectors, vector: Vectors) -> Vectors:
    """The cosine of every row with a vector.

    Not a product by BLAS: its threads wait by spinning, and on a machine with other work to do it took 400 times as long.
    """
    found: Vectors = np.einsum("ij,j->i", rows, vector)
    return found


class Dense:
    """The nearest rows and the cosines of rows.

    Of few rows a flat index is the fastest and never wrong. Of many, `inverted` is the file that `write_inverted` made of the
    same vectors: lists of bytes around centres, of which a search reads the nearest few, mapped from the disk as the vectors
    themselves may be. What it finds is ordered by the vectors, so that a quantised cosine decides only what is looked at.
    """

    def __init__(self, vectors: Vectors, inverted: Path | None = None) -> None:
        self.exact = inverted is None
        self._index: Any
        if inverted is not None:
            self._index = faiss.read_index(str(inverted), faiss.IO_FLAG_MMAP_IFC)
            self._all = vectors
            return
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors))
        # FAISS's own memory. To rank tasks every cosine is needed and no order: a product is 20 times as fast as a search.
        self._all = faiss.rev_swig_ptr(self._index.get_xb(), vectors.size).reshape(vectors.shape)

    def rows(self, rows: Rows) -> Vectors:
        """The vectors of some rows."""
        return self._all[rows]

    def cosines(self, vectors: Vectors, rows: slice = EVERY) -> Vectors:
        """The cosine of every row, or of some, with a vector (dimensions,) or with several (dimensions, n)."""
        if vectors.ndim == 1:
            return cosines(self._all[rows], vectors)
        return np.column_stack([cosines(self._all[rows], vector) for vector in vectors.T])

    def nearest(self, vector: Vectors, count: int, rows: Sequence[int] | Rows | None = None) -> tuple[Rows, Vectors]:
        """At most `count` rows, of `rows` where given, with their cosines, the nearest to a vector first."""
        allowed = None if rows is None else np.asarray(rows, dtype=np.int64)
        most = min(count, self._index.ntotal if allowed is None else len(allowed))
        if not most:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if not self.exact:
            return self._through_lists(vector, most, allowed)
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        scores, found = self._index.search(vector.reshape(1, -1), most, params=parameters)
        return found[0], scores[0]

    def _through_lists(self, vector: Vectors, count: int, allowed: Rows | None) -> tuple[Rows, Vectors]:
        if allowed is not None and len(allowed) <= SCANNED:
            # Few of many: the lists that lie near may hold none of them.
            found = allowed
        else:
            mask = None if allowed is None else np.zeros(self._index.ntotal, bool)
            if mask is not None:
                mask[allowed] = True
            chosen = None if mask is None else faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParametersIVF(sel=chosen, nprobe=self._index.nprobe)  # type: ignore[call-arg]
            _, places = self._index.search(vector.reshape(1, -1), max(OVER, TIMES * count), params=parameters)
            found = places[0][places[0] >= 0]
        scores = cosines(self._all[found], vector)
        order = np.argsort(-scores, kind="stable")[:count]
        return found[order], scores[order]


def write_inverted(vectors: Vectors, path: Path) -> None:
    """The file of an inverted index of many vectors, a byte a dimension; the same for the same vectors."""
    rows, dimensions = vectors.shape
    lists = 2 ** round(math.log2(2 * math.sqrt(rows)))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimensions),
        dimensions,
        lists,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
        False,
    )
    index.cp.niter, index.cp.max_points_per_centroid = ROUNDS, A_CENTRE
    chosen = np.random.default_rng(0).choice(rows, min(rows, lists * A_CENTRE), replace=False)
    index.train(np.ascontiguousarray(vectors[np.sort(chosen)]))
    for start in range(0, rows, AT_ONCE):
        index.add(np.ascontiguousarray(vectors[start : start + AT_ONCE]))
    index.nprobe = min(lists, max(FEWEST, lists // ONE_IN))
    faiss.write_index(index, str(path))
