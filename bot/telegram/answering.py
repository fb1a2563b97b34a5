"""A question becomes a screen, with what is remembered of it; answers are given again for buttons and edits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cachetools import TTLCache

from bot.commands.services import service
from bot.db.answers import GivenAnswer
from bot.dialogue.aside import LONG, aside
from bot.dialogue.asking import CHAIN, called, overview
from bot.dialogue.call import Call, Response
from bot.dialogue.choosing import settled
from bot.dialogue.conversation import REMEMBERED_CONVERSATIONS, REMEMBERED_SECONDS, Answered
from bot.dialogue.dispatch import Directed, Dispatcher
from bot.dialogue.routing import Names
from bot.dialogue.wishes import language_wished
from bot.plans.served import Plans, Served
from bot.screens.keyboard import Button, Screen, rows
from bot.screens.message import Message, Run, Style, text_message
from bot.screens.refs import Ref, Shown, Trail, read_id, spelt_id, tag_of
from bot.screens.wording import Wording
from bot.telegram.memory import Memory
from bot.telegram.own import OwnWords
from corpus.library import entry_of
from corpus.normalize import fold
from index.engine import without_building
from index.query import Answer, Intent, Kind

# The same few questions are asked again and again: what is exact is drawn once an hour.
_KEPT, _KEPT_SECONDS = 2000, 3600
# A reply about several plans shows so much in all; a button opens each whole.
_SEVERAL_UNITS = 4000
_MOST_OFFERED = 8
_ANSWERED_AT_ONCE = 6
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Kept:
    """An exact answer that stands on its own, ready to be shown again."""

    answered: Answered
    screen: Screen


@dataclass(frozen=True, slots=True)
class _Said:
    """What a conversation last asked: the answer's id, the questions that it leans on with itself, and the plans asked.

    `heard` is whether the assistants of these plans remember it.
    """

    id: int
    chain: tuple[str, ...]
    plans: tuple[str, ...]
    heard: bool = True


# What a command that names what to show leans on: nothing said before.
_AFRESH = _Said(0, (), ())


class Answering:
    """Answers questions about the plans, in conversations."""

    def __init__(
        self,
        plans: Plans,
        memory: Memory,
        wording: Wording,
        alone: bool,
        refused: Callable[[str, str, str], None] = lambda plan, question, lang: None,
    ) -> None:
        """`refused` is told the plan, the question and the language of each refusal."""
        self._refused = refused
        self._plans = plans
        self._dispatcher = Dispatcher(plans)
        self._memory = memory
        self._vitals = memory.database.vitals
        self._wording = wording
        self._alone = alone
        self._own = OwnWords(wording)
        self._said: TTLCache[str, _Said] = TTLCache(REMEMBERED_CONVERSATIONS, REMEMBERED_SECONDS)
        self._kept: TTLCache[tuple[str, str, str, str | None], _Kept] = TTLCache(_KEPT, _KEPT_SECONDS)
        # Each waits for the encoder most of the time, which takes what waits as a batch. A chat has one question under way.
        self._worker = ThreadPoolExecutor(_ANSWERED_AT_ONCE, thread_name_prefix="answer")

    async def ask(self, call: Call) -> Response:
        """/ask and what is asked without it: the words, or what they reply to, or both where the words need it."""
        words = call.words
        if call.quoted and (not words or await self._needs_more(words, call)):
            words = f"{call.quoted} {words}".strip()
        if not words:
            return self.hint(call)
        if (lang := language_wished(words)) and (given := await self.before(call)) is not None:
            return await self._told_again(given, lang, call)
        return await self.answer(words, call)

    async def before(self, call: Call) -> GivenAnswer | None:
        """The answer that a message speaks of: the one that it replies to, else the last one of its conversation."""
        given = None if call.replied is None else await self._memory.answer_in(call.chat_id, call.replied)
        if given is None:
            given = await self._memory.last_answer(call.conversation)
            if given is not None and datetime.now(UTC) - given.created > timedelta(seconds=REMEMBERED_SECONDS):
                given = None
        return given if given is not None and given.plan in self._plans else None

    async def _told_again(self, given: GivenAnswer, lang: str, call: Call) -> Response:
        """The screen of an answer given before in another language; the conversation goes on from where it was."""
        said = self._said.get(call.conversation)
        if said is not None and said.id == given.id and len(said.plans) > 1:
            plans = tuple(served for id in said.plans if (served := self._plans.find(id)) is not None)
            return await self._several(
                plans, given.question, replace(call, chosen=lang), replace(said, chain=said.chain[:-1])
            )
        served = self._plans.get(given.plan)
        context = tuple(given.context.split("\n")) if given.context else ()
        again = replace(self._given(served, given.question, call, context), lang=lang)
        answered = await self._replayed(served, again)
        screen = self._screen(served, answered, again, lang)
        return Response(await self._with_offers(screen, served, answered, again), answer=again)

    def hint(self, call: Call) -> Response:
        """How to ask, by an example of the chat's plan."""
        examples = self._plans.get(call.plan).assistant.examples(call.lang)
        return Response(Screen(text_message(self._wording.say(call.lang, "telegram.ask_hint", **examples))))

    async def _needs_more(self, words: str, call: Call) -> bool:
        """Whether the words alone ask nothing: 谁负责 below somebody's «口岸通关改革»."""
        assistant = self._plans.get(call.plan).assistant
        return (
            await aside(assistant.leans, words)
            or (await aside(assistant.engine.at_sight, words, assistant.engine.names_several)).intent is Intent.NOTHING
        )

    async def answer(self, question: str, call: Call, afresh: bool = False) -> Response:
        """The screen for a question to the plan that it names, else to the chat's, and the answer to remember once shown.

        `afresh` where it leans on nothing said before.
        """
        if call.private and (introduced := await self._introduced(question, call)) is not None:
            return introduced
        read = await self._with_own(question, call)
        if read is None:
            # Once it is known, the question is answered.
            served = self._plans.get(call.plan)
            self._memory.remember(waiting := self._of_nobody(served, question, call))
            return Response(served.cards.choices.mine(call.lang, waiting=spelt_id(waiting.id)))
        said = _AFRESH if afresh else self._said.get(call.conversation)
        leans = not afresh and await aside(self._plans.get(call.plan).assistant.leans, read)
        said = await self._recall(call, said) if leans else said
        before = said.plans if said else ()
        directed = await aside(lambda text: self._dispatcher.direct(text, call.plan, before), read)
        if directed.again or directed.names is not Names.NONE:
            return await self._named(directed, call, said or await self._recall(call, None))
        return await self._of(directed.plans[0], read, call, said)

    async def _introduced(self, text: str, call: Call) -> Response | None:
        """What is said to 我是商务厅的, or to it with a question behind; None for other texts.

        A button has the department remembered, where it is not yet.
        """
        served, found = self._plans.get(call.plan), self._own.introduced(text)
        if found is None:
            return None
        name, question = found
        mentions = await aside(served.assistant.engine.named, name)
        # 我在商务厅牵头哪些 says more than where one works.
        if [fold(one.said) for one in mentions] != [fold(name)] or len(mentions[0].candidates) != 1:
            return None
        [id], choices = mentions[0].candidates, served.cards.choices
        if not question:
            return Response(choices.introduced(call.lang, id))
        answered = await self.answer(question, replace(call, department=id))
        if answered.screen is None or id == call.department:
            return answered
        keyboard = (*answered.screen.keyboard, (choices.as_mine(call.lang, id),))
        return replace(answered, screen=replace(answered.screen, keyboard=keyboard))

    async def waited(self, spelt: str, call: Call) -> Response | None:
        """The answer to a question that waited for the asker's department; None where it is not kept any more."""
        id = read_id(spelt)
        given = None if id is None else await self._memory.answer(id)
        return None if given is None else await self.answer(given.question, replace(call, plan=given.plan))

    async def there(self, call: Call) -> Response:
        """The button of another plan below a question that one could not answer, or that may mean several."""
        tag, _, spelt = call.words.partition(".")
        id, served = read_id(spelt), self._plans.tagged(tag)
        given = None if id is None else await self._memory.answer(id)
        if given is None or served is None:
            return Response(toast=self._wording.say(call.lang, "toast.gone"), alert=True)
        return await self._of(served, given.question, call, self._said.get(call.conversation))

    def forget(self, user_id: int) -> None:
        """Forgets what a person's conversations were about."""
        for conversation in [name for name in self._said if name.endswith(f":{user_id}")]:
            self._said.pop(conversation, None)
            for served in self._plans.all:
                served.assistant.forget(conversation)

    def switched(self, call: Call, plan: str) -> None:
        """Lets what follows the last question of a conversation be asked of the plan that its chat asks from now on."""
        if (said := self._said.get(call.conversation)) is not None:
            self._said[call.conversation] = replace(said, plans=(plan,), heard=False)

    async def _named(self, directed: Directed, call: Call, said: _Said | None) -> Response:
        """The screen for a message that names plans: that of the one, of several, or the question which is meant."""
        question = directed.question
        if directed.again:
            question = said.chain[-1] if said and said.chain else overview(question, self._wording)
        if directed.names is Names.UNCLEAR:
            return self._which(directed, question, call)
        if directed.again and said:
            said = replace(said, chain=said.chain[:-1])
        if len(directed.plans) > 1:
            return await self._several(directed.plans, question, call, said)
        return await self._of(directed.plans[0], question, call, said)

    async def _of(self, served: Served, read: str, call: Call, said: _Said | None) -> Response:
        """The screen for a question to one plan; `said` is what it may lean on."""
        conversation = call.conversation
        if said is _AFRESH:
            served.assistant.forget(conversation)
        key = (served.plan.id, served.plan.digest, read, call.chosen)
        # What was said before may always change what a question means: only one with nothing before it has everybody's answer.
        fresh = not served.assistant.remembers(conversation)
        if fresh and (kept := self._kept.get(key)) is not None:
            served.assistant.follow(kept.answered, conversation)
            given = replace(self._given(served, read, call), lang=call.chosen or kept.answered.lang)
            self._said[conversation] = _Said(given.id, (read,), (served.plan.id,))
            self._vitals.count("answer", kept.answered.kind, given.lang)
            return Response(kept.screen, answer=given)
        leans = not fresh or await aside(served.assistant.leans, read)
        # What the assistant remembers may change what it answers, so that a button asks for the same with it alone.
        context = await self._leant_on(served, conversation, said) if leans else ()
        answered = await self._answered(served, read, conversation)
        given = replace(self._given(served, read, call, context), lang=call.chosen or answered.lang)
        if answered.kind == Kind.ANSWER:
            self._said[conversation] = _Said(given.id, (*context, read)[-CHAIN:], (served.plan.id,))
        self._note(served, read, answered, given.lang)
        kept_for_all = fresh and not leans and answered.kind == Kind.ANSWER
        if not kept_for_all or any(answer.query.topic for answer in answered.answers):
            screen = self._screen(served, answered, given, call.chosen)
            return Response(await self._with_offers(screen, served, answered, given), answer=given)
        # Its buttons serve many chats, so they name an answer of nobody's, which is remembered whether or not this one arrives.
        named = replace(self._of_nobody(served, read, call), lang=given.lang)
        self._memory.remember(named)
        screen = self._screen(served, answered, named, call.chosen)
        self._kept[key] = _Kept(answered, screen)
        return Response(screen, answer=given)

    async def _with_offers(self, screen: Screen, served: Served, answered: Answered, given: GivenAnswer) -> Screen:
        """The screen of a refusal with a button for each other plan that has what was asked for; any other as it is."""
        if answered.kind != Kind.REFUSAL or len(self._plans.entries) < 2:
            return screen
        loop = asyncio.get_running_loop()
        look = self._dispatcher.elsewhere
        offers = await loop.run_in_executor(self._worker, look, given.question, served, answered)
        if not offers:
            return screen
        titles = [called(entry, given.lang, self._wording) for entry in offers]
        joint = self._wording.say(given.lang, "plans.joint")
        line = self._wording.say(given.lang, "plans.elsewhere", titles=joint.join(titles), count=len(offers))
        buttons = [
            Button(
                self._wording.say(given.lang, "button.ask_there", title=entry.called(given.lang))[:60],
                data=f"o.{tag_of(entry.id)}.{spelt_id(given.id)}",
            )
            for entry in offers[:_MOST_OFFERED]
        ]
        message = screen.message + Message(((Run(line, Style.BOLD),),))
        return Screen(message, (*rows(buttons, 1), *screen.keyboard))

    def _note(self, served: Served, question: str, answered: Answered, lang: str) -> None:
        self._vitals.count("answer", answered.kind, lang)
        if answered.kind == Kind.REFUSAL:
            self._refused(served.plan.id, question, lang)

    def _which(self, directed: Directed, question: str, call: Call) -> Response:
        """The question back which plan is meant, with a button for each."""
        given = self._given(directed.plans[0], question, call)
        buttons = [
            Button(entry.called(call.lang)[:60], data=f"o.{tag_of(entry.id)}.{spelt_id(given.id)}")
            for entry in directed.among[:_MOST_OFFERED]
        ]
        key = "plans.absent" if directed.absent else "plans.which"
        ask = self._wording.say(call.lang, key, place=directed.absent)
        return Response(Screen(text_message(ask), rows(buttons, 1)), answer=replace(given, lang=call.lang))

    async def _several(self, plans: tuple[Served, ...], read: str, call: Call, said: _Said | None) -> Response:
        """The beginning of each plan's answer under its title, with a button to the whole; a refusal in one line."""
        found: list[tuple[Served, Answered, GivenAnswer]] = []
        loop = asyncio.get_running_loop()
        context: tuple[str, ...] = ()
        for served in plans:
            if said is _AFRESH:
                served.assistant.forget(call.conversation)
            elif served.assistant.remembers(call.conversation) or await aside(served.assistant.leans, read):
                context = await self._leant_on(served, call.conversation, said)
            answered = await loop.run_in_executor(self._worker, _as_it_is, served, read, call.conversation)
            given = replace(self._of_nobody(served, read, call, context), lang=call.chosen or answered.lang)
            found.append((served, answered, given))
            self._note(served, read, answered, given.lang)
        found.sort(key=lambda one: one[1].kind != Kind.ANSWER)
        message, buttons = Message(()), list[Button]()
        lang = found[0][2].lang
        for served, answered, given in found:
            title = called(entry_of(served.plan), lang, self._wording)
            screen = self._screen(served, answered, given, call.chosen)
            shown = screen.message.sheets(_SEVERAL_UNITS // len(plans))[0]
            if answered.kind == Kind.REFUSAL:
                shown = Message(tuple(line for line in shown.lines if line)[:1])
            else:
                self._memory.remember(given)
                buttons.append(Button(title[:60], data=self.trail(given).data(served.cards.tag)))
            part = Message(((Run(title, Style.BOLD),), *shown.lines))
            message = message + part if message.lines else part
        given = replace(self._given(found[0][0], read, call, context), lang=lang)
        if any(answered.kind == Kind.ANSWER for _, answered, _ in found):
            ids = tuple(served.plan.id for served in plans)
            self._said[call.conversation] = _Said(given.id, (*context, read)[-CHAIN:], ids)
        return Response(Screen(message, rows(buttons, 1)), answer=given)

    def _of_nobody(self, served: Served, read: str, call: Call, context: tuple[str, ...] = ()) -> GivenAnswer:
        return self._given(served, read, replace(call, chat_id=0, user_id=0, thread_id=0), context)

    async def aside(self, question: str, call: Call) -> Response | None:
        """The screen for a question that belongs to no conversation; None where it has no answer."""
        served = self._plans.get(call.plan)
        read = await self._with_own(question, call) or question
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

    async def _with_own(self, question: str, call: Call) -> str | None:
        """The question with the asker's department in it; None where it asks of «us» and nobody knows who that is."""
        if not self._own.found(question):
            return question
        served = self._plans.get(call.plan)
        if call.department in served.plan.registry.by_id:
            return self._own.replaced(question, served.plan.registry[call.department or ""].name)
        engine = served.assistant.engine
        read = await aside(engine.at_sight, question, engine.names_several)
        named = read.mentions or read.topic or read.fact or read.where is not None
        return question if named else None

    async def again(self, given: GivenAnswer, trail: Trail) -> Screen:
        """The page of an answer given before that a button asks for: the question is answered anew, nothing is remembered."""
        served = self._plans.get(given.plan)
        answered = await self._replayed(served, given)
        part = trail.shown.here.detail
        if not part and len(answered.answers) > 1:
            return self._screen(served, answered, given, given.lang)
        place = min(int(part) if part.isdigit() else 0, len(answered.answers) - 1)
        return served.cards.answer(answered.answers[place], trail, given.question)

    async def chosen(self, given: GivenAnswer, place: int, call: Call) -> Response | None:
        """The answer once the person has said which department or reading they meant; None where there is no such choice."""
        served = self._plans.get(given.plan)
        answered = await self._replayed(served, given)
        answer = next((answer for answer in answered.answers if answer.choices or answer.readings), None)
        if answer is None or place >= len(answer.readings or answer.choices):
            return None
        if answer.readings:
            question = served.assistant.asked(answer.readings[place])
        else:
            question = settled(given.question, answer, served.plan.registry[answer.choices[place]].name)
        # The reading says all that is meant: with what was said before it might mean something else again.
        return await self._of(served, question, call, _AFRESH)

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
        # Replayed before, it would lean on its own answer.
        served.assistant.forget(conversation)
        for line in given.context.split("\n") if given.context else ():
            await self._answered(served, line, conversation)
        return await self._answered(served, given.question, conversation)

    async def _recall(self, call: Call, said: _Said | None) -> _Said | None:
        """What a leaning question leans on: the answer it replies to, or the last one, which another process may have given."""
        if said is not None and call.replied is None and self._alone:
            return said
        given = await self.before(call)
        if given is None or (said is not None and said.id == given.id):
            return said
        # What this process has not said is not what its assistants remember: it is asked again.
        chain = (*(given.context.split("\n") if given.context else ()), given.question)
        return _Said(given.id, chain, (given.plan,), heard=False)

    async def _leant_on(self, served: Served, conversation: str, said: _Said | None) -> tuple[str, ...]:
        """The questions that the next one leans on, which the plan is asked now where it was not yet."""
        if said is None:
            return ()
        # The assistant of a new version has heard nothing yet.
        heard = said.heard and served.plan.id in said.plans and served.assistant.remembers(conversation)
        if not heard:
            for question in said.chain:
                await self._answered(served, question, conversation)
        return said.chain

    async def _answered(self, served: Served, question: str, conversation: str) -> Answered:
        assistant = served.assistant
        # Whether a long text needs the encoder is not worth knowing: it is read in a thread either way.
        if len(question) <= LONG and not await aside(
            lambda words: assistant.needs_encoder(words, conversation), question, assistant.engine.names_several
        ):
            return assistant.answer(question, conversation)
        loop = asyncio.get_running_loop()
        self._vitals.encoding += 1
        try:
            return await loop.run_in_executor(self._worker, assistant.answer, question, conversation)
        finally:
            self._vitals.encoding -= 1

    def _screen(self, served: Served, answered: Answered, given: GivenAnswer, lang: str | None) -> Screen:
        if (command := service(given.question, answered.answers, lambda: fold(served.plan.text))) is not None:
            # Nothing was set, and what the plan would be asked in its place is not what was meant.
            about = self._wording.say(given.lang, f"command.{command}")
            return Screen(text_message(self._wording.say(given.lang, "telegram.not_done"), f"/{command} {about}"))
        cut = served.assistant.cut(lang or answered.lang) if answered.cut else ""
        return served.cards.answers(answered.answers, given.id, given.question, lang, cut)


def _as_it_is(served: Served, question: str, conversation: str) -> Answered:
    """What a plan answers without an index being built for it."""
    with without_building():
        return served.assistant.answer(question, conversation)
