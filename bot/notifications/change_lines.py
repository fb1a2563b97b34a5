"""A change between two versions of a plan in lines: what a task was and became, with the difference marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.screens.labels import Labels, shortened
from bot.screens.message import Line, Run, Style
from bot.screens.wording import Wording
from corpus.diff import Change, Difference, Piece, marked
from corpus.records import Role
from corpus.versions import Known

# Of words that stayed as they were so many characters are shown beside those that changed.
CONTEXT = 15
# Of a task that is new or gone so many are.
BEGINNING = 80
# In one line so many.
BRIEF = 24


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


class ChangeLines:
    """Words changes in any language, with the new version's labels."""

    def __init__(self, labels: Labels, wording: Wording) -> None:
        self._labels = labels
        self._wording = wording

    def lines(self, lang: str, changes: Iterable[TaskChange]) -> list[Line]:
        """Each change below an empty line, and those of the number alone in one line at the end."""
        changes = tuple(changes)
        lines: list[Line] = []
        for change in changes:
            if change.kinds != {Change.RENUMBERED}:
                lines += [(), *self._task(lang, change)]
        renumbered = [
            f"{c.before.id} → {c.after.id}" for c in changes if c.kinds == {Change.RENUMBERED} and c.before and c.after
        ]
        if renumbered:
            lines += [(), self._line(lang, "renumbered", numbers=self._say(lang, "target.joint").join(renumbered))]
        return lines

    def brief(self, lang: str, change: TaskChange) -> Line:
        """What changed in a task in one line, without its old and new words."""
        before, after = change.before, change.after
        if after is None:
            assert before is not None
            gone = self._say(lang, "change.removed", number=before.id)
            return (Run(f"{gone} "), Run(shortened(before.text, BRIEF), Style.STRUCK))
        if before is None:
            kinds = [self._say(lang, "change.brief_added")]
        else:
            kinds = [self._briefly(lang, difference, before, after) for difference in change.differences]
        joint = self._say(lang, "change.brief_joint")
        return (*self._labels.task(lang, after.key), Run(f" · {joint.join(kinds)}"))

    def _briefly(self, lang: str, difference: Difference, before: Known, after: Known) -> str:
        if difference.change is Change.REWORDED:
            return self._say(lang, "change.brief_reworded")
        return "".join(run.text for line in self._difference(lang, difference, before, after) for run in line)

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
            case Change.DEADLINE:
                none = self._say(lang, "change.no_deadline")
                yield self._line(lang, "deadline", before=difference.was or none, after=difference.became or none)

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
