"""The words of every reply, from locales/<language>.toml; a missing key is an error at start, not in a chat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpus.readers import read_data

LOCALES = Path(__file__).with_name("locales")
DEFAULT_LANGUAGE = "zh"


class Wording:
    """Texts by language and dotted key, filled with str.format; `key_one` serves a `count` of 1 where it exists."""

    def __init__(self, folder: Path = LOCALES) -> None:
        self._texts = {path.stem: dict(_flat(read_data(path))) for path in sorted(folder.glob("*.toml"))}
        keys = {lang: {key.removesuffix("_one") for key in texts} for lang, texts in self._texts.items()}
        for lang, own in keys.items():
            if missing := set().union(*keys.values()) - own:
                raise KeyError(f"locales/{lang}.toml lacks {sorted(missing)[0]}")

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are."""
        return tuple(self._texts)

    def say(self, lang: str, key: str, **values: object) -> str:
        """The text of `key` in `lang`, in the default language where there is no such language."""
        texts = self._texts.get(lang) or self._texts[DEFAULT_LANGUAGE]
        if values.get("count") == 1 and f"{key}_one" in texts:
            key = f"{key}_one"
        return texts[key].format(**values)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in self._texts[DEFAULT_LANGUAGE]

    def lines(self, lang: str, key: str, **values: object) -> list[str]:
        """The text of `key` cut into lines."""
        return self.say(lang, key, **values).splitlines()


def capitalised(said: str) -> str:
    """Words as the beginning of a sentence."""
    return said[:1].upper() + said[1:]


def _flat(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found.extend(_flat(value, f"{prefix}{key}."))
        else:
            found.append((prefix + key, value.strip("\n")))
    return found
