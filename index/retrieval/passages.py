"""What is embedded: each task, its sentences and clauses, and our titles, English and plain words for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.readers import read_bytes
from corpus.records import Plan, Span, Task

BACKGROUND_FILE = Path(__file__).with_name("background.txt")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CLAUSE = re.compile(r"[^，；。]+")
# A clause shorter than this is read together with the one after it.
SHORT_CLAUSE = 9


@dataclass(frozen=True, slots=True)
class Chunk:
    """A text to be embedded, the task it speaks of, its language, and the words of the plan that it stands for."""

    text: str
    task: int
    lang: str
    quote: Span


def chunks(plan: Plan) -> list[Chunk]:
    """The chunks of a plan in the order of its tasks, each text once a task."""
    found: dict[tuple[int, str], Chunk] = {}
    for task in plan.tasks:
        for chunk in _of_task(plan, task):
            found.setdefault((chunk.task, chunk.text), chunk)
    return list(found.values())


def _of_task(plan: Plan, task: Task) -> Iterator[Chunk]:
    first = task.sentences[0] if task.sentences else task.body
    yield Chunk(task.prose, task.key, "zh", first)
    for sentence in task.sentences:
        yield Chunk(sentence.of(plan.text), task.key, "zh", sentence)
        for clause in clauses(plan.text, sentence):
            yield Chunk(clause.of(plan.text), task.key, "zh", sentence)
    editorial = plan.editorial.get(task.key)
    if editorial is None:
        return
    yield Chunk(editorial.zh, task.key, "zh", first)
    yield Chunk(editorial.en, task.key, "en", first)
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
