"""Commands said without a slash: 订阅商务厅, 每周一 9点发摘要, 提醒 12 3月1日 提交方案."""

from __future__ import annotations

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
    pattern, commands = _beginnings()
    if (found := pattern.match(folded)) is None:
        return _digest(folded)
    word = found[0]
    rest = stripped[len(word) :].strip(" :：,，。")
    # Folding may change the length of what comes before; then the folded words are used.
    rest = rest if fold(stripped[: len(word)]) == word else folded[len(word) :].strip(" :,。")
    command = commands[word]
    return (command, rest) if command not in ("remind", "reminders") or _reminds(command, rest) else None


@functools.cache
def _beginnings() -> tuple[re.Pattern[str], dict[str, str]]:
    """What matches the longest of the words that a text begins with, a Latin one where it ends; their commands."""
    commands = {word: name for name, words in read_toml(WORDS_FILE)["spoken"].items() for word in words}
    longest = sorted(commands, key=len, reverse=True)
    ends = {word: "(?![a-z0-9])" if word.isascii() else "" for word in longest}
    return re.compile("|".join(re.escape(word) + ends[word] for word in longest)), commands


def _reminds(command: str, rest: str) -> bool:
    """Whether the words after 提醒 have a number or a time: 提醒一下大家 is no reminder that can be set."""
    return command == "reminders" or bool(re.search(r"\d", fold(rest)) or _timed(rest))


def _timed(words: str) -> bool:
    try:
        when = read_when(words)
    except WhenFault:
        return True
    return when.rest != words.strip()


@functools.cache
def _digest_words() -> list[str]:
    """The words for a digest, longest first. Every message is looked through for them."""
    return sorted(read_toml(WORDS_FILE)["digest"]["words"], key=len, reverse=True)


def _digest(folded: str) -> tuple[str, str] | None:
    """A schedule with a word for the digest behind it or before: 每周一 9点发摘要, 摘要每天8点."""
    said = next((word for word in _digest_words() if word in folded), None)
    if said is None:
        return None
    rest = folded.replace(said, " ", 1).strip(" ,，。.!！")
    if not rest:
        return "digest", ""
    try:
        when = read_when(rest)
    except WhenFault:
        return "digest", rest
    return ("digest", rest) if not when.rest else None
