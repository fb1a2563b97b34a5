"""What a new version of a plan changes for a chat: task by task, old and new words with their difference marked."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.db.responsibles import Responsible
from bot.notifications.change_lines import ChangeLines, TaskChange
from bot.notifications.mentions import named
from bot.notifications.subscriptions import Aim, Target, Targets
from bot.screens.labels import Labels
from bot.screens.message import Line, Message, Run, Style
from bot.screens.wording import Wording
from corpus.diff import compare, paired, paired_sections
from corpus.normalize import fold
from corpus.versions import Version
from index.query import IndexFault


@dataclass(frozen=True, slots=True)
class Revision:
    """Every task that changed, and where the tasks and sections of the old version are now; None for those that are gone.

    `retitled` are the sections with another title: the new key, and both titles; `titles` are the old ones.
    """

    changes: tuple[TaskChange, ...]
    moved: dict[int, int | None]
    sections: dict[int, int | None] = field(default_factory=dict)
    retitled: tuple[tuple[int, str, str], ...] = ()
    titles: dict[int, str] = field(default_factory=dict)

    def section(self, old: int) -> int | None:
        """Where a section of the old version is now."""
        return self.sections.get(old, old)


def revision(old: Version, new: Version) -> Revision:
    """The two versions compared."""
    changes = tuple(
        TaskChange(old.task(before), new.task(after), tuple(differences))
        for (before, after), differences in itertools.groupby(
            compare(old, new), lambda difference: (difference.before, difference.after)
        )
    )
    pairs = paired(old, new)
    moved = {task.key: None for task in old.tasks} | {before.key: after for after, before in pairs.items()}
    sections = paired_sections(old, new, pairs)
    known = {key for key, _ in old.sections} or {task.section for task in old.tasks if task.section}
    followed: dict[int, int | None] = dict.fromkeys(known) | {before: after for after, before in sections.items()}
    was, now = dict(old.sections), dict(new.sections)
    return Revision(
        changes,
        {before: after for before, after in moved.items() if before != after},
        {before: after for before, after in followed.items() if before != after},
        tuple(
            (after, was[before], now[after])
            for after, before in sorted(sections.items())
            if before in was and after in now and was[before] != now[after]
        ),
        was,
    )


def concerns(
    change: TaskChange, target: Target, targets: Targets, revised: Revision, former: Targets | None = None
) -> bool:
    """Whether the change is about what the target selects, in the old version or in the new one.

    The target is as it was set, by the old version's numbers; `former` finds what a topic selected there.
    """
    versions = [version for version in (change.before, change.after) if version]
    match target.aim:
        case Aim.DEPARTMENT:
            ids = {target.value, *targets.parties(target.value)}
            return any(ids & version.departments for version in versions)
        case Aim.LED:
            ids = {target.value, *targets.parties(target.value)}
            return any(ids & set(version.leads) for version in versions)
        case Aim.JOINED:
            ids = {target.value, *targets.parties(target.value)}
            return any(ids & (version.departments - set(version.leads)) for version in versions)
        case Aim.SECTION:
            now = revised.section(target.number)
            return (change.before is not None and change.before.section == target.number) or (
                change.after is not None and now is not None and change.after.section == now
            )
        case Aim.TASK:
            return change.before is not None and change.before.key == target.number
        case Aim.TOPIC:
            if change.after and change.after.key in _matched(target, targets):
                return True
            if change.before and former and change.before.key in _matched(target, former):
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
        self._lines = ChangeLines(labels, wording)
        self.wording = wording
        self._titles = titles

    def title(self, lang: str) -> str:
        """What a notice is about."""
        return self._say(lang, "change.title", title=self._titles.get(lang, ""))

    def message(
        self,
        lang: str,
        revision: Revision,
        chosen: Iterable[Target],
        cancelled: Sequence[str] = (),
        former: Targets | None = None,
        people: Sequence[Responsible] = (),
    ) -> Message | None:
        """What changed for who subscribes to `chosen`; None where nothing did.

        `cancelled` are the words of reminders of tasks that are gone, `former` finds in the old version, of the `people`
        there those responsible for what changed are mentioned. A topic encodes: call it off the event loop.
        """
        chosen = tuple(chosen)
        found = [
            change
            for change in revision.changes
            if any(concerns(change, target, self._targets, revision, former) for target in chosen)
        ]
        sections = list(self._sections(lang, revision, chosen))
        if not found and not cancelled and not sections:
            return None
        lines: list[Line] = [(Run(self.title(lang), Style.BOLD),), *sections]
        lines += self._lines.lines(lang, found)
        if cancelled:
            lines += [(), (Run(self._say(lang, "change.reminders_gone", count=len(cancelled))),)]
            lines += ((Run("· " + text),) for text in cancelled)
        lines += [(), (Run(self._say(lang, "change.footer"), Style.ITALIC),)]
        mine = [
            one
            for one in people
            if any(concerns(change, one.target, self._targets, revision, former) for change in found)
        ]
        mentioned = named(self.wording, lang, mine)
        return Message((*lines, *(((), *mentioned) if mentioned else ())))

    def brief(self, lang: str, change: TaskChange) -> Line:
        """A change in a line."""
        return self._lines.brief(lang, change)

    def _sections(self, lang: str, revision: Revision, chosen: Sequence[Target]) -> Iterator[Line]:
        """What became of the sections subscribed to: another title or number, or gone."""
        titles = {after: (was, now) for after, was, now in revision.retitled}
        for target in (one for one in chosen if one.aim is Aim.SECTION):
            after = revision.section(target.number)
            if after is None:
                yield (Run(self._say(lang, "change.section_gone", section=revision.titles.get(target.number, ""))),)
            elif after in titles:
                was, now = titles[after]
                number = self._labels.target(lang, Target(Aim.SECTION, str(after)))
                yield (Run(self._say(lang, "change.section_title", section=number, before=was, after=now)),)
            elif after != target.number:
                name = self._labels.target(lang, Target(Aim.SECTION, str(after)))
                yield (Run(self._say(lang, "change.section_number", section=name)),)

    def _say(self, lang: str, key: str, **values: object) -> str:
        return self.wording.say(lang, key, **values)
