"""Department names in a question: exact forms first, then homophones and small edits, never across to a name that exists."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.levels import heads
from corpus.normalize import fold
from corpus.parts import parts
from index.query import MatchKind, Mention
from index.reading.abbreviations import Abbreviations
from index.reading.content import is_word
from index.reading.pinyin import Sounds
from index.tables import Tables

# A department's name ends so; a run of text without one is not searched for misspelt names.
SUFFIX = "厅局委办部行关院会署"
SURE_SUFFIX = "厅局"
SLIP_SUFFIX = "厅局委办部"
# 金融办 is a department, 金融办法 is not: what follows a name's last character and makes it another word.
NOT_BEFORE = {
    "办": "法理公案事学",
    "委": "托员派任",
    "部": "署门分",
    "局": "面部势限",
    "会": "议计展",
    "协": "议调助同商作定",
    "联": "系合络动防网手席盟",
    "行": "业为动政道横家长",
    "关": "于系税",
    "口": "岸径味号子",
}
# 国资委任意一家 is no 委任.
ANY_OF = re.compile("任[意一何]")
# Names that end so are departments wherever they stand; others (文物, 环境保护) only where a department does.
INSTITUTION = re.compile(rf"[{SUFFIX}]$|(部门|中支|公署|办公室|中心|总队)$")
_LEVELS = frozenset("省市县区旗州盟")
_CJK = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z]")
_LATIN_WORDS = re.compile(r"[a-z'’-]+")
_LATIN_RUN = re.compile(r"[a-z &'’-]+")
_INSTITUTIONS = frozenset(["department", "bureau", "office", "commission", "administration", "authority"])
_SMALL_WORDS = frozenset(["of", "and", "the", "for"])
_MOST_WORDS = 9
# So many departments may share a part of their names.
_MOST_SHARING = 3
# Fewer letters are the first of many a name.
_LEAST_INITIALS = 3
# From this length on a name is known with a syllable missing or too many.
_LONG_NAME = 6
# Two characters of three are too few to tell that an office is meant that the plan lacks.
_TELLING = 4

# His department is no HRSS department.
_OFFICE = re.compile("(?<!工)(?:[厅局委]|委员会)$")
_POSSESSIVE = frozenset(["his", "her", "its", "our", "my", "their", "your", "this", "that", "which"])


class Names:
    """Every name of the registry, by exact form, by sound and by small edits, and what a plan calls each department.

    `parts` are the parts of the plan's own names that stand for them, each with the ids of those that it may be; `whole_parts`
    are those that end as the names do.
    """

    def __init__(self, tables: Tables, sounds: Callable[[], Sounds]) -> None:
        self.registry = registry = tables.plan.registry
        self.tables = tables
        self.plan = tables.plan
        self._hear = sounds
        claims = registry.claims
        self.exact: dict[str, str] = dict(claims.exact)
        self.bare = claims.bare
        self._shared = claims.shared
        for name, id in claims.bare.items():
            # 住建口, 教育系统, land authorities: all that belongs to it.
            for ending in (" authorities",) if name.isascii() else ("口", "系统"):
                self.exact.setdefault(name + ending, id)
        self.parts, self.whole_parts = self._parts()
        # 招商局 is what another place calls an office: that 招商促进局 was understood is said.
        self.official_parts = frozenset(
            part for part in self.parts if part in self.exact and part in self._official(self.exact[part])
        )
        # What is written with the plan's own prefix is found without it, but for 团市委.
        self._cjk = [
            name
            for name in self.exact
            if _CJK.fullmatch(name)
            and not (name in registry.prefixed and any(rest in self.exact for _, rest in heads(name)))
        ]
        self._cjk_by_length = _by_length([name for name in self._cjk if len(name) > 2])
        self._latin_by_length = _by_length([name for name in self.exact if _LATIN.search(name) and len(name) >= 8])
        self._by_words: dict[frozenset[str], set[str]] = {}
        for name, id in self.exact.items():
            if _LATIN.match(name) and len(words := _content_words(name)) > 2:
                self._by_words.setdefault(words, set()).add(id)
        self._name_words = _SMALL_WORDS.union(*self._by_words)
        self._partial: dict[str, set[str]] = {}
        for name, id in self.exact.items():
            if len(name) > 4 and name[-1] in SLIP_SUFFIX and _CJK.fullmatch(name) and name not in registry.prefixed:
                for start in range(1, len(name) - 2):
                    self._partial.setdefault(name[start:], set()).add(id)
        official = ((fold(name), d.id) for d in registry.departments for name in (d.name, *d.full))
        # 人社局 is a slip of 人社厅; where an official name has the stem, that one is meant.
        self._cjk_stems = _stems(self.exact.items()) | _stems(official)

    def mention(self, said: str, ids: Iterable[str], known: MatchKind) -> Mention:
        """A Mention of those candidates; one candidate also gets the plan's parties that it stands for."""
        candidates = tuple(dict.fromkeys(ids))
        return Mention(said, candidates, known, self.parties(candidates[0]) if len(candidates) == 1 else ())

    def called(self, form: str) -> Mention:
        """The Mention of an exact name or part of one: of one department, or of the several that share it.

        An office that the plan does not have is its only other one of that stem: 城管局 of its 城管委.
        """
        found = self.mention(form, self.named(form), MatchKind.SLIP if form in self.official_parts else MatchKind.EXACT)
        if found.parties or len(found.candidates) > 1 or form[-1] not in SLIP_SUFFIX:
            return found
        own = {id for id in self.parts.get(form[:-1], ()) if _OFFICE.search(fold(self.registry[id].name))}
        return self.mention(form, own, MatchKind.SLIP) if len(own) == 1 else found

    def named(self, form: str) -> tuple[str, ...]:
        """The ids of the departments that a folded form names, anywhere or where a department stands."""
        if form in self.parts:
            return self.parts[form]
        return self._shared.get(form) or (self.exact.get(form) or self.bare[form],)

    def parties(self, id: str) -> tuple[str, ...]:
        """The plan's parties that a department stands for: itself, else what became it, else what it became."""
        if id in self.tables:
            return (id,)
        before = self._walk(id, lambda here: [old.id for old, _ in self.registry.predecessors.get(here, ())])
        return before or self._walk(id, lambda here: [step.id for step in self.registry[here].successors])

    def _walk(self, id: str, steps: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        front, seen = [id], {id}
        while front:
            following = [other for here in front for other in steps(here) if other not in seen]
            seen.update(following)
            found.update(dict.fromkeys(other for other in following if other in self.tables))
            front = [other for other in following if other not in self.tables]
        return tuple(found)

    def _parts(self) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
        """The parts of the plan's names that no other of its departments is called by, and those that end as the names do.

        One that is an official name elsewhere and does not begin as the plan's name does is shared with whoever bears it.
        """
        found: dict[str, dict[str, None]] = {}
        whole: set[str] = set()
        for written, id in self.registry.written_names.items():
            for part, ends in parts(written, self.registry.own) if id in self.tables else ():
                found.setdefault(part, {}).setdefault(id)
                whole |= {part} if ends else set()
        kept: dict[str, tuple[str, ...]] = {}
        for part, ids in found.items():
            other = self.exact.get(part) or self.bare.get(part)
            if (other and self.parties(other)) or len(ids) > _MOST_SHARING:
                continue
            official = other and part in self._official(other)
            rivals = (other,) if official and not self._begins(ids, part) else ()
            kept[part] = (*ids, *rivals)
        return kept, frozenset(whole)

    def _begins(self, ids: Iterable[str], part: str) -> bool:
        """Whether the name of one of some departments begins as a part of it does, its level or place aside."""
        names = (name for name, id in self.registry.written_names.items() if id in ids)
        return any(rest.startswith(part[:2]) for name in names for rest in (name, *(rest for _, rest in heads(name))))

    def _official(self, id: str) -> tuple[str, ...]:
        department = self.registry[id]
        return tuple(map(fold, (department.name, *department.full)))

    @functools.cached_property
    def sounds(self) -> Sounds:
        """How characters sound, which exact names need not know."""
        return self._hear()

    @functools.cached_property
    def _heard(self) -> list[str]:
        """The Chinese names that may be meant by others of the same sound."""
        return [*self._cjk, *(name for name in (*self.bare, *self.parts) if _CJK.fullmatch(name))]

    @functools.cached_property
    def abbreviations(self) -> Abbreviations:
        """The plan's own names as the document writes them, which may be said in fewer characters."""
        return Abbreviations((name, id) for name, id in self.registry.written_names.items() if id in self.tables)

    @functools.cached_property
    def _by_sound(self) -> dict[str, set[str]]:
        """How names sound → the names."""
        return _grouped(self._heard, self.sounds.exact)

    @functools.cached_property
    def _by_near_sound(self) -> dict[str, set[str]]:
        return _grouped(self._heard, self.sounds.near)

    @functools.cached_property
    def _sounding(self) -> dict[str, str]:
        """How the long names of the plan's departments nearly sound → one of the names."""
        long = (name for name in self._heard if len(name) >= _LONG_NAME and self.parties(self.named(name)[0]))
        return {self.sounds.near(name): name for name in long}

    @functools.cached_property
    def _by_letters(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name in self._heard:
            found.setdefault(self.sounds.spelt(name), set()).update(self.named(name))
        return found

    def _alike(self, window: str, nearly: bool) -> set[str]:
        """The departments whose names sound like `window`, of these the ones that share most characters with it.

        Where none does, names that nearly sound so and share half of the characters are taken, if `nearly` allows it.
        """
        names, least = self._by_sound.get(self.sounds.exact(window), set()), 1
        if not names and nearly:
            names, least = self._by_near_sound.get(self.sounds.near(window), set()), (len(window) + 1) // 2
        same = {name: sum(a == b for a, b in zip(name, window, strict=True)) for name in names}
        most = max(same.values(), default=0)
        return {id for name, count in same.items() if count == most >= least for id in self.named(name)}

    def _misheard(self, window: str) -> set[str]:
        """The plan's departments with a long name that nearly sounds like `window`, but for a syllable or two."""
        most = (len(window) - _LONG_NAME) // 3 + 1
        found = process.extract(
            self.sounds.near(window), self._sounding.keys(), scorer=OSA.distance, score_cutoff=most, limit=None
        )
        least = min((distance for _, distance, _ in found), default=0)
        return {id for sound, distance, _ in found if distance == least for id in self.named(self._sounding[sound])}

    def from_pinyin(self, letters: str) -> Mention | None:
        """The department whose name is spelt by Latin letters (shangwuting), blanks aside."""
        spelt = re.sub(r"[\s'’-]", "", letters)
        if len(spelt) < 5 or not spelt.isascii():
            return None
        ids = self._by_letters.get(spelt)
        return self.mention(letters, sorted(ids), MatchKind.PINYIN) if ids else None

    @functools.cached_property
    def _by_initials(self) -> dict[str, set[str]]:
        """The plan's departments by the letters with which the characters of their names begin: swt."""
        found: dict[str, set[str]] = {}
        for name in self._heard:
            if ids := [id for id in self.named(name) if self.parties(id)]:
                found.setdefault("".join(self.sounds.spelt(char)[0] for char in name), set()).update(ids)
        return found

    def from_initials(self, letters: str) -> Mention | None:
        """The departments of the plan whose name's characters begin with those Latin letters in pinyin: one, or a few."""
        ids = self._by_initials.get(letters, set()) if len(letters) >= _LEAST_INITIALS else set()
        return self.mention(letters, sorted(ids), MatchKind.PINYIN) if 0 < len(ids) <= _MOST_SHARING else None

    def misspelt(self, window: str) -> Mention | None:
        """The departments that `window`, which is no name itself, may be a slip or a misspelling of."""
        if not _CJK.fullmatch(window) or len(window) < 3 or window in self.exact:
            return None
        if window[0] in _LEVELS and (window[1:] in self.exact or window[1:-1] in self._cjk_stems):
            return None  # 市财政局 is no 市政局, but a city's 财政局
        ending = self._partial.get(window, ())
        if ending and is_word(window):
            ending = ()
        if window in self.plan.text and not ending:
            return None
        if window[-1] in SLIP_SUFFIX and (ids := self._cjk_stems.get(window[:-1])):
            return self.mention(window, sorted(ids), MatchKind.SLIP)
        # The 县 of 县林局 is a level and no slip in 园林局.
        first = window[0] if len(window) < 6 and window[0] == self.registry.own.word else ""
        near = self._within(window, self._cjk_by_length, 1 if len(window) < 7 else 2, first)
        if ending:
            return self.mention(window, sorted(near.union(ending)), MatchKind.SLIP)  # 资源厅
        alike = self._alike(window, nearly=True)
        if all(map(self.parties, alike)):
            # 商物局 sounds like the plan's 商务局: that it looks as much like a 文物局 elsewhere is chance. But 食监局 is all of
            # 食药监局 but a character, and no surer a 市监局.
            near = alike | {id for id in near if self._shortens(window, id)} if alike else near
        else:
            near = alike | {id for id in near if self._official_within(window, id)}
        if not near and len(window) >= _LONG_NAME:
            near = self._misheard(window)
        if not any(map(self.parties, near)) and not alike and len(window) < _TELLING:
            return None  # 殡改办 is somebody's office, and no slip in one that the plan lacks as well
        known = MatchKind.HOMOPHONE if near == alike else MatchKind.TYPO
        return self.mention(window, sorted(near), known) if near else None

    def reordered(self, text: str, position: int) -> tuple[str, str] | None:
        """The longest run of English words at `position` that are those of one department's name in any order, and its id."""
        matches = itertools.islice(_LATIN_WORDS.finditer(text, position), _MOST_WORDS)
        # Hardly any word of a question is one of a name, and then there is nothing to try.
        words = list(itertools.takewhile(lambda match: match.group() in self._name_words, matches))
        for last in reversed(words[1:]):
            said = text[position : last.end()]
            each = said.split()
            one = (
                _LATIN_RUN.fullmatch(said) is not None
                and sum(word in _INSTITUTIONS for word in each) == 1
                and len(set(each)) == len(each)
                and _SMALL_WORDS.isdisjoint((each[0], each[-1]))
                and "and the" not in said  # where another name begins
            )
            ids = self._by_words.get(_content_words(said), set()) if one else set()
            if len(ids) == 1 and said not in self.exact:
                return said, next(iter(ids))
        return None

    def _official_within(self, window: str, id: str) -> bool:
        department = self.registry[id]
        return any(OSA.distance(window, fold(name)) <= 1 for name in (department.name, *department.full))

    def _shortens(self, window: str, id: str) -> bool:
        """Whether `window` is a name of a department without one of its characters."""
        names = (fold(name) for name in self.registry[id].names)
        longer = (iter(name) for name in names if len(name) == len(window) + 1)
        return any(all(char in rest for char in window) for rest in longer)

    def nearly_official(self, window: str, mention: Mention) -> bool:
        """Whether `window` is at most a character from an official name of what is mentioned."""
        return any(self._official_within(window, id) for id in mention.candidates)

    def like_sounding(self, window: str) -> Mention | None:
        """The department whose name is written with other characters of the same sound, whatever it ends in."""
        known = window in self.exact or window in self.bare or window in self.plan.text
        if known or not _CJK.fullmatch(window):
            return None
        ids = self._alike(window, nearly=len(window) > 3)
        return self.mention(window, sorted(ids), MatchKind.HOMOPHONE) if ids else None

    def misspelt_latin(self, window: str) -> Mention | None:
        """The departments whose English name is a few letters from `window`."""
        if len(window) < 10 or window in self.exact or window.split()[0] in _POSSESSIVE:
            return None
        ids = self._within(window, self._latin_by_length, 1 if len(window) < 12 else 2 if len(window) < 20 else 3)
        return self.mention(window, sorted(ids), MatchKind.TYPO) if ids else None

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
        return {self.exact[name] for name, distance, _ in found if distance == least}

    def nearest(self, said: str, limit: int = 3) -> tuple[str, ...]:
        """The plan's parties whose names look most like `said`, to suggest."""
        own = {fold(name): id for id in self.tables.departments for name in self.registry[id].names}
        found = process.extract(said, own.keys(), scorer=OSA.normalized_similarity, limit=limit * 3)
        return tuple(dict.fromkeys(own[name] for name, score, _ in found if score >= 0.5))[:limit]


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


def _content_words(name: str) -> frozenset[str]:
    return frozenset(_LATIN_WORDS.findall(name)) - _SMALL_WORDS


def _by_length(names: list[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for name in names:
        found.setdefault(len(name), []).append(name)
    return found
