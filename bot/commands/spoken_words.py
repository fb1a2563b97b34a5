"""The words of spoken orders: what is polite, what asks, what waits, what is a time and nothing else."""

from __future__ import annotations

import datetime as dt
import functools
import re
from pathlib import Path
from typing import Any

from bot.dialogue.words import either
from bot.notifications.subscriptions import WORDS_FILE
from bot.when import WhenFault, read_when
from bot.when.clauses import clauses, without
from bot.when.hours import read_hours
from bot.when.lexicon import flat
from corpus.normalize import fold
from corpus.readers import read_data

# What is amended in words, by the commands that set it.
REMINDER, DIGEST, QUIET = "remind", "digest", "quiet"
SPOKEN_FILE = Path(__file__).with_name("spoken.toml")
# Silence without a time is asked about where no more is said.
LONGEST_WHY = 40
AROUND = " \t\n:：,，。.!！、?？"


@functools.cache
def spoken_file() -> dict[str, Any]:
    """The words and forms of spoken orders."""
    return read_data(SPOKEN_FILE)


def in_place(text: str) -> str:
    """The text folded so that places in it are those of the text: the words that follow an order stay as written."""
    folded = fold(text)
    return folded if len(folded) == len(text) else flat(text)


def within(folded: str) -> tuple[int, int]:
    """Where the text is without what is only polite."""
    before, after = _polite()
    start = before.match(folded)
    begins = start.end() if start else 0
    end = after.search(folded, begins)
    # Some words are both: help me.
    return (begins, end.start() if end else len(folded)) if begins < len(folded) else (0, len(folded))


@functools.cache
def _polite() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = spoken_file()["polite"]
    around = f"[{re.escape(AROUND)}]*"
    before = re.compile(f"{around}(?:{either(words['before'])}{around})*")
    return before, re.compile(f"(?:{around}{either(words['after'])})*{around}$")


def bare(words: str) -> str:
    """The words without what is polite around."""
    start, end = within(in_place(words))
    return words[start:end].strip(AROUND)


def is_time_said(words: str, lasting: bool = False) -> bool:
    """Whether the words are a time and nothing else, or one that is asked back."""
    try:
        when = read_when(words, lasting)
    except WhenFault as fault:
        said = fault.understood or fault.said
        left = words.replace(said, "", 1).strip(AROUND)
        # 每周八9点: what stands beside what cannot be is a time too.
        return left != words and (not left or is_time_said(left, lasting))
    return bool(when.groups) and not when.rest


def asks(words: str) -> bool:
    """Whether the words are a question; what they say behind that nobody knows is none."""
    said = fold(words)
    for clause in clauses(said)[1:]:
        if _unknown().search(clause):
            said = said.replace(clause, " ")
    return bool(_asking().search(said))


@functools.cache
def _asking() -> re.Pattern[str]:
    return re.compile(either(spoken_file()["asking"]["words"]))


@functools.cache
def _unknown() -> re.Pattern[str]:
    """Words by which people say that they do not know something, and ask nothing."""
    return re.compile(either(spoken_file()["asking"]["unknown"]))


def spoken_to() -> str:
    """The pattern of who is spoken to, 你, where no other word begins so."""
    file = spoken_file()["spoken_to"]
    return rf"(?:{either(file['words'])}(?![{file['not_of']}]))"


def waits(words: str) -> bool:
    """Whether a clause says to wait for what has no time: 等书记回来, once the boss is back."""
    return any(_waiting().match(fold(clause)) for clause in clauses(words))


@functools.cache
def _waiting() -> re.Pattern[str]:
    return re.compile(either(spoken_file()["waiting"]["words"]))


@functools.cache
def beside_digest() -> re.Pattern[str]:
    """What stands at either end of the time of a digest, and is no part of it."""
    file = spoken_file()
    words = either([*file["digest"]["verbs"], *file["digest"]["beside"], *file["polite"]["after"]])
    return re.compile(rf"(?:{words}|{spoken_to()})")


def bare_time(words: str) -> str:
    """The words without what is polite around a time, or says what is done then: 请于下周二下午两点半发送."""
    return without(bare(words), _sent())


def hours_of(words: str) -> tuple[dt.time, dt.time] | None:
    """The two ends of a part of the day that the words name and nothing else: 晚上10点到早上8点."""
    said = read_data(WORDS_FILE)["hours"]
    return read_hours(fold(words), said["between"], said["around"])


def is_preview(words: str) -> bool:
    """Whether the words want to see what would be sent."""
    return fold(words).strip() in read_data(WORDS_FILE)["preview"]["words"]


def tries_time(words: str) -> bool:
    """Whether words that are no time begin as an answer to when: 马上, after the meeting."""
    return bool(_tried().match(bare(in_place(words))))


@functools.cache
def _tried() -> re.Pattern[str]:
    return re.compile(either([*spoken_file()["sent"]["tries"], *spoken_file()["waiting"]["words"]]))


@functools.cache
def _sent() -> re.Pattern[str]:
    return re.compile(either([*spoken_file()["digest"]["verbs"], *spoken_file()["sent"]["beside"]]))


@functools.cache
def beside_silence() -> re.Pattern[str]:
    """What stands at either end of the time of a silence, and is no part of it."""
    words = either([*spoken_file()["silence"]["beside"], *spoken_file()["polite"]["after"]])
    return re.compile(rf"(?:{words}|{spoken_to()})")
