"""The commands and buttons that show parts of a plan: tasks, departments, sections, the list, the plan itself."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue.aside import aside
from bot.dialogue.asking import called
from bot.dialogue.call import Call, Response
from bot.dialogue.dispatch import Dispatcher
from bot.dialogue.routing import Names
from bot.plans.served import Plans, Served
from bot.screens.cards import Gone
from bot.screens.keyboard import Button, Keyboard, Screen, rows
from bot.screens.message import text_message
from bot.screens.refs import Ref, Shown, Trail, read_id, read_link, read_trail, tag_of
from bot.screens.wording import Wording
from bot.telegram.answering import Answering
from bot.telegram.memory import Memory
from corpus.library import entry_of
from index.query import HasRole, InSection, Numbered, leaves

# 第三百六十五
_LONGEST_NUMBER = 6
# What stands between numbers.
_LISTED = re.compile(r"\s*[,，、;；和及]\s*|\s+and\s+|\s+")
PLANS_PER_PAGE = 8


class Views:
    """Shows screens by command, by button and by link."""

    def __init__(self, plans: Plans, memory: Memory, answering: Answering, wording: Wording) -> None:
        self.plans = plans
        self._dispatcher = Dispatcher(plans)
        self._memory = memory
        self._answering = answering
        self._wording = wording

    async def task(self, call: Call) -> Response:
        """/task 12: the task; without a number, numbers to choose from; other words are a question."""
        served = self.plans.get(call.plan)
        if not call.words:
            return self._show(served, Ref(Shown.CHOICE), call)
        call = _in_its_language(call)
        engine = served.assistant.engine
        if several := await aside(lambda words: self._several(words, served), call.words, engine.names_several):
            asked = self._wording.say(call.lang, "telegram.several_tasks", numbers=several)
            return await self._answering.answer(asked, call, afresh=True)
        words = self._placed(call.words, f"第{call.words}条", served)
        match leaves((await aside(engine.at_sight, words, engine.names_several)).where):
            case [Numbered((number,))] if number in served.assistant.engine.tables.tasks:
                return self._show(served, Ref(Shown.TASK, str(number)), call)
        return await self._answering.answer(words, call, afresh=True)

    def _several(self, words: str, served: Served) -> str:
        """The numbers of a list of them, as a question would name them; empty for anything else."""
        found = []
        for part in filter(None, _LISTED.split(words.strip())):
            places = leaves(served.assistant.engine.at_sight(self._placed(part, f"第{part}条", served)).where)
            if len(places) != 1 or not isinstance(places[0], Numbered) or len(places[0].numbers) != 1:
                return ""
            found.append(served.assistant.called(places[0].numbers[0]) or part)
        return self._wording.say("zh", "plain.comma").join(found) if len(found) > 1 else ""

    async def department(self, call: Call) -> Response:
        """/dept 商务厅: what it has to do; without a name, departments to choose from."""
        if not call.words:
            return self._show(self.plans.get(call.plan), Ref(Shown.DEPARTMENT), call)
        return await self._named(call)

    async def _named(self, call: Call) -> Response:
        """What the department has to do that the words name and nothing else; other words are a question."""
        served = self.plans.get(call.plan)
        engine = served.assistant.engine
        query = await aside(engine.at_sight, call.words, engine.names_several)
        whole = all(isinstance(part, HasRole) and part.role is None for part in leaves(query.where))
        match query.mentions:
            case [mention] if len(mention.candidates) == 1 and mention.known == "exact" and whole and not query.topic:
                return self._show(served, Ref(Shown.DEPARTMENT, mention.candidates[0]), call)
            case [_, _, *_] as several if whole and not query.topic and all(named.parties for named in several):
                parties = dict.fromkeys(id for named in several for id in named.parties)
                return Response(served.cards.choices.which(call.words, parties, call.lang))
        return await self._answering.answer(call.words, _in_its_language(call), afresh=True)

    async def section(self, call: Call) -> Response:
        """/section 3: its tasks; without a number, the sections to choose from."""
        served = self.plans.get(call.plan)
        if not call.words:
            return self._show(served, Ref(Shown.SECTION), call)
        call = _in_its_language(call)
        words = self._placed(call.words, f"第{call.words}部分", served)
        engine = served.assistant.engine
        match leaves((await aside(engine.at_sight, words, engine.names_several)).where):
            case [InSection((number,))] if any(number == section.key for section in served.plan.sections):
                return self._show(served, Ref(Shown.SECTION, str(number)), call)
        return await self._answering.answer(words, call, afresh=True)

    async def list(self, call: Call) -> Response:
        """/list: every task, page by page; with words, what they ask for."""
        if call.words:
            return await self._named(call)
        return self._show(self.plans.get(call.plan), Ref(Shown.TASK), call)

    async def plan(self, call: Call) -> Response:
        """/plan: the plan that the chat asks, and all to choose from; /plan 青原 chooses the one that the words name."""
        if not call.words:
            return self._plans_shown(call)
        return await self._choose(call, await aside(lambda words: self._meant(words, call.plan), call.words))

    def _plans_shown(self, call: Call, page: int = 0) -> Response:
        served = self.plans.get(call.plan)
        shown = self._show(served, Ref(Shown.PLAN), call)
        entries = self.plans.entries
        if len(entries) < 2 or shown.screen is None:
            return shown
        count = -(-len(entries) // PLANS_PER_PAGE)
        page = min(page, count - 1)
        listed = entries[page * PLANS_PER_PAGE :][:PLANS_PER_PAGE]
        lines = [self._wording.say(call.lang, "telegram.other_plans")]
        lines += [
            self._wording.say(
                call.lang,
                "telegram.plan_asked" if entry.id == served.plan.id else "telegram.plan_row",
                title=called(entry, call.lang, self._wording),
            )
            for entry in listed
        ]
        buttons = [
            Button(entry.called(call.lang)[:60], data=f"p.{tag_of(entry.id)}")
            for entry in listed
            if entry.id != served.plan.id
        ]
        turns = [
            Button(self._wording.say(call.lang, f"button.{key}"), data=f"pp.{to}")
            for to, key in ((page - 1, "page_before"), (page + 1, "page_after"))
            if 0 <= to < count
        ]
        keyboard = (*shown.screen.keyboard, *rows(buttons, 1), *rows(turns, 2))
        return Response(Screen(shown.screen.message + text_message(*lines), keyboard))

    def greeting(self, call: Call) -> tuple[str, ...]:
        """The lines of a greeting, which names the chat's plan."""
        title = called(entry_of(self.plans.get(call.plan).plan), call.lang, self._wording)
        return tuple(self._wording.lines(call.lang, "telegram.greeting", title=title))

    def examples(self, call: Call) -> Keyboard:
        """Questions to begin with, each a button that asks it."""
        served = self.plans.get(call.plan)
        asked = self._examples(call, served)
        tag = tag_of(served.plan.id)
        return tuple((Button(words, data=f"q.{tag}.{place}"),) for place, words in enumerate(asked))

    async def example(self, call: Call) -> Response:
        """The button of a question to begin with: its answer comes below."""
        tag, _, place = call.words.partition(".")
        served = self.plans.tagged(tag)
        asked = self._examples(call, served) if served else ()
        if served is None or not place.isdecimal() or int(place) >= len(asked):
            return self._gone(call)
        answered = await self._answering.answer(asked[int(place)], replace(call, plan=served.plan.id))
        return replace(answered, fresh=True)

    def _examples(self, call: Call, served: Served) -> tuple[str, ...]:
        return tuple(self._wording.lines(call.lang, "telegram.examples", **served.assistant.examples(call.lang)))

    async def turn_plans(self, call: Call) -> Response:
        """The button of another page of the plans."""
        return self._plans_shown(call, int(call.words)) if call.words.isdecimal() else self._gone(call)

    def _meant(self, said: str, current: str | None) -> Served | None:
        """The one plan that the words after /plan name: its id, or as a question would name it."""
        if said in self.plans:
            return self.plans.find(said)
        for words in (said, f"{said}那个方案", f"the {said} plan"):
            directed = self._dispatcher.direct(words, current)
            if directed.names is Names.SOME and len(directed.plans) == 1:
                return directed.plans[0]
        return None

    async def choose_plan(self, call: Call) -> Response:
        """The button of another plan: from now on the chat asks that one."""
        served = self.plans.tagged(call.words)
        return self._gone(call) if served is None else await self._choose(call, served)

    async def _choose(self, call: Call, served: Served | None) -> Response:
        if served is None:
            return self._plans_shown(call)
        if not await call.may_change():
            return Response(toast=self._wording.say(call.lang, "toast.administrators"), alert=True)
        await self._memory.prefer(call.chat_id, "private" if call.private else "supergroup", plan=served.plan.id)
        self._answering.switched(call, served.plan.id)
        shown = self._show(served, Ref(Shown.PLAN), call)
        title = served.plan.title(call.lang)
        return Response(shown.screen, toast=self._wording.say(call.lang, "toast.plan", title=title))

    async def link(self, call: Call) -> Response | None:
        """The screen that a link's payload names; None where it names none."""
        found = read_link(call.words)
        if found is None:
            return None
        tag, ref = found
        served = self.plans.tagged(tag) if tag else self.plans.get(call.plan)
        try:
            return None if served is None else Response(served.cards.show(Trail((ref,), call.lang)))
        except Gone:
            return None

    async def pressed(self, call: Call) -> Response:
        """A button that leads to a screen."""
        found = read_trail(call.words)
        served = self.plans.tagged(found[0]) if found else None
        if found is None or served is None:
            return self._gone(call)
        trail = found[1]
        if trail.lang not in self._wording.languages:
            return self._gone(call)
        try:
            if trail.shown.here.shown is not Shown.ANSWER:
                return Response(served.cards.show(trail))
        except Gone:
            return self._gone(call)
        id = read_id(trail.shown.here.value)
        given = None if id is None else await self._memory.answer(id)
        return self._gone(call) if given is None else Response(await self._answering.again(given, trail))

    async def choice(self, call: Call) -> Response:
        """The button of one of the departments that a name may mean."""
        spelt, _, place = call.words.partition(".")
        id = read_id(spelt)
        given = None if id is None else await self._memory.answer(id)
        if given is None or not place.isdecimal():
            return self._gone(call)
        chosen = await self._answering.chosen(given, int(place), call)
        return chosen or self._gone(call)

    @staticmethod
    def _placed(words: str, spelt: str, served: Served) -> str:
        """The words as the number that they are: 12, 十二 and 第十二条 alike."""
        engine = served.assistant.engine
        if len(words) > _LONGEST_NUMBER or engine.named(words):
            return words
        places = leaves(engine.at_sight(spelt).where)
        return spelt if len(places) == 1 and isinstance(places[0], Numbered | InSection) else words

    def _show(self, served: Served, ref: Ref, call: Call) -> Response:
        return Response(served.cards.show(Trail((ref,), call.lang)))

    def _gone(self, call: Call) -> Response:
        return Response(toast=self._wording.say(call.lang, "toast.gone"), alert=True)


def _in_its_language(call: Call) -> Call:
    """The call of a command, which is answered in its chat's language whatever is written after it."""
    return replace(call, chosen=call.chosen or call.lang)
