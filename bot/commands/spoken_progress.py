"""Reports on a task in plain words: 第3项完成了, 我们第5项进展60%，初稿已报, task 3 is done."""

from __future__ import annotations

import functools
import re

from bot.commands.spoken_words import asks, bare, in_place, spoken_file
from bot.commands.tasks_named import tasks_named
from bot.dialogue.words import either
from bot.notifications.subscriptions import WORDS_FILE
from bot.when.clauses import clauses, without
from corpus.normalize import NUMERAL
from corpus.readers import read_data

PERCENT = re.compile(rf"(?:(?<![\d.])(\d{{1,3}})\s*[%％]|百分之\s*(\d{{1,3}}|[{NUMERAL}]{{1,4}}))")
_MASKED = re.compile("[\ue000-\ue0ff]+")


def progress_order(source: str) -> tuple[str, str] | None:
    """A report on one task, whose first clause says how far it is and nothing else; what stands behind it is its words."""
    first, *others = clauses(bare(source)) or [""]
    named = tasks_named(f"，{first}")
    if len(named.tasks) != 1 or asks(source):
        return None
    state = without(_MASKED.sub(" ", named.words), _beside())
    if not _state().fullmatch(in_place(state)):
        return None
    # Of 完成了60% the figure says it; of 完成了100% the word does.
    figure = PERCENT.search(state)
    if figure and "100" not in figure.group():
        state = figure.group()
    return "progress", " ".join((f"第{named.tasks[0]}项", state, "，".join(others))).strip()


@functools.cache
def _beside() -> re.Pattern[str]:
    """Who reports, and what joins a task to how far it is."""
    return re.compile(rf"(?:{either(spoken_file()['progress']['beside'])}\s*)+")


@functools.cache
def _state() -> re.Pattern[str]:
    """How far a task is: a word for it, a figure, or both."""
    file = read_data(WORDS_FILE)
    word = either([word for state in ("closed", "unopened", "under_way") for word in file[state]["words"]])
    reached = rf"(?:{either(spoken_file()['progress']['reached'])}\s*)?"
    return re.compile(rf"(?:{word}了?|(?:{word}了?\s*)?{reached}{PERCENT.pattern}了?(?:\s*{word}了?)?)")
