"""«我们» and «we» in a question, which stand for the asker's own department."""

from __future__ import annotations

import re

from bot.screens.wording import Wording

# No name of an office is longer.
LONGEST_NAME = 40


class OwnWords:
    """Finds the words of every language that mean the asker's own department, as locales/ list them."""

    def __init__(self, wording: Wording) -> None:
        patterns, introductions = [], list[str]()
        for lang in wording.languages:
            own, asking = (wording.say(lang, f"own.{key}").split("|") for key in ("words", "not_before"))
            # Letters on either side make another word; 我们想知道 speaks of the asker, not of the department.
            edge = r"(?![a-z])(?!\s*(?:{}))".format("|".join(map(re.escape, asking)))
            patterns.append(r"(?<![a-z])(?:{}){}".format("|".join(map(re.escape, own)), edge))
            introductions += wording.say(lang, "own.introduced").split("|")
        self._words = re.compile("|".join(patterns), re.IGNORECASE)
        # Longest first: 我是…的 before 我是….
        forms = sorted(introductions, key=len, reverse=True)
        pieces = (tuple(map(re.escape, form.split("…"))) for form in forms)
        said = "|".join(
            rf"{before}\s*([^,，。.;；!！?？\n]{{2,{LONGEST_NAME}}}?)\s*{behind}" for before, behind in pieces
        )
        self._introduced = re.compile(rf"\s*(?:{said})\s*(?:$|[,，。.;；!！\n]+\s*)", re.IGNORECASE)

    def introduced(self, text: str) -> tuple[str, str] | None:
        """The name by which a text begins to say where its writer works, and the question behind; None for other texts."""
        found = self._introduced.match(text)
        return (next(filter(None, found.groups())), text[found.end() :].strip()) if found else None

    def replaced(self, question: str, name: str) -> str:
        """The question with the department's name in place of such words."""
        return self._words.sub(lambda found: f"{name} " if found[0].isascii() else name, question)

    def found(self, question: str) -> bool:
        """Whether the question has such words."""
        return self._words.search(question) is not None
