"""A conversation: each message read in the light of the answer before it, remembered for a while and within bounds."""

from __future__ import annotations

import contextlib
import functools
import threading
from dataclasses import dataclass, replace

from cachetools import TTLCache

from bot.dialogue.remarks import remark
from bot.dialogue.wishes import form_wished, language_wished
from bot.screens.blocks import Block
from bot.screens.message import Message, Run, Style
from bot.screens.render import Renderer
from bot.screens.wording import Wording
from index.engine import Engine, WouldEncode, without_encoding
from index.query import Answer, IndexFault, Intent, Kind, Query
from index.reading.content import load_words
from index.reading.language import spoken
from index.reading.state import Turn, remembered

# As long as a message on Telegram: what a pasted file holds beyond it is not read.
LONGEST_MESSAGE = 4096
# So many questions of a message are answered.
MOST_QUESTIONS = 5
REMEMBERED_SECONDS = 1800
REMEMBERED_CONVERSATIONS = 10_000


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers to one message in order; `cut` where it asked more than are answered."""

    answers: tuple[Answer, ...]
    cut: bool = False

    @property
    def kind(self) -> str:
        """An answer where any question has one, else a question back where any needs one."""
        kinds = {answer.kind for answer in self.answers}
        return next(kind for kind in (Kind.ANSWER, Kind.CLARIFY, Kind.REFUSAL) if kind in kinds)

    @property
    def lang(self) -> str:
        """The language of the first question."""
        return self.answers[0].query.lang

    def told_in(self, lang: str) -> Answered:
        """The same answers in a language."""
        return replace(self, answers=tuple(answer.told_in(lang) for answer in self.answers))


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to one message: its answers in order, and the message to show."""

    kind: str
    lang: str
    message: Message
    answers: tuple[Answer, ...]


# Why it is asked back where no plan was asked yet: the plans' own reasons are those of their answers.
WHICH_PLAN = "which-plan"


@dataclass(frozen=True, slots=True)
class Told:
    """The reply to one message about any number of plans: each plan's part with who gave it, and the whole to show.

    `offers` are questions to try of other plans. `asked` is what is asked back, and `plan` the id of the plan whose chat
    it is, where no plan answered.
    """

    kind: str
    lang: str
    message: Message
    parts: tuple[tuple[Assistant, Reply], ...]
    offers: tuple[str, ...] = ()
    asked: str = ""
    plan: str = ""

    @classmethod
    def of(cls, assistant: Assistant, reply: Reply) -> Told:
        """The reply of one plan."""
        return cls(reply.kind, reply.lang, reply.message, ((assistant, reply),))

    @property
    def answering(self) -> str:
        """The id of the plan that answered: the first that did, else the first that was asked."""
        answered = [assistant for assistant, reply in self.parts if reply.kind == self.kind]
        return answered[0].engine.plan.id if answered else self.plan

    @property
    def reason(self) -> str:
        """Why it is no answer, the first part's that is none; empty for an answer."""
        if self.kind == Kind.ANSWER:
            return ""
        reasons = (answer.reason for _, reply in self.parts for answer in reply.answers if answer.kind == self.kind)
        return next(reasons, WHICH_PLAN)


def _same(one: Query, other: Query) -> bool:
    """Whether two Queries ask the same of the same tasks, however they were worded."""
    return all(
        getattr(one, slot) == getattr(other, slot) for slot in ("intent", "where", "role", "order", "topic", "fact")
    )


