"""«我们» and «we» in a question, which stand for the asker's own department."""

from __future__ import annotations

import re

from bot.screens.wording import Wording


class OwnWords:
    """Finds the words of every language that mean the asker's own department, as locales/ list them."""

    def __init__(self, wording: Wording) -> None:
        patterns = []
        for lang in wording.languages:
            own, asking = (wording.say(lang, f"own.{key}").split("|") for key in ("words", "not_before"))
            # Letters on either side make another word; 我们想知道 speaks of the asker, not of the department.
            edge = r"(?![a-z])(?!\s*(?:{}))".format("|".join(map(re.escape, asking)))
            patterns.append(r"(?<![a-z])(?:{}){}".format("|".join(map(re.escape, own)), edge))
        self._words = re.compile("|".join(patterns), re.IGNORECASE)

    def replaced(self, question: str, name: str) -> str:
        """The question with the department's name in place of such words."""
        return self._words.sub(lambda found: f"{name} " if found[0].isascii() else name, question)

    def found(self, question: str) -> bool:
        """Whether the question has such words."""
        return self._words.search(question) is not None
