"""The words of every reply: the same keys and places in all languages, every key that the code says is there."""

from __future__ import annotations

import ast
import string
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.screens.wording import LOCALES, Wording

BOT = LOCALES.parent


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        found |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return found


TEXTS = {path.stem: flat(tomllib.loads(path.read_text("utf-8"))) for path in sorted(LOCALES.glob("*.toml"))}
# What the parser says of a line is in English only.
ENGLISH = {"reading.warning": {"message"}}
KEYS = sorted({key for texts in TEXTS.values() for key in texts})


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_languages() -> None:
    assert Wording().languages == ("en", "zh")


def test_every_language_has_every_key() -> None:
    keys = {lang: {key.removesuffix("_one") for key in texts} for lang, texts in TEXTS.items()}
    assert keys["en"] == keys["zh"]


@pytest.mark.parametrize("key", KEYS)
def test_the_places_are_names_and_the_same_in_all_languages(key: str) -> None:
    own = {lang: places(texts[key]) for lang, texts in TEXTS.items() if texts.get(key)}
    named = set().union(*own.values())
    assert all(name.isidentifier() for name in named)
    if not key.endswith("_one"):
        if key in ENGLISH:
            assert own.pop("en") - own["zh"] == ENGLISH[key]
        assert len({frozenset(found) for found in own.values()}) == 1


@pytest.mark.parametrize("lang", TEXTS)
def test_every_text_can_be_filled(lang: str) -> None:
    wording = Wording()
    for key, text in TEXTS[lang].items():
        values: dict[str, object] = {name: f"«{name}»" for name in places(text)}
        said = wording.say(lang, key, **values)
        assert "{" not in said and "}" not in said, key
        assert [value for value in values.values() if str(value) not in said] == [], key


def test_one_and_many() -> None:
    wording = Wording()
    assert wording.say("en", "answer.count", count=1) == "1 task"
    assert wording.say("en", "answer.count", count=2) == "2 tasks"
    assert wording.say("zh", "answer.count", count=1) == "1 项"


def test_an_unknown_language_is_answered_in_the_default_one() -> None:
    assert Wording().say("fr", "answer.count", count=3) == "3 项"


def said_keys() -> list[tuple[str, str]]:
    """Every literal key that the code gives to say() or lines(), with its file."""
    found = []
    for path in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
                "say",
                "lines",
            ):
                for argument in node.args[:2]:
                    for part in ast.walk(argument):
                        if isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value:
                            found.append((path.name, part.value))
    return found


def test_every_key_that_the_code_says_is_there() -> None:
    keys = said_keys()
    assert len(keys) > 10
    whole = {key.removesuffix("_one") for key in KEYS}
    prefixes = {key.rsplit(".", 1)[0] + "." for key in whole}
    unknown = [
        (file, key) for file, key in keys if key not in whole and key not in prefixes and not _starts(key, whole)
    ]
    assert unknown == []


def _starts(key: str, whole: set[str]) -> bool:
    """Whether a literal is the beginning of a key that is put together, such as note.step_."""
    return key.endswith(("_", ".")) and any(other.startswith(key) for other in whole)


def test_a_missing_key_is_an_error_at_start(tmp_path: Path) -> None:
    (tmp_path / "zh.toml").write_text('[a]\none = "1"\ntwo = "2"', "utf-8")
    (tmp_path / "en.toml").write_text('[a]\none = "1"', "utf-8")
    with pytest.raises(KeyError, match=r"locales/en\.toml lacks a\.two"):
        Wording(tmp_path)


def test_a_plural_alone_is_no_missing_key(tmp_path: Path) -> None:
    (tmp_path / "zh.toml").write_text('x = "{count} 项"', "utf-8")
    (tmp_path / "en.toml").write_text('x = "{count} tasks"\nx_one = "a task"', "utf-8")
    assert Wording(tmp_path).say("en", "x", count=1) == "a task"
