"""What a candidate comes to: how its tasks lie to those that were shown, and what it says against the words of the question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from index.query import Condition
from index.reading.contradiction import checks
from index.reading.features import Sight, code, crossed, one
from index.reading.parse import Parse
from index.reading.state import Turn
from index.tables import Tables


def add(parse: Parse, turn: Turn | None, tables: Tables) -> None:
    """Adds what each candidate comes to."""
    found = tuple(checks(parse.analysis, turn, tables.run))
    if turn is None and not found:
        return
    selected: dict[Condition | None, str] = {}
    for index, candidate in enumerate(parse.candidates):
        query = candidate.query
        if turn is not None and query.where not in selected:
            selected[query.where] = _lies(tables.run(query.where), turn)
        signs = tuple((name, check(query)) for name, check in found)
        key = ("out", signs, selected.get(query.where, ""), query.intent, bool(query.topic))
        id = parse.component(key, partial(_features, parse.analysis.sight, *key[1:]))
        parse.candidates[index] = replace(candidate, components=(*candidate.components, id))


def _features(sight: Sight, signs: tuple[tuple[str, bool], ...], lies: str, intent: str, topic: bool) -> Iterator[int]:
    for name, agrees in signs:
        yield one("ck", agrees)
        yield one("ck", name, agrees)
    if lies:
        yield one("os", lies)
        yield one("os", lies, intent, topic)
        yield from crossed(code("os", lies, topic), sight.class_codes)
        yield from crossed(code("os", lies, topic), sight.shape)


def _lies(tasks: frozenset[int], turn: Turn) -> str:
    """How some tasks lie to those that were shown, and to the list that these are of."""
    return f"{_against(tasks, frozenset(turn.shown))} {_against(tasks, frozenset(turn.listed))}"


def _against(tasks: frozenset[int], known: frozenset[int]) -> str:
    if not tasks or not known:
        return "none" if known else "new"
    if tasks == known:
        return "same"
    if tasks < known:
        return "inside"
    if tasks > known:
        return "beyond"
    return "some" if tasks & known else "apart"
