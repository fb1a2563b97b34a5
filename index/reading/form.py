"""The JSON form of a Query: what another program may read, keep or hand in; keys and values are checked on the way in.

    {"intent": "tasks", "lang": "zh", "where": CONDITION, "topic": "…", "order": {…}, "role": "lead", "departments": ["shangwu"]}

"among" is {"said": "企业", "departments": [ids]}: those that alone are named or ranked; "amount" is "money" where a sum is
asked for.

A CONDITION has one key: {"holds": {"departments": [ids], "role": ROLE | null}}, {"section": [keys]},
{"task": [keys]}, {"parties": [low, high]}, {"roles": {"role", "low", "high"}},
{"due": {"first": [y, m, d] | null, "last": the same, "ongoing": false, "dated": false, "said": words of printed limits}},
{"detail": {"head": head of a column, "words": words of its cells}},
{"placed": {"of": CONDITION | null, "places": [n]}}, {"all": [CONDITIONS]}, {"any": [CONDITIONS]}, {"one": [CONDITIONS]},
{"not": CONDITION}. A ROLE is "lead" or "participant", in plans that know three roles "responsible" or "helping" as well.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from corpus.records import Duty, Part, Role
from index.query import (
    All,
    AnyOf,
    Condition,
    Day,
    Detailed,
    Due,
    HasRole,
    InSection,
    Intent,
    MatchKind,
    Mention,
    Not,
    Numbered,
    OneOf,
    Order,
    PartyCount,
    Placed,
    Query,
    RoleCount,
)

Json = dict[str, Any]


def condition_json(where: Condition) -> Json:
    """A condition as JSON."""
    match where:
        case HasRole(departments, role):
            return {"holds": {"departments": list(departments), "role": role and str(role)}}
        case InSection(keys):
            return {"section": list(keys)}
        case Numbered(keys):
            return {"task": list(keys)}
        case PartyCount(low, high):
            return {"parties": [low, high]}
        case RoleCount(role, low, high):
            return {"roles": {"role": str(role), "low": low, "high": high}}
        case Due():
            return {"due": _due_json(where)}
        case Detailed(head, words):
            return {"detail": {"head": head, "words": words}}
        case Placed(item, places):
            return {"placed": {"of": item and condition_json(item), "places": list(places)}}
        case All(items) | AnyOf(items) | OneOf(items):
            return {_JOINED[type(where)]: [condition_json(item) for item in items]}
        case Not(item):
            return {"not": condition_json(item)}


# The keys of conditions that join others.
_JOINED: dict[type[Condition], str] = {All: "all", AnyOf: "any", OneOf: "one"}


def _due_json(due: Due) -> Json:
    """A time limit by the words that are printed, where it is told by these, else by its days."""
    if due.said:
        return {"said": due.said}
    days = {"first": due.first and list(due.first), "last": due.last and list(due.last)}
    return {**days, "ongoing": due.ongoing, "dated": due.dated}


def condition(form: Json) -> Condition:
    """The condition of a form; ValueError names what is wrong with it."""
    if not isinstance(form, dict) or len(form) != 1 or next(iter(form)) not in _READERS:
        raise ValueError(f"a condition has one key of {', '.join(_READERS)}: {form!r}")
    name, value = next(iter(form.items()))
    try:
        return _READERS[name](value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"the condition {name} is not written so: {value!r} ({error})") from error


def _day(value: object) -> Day | None:
    if value is None:
        return None
    year, month, day = _numbers(value)
    return year, month, day


def _numbers(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(isinstance(n, int) for n in value):
        raise TypeError("a list of whole numbers is wanted")
    return tuple(value)


def _parties(value: object) -> PartyCount:
    low, high = _numbers(value)
    return PartyCount(low, high)


def _role(value: object) -> Part | None:
    return None if value is None else _part(value)


def _part(value: object) -> Part:
    return Duty(str(value)) if value in list(Duty) else Role(str(value))


_READERS: dict[str, Callable[[Any], Condition]] = {
    "holds": lambda value: HasRole(tuple(map(str, value["departments"])), _role(value.get("role"))),
    "section": lambda value: InSection(_numbers(value)),
    "task": lambda value: Numbered(_numbers(value)),
    "parties": _parties,
    "roles": lambda value: RoleCount(_part(value["role"]), int(value["low"]), int(value["high"])),
    "due": lambda value: Due(
        _day(value.get("first")),
        _day(value.get("last")),
        bool(value.get("ongoing")),
        str(value.get("said", "")),
        bool(value.get("dated")),
    ),
    "detail": lambda value: Detailed(str(value["head"]), str(value.get("words", ""))),
    "placed": lambda value: Placed(
        None if value.get("of") is None else condition(value["of"]), _numbers(value["places"])
    ),
    "all": lambda value: All(tuple(map(condition, value))),
    "any": lambda value: AnyOf(tuple(map(condition, value))),
    "one": lambda value: OneOf(tuple(map(condition, value))),
    "not": lambda value: Not(condition(value)),
}


_KEYS = frozenset(
    ["intent", "lang", "where", "topic", "order", "role", "departments", "fact", "counted", "amount", "among"]
)


def query_json(query: Query) -> Json:
    """A Query as JSON; what is empty is left out."""
    order = query.order and {
        key: value
        for key, value in dataclasses.asdict(query.order).items()
        if value is not None and value is not False and value != ""  # 0 is a bound
    }
    form: Json = {
        "intent": str(query.intent),
        "lang": query.lang,
        "where": query.where and condition_json(query.where),
        "topic": query.topic,
        "order": order and {**order, "descending": query.order.descending if query.order else True},
        "role": query.role and str(query.role),
        "departments": [mention.candidates[0] for mention in query.mentions if mention.candidates],
        "fact": query.fact,
        "counted": query.counted,
        "amount": query.amount,
        "among": query.among and {"said": query.among.said, "departments": list(query.among.parties)},
    }
    return {key: value for key, value in form.items() if value or key in ("intent", "lang")}


def query(form: Json, parties: Callable[[str], tuple[str, ...]]) -> Query:
    """The Query of a form; `parties` gives the plan's parties for a department's id. ValueError names what is wrong."""
    if not isinstance(form, dict):
        raise ValueError(f"a query is an object: {form!r}")
    if unknown := form.keys() - _KEYS:
        raise ValueError(f"a query has no {', '.join(sorted(unknown))}")
    ids = [str(id) for id in form.get("departments", [])]
    order = form.get("order")
    try:
        return Query(
            Intent(form["intent"]),
            str(form["lang"]),
            where=condition(form["where"]) if form.get("where") else None,
            topic=form.get("topic"),
            order=Order(**{**order, "role": _role(order.get("role"))}) if order else None,
            role=_role(form.get("role")),
            mentions=tuple(Mention("", (id,), MatchKind.EXACT, parties(id)) for id in ids),
            fact=str(form.get("fact", "")),
            counted=bool(form.get("counted")),
            whether=form["intent"] == Intent.CHECK,
            amount=str(form.get("amount", "")),
            among=_kind(form["among"]) if form.get("among") else None,
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"the query is not written so: {form!r} ({error})") from error


def _kind(value: Json) -> Mention:
    ids = tuple(map(str, value["departments"]))
    return Mention(str(value.get("said", "")), ids[:1], MatchKind.EXACT, ids)


def schema() -> Json:
    """The JSON schema of a Query, for a program that is to write one."""
    numbers = {"type": "array", "items": {"type": "integer"}}
    day = {"anyOf": [numbers, {"type": "null"}]}
    role = {"enum": [*map(str, Role), None]}
    nested = {"$ref": "#/$defs/condition"}
    several = {"type": "array", "items": nested}

    def of(**properties: Json) -> Json:
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    counted = {"type": "integer"}
    kinds = [
        of(holds=of(departments={"type": "array", "items": {"type": "string"}}, role=role)),
        of(section=numbers),
        of(task=numbers),
        of(parties=numbers),
        of(roles=of(role={"enum": [*map(str, Role)]}, low=counted, high=counted)),
        of(due=of(first=day, last=day, ongoing={"type": "boolean"}, dated={"type": "boolean"})),
        of(detail=of(head={"type": "string"}, words={"type": "string"})),
        of(placed=of(of={"anyOf": [nested, {"type": "null"}]}, places=numbers)),
        of(all=several),
        of(any=several),
        of(one=several),
        of(**{"not": nested}),
    ]
    order = of(role=role, descending={"type": "boolean"}, limit=counted)
    form = of(intent={"enum": [str(intent) for intent in Intent if intent is not Intent.FACT]})
    form["properties"] |= {
        "where": {"anyOf": [nested, {"type": "null"}]},
        "topic": {"type": ["string", "null"]},
        "order": {"anyOf": [order, {"type": "null"}]},
        "role": role,
        "departments": {"type": "array", "items": {"type": "string"}},
        "counted": {"type": "boolean"},
    }
    return {**form, "$defs": {"condition": {"anyOf": kinds}}}
