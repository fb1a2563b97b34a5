"""What is wrong with a document or plan, in the language of whoever sent it."""

from __future__ import annotations

from bot.screens.wording import Wording
from corpus.records import CorpusError


def worded(wording: Wording, lang: str, error: CorpusError) -> str:
    """The error's text in the language, its own (English) one where there is no wording for it."""
    key = f"document.{error.key}"
    return wording.say(lang, key, **error.values) if error.key and wording.has(key) else str(error)
