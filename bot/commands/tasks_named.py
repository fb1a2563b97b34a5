"""The tasks that an order names, and its other words: 第12条和第15条 明天9点 提交."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from bot.commands.spoken_words import in_place, spoken_file
from bot.dialogue.words import either
from bot.when.lexicon import pattern
from corpus.normalize import NUMERAL, number

_AND = r"\s*(?:[、,，和与及&]|and)\s*"
_NUMBER = rf"(?:\d{{1,4}}(?:-\d{{1,4}})?|[{NUMERAL}]{{1,4}})"
_ONE = rf"第\s*{_NUMBER}(?:\s*[项条号])?(?!\s*[个次季周月年天日部分节章])"
_LISTED = re.compile(
    rf"第\s*{_NUMBER}(?:{_AND}第?\s*{_NUMBER})*\s*[项条](?:任务|工作)?(?:{_AND}第\s*{_NUMBER}\s*[项条](?:任务)?)*"
    rf"|(?:任务|(?:tasks?|items?)(?![a-z])|no\.|#)\s*\d{{1,4}}(?:-\d{{1,4}})?(?:{_AND}(?:task\s*|item\s*|#)?\d{{1,4}}(?![\d:点月日号/]))*(?![\d:点月日号/])",
    re.I,
)
# 第10项到第13项 are four.
_RANGE = re.compile(rf"第?\s*({_NUMBER})\s*[项条]?\s*(?:到|至|~|—)\s*第?\s*({_NUMBER})\s*[项条](?:任务|工作)?")
_LONGEST_RANGE = 20
# Bare numbers at the beginning, with something else after them than a date or an hour has.
_LEADING = re.compile(
    rf"\s*(?:{_ONE}|\d{{1,4}}(?:-\d{{1,4}}\s*[项条号])?)(?:(?:{_AND}|\s+)(?:{_ONE}|\d{{1,4}})(?=[\s,，、]|[:：](?!\d)|$)(?!\s+{pattern('month')}))*+"
    # 1、4、7月 are no tasks; nor is a day that ends its line: 1号.
    rf"(?!\s*[、和]\s*\d{{1,2}}\s*[月日号])\s*(?:[项条]|号(?![ \t]*(?:\n|$)))?(?=[\s,，、]|[:：](?!\d)|$)\s*",
    re.I,
)
# A number of these is how long.
_MEASURED = re.compile(
    r"\s*\d+\s*(?:(?:working|business)\s+)?(?:minute|min|hour|hr|day|week|month|year)s?(?![a-z])", re.I
)
_EACH = re.compile(rf"\d{{1,4}}(?:-\d{{1,4}})?|[{NUMERAL}]{{1,4}}")
# Characters that no text has stand for what was cut out, so that nothing on both sides is read as one.
_MASK = 0xE000
_MASKED = "[\ue000-\ue0ff]"
_ABOUT = r"(?:about|abt|of|for|on|regarding)\s+"
_MASKED_FIRST = re.compile(rf"^(?:{_ABOUT})?(?:{_MASKED}+\s*(?:[、,，和与及&:：的]|and\b)?\s*)+", re.I)
_MASKED_ONE = re.compile(rf"(?:{_MASKED})+")
# A mention cut off at the end says nothing more: 开会 第3条, about task 12.
_MASKED_LAST = re.compile(rf"(?:(?<=[\u4e00-\u9fff])\s+|^{_ABOUT}){_MASKED}+$", re.I)


@dataclass(frozen=True, slots=True)
class Named:
    """The tasks as they were called, and the `words` with each mention masked."""

    tasks: tuple[str, ...]
    words: str
    _mentions: tuple[str, ...] = ()

    def text(self, rest: str) -> str:
        """The words that are left of an order, its mentions as written: none at the beginning, none alone at the end."""
        rest = _MASKED_FIRST.sub("", rest.strip())
        if len(_MASKED_ONE.findall(rest)) == 1:
            rest = _MASKED_LAST.sub("", rest)
        for place, mention in enumerate(self._mentions):
            rest = re.sub(f"{chr(_MASK + place)}+", mention.replace("\\", ""), rest)
        return rest.strip()


def tasks_named(words: str) -> Named:
    """The tasks that the words name: numbers at the beginning, or mentions like 第12条 anywhere."""
    tasks: list[str] = []
    mentions: list[str] = []

    def mask(found: re.Match[str]) -> str:
        tasks.extend(_called(found.group()))
        mentions.append(found.group().strip())
        return chr(_MASK + (len(mentions) - 1) % 256) * len(found.group())

    words = _RANGE.sub(_each_of, words)
    leading = _LEADING.match(words)
    listed = _LISTED.match(words)
    if listed and leading and leading.end() < listed.end():
        # 第25、27、31项 is one list.
        leading = None
    if leading and leading.group().strip() and not _MEASURED.match(words):
        tasks.extend(_called(leading.group()))
        words = words[leading.end() :]
    words = _LISTED.sub(mask, words)
    return Named(tuple(dict.fromkeys(tasks)), words, tuple(mentions))


def pointed(words: str, task: str) -> str:
    """The words of an order with a task in place of what stands for the one just shown, where they name no other."""
    if tasks_named(words).tasks:
        return words
    found = _pointing().search(in_place(words))
    return f"{words[: found.start()]} {task} {words[found.end() :]}".strip() if found else words


@functools.cache
def _pointing() -> re.Pattern[str]:
    file = spoken_file()["pointing"]
    return re.compile(rf"{either(file['task'])}(?!\s*{either(file['not_before'])})")


def _each_of(found: re.Match[str]) -> str:
    """A range of tasks with each of them named; one that is none as it is written."""
    first, last = (number(group) for group in found.groups())
    if first is None or last is None or not first < last <= first + _LONGEST_RANGE:
        return found.group()
    return "第" + "、".join(map(str, range(first, last + 1))) + "项"


def _called(mention: str) -> list[str]:
    return [found if "-" in found else str(number(found)) for found in _EACH.findall(mention)]
