"""What changed between two versions of a plan, task by task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from corpus.versions import Known, Version

# Below this share of common words a task of the same subject is a new one: rewordings of published plans keep over half.
SAME_TASK = 55.0
# Words that two changes share only by so many characters are read as part of the change.
STRAY = 1


class Change(StrEnum):
    """The kinds of change a reader is told of."""

    ADDED = "added"
    REMOVED = "removed"
    RENUMBERED = "renumbered"
    REWORDED = "reworded"
    LEAD = "lead"
    JOINED = "joined"
    LEFT = "left"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: the task's key before and after (None where there is none) and what it was and became."""

    change: Change
    before: int | None
    after: int | None
    was: str = ""
    became: str = ""


def compare(old: Version, new: Version) -> list[Difference]:
    """The differences in the order of the new version, removed tasks last."""
    pairs = paired(old, new)
    found: list[Difference] = []
    for task in new.tasks:
        partner = pairs.get(task.key)
        if partner is None:
            found.append(Difference(Change.ADDED, None, task.key, became=task.text))
        else:
            found.extend(_changes(partner, task))
    kept = {partner.key for partner in pairs.values()}
    found.extend(
        Difference(Change.REMOVED, task.key, None, was=task.text) for task in old.tasks if task.key not in kept
    )
    return found


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a version, and whether the other version has them too."""

    text: str
    changed: bool


def marked(was: str, became: str) -> tuple[list[Piece], list[Piece]]:
    """Both wordings in pieces: what the old one lost and what the new one gained are marked as changed."""
    codes = [
        (code.tag == "equal", code.src_start, code.src_end, code.dest_start, code.dest_end)
        for code in Indel.opcodes(was, became)
    ]
    old: list[Piece] = []
    new: list[Piece] = []
    for index, (equal, start, end, to_start, to_end) in enumerate(codes):
        stray = end - start <= STRAY and 0 < index < len(codes) - 1
        _put(old, was[start:end], not equal or stray)
        _put(new, became[to_start:to_end], not equal or stray)
    return old, new


def _put(pieces: list[Piece], text: str, changed: bool) -> None:
    if text and pieces and pieces[-1].changed == changed:
        pieces[-1] = Piece(pieces[-1].text + text, changed)
    elif text:
        pieces.append(Piece(text, changed))


def paired(old: Version, new: Version) -> dict[int, Known]:
    """New key → old task. The likest pair is matched first, so that an inserted task shifts nothing."""
    by_text: dict[str, list[Known]] = {}
    for task in old.tasks:
        by_text.setdefault(task.text, []).append(task)
    pairs: dict[int, Known] = {}
    used: set[int] = set()
    # Most tasks stay as they were: found without comparing every pair, which a long plan has millions of.
    _pair(((a, b, 100.0) for b in new.tasks for a in by_text.get(b.text, ())), pairs, used)
    left, came = ([task for task in old.tasks if task.key not in used], [t for t in new.tasks if t.key not in pairs])
    _pair(((a, b, fuzz.ratio(a.text, b.text, score_cutoff=SAME_TASK)) for a in left for b in came), pairs, used)
    return pairs


def paired_sections(old: Version, new: Version, tasks: Mapping[int, Known]) -> dict[int, int]:
    """New key → old key of the sections: those of the same title, else those that most of their tasks are in common.

    `tasks` are the pairs of tasks, as `paired` gives them.
    """
    titled = {title: key for key, title in reversed(old.sections)}
    pairs = {key: titled[title] for key, title in reversed(new.sections) if title in titled}
    # A title that stands twice is told by its tasks.
    pairs = {key: before for key, before in pairs.items() if list(pairs.values()).count(before) == 1}
    common = Counter(
        (task.section, before.section) for task in new.tasks if (before := tasks.get(task.key)) is not None
    )
    for (after, was), _ in sorted(common.items(), key=lambda item: (-item[1], abs(item[0][0] - item[0][1]), item[0])):
        if after and was and after not in pairs and was not in pairs.values():
            pairs[after] = was
    return pairs


def _pair(scored: Iterable[tuple[Known, Known, float]], pairs: dict[int, Known], used: set[int]) -> None:
    """Adds the likest pairs of those given, new key → old task; `used` are the old keys that have one."""
    likely = [(-score, abs(a.key - b.key), b.key, a.key, a) for a, b, score in scored if score >= SAME_TASK]
    for _, _, after, before, task in sorted(likely, key=lambda pair: pair[:4]):
        if after not in pairs and before not in used:
            pairs[after] = task
            used.add(before)


def _changes(a: Known, b: Known) -> Iterator[Difference]:
    if a.id != b.id:
        yield Difference(Change.RENUMBERED, a.key, b.key, a.id, b.id)
    if a.text != b.text:
        yield Difference(Change.REWORDED, a.key, b.key, a.text, b.text)
    was, became = a.leads, b.leads
    if was != became:
        yield Difference(Change.LEAD, a.key, b.key, "、".join(was), "、".join(became))
    names_before, names_after = [p.name for p in a.parties], [p.name for p in b.parties]
    for name in names_after:
        if name not in names_before:
            yield Difference(Change.JOINED, a.key, b.key, became=name)
    for name in names_before:
        if name not in names_after:
            yield Difference(Change.LEFT, a.key, b.key, was=name)
    # A version that was remembered without them says nothing of time limits.
    if a.deadline is not None and b.deadline is not None and a.deadline != b.deadline:
        yield Difference(Change.DEADLINE, a.key, b.key, a.deadline, b.deadline)
