"""What the words of a question say outright is never read the other way round: who leads is not whoever takes part."""

from __future__ import annotations

import itertools

from corpus.records import Role
from index.query import HasRole, Query, RoleCount, leaves
from index.reading.features import Sight
from index.reading.lexicon import Unit

_OF = {"role.lead": Role.LEAD, "role.participant": Role.PARTICIPANT}
_OTHER = {Role.LEAD: Role.PARTICIPANT, Role.PARTICIPANT: Role.LEAD}
# Beside these a role may be denied, be another's, or be the one that is not asked for.
_TURNS = (
    "logic.",
    "want.none",
    "want.partners",
    "want.helped",
    "want.fewest",
    "talk.correct",
    "talk.known",
    "role.whole",
)
_JOINS = ("logic.and", "logic.copula")
# Who is asked whom it helps leads.
_WHOM = ("want.who", "want.departments", "want.partners", "want.identity", "back.")


def said_role(sight: Sight) -> Role | None:
    """The only role that a question speaks of, where nothing in the clauses that do so may turn it round; else None."""
    found: set[Role] = set()
    for marked, units in itertools.groupby(sight.units, lambda unit: "stop.mark" in unit.classes):
        clause = () if marked else tuple(units)
        names = [name for unit in clause for name in unit.classes]
        if not any(name.startswith("role.") and name != "role.office" for name in names):
            continue
        roles = {_OF[name] for name in names if name in _OF}
        if len(roles) != 1 or _turned(clause, names, next(iter(roles))):
            return None
        found |= roles
    return next(iter(found)) if len(found) == 1 else None


def _turned(clause: tuple[Unit, ...], names: list[str], role: Role) -> bool:
    """Whether a clause may mean another role than its word says."""
    if any(name.startswith(_TURNS) and name not in _JOINS for name in names):
        return True
    return role is Role.PARTICIPANT and any(name.startswith(_WHOM) for name in names)


def contradicts(query: Query, said: Role) -> bool:
    """Whether a query asks for the role that the question does not speak of, and not for the one that it does."""
    roles = [leaf.role for leaf in leaves(query.where) if isinstance(leaf, HasRole | RoleCount)]
    roles += [query.role, query.order.role if query.order else None]
    return _OTHER[said] in roles and said not in roles
