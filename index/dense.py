"""Nearest vectors by FAISS, exactly, within any selection of rows."""

from __future__ import annotations

from collections.abc import Sequence

import faiss
import numpy as np
import numpy.typing as npt

from index.encoders import Vectors


class Dense:
    """A flat inner-product index: a plan has hundreds of chunks, and a filtered graph search returned too few of them."""

    def __init__(self, vectors: Vectors) -> None:
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors))

    def search(self, vector: Vectors, rows: Sequence[int] | None = None) -> tuple[npt.NDArray[np.int64], Vectors]:
        """Every allowed row and its cosine, best first; all rows where `rows` is None."""
        parameters, count = None, self._index.ntotal
        if rows is not None:
            ids = np.asarray(rows, dtype=np.int64)
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(ids))  # type: ignore[call-arg]
            count = len(ids)
        if not count:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores, found = self._index.search(vector.reshape(1, -1), count, params=parameters)
        return found[0], scores[0]
