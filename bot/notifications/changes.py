"""What a new version of a plan changes for a chat: task by task, old and new words with their difference marked."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.notifications.change_lines import ChangeLines, TaskChange
from bot.notifications.subscriptions import Aim, Target, Targets
from bot.screens.labels import Labels
from bot.screens.message import Line, Message, Run, Style
from bot.screens.wording import Wording
from corpus.diff import compare, paired
from corpus.normalize import fold
from corpus.versions import Version
from index.query import IndexFault


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
        case Aim.LED:
            ids = {target.value, *targets.parties(target.value)}
            return any(ids & set(version.leads) for version in versions)
        case Aim.JOINED:
            ids = {target.value, *targets.parties(target.value)}
            return any(ids & (version.departments - set(version.leads)) for version in versions)
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
        self._lines = ChangeLines(labels, wording)
        self.wording = wording
        self._titles = titles

    def title(self, lang: str) -> str:
        """What a notice is about."""
        return self._say(lang, "change.title", title=self._titles.get(lang, ""))

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
        lines: list[Line] = [(Run(self.title(lang), Style.BOLD),)]
        lines += self._lines.lines(lang, found)
        if cancelled:
            lines += [(), (Run(self._say(lang, "change.reminders_gone", count=len(cancelled))),)]
            lines += ((Run("· " + text),) for text in cancelled)
        lines += [(), (Run(self._say(lang, "change.footer"), Style.ITALIC),)]
        return Message(tuple(lines))

    def _say(self, lang: str, key: str, **values: object) -> str:
        return self.wording.say(lang, key, **values)
