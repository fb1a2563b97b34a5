"""Rules for rankings: of departments, of tasks by their parties or days, of sections by their tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.normalize import number
from corpus.records import Part
from index.query import Condition, HasRole, InSection, Intent, Mention, Not, Order
from index.reading.choices import PART, ROLES, Pattern, sign
from index.reading.frames import RANKED
from index.reading.grammar import ALL_PLACES, Rules, Use, shape_of
from index.reading.patterns import joined
from index.reading.spans import Span

_DIGIT = r"\d{1,2}|[一二三四五六七八九十两]"
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "second": 2, "third": 3, "runner-up": 2, "老二": 2}
_TOP = re.compile(
    rf"(?:前|top |头|first )({_DIGIT}|two|three|four|five)|最[多少忙](?:任务)?的({_DIGIT})[个家]|the (two|three|four|five) "
)
_PLACE = re.compile(
    rf"(?:排|位列|居|列|名列|位居|并列|居于|行)(?:在|名)?第({_DIGIT})|第({_DIGIT})[多名位的]|(second|third|runner-up)|(老二)"
)
_RANKS = (
    "want.most",
    "want.fewest",
    "want.ranking",
    "want.none",
    "logic.every",
    "want.compare",
    "want.after",
)
# Without a word of ranking, departments may be told apart by what they do not do, or only do.
_DEPARTMENTS = ("want.who", "want.departments", "want.count")
# Without one of these 商务厅最多的任务 counts nothing.
_OFFICES = ("want.departments", "want.who", "want.partners", "want.which", "role.")
_DESCENDING = ("1", "all", "top", "place", "without", "after")
# Tasks and sections are ranked where one of them is asked for; a ranking of departments is of no tasks that lack them.
_OF_TASKS = ("1", "top", "place")
_LACKING = {"nolead", "nopart"}
# Beside a time these ask for what is due first or last.
_NEXT = ("want.following", "want.ranking", "back.first", "back.last", "back.next")
# Tasks told by number or by their day are no ranking; with a number of parties nobody is ranked but one department's tasks.
_UNRANKED = frozenset(["day", "num", "neg", "pick", "pair", "range", "one", "last"])
_SIZES = frozenset(["pc", "roles", "helpers"])


def add(rules: Rules, taken: Use) -> None:
    """The rankings of a frame; with a department named, of its tasks, of sections by them, or of the others."""
    modes = set(taken.frame.modes)
    if "day" in modes or _asks_when(rules):
        _by_day(rules, taken)
    ranked = [span for span, mode in zip(rules.analysis.numbers, taken.frame.modes, strict=True) if mode == "rank"]
    if not _UNRANKED.isdisjoint(modes) or not (ranked or _asks_ranks(rules)):
        return
    if taken.count == 1 and not ranked:
        _of_one(rules, taken)
    if taken.kind is not None and taken.count == 1:
        _of_a_kind(rules, taken, ranked)
    if taken.count > 1 or not _SIZES.isdisjoint(modes):
        return
    if not taken.count:
        _everybody(rules, taken, ranked)
        return
    named = taken.frame.used[0]
    if rules.choices.may_leave_out(rules.analysis.departments[named]):
        _others(rules, taken, ranked)
    if rules.analysis.has("want.after"):
        _after(rules, taken)


def _asks_when(rules: Rules) -> bool:
    """Whether words ask for what is due first or last."""
    next_to = rules.choices.timed and rules.analysis.has(*_NEXT)
    return next_to or rules.analysis.has("due.early", "due.late")


def _asks_ranks(rules: Rules) -> bool:
    """Whether words rank, or tell departments apart by what they do not do, or only do."""
    has = rules.analysis.has
    return (has("logic.only", "logic.not") and has(*_DEPARTMENTS)) or has(*_RANKS)


def _departments(
    rules: Rules,
    taken: Use,
    where: Condition | None,
    orders: Iterator[tuple[str, Order]],
    ids: list[int],
    out: Pattern,
    among: Mention | None = None,
) -> None:
    """Departments in each order, and how many tasks they have where that is asked as well."""
    if _LACKING & set(taken.frame.extras):
        return
    counted = rules.analysis.has("want.count")
    for name, order in orders:
        query = rules.query(
            Intent.RANK, where=where, mentions=taken.mentions, order=order, counted=counted, among=among
        )
        rules.add(query, f"rank|{name}|{order.descending}|{sign(order.role)}", ids, shape_of(taken), out)


def _everybody(rules: Rules, taken: Use, ranked: list[Span]) -> None:
    """All departments, tasks and sections in each order."""
    where, counted = joined(taken.places), rules.analysis.has("want.count")
    _departments(rules, taken, where, _orders(rules, ranked), taken.ids, ())
    for name, order in _orders(rules, ranked):
        turn = f"{name}|{order.descending}"
        if name in _OF_TASKS and (order.role is None or rules.analysis.has(*RANKED)):
            query = rules.query(Intent.RANK_TASKS, where=where, order=order, counted=counted)
            rules.add(query, f"rank-tasks|{turn}" + _role(order.role), taken.ids, shape_of(taken))
        if name == "1" and order.role is None:
            query = rules.query(Intent.RANK_SECTIONS, where=where, order=order)
            rules.add(query, f"rank-sections|{turn}", taken.ids, shape_of(taken))


def _role(role: Part | None) -> str:
    return f"|{sign(role)}" if role else ""


def _others(rules: Rules, taken: Use, ranked: list[Span]) -> None:
    """The departments without one that is left out."""
    pattern: Pattern = ((None, True),)
    ids = [*taken.ids, rules.choices.role(taken.frame.used[0], None, True, 1)]
    where = joined([*(Not(HasRole(parties)) for parties in taken.parties), *taken.places])
    _departments(rules, taken, where, _orders(rules, ranked), ids, pattern)


def _of_a_kind(rules: Rules, taken: Use, ranked: list[Span]) -> None:
    """The departments of one kind by their tasks: 哪个县区任务最多."""
    ids = [*taken.ids, rules.choices.taken_as("kind", taken.frame.used[0])]
    orders = _orders(rules, ranked)
    _departments(rules, replace(taken, mentions=()), joined(taken.places), orders, ids, (), taken.mentions[0])


def _after(rules: Rules, taken: Use) -> None:
    """The departments next to one: 仅次于甲, after A who leads most."""
    parties = taken.parties[0]
    if len(parties) != 1:
        return
    ids = [*taken.ids, rules.choices.taken_as("after", taken.frame.used[0])]
    orders = (("after", Order(role, descending=most, after=parties[0])) for role in ROLES for most in (True, False))
    _departments(rules, taken, joined(taken.places), orders, ids, ((None, False),))


def _by_day(rules: Rules, taken: Use) -> None:
    """The tasks that are due first or last, of all or of those named."""
    if taken.count > 1 or "rank" in taken.frame.modes:
        return
    ends = taken.frame.numbers(rules.analysis, "day")
    for role in ROLES if taken.count else (None,):
        ids = [*taken.ids, *(rules.choices.role(i, role, False, 1) for i in taken.frame.used)]
        where = joined([*(HasRole(parties, role) for parties in taken.parties), *taken.places])
        for late in (ends[0] < 0,) if ends else (True, False):
            order = Order(None, descending=late, by_day=True)
            query = rules.query(Intent.RANK_TASKS, where=where, mentions=taken.mentions, order=order)
            rules.add(
                query,
                f"rank-day|{late}",
                [*ids, rules.choices.end(late)],
                shape_of(taken),
                ((role, False),) * taken.count,
            )


def _of_one(rules: Rules, taken: Use) -> None:
    """A department's tasks that list the most or fewest, and the sections with the most or fewest of its tasks."""
    within = any(isinstance(place, InSection) for place in taken.places)
    for role in ROLES:
        ids = [*taken.ids, rules.choices.role(taken.frame.used[0], role, False, 1)]
        for descending in rules.choices.directions:
            slots = {
                "where": joined([HasRole(taken.parties[0], role), *taken.places]),
                "mentions": taken.mentions,
                "order": Order(None, descending=descending),
            }
            if rules.analysis.has("want.most", "want.fewest") and rules.analysis.has(*_OFFICES):
                query = rules.query(Intent.RANK_TASKS, **slots)
                rules.add(query, f"rank-tasks|1|{descending}", ids, shape_of(taken), ((role, False),))
            if not within:
                query = rules.query(Intent.RANK_SECTIONS, **slots)
                rules.add(query, f"rank-sections|{descending}", ids, shape_of(taken), ((role, False),))


