"""The buttons of a screen: numbers of its tasks, its neighbours, pages, the way back."""

from __future__ import annotations

from bot.cards.paging import Page
from bot.cards.refs import Ref, Shown, Trail
from bot.keyboard import Button, Keyboard, rows
from bot.plan_words import PlanWords
from bot.wording import Wording

# Telegram cuts what is longer at the edge of a phone.
_LABEL = 40
_ACROSS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 3}


class Keys:
    """Makes buttons that lead to screens of one plan, which `tag` names; `reports` whether a wrong one can be reported."""

    def __init__(self, tag: str, words: PlanWords, wording: Wording, reports: bool) -> None:
        self._reports = reports
        self._tag = tag
        self._words = words
        self._wording = wording

    def say(self, lang: str, key: str, **values: object) -> str:
        """The label of a button."""
        return self._wording.say(lang, f"button.{key}", **values)

    def to(self, label: str, trail: Trail) -> Button:
        """A button that shows the trail's screen."""
        return Button(label, data=trail.data(self._tag))

    def department(self, lang: str, id: str, trail: Trail) -> Button:
        """A button to a department, with its name in the language."""
        return self.to(self.name(lang, id), trail.to(Ref(Shown.DEPARTMENT, id)))

    def name(self, lang: str, id: str) -> str:
        """A department's name in the language alone, as short as a button wants it."""
        entry = self._words.registry[id]
        return (entry.name if lang == "zh" or not entry.en else entry.en[0])[:_LABEL]

    def files(self, lang: str, trail: Trail) -> Keyboard:
        """The kinds of file in which the tasks of the screen before can be had."""
        listed = trail.back.here if trail.back else Ref(Shown.TASK)
        kinds = ("xlsx", "docx")
        return (tuple(Button(self.say(lang, kind), data=f"x.{self._tag}.{lang}.{kind}.{listed}") for kind in kinds),)

    def picture(self, lang: str, key: str, id: str = "") -> Button:
        """A button for the chart of a department, or for the matrix."""
        return Button(self.say(lang, key), data=f"g.{self._tag}.{lang}.{id}")

    def items(self, lang: str, page: Page, trail: Trail, start: dict[int, int]) -> Keyboard:
        """A button for each task, department and section of a page; `start` are the tasks' first characters."""
        tasks = {block.task: block for block in page.items if block.task is not None}
        numbers = []
        for number, block in tasks.items():
            marked = (
                "" if block.quote is None else mark(block.quote.start - start[number], block.quote.end - start[number])
            )
            numbers.append(self.to(self._words.number(number), trail.to(Ref(Shown.TASK, str(number), marked))))
        departments = [self.department(lang, id, trail) for id in _once(block.department for block in page.items)]
        sections = [
            self.to(
                self.say(lang, "section", number=self._words.section_number(block.section)),
                trail.to(Ref(Shown.SECTION, str(block.section))),
            )
            for block in page.items
            if block.section is not None
        ]
        return (*rows(numbers, _ACROSS.get(len(numbers), 4)), *rows(departments, 2), *rows(sections, 4))

    def pages(self, lang: str, trail: Trail, count: int) -> Keyboard:
        """Buttons to the page before and the one after, with where they lead."""
        here = trail.here.page
        row = []
        if here > 0:
            row.append(self.to(self.say(lang, "page_before", page=here, count=count), trail.page(here - 1)))
        if here + 1 < count:
            row.append(self.to(self.say(lang, "page_after", page=here + 2, count=count), trail.page(here + 1)))
        return (tuple(row),) if row else ()

    def last(self, lang: str, trail: Trail, share: str, several: bool = False) -> Keyboard:
        """Back, share, take along where there are several tasks, and «this is wrong»."""
        row = [self.to(self.say(lang, "back"), trail.back)] if trail.back else []
        if share:
            row.append(Button(self.say(lang, "share"), share=share))
        if several:
            row.append(self.to(self.say(lang, "export"), trail.to(Ref(Shown.EXPORT))))
        if self._reports:
            row.append(Button(self.say(lang, "wrong"), data=f"w.{trail.answer or 0}.{trail.here}"))
        return (tuple(row),) if row else ()


def mark(start: int, end: int) -> str:
    """Characters of a task to stand out, counted from the task's first."""
    return f"{start}-{end}"


def _once(ids: object) -> list[str]:
    return [id for id in dict.fromkeys(ids) if id]  # type: ignore[call-overload]
