"""What a new version of a plan changes for a chat: task by task, old and new words with their difference marked."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.labels import Labels, shortened
from bot.message import Line, Message, Run, Style
from bot.subscriptions import Aim, Target, Targets
from bot.wording import Wording
from corpus.diff import Change, Difference, Piece, compare, marked, paired
from corpus.normalize import fold
from corpus.records import Role
from corpus.versions import Known, Version
from index.records import IndexFault

# Of words that stayed as they were so many characters are shown beside those that changed.
CONTEXT = 15
# Of a task that is new or gone so many are.
BEGINNING = 80


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task as it was and as it is, None where there is none, and what differs."""

    before: Known | None
    after: Known | None
    differences: tuple[Difference, ...]

    @property
    def kinds(self) -> frozenset[Change]:
        """The kinds of its differences."""
        return frozenset(difference.change for difference in self.differences)


@dataclass(frozen=True, slots=True)
class Revision:
    """Every task that changed, and where the tasks of the old version are now; None for those that are gone."""

    changes: tuple[TaskChange, ...]
    moved: dict[int, int | None]


def revision(old: Version, new: Version) -> Revision:
    """The two versions compared."""
    changes = tuple(
        TaskChange(old.task(before), new.task(after), tuple(differences))
        for (before, after), differences in itertools.groupby(
            compare(old, new), lambda difference: (difference.before, difference.after)
        )
    )
    moved = {task.key: None for task in old.tasks} | {before.key: after for after, before in paired(old, new).items()}
    return Revision(changes, {before: after for before, after in moved.items() if before != after})


def concerns(change: TaskChange, target: Target, targets: Targets) -> bool:
    """Whether the change is about what the target selects, in the old version or in the new one."""
    versions = [version for version in (change.before, change.after) if version]
    match target.aim:
        case Aim.DEPARTMENT:
            ids = {target.value, *targets.parties(target.value)}
            return any(ids & version.departments for version in versions)
        case Aim.SECTION:
            return any(version.section == target.number for version in versions)
        case Aim.TASK:
            return change.before is not None and change.before.key == target.number
        case Aim.TOPIC:
            if change.after and change.after.key in _matched(target, targets):
                return True
            # A task that is gone is in no index any more.
            return any(fold(target.value) in fold(version.text) for version in versions)


def _matched(target: Target, targets: Targets) -> tuple[int, ...]:
    """The tasks of a topic; none where there is no encoder, which leaves its words."""
    try:
        return targets.numbers(target)
    except IndexFault:
        return ()


class ChangeNotices:
    """Tells subscribers of a revision."""

    def __init__(self, targets: Targets, labels: Labels, wording: Wording, titles: dict[str, str]) -> None:
        """`titles` are the plan's by language."""
        self._targets = targets
        self._labels = labels
        self._wording = wording
        self._titles = titles

    def message(
        self, lang: str, revision: Revision, chosen: Iterable[Target], cancelled: Sequence[str] = ()
    ) -> Message | None:
        """What changed for who subscribes to `chosen`; None where nothing did.

        `cancelled` are the words of reminders of tasks that are gone. A topic encodes: call it off the event loop.
        """
        chosen = tuple(chosen)
        found = [change for change in revision.changes if any(concerns(change, t, self._targets) for t in chosen)]
        if not found and not cancelled:
            return None
        lines: list[Line] = [(Run(self._say(lang, "change.title", title=self._titles.get(lang, "")), Style.BOLD),)]
        for change in found:
            if change.kinds != {Change.RENUMBERED}:
                lines += [(), *self._task(lang, change)]
        renumbered = [
            f"{c.before.id} → {c.after.id}" for c in found if c.kinds == {Change.RENUMBERED} and c.before and c.after
        ]
        if renumbered:
            lines += [(), self._line(lang, "renumbered", numbers=self._say(lang, "target.joint").join(renumbered))]
        if cancelled:
            lines += [(), self._line(lang, "reminders_gone", count=len(cancelled))]
            lines += ((Run("· " + text),) for text in cancelled)
        lines += [(), (Run(self._say(lang, "change.footer"), Style.ITALIC),)]
        return Message(tuple(lines))

    def _say(self, lang: str, key: str, **values: object) -> str:
        return self._wording.say(lang, key, **values)

    def _line(self, lang: str, key: str, style: Style = Style.PLAIN, **values: object) -> Line:
        return (Run(self._say(lang, f"change.{key}", **values), style),)

    def _task(self, lang: str, change: TaskChange) -> Iterator[Line]:
        before, after = change.before, change.after
        if after is None:
            assert before is not None
            yield self._line(lang, "removed", Style.BOLD, number=before.id)
            yield (Run(shortened(before.text, BEGINNING), Style.STRUCK),)
            return
        if before is None:
            yield self._line(lang, "added", Style.BOLD, number=after.id)
            yield self._labels.task(lang, after.key)
            yield (Run(shortened(after.text, BEGINNING), Style.QUOTE),)
            yield from self._parties(lang, after)
            return
        yield self._labels.task(lang, after.key)
        for difference in change.differences:
            yield from self._difference(lang, difference, before, after)

    def _difference(self, lang: str, difference: Difference, before: Known, after: Known) -> Iterator[Line]:
        match difference.change:
            case Change.RENUMBERED:
                yield self._line(lang, "number", before=before.id, after=after.id)
            case Change.REWORDED:
                was, became = marked(before.text, after.text)
                yield self._line(lang, "was")
                yield _elided(was, Style.STRUCK)
                yield self._line(lang, "became")
                yield _elided(became, Style.MARKED)
            case Change.LEAD:
                yield self._line(lang, "lead", before=self._led(lang, before), after=self._led(lang, after))
            case Change.JOINED:
                yield self._line(lang, "joined", department=self._named(lang, after, difference.became))
            case Change.LEFT:
                yield self._line(lang, "left", department=self._named(lang, before, difference.was))

    def _parties(self, lang: str, task: Known) -> Iterator[Line]:
        others = [self._named(lang, task, p.name) for p in task.parties if p.role is Role.PARTICIPANT]
        if task.leads:
            yield (Run(self._say(lang, "answer.lead", departments=self._led(lang, task))),)
        if others:
            key = "answer.participants" if task.leads else "answer.no_lead"
            yield (Run(self._say(lang, key, departments=self._say(lang, "target.joint").join(others))),)

    def _led(self, lang: str, task: Known) -> str:
        names = [self._named(lang, task, name) for name in task.leads]
        return self._say(lang, "target.joint").join(names) or self._say(lang, "change.nobody")

    def _named(self, lang: str, task: Known, name: str) -> str:
        """A party's usual name, or as written where the registry does not know it."""
        id = next((party.department for party in task.parties if party.name == name), "")
        return self._labels.department(lang, id) if id else name


def _elided(pieces: list[Piece], style: Style) -> Line:
    """A quote of the pieces: the changed ones in that style, of long ones that stayed only what is beside a change."""
    runs: list[Run] = []
    for index, piece in enumerate(pieces):
        if piece.changed:
            runs.append(Run(piece.text, style))
            continue
        head = piece.text[:CONTEXT] if index else ""
        tail = piece.text[-CONTEXT:] if index < len(pieces) - 1 else ""
        whole = len(pieces) == 1 or len(piece.text) <= len(head) + len(tail) + 1
        runs.append(Run(piece.text if whole else f"{head}…{tail}", Style.QUOTE))
    return tuple(runs)
