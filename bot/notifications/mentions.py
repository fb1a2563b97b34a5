"""The line of a notice that mentions who is responsible for what it is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.db.responsibles import Responsible
from bot.notifications.subscriptions import Aim
from bot.screens.message import Line, Run
from bot.screens.wording import Wording
from index.tables import Tables


def person(wording: Wording, lang: str, one: Responsible) -> Run:
    """A person: mentioned once they have confirmed, else as they were named.

    A plain name that somebody of another name has confirmed stands with theirs.
    """
    if one.user_id is None:
        return Run(wording.say(lang, "responsible.unconfirmed", name=one.named))
    name = one.name or one.named
    if not one.is_bound and name != one.named:
        name = wording.say(lang, "responsible.by", named=one.named, name=name)
    return Run(name, link=mention_link(one.user_id))


def mention_link(user_id: int) -> str:
    """The link by which Telegram mentions a person."""
    return f"tg://user?id={user_id}"


def mentions(
    wording: Wording,
    lang: str,
    tables: Tables,
    found: Iterable[Responsible],
    tasks: Collection[int],
    departments: Collection[str] = (),
) -> list[Line]:
    """The persons responsible for any of the tasks, for a party of one, or for a department; no line for nobody."""
    concerned = []
    for one in found:
        if one.kind is Aim.TASK:
            mine = int(one.value) in tasks
        else:
            mine = one.value in departments or bool(tables.holds(one.value) & set(tasks))
        if mine:
            concerned.append(one)
    return named(wording, lang, concerned)


def named(wording: Wording, lang: str, found: Iterable[Responsible]) -> list[Line]:
    """A line that mentions those persons, each once; no line for nobody."""
    people: dict[object, Run] = {}
    for one in found:
        people.setdefault(one.user_id or one.named, person(wording, lang, one))
    if not people:
        return []
    joint = Run(wording.say(lang, "target.joint"))
    runs = [run for one in people.values() for run in (joint, one)]
    return [(Run(wording.say(lang, "responsible.line")), *runs[1:])]
