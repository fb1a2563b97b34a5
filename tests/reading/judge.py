"""Whether an Answer is what a row expects, by the keys that the questions' files use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from corpus.records import Plan
from index.query import Answer, Intent, Kind

Expect = dict[str, Any]
_LEVEL = re.compile(r"^(内蒙古自治区|自治区|内蒙古|省|县|区|市(?!场|政|人大))")
_MOST_ON_A_TOPIC = 5


def short(name: str) -> str:
    """A department's name without its level."""
    return _LEVEL.sub("", name)


def union(answers: Sequence[Answer]) -> dict[str, Any]:
    """The answers to one message as one: its kind, language, tasks in order, departments and count."""
    kinds = {answer.kind for answer in answers}
    return {
        "kind": next(kind for kind in (Kind.ANSWER, Kind.CLARIFY, Kind.REFUSAL) if kind in kinds),
        "lang": answers[0].query.lang,
        "tasks": list(dict.fromkeys(hit.task for answer in answers for hit in answer.hits)),
        "departments": list(dict.fromkeys(id for answer in answers for id in answer.departments)),
        "count": next((answer.count for answer in answers if answer.count is not None), None),
    }


def is_right(plan: Plan, expect: Expect, answers: Sequence[Answer], text: Callable[[], str]) -> bool:
    """Whether every key of `expect` holds; the message is rendered only where its words matter."""
    got = union(answers)
    tasks = {task.key: task for task in plan.tasks}
    # Where groups share numbers rows give ids such as 2-3, elsewhere printed numbers.
    wanted = [str(value) for key in ("tasks", "first", "within3") for value in expect.get(key, ())]
    by_id = any("-" in value for value in wanted)
    numbers = [tasks[key].id if by_id else str(tasks[key].number) for key in got["tasks"]]
    kinds = expect.get("kind", "answer")
    if got["kind"] not in ([kinds] if isinstance(kinds, str) else kinds):
        return False
    if "tasks" not in expect and ("first" in expect or "within3" in expect) and len(numbers) > _MOST_ON_A_TOPIC:
        return False
    named = [short(plan.registry[id].name) for id in got["departments"]]
    leads = tasks[got["tasks"][0]].leads if got["tasks"] else ()
    lead = short(plan.registry[leads[0].department].name) if leads else ""
    checks: dict[str, Callable[[Any], bool]] = {
        "tasks": lambda intent: sorted(numbers) == sorted(map(str, intent)),
        "first": lambda intent: bool(numbers) and numbers[0] in map(str, intent),
        "within3": lambda intent: bool(set(numbers[:3]) & set(map(str, intent))),
        "departments": lambda intent: sorted(named) == sorted(map(short, intent)),
        "include": lambda want: {short(name) for name in want} <= set(named),
        "lead": lambda intent: lead == short(intent),
        "count": lambda intent: got["count"] == intent,
        "answers": lambda intent: len(answers) == intent,
        "lang": lambda intent: got["lang"] == intent,
        "want": lambda want: answers[0].query.intent == want or want in (Intent.TEXT, Intent.TASKS),
        "fact": lambda intent: answers[0].query.fact == intent,
        "contains": lambda intent: all(part in text() for part in intent),
    }
    keys = sorted(expect.keys() & checks.keys(), key=list(checks).index)
    return all(checks[key](expect[key]) for key in keys)


def preferred(expect: Expect, wants: Iterable[Intent], counting: bool, asking: bool, timing: bool) -> set[Intent]:
    """Of the wants that are right by their tasks alone, those that also are what was asked.

    A count shows its tasks as well, and a text its lead and its time limit: what nobody asked for is no right reading.
    """
    found = set(wants)
    if "count" not in expect and not counting and found - {Intent.COUNT}:
        found -= {Intent.COUNT}
    elif "count" not in expect and counting and Intent.COUNT in found and "tasks" in expect:
        found -= {Intent.TASKS}
    if "lead" in expect and "contains" not in expect and asking and found & {Intent.PARTIES, Intent.CHECK}:
        found -= {Intent.TEXT}
    if "contains" in expect and Intent.TEXT in found and not (timing and Intent.FACT in found):
        found = {Intent.TEXT}
    return found
