"""Rows parsed into candidates, and which of them are right: what the choice is trained on."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import itertools
import json
import pickle
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.screens.render import Renderer
from bot.screens.wording import Wording
from corpus.library import load_library, plan_of
from corpus.records import Plan
from index.document_facts import PASSAGE
from index.engine import Engine
from index.query import Answer, Hit, Intent, Kind, Query
from index.reading import form
from index.reading.choice import Weights
from index.reading.features import Fit, leaning
from index.reading.parse import Parse
from index.reading.reader import Reader
from index.reading.state import Turn, remembered
from tests.reading.judge import is_right, preferred

ROOT = Path(__file__).parents[2]
Row = dict[str, Any]
# The plan whose rows say whether there is a subject.
ENCODED = "neimenggu-2011"
# Of the rows that ask for no subject and nothing of the document, one of so many is encoded all the same.
COMPARED = 4
_WRITER = re.compile(r"[A-Za-z]+")


def writer(row: Row) -> str:
    """Who wrote a row: the letters of its id."""
    match = _WRITER.match(row["id"])
    return match.group() if match else ""


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of different lengths end to end: values (n,), and where each row begins, with the end (rows + 1,)."""

    values: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int32]

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Ragged:
        """Rows as one."""
        starts = np.cumsum([0, *map(len, rows)], dtype=np.int32)
        return cls(np.fromiter(itertools.chain.from_iterable(rows), np.int32, int(starts[-1])), starts)

    def sums(self, worth: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The sum of the worths that each row's values index."""
        found = np.concatenate([[0.0], np.cumsum(worth[self.values])])
        return found[self.starts[1:]] - found[self.starts[:-1]]


@dataclass(frozen=True, slots=True)
class Example:
    """A row, the indices of the features of each component, the components of each candidate, and which are right.

    `several` marks a message that is cut into several questions; `known` whether the topics' fit was put in.
    """

    row: Row
    components: Ragged
    candidates: Ragged
    right: npt.NDArray[np.bool_]
    known: bool = True


class Plans:
    """The plans that rows are about, each with its engine and reader; vectors are kept between runs."""

    def __init__(
        self,
        var: Path,
        folder: Path | None = None,
        texts: Mapping[str, Path] | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._var = var
        self._weights = weights
        self._texts = texts or {}
        self._library = load_library(folder)
        self._cache = var / "reading-vectors.pkl"
        self.vectors: dict[str, Any] = pickle.loads(self._cache.read_bytes()) if self._cache.exists() else {}
        self._size = len(self.vectors)

    @functools.cache  # noqa: B019  one object a run
    def room(self, plan: str) -> Room:
        """What is needed to answer questions on a plan."""
        if path := self._texts.get(plan):
            data = path.read_bytes()
            found = plan_of(plan, data.decode("utf-8"), hashlib.sha256(data).hexdigest())
            return Room(found, self._var, self.vectors, self._weights)
        return Room(self._library.plan(plan or None), self._var, self.vectors, self._weights)

    def save(self) -> None:
        """Keeps the vectors."""
        if len(self.vectors) > self._size:
            self._cache.write_bytes(pickle.dumps(self.vectors))
            self._size = len(self.vectors)


class Room:
    """One plan's engine, reader and renderer."""

    def __init__(self, plan: Plan, var: Path, vectors: dict[str, Any], weights: Weights | None = None) -> None:
        self.plan = plan
        self.engine = Engine(plan, var)
        self.reader = Reader(self.engine.tables, self.engine.names, weights=weights)
        # What came before a question is read as whoever asked it was answered, with subjects weighed.
        self._before = Reader(self.engine.tables, self.engine.names, self.fit, weights)
        self.renderer = Renderer(plan, Wording())
        self._fits: dict[str, Fit] = {}
        self._vectors = vectors

    def warm(self) -> None:
        """Loads the search, with the vectors that were encoded before."""
        if self.engine.ready:
            return
        search = self.engine.topics().search
        encode, vectors = search.encode, self._vectors

        def kept(words: str) -> Any:
            if words not in vectors:
                vectors[words] = encode(words)
            return vectors[words]

        search.encode = kept  # type: ignore[method-assign]

    def fit(self, words: str) -> Fit:
        """How well the plan treats some words."""
        self.warm()
        if words not in self._fits:
            self._fits[words] = self.engine.fit(words)
        return self._fits[words]

    def text(self, answers: Iterable[Answer]) -> str:
        """The message of some answers."""
        return "\n".join(self.renderer.render(answer).plain for answer in answers)

    def answer(self, query: Query) -> Answer:
        """The answer to a query."""
        if query.topic:
            self.warm()
        return self.engine.answer(query)

    def showing(self, query: Query, keys: Sequence[int]) -> Answer:
        """The answer to a question on a subject for which those tasks were found."""
        return Answer(Kind.ANSWER, query, tuple(Hit(key, self.engine.tables.tasks[key].body, 0.9) for key in keys))

    def turn(self, turns: list[str], said: Any = None) -> Turn | None:
        """What is remembered after some questions, of the Queries given, else as the weights read them."""
        turn: Turn | None = None
        for number, question in enumerate(turns):
            if said:
                query, found = said[number]
                answer = self.showing(query, found) if found else self.answer(query)
            else:
                answer = self.answer(self._before.query(question, turn))
            if answer.kind is Kind.ANSWER:
                turn = remembered(answer, turn)
        return turn

    def right(self, expect: dict[str, Any], answer: Answer) -> bool:
        """Whether an answer is what a row expects."""
        return is_right(self.plan, expect, [answer], lambda: self.text([answer]))


def judged(room: Room, row: Row, parse: Parse) -> npt.NDArray[np.bool_]:
    """Which candidates' answers are what the row expects."""
    known: dict[Query, bool] = {}
    right = np.zeros(len(parse.candidates), dtype=bool)
    for index, candidate in enumerate(parse.candidates):
        query = dataclasses.replace(candidate.query, whether=False)
        document = query.fact == PASSAGE and of_the_document(row)
        if query.topic and not document and not of_a_subject(row):
            continue
        if query not in known:
            known[query] = room.right(row["expect"], room.answer(candidate.query))
        right[index] = known[query]
    right &= _outside_the_tasks(row, parse, right)
    if "kinds" in row and (row["expect"].get("tasks") == [] or row["expect"].get("count") == 0):
        # Nothing at all is what many a wrong reading selects.
        from tests.reading.generate import kinds

        right &= np.array([kinds(c.query.where) == row["kinds"] for c in parse.candidates])
    if not right.any() and "first" in row["expect"] and not of_a_subject(row):
        # Which task is best is the judge's; that a subject is asked about, and within what, is the choice's.
        within = row["tag"] == "topicdept"
        return np.array([bool(c.query.topic) and (c.query.where is not None) is within for c in parse.candidates])
    nobody = row["tag"].startswith("absent")
    if "refusal" in row["expect"].get("kind", "answer") and not of_a_subject(row) and not nobody:
        right |= np.array([bool(c.query.topic) for c in parse.candidates])
    if row["tag"] == "refuse" and any(c.query.topic for c, ok in zip(parse.candidates, right, strict=True) if ok):
        # A subject that the plan lacks was understood; that nothing was asked is another refusal.
        right &= np.array([c.query.intent is not Intent.NOTHING for c in parse.candidates])
    if right.any():
        has = parse.analysis.has
        wants = {c.query.intent for c, good in zip(parse.candidates, right, strict=True) if good}
        asking = has("want.who", "role.", "want.departments")
        kept = preferred(row["expect"], wants, has("want.count"), asking, has("due."))
        right &= np.array([c.query.intent in kept for c in parse.candidates])
    return right


def _outside_the_tasks(row: Row, parse: Parse, right: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Of the right candidates those that may stay: what is to be refused is read as something else where that refuses it too,
    and what the document answers is not read as a list of tasks or offices that happens to hold the words.
    """
    said = np.array([c.query.fact == PASSAGE for c in parse.candidates], dtype=bool)
    if "refusal" in row["expect"].get("kind", "answer"):
        return ~said if (right & ~said).any() else np.ones_like(said)
    if row["tag"] == "doc" and (right & said).any():
        return np.array([c.query.intent is Intent.FACT for c in parse.candidates], dtype=bool)
    return np.ones_like(said)


def of_the_document(row: Row) -> bool:
    """Whether a sentence outside the tasks may answer a row."""
    return row["set"] not in ("gen", "fol", "left") and "contains" in row["expect"]


def compared(row: Row) -> bool:
    """Whether a row shows how the tasks and the sentences outside them fit its words: those of people, one in some."""
    if row["set"] in ("gen", "fol", "left"):
        return False
    return of_a_subject(row) or of_the_document(row) or zlib.crc32(row["id"].encode()) % COMPARED == 0


def of_a_subject(row: Row) -> bool:
    """Whether a row may ask about a subject or be refused for it; only such are encoded, which takes long.

    What people wrote after another question, or what turned a conversation to another matter, may be about a new one.
    """
    if row["set"] in ("gen", "fol", "left"):
        return bool(row["tag"] == "moved")
    expect = row["expect"]
    kinds = expect.get("kind", "answer")
    turned = len(row["turns"]) > 1
    return turned or row["set"] == "tuning" or bool({"first", "within3"} & expect.keys()) or "refusal" in kinds


def weak(row: Row, parse: Parse) -> npt.NDArray[np.bool_]:
    """Of a row that only says whether there is a subject: the candidates that agree."""
    subject = bool(row["subject"])
    return np.array([bool(c.query.topic) == subject or c.query.intent == "fact" for c in parse.candidates])


def _said(row: Row) -> list[tuple[Query, tuple[int, ...]]] | None:
    """The Queries of the questions before the last, of a generated row, and the tasks that a subject found."""
    if "said" not in row:
        return None
    forms = [{key: value for key, value in said.items() if key != "found"} for said in row["said"]]
    keys = [tuple(said.get("found", ())) for said in row["said"]]
    return [(form.query(each, lambda id: (id,)), found) for each, found in zip(forms, keys, strict=True)]


def examples(plans: Plans, rows: Iterable[Row]) -> Iterator[Example]:
    """The examples of some rows; a row with left-over words gives two, with and without their fit."""
    for row in rows:
        room = plans.room(row.get("plan", ""))
        turn: Turn | None = None
        turn = room.turn(row["turns"][:-1], said=_said(row))
        parse = room.reader.parse(row["turns"][-1], turn)
        right = weak(row, parse) if row["set"] == "left" else judged(room, row, parse)
        candidates = Ragged.of([candidate.components for candidate in parse.candidates])
        unknown = _arrays(parse)
        fitted = row["set"] in ("left", "aug") and room.plan.id == ENCODED
        if (parse.fits or parse.said is not None) and (fitted or compared(row)):
            parse.fitted(room.fit)
            yield Example(row, _arrays(parse), candidates, right)
            yield Example(row, unknown, candidates, right, known=False)
        else:
            yield Example(row, unknown, candidates, right)
        if row["set"] != "left" and right.any():
            yield leaning_example(row, parse, right)


def leaning_example(row: Row, parse: Parse, right: npt.NDArray[np.bool_]) -> Example:
    """Whether the last question of a row leans on the one before it, which its words alone are to tell."""
    leans = not right[: parse.alone].any()
    components = Ragged.of([leaning(parse.analysis.sight), []])
    return Example(row, components, Ragged.of([[0], [1]]), np.array([leans, not leans]), known=False)


def _arrays(parse: Parse) -> Ragged:
    return Ragged.of(parse.components)


def read_rows(path: Path, name: str) -> list[Row]:
    """The rows of a file, each marked with the set it is of."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for number, row in enumerate(rows):
        row["set"] = name
        row.setdefault("id", f"zz{number}")
        row.setdefault("tag", name)
        row.setdefault("turns", [row.get("question", "")])
    return rows


def main(arguments: list[str]) -> None:
    """`python -m tests.reading.examples NAME FILE OUT [PART PARTS]`: the examples of a file of rows, pickled."""
    name, path, out, *part = arguments
    rows = read_rows(Path(path), name)
    if part:
        rows = rows[int(part[0]) :: int(part[1])]
    plans = Plans(ROOT / "var", ROOT / "var" / "plans")
    found = list(examples(plans, rows))
    plans.save()
    Path(out).write_bytes(pickle.dumps(found))
    known = [e for e in found if e.known]
    missed = [e.row for e in known if not e.right.any()]
    print(name, len(known), "rows", len(found), "examples; some candidate right", 1 - len(missed) / max(1, len(known)))
    print("candidates", np.mean([len(e.right) for e in known]))
    for row in missed[:40]:
        print("  ", row["id"], row["tag"], row["turns"], row.get("expect"))


if __name__ == "__main__":
    main(sys.argv[1:])
