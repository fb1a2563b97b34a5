"""Which plan a message goes to: the one it names, else that of the question it leans on, else the chat's; and who else has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.dialogue.conversation import Answered
from bot.dialogue.routing import Names, Route, route
from bot.plans.served import Plans, Served
from corpus.library import Entry
from corpus.normalize import fold
from index.engine import without_building
from index.query import Answer, Kind, MatchKind

# What another plan could not answer any better: no question, one that leans on nothing, what no plan says.
_NOT_OF_A_PLAN = ("nothing", "no-context", "no-encoder", "no-number", "no-section")
_UNSAID = "unsaid."


@dataclass(frozen=True, slots=True)
class Directed:
    """Where a message goes: the plans asked, in order, and the question for them.

    With UNCLEAR `plans` is the chat's own one and `among` are those that may be meant, all where that of the place `absent`
    is not there. `again` is whether the question
    before is meant, since the message does no more than name a plan.
    """

    names: Names
    plans: tuple[Served, ...]
    question: str
    again: bool = False
    among: tuple[Entry, ...] = ()
    absent: str = ""


class Dispatcher:
    """Chooses among the plans served. It holds no conversation, and is as safe for threads as they are."""

    def __init__(self, plans: Plans) -> None:
        self._plans = plans

    def direct(self, question: str, current: str | None, before: Iterable[str] = ()) -> Directed:
        """Where a question goes from a chat that asks `current`; `before` are the plans that answered the question before."""
        own = self._plans.get(current)
        found = self._route(question, own)
        match found.names:
            case Names.NONE:
                led = tuple(served for id in before if (served := self._plans.find(id)) is not None)
                stays = bool(led) and led != (own,) and led[0].assistant.leans(question)
                return Directed(found.names, led if stays else (own,), question)
            case Names.UNCLEAR:
                among = tuple(entry for entry in self._plans.entries if not found.ids or entry.id in found.ids)
                return Directed(found.names, (own,), found.question, found.bare, among, found.absent)
        named = tuple(served for id in found.ids if (served := self._plans.find(id)) is not None)
        return Directed(found.names, named or (own,), found.question, found.bare)

    def _route(self, question: str, own: Served) -> Route:
        entries = self._plans.entries
        text = ""

        def said(words: str) -> bool:
            nonlocal text
            text = text or fold(own.plan.text)
            return words in text

        return route(question, entries, own.plan.id, said)

    def elsewhere(self, question: str, asked: Served, answered: Answered) -> tuple[Entry, ...]:
        """The other plans that have what a question found nothing of in the one asked; none where that answered.

        They are looked at exactly; by subject only where none has it so, and only those whose index is ready.
        """
        if answered.kind != Kind.REFUSAL or not all(map(_may_be_elsewhere, answered.answers)):
            return ()
        entries = self._plans.entries
        others = [
            served
            for entry in entries
            if entry.id != asked.plan.id and (served := self._plans.find(entry.id)) is not None
        ]
        found = {served.plan.id for served in others if _has_exactly(served, question)}
        if not found and any(answer.query.topic for answer in answered.answers):
            with without_building():
                found = {served.plan.id for served in others if _has(served, question)}
        return tuple(entry for entry in entries if entry.id in found)


def _may_be_elsewhere(answer: Answer) -> bool:
    return answer.reason not in _NOT_OF_A_PLAN and not answer.reason.startswith(_UNSAID)


def _has_exactly(served: Served, question: str) -> bool:
    """Whether a plan has what the question asks for by its records alone: its departments, or a subject's very words."""
    engine = served.assistant.engine
    query = engine.at_sight(question)
    if not query.topic:
        answer = engine.answer(query)
        return answer.kind is Kind.ANSWER and _shows(answer)
    if not all(mention.known is MatchKind.EXACT and mention.parties for mention in query.mentions):
        return False
    held = engine.tables.holding(query.topic).keys()
    return bool(held if query.where is None else held & engine.tables.run(query.where))


def _has(served: Served, question: str) -> bool:
    # A conversation of its own, which leads nowhere.
    answered = served.assistant.answer(question, f"elsewhere:{question}")
    return answered.kind == Kind.ANSWER and any(map(_shows, answered.answers))


def _shows(answer: Answer) -> bool:
    """Whether an answer has something to show, of departments that are named as they are called."""
    exact = all(mention.known is MatchKind.EXACT for mention in answer.query.mentions)
    return exact and bool(answer.hits or answer.departments or answer.count or answer.rows or answer.quotes)
