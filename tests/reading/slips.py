"""How people slip: names by a part or by sound, words of role by sound, what is said and taken back, who asks beside it."""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from corpus.readers import read_toml
from index.reading.heard import Heard
from index.reading.lexicon import load_lexicon
from index.reading.names import Names

HERE = Path(__file__).parent
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
# From this length on a name may have two slips.
_LONG = 7
_LEAST = 3


@functools.cache
def _common() -> tuple[str, ...]:
    """The characters that people write most: the first level of GB 2312."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    return tuple(filter(None, (row.decode("gb2312", "ignore") for row in rows)))


@functools.cache
def _words() -> frozenset[str]:
    return frozenset(Heard(load_lexicon(), _no_sounds).meant)


def _no_sounds() -> Any:
    raise NotImplementedError("only the words are asked for")


class Slips:
    """Slips on the names of one plan."""

    def __init__(self, names: Names, rng: random.Random) -> None:
        self.names, self.rng = names, rng
        self._parts: dict[str, list[str]] = {}
        for part, ids in names.parts.items():
            if len(ids) == 1 and len(part) >= _LEAST:
                self._parts.setdefault(ids[0], []).append(part)

    def part(self, id: str, name: str) -> str:
        """A part of a department's written name, the name where it has none."""
        return self.rng.choice(self._parts.get(id) or [name])

    def misheard(self, name: str) -> str:
        """A Chinese name with a character or two written with others of their sound."""
        if not _CHINESE.fullmatch(name) or len(name) < _LEAST:
            return name
        # Its ending says that it is an office, and the level before it whose.
        places = range(int(name[0] in "省市县区旗州盟"), len(name) - 1)
        for at in self.rng.sample(places, 2 if len(name) >= _LONG and self.rng.random() < 0.3 else 1):
            name = name[:at] + self._alike(name[at]) + name[at + 1 :]
        return name

    def misheard_word(self, text: str) -> str:
        """A text with one of its words of role written by its sound."""
        there = [word for word in sorted(_words()) if word in text]
        if not there:
            return text
        word = self.rng.choice(there)
        at = self.rng.randrange(len(word))
        return text.replace(word, word[:at] + self._alike(word[at]) + word[at + 1 :], 1)

    def _alike(self, char: str) -> str:
        near = self.names.sounds.near if self.rng.random() < 0.2 else self.names.sounds.exact
        alike = [other for other in self._by_sound(near).get(near(char), ()) if other != char]
        return self.rng.choice(alike) if alike else char

    @functools.cache  # noqa: B019  one object a run
    def _by_sound(self, sound: Callable[[str], str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for char in _common():
            found.setdefault(sound(char), []).append(char)
        return found

    def taken_back(self, wrong: str, right: str, lang: str) -> str:
        """What was meant, after something else that it takes back."""
        return f"{wrong}{self.rng.choice(_talk(lang)['correct'])}{right}"

    def aside(self, office: str, text: str, lang: str) -> str:
        """A question with words before it of who asks it, or for whom, from some office."""
        words: Sequence[str] = _talk(lang)["aside"]
        stops = ("，", "，", "。", " ", "！") if lang == "zh" else (", ", ". ", "; ", " - ")
        return self.rng.choice(words).format(office) + self.rng.choice(stops) + text


def _talk(lang: str) -> dict[str, list[str]]:
    return dict(read_toml(HERE / "chatter.toml")[lang])
