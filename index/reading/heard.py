"""Words of the lexicon written by their sound: 迁头 and 牵投 are 牵头, where nothing else accounts for the characters."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Set
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
    """The words that bind (`meant`), by how they nearly sound."""

    def __init__(self, lexicon: Lexicon, sounds: Callable[[], Sounds]) -> None:
        self._lexicon = lexicon
        self._sounds = sounds
        self.meant = [
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
        for word in self.meant:
            found.setdefault(self._sounds().near(word), []).append(word)
        return found

    def words(self, text: str, named: Set[int], written: Callable[[str], bool]) -> Iterator[Slip]:
        """Where characters of a folded text may stand for a word of the same sound that has half of them, from left to right.

        None that the plan has (`written` says so), that are at the places `named`, or that are parts of longer words are taken
        for another.
        """
        strange = self._strange(text) - named
        if not strange:
            return
        sound, by_sound, end = self._sounds().near(text), self._by_sound, 0
        for start in range(len(text) - _SHORTEST + 1):
            for size in range(_LONGEST, _SHORTEST - 1, -1) if start >= end else ():
                window = text[start : start + size]
                if sound[start : start + size] not in by_sound or window in self._lexicon.words or written(window):
                    continue
                word = self._meant(window, sound[start : start + size])
                here = range(start, start + size)
                if not word or strange.isdisjoint(here) or not named.isdisjoint(here):
                    continue
                if not _stands_alone(text, start, start + size):
                    continue
                sign = next(name for name in self._lexicon.words[word] if name in _BINDING)
                if (sure := not is_word(window)) or sign in _OF_A_ROLE:
                    end = start + size
                    yield Slip(start, end, word, sign, sure)
                    break

    def _strange(self, text: str) -> set[int]:
        """The places of Chinese characters that are of no word of the lexicon."""
        return {unit.start for unit in self._lexicon.whole(text) if not unit.classes and unit.text > "\u3400"}

    def _meant(self, window: str, sound: str) -> str:
        """The word of that sound with most characters of a window, at least half; empty where there is none."""
        same = {word: sum(a == b for a, b in zip(word, window, strict=True)) for word in self._by_sound.get(sound, ())}
        best = max(same, key=lambda word: same[word], default="")
        return best if best and 2 * same[best] >= len(window) else ""


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no word of the dictionary has characters on both sides of either end."""
    at = 0
    for word in words_of(text):
        after = at + len(word)
        if at < start < after or at < end < after:
            return False
        at = after
    return True
