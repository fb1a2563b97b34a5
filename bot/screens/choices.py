"""Screens to choose from: departments, task numbers, and the plan's own with the ways into it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.screens.keyboard import Button, Keyboard, Screen, rows
from bot.screens.keys import Keys
from bot.screens.message import Line, Message, Run, Style
from bot.screens.plan_words import PlanWords
from bot.screens.refs import Ref, Shown, Trail
from bot.screens.wording import Wording
from index.engine import Engine

CHOICES_PER_PAGE = 20
NUMBERS_PER_PAGE = 40


class Choices:
    """Makes the screens of one plan that offer others."""

    def __init__(self, engine: Engine, keys: Keys, words: PlanWords, wording: Wording) -> None:
        self._plan = engine.plan
        self._tables = engine.tables
        self._keys = keys
        self._words = words
        self._wording = wording

    def departments(self, trail: Trail, lang: str) -> Screen:
        """The plan's departments to choose from."""
        ids = self._tables.departments
        lines = (self._title(lang, "departments", count=len(ids)), self._line(lang, "choose_department"))
        buttons = [self._keys.department(lang, id, trail) for id in ids]
        return self._chosen(lang, trail, lines, buttons, 2, CHOICES_PER_PAGE)

    def which(self, said: str, ids: Iterable[str], lang: str) -> Screen:
        """Several departments, where a command takes one."""
        trail = Trail((Ref(Shown.DEPARTMENT),), lang)
        buttons = [self._keys.department(lang, id, trail) for id in ids]
        return Screen(Message((self._title(lang, "which_of", said=said),)), rows(buttons, 2))

    def mine(self, lang: str, page: int = 0, waiting: str = "") -> Screen:
        """The plan's departments, for a person to say which one is theirs; `waiting` is the id of a question for it."""
        behind = f".{waiting}" if waiting else ""
        lines = (self._title(lang, "which_mine"), self._line(lang, "type_mine"))
        buttons = [Button(self._keys.name(lang, id), data=f"m.{id}{behind}") for id in self._tables.departments]
        start, count = page * CHOICES_PER_PAGE, -(-len(buttons) // CHOICES_PER_PAGE)
        turns = [
            Button(self._keys.say(lang, "page_of", page=n + 1), data=f"m.~{n}{behind}")
            for n in range(count)
            if n != page
        ]
        chosen = buttons[start : start + CHOICES_PER_PAGE]
        return Screen(Message(lines), (*rows(chosen, 2), *rows(turns if count > 1 else [], 4)))

    def introduced(self, lang: str, id: str) -> Screen:
        """The department that a person says is theirs, with a button that has it remembered."""
        said = self._wording.say(lang, "me.introduced", name=self._words.short(lang, id))
        return Screen(Message(((Run(said),),)), ((self.as_mine(lang, id),),))

    def as_mine(self, lang: str, id: str) -> Button:
        """Has a department remembered as a person's own."""
        return Button(self._wording.say(lang, "me.button", name=self._keys.name(lang, id)), data=f"m.{id}")

    def numbers(self, trail: Trail, lang: str) -> Screen:
        """The plan's task numbers to choose from."""
        numbers = sorted(self._tables.tasks)
        lines = (self._title(lang, "tasks", count=len(numbers)), self._line(lang, "choose_task"))
        buttons = [
            self._keys.to(self._words.number(number), trail.to(Ref(Shown.TASK, str(number)))) for number in numbers
        ]
        return self._chosen(lang, trail, lines, buttons, 5, NUMBERS_PER_PAGE)

    def _chosen(
        self, lang: str, trail: Trail, lines: tuple[Line, ...], buttons: list[Button], across: int, most: int
    ) -> Screen:
        count = max(1, -(-len(buttons) // most))
        trail = trail.page(min(trail.here.page, count - 1))
        start = trail.here.page * most
        shown = rows(buttons[start : start + most], across)
        source = self._words.end(lang).lines
        return Screen(
            Message((*lines, *source)),
            (*shown, *rows(self._keys.pages(lang, trail, count), 2), *self._back(lang, trail)),
        )

    def about(self, trail: Trail, lang: str) -> Screen:
        """The plan itself: its title, its size, and the ways into it."""
        sizes = {"tasks": len(self._plan.tasks), "sections": len(self._plan.sections)}
        title = self._plan.title(lang)
        lines: tuple[Line, ...] = (
            (Run(title, Style.BOLD),),
            (Run(self._plan.document.title, Style.QUOTE),),
            self._line(lang, "size", **sizes, departments=len(self._tables.departments)),
        )
        ways = [
            self._keys.to(self._keys.say(lang, key), trail.to(Ref(shown)))
            for key, shown in (("sections", Shown.SECTION), ("departments", Shown.DEPARTMENT), ("list", Shown.TASK))
        ]
        ways.append(self._keys.picture(lang, "matrix"))
        return Screen(Message(lines), (*rows(ways, 2), *self._back(lang, trail)))

    def _back(self, lang: str, trail: Trail) -> Keyboard:
        return ((self._keys.to(self._keys.say(lang, "back"), trail.back),),) if trail.back else ()

    def _title(self, lang: str, key: str, **values: object) -> Line:
        return (Run(self._wording.say(lang, f"card.{key}", **values), Style.BOLD),)

    def _line(self, lang: str, key: str, **values: object) -> Line:
        return (Run(self._wording.say(lang, f"card.{key}", **values)),)
