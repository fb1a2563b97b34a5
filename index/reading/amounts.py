"""Amounts that a question asks for (how much money, how many places, how long), and which tasks state one of that kind."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.normalize import fold
from corpus.readers import read_toml
from index.tables import Tables

FILE = Path(__file__).with_name("amounts.toml")
# What a task states of what is asked for: nothing in digits, some number, an amount of that kind.
NOTHING, NUMBER, AMOUNT = range(3)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How an amount is asked for and stated, the kinds that answer instead, and whether words without any are no answer."""

    asked: re.Pattern[str]
    stated: re.Pattern[str]
    instead: tuple[str, ...]
    needed: bool


@functools.cache
def _kinds() -> dict[str, _Kind]:
    kinds = dict(read_toml(FILE))
    units = str(kinds.pop("units"))

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern.replace("UNITS", units))

    return {
        name: _Kind(
            compiled("|".join(kind["asked"])),
            compiled(kind["stated"]),
            tuple(kind.get("instead", ())),
            bool(kind.get("needed")),
        )
        for name, kind in kinds.items()
    }


def asked(text: str) -> str:
    """The kind of amount that a folded question asks for; empty where it asks for none."""
    return next((name for name, kind in _kinds().items() if kind.asked.search(text)), "")


def is_needed(kind: str) -> bool:
    """Whether words without an amount of a kind are no answer to who asks for one."""
    return bool(kind) and _kinds()[kind].needed


def states(kind: str, text: str) -> int:
    """How near a folded text comes to stating an amount of a kind."""
    stated = _kinds()[kind].stated
    return AMOUNT if stated.search(text) else NUMBER if re.search(r"\d", text) else NOTHING


def answers(kind: str, text: str) -> bool:
    """Whether a folded text states an amount of a kind, or one that answers as well: a subsidy in per cent."""
    return any(states(each, text) == AMOUNT for each in (kind, *_kinds()[kind].instead))


class Amounts:
    """The tasks of a plan by the kinds of amount that they state."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._known: dict[str, dict[int, int]] = {}

    def of(self, kind: str) -> dict[int, int]:
        """For each task, by key, how near it comes to stating an amount of a kind; empty for no kind."""
        if kind and kind not in self._known:
            texts = {task.key: fold(task.body.of(self._tables.plan.text)) for task in self._tables.plan.tasks}
            self._known[kind] = {key: states(kind, text) for key, text in texts.items()}
        return self._known.get(kind, {})
