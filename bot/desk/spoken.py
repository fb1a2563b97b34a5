"""Commands said without a slash: 订阅商务厅, 每周一 9点发摘要, 提醒 12 3月1日 提交方案."""

from __future__ import annotations

import datetime as dt
import functools
import re

from bot.subscriptions import WORDS_FILE
from bot.when import WhenFault, read_when
from corpus.normalize import fold
from corpus.readers import read_toml

# A longer text is a question or a quotation, whatever it begins with.
LONGEST = 300


def spoken(text: str) -> tuple[str, str] | None:
    """The command that a text says in words and what follows it; None for a text that is something else."""
    stripped = text.strip()
    if not 1 < len(stripped) <= LONGEST:
        return None
    folded = fold(stripped)
    for word, command in _beginnings():
        if folded.startswith(word) and _ends(folded, word):
            rest = stripped[len(word) :].strip(" :：,，。")
            # Folding may change the length of what comes before; then the folded words are used.
            rest = rest if fold(stripped[: len(word)]) == word else folded[len(word) :].strip(" :,。")
            return (command, rest) if command not in ("remind", "reminders") or _reminds(command, rest) else None
    return _digest(stripped)


@functools.cache
def _beginnings() -> list[tuple[str, str]]:
    """The words, longest first, with their commands."""
    lists = read_toml(WORDS_FILE)["spoken"]
    return sorted(((word, name) for name, words in lists.items() for word in words), key=lambda pair: -len(pair[0]))


def _ends(text: str, word: str) -> bool:
    """Whether a Latin word ends where it ends, and a word that stands alone is alone."""
    after = text[len(word) : len(word) + 1]
    return not (word[-1].isascii() and after.isascii() and after.isalnum())


def _reminds(command: str, rest: str) -> bool:
    """Whether the words after 提醒 have a number or a time: 提醒一下大家 is no reminder that can be set."""
    return command == "reminders" or bool(re.search(r"\d", fold(rest)) or _timed(rest))


def _timed(words: str) -> bool:
    try:
        when = read_when(words, dt.date(2000, 1, 1))
    except WhenFault:
        return True
    return when.rest != words.strip()


@functools.cache
def _digest_words() -> list[str]:
    """The words for a digest, longest first. Every message is looked through for them."""
    return sorted(read_toml(WORDS_FILE)["digest"]["words"], key=len, reverse=True)


def _digest(text: str) -> tuple[str, str] | None:
    """A schedule with a word for the digest behind it or before: 每周一 9点发摘要, 摘要每天8点."""
    folded = fold(text)
    said = next((word for word in _digest_words() if word in folded), None)
    if said is None:
        return None
    rest = folded.replace(said, " ", 1).strip(" ,，。.!！")
    if not rest:
        return "digest", ""
    try:
        when = read_when(rest, dt.date(2000, 1, 1))
    except WhenFault:
        return "digest", rest
    return ("digest", rest) if not when.rest else None
