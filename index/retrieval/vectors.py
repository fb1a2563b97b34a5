"""Vectors of passages in a FAISS index: every cosine at once for ranking, and the nearest within any selection of rows."""

from __future__ import annotations

from collections.abc import Sequence

import faiss
import numpy as np
import numpy.typing as npt

from index.retrieval.encoders import Vectors

EVERY = slice(None)


def cosines(rows: Vectors, vector: Vectors) -> Vectors:
    """The cosine of every row with a vector.

    Not a product by BLAS: its threads wait by spinning, and on a machine with other work to do it took 400 times as long.
    """
    found: Vectors = np.einsum("ij,j->i", rows, vector)
    return found


class Dense:
    """A flat inner-product index: a filtered graph search returned too few rows of small selections."""

    def __init__(self, vectors: Vectors) -> None:
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors))
        # FAISS's own memory. To rank tasks every cosine is needed and no order: a product is 20 times as fast as a search.
        self._all: Vectors = faiss.rev_swig_ptr(self._index.get_xb(), vectors.size).reshape(vectors.shape)

    def cosines(self, vectors: Vectors, rows: slice = EVERY) -> Vectors:
        """The cosine of every row, or of some, with a vector (dimensions,) or with several (dimensions, n)."""
        if vectors.ndim == 1:
            return cosines(self._all[rows], vectors)
        return np.column_stack([cosines(self._all[rows], vector) for vector in vectors.T])

    def nearest(
        self, vector: Vectors, count: int, rows: Sequence[int] | None = None
    ) -> tuple[npt.NDArray[np.int64], Vectors]:
        """At most `count` rows, of `rows` where given, with their cosines, the nearest to a vector first."""
        parameters, most = None, self._index.ntotal
        if rows is not None:
            ids = np.asarray(rows, dtype=np.int64)
            parameters, most = faiss.SearchParameters(sel=faiss.IDSelectorBatch(ids)), len(ids)  # type: ignore[call-arg]
        if not most:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores, found = self._index.search(vector.reshape(1, -1), min(count, most), params=parameters)
        return found[0], scores[0]
