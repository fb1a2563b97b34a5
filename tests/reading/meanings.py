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
    Mention,
    Not,
    Numbered,
    OneOf,
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


def _rank(role: Role | None, among: Mention | None = None, **how: Any) -> dict[str, Any]:
    return {"intent": Intent.RANK, "order": Order(role, **how), "named": "", "among": among}


def _tasks(where: Condition | None, **more: Any) -> dict[str, Any]:
    return {"intent": Intent.TASKS, "where": where, **more}


def _count(where: Condition | None) -> dict[str, Any]:
    return {"intent": Intent.COUNT, "where": where, "counted": True}


def _parties(where: Condition | None, role: Role | None = None, **more: Any) -> dict[str, Any]:
    return {"intent": Intent.PARTIES, "where": where, "role": role, **more}


def _shared(where: Condition, role: Role | None = None, **more: Any) -> dict[str, Any]:
    return {"intent": Intent.SHARED, "where": where, "role": role, **more}


def _one_of(*items: Condition) -> dict[str, Any]:
    return _tasks(OneOf(items))


def _sizes(
    where: Condition | None = None, role: Role | None = None, counted: bool = False, **how: Any
) -> dict[str, Any]:
    return {"intent": Intent.RANK_TASKS, "where": where, "order": Order(role, **how), "counted": counted}


