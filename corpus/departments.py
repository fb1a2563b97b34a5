"""The registry of a plan: the offices it names, those it does not name but that exist, and what became of them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corpus.levels import NOWHERE, Level, Place, heads
from corpus.naming import plain
from corpus.offices import Kinds


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of a department: the successor's id, the year, how (renamed, merged, split, absorbed) and the source."""

    id: str
    year: int
    how: str
    source: str
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Department:
    """An office. `bare` are stems that mean it only where a department stands; `kind` is the id of its kind, if known.

    `whose` is the level or place that it belongs to where that is not the plan's own.
    """

    id: str
    name: str
    full: tuple[str, ...]
    aliases: tuple[str, ...]
    bare: tuple[str, ...]
    en: tuple[str, ...]
    successors: tuple[Succession, ...]
    kind: str = ""
    whose: Place = NOWHERE

    @property
    def names(self) -> tuple[str, ...]:
        """Every form that means this department wherever it stands."""
        return (self.name, *self.full, *self.aliases, *self.en)


@dataclass(frozen=True, slots=True)
class Claims:
    """Folded names → ids: those that mean an office anywhere, those that do where one stands, those that several share."""

    exact: dict[str, str] = field(default_factory=dict)
    bare: dict[str, str] = field(default_factory=dict)
    shared: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Registry:
    """The departments by id and by any exact name; `place` is whose offices they are, empty where that is not known."""

    def __init__(
        self,
        departments: Iterable[Department],
        claims: Claims | None = None,
        written: Mapping[str, str] | None = None,
        own: Place = NOWHERE,
        regional: tuple[str, ...] = (),
        prefixed: frozenset[str] = frozenset(),
        kinds: Kinds | None = None,
    ) -> None:
        self.departments = tuple(departments)
        self.by_id = {department.id: department for department in self.departments}
        self.own = own
        self.place = own.name or regional[0] if regional else own.name
        self.prefixed = prefixed
        self._written = dict(written or {})
        self._claims = claims
        self._kinds = kinds

    def __getitem__(self, id: str) -> Department:
        return self.by_id[id]

    @property
    def written_names(self) -> Mapping[str, str]:
        """Every folded name that the plan writes, with the id of who is meant."""
        return self._written or {plain(department.name): department.id for department in self.departments}

    @functools.cached_property
    def claims(self) -> Claims:
        """What every name means."""
        if self._claims is not None:
            return self._claims
        found = Claims()
        for department in self.departments:
            for name in department.names:
                found.exact.setdefault(plain(name), department.id)
            for name in department.bare:
                found.bare.setdefault(plain(name), department.id)
        return found

    def written(self, name: str) -> Department:
        """The department that the plan means by `name`; KeyError where it means none."""
        if (id := self._find(name)) is None:
            raise KeyError(name)
        return self.by_id[id]

    def __contains__(self, name: str) -> bool:
        """Whether any department bears the name, with or without the plan's own prefix."""
        return self._find(name) is not None

    def _find(self, name: str) -> str | None:
        said = plain(name)
        if id := self._written.get(said) or self.claims.exact.get(said):
            return id
        for place, rest in heads(said):
            if self.owns(place, rest) and (id := self.claims.exact.get(rest)):
                return id
        return None

    @functools.cached_property
    def predecessors(self) -> dict[str, tuple[tuple[Department, Succession], ...]]:
        """For each id, the departments that became it, each with the step that says when and how."""
        found: dict[str, list[tuple[Department, Succession]]] = {}
        for department in self.departments:
            for step in department.successors:
                found.setdefault(step.id, []).append((department, step))
        return {id: tuple(steps) for id, steps in found.items()}

    def owns(self, place: Place, form: str = "") -> bool:
        """Whether a level or place that stands before a folded name is the plan's own."""
        own = self.own
        if place.level is None and not place.name:
            return True
        if place.name:
            if own.name:
                return place.stem == own.stem and (place.level in (None, own.level) or place.word == own.word)
            return own.level is None or (place.level is own.level and place.word in ("", own.word))
        if place.word and place.word == own.word:
            return True
        if own.level is None or place.level is own.level:
            return own.level in (None, Level.CENTRE) or place.word in ("", own.word) or not own.word
        # 区财政厅, 团区委: an autonomous region calls itself 区 too, and has no 局 that a district has as well.
        if own.word == "自治区" and place.word == "区":
            return bool(form) and (not form.endswith("局") or self.claims.exact.get(form) in self.by_id)
        return False

    def of_place(self, id: str, place: Place, said: str = "") -> str:
        """The id of the office like `id`, or of the kind that the folded words mean there, that another level or place has.

        It is one that the plan names, else one made for the purpose.
        """
        base = self.by_id[id]
        meant = self._kinds.of(said)[:1] if self._kinds and said else ()
        kind = meant[0] if meant else base.kind
        for other in self.departments:
            like = other.kind == kind if kind else other.id == id
            same = (
                other.whose.stem == place.stem if place.name and other.whose.name else other.whose.level is place.level
            )
            if like and other.whose != NOWHERE and same:
                return other.id
        elsewhere = place.level is None or place.level is self.own.level
        foreign = f"{kind or id}_{'other' if elsewhere or place.level is None else place.level.name.lower()}"
        if foreign not in self.by_id:
            level = self.own.level if place.level is None else place.level
            known = self._kinds.by_id[kind].name(level) if self._kinds and kind and level is not None else base.name
            self.by_id[foreign] = Department(
                foreign, ("其他地方的" if elsewhere else place.word) + known, (), (), (), (), (), kind, place
            )
        return foreign

    def own_instead(self, id: str) -> str:
        """The id of the plan's own office of the kind that an office of another level or place is of; empty where it has none."""
        foreign = self.by_id[id]
        if foreign.whose == NOWHERE:
            return ""
        alike = (d.id for d in self.departments if d.whose == NOWHERE and foreign.kind and d.kind == foreign.kind)
        return next(alike, "")
