"""The bot's commands typed into the terminal's chat: those about the plan are questions, of others a line says what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.cli.parser import called_as
from bot.screens.wording import Wording

_COMMAND = re.compile(r"\s*/(?P<name>[A-Za-z]\w*)(?:@\w*)?(?:\s+(?P<words>.*\S))?\s*", re.DOTALL)
_ASKING = frozenset({"ask", "task", "dept", "section", "list"})


@dataclass(frozen=True, slots=True)
class Slash:
    """What a command comes to: a question to ask, or else what is said to it."""

    question: str = ""
    said: str = ""


def read(line: str, wording: Wording, lang: str) -> Slash | None:
    """What a line comes to that is a command; None for any other."""
    found = _COMMAND.fullmatch(line)
    if found is None:
        return None
    name, words = found["name"].lower(), found["words"] or ""
    if name not in _ASKING:
        key = "slash.telegram" if wording.has(f"command.{name}") else "slash.unknown"
        key = f"slash.instead.{name}" if wording.has(f"slash.instead.{name}") else key
        return Slash(said=wording.say(lang, key, name=name, program=called_as()))
    # 12, 十二 and 2-3 are numbers of the plan; other words are a question, as in the bot.
    if words.replace("-", "").isnumeric() and wording.has(f"slash.numbered.{name}"):
        return Slash(wording.say(lang, f"slash.numbered.{name}", number=words))
    if words:
        return Slash(words)
    if wording.has(f"slash.all.{name}"):
        return Slash(wording.say(lang, f"slash.all.{name}"))
    return Slash(said=wording.say(lang, f"slash.which.{name}"))
