"""Department names as they are written: every exact form, the parts of a plan's own names, and whom each stands for."""

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
_LATIN = re.compile(r"[a-z]")
_LATIN_WORDS = re.compile(r"[a-z'’-]+")
_LATIN_RUN = re.compile(r"[a-z &'’-]+")
_INSTITUTIONS = frozenset(["department", "bureau", "office", "commission", "administration", "authority"])
SMALL_WORDS = frozenset(["of", "and", "the", "for"])
_MOST_WORDS = 9
# So many departments may share a part of their names.
MOST_SHARING = 3

# His department is no HRSS department.
_OFFICE = re.compile("(?<!工)(?:[厅局委]|委员会)$")


def goes_on(text: str, end: int, name: str) -> bool:
    """Whether the last character of a name that ends there is of another word: 国资办法, 统计口径."""
    return end < len(text) and text[end] in NOT_BEFORE.get(name[-1], "") and not ANY_OF.match(text, end)


class Names:
    """Every name of the registry by its exact form, and what a plan calls each department.

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
            part for part in self.parts if part in self.exact and part in self.official(self.exact[part])
        )
        self._by_words = _by_words(self.exact)
        self._name_words = SMALL_WORDS.union(*self._by_words)

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
            if (other and self.parties(other)) or len(ids) > MOST_SHARING:
                continue
            official = other and part in self.official(other)
            rivals = (other,) if official and not self._begins(ids, part) else ()
            kept[part] = (*ids, *rivals)
        return kept, frozenset(whole)

    def _begins(self, ids: Iterable[str], part: str) -> bool:
        """Whether the name of one of some departments begins as a part of it does, its level or place aside."""
        names = (name for name, id in self.registry.written_names.items() if id in ids)
        return any(rest.startswith(part[:2]) for name in names for rest in (name, *(rest for _, rest in heads(name))))

    def official(self, id: str) -> tuple[str, ...]:
        """The official names of a department, folded."""
        department = self.registry[id]
        return tuple(map(fold, (department.name, *department.full)))

    @functools.cached_property
    def sounds(self) -> Sounds:
        """How characters sound, which exact names need not know."""
        return self._hear()

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
                and SMALL_WORDS.isdisjoint((each[0], each[-1]))
                and "and the" not in said  # where another name begins
            )
            ids = self._by_words.get(_content_words(said), set()) if one else set()
            if len(ids) == 1 and said not in self.exact:
                return said, next(iter(ids))
        return None

    def nearest(self, said: str, limit: int = 3) -> tuple[str, ...]:
        """The plan's parties whose names look most like `said`, to suggest."""
        own = {fold(name): id for id in self.tables.departments for name in self.registry[id].names}
        found = process.extract(said, own.keys(), scorer=OSA.normalized_similarity, limit=limit * 3)
        return tuple(dict.fromkeys(own[name] for name, score, _ in found if score >= 0.5))[:limit]


def _by_words(exact: dict[str, str]) -> dict[frozenset[str], set[str]]:
    """The words of the English names of three or more, small ones aside → the ids that are called so in some order."""
    found: dict[frozenset[str], set[str]] = {}
    for name, id in exact.items():
        if _LATIN.match(name) and len(words := _content_words(name)) > 2:
            found.setdefault(words, set()).add(id)
    return found


def _content_words(name: str) -> frozenset[str]:
    return frozenset(_LATIN_WORDS.findall(name)) - SMALL_WORDS
