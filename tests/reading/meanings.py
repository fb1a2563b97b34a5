"""Meanings of questions by name: what is asked of values drawn from a plan, as the slots of a Query."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from typing import Any

from corpus.records import Role
from index.query import (
    All,
    AnyOf,
    Condition,
    Due,
    HasRole,
    InSection,
    Intent,
    Not,
    Numbered,
    Order,
    PartyCount,
    Placed,
    RoleCount,
)
from index.reading.documents import DEADLINE
from index.reading.numerals import MANY

L, P = Role.LEAD, Role.PARTICIPANT
EVERY = 999
# Every day of the plans that rows are about lies before it, as before the day on which they are read.
_PAST = (2026, 1, 1)


def holds(a: str, role: Role | None = None) -> HasRole:
    """One department's tasks."""
    return HasRole((a,), role)


def _rank(role: Role | None, **how: Any) -> dict[str, Any]:
    return {"intent": Intent.RANK, "order": Order(role, **how), "named": ""}


def _tasks(where: Condition | None, **more: Any) -> dict[str, Any]:
    return {"intent": Intent.TASKS, "where": where, **more}


def _count(where: Condition | None) -> dict[str, Any]:
    return {"intent": Intent.COUNT, "where": where, "counted": True}


def _parties(where: Condition | None, role: Role | None = None, **more: Any) -> dict[str, Any]:
    return {"intent": Intent.PARTIES, "where": where, "role": role, **more}


def _compare(a: str, b: str, role: Role | None = None, **how: Any) -> dict[str, Any]:
    return {"intent": Intent.COMPARE, "where": AnyOf((holds(a, role), holds(b, role))), "order": Order(role, **how)}


def due_in(month: tuple[int, int]) -> Due:
    return Due((*month, 1), (*month, calendar.monthrange(*month)[1]))


def _by_day(where: Condition | None, late: bool) -> dict[str, Any]:
    return {"intent": Intent.RANK_TASKS, "where": where, "order": Order(None, descending=late, by_day=True)}


def _n(*keys: int) -> Numbered:
    return Numbered(keys)


def _s(key: int) -> InSection:
    return InSection((key,))