def _counted(role: Role | None, where: Condition | None = None, **how: Any) -> dict[str, Any]:
    return {"intent": Intent.RANK, "order": Order(role, **how), "where": where, "counted": True, "named": ""}


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
    "onelead": lambda: _tasks(RoleCount(L, 1, 1)),
    "oneleaddept": lambda a: _tasks(All((holds(a, L), RoleCount(L, 1, 1)))),
    "oneleadsec": lambda s: _tasks(All((_s(s), RoleCount(L, 1, 1)))),
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
    # Just one of two, so many parties, what is common to several.
    "justone": lambda a, b: _one_of(holds(a), holds(b)),
    "justonelead": lambda a, b: _one_of(holds(a, L), holds(b, L)),
    "justonesec": lambda s, a, b: _tasks(All((_s(s), OneOf((holds(a), holds(b)))))),
    "justonecount": lambda a, b: _count(OneOf((holds(a), holds(b)))),
    "exactparties": lambda k: _tasks(PartyCount(k, k)),
    "partiessec": lambda s, k: _tasks(All((_s(s), PartyCount(k, k)))),
    "partiesdept": lambda a, k: _tasks(All((holds(a), PartyCount(k, k)))),
    "partiesmost": lambda k: _tasks(PartyCount(0, k)),
    "partiesleast": lambda k: _tasks(PartyCount(k, MANY)),
    "helperscount": lambda j: _tasks(RoleCount(P, j, MANY)),
    "shared": lambda n, m: _shared(_n(n, m)),
    "sharedlead": lambda n, m: _shared(_n(n, m), L),
    "sharedjoin": lambda n, m: _shared(_n(n, m), P),
    "sharedcount": lambda n, m: _shared(_n(n, m), counted=True),
    "sharedsecs": lambda s, q: _shared(InSection((s, q))),
    # Roles beside each other, and tasks that nobody leads.
    "joinand": lambda a, b: _tasks(All((holds(a, P), holds(b)))),
    "noleadminus": lambda a: _tasks(All((RoleCount(L, 0, 0), Not(holds(a))))),
    "nopartdept": lambda a: _tasks(All((holds(a), RoleCount(P, 0, 0)))),
    "nopartsec": lambda s: _tasks(All((_s(s), RoleCount(P, 0, 0)))),
    # Tasks and sections by size, departments by what they have.
    "smallest": lambda: _sizes(descending=False),
    "biggest2": lambda: _sizes(place=2),
    "biggest3": lambda: _sizes(limit=3),
    "biggestcount": lambda: _sizes(counted=True),
    "smallestcount": lambda: _sizes(descending=False, counted=True),
    "mosthelped": lambda: _sizes(role=P),
    "mostleads": lambda: _sizes(role=L),
    "biggestlead": lambda a: _sizes(holds(a, L)),
    "biggestdept": lambda a: _sizes(holds(a)),
    "biggestsec": lambda s: _sizes(_s(s)),
    "smallsec": lambda: {"intent": Intent.RANK_SECTIONS, "order": Order(None, descending=False)},
    "joinsnolead": lambda: _rank(P, without_lead=True),
    "joinsnolead3": lambda: _rank(P, without_lead=True, limit=EVERY, low=3, high=MANY),
    "afterlead": lambda a: {"intent": Intent.RANK, "order": Order(L, after=a)},
    "afterall": lambda a: {"intent": Intent.RANK, "order": Order(None, after=a)},
    "leadsbeside": lambda a: {"intent": Intent.RANK, "where": Not(holds(a)), "order": Order(L)},
    "mostleadcount": lambda: _counted(L),
    "mostcount": lambda: _counted(None),
    "secondcount": lambda: _counted(L, place=2),
    "secondall": lambda: _rank(None, place=2),
    "fewestlead": lambda: _rank(L, descending=False),
    "mostleadsec": lambda s: {**_rank(L), "where": _s(s)},
    "mostsec": lambda s: {**_rank(None), "where": _s(s)},
    # Who leads what is named.
    "whichleads": lambda n, a, b: {**_parties(_n(n), L), "named": ""},
    "whichdoes": lambda n, a, b: {**_parties(_n(n)), "named": ""},
    "leadalone": lambda n, a: {"intent": Intent.CHECK, "where": All((_n(n), holds(a, L)))},
    "rangelead": lambda n, m: _parties(_n(*range(n, m + 1)), L),
    "rangejoin": lambda n, m: _parties(_n(*range(n, m + 1)), P),
    "rangewho": lambda n, m: _parties(_n(*range(n, m + 1))),
    "secjoin": lambda s: _parties(_s(s), P),
    "dueleads": lambda t: _parties(t, L),
    "duewho": lambda t: _parties(t),
    "checkdue": lambda n, e: {"intent": Intent.FACT, "where": _n(n), "fact": DEADLINE},
    "leaddueboth": lambda a, b: {"intent": Intent.FACT, "where": All((holds(a), holds(b))), "fact": DEADLINE},
    "figure": lambda f: {"intent": Intent.TEXT, "where": _n(f)},
    # Departments of one kind: companies, schools, counties.
    "kindmost": lambda i: _rank(None, among=i),
    "kindmostlead": lambda i: _rank(L, among=i),
    "kindleast": lambda i: _rank(None, descending=False, among=i),
    "kindall": lambda i: _parties(None, among=i),
    "kindleads": lambda i: _parties(None, L, among=i),
    "kindnum": lambda n, i: _parties(_n(n), among=i),
    "kindsec": lambda s, i: _parties(_s(s), among=i),
    "kindcount": lambda i: {"intent": Intent.COUNT_PARTIES, "counted": True, "among": i},
    "kindbeside": lambda a, i: {"intent": Intent.PARTNERS, "where": holds(a), "among": i},
    "kindtasks": lambda i: _tasks(HasRole(i.parties)),
    "kindtaskslead": lambda i: _tasks(HasRole(i.parties, L)),
    # Times: printed ends, one without another, several, what is next, what had run out by a day, none.
    "printedend": lambda p: _tasks(p),
    "printedendnot": lambda p, y: _tasks(All((p, Not(y)))),
    "printedenddept": lambda p, a: _tasks(All((holds(a), p))),
    "printednot": lambda limit: _tasks(Not(limit)),
    "twomonths": lambda v: _tasks(v),
    "twomonthslead": lambda v, a: _tasks(All((holds(a, L), v))),
    "nextdue": lambda w: _by_day(w, False),
    "asof": lambda z: _tasks(z),
    "asofdept": lambda z, a: _tasks(All((holds(a), z))),
    "idlemonth": lambda o: _tasks(o),
    "idlemonthdept": lambda o, a: _tasks(All((holds(a), o))),
    "dated": lambda: _tasks(Due(dated=True)),
    "dateddept": lambda a: _tasks(All((holds(a), Due(dated=True)))),
    "withinnotongoing": lambda t: _tasks(All((t, Not(Due(ongoing=True))))),
    "earliestdated": lambda: _by_day(Due(dated=True), False),
    "quarter": lambda g: _tasks(g),
    "quarterdept": lambda g, a: _tasks(All((holds(a), g))),
    "quarternot": lambda g, a: _tasks(All((holds(a, P), Not(g)))),
    "quarterlead": lambda g: _parties(g, L),
    "quartercount": lambda g: _count(g),
}
