"""The line of a notice that mentions who is responsible for what it is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.db.responsibles import Responsible
from bot.notifications.subscriptions import Aim
from bot.screens.message import Line, Run
from bot.screens.wording import Wording
from index.tables import Tables


def person(wording: Wording, lang: str, one: Responsible) -> Run:
    """A person: mentioned once they have confirmed, else as they were named."""
    if one.user_id is not None:
        return Run(one.name or one.named, link=f"tg://user?id={one.user_id}")
    return Run(wording.say(lang, "responsible.unconfirmed", name=one.named))


def mentions(
    wording: Wording,
    lang: str,
    tables: Tables,
    found: Iterable[Responsible],
    tasks: Collection[int],
    departments: Collection[str] = (),
) -> list[Line]:
    """The persons responsible for any of the tasks, for a party of one, or for a department; no line for nobody."""
    people: dict[object, Run] = {}
    for one in found:
        if one.kind is Aim.TASK:
            concerned = int(one.value) in tasks
        else:
            concerned = one.value in departments or bool(tables.holds(one.value) & set(tasks))
        if concerned:
            people.setdefault(one.user_id or one.named, person(wording, lang, one))
    if not people:
        return []
    joint = Run(wording.say(lang, "target.joint"))
    runs = [run for one in people.values() for run in (joint, one)]
    return [(Run(wording.say(lang, "responsible.line")), *runs[1:])]
