"""/matrix and /export, and their buttons: pictures to look at, and lists to take along as .xlsx or .docx."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.db.answers import GivenAnswer
from bot.dialogue.aside import aside
from bot.dialogue.call import Call, File, Response
from bot.dialogue.wishes import form_wished
from bot.export.listing import Form, Reported, asked_department, export, file_name, listed
from bot.notifications.progress import standing_of
from bot.notifications.reported import reported
from bot.notifications.schedule import DEFAULT_ZONE
from bot.plans.served import Plans, Served
from bot.screens.cards import Gone
from bot.screens.keyboard import Screen
from bot.screens.message import Line, Message, Run, Style, text_message
from bot.screens.refs import Ref, Shown, Trail, read_id, read_ref
from bot.screens.wording import Wording
from bot.telegram.answering import Answering
from bot.telegram.memory import Memory
from index.hits import only_department
from index.query import Answer

# Pictures and files take a tenth of a second and more: they are made beside the loop that answers others.
_PICTURE = "{plan}.png"


class Takeaways:
    """Makes pictures and files of a plan."""

    def __init__(self, plans: Plans, memory: Memory, answering: Answering, wording: Wording) -> None:
        self._plans = plans
        self._memory = memory
        self._answering = answering
        self._wording = wording

    async def matrix(self, call: Call) -> Response:
        """/matrix: departments by sections; with a department's name, that department's chart."""
        served = self._plans.get(call.plan)
        mentions = await aside(served.assistant.engine.named, call.words) if call.words else ()
        if department := only_department(mentions):
            return await self._chart(served, department, call.lang)
        if call.words:
            return await self._answering.answer(call.words, call)
        return await self._matrix(served, call.lang)

    async def picture_pressed(self, call: Call) -> Response:
        """The button of a picture: a department's id, or none for the matrix."""
        tag, _, rest = call.words.partition(".")
        lang, _, department = rest.partition(".")
        served = self._plans.tagged(tag)
        if (
            lang not in self._wording.languages
            or served is None
            or (department and department not in served.assistant.engine.tables)
        ):
            return self._gone(call)
        return await (self._chart(served, department, lang) if department else self._matrix(served, lang))

    async def export(self, call: Call) -> Response:
        """/export 商务厅牵头哪些任务: the list that answers it; without words that of the answer replied to, else all tasks.

        Words that name a kind of file alone want that file of the answer before: PDF please.
        """
        served = self._plans.get(call.plan)
        form = form_wished(call.words)
        if form or (not call.words and call.replied is not None):
            given = await self._answering.before(call)
            if given is not None:
                return await self._again(given, form)
        if form:
            return await self._file(served, (served.cards.answer_of(Ref(Shown.TASK), call.lang),), form, call.lang)
        if not call.words:
            return Response(served.cards.show(Trail((Ref(Shown.EXPORT), Ref(Shown.TASK)), call.lang)))
        response = await self._answering.answer(call.words, call)
        if response.answer is None or not await self._answering.tasks(response.answer):
            return response
        # Remembered at once: the buttons that follow ask for it.
        self._memory.remember(response.answer)
        trail = self._answering.trail(response.answer)
        return Response(await self._answering.again(response.answer, trail.to(Ref(Shown.EXPORT))))

    async def _again(self, given: GivenAnswer, form: Form | None) -> Response:
        """The tasks of an answer given before as a file, or the kinds to choose from; of one without tasks, so."""
        served, lang = self._plans.get(given.plan), given.lang
        answers = await self._answering.answers(given)
        if listed(answers):
            if form is not None:
                return await self._file(served, answers, form, lang)
            return Response(await self._answering.again(given, self._answering.trail(given).to(Ref(Shown.EXPORT))))
        whole = served.cards.show(Trail((Ref(Shown.EXPORT), Ref(Shown.TASK)), lang))
        said = text_message(self._wording.say(lang, "telegram.no_list"))
        return Response(replace(whole, message=said))

    async def export_pressed(self, call: Call) -> Response:
        """The button of a kind of file: the plan's tag, the kind, and the screen whose tasks are wanted."""
        tag, _, rest = call.words.partition(".")
        lang, form, place = (*rest.split(".", 2), "", "")[:3]
        served, ref = self._plans.tagged(tag), read_ref(place)
        if served is None or ref is None or form not in set(Form) or lang not in self._wording.languages:
            return self._gone(call)
        answers = await self._answers(served, ref, lang)
        return await self._file(served, answers, Form(form), lang) if listed(answers) else self._gone(call)

    async def _file(self, served: Served, answers: Sequence[Answer], form: Form, lang: str) -> Response:
        """The tasks of some answers as a file."""
        numbers = listed(answers)
        title = served.cards.listed(answers, lang)
        department = asked_department(answers)
        filled = await self._reported(served, lang)
        made = await asyncio.to_thread(
            export, numbers, served.plan, self._wording, lang, title, form, department, filled
        )
        said = self._wording.say(lang, "answer.tasks", what=title, count=len(numbers))
        return Response(self._caption(served, lang, said), files=(File(file_name(title, form), made),))

    async def _reported(self, served: Served, lang: str) -> dict[int, Reported]:
        """What people report on the plan's tasks."""
        tables = served.assistant.engine.tables
        async with self._memory.database.transaction() as transaction:
            standing = await standing_of(transaction, served.plan.id, tables)
        today = dt.datetime.now(ZoneInfo(DEFAULT_ZONE)).date()
        return reported(self._wording, lang, standing, tables, today)

    async def _answers(self, served: Served, ref: Ref, lang: str) -> Sequence[Answer]:
        if ref.shown is not Shown.ANSWER:
            try:
                return (served.cards.answer_of(ref, lang),)
            except Gone:
                return ()
        id = read_id(ref.value)
        given = None if id is None else await self._memory.answer(id)
        if given is None:
            return ()
        answers = await self._answering.answers(given)
        return answers[int(ref.detail) :][:1] if ref.detail.isdecimal() else answers

    async def _matrix(self, served: Served, lang: str) -> Response:
        from bot.export.pictures import matrix

        data = await asyncio.to_thread(matrix, served.plan, self._wording, lang)
        return self._picture(served, lang, self._wording.say(lang, "picture.matrix"), data)

    async def _chart(self, served: Served, department: str, lang: str) -> Response:
        from bot.export.pictures import chart

        data = await asyncio.to_thread(chart, served.plan, self._wording, department, lang)
        return self._picture(served, lang, served.cards.name(lang, department), data)

    def _picture(self, served: Served, lang: str, title: str, data: bytes) -> Response:
        file = File(_PICTURE.format(plan=served.plan.id), data, picture=True)
        return Response(self._caption(served, lang, title), files=(file,))

    def _caption(self, served: Served, lang: str, title: str) -> Screen:
        lines: tuple[Line, ...] = ((Run(title[:300], Style.BOLD),), served.cards.source(lang))
        return Screen(Message(lines))

    def _gone(self, call: Call) -> Response:
        return Response(toast=self._wording.say(call.lang, "toast.gone"), alert=True)
