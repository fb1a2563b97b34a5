"""A digest: the tasks that a chat's subscriptions select, for a phone: led first, then taken part in, a line each."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from bot.notifications.progress import Pressing
from bot.notifications.subscriptions import DEPARTMENTS, Aim, Target, Targets
from bot.screens.labels import Labels
from bot.screens.message import Line, Message, Run, Style
from bot.screens.wording import Wording
from corpus.records import Role
from index.query import IndexFault

SAME = 256
MOST_PRESSING = 10
NOTHING = Pressing()
_ORDER = (*DEPARTMENTS, Aim.SECTION, Aim.TOPIC)
_ROLES = {Role.LEAD: "answer.led", Role.PARTICIPANT: "answer.joined"}


class Digests:
    """Makes digests of one plan."""

    def __init__(self, targets: Targets, labels: Labels, wording: Wording, titles: dict[str, str]) -> None:
        """`titles` are the plan's by language."""
        self._targets = targets
        self._labels = labels
        self._wording = wording
        self._titles = titles
        # In a round many chats get the same one.
        self._same = functools.lru_cache(SAME)(self._message)

    def message(
        self, lang: str, chosen: tuple[Target, ...], date: str, note: str = "", pressing: Pressing = NOTHING
    ) -> Message:
        """The digest of these targets for a date as the reader writes it; `note` says why it comes late.

        Of what is `pressing` in the plan, that of these targets stands first.

        A topic encodes, so call it off the event loop; without an encoder the digest says so in the topic's place.
        """
        try:
            return self._same(lang, chosen, date, note, pressing)
        except IndexFault as fault:
            return self._message(lang, chosen, date, note, pressing, fault)

    def _message(
        self,
        lang: str,
        chosen: tuple[Target, ...],
        date: str,
        note: str,
        pressing: Pressing,
        fault: IndexFault | None = None,
    ) -> Message:
        say = self._wording.say
        lines: list[Line] = [(Run(say(lang, "digest.title", date=date), Style.BOLD),)]
        if note:
            lines.append((Run(note, Style.ITALIC),))
        lines += self._pressing(lang, chosen, pressing)
        tasks = [target for target in chosen if target.aim is Aim.TASK]
        for target in sorted(
            set(chosen) - set(tasks), key=lambda target: (_ORDER.index(target.aim), chosen.index(target))
        ):
            lines += [(), *self._group(lang, target, fault)]
        if tasks:
            lines += [(), (Run(say(lang, "digest.tasks", count=len(tasks)), Style.BOLD),)]
            lines += (self._labels.task(lang, number) for number in sorted(target.number for target in tasks))
        lines += [(), (Run(say(lang, "digest.source", title=self._titles.get(lang, "")), Style.ITALIC),)]
        lines.append((Run(say(lang, "digest.footer"), Style.ITALIC),))
        return Message(tuple(lines))

    def _pressing(self, lang: str, chosen: tuple[Target, ...], pressing: Pressing) -> Iterator[Line]:
        """What is overdue or due within a week."""
        if not (pressing.overdue or pressing.soon):
            return
        # A subject that cannot be searched for now has none.
        tasks = {task for target in chosen if target.aim is not Aim.TOPIC for task in self._targets.numbers(target)}
        mine = pressing.within(tasks)
        for key, found in (("digest.overdue", mine.overdue), ("digest.soon", mine.soon)):
            if found:
                yield ()
                yield (Run(self._wording.say(lang, key, count=len(found)), Style.BOLD),)
            for task, day in found[:MOST_PRESSING]:
                yield (*self._labels.task(lang, task), *self._labels.due(lang, day))
            if len(found) > MOST_PRESSING:
                yield (Run("…"),)

    def _group(self, lang: str, target: Target, fault: IndexFault | None) -> Iterator[Line]:
        name = self._labels.target(lang, target)
        if fault and target.aim is Aim.TOPIC:
            yield (Run(self._wording.say(lang, "digest.unchecked", name=name, reason=fault)),)
            return
        groups = [("digest.selected", self._targets.numbers(target))]
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
                yield from (self._labels.task(lang, number) for number in numbers)