class Assistant:
    """Answers messages about one plan. Safe to call from several threads."""

    def __init__(self, engine: Engine, renderer: Renderer, wording: Wording) -> None:
        self.engine = engine
        self._renderer = renderer
        self._wording = wording
        self._turns: TTLCache[str, Turn] = TTLCache(REMEMBERED_CONVERSATIONS, REMEMBERED_SECONDS)
        # What was answered last, to be told again: a refusal as well, which no question leans on.
        self._told: TTLCache[str, Answered] = TTLCache(REMEMBERED_CONVERSATIONS, REMEMBERED_SECONDS)
        self._lock = threading.Lock()

    def needs_encoder(self, question: str, conversation: str) -> bool:
        """Whether answering encodes a topic, which takes tens of milliseconds or, the first time, seconds."""
        if remark(question) or form_wished(question) or self._told_again(question, conversation) is not None:
            return False
        turn = self._recall(conversation)
        try:
            with without_encoding():
                parts = self._questions(question, turn)[:MOST_QUESTIONS]
                encodes = any(self.engine.query(part, turn).topic for part in parts)
                # The words of what would be asked back are read as well, and remembered for the answer.
                if not encodes:
                    for part in parts:
                        self._rivals(part, turn)
                return encodes
        except WouldEncode:  # to choose between readings takes the encoder as well
            return True

    def answer(self, question: str, conversation: str) -> Answered:
        """The answers to a message of any text; never raises for one."""
        # Who can give files takes such a wish before it comes here.
        if kind := remark(question) or ("order" if form_wished(question) else ""):
            query = Query(Intent.NOTHING, spoken(question), fact=f"small.{kind}")
            return Answered((self.engine.answer(query),))
        answered = self._told_again(question, conversation) or self._answered(question, conversation)
        self._tell(conversation, answered)
        return answered

    def _told_again(self, question: str, conversation: str) -> Answered | None:
        """What was answered last in the language that a message wishes for it; None for any other message."""
        if (lang := language_wished(question)) is None:
            return None
        with self._lock:
            told = self._told.get(conversation)
        return told.told_in(lang) if told is not None else None

    def _tell(self, conversation: str, answered: Answered) -> None:
        with self._lock:
            self._told[conversation] = answered

    def _answered(self, question: str, conversation: str) -> Answered:
        """The answers to a message that asks."""
        parts = self._questions(question, self._recall(conversation))
        answers: list[Answer] = []
        for part in parts[:MOST_QUESTIONS]:
            answer = self._answer(part, conversation)
            if not answers or answer.reason not in ("nothing", "no-context"):
                answers.append(answer)
        return Answered(tuple(answers or [self._answer("", conversation)]), len(parts) > MOST_QUESTIONS)

    def follow(self, answered: Answered, conversation: str) -> None:
        """Lets a conversation go on as if it had just asked what these answers answer."""
        self._tell(conversation, answered)
        for answer in answered.answers:
            if answer.is_of_tasks:
                self._remember(conversation, answer, self._recall(conversation))

    def remembers(self, conversation: str) -> bool:
        """Whether it knows what a conversation last asked of it."""
        return self._recall(conversation) is not None

    def forget(self, conversation: str) -> None:
        """Forgets what a conversation last asked of it."""
        self._turns.pop(conversation, None)
        self._told.pop(conversation, None)

    def leans(self, question: str) -> bool:
        """Whether a message may mean something else after another one."""
        if language_wished(question) is not None:
            return True
        return not (remark(question) or form_wished(question)) and self.engine.leans(question[:LONGEST_MESSAGE])

    def reply(self, question: str, conversation: str) -> Reply:
        """The reply to a message of any text, as one message."""
        answered = self.answer(question, conversation)
        messages = [self._renderer.render(answer) for answer in answered.answers]
        if answered.cut:
            messages.append(Message(((Run(self.cut(answered.lang), Style.ITALIC),),)))
        return Reply(answered.kind, answered.lang, functools.reduce(Message.__add__, messages), answered.answers)

    def tell(self, question: str, conversation: str) -> Told:
        """The reply to a message of any text, as that of several plans would be."""
        return Told.of(self, self.reply(question, conversation))

    def cut(self, lang: str) -> str:
        """What is said of the questions beyond those answered."""
        return self._wording.say(lang, "note.cut", count=MOST_QUESTIONS)

    def warm(self) -> None:
        """Load the encoder, the index and what else only some questions need; a failure is left for who meets it."""
        load_words()
        # How names sound is asked of a name that nobody bears: it took 200 ms of everybody's loop.
        _ = self.engine.names.sounds
        with contextlib.suppress(IndexFault):
            self.engine.topics()

    def choices(self, reply: Reply) -> list[str]:
        """What to try instead of what was asked, for every answer of a reply."""
        return [choice for answer in reply.answers for choice in self._renderer.choices(answer)]

    def blocks(self, answer: Answer) -> list[Block]:
        """The parts of an answer's message, each with the task, department or section that it shows."""
        return self._renderer.blocks(answer)

    def understood(self, reply: Reply) -> str:
        """How the questions of a message were read."""
        return "; ".join(self._renderer.words.understood.say(answer) for answer in reply.answers)

    def listed(self, reply: Reply) -> str:
        """What a list of the tasks of a message's answers is called."""
        paraphrase = self._renderer.words.paraphrase
        said = dict.fromkeys(paraphrase.listed(answer.query) for answer in reply.answers)
        return self._wording.say(reply.lang, "answer.joint").join(said)

    def name(self, department: str) -> str:
        """A department's canonical name."""
        return self.engine.plan.registry[department].name

    def examples(self, lang: str) -> dict[str, object]:
        """What this plan can be asked for, to show how to ask."""
        return self._renderer.words.examples(lang)

    def title(self, lang: str, number: int) -> str:
        """Our short title of a task."""
        return self._renderer.words.title(lang, number)

    def called(self, key: int) -> str:
        """What a task is called by number; empty where the plan has no such task."""
        return self._renderer.words.number(key) if key in self.engine.tables.tasks else ""

    def _questions(self, text: str, turn: Turn | None) -> tuple[str, ...]:
        """The questions of a message, of its beginning where it is longer than is read."""
        return self.engine.questions(text[:LONGEST_MESSAGE], turn)

    def _answer(self, question: str, conversation: str) -> Answer:
        turn = self._recall(conversation)
        query = self.engine.query(question, turn)
        try:
            answer = self.engine.answer(query)
        except IndexFault as fault:
            return Answer(Kind.REFUSAL, query, reason="no-encoder", choices=(str(fault),))
        if readings := self._rivals(question, turn):
            return Answer(Kind.CLARIFY, query, reason="which-reading", readings=readings)
        if answer.is_of_tasks:
            self._remember(conversation, answer, turn)
        return answer

    def _rivals(self, question: str, turn: Turn | None) -> tuple[Query, ...]:
        """The readings to ask back between: each is offered in words and then asked in them, so those must say all of it."""
        said = {self.asked(query): query for query in self.engine.rivals(question, turn)}
        exact = [query for words, query in said.items() if _same(self.engine.at_sight(words), query)]
        return tuple(exact) if len(exact) > 1 and exact[0] == next(iter(said.values())) and question not in said else ()

    def asked(self, query: Query) -> str:
        """A reading as a question in plain words."""
        return self._renderer.words.paraphrase.question(query)

    def _recall(self, conversation: str) -> Turn | None:
        with self._lock:
            return self._turns.get(conversation)

    def _remember(self, conversation: str, answer: Answer, before: Turn | None) -> None:
        with self._lock:
            self._turns[conversation] = remembered(answer, before)
