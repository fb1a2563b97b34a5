"""Orders said without a slash: 请把商务厅的任务推送给我, 明早九点提醒我第12条, every Monday at 9 send me the digest."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.commands.tasks_named import tasks_named
from bot.when import WhenFault, read_when
from corpus.normalize import fold
from corpus.readers import read_data

SPOKEN_FILE = Path(__file__).with_name("spoken.toml")
# A longer text is a question or a quotation, whatever it begins with.
LONGEST = 300
LONGEST_WHY = 16
_AROUND = " \t\n:：,，。.!！、?？"
_HOLE = "…"


@functools.cache
def _file() -> dict[str, Any]:
    return read_data(SPOKEN_FILE)


@dataclass(frozen=True, slots=True)
class _Form:
    """A way of saying an order: its command, the pattern of its words, and how many characters of these are its own.

    `leading` says that what it is about begins the text.
    """

    command: str
    pattern: re.Pattern[str]
    own: int
    leading: bool
    # Its longest words without a blank: most texts have them not, which is soon seen.
    mark: str


def spoken(text: str) -> tuple[str, str] | None:
    """The command that a text says in words and what follows it; None for a text that is something else."""
    stripped = text.strip()
    if not 1 < len(stripped) <= LONGEST:
        return None
    # Letter by letter where that keeps the places, so that the words that follow stay as written.
    folded = fold(stripped)
    source = stripped if len(folded) == len(stripped) else folded
    start, end = _within(folded)
    body, source = folded[start:end], source[start:end]
    for form in _forms():
        found = form.pattern.fullmatch(body) if form.mark in body else None
        if found is None:
            continue
        pieces = [
            source[found.start(group) : found.end(group)].strip(_AROUND) for group in range(1, 1 + form.pattern.groups)
        ]
        if (words := _words(form, pieces)) is not None:
            return form.command, words
    return _digest(folded, source if (start, end) == (0, len(folded)) else folded)


def _words(form: _Form, pieces: list[str]) -> str | None:
    """The words that go with the command, None where the text only looks like it."""
    # What a reminder says is the person's own: 对账, 给财政厅打电话.
    marks = "about" if form.command == "remind" else "before"
    pieces = [_object(piece, marks) for piece in pieces]
    words = " ".join(filter(None, pieces))
    if form.command == "remind":
        # What stands before the order is its time: a line of its own, so that it is understood wholly.
        lines = "\n".join(filter(None, pieces)) if form.leading else words
        return lines if not words or _reminds(pieces, form) else None
    if form.command == "mute":
        return _silence(form, pieces)
    return None if pieces and _asks(words) else words


def _silence(form: _Form, pieces: list[str]) -> str | None:
    """How long a silence is to last, as far as it is said; None where the text only looks like an order for one."""
    words = " ".join(filter(None, pieces))
    if not words or _is_time(words, lasting=True):
        return words
    if not form.leading:
        # Whatever else is said of it is asked back.
        return words if _has_time(words, lasting=True) and not _asks(words) else None
    # 在开会，免打扰到下午两点: why is not asked.
    why, *rest = pieces
    until = " ".join(filter(None, rest))
    return until if until and len(why) <= LONGEST_WHY and not _asks(why) and _is_time(until, lasting=True) else None


def _reminds(pieces: list[str], form: _Form) -> bool:
    """Whether the words have a task or a time: 提醒一下大家 is no reminder that can be set.

    What stands before the order is its time, or one of its tasks: 明早九点提醒我第12条.
    """
    before = pieces[0] if form.leading else ""
    if before and not (_is_known(before) or (form.own > len("提醒") and _has_time(before))):
        return False
    words = " ".join(pieces)
    return not _asks(words) and (
        bool(tasks_named(words).tasks) or _has_time(words) or bool(re.search(r"\d", fold(words)))
    )


def _is_known(words: str) -> bool:
    """Whether the words are tasks, a time, or both."""
    named = tasks_named(words)
    if _is_time(words):
        return True
    try:
        when = read_when(named.words)
    except WhenFault:
        return False
    return bool(named.tasks or when.groups) and not named.text(when.rest)


def _has_time(words: str, lasting: bool = False) -> bool:
    try:
        return bool(read_when(words, lasting).groups)
    except WhenFault:
        return True


def _is_time(words: str, lasting: bool = False) -> bool:
    """Whether the words are a time and nothing else, or one that is asked back."""
    try:
        when = read_when(words, lasting)
    except WhenFault as fault:
        said = fault.understood or fault.said
        left = words.replace(said, "", 1).strip(_AROUND)
        # 每周八9点: what stands beside what cannot be is a time too.
        return left != words and (not left or _is_time(left, lasting))
    return bool(when.groups) and not when.rest


def _asks(words: str) -> bool:
    return bool(_asking().search(fold(words)))


@functools.cache
def _asking() -> re.Pattern[str]:
    return _either(_file()["asking"]["words"])


def _object(words: str, marks: str) -> str:
    """The words without what only marks them as the object: 把, 对."""
    stripped = words.strip(_AROUND)
    found = _marks(marks).match(fold(stripped))
    return stripped[found.end() :].strip(_AROUND) if found else stripped


@functools.cache
def _marks(marks: str) -> re.Pattern[str]:
    return _either(_file()["object"][marks])


def _within(folded: str) -> tuple[int, int]:
    """Where the text is without what is only polite."""
    before, after = _polite()
    start = before.match(folded)
    begins = start.end() if start else 0
    end = after.search(folded, begins)
    # Some words are both: help me.
    return (begins, end.start() if end else len(folded)) if begins < len(folded) else (0, len(folded))


@functools.cache
def _polite() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = _file()["polite"]
    around = f"[{re.escape(_AROUND)}]*"
    before = re.compile(f"{around}(?:{_either(words['before']).pattern}{around})*")
    return before, re.compile(f"(?:{around}{_either(words['after']).pattern})*{around}$")


def _either(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, the longest first; a Latin one is whole."""
    longest = sorted(words, key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(_whole, longest)) + ")")


