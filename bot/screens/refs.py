"""References to screens, short enough for a button's data or a link: t12 a task, d_shangwu a department, s3 a section."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.screens.keyboard import DATA_BYTES

VIEW = "v"
_BASE = 36
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_REF = re.compile(
    r"(?P<kind>[a-z])(?P<value>[0-9]{1,9}|_[a-z0-9_]{1,40}|)(?:\.(?P<detail>[a-z0-9]{1,9}(?:-[0-9]{1,9})?))?(?:~(?P<page>[0-9]{1,4}))?",
    re.ASCII,
)
_LANG = re.compile("[a-z]{2}", re.ASCII)
_LINK = re.compile(r"(?P<ref>[tds][a-z0-9_]*?)(?:-(?P<tag>[0-9a-f]{4}))?", re.ASCII)


class Shown(StrEnum):
    """What a reference shows. Without a value: all tasks, a choice of departments, all sections.

    EXPORT and MORE show the screen before with other buttons.
    """

    TASK = "t"
    PARTIES = "p"
    DEPARTMENT = "d"
    SECTION = "s"
    CHOICE = "c"
    EXPORT = "e"
    PLAN = "i"
    ANSWER = "a"
    MORE = "k"


@dataclass(frozen=True, slots=True)
class Ref:
    """One screen. `value` is a number, a department's id or an answer's id; `detail` a role, a part, or marked characters."""

    shown: Shown
    value: str = ""
    detail: str = ""
    page: int = 0

    def __str__(self) -> str:
        value = self.value if self.value.isdigit() or not self.value else f"_{self.value}"
        return f"{self.shown}{value}{f'.{self.detail}' if self.detail else ''}{f'~{self.page}' if self.page else ''}"

    @property
    def place(self) -> tuple[str, str, str]:
        """What it shows, whatever page of it; the parts of an answer are places of their own."""
        return (self.shown, self.value, self.detail if self.shown is Shown.ANSWER else "")


def read_ref(text: str) -> Ref | None:
    """The reference that a text spells, None where it spells none."""
    found = _REF.fullmatch(text)
    if found is None or found["kind"] not in set(Shown):
        return None
    value = found["value"].removeprefix("_")
    return Ref(Shown(found["kind"]), value, found["detail"] or "", int(found["page"] or 0))


@dataclass(frozen=True, slots=True)
class Trail:
    """The screen shown and those that «back» leads to, the nearest first; all are in one language."""

    refs: tuple[Ref, ...]
    lang: str

    @property
    def here(self) -> Ref:
        """The screen shown."""
        return self.refs[0]

    @property
    def shown(self) -> Trail:
        """The trail to the screen whose words are shown: this one, or the one whose buttons this one changes."""
        return self.back or self if self.here.shown in (Shown.EXPORT, Shown.MORE) else self

    @property
    def back(self) -> Trail | None:
        """The screen before with its own way back."""
        return Trail(self.refs[1:], self.lang) if len(self.refs) > 1 else None

    @property
    def answer(self) -> str:
        """The id of the answer that it began with, empty where it began with none."""
        return next((ref.value for ref in self.refs if ref.shown is Shown.ANSWER), "")

    def to(self, ref: Ref) -> Trail:
        """A step on; a step to where one has been is a step back."""
        for index, earlier in enumerate(self.refs):
            if earlier.place == ref.place:
                return Trail((ref, *self.refs[index + 1 :]), self.lang)
        return Trail((ref, *self.refs), self.lang)

    def beside(self, ref: Ref) -> Trail:
        """Another screen in place of this one: a neighbour, another page."""
        return Trail((ref, *self.refs[1:]), self.lang)

    def page(self, number: int) -> Trail:
        """Another page of the screen shown."""
        return self.beside(replace(self.here, page=number))

    def data(self, tag: str) -> str:
        """The data of a button that leads here; the way back is cut where it does not fit."""
        refs = [str(ref) for ref in self.refs]
        beginning = f"{VIEW}.{tag}.{self.lang}."
        while len(refs) > 1 and len(beginning) + len("<".join(refs)) > DATA_BYTES:
            # The answer that it began with is where people want to return to.
            refs.pop(-2 if len(refs) > 2 and self.refs[-1].shown is Shown.ANSWER else -1)
        return beginning + "<".join(refs)


def read_trail(words: str) -> tuple[str, Trail] | None:
    """The plan's tag and the trail in a button's data after its prefix; None where they are not ours."""
    tag, _, rest = words.partition(".")
    lang, _, spelt = rest.partition(".")
    refs = [read_ref(part) for part in spelt.split("<")]
    known = tuple(ref for ref in refs if ref is not None)
    return (tag, Trail(known, lang)) if known and len(known) == len(refs) and _LANG.fullmatch(lang) else None


def read_link(payload: str) -> tuple[str, Ref] | None:
    """The plan's tag (empty for the chat's own plan) and the screen that a link's payload names."""
    found = _LINK.fullmatch(payload)
    ref = read_ref(found["ref"]) if found else None
    return None if found is None or ref is None else (found["tag"] or "", ref)


def tag_of(plan: str) -> str:
    """Four characters that stand for a plan's id in buttons and links."""
    return f"{zlib.crc32(plan.encode()) & 0xFFFF:04x}"


def spelt_id(number: int) -> str:
    """An answer's id in as few characters as its button can do with."""
    digits = ""
    while number:
        number, digit = divmod(number, _BASE)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def read_id(digits: str) -> int | None:
    """The id that `spelt_id` spelt, None for anything else."""
    return int(digits, _BASE) if re.fullmatch("[0-9a-z]{1,12}", digits, re.ASCII) else None
