"""The screens of one plan: an answer, a task with its words, a department, a section, and what to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.screens.blocks import Block, Part
from bot.screens.choices import CHOICES_PER_PAGE, Choices
from bot.screens.keyboard import Button, Screen, rows
from bot.screens.keys import Keys, Layout, mark
from bot.screens.message import Line, Message, Run, Style, clipped
from bot.screens.paging import Page, dealt
from bot.screens.refs import Ref, Shown, Trail, spelt_id, tag_of
from bot.screens.render import Renderer
from bot.screens.wording import Wording
from corpus.records import Role, Span
from index.engine import Engine
from index.hits import only_department
from index.query import Answer, HasRole, InSection, Intent, Kind, MatchKind, Mention, Query, numbers_in

_ROLES = {"l": Role.LEAD, "p": Role.PARTICIPANT}
_ROLE_KEYS = {"": "both", "l": "leads", "p": "joins"}
# A message of several questions shows so much of each answer; a button opens the whole.
_SHARE = 200


class Gone(LookupError):
    """A reference to what the plan does not have, or not any more."""


class Cards:
    """Makes the screens of a plan. Everything here is exact and takes well under a millisecond."""

    def __init__(self, engine: Engine, renderer: Renderer, wording: Wording, reports: bool = True) -> None:
        self.plan = engine.plan
        self.tag = tag_of(engine.plan.id)
        self._engine = engine
        self._tables = engine.tables
        self._registry = engine.plan.registry
        self._renderer = renderer
        self._words = renderer.words
        self._wording = wording
        self._keys = Keys(self.tag, renderer.words, wording, reports)
        self.choices = Choices(engine, self._keys, renderer.words, wording)
        self._starts = {task.key: task.span.start for task in self.plan.tasks}

    # Answers.

    def answers(self, answers: Iterable[Answer], id: int, question: str, lang: str | None, cut: str = "") -> Screen:
        """The first screen of a reply: its one answer, or the beginning of each with buttons to go on."""
        given = [answer.told_in(lang) if lang else answer for answer in answers]
        trail = Trail((Ref(Shown.ANSWER, spelt_id(id)),), given[0].query.lang)
        if len(given) == 1:
            return self.answer(given[0], trail, question)
        message, parts = Message(()), list[Button]()
        for part, answer in enumerate(given):
            own = trail.to(Ref(Shown.ANSWER, spelt_id(id), str(part)))
            page = dealt(self._renderer.blocks(answer))[0]
            words = Message(page.lines).sheets(4000 // len(given))[0]
            message = message + words if message.lines else words
            parts.append(self._keys.to(self._keys.say(answer.query.lang, "part", number=part + 1), own))
        if cut:
            message += Message(((Run(cut, Style.ITALIC),),))
        lang = given[0].query.lang
        layout = Layout(parts, rest=self._keys.last(lang, trail, clipped(question, _SHARE)))
        return Screen(message, self._keys.keyboard(lang, trail, trail, layout))

    def answer(self, answer: Answer, asked: Trail, question: str) -> Screen:
        """A page of one answer in the trail's language; `question` is what sharing it asks."""
        answer = answer.told_in(asked.lang)
        page, count, trail = self._page(self._renderer.blocks(answer), asked.shown)
        if answer.reason.startswith("small."):
            return Screen(_message(page))
        share = clipped(question, _SHARE)
        layout = self._layout(answer, page, count, trail)
        layout.rest.extend(self._keys.last(trail.lang, trail, share))
        return self._screen(trail.lang, asked, trail, page, layout)

    def _screen(self, lang: str, asked: Trail, trail: Trail, page: Page, layout: Layout) -> Screen:
        task = None if layout.task is None else (self.plan.id, layout.task)
        return Screen(_message(page), self._keys.keyboard(lang, asked, trail, layout), task)

    def _layout(self, answer: Answer, page: Page, count: int, trail: Trail) -> Layout:
        """The buttons of an answer."""
        lang = trail.lang
        if answer.readings or (answer.choices and answer.reason in ("which-department", "unknown-department")):
            return Layout(self._choices(answer, trail))
        shown = {block.task for block in page.items if block.task is not None}
        if len(shown) == 1 and len(page.items) == 1 and count == 1:
            return self._around(lang, page, trail, answer.query.intent is Intent.TEXT)
        layout = Layout(self._keys.items(lang, page, trail, self._starts), self._keys.pages(lang, trail, count))
        department = only_department(answer.query.mentions)
        if answer.kind is Kind.ANSWER and department in self._tables:
            here = Ref(Shown.DEPARTMENT, department)
            if isinstance(answer.query.where, HasRole) and answer.query.where.role is None:
                layout.steps.extend(self._roles(lang, trail.to(here), here)[:1])
            layout.rest.append(self._keys.department(lang, department, trail))
            layout.rest.append(self._keys.subscribe(lang, "d", department))
            layout.steps.append(self._keys.picture(lang, "chart", department))
        for number in numbers_in(answer.query.where, InSection)[:2]:
            if any(section.key == number for section in self.plan.sections):
                label = self._keys.say(lang, "section", number=self._words.section_number(number))
                layout.rest.append(self._keys.to(label, trail.to(Ref(Shown.SECTION, str(number)))))
        if len(answer.hits) > 1 and not answer.quotes:
            layout.steps.append(self._keys.export(lang, trail))
        return layout

    def _choices(self, answer: Answer, trail: Trail) -> list[Button]:
        lang = answer.query.lang
        readings = [self._words.paraphrase.question(query) for query in answer.readings]
        names = readings or [self._keys.name(lang, id) for id in answer.choices]
        return [Button(name, data=f"c.{trail.answer}.{place}") for place, name in enumerate(names)]

    def _roles(self, lang: str, trail: Trail, here: Ref) -> list[Button]:
        """Buttons to the other roles of a department: those that it leads, takes part in, or all."""
        found = []
        for detail in _ROLE_KEYS:
            if detail != here.detail:
                count = len(self._tables.holds(here.value, _ROLES.get(detail)))
                label = self._keys.say(lang, _ROLE_KEYS[detail], count=count)
                found.append(self._keys.to(label, trail.beside(replace(here, detail=detail, page=0))))
        return found

    # Screens by reference.

    def show(self, trail: Trail) -> Screen:
        """The screen of a reference other than an answer's; Gone where the plan does not have it."""
        here, lang = trail.shown.here, trail.lang
        match here.shown:
            case Shown.TASK if here.value:
                return self._task(trail, lang)
            case Shown.PARTIES:
                return self._parties(trail, lang)
            case Shown.DEPARTMENT if here.value:
                return self._department(trail, lang)
            case Shown.SECTION if here.value:
                return self._section(trail, lang)
            case Shown.TASK | Shown.SECTION:
                return self._listed(trail, lang)
            case Shown.DEPARTMENT:
                return self.choices.departments(trail, lang)
            case Shown.CHOICE:
                return self.choices.numbers(trail, lang)
            case Shown.PLAN:
                return self.choices.about(trail, lang)
        raise Gone(str(here))

    def _task(self, asked: Trail, lang: str) -> Screen:
        """A task whole: who answers for it, every word, and the words that matched standing out."""
        trail = asked.shown
        number = self._number(trail.here.value, self._tables.tasks)
        page, count, trail = self._page(self._whole(trail.here, lang), trail)
        layout = self._around(lang, page, trail, True)
        layout.steps[:0] = self._keys.pages(lang, trail, count)
        layout.rest.extend(self._keys.last(lang, trail, self._share_task(lang, number)))
        return self._screen(lang, asked, trail, page, layout)

    def _whole(self, ref: Ref, lang: str) -> list[Block]:
        number = self._number(ref.value, self._tables.tasks)
        task, words = self._tables.tasks[number], self._words
        marked = _span(ref.detail, task.span.start)
        lines = (words.titled(lang, number), words.led(lang, task), *words.remarks(lang, task))
        block = Block(Part.ITEM, (*lines, *words.text(lang, number, marked)), task=number)
        return [block, self._source(lang, (number,))]

    def _around(self, lang: str, page: Page, trail: Trail, whole: bool) -> Layout:
        """What surrounds the one task of a page: its neighbours and its words, then its departments and its section."""
        block = page.items[0]
        task = self._tables.tasks[block.task or 0]
        numbers = sorted(self._tables.tasks)
        place = numbers.index(task.key)
        first: list[Button] = []
        for index, key in ((place - 1, "task_before"), (place + 1, "task_after")):
            if 0 <= index < len(numbers):
                ref = Ref(Shown.TASK, str(numbers[index]))
                beside = trail.beside(ref) if trail.here.shown is Shown.TASK else trail.to(ref)
                first.append(
                    self._keys.to(self._keys.say(lang, key, number=self._words.number(numbers[index])), beside)
                )
        if not whole:
            start = task.span.start
            marked = "" if block.quote is None else mark(block.quote.start - start, block.quote.end - start)
            to = trail.to(Ref(Shown.TASK, str(task.key), marked))
            first.insert(min(place, 1), self._keys.to(self._keys.say(lang, "text"), to))
        parties = list(dict.fromkeys(party.department for party in task.parties))
        rest = [self._keys.department(lang, id, trail) for id in parties[:4]]
        if len(parties) > 4:
            label = self._keys.say(lang, "parties", count=len(parties))
            rest[3:] = [self._keys.to(label, trail.to(Ref(Shown.PARTIES, str(task.key))))]
        if task.section:
            label = self._keys.say(lang, "section", number=self._words.section_number(task.section))
            rest.append(self._keys.to(label, trail.to(Ref(Shown.SECTION, str(task.section)))))
        steps = [self._keys.remind(lang, task.key), self._keys.subscribe(lang, "t", str(task.key))]
        return Layout(first, steps, rest, task.key)

    def _parties(self, asked: Trail, lang: str) -> Screen:
        number = self._number(asked.shown.here.value, self._tables.tasks)
        task = self._tables.tasks[number]
        lines = (self._words.titled(lang, number), self._words.led(lang, task))
        page, _, trail = self._page([Block(Part.ITEM, lines), self._source(lang, (number,))], asked.shown)
        ids = list(dict.fromkeys(party.department for party in task.parties))
        buttons = [self._keys.department(lang, id, trail) for id in ids[: CHOICES_PER_PAGE * 2]]
        back = [self._keys.to(self._keys.say(lang, "back"), trail.back)] if trail.back else []
        return Screen(_message(page), (*rows(buttons, 2), *rows(back, 1)))

    def answer_of(self, ref: Ref, lang: str) -> Answer:
        """The exact answer that a screen of a department, a section, or all of them, or all tasks shows; Gone without one."""
        match ref.shown, ref.value:
            case Shown.TASK, "":
                query = Query(Intent.TASKS, lang)
            case Shown.SECTION, "":
                query = Query(Intent.SECTIONS, lang)
            case Shown.DEPARTMENT, "":
                query = Query(Intent.PARTIES, lang)
            case Shown.SECTION, number:
                numbers = [section.key for section in self.plan.sections]
                query = Query(Intent.TASKS, lang, InSection((self._number(number, numbers),)))
            case Shown.DEPARTMENT, id if id in self._registry.by_id:
                parties = self._engine.names.parties(id)
                mention = Mention(self._registry[id].name, (id,), MatchKind.EXACT, parties)
                query = Query(Intent.TASKS, lang, HasRole(parties, _ROLES.get(ref.detail)), mentions=(mention,))
            case _:
                raise Gone(str(ref))
        return self._engine.answer(query)

    def _department(self, asked: Trail, lang: str) -> Screen:
        here = asked.shown.here
        id = here.value
        if id not in self._registry.by_id:
            raise Gone(id)
        share = self._words.short(lang, id)
        if id not in self._tables:
            return self._listed(asked, lang, share=share)
        first, second = self._roles(lang, asked.shown, here)
        mine = Button(self._keys.say(lang, "mine"), data=f"m.{id}")
        rest = [second, self._keys.picture(lang, "chart", id), self._keys.subscribe(lang, "d", id), mine]
        return self._listed(asked, lang, [first], rest, share)

    def _section(self, asked: Trail, lang: str) -> Screen:
        known = {section.key for section in self.plan.sections}
        trail = asked.shown
        number = self._number(trail.here.value, known)
        said, row = self._words.section_number(number), []
        for other, key in ((number - 1, "section_before"), (number + 1, "section_after")):
            if other in known:
                beside = trail.beside(Ref(Shown.SECTION, str(other)))
                label = self._keys.say(lang, key, number=self._words.section_number(other))
                row.append(self._keys.to(label, beside))
        rest = [*row, self._keys.subscribe(lang, "s", str(number))]
        return self._listed(asked, lang, [], rest, self._share(lang, "section", number=said))

    def _listed(
        self,
        asked: Trail,
        lang: str,
        steps: Iterable[Button] = (),
        rest: Iterable[Button] = (),
        share: str = "",
    ) -> Screen:
        """The exact answer to what no person has worded."""
        answer = self.answer_of(asked.shown.here, lang)
        page, count, trail = self._page(self._exactly(answer, lang), asked.shown)
        layout = Layout(self._keys.items(lang, page, trail, self._starts), self._keys.pages(lang, trail, count))
        layout.steps.extend(steps)
        if len(answer.hits) > 1:
            layout.steps.append(self._keys.export(lang, trail))
        layout.rest.extend((*rest, *self._keys.last(lang, trail, share)))
        return self._screen(lang, asked, trail, page, layout)

    def _exactly(self, answer: Answer, lang: str) -> list[Block]:
        blocks = self._renderer.blocks(answer)
        if answer.kind is Kind.ANSWER:
            shown = tuple(hit.task for hit in answer.hits)
            blocks = [block for block in blocks if block.part is not Part.TAIL] + [self._source(lang, shown)]
        return blocks

    def blocks(self, ref: Ref, lang: str) -> list[Block]:
        """All that the screen of a task, a department, a section or a list shows, for who has room for it; Gone without one."""
        if ref.shown is Shown.TASK and ref.value:
            return self._whole(ref, lang)
        return self._exactly(self.answer_of(ref, lang), lang)

    # Words about screens.

    def name(self, lang: str, id: str) -> str:
        """A department's name in a reply."""
        return self._words.name(lang, id)

    def listed(self, answers: Iterable[Answer], lang: str) -> str:
        """What a list of the tasks of some answers is called."""
        said = dict.fromkeys(self._words.paraphrase.listed(answer.told_in(lang).query) for answer in answers)
        return self._wording.say(lang, "answer.joint").join(said)

    def source(self, lang: str) -> Line:
        """Which plan says so."""
        return self._words.source(lang)

    # Parts of screens.

    def _page(self, blocks: list[Block], trail: Trail) -> tuple[Page, int, Trail]:
        """The page that the trail asks for, or the last one; how many there are; the trail to what is shown."""
        pages = dealt(blocks)
        trail = trail.page(min(trail.here.page, len(pages) - 1))
        return pages[trail.here.page], len(pages), trail

    def _share_task(self, lang: str, key: int) -> str:
        return self._share(lang, "task", number=self._words.number(key))

    def _share(self, lang: str, key: str, **values: object) -> str:
        return self._wording.say(lang, f"share.{key}", **values)

    def _source(self, lang: str, numbers: tuple[int, ...]) -> Block:
        return self._words.end(lang, numbers)

    @staticmethod
    def _number(value: str, known: Iterable[int]) -> int:
        if not value.isdigit() or int(value) not in known:
            raise Gone(value)
        return int(value)


def _message(page: Page) -> Message:
    return Message(page.lines)


def _span(detail: str, start: int) -> Span | None:
    """The marked characters of a task as a span of the plan's text."""
    first, dash, last = detail.partition("-")
    return Span(start + int(first), start + int(last)) if dash and first.isdigit() and last.isdigit() else None
