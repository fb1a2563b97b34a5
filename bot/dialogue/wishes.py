"""What a message wishes of the answer before it, where it says nothing else: that answer in another language, or as a file."""

from __future__ import annotations

import functools
from pathlib import Path

from bot.dialogue.words import Only, either
from bot.export.listing import Form
from corpus.normalize import fold
from corpus.readers import read_data

WISHES_FILE = Path(__file__).with_name("wishes.toml")
# A longer text says more.
LONGEST = 80


def language_wished(text: str) -> str | None:
    """The language in which a text asks to be told again what was answered: in English please, 用中文说; else None."""
    return _wished("lang", text)


def form_wished(text: str) -> Form | None:
    """The kind of file in which a text asks for what was answered: PDF please, 发我一份Word; else None."""
    found = _wished("form", text)
    return None if found is None else Form(found)


def _wished(kind: str, text: str) -> str | None:
    if len(text) > LONGEST:
        return None
    folded = fold(text)
    return next((name for name, words in _patterns(kind).items() if words.make_up(folded)), None)


@functools.cache
def _patterns(kind: str) -> dict[str, Only]:
    """The words of each language or kind of file."""
    words = read_data(WISHES_FILE)[kind]
    named = {name: own for name, own in words.items() if isinstance(own, dict)}
    return {
        name: Only.of([either(own["said"])], [*words["beside"], *own.get("also", ())]) for name, own in named.items()
    }
