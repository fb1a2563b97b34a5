"""A question becomes a screen, with what is remembered of it; answers are given again for buttons and edits."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cachetools import TTLCache

from bot.call import Call, Response
from bot.cards.refs import Ref, Shown, Trail, spelt_id
from bot.conversation import REMEMBERED_CONVERSATIONS, REMEMBERED_SECONDS, Answered
from bot.db.answers import GivenAnswer
from bot.keyboard import Screen
from bot.message import text_message
from bot.plans import Plans, Served
from bot.telegram.memory import Memory
from bot.telegram.own import OwnWords
from bot.wording import Wording
from index.records import Answer, Kind, Mention, Want

# The same few questions are asked again and again: what is exact is drawn once an hour.
_KEPT, _KEPT_SECONDS = 2000, 3600
# As far back as a question may lean through others: «那财政厅呢» after «那教育厅呢» after «商务厅牵头哪些».
_CHAIN = 6
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Kept:
    """An exact answer that stands on its own, ready to be shown again."""

    answered: Answered
    screen: Screen


@dataclass(frozen=True, slots=True)
class _Said:
    """What a conversation last asked: the answer's id, and the questions that it leans on with itself."""

    id: int
    chain: tuple[str, ...]


class Answering:
    """Answers questions about the plans, in conversations."""

    def __init__(self, plans: Plans, memory: Memory, wording: Wording, alone: bool) -> None:
        self._plans = plans
        self._memory = memory
        self._wording = wording
        self._alone = alone
        self._own = OwnWords(wording)
        self._said: TTLCache[str, _Said] = TTLCache(REMEMBERED_CONVERSATIONS, REMEMBERED_SECONDS)
        self._kept: TTLCache[tuple[str, str, str | None], _Kept] = TTLCache(_KEPT, _KEPT_SECONDS)
        # The encoder works on one text at a time.
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answer")

    async def ask(self, call: Call) -> Response:
        """/ask and what is asked without it: the words, or what they reply to, or both where the words need it."""
        words = call.words
        if call.quoted and (not words or self._needs_more(words, call)):
            words = f"{call.quoted} {words}".strip()
        if not words:
            return Response(Screen(text_message(self._wording.say(call.lang, "telegram.ask_hint"))))
        return await self.answer(words, call)

    def _needs_more(self, words: str, call: Call) -> bool:
        """Whether the words alone ask nothing: 谁负责 below somebody's «口岸通关改革»."""
        assistant = self._plans.get(call.plan).assistant
        return assistant.leans(words) or assistant.engine.read(words).query.want is Want.NOTHING

    async def answer(self, question: str, call: Call) -> Response:
        """The screen for a question, and the answer to remember once it is shown."""
        served = self._plans.get(call.plan)
        read = self._with_own(question, call)
        if read is None:
            return Response(served.cards.choices.mine(call.lang))
        conversation = call.conversation
        key = (served.plan.id, read, call.chosen)
        if (kept := self._kept.get(key)) is not None:
            served.assistant.follow(kept.answered, conversation)
            given = replace(self._given(served, read, call), lang=call.chosen or kept.answered.lang)
            self._said[conversation] = _Said(given.id, (read,))
            return Response(kept.screen, answer=given)
        said = self._said.get(conversation)
        leans = served.assistant.leans(read)
        if leans and (said is None or call.replied is not None or not self._alone):
            said = await self._recall(served, conversation, call.chat_id, call.replied, said)
        answered = await self._answered(served, read, conversation)
        context = said.chain if leans and said else ()
        given = replace(self._given(served, read, call, context), lang=call.chosen or answered.lang)
        if answered.kind == Kind.ANSWER:
            self._said[conversation] = _Said(given.id, (*context, read)[-_CHAIN:])
        _LOG.info("%s: %s in %s", conversation, answered.kind, given.lang)
        if leans or answered.kind != Kind.ANSWER or any(answer.query.topic for answer in answered.answers):
            return Response(self._screen(served, answered, given, call.chosen), answer=given)
        # Its buttons serve many chats, so they name an answer of nobody's, which is remembered whether or not this one arrives.
        named = self._given(served, read, replace(call, chat_id=0, user_id=0, thread_id=0))
        named = replace(named, lang=given.lang)
        self._memory.remember(named)
        screen = self._screen(served, answered, named, call.chosen)
        self._kept[key] = _Kept(answered, screen)
        return Response(screen, answer=given)

    async def aside(self, question: str, call: Call) -> Response | None:
        """The screen for a question that belongs to no conversation; None where it has no answer."""
        served = self._plans.get(call.plan)
        read = self._with_own(question, call) or question
        given = self._given(served, read, replace(call, chat_id=call.user_id, thread_id=0))
        answered = await self._answered(served, read, f"aside:{given.id}")
        if answered.kind != Kind.ANSWER:
            return None
        given = replace(given, lang=call.chosen or answered.lang)
        return Response(self._screen(served, answered, given, call.chosen), answer=given)

    @staticmethod
    def _given(served: Served, question: str, call: Call, context: tuple[str, ...] = ()) -> GivenAnswer:
        return GivenAnswer(
            chat_id=call.chat_id,
            user_id=call.user_id,
            question=question,
            lang=call.lang,
            plan=served.plan.id,
            conversation=call.conversation,
            thread_id=call.thread_id,
            context="\n".join(context),
        )

    def _with_own(self, question: str, call: Call) -> str | None:
        """The question with the asker's department in it; None where it asks of «us» and nobody knows who that is."""
        if not self._own.found(question):
            return question
        served = self._plans.get(call.plan)
        if call.department in served.plan.registry.by_id:
            return self._own.replaced(question, served.plan.registry[call.department or ""].name)
        read = served.assistant.engine.read(question).query
        named = read.mentions or read.topic or read.fact or read.where is not None
        return question if named else None

    async def again(self, given: GivenAnswer, trail: Trail) -> Screen:
        """The page of an answer given before that a button asks for: the question is answered anew, nothing is remembered."""
        served = self._plans.get(given.plan)
        answered = await self._replayed(served, given)
        part = trail.here.detail
        if not part and len(answered.answers) > 1:
            return self._screen(served, answered, given, given.lang)
        place = min(int(part) if part.isdigit() else 0, len(answered.answers) - 1)
        return served.cards.answer(answered.answers[place], trail, given.question)

    async def chosen(self, given: GivenAnswer, place: int, call: Call) -> Response | None:
        """The answer once the person has said which of the departments they meant; None where there is no such choice."""
        served = self._plans.get(given.plan)
        answered = await self._replayed(served, given)
        answer = next((answer for answer in answered.answers if answer.choices), None)
        said = _in_doubt(answer) if answer else ""
        if answer is None or place >= len(answer.choices):
            return None
        name = served.plan.registry[answer.choices[place]].name
        before, found, after = given.question.casefold().partition(said)
        end = len(given.question) - len(after)
        # What was read in another script or width is not found in the question as written: then the name alone is asked.
        question = given.question[: len(before)] + name + given.question[end:] if found and said else name
        return await self.answer(question, replace(call, plan=given.plan))

    async def tasks(self, given: GivenAnswer) -> tuple[int, ...]:
        """The numbers of the tasks that an answer listed."""
        return tuple(dict.fromkeys(hit.task for answer in await self.answers(given) for hit in answer.hits))

    async def answers(self, given: GivenAnswer) -> tuple[Answer, ...]:
        """What an answer given before consists of."""
        return (await self._replayed(self._plans.get(given.plan), given)).answers

    @staticmethod
    def trail(given: GivenAnswer) -> Trail:
        """The trail that begins at an answer."""
        return Trail((Ref(Shown.ANSWER, spelt_id(given.id)),), given.lang)

    async def _replayed(self, served: Served, given: GivenAnswer) -> Answered:
        """The answers to a question given before, in a conversation of its own that leads to it again."""
        conversation = f"again:{given.id}"
        for line in given.context.split("\n") if given.context else ():
            await self._answered(served, line, conversation)
        return await self._answered(served, given.question, conversation)

    async def _recall(
        self, served: Served, conversation: str, chat_id: int, replied: int | None, said: _Said | None
    ) -> _Said | None:
        """What a leaning question leans on: the answer it replies to, or the last one, which another process may have given."""
        given = None if replied is None else await self._memory.answer_in(chat_id, replied)
        if given is None:
            given = await self._memory.last_answer(conversation)
            if given is not None and datetime.now(UTC) - given.created > timedelta(seconds=REMEMBERED_SECONDS):
                given = None
        if given is None or given.plan != served.plan.id or (said is not None and said.id == given.id):
            return said
        chain = (*(given.context.split("\n") if given.context else ()), given.question)
        for question in chain:
            await self._answered(served, question, conversation)
        return _Said(given.id, chain)

    async def _answered(self, served: Served, question: str, conversation: str) -> Answered:
        assistant = served.assistant
        if not assistant.needs_encoder(question, conversation):
            return assistant.answer(question, conversation)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, assistant.answer, question, conversation)

    def _screen(self, served: Served, answered: Answered, given: GivenAnswer, lang: str | None) -> Screen:
        cut = served.assistant.cut(lang or answered.lang) if answered.cut else ""
        return served.cards.answers(answered.answers, given.id, given.question, lang, cut)


def _in_doubt(answer: Answer) -> str:
    """The words of a question that may mean several departments, or none that is known."""
    several: list[Mention] = [mention for mention in answer.query.mentions if len(mention.candidates) > 1]
    return several[0].said if several else next(iter(answer.query.unknown), "")
