"""The words of every reply, from locales/<language>.toml; a missing key is an error at start, not in a chat."""

from __future__ import annotations

from pathlib import Path

from corpus import wording
from corpus.wording import DEFAULT_LANGUAGE as DEFAULT_LANGUAGE

LOCALES = Path(__file__).with_name("locales")


class Wording(wording.Wording):
    """The words of the bot, beside those that all programs share."""

    def __init__(self, folder: Path = LOCALES) -> None:
        super().__init__(folder)


def capitalised(said: str) -> str:
    """Words as the beginning of a sentence."""
    return said[:1].upper() + said[1:]