def _orders(rules: Rules, ranked: list[Span]) -> Iterator[tuple[str, Order]]:
    """The orders that a question may mean, with a name for each."""
    for name, how in _ways(rules.analysis.text, ranked):
        # All in order are the most first, unless the fewest are spoken of.
        either = name in _DESCENDING and (name != "all" or rules.analysis.has("want.fewest"))
        for descending in rules.choices.directions if either else (True,):
            # 不管牵头配合: where words say that both roles count, one alone is not meant.
            for role in (None,) if rules.analysis.has("role.whole") else ROLES:
                if (name.startswith("without") and role is not PART) or (name == "zero" and role is None):
                    continue
                yield name, Order(role, descending=descending, **how)  # type: ignore[arg-type]


def _ways(text: str, ranked: list[Span]) -> Iterator[tuple[str, dict[str, object]]]:
    for span in ranked:
        first, last = span.numbers[0], span.numbers[-1]
        if span.how == "parties":
            yield "top", {"limit": first}
            continue
        bounds: dict[str, object] = {"limit": ALL_PLACES, "low": first, "high": last if span.kind == "Q" else first}
        if span.kind == "Q":
            yield ("between0" if first == last else "between"), bounds
            yield "without-between", {**bounds, "without_lead": True}
            if first == last:  # 最高的四个单位
                yield "top", {"limit": first}
            continue
        yield "top", {"limit": last}
        yield "place", {"place": first}
        yield "between0", bounds
    if ranked:
        return
    yield "1", {}
    yield "all", {"limit": ALL_PLACES}
    yield "zero", {"low": 0, "high": 0}
    yield "without", {"without_lead": True}
    yield from places(text)


def places(text: str) -> Iterator[tuple[str, dict[str, object]]]:
    """The place in a ranking, or how many from its top, that a text says: 第二多, 前三."""
    if place := _PLACE.search(text):
        yield "place", {"place": _value(place)}
    if top := _TOP.search(text):
        yield "top", {"limit": _value(top)}


def _value(match: re.Match[str]) -> int:
    written = next(group for group in match.groups() if group)
    return _WORDS.get(written) or number(written) or 1