MEANINGS: dict[str, Callable[..., dict[str, Any]]] = {
    "lead": lambda a: _tasks(holds(a, L)),
    "joins": lambda a: _tasks(holds(a, P)),
    "all": lambda a: _tasks(holds(a)),
    "countlead": lambda a: _count(holds(a, L)),
    "countjoins": lambda a: _count(holds(a, P)),
    "countall": lambda a: _count(holds(a)),
    "both": lambda a, b: _tasks(All((holds(a), holds(b)))),
    "either": lambda a, b: _tasks(AnyOf((holds(a), holds(b)))),
    "eitherlead": lambda a, b: _tasks(AnyOf((holds(a, L), holds(b, L)))),
    "leadwith": lambda a, b: _tasks(All((holds(a, L), holds(b, P)))),
    "leadand": lambda a, b: _tasks(All((holds(a, L), holds(b)))),
    "minus": lambda a, b: _tasks(All((holds(a), Not(holds(b))))),
    "leadminus": lambda a, b: _tasks(All((holds(a, L), Not(holds(b))))),
    "joinminus": lambda a, b: _tasks(All((holds(a, P), Not(holds(b))))),
    "notleadby": lambda a, b: _tasks(All((holds(a), Not(holds(b, L))))),
    "without": lambda a: _tasks(Not(holds(a))),
    "three": lambda a, b, c: _tasks(All((holds(a), holds(b), holds(c)))),
    "threeany": lambda a, b, c: _tasks(AnyOf((holds(a), holds(b), holds(c)))),
    "sole": lambda a: _tasks(All((holds(a), PartyCount(1, 1)))),
    "sole0": lambda: _tasks(PartyCount(1, 1)),
    "numlead": lambda n: _parties(_n(n), L),
    "numjoin": lambda n: _parties(_n(n), P),
    "numall": lambda n: _parties(_n(n)),
    "numtext": lambda n: {"intent": Intent.TEXT, "where": _n(n)},
    "numexcept": lambda n, a: _parties(All((_n(n), Not(holds(a))))),
    "check": lambda n, a: {"intent": Intent.CHECK, "where": All((_n(n), holds(a)))},
    "nums": lambda n, m: {"intent": Intent.TEXT, "where": _n(n, m)},
    "numslead": lambda n, m: _parties(_n(n, m), L),
    "corrected": lambda n, m: _parties(_n(m), L),
    "corrtext": lambda n, m: {"intent": Intent.TEXT, "where": _n(m)},
    "numcount": lambda n: {"intent": Intent.COUNT_PARTIES, "where": _n(n), "counted": True},
    "sec": lambda s: _tasks(_s(s)),
    "seclead": lambda s: _parties(_s(s), L),
    "secwho": lambda s: _parties(_s(s)),
    "seccount": lambda s: _count(_s(s)),
    "secdept": lambda s, a: _tasks(All((_s(s), holds(a)))),
    "secdeptlead": lambda s, a: _tasks(All((_s(s), holds(a, L)))),
    "secdeptcount": lambda s, a: _count(All((_s(s), holds(a)))),
    "secminus": lambda s, a: _tasks(All((_s(s), Not(holds(a))))),
    "outsec": lambda s, a: _tasks(All((holds(a), Not(_s(s))))),
    "except1": lambda n, a: _tasks(All((holds(a), Not(_n(n))))),
    "partners": lambda a: {"intent": Intent.PARTNERS, "where": holds(a)},
    "helpers": lambda a: {"intent": Intent.PARTNERS, "where": holds(a, L), "role": P},
    "helped": lambda a: {"intent": Intent.PARTNERS, "where": holds(a, P), "role": L},
    "comparelead": lambda a, b: _compare(a, b, L),
    "comparemore": lambda a, b: _compare(a, b),
    "compareall": lambda a, b: _compare(a, b, limit=EVERY),
    "mostlead": lambda: _rank(L),
    "most": lambda: _rank(None),
    "mostjoin": lambda: _rank(P),
    "rankall": lambda: _rank(L, limit=EVERY),
    "rankeach": lambda: _rank(None, limit=EVERY),
    "nolead": lambda: _rank(L, low=0, high=0),
    "nojoin": lambda: _rank(P, low=0, high=0),
    "exact2": lambda: _rank(L, limit=EVERY, low=2, high=2),
    "atleast3": lambda: _rank(L, limit=EVERY, low=3, high=9999),
    "second": lambda: _rank(L, place=2),
    "top3": lambda: _rank(L, limit=3),
    "biggest": lambda: {"intent": Intent.RANK_TASKS, "order": Order(None)},
    "bigsec": lambda: {"intent": Intent.RANK_SECTIONS, "order": Order(None)},
    "total": lambda: _count(None),
    "totalparties": lambda: {"intent": Intent.COUNT_PARTIES, "counted": True},
    "parties": lambda: _parties(None),
    "leads": lambda: _parties(None, L),
    "sections": lambda: {"intent": Intent.SECTIONS},
    "sectioncount": lambda: {"intent": Intent.COUNT_SECTIONS, "counted": True},
    "third": lambda a: {"intent": Intent.TEXT, "where": Placed(holds(a, L), (2,))},
    "first3": lambda: _tasks(_n(1, 2, 3)),
    "last1": lambda: {"intent": Intent.TEXT, "where": Placed(None, (-1,))},
    "range": lambda n, m: _tasks(_n(*range(n, m + 1))),
    "instead": lambda a, b: _tasks(holds(b, L), named="b"),
    "ours": lambda a: _tasks(holds(a, L)),
    "oursall": lambda a: _tasks(holds(a)),
    "twoleads": lambda: _tasks(RoleCount(L, 2, 2)),
    "noleads": lambda: _tasks(RoleCount(L, 0, 0)),
    "nodue": lambda: _tasks(Due()),
    "comparefewer": lambda a, b: _compare(a, b, descending=False),
    "comparefewerlead": lambda a, b: _compare(a, b, L, descending=False),
    "comparejoin": lambda a, b: _compare(a, b, P),
    "least": lambda: _rank(None, descending=False),
    "exact1": lambda: _rank(None, limit=EVERY, low=1, high=1),
    "secnotlead": lambda s, a: _tasks(All((_s(s), Not(holds(a, L))))),
    "joinnotled": lambda a, b: _tasks(All((holds(a, P), Not(holds(b, L))))),
    "neverlead": lambda: _rank(L, low=0, high=0),
    "neverjoin": lambda: _rank(P, low=0, high=0),
    "secdeptnth": lambda s: _tasks(Placed(_s(s), (-2, -1))),
    "secfirst": lambda s: {"intent": Intent.TEXT, "where": Placed(_s(s), (1,))},
    "joinfirst2": lambda a: _tasks(Placed(holds(a, P), (1, 2))),
    "leadlast": lambda a: {"intent": Intent.TEXT, "where": Placed(holds(a, L), (-1,))},
    "numjoincount": lambda n: {"intent": Intent.COUNT_PARTIES, "where": _n(n), "role": P, "counted": True},
    "countdue": lambda d: _count(due_in(d)),
    "leadnotdue": lambda d, a: _tasks(All((holds(a, L), Not(due_in(d))))),
    "noleaddept": lambda a: _tasks(All((holds(a), RoleCount(L, 0, 0)))),
    "nojoins0": lambda: _tasks(RoleCount(P, 0, 0)),
    "numpartners": lambda n, a: _parties(All((_n(n), Not(holds(a))))),
    "leadcount0": lambda: {"intent": Intent.COUNT_PARTIES, "role": L, "counted": True},
    "earliest": lambda: {"intent": Intent.RANK_TASKS, "order": Order(None, descending=False, by_day=True)},
    "latest": lambda: {"intent": Intent.RANK_TASKS, "order": Order(None, by_day=True)},
    "bothlist": lambda a, b: _tasks(All((holds(a), holds(b)))),
    "due": lambda d: _tasks(due_in(d)),
    "duedept": lambda d, a: _tasks(All((holds(a), due_in(d)))),
    "duelead": lambda d, a: _tasks(All((holds(a, L), due_in(d)))),
    "numdated": lambda n: {"intent": Intent.FACT, "where": _n(n), "fact": DEADLINE},
    "secnthdue": lambda s: {"intent": Intent.FACT, "where": Placed(_s(s), (2,)), "fact": DEADLINE},
    "numdue": lambda n: {"intent": Intent.FACT, "where": _n(n), "fact": DEADLINE},
    "ongoing": lambda: _tasks(Due(ongoing=True)),
    "within": lambda t: _tasks(t),
    "withindept": lambda t, a: _tasks(All((holds(a), t))),
    "withinlead": lambda t, a: _tasks(All((holds(a, L), t))),
    "withinjoin": lambda t, a: _tasks(All((holds(a, P), t))),
    "withinsec": lambda t, s: _tasks(All((_s(s), t))),
    "withincount": lambda t: _count(t),
    "withindeptcount": lambda t, a: _count(All((holds(a), t))),
    "notwithin": lambda t, a: _tasks(All((holds(a), Not(t)))),
    "printed": lambda limit: _tasks(limit),
    "printedcount": lambda limit: _count(limit),
    "printeddept": lambda limit, a: _tasks(All((holds(a), limit))),
    "nodueblank": lambda: _tasks(Due()),
    "noduedept": lambda a: _tasks(All((holds(a), Due()))),
    "noduesec": lambda s: _tasks(All((_s(s), Due()))),
    "noduecount": lambda: _count(Due()),
    "ongoingdept": lambda a: _tasks(All((holds(a), Due(ongoing=True)))),
    "ongoingcount": lambda: _count(Due(ongoing=True)),
    "earliestdept": lambda a: _by_day(holds(a), False),
    "earliestlead": lambda a: _by_day(holds(a, L), False),
    "latestdept": lambda a: _by_day(holds(a), True),
    "earliestsec": lambda s: _by_day(_s(s), False),
    "deptdue": lambda a: {"intent": Intent.FACT, "where": holds(a), "fact": DEADLINE},
    "leaddue": lambda a: {"intent": Intent.FACT, "where": holds(a, L), "fact": DEADLINE},
    "secdue": lambda s: {"intent": Intent.FACT, "where": _s(s), "fact": DEADLINE},
    "overdue": lambda: _tasks(Due(None, _PAST)),
    "overduedept": lambda a: _tasks(All((holds(a), Due(None, _PAST)))),
    "manyleads": lambda: _tasks(RoleCount(L, 2, MANY)),
    "manyleadscount": lambda: _count(RoleCount(L, 2, 2)),
    "manyleadsdept": lambda a: _tasks(All((holds(a), RoleCount(L, 2, 2)))),
    "absentlead": lambda x: _tasks(HasRole((), L)),
    "absentall": lambda x: _tasks(HasRole(())),
    "absentboth": lambda a, x: _tasks(All((holds(a), HasRole(())))),
    "absentcheck": lambda n, x: {"intent": Intent.CHECK, "where": All((_n(n), HasRole(())))},
    "absentcount": lambda x: _count(HasRole(())),
    "hello": lambda: {"intent": Intent.NOTHING, "fact": "small.greet"},
    "thanks": lambda: {"intent": Intent.NOTHING, "fact": "small.thanks"},
    "ability": lambda: {"intent": Intent.NOTHING, "fact": "small.ability"},
    "order": lambda a: {"intent": Intent.NOTHING, "fact": "small.order", "named": ""},
}
