"""The buttons of a screen: numbers of its tasks, its neighbours, pages, the way back."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from bot.export.listing import Form
from bot.screens.keyboard import Button, Keyboard, rows
from bot.screens.labels import BUTTON_LENGTH, shortened
from bot.screens.paging import Page
from bot.screens.plan_words import PlanWords
from bot.screens.refs import Ref, Shown, Trail
from bot.screens.wording import Wording

# As many buttons as Telegram shows in a row, next steps in the second row, and rows of what opens when all is shown.
ROW, STEPS, ROWS_OPEN = 8, 4, 12
# Labels of so many columns fit so many in a row of a phone: numbers, then names; longer ones two.
_FITTING = ((5, ROW), (9, 4), (12, 3))


@dataclass(frozen=True, slots=True)
class Layout:
    """The buttons of a screen by what they are for: what is shown opened, the next steps, and the rest.

    `task` is the one that they surround.
    """

    opens: list[Button] = field(default_factory=list)
    steps: list[Button] = field(default_factory=list)
    rest: list[Button] = field(default_factory=list)
    task: int | None = None


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
        return shortened(self._words.short(lang, id), BUTTON_LENGTH)

    def files(self, lang: str, trail: Trail) -> list[Button]:
        """The kinds of file in which the tasks of a screen can be had."""
        data = f"x.{self._tag}.{lang}.{{}}.{trail.here}"
        return [Button(self.say(lang, form), data=data.format(form)) for form in Form]

    def picture(self, lang: str, key: str, id: str = "") -> Button:
        """A button for the chart of a department, or for the matrix."""
        return Button(self.say(lang, key), data=f"g.{self._tag}.{lang}.{id}")

    def items(self, lang: str, page: Page, trail: Trail, start: dict[int, int]) -> list[Button]:
        """A button for each task, department and section of a page; `start` are the tasks' first characters."""
        tasks = {block.task: block for block in page.items if block.task is not None}
        found = []
        for number, block in tasks.items():
            marked = (
                "" if block.quote is None else mark(block.quote.start - start[number], block.quote.end - start[number])
            )
            found.append(self.to(self._words.number(number), trail.to(Ref(Shown.TASK, str(number), marked))))
        found += [self.department(lang, id, trail) for id in _once(block.department for block in page.items)]
        return found + [
            self.to(self._words.section_number(block.section), trail.to(Ref(Shown.SECTION, str(block.section))))
            for block in page.items
            if block.section is not None
        ]

    def pages(self, lang: str, trail: Trail, count: int) -> list[Button]:
        """Buttons to the page before and the one after, where there are such."""
        here = trail.here.page
        return [
            self.to(self.say(lang, key), trail.page(page))
            for page, key in ((here - 1, "page_before"), (here + 1, "page_after"))
            if 0 <= page < count
        ]

    def subscribe(self, lang: str, letter: str, value: str) -> Button:
        """Subscribes the chat to a department (d), section (s) or task (t) of this plan."""
        return Button(self.say(lang, "subscribe"), data=f"sb.{self._tag}.{letter}.{value}")

    def remind(self, lang: str, key: int) -> Button:
        """Offers times to be reminded of a task."""
        return Button(self.say(lang, "remind"), data=f"rm.{self._tag}.{key}")

    def export(self, lang: str, trail: Trail) -> Button:
        """Offers the list as a file."""
        return self.to(self.say(lang, "export"), trail.to(Ref(Shown.EXPORT)))

    def last(self, lang: str, trail: Trail, share: str) -> list[Button]:
        """Share, and «this is wrong»."""
        found = [Button(self.say(lang, "share"), share=share)] if share else []
        if self._reports:
            found.append(Button(self.say(lang, "wrong"), data=f"w.{trail.answer or 0}.{trail.here}"))
        return found

    def keyboard(self, lang: str, asked: Trail, trail: Trail, layout: Layout) -> Keyboard:
        """Two rows, what opens and the next steps, with the rest a tap away; all of it where `asked` wants more.

        `trail` leads to the screen that is shown.
        """
        back = [self.to(self.say(lang, "back"), trail.back)] if trail.back else []
        if asked.here.shown is Shown.EXPORT:
            less = self.to(self.say(lang, "back"), trail)
            return (*rows(self.files(lang, trail), 3), (less,))
        if asked.here.shown is Shown.MORE:
            less = self.to(self.say(lang, "less"), trail)
            others = rows([*layout.steps, *layout.rest], 3)
            return (*_opening(layout.opens, ROWS_OPEN), *others, (*back, less))
        opens = _opening(layout.opens, 1)
        left = layout.opens[sum(map(len, opens)) :]
        steps = [*layout.steps, *layout.rest]
        if left or len(steps) > _room(steps, back):
            # What is folded away takes no room from the next steps.
            more = self.to(self.say(lang, "more"), trail.to(Ref(Shown.MORE)))
            shown = [*layout.steps[: _room(layout.steps, back) - 1], more]
        else:
            shown = steps
        second = (*back, *shown)
        if opens and _across([*opens[0], *second]) >= len(opens[0]) + len(second):
            return ((*opens[0], *second),)
        return (*opens, *((second,) if second else ()))


def _width(words: str) -> int:
    """How many columns a label takes: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in words)


def _across(buttons: list[Button]) -> int:
    """How many of these buttons a row holds with whole labels."""
    widest = max((_width(button.text) for button in buttons), default=0)
    return next((count for width, count in _FITTING if widest <= width), 2)


def _room(steps: list[Button], back: list[Button]) -> int:
    """How many next steps the second row has room for beside the way back."""
    return min(STEPS, max(3, _across(steps[:STEPS]))) - len(back)


def _opening(buttons: list[Button], most: int) -> Keyboard:
    """Rows of what opens, as many in each as are whole in all of them that are shown."""
    across = next(count for count in (ROW, 4, 3, 2) if count <= _across(buttons[: count * most]))
    return rows(buttons, across)[:most]


def mark(start: int, end: int) -> str:
    """Characters of a task to stand out, counted from the task's first."""
    return f"{start}-{end}"


def _once(ids: object) -> list[str]:
    return [id for id in dict.fromkeys(ids) if id]  # type: ignore[call-overload]
