"""The questions that the judge is fitted on: about the first plan and seven written for it, and what is asked of which."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.library import load_library, plan_of
from corpus.records import Plan
from index.engine import Engine
from index.retrieval.passages import Chunk, chunks

FOLDER = Path(__file__).parent
TOPICS = FOLDER / "topics.jsonl"
WORDS = FOLDER / "words.jsonl"
FIRST, BARE = "neimenggu-2011", "neimenggu-2011-bare"
# Plans of several lengths: what is near in a plan of forty tasks is nearer than in one of seventeen.
MERGED = (
    ("grain", "fire"),
    ("school", "digital"),
    ("business", "flood"),
    ("night", "grain"),
    (BARE, "school"),
    (FIRST, "grain"),
    (FIRST, "digital", "night"),
    (BARE, "fire", "night"),
    ("digital", "flood", "grain"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A question about a plan as the reader understood it, and the keys of the tasks that answer it, none if it is not in it."""

    plan: str
    question: str
    topic: str
    lang: str
    tasks: tuple[int, ...]
    subject: str


@dataclass(frozen=True, slots=True)
class Words:
    """What is left over beside departments and numbers, and whether it only fills the sentence."""

    words: str
    fills: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A row asked of a plan, its own or another: the keys that answer it there, and whether the plan is its own."""

    row: Row
    plan: str
    tasks: tuple[int, ...]
    own: bool


@cache
def plans() -> dict[str, Plan]:
    """The first plan, with its editorial texts and without, and the others."""
    first = load_library().plan(FIRST)
    bare = dataclasses.replace(first, id=BARE, editorial={}, section_titles_en={}, titles={})
    found = {FIRST: first, BARE: bare}
    for path in sorted((FOLDER / "plans").glob("*.txt")):
        found[path.stem] = plan_of(path.stem, path.read_text("utf-8"), path.stem)
    return found


@cache
def pieces() -> dict[str, tuple[Chunk, ...]]:
    """The chunks of every plan, and of plans put together, whose tasks are numbered on."""
    found = {id: tuple(chunks(plan)) for id, plan in plans().items()}
    for parts in MERGED:
        offsets = dict(zip(parts, _offsets(parts), strict=True))
        found["+".join(parts)] = tuple(
            dataclasses.replace(chunk, task=chunk.task + offsets[id]) for id in parts for chunk in found[id]
        )
    return found


def _offsets(parts: tuple[str, ...]) -> list[int]:
    offsets = [0]
    for id in parts[:-1]:
        offsets.append(offsets[-1] + len(plans()[id].tasks))
    return offsets


def read_topics(root: Path) -> list[Row]:
    """Every question as the reader understands it now; one without a topic is left out."""
    found = []
    for plan, question, tasks, subject in _questions():
        query = _engine(plan, root).query(question)
        if query.topic:
            found.append(Row(plan, question, query.topic, query.topic_lang, tasks, subject))
    return found


def read_words(root: Path) -> list[Words]:
    """What the reader now leaves over of the questions in leftovers.jsonl, whatever it makes of it."""
    rows = map(json.loads, (FOLDER / "leftovers.jsonl").read_text("utf-8").splitlines())
    reader = _engine(FIRST, root).reader
    left = ((reader.analyse(row["question"]).residue.topics[:1], not row["subject"]) for row in rows)
    return [Words(topic.words, fills) for topics, fills in left for topic in topics]


def write(rows: Iterable[Row | Words], path: Path) -> None:
    """Rows as read, by which the fit does not depend on the reader of today."""
    lines = (json.dumps(dataclasses.asdict(row), ensure_ascii=False) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


@cache
def topics() -> list[Row]:
    """The rows of topics.jsonl."""
    said = (json.loads(line) for line in TOPICS.read_text("utf-8").splitlines())
    return [Row(**{**row, "tasks": tuple(row["tasks"])}) for row in said]


@cache
def words() -> list[Words]:
    """The rows of words.jsonl, and every topic, which fills nothing."""
    said = (json.loads(line) for line in WORDS.read_text("utf-8").splitlines())
    return [*(Words(**row) for row in said), *(Words(row.topic, False) for row in topics())]


@cache
def _engine(plan: str, root: Path) -> Engine:
    return Engine(plans()[plan], root)


def _questions() -> Iterator[tuple[str, str, tuple[int, ...], str]]:
    for line in (FOLDER / "first.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        expect = row["expect"]
        tasks = expect.get("first") or expect.get("within3") or expect.get("tasks") or ()
        yield FIRST, row["turns"][0], tuple(tasks), row["subject"]
    for id in plans():
        if id in (FIRST, BARE):
            continue
        said = _said(id)
        for number, questions in (*said["tasks"].items(), *said["also"].items()):
            for question in questions:
                yield id, question, (int(number),), f"{id} {number}"
        for questions in said["refuse"].values():
            for question in questions:
                yield id, question, (), f"{id} without {question}"


@cache
def _said(id: str) -> dict:  # type: ignore[type-arg]
    path = FOLDER / "first.toml" if id in (FIRST, BARE) else FOLDER / "plans" / f"{id}.toml"
    return tomllib.loads(path.read_text("utf-8"))


def asked() -> Iterator[Asked]:
    """Every row of its own plan, and of other plans that treat nothing that it has a word of."""
    single = [id for id in pieces() if "+" not in id]
    for row in topics():
        # Of the many questions about the first plan some are asked of each other plan, the same ones every time.
        chance = zlib.crc32(row.question.encode())
        own = (FIRST, BARE) if row.plan == FIRST else (row.plan,)
        for id in own:
            yield Asked(row, id, row.tasks, True)
        others = [id for id in single if id not in own and _foreign(row, id)]
        if row.plan == FIRST and others:
            others = sorted({others[(chance + step) % len(others)] for step in range(3)})
        for id in others:
            yield Asked(row, id, (), False)
        for parts in MERGED:
            yield from _asked_of_merged(row, parts, own, chance)


def _asked_of_merged(row: Row, parts: tuple[str, ...], own: tuple[str, ...], chance: int) -> Iterator[Asked]:
    id = "+".join(parts)
    foreign = all(_foreign(row, part) for part in parts if part not in own)
    for part, offset in zip(parts, _offsets(parts), strict=True):
        if part in own:
            if (row.tasks or foreign) and not (part in (FIRST, BARE) and chance % 4):
                yield Asked(row, id, tuple(task + offset for task in row.tasks), True)
            return
    if foreign and chance % 2:
        yield Asked(row, id, (), False)


def _foreign(row: Row, id: str) -> bool:
    """Whether a plan surely does not treat a row that was written about another."""
    said = _said(id)
    alike = row.plan in said.get("like", ()) or id in _said(row.plan).get("like", ())
    return not alike and not re.search(said["treats"], row.question, re.IGNORECASE)
