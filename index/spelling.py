"""Words misspelt, of cues and of departments' English names: letters swapped, dropped or doubled, characters that sound alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.normalize import fold
from corpus.records import Plan
from index.content import fillers

_LATIN_WORD = re.compile(r"[a-z]{4,}")
_LONG = 8
_VERY_LONG = 10
_LONG_NAME = 6


class Spelling:
    """The words that are known, and the cue words among them that an unknown one may be a slip of."""

    def __init__(
        self, cues: Iterable[str], names: Iterable[str], known: Iterable[str], sound: Callable[[str], str]
    ) -> None:
        words = list(cues)
        named = {word for name in names for word in _LATIN_WORD.findall(name)}
        self._cues = [word for word in words if _LATIN_WORD.fullmatch(word)]
        self._names = sorted(word for word in named if len(word) >= _LONG_NAME)
        self._known = {*known, *words, *named}
        self._sound = sound
        self._by_sound = {sound(word): word for word in reversed(words) if len(word) == 2 and word >= "\u3400"}

    def nearest(self, words: str) -> str:
        """`words` with each English slip of a cue replaced by the cue."""
        return _LATIN_WORD.sub(lambda match: self._nearest(match.group()), words)

    def _nearest(self, word: str) -> str:
        if word in self._known:
            return word
        most = 2 if len(word) >= _VERY_LONG else 1
        near = process.extract(word, self._cues, scorer=OSA.distance, score_cutoff=most, limit=None)
        # In a short word another letter makes another word (loads, leads); a swapped or dropped one makes none.
        slips = (
            cue for cue, _, _ in near if len(word) >= _LONG or len(word) != len(cue) or sorted(word) == sorted(cue)
        )
        return next(slips, None) or self._nearest_of_names(word)

    def _nearest_of_names(self, word: str) -> str:
        """A name's word one letter away; more of one, or another form of it (finances), is a word of its own."""
        if len(word) < _LONG_NAME:
            return word
        near = process.extract(word, self._names, scorer=OSA.distance, score_cutoff=1, limit=None)
        slips = [name for name, _, _ in near if not name.startswith(word) and not word.startswith(name)]
        return slips[0] if len(slips) == 1 else word

    def homophones(self, words: str) -> str:
        """`words` with each Chinese cue that is written with a like-sounding character replaced by the cue."""
        position = 0
        while position < len(words) - 1:
            pair = words[position : position + 2]
            cue = self._by_sound.get(self._sound(pair)) if pair >= "\u3400" else None
            if cue and pair not in self._known and set(pair) & set(cue):
                words = words[:position] + cue + words[position + 2 :]
                position += 1
            position += 1
        return words


def known_words(plan: Plan) -> Iterable[str]:
    """The English words of our editorial aids, the pairs of characters of the plan's text, and the filler words."""
    for editorial in plan.editorial.values():
        plain = (line for lines in editorial.plain for line in lines)
        yield from re.findall("[a-z]+", fold(" ".join((editorial.en, *editorial.english, *plain))))
    yield from (plan.text[i : i + 2] for i in range(len(plan.text) - 1))
    yield from fillers()
