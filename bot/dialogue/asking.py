"""Messages about any of the plans, answered in the terminal: the plan of each, the conversation across them, one reply."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cachetools import TTLCache

from bot.dialogue.conversation import REMEMBERED_CONVERSATIONS, REMEMBERED_SECONDS, Answered, Reply, Told
from bot.dialogue.dispatch import Directed, Dispatcher
from bot.dialogue.routing import Names
from bot.plans.served import Plans, Served
from bot.screens.message import Line, Message, Run, Style
from bot.screens.wording import Wording
from corpus.library import Entry, entry_of
from corpus.records import CorpusError
from index.engine import without_building
from index.query import Kind

# As far back as a question may lean through others.
CHAIN = 6


@dataclass(frozen=True, slots=True)
class _Said:
    """The plans that a conversation asked last, and the questions that the last one leans on with itself.

    `heard` is whether the assistants of these plans remember them.
    """

    ids: tuple[str, ...]
    chain: tuple[str, ...]
    heard: bool = True


class Asking:
    """Answers messages about all plans; `plan` is the one that questions go to which name none."""

    def __init__(self, plans: Plans, wording: Wording, plan: str | None = None) -> None:
        """CorpusError where `plan` is not installed."""
        self._plans = plans
        self._wording = wording
        self._dispatcher = Dispatcher(plans)
        self._said: TTLCache[str, _Said] = TTLCache(REMEMBERED_CONVERSATIONS, REMEMBERED_SECONDS)
        self._lock = threading.Lock()
        self.plan = plans.default
        if plan:
            self.choose(plan)

    def choose(self, id: str) -> str:
        """Lets questions go to the plan of that id from now on, and gives its title; CorpusError where there is none."""
        if id not in self._plans:
            known = ", ".join(entry.id for entry in self._plans.entries)
            raise CorpusError(f"there is no plan {id}: installed are {known}", "no-plan", id=id, known=known)
        self.plan = id
        with self._lock:
            for conversation, said in list(self._said.items()):
                self._said[conversation] = replace(said, ids=(id,), heard=False)
        return self._plans.get(id).plan.title("zh")

    def examples(self, lang: str) -> dict[str, object]:
        """What the plan asked now can be asked for, to show how."""
        return self._plans.get(self.plan).assistant.examples(lang)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is known of every plan."""
        return self._plans.entries

    def tell(self, question: str, conversation: str) -> Told:
        """The reply to a message of any text."""
        with self._lock:
            said = self._said.get(conversation)
        directed = self._dispatcher.direct(question, self.plan, said.ids if said else ())
        if directed.names is Names.UNCLEAR:
            return self._unclear(directed)
        if len(directed.plans) > 1:
            return self._several(directed, conversation, said)
        served = directed.plans[0]
        question, context = self._in_context(directed, served, conversation, said)
        reply = served.assistant.reply(question, conversation)
        self._remember(conversation, (served,), context, question, reply.kind)
        answered = Answered(reply.answers)
        offers = self._dispatcher.elsewhere(question, served, answered)
        told = Told.of(served.assistant, reply)
        if not offers:
            return told
        suggestions = tuple(self._suggested(entry, question, reply.lang) for entry in offers)
        message = reply.message + Message(tuple(self._offered(offers, suggestions, reply.lang)))
        return Told(told.kind, told.lang, message, told.parts, suggestions)

    def _in_context(
        self, directed: Directed, served: Served, conversation: str, said: _Said | None
    ) -> tuple[str, tuple[str, ...]]:
        """The question to ask a plan and those that it leans on, which the plan has been asked where it had not."""
        question, chain = directed.question, said.chain if said else ()
        if directed.again and chain:
            question, chain = chain[-1], chain[:-1]
        elif directed.again:
            return overview(question, self._wording), ()
        elif not served.assistant.leans(question):
            return question, ()
        if said and (not said.heard or served.plan.id not in said.ids):
            for earlier in chain:
                served.assistant.answer(earlier, conversation)
        return question, chain

    def _remember(
        self, conversation: str, plans: tuple[Served, ...], context: tuple[str, ...], question: str, kind: str
    ) -> None:
        if kind == Kind.ANSWER:
            ids = tuple(served.plan.id for served in plans)
            with self._lock:
                self._said[conversation] = _Said(ids, (*context, question)[-CHAIN:])

    def _several(self, directed: Directed, conversation: str, said: _Said | None) -> Told:
        """The replies of several plans, each under the plan's title; one with nothing to show in one line."""
        parts: list[tuple[Served, Reply]] = []
        context: tuple[str, ...] = ()
        question = directed.question
        for served in directed.plans:
            question, context = self._in_context(directed, served, conversation, said)
            with without_building() if served.plan.id != self.plan else contextlib.nullcontext():
                parts.append((served, served.assistant.reply(question, conversation)))
        # Those that have something to show come first.
        parts.sort(key=lambda part: part[1].kind != Kind.ANSWER)
        lang = parts[0][1].lang
        kinds = {reply.kind for _, reply in parts}
        kind = next((kind for kind in (Kind.ANSWER, Kind.CLARIFY) if kind in kinds), Kind.REFUSAL)
        self._remember(conversation, directed.plans, context, question, kind)
        message = functools.reduce(Message.__add__, (self._grouped(served, reply) for served, reply in parts))
        return Told(kind, lang, message, tuple((served.assistant, reply) for served, reply in parts))

    def _grouped(self, served: Served, reply: Reply) -> Message:
        heading = (Run(called(self._entry(served), reply.lang, self._wording), Style.BOLD),)
        if reply.kind == Kind.REFUSAL:
            why = next((line for line in reply.message.lines if line), ())
            return Message((heading, tuple(Run(run.text) for run in why)))
        return Message((heading, *reply.message.lines))

    def _unclear(self, directed: Directed) -> Told:
        """The question back which plan is meant."""
        served = directed.plans[0]
        query = served.assistant.engine.at_sight(directed.question)
        lang = query.lang
        suggestions = tuple(self._suggested(entry, directed.question, lang) for entry in directed.among)
        key = "plans.absent" if directed.absent else "plans.which"
        ask = self._wording.say(lang, key, place=directed.absent)
        items = tuple((Run(f"· {called(entry, lang, self._wording)}"),) for entry in directed.among)
        message = Message(((Run(ask, Style.BOLD),), *items))
        return Told(Kind.CLARIFY, lang, message, (), suggestions, ask, served.plan.id)

    @staticmethod
    def _entry(served: Served) -> Entry:
        return entry_of(served.plan)

    def _suggested(self, entry: Entry, question: str, lang: str) -> str:
        return self._wording.say(lang, "plans.suggested", title=entry.called(lang), question=question)

    def _offered(self, offers: tuple[Entry, ...], suggestions: tuple[str, ...], lang: str) -> Iterator[Line]:
        titles = self._wording.say(lang, "plans.joint").join(called(entry, lang, self._wording) for entry in offers)
        yield (Run(self._wording.say(lang, "plans.elsewhere", titles=titles, count=len(offers)), Style.BOLD),)
        yield (Run(self._wording.say(lang, "plans.ask_there")),)
        yield from ((Run(f"· {said}"),) for said in suggestions)


def overview(question: str, wording: Wording) -> str:
    """What is asked of a plan by a message that does no more than name it, in the message's language."""
    return wording.say("en" if question.isascii() else "zh", "plans.overview")


def called(entry: Entry, lang: str, wording: Wording) -> str:
    """A plan's title in a language, with its year."""
    title = entry.called(lang)
    if entry.year is None or str(entry.year) in title:
        return title
    return wording.say(lang, "understood.plan", title=title, year=entry.year)
