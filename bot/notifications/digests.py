"""A digest of one plan: what is new for who subscribes there first, what they subscribe to in a line; the list by itself."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.db.progress import Report
from bot.notifications.change_lines import ChangeLines, TaskChange
from bot.notifications.progress import Pressing, state_of
from bot.notifications.subscriptions import DEPARTMENTS, Aim, Target, Targets
from bot.screens.labels import Labels, shortened
from bot.screens.message import Line, Message, Run, Style
from bot.screens.wording import Wording
from corpus.records import Role
from index.query import IndexFault

SAME = 256
# Of each kind of news so many are shown.
MOST_NEWS = 10
# Of the words of a report so many characters are.
MOST_WORDS = 40
# So many subscriptions are named with their counts.
MOST_NAMED = 3
Item = TypeVar("Item")
_ORDER = (*DEPARTMENTS, Aim.SECTION, Aim.TOPIC)
_ROLES = {Role.LEAD: "answer.led", Role.PARTICIPANT: "answer.joined"}


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a plan for one place: what changed and was reported since its last digest, and what presses now."""

    changes: tuple[TaskChange, ...] = ()
    pressing: Pressing = field(default_factory=Pressing)
    reports: tuple[Report, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.pressing.overdue or self.pressing.soon or self.reports)


class Digests:
    """Makes digests of one plan. A topic encodes, so call them off the event loop; without an encoder they say so."""

    def __init__(self, targets: Targets, labels: Labels, wording: Wording, titles: dict[str, str]) -> None:
        """`titles` are the plan's by language."""
        self._targets = targets
        self._labels = labels
        self._wording = wording
        self._changes = ChangeLines(labels, wording)
        self._titles = titles
        # In a round many chats get the same one.
        self._same = functools.lru_cache(SAME)(self._lines)

    def lines(self, lang: str, news: News) -> list[Line]:
        """The news, each kind below an empty line."""
        return list(self._same(lang, news))

    def _lines(self, lang: str, news: News) -> list[Line]:
        lines: list[Line] = []
        for key, found in (("digest.overdue", news.pressing.overdue), ("digest.soon", news.pressing.soon)):
            lines += self._block(
                lang, key, found, lambda one: (*self._task(lang, one[0]), *self._labels.due(lang, one[1]))
            )
        lines += self._block(lang, "digest.changes", news.changes, lambda one: self._changes.brief(lang, one))
        lines += self._block(lang, "digest.reports", news.reports, lambda one: self._report(lang, one))
        return lines

    def ending(self, lang: str, chosen: Sequence[Target]) -> list[Line]:
        """What is subscribed to, in a line, and the plan's title."""
        return [(Run(self._standing(lang, chosen)),), self._source(lang)]

    def standing(self, lang: str, chosen: Sequence[Target]) -> Message:
        """Everything that is subscribed to, a line a task: led first, then taken part in."""
        lines: list[Line] = []
        tasks = [target.number for target in chosen if target.aim is Aim.TASK]
        for target in self._ordered(chosen):
            lines += [(), *self._group(lang, target)]
        if tasks:
            lines += [(), (Run(self._wording.say(lang, "digest.tasks", count=len(tasks)), Style.BOLD),)]
            lines += (self._task(lang, number) for number in sorted(tasks))
        return Message((*lines[1:], (), self._source(lang)))

    def _block(self, lang: str, key: str, found: Sequence[Item], line: Callable[[Item], Line]) -> Iterator[Line]:
        if not found:
            return
        yield ()
        yield (Run(self._wording.say(lang, key, count=len(found)), Style.BOLD),)
        yield from (line(one) for one in found[:MOST_NEWS])
        if len(found) > MOST_NEWS:
            yield (Run("…"),)

    def _task(self, lang: str, number: int) -> Line:
        return self._labels.task(lang, number)

    def _report(self, lang: str, report: Report) -> Line:
        text = shortened(report.text, MOST_WORDS)
        words = self._wording.say(lang, "digest.report_words", text=text) if text else ""
        state = state_of(self._wording, lang, report)
        return (*self._task(lang, report.task), Run(self._wording.say(lang, "digest.report", state=state, words=words)))

    def _standing(self, lang: str, chosen: Sequence[Target]) -> str:
        """What is subscribed to, in a line: few by name, many by their number alone."""
        say = self._wording.say
        said = list(self._selected(lang, chosen))
        if len(said) <= MOST_NAMED:
            return say(lang, "digest.standing", said=say(lang, "digest.separator").join(said))
        found: set[int] = set()
        for target in chosen:
            with contextlib.suppress(IndexFault):
                found.update(self._targets.numbers(target))
        return say(lang, "digest.standing_many", count=len(found))

    def _selected(self, lang: str, chosen: Sequence[Target]) -> Iterator[str]:
        """What is subscribed to, with how many tasks that are."""
        for target in self._ordered(chosen):
            name = self._labels.button(lang, target)
            try:
                counts = self._counts(target)
            except IndexFault as fault:
                yield self._wording.say(lang, "digest.unchecked", name=name, reason=fault)
                continue
            if target.is_department:
                name = self._labels.department(lang, target.value)
                led, joined = counts
                key = "digest.both" if led and joined else "digest.only_led" if led else "digest.only_joined"
                yield self._wording.say(
                    lang, key if led or joined else "digest.empty", name=name, led=led, joined=joined
                )
            else:
                yield self._wording.say(lang, "digest.counted", name=name, count=sum(counts))
        if tasks := [target for target in chosen if target.aim is Aim.TASK]:
            yield self._wording.say(lang, "digest.single", count=len(tasks))

    def _counts(self, target: Target) -> list[int]:
        if target.is_department:
            return [len(self._targets.numbers(target, role)) if target.role in (None, role) else 0 for role in Role]
        return [len(self._targets.numbers(target))]

    def _ordered(self, chosen: Sequence[Target]) -> list[Target]:
        """Departments, sections and topics, in that order."""
        others = [target for target in dict.fromkeys(chosen) if target.aim is not Aim.TASK]
        return sorted(others, key=lambda target: _ORDER.index(target.aim))

    def _group(self, lang: str, target: Target) -> Iterator[Line]:
        name = self._labels.target(lang, target)
        try:
            groups = [("digest.selected", self._targets.numbers(target))]
        except IndexFault as fault:
            yield (Run(self._wording.say(lang, "digest.unchecked", name=name, reason=fault)),)
            return
        if target.is_department:
            name = self._labels.department(lang, target.value)
            roles = [role for role in Role if target.role in (None, role)]
            groups = [(_ROLES[role], self._targets.numbers(target, role)) for role in roles]
        if not any(numbers for _, numbers in groups):
            yield (Run(self._wording.say(lang, "digest.empty", name=name), Style.BOLD),)
        for key, numbers in groups:
            if numbers:
                heading = self._wording.say(lang, key, department=name, name=name, count=len(numbers))
                yield (Run(heading, Style.BOLD),)
                yield from (self._task(lang, number) for number in numbers)

    def title(self, lang: str) -> str:
        """The plan's."""
        return self._titles.get(lang, "")

    def _source(self, lang: str) -> Line:
        return (Run(self._wording.say(lang, "digest.source", title=self.title(lang)), Style.ITALIC),)
