"""Which of the bot's commands a message speaks of that is neither an order in known words nor answered by the plan."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.dialogue.words import either
from corpus.normalize import fold
from corpus.readers import read_data
from index.query import Answer, Kind

_FILE = Path(__file__).with_name("services.toml")


def service(question: str, answers: Sequence[Answer], plan_text: Callable[[], str]) -> str | None:
    """The command to point to in place of some answers; None where they answer a question about the plan.

    `plan_text` gives the plan's text, folded: what it says itself is asked of it.
    """
    refused = all(answer.kind is not Kind.ANSWER for answer in answers)
    if refused and any(answer.reason == "off-topic" for answer in answers):
        return None
    folded = fold(question)
    topics = [fold(answer.query.topic) for answer in answers if answer.query.topic]
    for kind in ("sure", "loose"):
        for command, words in _words(kind).items():
            found = words.search(folded)
            if found is None or found.group() in plan_text():
                continue
            if kind == "sure" or refused or any(words.search(topic) for topic in topics):
                return command
    return None


@functools.cache
def _words(kind: str) -> dict[str, re.Pattern[str]]:
    return {command: re.compile(either(words)) for command, words in read_data(_FILE)[kind].items()}
