"""«This is wrong»: what a person saw goes to the operators, through the outbox so that it is not lost."""

from __future__ import annotations

import hashlib

from bot.db.answers import GivenAnswer
from bot.dialogue.call import Call, Response
from bot.notifications.notice import NOTICE_UNITS, Notice
from bot.plans.served import Plans
from bot.screens.cards import Gone
from bot.screens.message import Message, Run, Style, text_message
from bot.screens.refs import Ref, Shown, Trail, read_id, read_ref
from bot.screens.wording import Wording
from bot.telegram.answering import Answering
from bot.telegram.memory import Memory
from bot.telegram.rates import Rates

# A person's reports: so many at once, and one more after each of these seconds.
REPORTS, REPORTS_SECONDS = 5, 720.0


class Reports:
    """Tells every operator of a wrong answer once for each person who says so."""

    def __init__(
        self, plans: Plans, memory: Memory, answering: Answering, wording: Wording, operators: frozenset[int]
    ) -> None:
        self._plans = plans
        self._memory = memory
        self._answering = answering
        self._wording = wording
        self._operators = operators
        self._rates = Rates(REPORTS, REPORTS_SECONDS)

    async def pressed(self, call: Call) -> Response:
        """The button below an answer: the answer's id, and the screen that is shown."""
        spelt, _, place = call.words.partition(".")
        ref, id = read_ref(place), read_id(spelt)
        if ref is None or id is None:
            return Response(toast=self._wording.say(call.aside, "toast.gone"), alert=True)
        if not self._rates.allows(call.user_id):
            return Response(toast=self._wording.say(call.aside, "toast.report_limit"), alert=True)
        given = await self._memory.answer(id) if id else None
        question = given.question if given else f"/start {ref}"
        shown = call.shown or await self._screen(call, ref, given)
        event = f"wrong:{hashlib.sha256(f'{call.chat_id} {spelt} {shown}'.encode()).hexdigest()[:16]}:{call.user_id}"
        notices = [
            notice
            for operator in self._operators
            for notice in await self._notices(operator, event, call, question, shown)
        ]
        new = await self._memory.enqueue(notices)
        return Response(
            toast=self._wording.say(call.aside, "toast.reported" if new else "toast.reported_before"), alert=True
        )

    async def _screen(self, call: Call, ref: Ref, given: GivenAnswer | None) -> str:
        """The words of a screen whose message is not at hand, as below an inline one."""
        trail = Trail((ref,), call.lang)
        if ref.shown is Shown.ANSWER:
            return (await self._answering.again(given, trail)).message.plain if given else ""
        try:
            return self._plans.get(call.plan).cards.show(trail).message.plain
        except Gone:
            return ""

    async def _notices(self, operator: int, event: str, call: Call, question: str, shown: str) -> list[Notice]:
        lang = (await self._memory.preferences(operator)).lang or "zh"
        heading = self._wording.say(lang, "report.heading", name=call.name, user=call.user_id, chat=call.chat_id)
        asked = self._wording.say(lang, "report.question", question=question)
        message = Message(((Run(heading, Style.BOLD),), (Run(asked),), (Run(self._wording.say(lang, "report.shown")),)))
        pages = (message + text_message(*shown.splitlines())).pages(NOTICE_UNITS)
        return [Notice(event, operator, page, lang, part=part) for part, page in enumerate(pages)]
