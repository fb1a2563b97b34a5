"""Names written as none is: with small edits, by their sound, in pinyin; never led across to another name that exists."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.levels import heads
from corpus.normalize import fold
from index.query import MatchKind, Mention
from index.reading.abbreviations import Abbreviations, Contractions, in_order
from index.reading.content import is_word
from index.reading.governments import governments
from index.reading.names import MOST_SHARING, SLIP_SUFFIX, SMALL_WORDS, Names

_LEVELS = frozenset("省市县区旗州盟")
_CJK = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z]")
# Fewer letters are the first of many a name.
_LEAST_INITIALS = 3
_LEAST_LETTERS = 5
_WORD = re.compile("[a-z]+")
_IN_ENGLISH = {"区": "district", "县": "county", "市": "city", "旗": "banner", "镇": "town", "乡": "township"}
# From this length on a name is known with a syllable missing or too many.
_LONG_NAME = 6
# Two characters of three are too few to tell that an office is meant that the plan lacks.
_TELLING = 4
_POSSESSIVE = frozenset(["his", "her", "its", "our", "my", "their", "your", "this", "that", "which"])
# What initials have of an office: the b of a bureau, at either end.
_INITIALISM = re.compile("[bcd].+|.+[bcd]")


class Misspelt:
    """The departments of some Names that other writings may mean; a table of sounds is read when one is first needed."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._cjk = _found_by_themselves(names)
        self._cjk_by_length = _by_length([name for name in self._cjk if len(name) > 2])
        self._latin_by_length = _by_length([name for name in names.exact if _LATIN.search(name) and len(name) >= 8])
        self._partial = _endings(names)
        official = ((name, each.id) for each in names.registry.departments for name in names.official(each.id))
        # 人社局 is a slip of 人社厅; where an official name has the stem, that one is meant.
        self._cjk_stems = _stems(names.exact.items()) | _stems(official)

    def misspelt(self, window: str) -> Mention | None:
        """The departments that `window`, which is no name itself, may be a slip or a misspelling of."""
        if not self._may_be_a_slip(window):
            return None
        ending = self._ending(window)
        if window in self._names.plan.text and not ending:
            return None
        if window[-1] in SLIP_SUFFIX and (ids := self._cjk_stems.get(window[:-1])):
            return self._names.mention(window, sorted(ids), MatchKind.SLIP)
        near = self._near(window)
        if ending:
            return self._names.mention(window, sorted(near.union(ending)), MatchKind.SLIP)  # 资源厅
        alike = self._alike(window, nearly=True)
        near = self._likely(window, near, alike)
        if not any(map(self._names.parties, near)) and not alike and len(window) < _TELLING:
            return None  # 殡改办 is somebody's office, and no slip in one that the plan lacks as well
        known = MatchKind.HOMOPHONE if near == alike else MatchKind.TYPO
        return self._names.mention(window, sorted(near), known) if near else None

    def like_sounding(self, window: str) -> Mention | None:
        """The department whose name is written with other characters of the same sound, whatever it ends in."""
        names = self._names
        known = window in names.exact or window in names.bare or window in names.plan.text
        if known or not _CJK.fullmatch(window):
            return None
        ids = self._alike(window, nearly=len(window) > 3)
        return names.mention(window, sorted(ids), MatchKind.HOMOPHONE) if ids else None

    def misspelt_latin(self, window: str) -> Mention | None:
        """The departments whose English name is a few letters from `window`."""
        if len(window) < 10 or window in self._names.exact or window.split()[0] in _POSSESSIVE:
            return None
        ids = self._within(window, self._latin_by_length, 1 if len(window) < 12 else 2 if len(window) < 20 else 3)
        return self._names.mention(window, sorted(ids), MatchKind.TYPO) if ids else None

    def from_pinyin(self, letters: str) -> Mention | None:
        """The department whose name is spelt by Latin letters (shangwuting), blanks aside."""
        spelt = re.sub(r"[\s'’-]", "", letters)
        if len(spelt) < _LEAST_LETTERS or not spelt.isascii():
            return None
        ids = self._by_letters.get(spelt) or self._places.get(spelt)
        return self._names.mention(letters, sorted(ids), MatchKind.PINYIN) if ids else None

    def from_initials(self, letters: str) -> Mention | None:
        """The departments of the plan whose name's characters begin with those Latin letters in pinyin: one, or a few."""
        ids = self._by_initials.get(letters, set()) if len(letters) >= _LEAST_INITIALS else set()
        return self._names.mention(letters, sorted(ids), MatchKind.PINYIN) if 0 < len(ids) <= MOST_SHARING else None

    def from_initialism(self, letters: str) -> Mention | None:
        """The department of the plan whose English name has those initials: STB, BIIT."""
        ids = self._by_initialism.get(letters, set())
        return self._names.mention(letters, ids, MatchKind.SLIP) if len(ids) == 1 else None

    def nearly_official(self, window: str, mention: Mention) -> bool:
        """Whether `window` is at most a character from an official name of what is mentioned."""
        return any(self._official_within(window, id) for id in mention.candidates)

    def _may_be_a_slip(self, window: str) -> bool:
        """Whether `window` is Chinese, long enough and neither a name nor one with a level before it."""
        if not _CJK.fullmatch(window) or len(window) < 3 or window in self._names.exact:
            return False
        # 市财政局 is no 市政局, but a city's 财政局
        leveled = window[0] in _LEVELS and (window[1:] in self._names.exact or window[1:-1] in self._cjk_stems)
        return not leveled

    def _ending(self, window: str) -> Collection[str]:
        """The departments whose names end so; none where it is a word of its own."""
        ending = self._partial.get(window, ())
        return () if ending and is_word(window) else ending

    def _near(self, window: str) -> set[str]:
        """The departments with a name that is a character from `window`, two where it is long."""
        # The 县 of 县林局 is a level and no slip in 园林局.
        first = window[0] if len(window) < 6 and window[0] == self._names.registry.own.word else ""
        return self._within(window, self._cjk_by_length, 1 if len(window) < 7 else 2, first)

    def _likely(self, window: str, near: set[str], alike: set[str]) -> set[str]:
        """Of those that look or sound like `window` the ones that may be meant; where there are none, who may be misheard."""
        if not all(map(self._names.parties, alike)):
            near = alike | {id for id in near if self._official_within(window, id)}
        elif alike:
            # 商物局 sounds like the plan's 商务局: that it looks as much like a 文物局 elsewhere is chance. But 食监局 is all of
            # 食药监局 but a character, and no surer a 市监局.
            near = alike | {id for id in near if self._shortens(window, id)}
        return self._misheard(window) if not near and len(window) >= _LONG_NAME else near

    def _alike(self, window: str, nearly: bool) -> set[str]:
        """The departments whose names sound like `window`, of these the ones that share most characters with it.

        Where none does, names that nearly sound so and share half of the characters are taken, if `nearly` allows it.
        """
        sounds = self._names.sounds
        names, least = self._by_sound.get(sounds.exact(window), set()), 1
        if not names and nearly:
            names, least = self._by_near_sound.get(sounds.near(window), set()), (len(window) + 1) // 2
        same = {name: sum(a == b for a, b in zip(name, window, strict=True)) for name in names}
        most = max(same.values(), default=0)
        return {id for name, count in same.items() if count == most >= least for id in self._names.named(name)}

    def _misheard(self, window: str) -> set[str]:
        """The plan's departments with a long name that nearly sounds like `window`, but for a syllable or two."""
        most = (len(window) - _LONG_NAME) // 3 + 1
        sound, known = self._names.sounds.near(window), self._sounding
        found = process.extract(sound, known.keys(), scorer=OSA.distance, score_cutoff=most, limit=None)
        least = min((distance for _, distance, _ in found), default=0)
        return {id for sound, distance, _ in found if distance == least for id in self._names.named(known[sound])}

    def _within(self, window: str, by_length: dict[int, list[str]], most: int, first: str = "") -> set[str]:
        """The departments with a name at the least distance from `window` that is at most `most`; ties are all kept.

        Only names that begin with `first` are looked at.
        """
        lengths = range(len(window) - most, len(window) + most + 1)
        names = [name for length in lengths for name in by_length.get(length, ()) if name.startswith(first)]
        found = process.extract(window, names, scorer=OSA.distance, score_cutoff=most, limit=None)
        if not found:
            return set()
        least = min(distance for _, distance, _ in found)
        return {self._names.exact[name] for name, distance, _ in found if distance == least}

    def _official_within(self, window: str, id: str) -> bool:
        return any(OSA.distance(window, name) <= 1 for name in self._names.official(id))

    def _shortens(self, window: str, id: str) -> bool:
        """Whether `window` is a name of a department without one of its characters."""
        names = (fold(name) for name in self._names.registry[id].names)
        return any(len(name) == len(window) + 1 and in_order(window, name) for name in names)

    @functools.cached_property
    def abbreviations(self) -> Abbreviations:
        """The plan's own names as the document writes them, which may be said in fewer characters."""
        return Abbreviations(self._written())

    @functools.cached_property
    def contractions(self) -> Contractions:
        """The same where nothing but a party can stand."""
        prose = "".join(task.prose for task in self._names.plan.tasks)
        return Contractions(self._written(), prose, self._names.registry.own.word)

    def _written(self) -> Iterator[tuple[str, str]]:
        """The plan's parties as the document writes them, each with its id."""
        names = self._names.registry.written_names
        return ((name, id) for name, id in names.items() if id in self._names.tables)

    @functools.cached_property
    def _heard(self) -> list[str]:
        """The Chinese names that may be meant by others of the same sound."""
        return [*self._cjk, *(name for name in (*self._names.bare, *self._names.parts) if _CJK.fullmatch(name))]

    @functools.cached_property
    def _by_sound(self) -> dict[str, set[str]]:
        """How names sound → the names."""
        return _grouped(self._heard, self._names.sounds.exact)

    @functools.cached_property
    def _by_near_sound(self) -> dict[str, set[str]]:
        return _grouped(self._heard, self._names.sounds.near)

    @functools.cached_property
    def _sounding(self) -> dict[str, str]:
        """How the long names of the plan's departments nearly sound → one of the names."""
        names = self._names
        long = (name for name in self._heard if len(name) >= _LONG_NAME and names.parties(names.named(name)[0]))
        return {names.sounds.near(name): name for name in long}

    @functools.cached_property
    def _by_letters(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name in self._heard:
            found.setdefault(self._names.sounds.spelt(name), set()).update(self._names.named(name))
        return found

    @functools.cached_property
    def _places(self) -> dict[str, set[str]]:
        """The plan's governments by the place that they are of, as it stands in English: jimodistrict of 即墨区政府."""
        found: dict[str, set[str]] = {}
        for id, place in governments(self._names.tables):
            spelt, level = self._names.sounds.spelt(place[:-1]), _IN_ENGLISH.get(place[-1], "")
            for called in {spelt, spelt + level, spelt + level + "government"} if level else ():
                found.setdefault(called, set()).add(id)
        return found

    @functools.cached_property
    def _by_initialism(self) -> dict[str, set[str]]:
        """The plan's departments by the initials of their English names, small words aside."""
        found: dict[str, set[str]] = {}
        for id in self._names.tables.departments:
            for name in self._names.registry[id].en:
                words = [word for word in _WORD.findall(fold(name)) if word not in SMALL_WORDS]
                initials = "".join(word[0] for word in words)
                if len(initials) >= _LEAST_INITIALS and _INITIALISM.fullmatch(initials):
                    found.setdefault(initials, set()).add(id)
        return found

    @functools.cached_property
    def _by_initials(self) -> dict[str, set[str]]:
        """The plan's departments by the letters with which the characters of their names begin: swt."""
        found: dict[str, set[str]] = {}
        for name in self._heard:
            if ids := [id for id in self._names.named(name) if self._names.parties(id)]:
                initials = "".join(self._names.sounds.spelt(char)[0] for char in name)
                found.setdefault(initials, set()).update(ids)
        return found


def _found_by_themselves(names: Names) -> list[str]:
    """The Chinese names; what is written with the plan's own prefix is found without it, but for 团市委."""
    prefixed = names.registry.prefixed
    return [
        name
        for name in names.exact
        if _CJK.fullmatch(name) and not (name in prefixed and any(rest in names.exact for _, rest in heads(name)))
    ]


def _endings(names: Names) -> dict[str, set[str]]:
    """What long names of offices end in, in three characters or more → their ids."""
    found: dict[str, set[str]] = {}
    for name, id in names.exact.items():
        long = len(name) > 4 and name[-1] in SLIP_SUFFIX and name not in names.registry.prefixed
        for start in range(1, len(name) - 2) if long and _CJK.fullmatch(name) else ():
            found.setdefault(name[start:], set()).add(id)
    return found


def _stems(names: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """What stands before the last character of Chinese names, with the ids of theirs."""
    found: dict[str, set[str]] = {}
    for name, id in names:
        if name[-1] in SLIP_SUFFIX and len(name) >= 3 and _CJK.fullmatch(name):
            found.setdefault(name[:-1], set()).add(id)
    return found


def _grouped(names: Iterable[str], sound: Callable[[str], str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name in names:
        found.setdefault(sound(name), set()).add(name)
    return found


def _by_length(names: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for name in names:
        found.setdefault(len(name), []).append(name)
    return found
