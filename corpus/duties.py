"""What those who do not lead are listed for, in documents that set helpers apart: 牵头单位：A；责任单位：B；配合单位：C."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from corpus.parties import Named
from corpus.records import Duty, Party, Role, Task
from corpus.roles import Said

# What lies between two labels or columns, and not between two names of one.
_APART = re.compile(r"[;；。:：\t\n|]")


def duties_of(
    said: Mapping[Said, Sequence[Named]], plain: Sequence[Named], called: Callable[[Named], str]
) -> dict[str, Duty]:
    """By name what a task's parties are listed for; who is listed twice is responsible."""
    helping = [*said.get(Said.HELPER, ()), *(name for names in (*said.values(), plain) for name in names if name.helps)]
    responsible = [name for name in said.get(Said.RESPONSIBLE, ()) if not name.helps]
    return dict.fromkeys(map(called, helping), Duty.HELPING) | dict.fromkeys(map(called, responsible), Duty.RESPONSIBLE)


def responsible_beside(tasks: Sequence[Task], text: str) -> bool:
    """Whether all who stand beside who leads are printed as responsible, under a label or in a column of their own.

    责任单位 then says that they do not lead. It says nothing of it where it stands before who leads as well, as in
    责任单位：A（牵头）、B, or where nobody leads.
    """
    beside = [task for task in tasks if task.participants]
    if not all(task.leads for task in beside) or {p.duty for task in beside for p in task.participants} != {
        Duty.RESPONSIBLE
    }:
        return False
    return all(_APART.search(text, task.leads[-1].span.end, task.participants[0].span.start) for task in beside)


def set_apart(tasks: Sequence[Task]) -> list[Task]:
    """The tasks with what their parties are listed for, where the document sets three roles apart; without it elsewhere.

    It does where one task has all three: somebody leads, another is responsible beside, a third helps. Where 配合 and 负责 only
    stand beside who leads in tasks of their own, both may say no more than that somebody takes part.
    """
    apart = any(_has_three(task) for task in tasks)
    return [
        replace(task, parties=tuple(replace(party, duty=_duty(party) if apart else None) for party in task.parties))
        for task in tasks
    ]


def _has_three(task: Task) -> bool:
    beside = {party.duty for party in task.participants}
    return set(Duty) <= beside and any(lead.duty is None for lead in task.leads)


def _duty(party: Party) -> Duty | None:
    """Who leads helps nobody, whatever else is printed."""
    return None if party.role is Role.LEAD and party.duty is Duty.HELPING else party.duty
