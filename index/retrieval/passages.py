"""What is embedded: each task, its sentences and clauses, our words for them, and the sentences that belong to no task."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.normalize import fold
from corpus.readers import read_bytes, read_toml
from corpus.records import Document, Plan, Sentence, Span, Task

PARTS_FILE = Path(__file__).with_name("parts.toml")
BACKGROUND_FILE = Path(__file__).with_name("background.txt")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CLAUSE = re.compile(r"[^，；。]+")
# A clause shorter than this is read together with the one after it.
SHORT_CLAUSE = 9
# 联系人:… 电话:…, and (此件公开发布).
_LABELS = re.compile(r"(?:^|[\s(])([\u3400-\u9fff][\u3400-\u9fff ]{0,7}):")
_BRACKETED = re.compile(r"^\(([^():]{2,10})\)$")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A text to be embedded, the task it speaks of, its language, and the words of the plan that it stands for.

    Of a sentence that belongs to no task, `task` is its place among those, from 1. One of a `whole` task stands for its first
    sentence, for want of any that it means more.
    """

    text: str
    task: int
    lang: str
    quote: Span
    whole: bool = False


def chunks(plan: Plan) -> list[Chunk]:
    """The chunks of a plan in the order of its tasks, each text once a task."""
    found: dict[tuple[int, str], Chunk] = {}
    for task in plan.tasks:
        for chunk in _of_task(plan, task):
            found.setdefault((chunk.task, chunk.text), chunk)
    return list(found.values())


def matter_chunks(plan: Plan) -> list[Chunk]:
    """The chunks of what the plan says outside its tasks, each text once a sentence."""
    found: dict[tuple[int, str], Chunk] = {}
    for place, sentence in enumerate(plan.document.matter, 1):
        for text in _of_sentence(plan, sentence):
            found.setdefault((place, text), Chunk(text, place, "zh", sentence.span))
    return list(found.values())


def _of_sentence(plan: Plan, sentence: Sentence) -> Iterator[str]:
    said = sentence.said(plan.text)
    heading = sentence.heading.of(plan.text) if sentence.heading else ""
    yield said
    for clause in clauses(plan.text, sentence.span):
        yield " ".join(clause.of(plan.text).split())
    if heading:
        yield f"{heading}：{said}"
    based = plan.document.based_on
    holds = {
        str(sentence.position),
        "basis" if based and sentence.span.start <= based.start < sentence.span.end else "",
    }
    for part in _parts():
        if part.get("position") in holds or _begins_as(part, heading, said):
            yield f"{part['zh']}：{said}"
            yield f"{part['en']}: {said}"


def lacks(document: Document, question: str) -> bool:
    """Whether a question asks for a part of a document by its name, and the document has none: its number, for one."""
    folded = fold(question)
    for part in _parts():
        if _asked(part.get("asked", ())).search(folded) and not _asked(part.get("beside", ())).search(folded):
            return not any(_is_part(part, sentence, document.text) for sentence in document.matter)
    return False


def _asked(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, Latin ones whole; nothing where there are none."""
    return re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in words) or "(?!)")


def _is_part(part: dict[str, Any], sentence: Sentence, text: str) -> bool:
    heading = sentence.heading.of(text) if sentence.heading else ""
    return str(sentence.position) == part.get("position") or _begins_as(part, heading, sentence.said(text))


def _begins_as(part: dict[str, Any], heading: str, said: str) -> bool:
    return not _begun(heading, said).isdisjoint(part.get("begins", ()))


@functools.cache
def _parts() -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = read_toml(PARTS_FILE)["part"]
    return parts


def _begun(heading: str, said: str) -> set[str]:
    """The words that end the heading, the labels or the bracket with which a sentence begins: 电话 ends 联系电话."""
    folded = fold(said)
    labels = [fold(heading), *_LABELS.findall(folded), *_BRACKETED.findall(folded)]
    bare = ["".join(label.split()) for label in labels]
    return {label[start:] for label in bare for start in range(len(label))}


def _of_task(plan: Plan, task: Task) -> Iterator[Chunk]:
    first = task.sentences[0] if task.sentences else task.body
    yield Chunk(task.prose, task.key, "zh", first, whole=True)
    for sentence in task.sentences:
        yield Chunk(sentence.of(plan.text), task.key, "zh", sentence)
        for clause in clauses(plan.text, sentence):
            yield Chunk(clause.of(plan.text), task.key, "zh", sentence)
    editorial = plan.editorial.get(task.key)
    if editorial is None:
        return
    yield Chunk(editorial.zh, task.key, "zh", first, whole=True)
    yield Chunk(editorial.en, task.key, "en", first, whole=True)
    for sentence, english in plan.english(task):
        yield Chunk(english, task.key, "en", sentence)
        for part in re.split(r"(?<=[,;]) (?:and )?", english):
            if len(part.split()) >= 4:
                yield Chunk(part.strip(" ,;."), task.key, "en", sentence)
    for sentence, explanations in zip(task.sentences, editorial.plain, strict=False):
        for explanation in explanations:
            yield Chunk(explanation, task.key, "zh" if _CHINESE.search(explanation) else "en", sentence)


def clauses(text: str, sentence: Span) -> list[Span]:
    """The clauses of a sentence, short ones joined to the next."""
    found: list[Span] = []
    start: int | None = None
    for match in _CLAUSE.finditer(text, sentence.start, sentence.end):
        begin = match.start() if start is None else start
        if match.end() - begin < SHORT_CLAUSE:
            start = begin
            continue
        found.append(Span(begin, match.end()))
        start = None
    if start is not None and found:
        found[-1] = Span(found[-1].start, sentence.end)
    return found


def background() -> list[str]:
    """Short lines on subjects that such plans do not treat, against which a score is read."""
    return [line for line in read_bytes(BACKGROUND_FILE).decode("utf-8").splitlines() if line]
