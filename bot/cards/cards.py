"""The screens of one plan: an answer, a task with its words, a department, a section, and what to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.blocks import Block, Part
from bot.cards.choices import CHOICES_PER_PAGE, Choices
from bot.cards.keys import Keys, mark
from bot.cards.paging import Page, dealt
from bot.cards.refs import Ref, Shown, Trail, spelt_id, tag_of
from bot.keyboard import Button, Keyboard, Screen, rows
from bot.message import Line, Message, Run, Style, clipped
from bot.render import Renderer
from bot.wording import Wording
from corpus.records import Role, Span
from index.answer import only_department
from index.engine import Engine
from index.records import Answer, Holds, InSection, Kind, Known, Mention, Query, Want, numbers_in

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
        given = [_in(answer, lang) for answer in answers]
        trail = Trail((Ref(Shown.ANSWER, spelt_id(id)),), given[0].query.lang)
        if len(given) == 1:
            return self.answer(given[0], trail, question)
        message, keyboard = Message(()), list[tuple[Button, ...]]()
        for part, answer in enumerate(given):
            own = trail.to(Ref(Shown.ANSWER, spelt_id(id), str(part)))
            page = dealt(self._renderer.blocks(answer))[0]
            words = Message(page.lines).sheets(4000 // len(given))[0]
            message = message + words if message.lines else words
            label = self._keys.say(answer.query.lang, "part", number=part + 1)
            keyboard.append((self._keys.to(label, own),))
        if cut:
            message += Message(((Run(cut, Style.ITALIC),),))
        return Screen(message, (*keyboard, *self._keys.last(given[0].query.lang, trail, clipped(question, _SHARE))))

    def answer(self, answer: Answer, trail: Trail, question: str) -> Screen:
        """A page of one answer in the trail's language; `question` is what sharing it asks."""
        answer = _in(answer, trail.lang)
        said = trail.lang
        page, count, trail = self._page(self._renderer.blocks(answer), trail)
        share = clipped(question, _SHARE)
        if answer.choices and answer.reason in ("which-department", "unknown-department"):
            return Screen(_message(page), (*self._choices(answer, trail), *self._keys.last(said, trail, share)))
        shown = {block.task for block in page.items if block.task is not None}
        if len(shown) == 1 and len(page.items) == 1 and count == 1:
            keyboard = self._around(said, page, trail, answer.query.want is Want.TEXT)
        else:
            items = self._keys.items(said, page, trail, self._starts)
            keyboard = (*items, *self._keys.pages(said, trail, count), *self._context(answer, trail))
        return Screen(_message(page), (*keyboard, *self._keys.last(said, trail, share, len(answer.hits) > 1)))

    def _choices(self, answer: Answer, trail: Trail) -> Keyboard:
        names = [self.name(answer.query.lang, id) for id in answer.choices]
        buttons = [Button(name, data=f"c.{trail.answer}.{place}") for place, name in enumerate(names)]
        return rows(buttons, 2)

    def _context(self, answer: Answer, trail: Trail) -> Keyboard:
        """Buttons to the department and the section that the question speaks of."""
        said, row = answer.query.lang, []
        if department := only_department(answer.query.mentions):
            row.append(self._keys.department(said, department, trail))
        for number in numbers_in(answer.query.where, InSection)[:2]:
            if any(section.key == number for section in self.plan.sections):
                label = self._keys.say(said, "section", number=self._words.section_number(number))
                row.append(self._keys.to(label, trail.to(Ref(Shown.SECTION, str(number)))))
        return (tuple(row),) if row else ()

    # Screens by reference.

    def show(self, trail: Trail) -> Screen:
        """The screen of a reference other than an answer's; Gone where the plan does not have it."""
        here, lang = trail.here, trail.lang
        match here.shown:
            case Shown.TASK if here.value:
                return self._task(trail, lang)
            case Shown.PARTIES:
                return self._parties(trail, lang)
            case Shown.DEPARTMENT if here.value:
                return self._department(trail, lang)
            case Shown.SECTION if here.value:
                return self._section(trail, lang)
            case Shown.TASK:
                return self._listed(trail, lang)
            case Shown.DEPARTMENT:
                return self.choices.departments(trail, lang)
            case Shown.SECTION:
                return self._listed(trail, lang)
            case Shown.CHOICE:
                return self.choices.numbers(trail, lang)
            case Shown.PLAN:
                return self.choices.about(trail, lang)
            case Shown.EXPORT:
                return self.choices.export(trail, lang)
        raise Gone(str(here))

    def _task(self, trail: Trail, lang: str) -> Screen:
        """A task whole: who answers for it, every word, and the words that matched standing out."""
        number = self._number(trail.here.value, self._tables.tasks)
        page, count, trail = self._page(self._whole(trail.here, lang), trail)
        keyboard = self._around(lang, page, trail, True)
        return Screen(
            _message(page),
            (
                *self._keys.pages(lang, trail, count),
                *keyboard,
                *self._keys.last(lang, trail, self._share_task(lang, number)),
            ),
        )

    def _whole(self, ref: Ref, lang: str) -> list[Block]:
        number = self._number(ref.value, self._tables.tasks)
        task = self._tables.tasks[number]
        marked = _span(ref.detail, task.span.start)
        heading = self._words.heading(lang, number)
        words = tuple(self._words.text(lang, number, marked))[len(heading) :]
        block = Block(Part.ITEM, (*heading, *self._words.who(lang, task), *words), task=number)
        return [block, self._source(lang, (number,))]

    def _around(self, lang: str, page: Page, trail: Trail, whole: bool) -> Keyboard:
        """What surrounds the one task of a page: its words, its neighbours, its departments, its section."""
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
            first.insert(len(first) // 2, self._keys.to(self._keys.say(lang, "text"), to))
        parties = list(dict.fromkeys(party.department for party in task.parties))
        departments = [self._keys.department(lang, id, trail) for id in parties[:4]]
        if len(parties) > 4:
            label = self._keys.say(lang, "parties", count=len(parties))
            departments[3:] = [self._keys.to(label, trail.to(Ref(Shown.PARTIES, str(task.key))))]
        if task.section:
            label = self._keys.say(lang, "section", number=self._words.section_number(task.section))
            departments.append(self._keys.to(label, trail.to(Ref(Shown.SECTION, str(task.section)))))
        return (*((tuple(first),) if first else ()), *rows(departments, 2))

    def _parties(self, trail: Trail, lang: str) -> Screen:
        number = self._number(trail.here.value, self._tables.tasks)
        task = self._tables.tasks[number]
        lines = (*self._words.heading(lang, number), *self._words.who(lang, task))
        page, _, trail = self._page([Block(Part.ITEM, lines), self._source(lang, (number,))], trail)
        ids = list(dict.fromkeys(party.department for party in task.parties))
        buttons = [self._keys.department(lang, id, trail) for id in ids[: CHOICES_PER_PAGE * 2]]
        return Screen(
            _message(page),
            (
                *rows(buttons, 2),
                *self._keys.last(lang, trail, self._share_task(lang, number)),
            ),
        )

    def answer_of(self, ref: Ref, lang: str) -> Answer:
        """The exact answer that a screen of a department, a section, or all of them, or all tasks shows; Gone without one."""
        match ref.shown, ref.value:
            case Shown.TASK, "":
                query = Query(Want.TASKS, lang)
            case Shown.SECTION, "":
                query = Query(Want.SECTIONS, lang)
            case Shown.DEPARTMENT, "":
                query = Query(Want.PARTIES, lang)
            case Shown.SECTION, number:
                numbers = [section.key for section in self.plan.sections]
                query = Query(Want.TASKS, lang, InSection((self._number(number, numbers),)))
            case Shown.DEPARTMENT, id if id in self._registry.by_id:
                parties = self._engine.names.parties(id)
                mention = Mention(self._registry[id].name, (id,), Known.EXACT, parties)
                query = Query(Want.TASKS, lang, Holds(parties, _ROLES.get(ref.detail)), mentions=(mention,))
            case _:
                raise Gone(str(ref))
        return self._engine.answer(query)

    def _department(self, trail: Trail, lang: str) -> Screen:
        id = trail.here.value
        if id not in self._registry.by_id:
            raise Gone(id)
        if id not in self._tables:
            return self._listed(trail, lang, share=self._keys.name(lang, id))
        others = [detail for detail in _ROLE_KEYS if detail != trail.here.detail]
        roles = []
        for detail in others:
            label = self._keys.say(lang, _ROLE_KEYS[detail], count=len(self._tables.holds(id, _ROLES.get(detail))))
            roles.append(self._keys.to(label, trail.beside(replace(trail.here, detail=detail, page=0))))
        mine = Button(self._keys.say(lang, "mine"), data=f"m.{id}")
        more = (tuple(roles), (self._keys.picture(lang, "chart", id), mine))
        return self._listed(trail, lang, *more, share=self._keys.name(lang, id))

    def _section(self, trail: Trail, lang: str) -> Screen:
        known = {section.key for section in self.plan.sections}
        number = self._number(trail.here.value, known)
        said, row = self._words.section_number(number), []
        for other, key in ((number - 1, "section_before"), (number + 1, "section_after")):
            if other in known:
                beside = trail.beside(Ref(Shown.SECTION, str(other)))
                label = self._keys.say(lang, key, number=self._words.section_number(other))
                row.append(self._keys.to(label, beside))
        return self._listed(trail, lang, tuple(row), share=self._share(lang, "section", number=said))

    def _listed(self, trail: Trail, lang: str, *more: tuple[Button, ...], share: str = "") -> Screen:
        """The exact answer to what no person has worded."""
        answer = self.answer_of(trail.here, lang)
        page, count, trail = self._page(self._exactly(answer, lang), trail)
        keyboard = (*self._keys.items(lang, page, trail, self._starts), *self._keys.pages(lang, trail, count))
        rest = tuple(row for row in more if row)
        last = self._keys.last(lang, trail, share, len(answer.hits) > 1)
        return Screen(_message(page), (*keyboard, *rest, *last))

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

    def understood(self, answer: Answer, lang: str) -> str:
        """How an answer's question was read."""
        return self._words.understood.say(_in(answer, lang))

    def source(self, lang: str, numbers: tuple[int, ...] = ()) -> Line:
        """Which plan says so, and in which tasks."""
        return self._words.source(lang, numbers)

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
        return Block(Part.TAIL, ((), self._words.source(lang, numbers)))

    @staticmethod
    def _number(value: str, known: Iterable[int]) -> int:
        if not value.isdigit() or int(value) not in known:
            raise Gone(value)
        return int(value)


def _in(answer: Answer, lang: str | None) -> Answer:
    """The answer in another language than its question's."""
    return replace(answer, query=replace(answer.query, lang=lang)) if lang and lang != answer.query.lang else answer


def _message(page: Page) -> Message:
    return Message(page.lines)


def _span(detail: str, start: int) -> Span | None:
    """The marked characters of a task as a span of the plan's text."""
    first, dash, last = detail.partition("-")
    return Span(start + int(first), start + int(last)) if dash and first.isdigit() and last.isdigit() else None
