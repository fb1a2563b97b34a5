"""Trees of conditions in a line, so that tables of questions can be read: shangwu:lead & !(caizheng | section 3)."""

from __future__ import annotations

from index.records import All, AnyOf, Condition, Holds, InSection, Not, Numbered, PartyCount, Placed


def written(where: Condition | None) -> str:
    """The tree in a line: + between the parties that one department stands for; empty for None."""
    match where:
        case None:
            return ""
        case Holds(departments, role):
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
        case Not(item):
            return "!" + _inner(item)
    return repr(where)  # a time or a count of parties in a role: no test writes these trees


def _inner(where: Condition) -> str:
    return f"({written(where)})" if isinstance(where, All | AnyOf) else written(where)
