"""Words in every language, from <language>.toml in folders; a missing key is an error at start, not when it is said."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from corpus.readers import read_data
from corpus.records import CorpusError

LOCALES = Path(__file__).with_name("locales")
DEFAULT_LANGUAGE = "zh"


class Wording:
    """Texts by language and dotted key, filled with str.format; `key_one` serves a `count` of 1 where it exists."""

    def __init__(self, *folders: Path) -> None:
        """The words of the folders and those that all programs share."""
        self._texts: dict[str, dict[str, str]] = {}
        for path in sorted(path for folder in (LOCALES, *folders) for path in folder.glob("*.toml")):
            self._texts.setdefault(path.stem, {}).update(_flat(read_data(path)))
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


def terminal_language(wording: Wording) -> str:
    """The language that the locale says, English where it says none that there is."""
    said = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return said[:2] if said[:2] in wording.languages else "en"


def told(error: CorpusError, wording: Wording, lang: str) -> str:
    """What is wrong in the language of the terminal, where there are words for it; the error's own are English."""
    key = f"document.{error.key}"
    return wording.say(lang, key, **error.values) if lang != "en" and error.key and wording.has(key) else str(error)


def _flat(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found.extend(_flat(value, f"{prefix}{key}."))
        else:
            found.append((prefix + key, value.strip("\n")))
    return found
