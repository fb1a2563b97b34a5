"""Rules for rankings: of departments, of tasks by their parties, of sections by their tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.normalize import number
from index.query import HasRole, InSection, Intent, Not, Order
from index.reading.choices import PART, ROLES, Pattern, sign
from index.reading.grammar import ALL_PLACES, Rules, Use, shape_of
from index.reading.patterns import joined
from index.reading.spans import Span

_DIGIT = r"\d{1,2}|[一二三四五六七八九十两]"
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "second": 2, "third": 3, "runner-up": 2, "老二": 2}
_TOP = re.compile(
    rf"(?:前|top |头|first )({_DIGIT}|two|three|four|five)|最[多少忙](?:任务)?的({_DIGIT})[个家]|the (two|three|four|five) "
)
_PLACE = re.compile(
    rf"(?:排|位列|居|列|名列|位居|并列|居于|行)(?:在|名)?第({_DIGIT})|第({_DIGIT})[多名位]|(second|third|runner-up)|(老二)"
)
_RANKS = (
    "want.most",
    "want.fewest",
    "want.ranking",
    "want.none",
    "logic.every",
    "want.compare",
)
# Without a word of ranking, departments may be told apart by what they do not do, or only do.
_DEPARTMENTS = ("want.who", "want.departments", "want.count")
_DESCENDING = ("1", "all", "top", "place", "without")


def add(rules: Rules, taken: Use) -> None:
    """The rankings of a frame; with a department named, of sections by its tasks, or of the others."""
    analysis, frame = rules.analysis, taken.frame
    if analysis.has("due.early", "due.late") and analysis.has("due.", "ask."):
        _by_day(rules, taken)
    ranked = [span for span, mode in zip(analysis.numbers, frame.modes, strict=True) if mode == "rank"]
    limited = analysis.has("logic.only", "logic.not") and analysis.has(*_DEPARTMENTS)
    if not ranked and not limited and not analysis.has(*_RANKS):
        return
    if {"num", "neg", "pick", "pair", "range", "one", "last", "pc", "roles"} & set(frame.modes):
        return
    if taken.count == 1 and not ranked:
        _sections(rules, taken)
    if taken.count > 1 or (taken.count and not rules.choices.negative):
        return
    pattern: Pattern = ((None, True),) * taken.count
    ids = [*taken.ids, *(rules.choices.role(i, None, True, taken.count) for i in frame.used)]
    where = joined([*(Not(HasRole(parties)) for parties in taken.parties), *taken.places])
    counted = analysis.has("want.count")
    for name, order in _orders(rules, ranked):
        slots = {"where": where, "mentions": taken.mentions, "order": order}
        turn = f"{name}|{order.descending}"
        query = rules.query(Intent.RANK, counted=counted, **slots)
        rules.add(query, f"rank|{turn}|{sign(order.role)}", ids, shape_of(taken), pattern)
        if order.role is None and name in ("1", "top", "place") and not taken.count:
            rules.add(rules.query(Intent.RANK_TASKS, **slots), f"rank-tasks|{turn}", ids, shape_of(taken))
            if name == "1":
                rules.add(rules.query(Intent.RANK_SECTIONS, **slots), f"rank-sections|{turn}", ids, shape_of(taken))


def _by_day(rules: Rules, taken: Use) -> None:
    """The tasks that are due first or last, of all or of those named."""
    if taken.count > 1 or "rank" in taken.frame.modes:
        return
    for role in ROLES if taken.count else (None,):
        ids = [*taken.ids, *(rules.choices.role(i, role, False, 1) for i in taken.frame.used)]
        where = joined([*(HasRole(parties, role) for parties in taken.parties), *taken.places])
        for late in (True, False):
            order = Order(None, descending=late, by_day=True)
            query = rules.query(Intent.RANK_TASKS, where=where, mentions=taken.mentions, order=order)
            rules.add(
                query,
                f"rank-day|{late}",
                [*ids, rules.choices.end(late)],
                shape_of(taken),
                ((role, False),) * taken.count,
            )


def _sections(rules: Rules, taken: Use) -> None:
    """The sections with the most or fewest of a department's tasks."""
    if any(isinstance(place, InSection) for place in taken.places):
        return
    for role in ROLES:
        ids = [*taken.ids, rules.choices.role(taken.frame.used[0], role, False, 1)]
        for descending in (True, False):
            query = rules.query(
                Intent.RANK_SECTIONS,
                where=joined([HasRole(taken.parties[0], role), *taken.places]),
                mentions=taken.mentions,
                order=Order(None, descending=descending),
            )
            rules.add(query, f"rank-sections|{descending}", ids, shape_of(taken), ((role, False),))


def _orders(rules: Rules, ranked: list[Span]) -> Iterator[tuple[str, Order]]:
    """The orders that a question may mean, with a name for each."""
    for name, how in _ways(rules.analysis.text, ranked):
        # All in order are the most first, unless the fewest are spoken of.
        either = name in _DESCENDING and (name != "all" or rules.analysis.has("want.fewest"))
        for descending in (True, False) if either else (True,):
            for role in ROLES:
                if (name == "without" and role is not PART) or (name == "zero" and role is None):
                    continue
                yield name, Order(role, descending=descending, **how)  # type: ignore[arg-type]


def _ways(text: str, ranked: list[Span]) -> Iterator[tuple[str, dict[str, object]]]:
    for span in ranked:
        first, last = span.numbers[0], span.numbers[-1]
        if span.kind == "Q":
            yield ("between0" if first == last else "between"), {"limit": ALL_PLACES, "low": first, "high": last}
            continue
        yield "top", {"limit": last}
        yield "place", {"place": first}
        yield "between0", {"limit": ALL_PLACES, "low": first, "high": first}
    if ranked:
        return
    yield "1", {}
    yield "all", {"limit": ALL_PLACES}
    yield "zero", {"low": 0, "high": 0}
    yield "without", {"without_lead": True}
    if place := _PLACE.search(text):
        yield "place", {"place": _value(place)}
    if top := _TOP.search(text):
        yield "top", {"limit": _value(top)}


def _value(match: re.Match[str]) -> int:
    written = next(group for group in match.groups() if group)
    return _WORDS.get(written) or number(written) or 1
