"""Patterns of several departments: the role of each, which of them are left out, and how the others are joined."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from corpus.records import Role
from index.query import All, AnyOf, Condition, HasRole, Not, OneOf
from index.reading.choices import LEAD, PART, ROLES, Pattern

# Shapes of three and more departments: all alike, or the first or last apart.
_SHAPES: tuple[tuple[Role | None, Role | None], ...] = (
    (LEAD, PART),
    (PART, LEAD),
    (LEAD, None),
    (None, LEAD),
    (None, PART),
)
_JOINTS: dict[str, type[All | AnyOf | OneOf]] = {"and": All, "or": AnyOf, "one": OneOf}


def joined(items: Sequence[Condition | None], join: type[All | AnyOf | OneOf] = All) -> Condition | None:
    """The conditions as one; None where there is none."""
    kept = [item for item in items if item is not None]
    return kept[0] if len(kept) == 1 else join(tuple(kept)) if kept else None


def patterns(may_be_out: Sequence[bool], one: bool = False) -> Iterator[tuple[Pattern, str]]:
    """Roles for so many departments, which of them are left out, and how they are joined.

    `may_be_out` says of each whether a word may leave it out, `one` whether the question may ask for just one of them.
    """
    count = len(may_be_out)
    if not count:
        yield (), "and"
        return
    for roles, out in dict.fromkeys(
        (*itertools.product(_roles(count), _left_out(may_be_out)), *_pair_apart(may_be_out))
    ):
        pattern = tuple(zip(roles, out, strict=True))
        yield pattern, "and"
        if sum(not each for each in out) > 1:
            yield pattern, "or"
        if any(out):
            continue
        if count > 2 and roles[0] is not roles[1]:
            yield pattern, "first-or"
        if one and count > 1 and len(set(roles)) == 1:
            yield pattern, "one"


def _left_out(may_be_out: Sequence[bool]) -> list[tuple[bool, ...]]:
    """Which are left out: none, all, the first or last, all but the first, those that may be."""
    count = len(may_be_out)
    shapes = [(False,) * count, (True,) * count, (False,) * (count - 1) + (True,), (True,) + (False,) * (count - 1)]
    shapes += [(False,) + (True,) * (count - 1), tuple(may_be_out)]
    return [out for out in dict.fromkeys(shapes) if all(may for may, left in zip(may_be_out, out, strict=True) if left)]


def _pair_apart(may_be_out: Sequence[bool]) -> Iterator[tuple[tuple[Role | None, ...], tuple[bool, ...]]]:
    """Of three departments two in different roles and one left out: 甲牵头、乙配合，没有丙."""
    if len(may_be_out) != 3:
        return
    for pair, role in itertools.product((shape for shape in _SHAPES if LEAD in shape), ROLES):
        if may_be_out[2]:
            yield (*pair, role), (False, False, True)
        if may_be_out[0]:
            yield (role, *pair), (True, False, False)


def _roles(count: int) -> list[tuple[Role | None, ...]]:
    if count < 3:
        return list(itertools.product(ROLES, repeat=count))
    alike: list[tuple[Role | None, ...]] = [(role,) * count for role in ROLES]
    apart: list[tuple[Role | None, ...]] = [(first, *(other,) * (count - 1)) for first, other in _SHAPES]
    return alike + apart + [(*(other,) * (count - 1), last) for last, other in _SHAPES]


def conditions_of(parties: Sequence[tuple[str, ...]], pattern: Pattern, join: str) -> list[Condition] | None:
    """The conditions of departments in a pattern; None where one is asked for and left out at once."""
    holds = [HasRole(ids, role) for ids, (role, out) in zip(parties, pattern, strict=True) if not out]
    outs = [HasRole(ids, role) for ids, (role, out) in zip(parties, pattern, strict=True) if out]
    if set(holds) & set(outs):
        return None
    # first-or: 甲牵头、乙或丙配合
    together = joined([holds[0], joined(holds[1:], AnyOf)]) if join == "first-or" else joined(holds, _JOINTS[join])
    return [*([together] if together else []), *map(Not, outs)]
