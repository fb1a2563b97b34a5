"""The words of roles.toml: what labels and verbs say of who does what, and how institutions are named."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.readers import read_data

ROLES_FILE = Path(__file__).with_name("roles.toml")


class Said(StrEnum):
    """What a label or a verb says of the names beside it, or of a column."""

    LEAD = "lead"
    HELPER = "helper"
    PARTICIPANT = "participant"
    RESPONSIBLE = "responsible"
    PERSON = "person"
    DEADLINE = "deadline"
    GROUP = "group"
    TASK = "task"
    NUMBER = "number"
    OTHER = "other"


# Helpers are those of whom it is said in so many words (配合, not 参与); a document may list them beside others who take part.
TAKING_PART = (Said.HELPER, Said.PARTICIPANT)
OF_PARTIES = (Said.LEAD, *TAKING_PART, Said.RESPONSIBLE)
# What stands where there is nothing to say.
NONE = "—–-－/\\、无*·．.~ 。"
_OFFICE = re.compile("单位|部门")
# 主要协作单位: units of a kind that a document names itself.
UNITS = r"(?:主要|其他)?(?P<kind>[^\W\d]{2})(?:单位|部门)"
_CALLED = re.compile("作?为|是")
_WITH_PERSON = re.compile("[及和与、/](?:责任人|负责人|联系人|领导)")


@functools.cache
def words() -> dict[str, dict[str, Any]]:
    """The tables of roles.toml."""
    return read_data(ROLES_FILE)


@functools.lru_cache(4096)
def label_kind(label: str) -> Said | None:
    """What a label, folded, introduces; None for words that are no label."""
    label = re.sub(r"\s", "", label)
    if _OFFICE.search(label):
        # 责任单位及责任人 names offices first.
        label = _WITH_PERSON.sub("", label)
    for kind, cues in words()["label"].items():
        if any(cue in label for cue in cues):
            return Said(kind)
    return None


@functools.lru_cache(4096)
def head_kind(head: str) -> Said | None:
    """What the column holds at whose head a word stands, folded; None for words that tell nothing of it."""
    head = re.sub(r"\s", "", head).lower()
    for kind, heads in words()["head"].items():
        if head in heads:
            return Said(kind)
    # Beside a column of those who lead, units of a kind that no list has are those that take part.
    return label_kind(head) or (Said.RESPONSIBLE if re.fullmatch(UNITS, head) else None)


@functools.lru_cache(1024)
def verb_kind(verb: str) -> Said:
    """The role that a verb gives to the names before it; who does something 会同 others leads.

    A为牵头责任单位 gives that of the label.
    """
    cues = words()["label" if _CALLED.match(verb) else "verb"]
    return next((kind for kind in OF_PARTIES if any(cue in verb for cue in cues[kind])), Said.LEAD)


def is_nothing(folded: str) -> bool:
    """Whether folded words say that there is nothing: 无, —, /."""
    return bool(folded) and not folded.strip(NONE)


def any_of(cues: Iterable[str]) -> str:
    """A pattern for any of the words, longer ones first."""
    return "(?:" + "|".join(map(re.escape, sorted(cues, key=len, reverse=True))) + ")"


@functools.cache
def _closing() -> re.Pattern[str]:
    return re.compile(any_of(words()["section"]["closing"]))


def is_closing(title: str) -> bool:
    """Whether a folded heading is that of a part that states no tasks: 附则, 保障措施."""
    return _closing().search(title) is not None
