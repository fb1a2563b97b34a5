"""Exact lookup: sets of task keys by section, department and role, and conditions run over them."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from corpus.deadlines import due as due_by
from corpus.deadlines import is_ongoing
from corpus.normalize import fold
from corpus.records import Duty, Part, Plan, Role, Span, Task
from index.details import Details
from index.query import (
    All,
    AnyOf,
    Condition,
    Day,
    Detailed,
    Due,
    HasRole,
    InSection,
    Not,
    Numbered,
    OneOf,
    PartyCount,
    Placed,
    RoleCount,
    Row,
)


def printed_limit(deadline: str) -> str:
    """A printed time limit folded and without blanks, as questions say it."""
    return "".join(fold(deadline).split())


class Sentences:
    """Sentences of tasks as one long text, in which words are found faster than in thousands of short ones."""

    def __init__(self, said: Iterable[tuple[int, Span, str]]) -> None:
        self._tasks, self._spans, self._starts, texts = list[int](), list[Span](), list[int](), list[str]()
        start = 0
        for task, span, words in said:
            folded = fold(words)
            self._tasks.append(task)
            self._spans.append(span)
            self._starts.append(start)
            texts.append(folded)
            start += len(folded) + 1
        self._text = "\0".join(texts)

    def holding(self, words: str) -> dict[int, Span]:
        """The tasks that have folded words, English ones whole, with the first such sentence."""
        found: dict[int, Span] = {}
        start = -1 if "\0" in words else self._next(words, 0)
        while start >= 0:
            place = bisect.bisect_right(self._starts, start) - 1
            found.setdefault(self._tasks[place], self._spans[place])
            start = self._next(words, self._starts[place + 1]) if place + 1 < len(self._starts) else -1
        return found

    def _next(self, words: str, start: int) -> int:
        if not words.isascii():
            return self._text.find(words, start)
        match = re.compile(rf"\b{re.escape(words)}\b").search(self._text, start)
        return match.start() if match else -1


class Tables:
    """A plan's tasks as sets. Every method is exact and takes microseconds."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.tasks: dict[int, Task] = {task.key: task for task in plan.tasks}
        self.every = frozenset(self.tasks)
        self._roles: dict[str, dict[Part, set[int]]] = {}
        for task in plan.tasks:
            for party in task.parties:
                sets = self._roles.setdefault(party.department, {part: set() for part in (*Role, *Duty)})
                sets[party.role].add(task.key)
                if party.duty:
                    sets[party.duty].add(task.key)
        self.departments = tuple(self._roles)
        # Whether the plan sets those who help apart from those responsible beside who leads.
        self.sets_apart = plan.document.sets_apart
        self.details = Details(plan)
        self._numbered: dict[int, tuple[int, ...]] = {}
        for task in plan.tasks:
            self._numbered[task.number] = (*self._numbered.get(task.number, ()), task.key)
        self._within: dict[int, set[int]] = {section.key: {section.key} for section in plan.sections}
        for section in plan.sections:
            if section.parent:
                self._within[section.parent].add(section.key)

    def __contains__(self, department: str) -> bool:
        """Whether the plan names the department."""
        return department in self._roles

    def holds(self, department: str, role: Part | None = None) -> frozenset[int]:
        """The tasks in which the department has the role; both roles where it is None."""
        sets = self._roles.get(department)
        if sets is None:
            return frozenset()
        return frozenset(sets[role]) if role else frozenset(sets[Role.LEAD] | sets[Role.PARTICIPANT])

    def run(self, condition: Condition | None) -> frozenset[int]:
        """The keys of the tasks that satisfy the condition; all tasks for None."""
        match condition:
            case None:
                return self.every
            case HasRole(departments, role):
                return frozenset().union(*(self.holds(department, role) for department in departments))
            case InSection(numbers):
                inside = self._inside(numbers)
                return frozenset(task.key for task in self.plan.tasks if task.section in inside)
            case Numbered(numbers):
                return self.every.intersection(numbers)
            case PartyCount(low, high):
                return frozenset(task.key for task in self.plan.tasks if low <= len(task.parties) <= high)
            case RoleCount(role, low, high):
                count = {task.key: sum(party.does(role) for party in task.parties) for task in self.plan.tasks}
                return frozenset(key for key, parties in count.items() if low <= parties <= high)
            case Due():
                return self._due(condition)
            case Detailed(head, words):
                return self.details.holding(head, words) if words else self.every - self.details.cells(head).keys()
            case Placed(item, places):
                ordered = sorted(self.run(item))
                kept = (place - 1 if place > 0 else place for place in places)
                return frozenset(ordered[place] for place in kept if -len(ordered) <= place < len(ordered))
            case All(items):
                return self.every.intersection(*(self.run(item) for item in items))
            case AnyOf(items):
                return frozenset().union(*(self.run(item) for item in items))
            case OneOf(items):
                times = Counter(key for item in items for key in self.run(item))
                return frozenset(key for key, satisfied in times.items() if satisfied == 1)
            case Not(item):
                return self.every - self.run(item)

    def numbered(self, number: int) -> tuple[int, ...]:
        """The keys of the tasks that bear a printed number: several where groups share it, (-number,) where none does."""
        return self._numbered.get(number) or (-number,)

    def called(self, id: str) -> tuple[int, ...]:
        """The keys of the tasks with that id, else with that number, which several groups may share; none for neither."""
        named = tuple(task.key for task in self.plan.tasks if task.id == id)
        return named or (self._numbered.get(int(id), ()) if id.isdecimal() else ())

    def sections_numbered(self, number: int) -> tuple[int, ...]:
        """The keys of the outermost sections that bear a printed number, (-number,) where none does."""
        found = (section.key for section in self.plan.sections if section.number == number and not section.parent)
        return tuple(found) or (-number,)

    @cached_property
    def outline(self) -> tuple[tuple[int, frozenset[int]], ...]:
        """The outermost sections that have tasks, by key with those tasks; under 0 the tasks outside any section."""
        outer = [section.key for section in self.plan.sections if not section.parent]
        outside = frozenset(task.key for task in self.plan.tasks if not task.section)
        parts = [(0, outside), *((key, self.run(InSection((key,)))) for key in outer)]
        return tuple((key, tasks) for key, tasks in parts if tasks)

    def _inside(self, keys: tuple[int, ...]) -> set[int]:
        """The sections with those keys and all within them."""
        found: set[int] = set()
        front = set(keys)
        while front - found:
            found |= front
            front = set().union(*(self._within.get(key, ()) for key in front))
        return found

    def _due(self, due: Due) -> frozenset[int]:
        if due.said:
            limits = {key: printed_limit(task.deadline) for key, task in self.tasks.items() if task.deadline}
            return frozenset(key for key, limit in limits.items() if due.said in limit)
        if due.ongoing:
            return frozenset(key for key, task in self.tasks.items() if task.deadline and is_ongoing(task.deadline))
        if due.first is None and due.last is None and not due.dated:
            return frozenset(key for key, task in self.tasks.items() if not task.deadline or self._recurs(task))
        # A limit whose year nothing states (0) is neither before nor after a year.
        first, last = due.first or (min(1, due.last[0]) if due.last else 0, 0, 0), due.last or (9999, 12, 31)
        return frozenset(key for key, day in self.days.items() if day and first <= day <= last)

    def time_limit(self, key: int) -> Span | None:
        """The words that say by when a task is to be done; its first sentence where they stand elsewhere, None without any."""
        task = self.tasks[key]
        if not task.deadline:
            return None
        start = self.plan.text.find(task.deadline, task.span.start, task.span.end)
        if start >= 0:
            return Span(start, start + len(task.deadline))
        return task.sentences[0] if task.sentences else task.body

    @cached_property
    def days(self) -> dict[int, Day | None]:
        """By key the last day that each task allows, None where it names none."""
        year = self.plan.year or 0
        limits = {key: "" if self._recurs(task) else task.deadline for key, task in self.tasks.items()}
        return {key: due_by(limit, year) if limit else None for key, limit in limits.items()}

    def _recurs(self, task: Task) -> bool:
        """Whether the words of a task say how often it is done, and nothing says by when: 每季度抽检一次, 每年10月举办."""
        limit = task.deadline or ""
        return limit.startswith("每") and "前" not in limit and limit in task.body.of(self.plan.text)

    def english_texts(self) -> Iterator[str]:
        """All that we say of the plan in English, its sections' titles too."""
        yield from self.plan.section_titles_en.values()
        yield from (english for task in self.plan.tasks for _, english in self.plan.english(task))

    @cached_property
    def _sentences(self) -> Sentences:
        """The words of every sentence, folded; only a topic needs them."""
        said = (
            (task.key, sentence, sentence.of(self.plan.text)) for task in self.plan.tasks for sentence in task.sentences
        )
        return Sentences(said)

    @cached_property
    def _english(self) -> Sentences:
        """The same of our English for the sentences."""
        said = ((task.key, sentence, said) for task in self.plan.tasks for sentence, said in self.plan.english(task))
        return Sentences(said)

    def holding(self, words: str) -> dict[int, Span]:
        """The tasks that have folded words as they stand, in the plan's text or our English, with the first such sentence."""
        if len(words) < 2:
            return {}
        return (self._english if words.isascii() else self._sentences).holding(words)

    def role(self, department: str, number: int) -> Role | None:
        """The department's role in the task, None where it has none."""
        return next((party.role for party in self.tasks[number].parties if party.department == department), None)

    def parties(self, numbers: frozenset[int], role: Part | None = None) -> tuple[str, ...]:
        """The departments of those tasks, each once: by task, the lead first."""
        found: dict[str, None] = {}
        for number in sorted(numbers):
            for party in self.tasks[number].parties:
                if party.does(role):
                    found.setdefault(party.department)
        return tuple(found)

    def row(self, department: str, within: frozenset[int]) -> Row:
        """The department with its counts within those tasks."""
        parts = (*Role, *Duty) if self.sets_apart else Role
        return Row(department, *(len(self.holds(department, part) & within) for part in parts))

    def rows(self, within: frozenset[int]) -> tuple[Row, ...]:
        """The row of every department of the plan, in the plan's order."""
        return tuple(self.row(department, within) for department in self.departments)
