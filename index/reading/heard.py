"""Words of the lexicon written by their sound: 迁头 and 牵投 are 牵头, where nothing else accounts for the characters."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.reading.content import is_word, words_of
from index.reading.lexicon import Lexicon
from index.reading.pinyin import Sounds

# Classes whose words say what is asked of whom: one that is not understood changes the answer.
_BINDING = ("role.lead", "role.participant", "role.any", "role.whole", "logic.except", "logic.alone", "due.overdue")
# Of these a word that means something else as well (前头) is worth weighing.
_OF_A_ROLE = ("role.lead", "role.participant")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
# 管着 and 挂了 are a character that has many others of its sound, and a particle.
_PARTICLE = re.compile("[了着过的上下到给在里个]$|^[的不没一]")
_SHORTEST, _LONGEST = 2, 4


@dataclass(frozen=True, slots=True)
class Slip:
    """Characters that sound like a word of the lexicon, the word, its class, and whether they are surely no other word."""

    start: int
    end: int
    word: str
    sign: str
    sure: bool


class Heard:
    """The words that bind, by how they nearly sound."""

    def __init__(self, lexicon: Lexicon, sounds: Callable[[], Sounds]) -> None:
        self._lexicon = lexicon
        self._sounds = sounds
        self._words = [
            word
            for word, classes in lexicon.words.items()
            if _SHORTEST <= len(word) <= _LONGEST
            and _CHINESE.fullmatch(word)
            and not _PARTICLE.search(word)
            and any(name in _BINDING for name in classes)
        ]

    @functools.cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self._words:
            found.setdefault(self._sounds().near(word), []).append(word)
        return found

    def words(self, text: str, written: Callable[[str], bool]) -> Iterator[Slip]:
        """Where characters of a folded text may stand for a word of the same sound that has half of them.

        None that the plan has (`written` says so) or that are parts of longer words are taken for another.
        """
        strange = [unit.start for unit in self._lexicon.units(text, 0, len(text)) if not unit.classes]
        strange = [at for at in strange if _CHINESE.match(text[at])]
        sound = self._sounds().near(text) if strange else ""
        at = 0
        for place in strange:
            for start, end in _windows(place, len(text)):
                window = text[start:end]
                word = self._meant(window, sound[start:end]) if start >= at else ""
                if word and window not in self._lexicon.words and not written(window) and _stands_alone(text, start, end):
                    sign = next(name for name in self._lexicon.words[word] if name in _BINDING)
                    if (sure := not is_word(window)) or sign in _OF_A_ROLE:
                        yield Slip(start, end, word, sign, sure)
                        at = end
                        break

    def _meant(self, window: str, sound: str) -> str:
        """The word of that sound with most characters of a window, at least half; empty where there is none."""
        same = {word: sum(a == b for a, b in zip(word, window, strict=True)) for word in self._by_sound.get(sound, ())}
        best = max(same, key=lambda word: same[word], default="")
        return best if best and 2 * same[best] >= len(window) else ""


def _windows(place: int, length: int) -> Iterator[tuple[int, int]]:
    """The places of words that have a character, the longest first."""
    for size in range(_LONGEST, _SHORTEST - 1, -1):
        for start in range(max(0, place - size + 1), min(place, length - size) + 1):
            yield start, start + size


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no word of the dictionary has characters on both sides of either end."""
    at = 0
    for word in words_of(text):
        after = at + len(word)
        if at < start < after or at < end < after:
            return False
        at = after
    return True
