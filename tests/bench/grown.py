"""Plans and vectors of any size, made by recombining real clauses, with no editorial work on them."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.readers import read_text
from index.retrieval.encoders import BundledE5, Vectors, in_parallel
from tests.numerals import chinese

TESTS = Path(__file__).parents[1]
DOCUMENTS = TESTS / "corpus/documents"
PLACE = "内蒙古自治区"
TITLE = f"{PLACE}贯彻落实若干指导意见重点工作分工方案"
SECTIONS = 40
# So many clauses are encoded once, a quarter of a minute; passages are put together from their vectors.
POOL = 1000
# How far two passages of the same clauses lie apart: what stands around words moves them.
NOISE = 0.15
_CLAUSE = re.compile(r"[一-鿿“”]{6,24}")
_ORGANISING = re.compile(
    "牵头|负责|配合|责任|单位|部门|政府|办公室|[厅廳局委部会會处行院]|下同|序号|任务|[一二三四五六七八九十]年"
)
_PARTED = re.compile(r"[，；。\n：:、（）()|｜\s]")


def pool() -> list[str]:
    """Clauses of the documents among the tests that name nobody, the same on every machine."""
    found: dict[str, None] = {}
    for path in sorted(DOCUMENTS.rglob("*.txt")):
        for clause in _PARTED.split(read_text(path)):
            if _CLAUSE.fullmatch(clause) and not _ORGANISING.search(clause):
                found.setdefault(clause)
    clauses = list(found)
    return random.Random(0).sample(clauses, min(POOL, len(clauses)))


def departments() -> list[str]:
    """The names of the first plan's departments."""
    named: list[str] = json.loads((TESTS / "gold/plan.json").read_text("utf-8"))["departments"]
    return [name for name in named if not name.startswith("各")]


def grown_text(size: int) -> str:
    """The text of a plan of `size` tasks in the first plan's form, its numbers in digits: larger ones than any plan has."""
    rng, clauses, names = random.Random(size), pool(), departments()
    lines = [TITLE, "", f"　　经{PLACE}人民政府同意，特制定如下分工方案。"]
    every = max(5, size // SECTIONS)
    for number in range(1, size + 1):
        if (number - 1) % every == 0:
            lines.append(f"　　{chinese((number - 1) // every + 1)}、{rng.choice(clauses)}")
        sentences = "".join("，".join(rng.sample(clauses, rng.randint(2, 4))) + "。" for _ in range(rng.randint(1, 2)))
        named = "、".join(rng.sample(names, rng.randint(2, 5)))
        rule = "。列第一位的为牵头部门，其他有关部门按职责分工负责，下同" if number == 1 else ""
        lines.append(f"　　{number}．{sentences}（自治区{named}{rule}）")
    return "\n".join(lines) + "\n"


class Recombined:
    """The default encoder for questions; a passage's vector is put together from those of the clauses that it is made of.

    Encoding a plan of 40,000 tasks takes hours. What these vectors are like is what search over them depends on.
    """

    def __init__(self, kept: Path) -> None:
        self._encoder = BundledE5()
        self.identity, self.dimensions = self._encoder.identity, self._encoder.dimensions
        self.query, self.queries = self._encoder.query, self._encoder.queries
        clauses = pool()
        self._places = {clause: place for place, clause in enumerate(clauses)}
        self._vectors = kept_vectors(kept / "clauses.npy", clauses, self._encoder)
        self._middle = self._vectors.mean(0)

    def passage(self, text: str) -> Vectors:
        """The vector of one passage."""
        return self.passages([text], "")[0]

    def passages(self, texts: Sequence[str], name: str) -> Vectors:
        """The vectors of passages, shape (n, dimensions), the same for the same texts in that order."""
        made = np.empty((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            places = [self._places[clause] for clause in _PARTED.split(text) if clause in self._places]
            made[row] = self._vectors[places].mean(0) if places else self._middle
        return near(made, np.random.default_rng(0))


def kept_vectors(path: Path, texts: Sequence[str], encoder: BundledE5, query: bool = False) -> Vectors:
    """The vectors of texts, encoded once and kept in a file for the next run; shape (n, dimensions)."""
    if path.exists():
        kept: Vectors = np.load(path, allow_pickle=False)
        if kept.shape == (len(texts), encoder.dimensions):
            return kept
    made = in_parallel(encoder.query if query else encoder.passage, texts, path.stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, made, allow_pickle=False)
    return made


def near(vectors: Vectors, rng: np.random.Generator) -> Vectors:
    """Unit vectors near those given, which are overwritten."""
    dimensions = vectors.shape[1]
    for start in range(0, len(vectors), 50_000):
        part = vectors[start : start + 50_000]
        part += rng.standard_normal(part.shape, np.float32) * np.float32(NOISE / dimensions**0.5)
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return vectors


def clause_vectors(count: int, clauses: Vectors, rng: np.random.Generator) -> Vectors:
    """`count` unit vectors of clauses that are like those given: each lies between two or three of them."""
    made = np.empty((count, clauses.shape[1]), np.float32)
    for start in range(0, count, 50_000):
        part = made[start : start + 50_000]
        chosen = rng.integers(0, len(clauses), (len(part), 3))
        shares = rng.dirichlet((0.6, 0.6, 0.6), len(part)).astype(np.float32)
        part[:] = sum(shares[:, [place]] * clauses[chosen[:, place]] for place in range(3))
    return near(made, rng)
