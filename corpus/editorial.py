"""Our aids for a plan, which need not exist: titles, English and plain words, kept by the words of the tasks they are for."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypedDict

from rapidfuzz import fuzz

from corpus.readers import read_toml
from corpus.records import CorpusError, Document, Editorial, Task

# An entry belongs to the task whose prose has most of its words, wherever that task is now; below this share to none.
SAME_WORDS = 75.0


class Aids(TypedDict):
    """What a plan's editorial file gives: by the keys of tasks and of sections."""

    editorial: dict[int, Editorial]
    section_titles_en: dict[int, str]


def read_editorial(path: Path, document: Document) -> Aids:
    """The aids in a TOML file for the tasks and sections of a document; none where there is no file."""
    if not path.exists():
        return Aids(editorial={}, section_titles_en={})
    said = read_toml(path)
    try:
        english = {str(entry["title"]): str(entry["en"]) for entry in said.get("section", [])}
        return Aids(
            editorial=_paired([(str(entry["words"]), _editorial(entry)) for entry in said.get("task", [])], document),
            section_titles_en={s.key: english[s.title] for s in document.sections if s.title in english},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CorpusError(f"{path}: a key is missing or wrong: {error}") from error


def _editorial(entry: dict[str, Any]) -> Editorial:
    plain = zip(entry.get("plain_zh", ()), entry.get("plain_en", ()), strict=True)
    return Editorial(
        zh=str(entry.get("zh", "")),
        en=str(entry.get("en", "")),
        english=tuple(entry.get("english", ())),
        plain=tuple((*zh, *en) for zh, en in plain),
    )


def _paired(entries: list[tuple[str, Editorial]], document: Document) -> dict[int, Editorial]:
    """Each entry with the task that it is for: the one that has its words, else the likest by far enough."""
    whole = {task.prose: task for task in document.tasks}
    found: dict[int, Editorial] = {}
    for words, editorial in entries:
        task = whole.get(words) or _likest(words, document.tasks)
        if task is not None:
            found.setdefault(task.key, editorial)
    return found


def _likest(words: str, tasks: tuple[Task, ...]) -> Task | None:
    score, _, task = max(
        ((fuzz.ratio(words, task.prose[: len(words)]), -task.key, task) for task in tasks), default=(0.0, 0, None)
    )
    return task if score >= SAME_WORDS else None
