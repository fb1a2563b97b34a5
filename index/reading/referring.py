"""Follow-ups that refer to tasks: the one shown, those before and after it, several answers, the section spoken of."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.query import All, Condition, Due, HasRole, InSection, Intent, Not, Numbered, Placed, leaves
from index.reading.choices import LEAD, ROLES, sign
from index.reading.patterns import joined
from index.tables import Tables, printed_limit

if TYPE_CHECKING:
    from index.reading.dialogue import Follower

# So many of the last answers are taken together where the question does not say how many.
_SEVERAL = (2, 3)
_MOST_NUMBERS = 4


@dataclass
class Referred:
    """The candidates that refer to tasks that were shown, or to the section spoken of."""

    follower: Follower

    def all(self) -> None:
        """Every way to refer."""
        if self.follower.turn.shown:
            self.shown()
            self.beside()
            self.alike()
        self.before()
        self.several()
        self.answer()
        self.place()

    def shown(self) -> None:
        """The task shown, or those."""
        follower, turn = self.follower, self.follower.turn
        focus, ids = Numbered(turn.shown[:1]), follower.usage()
        for index in follower.used[:1]:
            named = follower.named(index)
            for role in ROLES:
                where = joined([focus, HasRole(named.parties, role)])
                check = follower.query(Intent.CHECK, where, mentions=(named,), whether=True)
                own = [*ids, follower.rules.choices.role(index, role, False, 1)]
                follower.add("focus" if role is None else "focus" + sign(role), check, own)
        follower.asked("focus", focus, single=True)
        if len(turn.shown) > 1:
            follower.asked("shown", Numbered(turn.shown))
            follower.add("shown", follower.query(Intent.TEXT, Numbered(turn.shown)), ids)

    def beside(self) -> None:
        """The task after the one shown, or before it: in the list, and in the plan."""
        follower, turn = self.follower, self.follower.turn
        if turn.shown[0] in turn.listed:
            place = turn.listed.index(turn.shown[0])
            for step in (1, -1):
                if 0 <= place + step < len(turn.listed):
                    follower.asked(f"listed{step}", Numbered((turn.listed[place + step],)), single=True)
        for step in (1, -1):
            follower.asked(f"step{step}", Numbered((turn.shown[0] + step,)), single=True)

    def alike(self) -> None:
        """Those of the same time limit, section or lead as the task shown, with it or without: 跟它同一个期限的还有哪项."""
        follower = self.follower
        has = follower.rules.analysis.has
        if not has("back.same", "back.place") and not (has("back.again", "logic.also") and has("due.")):
            return
        key = follower.turn.shown[0]
        for name, condition in self.of_kind(key):
            for way, where in ((name, condition), (name + "-else", joined([condition, Not(Numbered((key,)))]))):
                follower.narrowed(f"alike-{way}", where, follower.usage())

    def of_kind(self, key: int) -> Iterator[tuple[str, Condition]]:
        """What a task has in common with others, as conditions by name."""
        tables = self.follower.rules.tables
        task = tables.tasks.get(key)
        if task is None:
            return
        if day := tables.days[key]:
            yield "due", Due(day, day)
        elif task.deadline:
            yield "due", Due(said=printed_limit(task.deadline))
        if task.section:
            yield "place", InSection((task.section,))
        if task.leads:
            yield "lead", HasRole(tuple(party.department for party in task.leads), LEAD)

    def before(self) -> None:
        """The task shown before the last."""
        earlier = self.follower.turn.earlier
        if len(earlier) == 1 and self.follower.rules.analysis.has("back."):
            self.follower.asked("earlier", Numbered(earlier), single=True)

    def several(self) -> None:
        """The tasks of several of the last answers together: 上面这三项的配合部门合起来."""
        follower, answers = self.follower, self.follower.turn.answers
        if (
            not follower.rules.analysis.has("back.tasks", "back.pair", "logic.either", "logic.both")
            and not follower.sizes
        ):
            return
        known: set[tuple[int, ...]] = {follower.turn.shown, follower.turn.listed}
        for count in sorted({*follower.sizes, *_SEVERAL, len(answers)}):
            tasks = tuple(dict.fromkeys(key for shown in answers[-count:] for key in shown))
            if 1 < count <= len(answers) and tasks not in known:
                known.add(tasks)
                follower.asked("several", Numbered(tasks))
                follower.add("several", follower.query(Intent.TEXT, Numbered(tasks)), follower.usage())

    # -- the section spoken of --

    @functools.cached_property
    def section(self) -> int:
        """The section spoken of: the one that the question before names, or that all tasks shown lie in; 0 for none."""
        turn = self.follower.turn
        found = [leaf.numbers[-1] for leaf in leaves(turn.query.where) if isinstance(leaf, InSection)]
        inside = set(turn.shown) <= self.follower.rules.selected(InSection((turn.section,)))
        return found[0] if found else turn.section if inside else 0

    def place(self) -> None:
        """The section spoken of, narrowed; a task by its number there; the next section and the one before."""
        follower = self.follower
        if not self.section:
            return
        place, turn = InSection((self.section,)), follower.turn
        for index in follower.used[:1]:
            for condition, pattern, ids in follower.holding(index):
                where = joined([place, condition])
                follower.narrowed("place", where, ids, mentions=(follower.named(index),), pattern=pattern)
        for time in follower.due:
            follower.narrowed("place-due", joined([place, time]), follower.usage())
        if follower.spoken and follower.rules.analysis.has("back.", "role."):
            for role in ROLES:
                where = joined([place, HasRole((turn.department,), role)])
                own = {"mentions": (follower.spoken,), "pattern": ((role, False),)}
                follower.narrowed("place-spoken" + sign(role), where, follower.usage(), **own)
        self.numbers(place)
        for step, key in siblings(follower.rules.tables, self.section):
            follower.asked(f"place{step}", InSection((key,)))

    def numbers(self, place: InSection) -> None:
        """The tasks of the section with the numbers that the question names, as printed there or as places in it."""
        for name, keys in numbered_in(self.follower, place):
            self.follower.asked(f"place-{name}", Numbered(keys), single=len(keys) == 1, numbered=True)

    # -- the answers before --

    def answer(self) -> None:
        """A task of one of the last answers of one each, by its place among them: 第一个的配合单位, 前面那个."""
        follower = self.follower
        tasks = [shown[0] for shown in follower.turn.answers if len(shown) == 1]
        if len(tasks) < 2:
            return
        spans = (span for span in follower.rules.analysis.numbers if span.kind in "OL" and len(span.numbers) == 1)
        places = [span.numbers[0] for span in spans]
        if follower.rules.analysis.has("back.previous"):
            places.append(-2)
        for n in places:
            if n and -len(tasks) <= n <= len(tasks):
                where = Numbered((tasks[n - 1 if n > 0 else n],))
                follower.asked("answer", where, single=True, numbered=True)


def numbered_in(follower: Follower, place: Condition) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The tasks of a section that the numbers of the question mean, as printed there (number) or as places in it (nth)."""
    spans = [span for span in follower.rules.analysis.numbers if span.kind in "NLO"]
    numbers = tuple(n for span in spans for n in span.numbers)
    if not numbers or len(numbers) > _MOST_NUMBERS:
        return
    named = All((place, Numbered(follower.rules.numbers.tasks(numbers))))
    for name, where in (("number", named), ("nth", Placed(place, numbers))):
        if keys := tuple(sorted(follower.rules.tables.run(where))):
            yield name, keys


def siblings(tables: Tables, key: int) -> list[tuple[int, int]]:
    """The sections after one (step 1) and before it (-1), among those beside it: step and key."""
    parent = next((section.parent for section in tables.plan.sections if section.key == key), 0)
    keys = [section.key for section in tables.plan.sections if section.parent == parent]
    at = keys.index(key) if key in keys else 0
    return [(step, keys[at + step]) for step in (1, -1) if 0 <= at + step < len(keys)]
