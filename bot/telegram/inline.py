"""@bot 商务厅 in any chat: cards to choose from as one types; each is complete and its buttons work where it is sent."""

from __future__ import annotations

from telegram import InlineQueryResultArticle, InputTextMessageContent, LinkPreviewOptions
from telegram.constants import ParseMode

from bot.dialogue.aside import aside
from bot.dialogue.call import Call
from bot.plans.served import Plans, Served
from bot.screens.keyboard import Screen
from bot.screens.labels import shortened
from bot.screens.refs import Ref, Shown, Trail
from bot.screens.wording import Wording
from bot.telegram.answering import Answering
from bot.telegram.keyboard import markup
from bot.telegram.memory import Memory
from corpus.normalize import clean, fold

# Telegram takes fifty at once and asks for more when one scrolls there.
MOST_RESULTS = 50
_TITLE, _DESCRIPTION = 60, 120


class Inline:
    """Finds the cards for what is typed."""

    def __init__(self, plans: Plans, memory: Memory, answering: Answering, wording: Wording) -> None:
        self._plans = plans
        self._memory = memory
        self._answering = answering
        self._wording = wording

    async def results(self, call: Call) -> list[InlineQueryResultArticle]:
        """The cards for the words typed: the answer, then departments, tasks and sections whose names have them."""
        served = self._plans.get(call.plan)
        words = fold(clean(call.words)).strip()
        found: list[InlineQueryResultArticle] = []
        if words and (answer := await self._answer(served, call)):
            found.append(answer)
        if not words and call.department:
            found.append(self._card(served, Ref(Shown.DEPARTMENT, call.department), call))
        refs = dict.fromkeys(ref for ref in self._named(served, words))
        found += [self._card(served, ref, call) for ref in refs if str(ref) not in {result.id for result in found}]
        return found

    async def _answer(self, served: Served, call: Call) -> InlineQueryResultArticle | None:
        """What the words ask, where that is exact, or the encoder is loaded already."""
        assistant = served.assistant
        engine = assistant.engine
        if not engine.ready and await aside(
            lambda words: assistant.needs_encoder(words, ""), call.words, engine.names_several
        ):
            return None
        response = await self._answering.aside(call.words, call)
        if response is None or response.screen is None or response.answer is None:
            return None
        self._memory.remember(response.answer)
        return self._article("answer", call.words, response.screen)

    def _named(self, served: Served, words: str) -> list[Ref]:
        """The departments, tasks and sections whose number or name has the words; departments for none."""
        engine, plan = served.assistant.engine, served.plan
        departments = [
            Ref(Shown.DEPARTMENT, id)
            for id in engine.tables.departments
            if not words or any(words in fold(name) for name in plan.registry[id].names)
        ]
        if not words:
            return departments
        tasks = [
            Ref(Shown.TASK, str(task.key))
            for task in plan.tasks
            if words in (str(task.number), task.id) or self._titled(served, task.key, words)
        ]
        sections = [Ref(Shown.SECTION, str(section.key)) for section in plan.sections if words in fold(section.title)]
        return [*tasks, *sections, *departments] if words.isdigit() else [*departments, *tasks, *sections]

    def _titled(self, served: Served, number: int, words: str) -> bool:
        return any(words in fold(served.assistant.title(lang, number)) for lang in self._wording.languages)

    def _card(self, served: Served, ref: Ref, call: Call) -> InlineQueryResultArticle:
        screen = served.cards.show(Trail((ref,), call.lang))
        title = screen.message.plain.split("\n")[0]
        return self._article(str(ref), title, screen)

    def _article(self, id: str, title: str, screen: Screen) -> InlineQueryResultArticle:
        lines = [line for line in screen.message.plain.split("\n") if line]
        about = " ".join(line for line in lines if line != title)
        return InlineQueryResultArticle(
            id=id,
            title=shortened(title, _TITLE),
            description=shortened(about, _DESCRIPTION),
            input_message_content=InputTextMessageContent(
                screen.message.pages()[0],
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            ),
            reply_markup=markup(screen.keyboard),
        )
