"""The texts: each can be filled in and sent, both languages say the same, menus keep Telegram's limits."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.screens.message import text_message
from bot.screens.wording import LOCALES, Wording
from bot.telegram.app import Service
from corpus.readers import read_toml
from tests.botapi.text import read_text

TABLES = ("telegram", "command", "button", "card", "share", "toast", "lang", "me", "report")


def flat(table: dict[str, object]) -> Iterator[str]:
    for value in table.values():
        if isinstance(value, dict):
            yield from flat(value)
        else:
            yield str(value)


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_text_can_be_filled_and_sent(path: Path) -> None:
    for text in flat(read_toml(path)):
        assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(text)), text
        for page in text_message(*text.splitlines()).pages():
            assert read_text(page, html=True, users={}).text == text.strip()


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_fill_in_the_same_values(table: str) -> None:
    def names(lang: str) -> dict[str, set[str | None]]:
        texts = read_toml(LOCALES / f"{lang}.toml")[table]
        return {
            key: {name for _, name, _, _ in string.Formatter().parse(text)} - {None}
            for key, text in texts.items()
            if not key.endswith("_one")
        }

    assert names("zh") == names("en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_texts_have_their_shape(wording: Wording, lang: str) -> None:
    def lines(key: str) -> list[str]:
        examples = {"department": "X", "subject": "Y", "number": "12"}
        return wording.lines(lang, f"telegram.{key}", username="sandbox_bot", title="Z", **examples)

    assert len(lines("greeting")) == 2 and len(lines("examples")) == 3
    # What BotFather lets a description and a short one be.
    assert len("\n".join(lines("description"))) <= 512 and len("\n".join(lines("short_description"))) <= 120
    assert len(lines("group_greeting")) == 2
    assert [len(lines(key)) for key in ("ask_hint", "error", "text_only", "not_served")] == [1, 1, 1, 1]
    for line in ("/ask@sandbox_bot", " @sandbox_bot"):
        assert line in "\n".join(lines("group_greeting"))
    texts = read_toml(LOCALES / f"{lang}.toml")
    assert all(len(text) <= 200 for text in texts["toast"].values())
    assert all(len(text) <= 34 for text in texts["button"].values())


async def test_the_table_keeps_telegrams_limits(bot: Service, wording: Wording) -> None:
    assert len(bot.table.by_name) <= 100
    for name in bot.table.by_name:
        assert re.fullmatch("[a-z0-9_]{1,32}", name)
        for lang in wording.languages:
            assert 1 <= len(wording.say(lang, f"command.{name}")) <= 256
