"""Trees of conditions in a line, so that tables of questions can be read: shangwu:lead & !(caizheng | section 3)."""

from __future__ import annotations

import re

from corpus.records import Role
from index.query import All, AnyOf, Condition, HasRole, InSection, Not, Numbered, OneOf, PartyCount, Placed
from index.tables import Tables

_TOKEN = re.compile(r"[()&|!]|section [\d,]+|task [\d,]+|\d+–\d+ parties|[a-z+]+(?::(?:lead|participant))?")


def written(where: Condition | None) -> str:
    """The tree in a line: ^ where just one holds, + between the parties that one department stands for; empty for None."""
    match where:
        case None:
            return ""
        case HasRole(departments, role):
            return "+".join(departments) + (f":{role}" if role else "")
        case InSection(numbers):
            return "section " + ",".join(map(str, numbers))
        case Numbered(numbers):
            return "task " + ",".join(map(str, numbers))
        case PartyCount(low, high):
            return f"{low}–{high} parties"
        case Placed(item, places):
            return (f"{_inner(item)} " if item is not None else "") + "at " + ",".join(map(str, places))
        case All(items):
            return " & ".join(map(_inner, items))
        case AnyOf(items):
            return " | ".join(map(_inner, items))
        case OneOf(items):
            return " ^ ".join(map(_inner, items))
        case Not(item):
            return "!" + _inner(item)
    return repr(where)  # a time or a count of parties in a role: no test writes these trees


def _inner(where: Condition) -> str:
    return f"({written(where)})" if isinstance(where, All | AnyOf | OneOf) else written(where)


def selected(tree: str, tables: Tables) -> frozenset[int]:
    """The tasks that a tree written so selects; & binds closer than |, and nothing at all selects every task."""
    tokens = _TOKEN.findall(tree)

    def either() -> frozenset[int]:
        found = both()
        while tokens[:1] == ["|"]:
            tokens.pop(0)
            found |= both()
        return found

    def both() -> frozenset[int]:
        found = one()
        while tokens[:1] == ["&"]:
            tokens.pop(0)
            found &= one()
        return found

    def one() -> frozenset[int]:
        token = tokens.pop(0)
        if token == "!":
            return tables.every - one()
        if token == "(":
            found = either()
            tokens.pop(0)
            return found
        return tables.run(_simple(token))

    return either() if tokens else tables.every


def _simple(token: str) -> Condition:
    numbers = tuple(map(int, re.findall(r"\d+", token)))
    if token.startswith("section"):
        return InSection(numbers)
    if token.startswith("task"):
        return Numbered(numbers)
    if token.endswith("parties"):
        return PartyCount(*numbers)
    names, _, role = token.partition(":")
    return HasRole(tuple(names.split("+")), Role(role) if role else None)