def _whole(word: str) -> str:
    escaped = re.escape(word).replace(r"\ ", r"\s+")
    if not word[0].isascii():
        return escaped
    begins = r"(?<![a-z0-9])" if word[0].isalnum() else ""
    return begins + escaped + (r"(?![a-z0-9])" if word[-1].isalnum() else "")


@functools.cache
def _forms() -> tuple[_Form, ...]:
    """All ways of saying orders, those with the most words of their own first."""
    found = []
    for command, said in _file()["orders"].items():
        for words in said:
            pieces = [_whole(piece.strip()) if piece.strip() else "" for piece in words.split(_HOLE)]
            mark = max(words.replace(_HOLE, " ").split(), key=len)
            pattern = re.compile(r"\s*(.*?)\s*".join(pieces), re.DOTALL)
            found.append(_Form(command, pattern, len(words.replace(_HOLE, "")), words.startswith(_HOLE), mark))
    return tuple(sorted(found, key=lambda form: (-form.own, form.pattern.groups, form.pattern.pattern)))


@functools.cache
def _digest_words() -> re.Pattern[str]:
    """The words for a digest. Every message is looked through for them."""
    return _either(_file()["digest"]["words"])


def _digest(folded: str, source: str) -> tuple[str, str] | None:
    """A schedule with a word for the digest behind it or before: 每周一 9点发摘要, 摘要每天8点."""
    said = _digest_words().search(folded)
    if said is None:
        return None
    text = source if len(source) == len(folded) else folded
    pieces = [_beside(_bare(text[: said.start()])), _beside(_bare(text[said.end() :]))]
    rest = " ".join(filter(None, pieces))
    if not rest:
        return "digest", ""
    return ("digest", rest) if _is_time(rest) else None


def _beside(words: str) -> str:
    """The words without what only says that it is to be sent, or that its time is another one now."""
    pattern = _besides()
    folded = fold(words)
    start = found.end() if (found := pattern.match(folded)) else 0
    ends = [found.start() for found in pattern.finditer(folded, start) if found.end() == len(folded)]
    return words[start : ends[0] if ends else None].strip(_AROUND) if len(folded) == len(words) else words


@functools.cache
def _besides() -> re.Pattern[str]:
    return _either(_file()["digest"]["beside"])


def _bare(words: str) -> str:
    folded = fold(words)
    if len(folded) != len(words):
        words = folded
    start, end = _within(folded)
    return words[start:end].strip(_AROUND)
