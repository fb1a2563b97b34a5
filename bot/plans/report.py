"""What was read of a document, for the operator who decides whether to install it: as a message, and whole as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.notifications.change_lines import ChangeLines
from bot.notifications.changes import revision
from bot.screens.labels import Labels, shortened
from bot.screens.message import Line, Message, Run, Style
from bot.screens.plan_words import PlanWords
from bot.screens.wording import Wording
from corpus.records import Notice, Plan, Task
from corpus.titles import own_title
from corpus.versions import version_of

# The message shows so much, in UTF-16 units, of the changes and of the tasks; the file has all.
CHANGE_UNITS = 3000
TASK_UNITS = 7000
WARNINGS = 8
# Of a line that was not read, so many characters.
_LINE = 60


@dataclass(frozen=True, slots=True)
class Report:
    """The message, and the whole report as text where the message leaves some of it out."""

    message: Message
    whole: str = ""


class Reports:
    """Words reports in any language."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def report(self, lang: str, plan: Plan, before: Plan | None = None) -> Report:
        """What was read; where an installed plan is given, first what changed since then."""
        head = list(self._head(lang, plan))
        changes = self._changes(lang, before, plan) if before else []
        tasks = [line for task in plan.tasks for line in self._task(lang, task)]
        warned = [self._warning(lang, plan, notice) for notice in plan.document.warnings]
        shown_changes, more_changes = _fitting(changes, CHANGE_UNITS)
        shown_tasks, more_tasks = _fitting(tasks, TASK_UNITS)
        shown_warned = warned[:WARNINGS]
        left_out = more_changes or more_tasks or len(warned) > WARNINGS
        message = self._put_together(lang, head, shown_changes, shown_warned, len(warned), shown_tasks)
        if not left_out:
            return Report(message)
        note: Line = (Run(self._say(lang, "left_out"), Style.ITALIC),)
        whole = self._put_together(lang, head, changes, warned, len(warned), tasks)
        return Report(Message((*message.lines, (), note)), whole.plain + "\n")

    def _put_together(
        self, lang: str, head: list[Line], changes: list[Line], warned: list[Line], count: int, tasks: list[Line]
    ) -> Message:
        lines = list(head)
        if warned:
            lines += [(), self._line(lang, "warnings", Style.BOLD, count=count), *warned]
        return Message((*lines, *changes, (), *tasks))

    def _head(self, lang: str, plan: Plan) -> Iterator[Line]:
        document = plan.document
        yield (Run(plan.title(lang), Style.BOLD),)
        stated = {"number": document.document_number, "issuer": document.issuer, "year": plan.year}
        if said := [self._say(lang, key, said=value) for key, value in stated.items() if value]:
            yield (Run(" · ".join(said)),)
        counts = {
            "sections": len(plan.sections),
            "tasks": len(plan.tasks),
            "parties": len({party.department for task in plan.tasks for party in task.parties}),
            "deadlines": sum(task.deadline is not None for task in plan.tasks),
        }
        yield (Run(" · ".join(self._say(lang, key, count=count) for key, count in counts.items() if count)),)

    def _task(self, lang: str, task: Task) -> Iterator[Line]:
        yield (Run(f"{task.id}. {own_title(task.prose)}"),)
        leads = "、".join(party.name for party in task.leads)
        others = "、".join(party.name for party in task.participants)
        others += self._say(lang, "and_others") * (task.open_ended and bool(others))
        said = [self._say(lang, "led", names=leads)] if leads else []
        if leads and any(task.beside.keys()):
            beside = ((duty or "besides", parties) for duty, parties in task.beside.items())
            said += [self._say(lang, key, names="、".join(party.name for party in parties)) for key, parties in beside]
            said[-1] += self._say(lang, "and_others") * task.open_ended
        elif others:
            said.append(self._say(lang, "assisted" if leads else "joint", names=others))
        if task.deadline:
            said.append(self._say(lang, "deadline", said=task.deadline))
        yield (Run("    " + " · ".join(said)),)

    def _warning(self, lang: str, plan: Plan, notice: Notice) -> Line:
        """The line itself, which whoever knows the document understands."""
        lines = plan.text.splitlines()
        words = lines[notice.line - 1].strip() if 0 < notice.line <= len(lines) else ""
        return self._line(lang, "warning", line=notice.line, words=shortened(words, _LINE), message=notice.message)

    def _changes(self, lang: str, before: Plan, plan: Plan) -> list[Line]:
        labels = Labels(plan, PlanWords(plan, self._wording), self._wording, lambda: "")
        revised = revision(version_of(before.document), version_of(plan.document))
        lines = ChangeLines(labels, self._wording).lines(lang, revised.changes)
        heading = self._line(lang, "changes", Style.BOLD, count=len(revised.changes))
        return [(), heading, *lines, (), self._line(lang, "all_tasks", Style.BOLD)]

    def _say(self, lang: str, key: str, **values: object) -> str:
        return self._wording.say(lang, f"reading.{key}", **values)

    def _line(self, lang: str, key: str, style: Style = Style.PLAIN, **values: object) -> Line:
        return (Run(self._say(lang, key, **values), style),)


def _fitting(lines: list[Line], limit: int) -> tuple[list[Line], bool]:
    """The first lines, as many as `limit` units hold, and whether there are more."""
    sheets = Message(tuple(lines)).sheets(limit)
    return list(sheets[0].lines), len(sheets) > 1
