"""A plan's registry made from its own text: its names read as offices, and what each of them is called."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.departments import Claims, Department, Registry, Succession
from corpus.levels import NOWHERE, Level, Place, heads, own_place, province, stem_of
from corpus.naming import Office, other_names, plain, read_office, without_place
from corpus.offices import Forms, Kind, Kinds, jurisdiction_of, load_kinds
from corpus.records import Document

_AUTONOMOUS = "自治区"
_ADJECTIVES = {
    Level.CENTRE: "National",
    Level.PROVINCE: "Provincial",
    Level.CITY: "Municipal",
    Level.COUNTY: "County",
    Level.TOWN: "Township",
}


def registry_for(document: Document) -> Registry:
    """The registry of a plan: every party that its text names, and the known offices of its level that it does not name."""
    lists = [[party.name for party in task.parties] for task in document.tasks]
    return registry_of(lists, (document.title, document.issuer))


def registry_of(lists: Iterable[Sequence[str]], hints: Iterable[str] = (), place: str = "") -> Registry:
    """The registry of names listed together task by task; `hints` are texts that begin with the place: a title, an issuer."""
    together = [[plain(name) for name in names] for names in lists]
    written: dict[str, str] = {}
    for names, folded in zip(lists, together, strict=True):
        for name, said in zip(names, folded, strict=True):
            written.setdefault(said, name)
    hints = [plain(hint) for hint in hints if hint]
    own = own_place(hints, written, plain(place))
    kinds = load_kinds(jurisdiction_of((own.name, *hints, *written), own.word))
    return _Maker(kinds, own, written, together).registry()


@dataclass(slots=True)
class _Party:
    """An office of the plan being made: all of its written names, and whether it is the plan's own place's."""

    office: Office
    own: bool
    id: str = ""
    offices: list[Office] = field(default_factory=list)


class _Maker:
    def __init__(self, kinds: Kinds, own: Place, written: dict[str, str], together: list[list[str]]) -> None:
        self._kinds = kinds
        self._own = own
        self._level = Level.PROVINCE if own.level is None else own.level
        # An autonomous region is called 区 by its own: 团区委.
        self._forms = kinds.forms(self._level, own.word.removeprefix("自治") if self._level else "")
        self._written = written
        self._together = together
        self._claims = Claims()
        self._rank: dict[str, int] = {}
        self._names: dict[str, dict[str, list[str]]] = {}

    def registry(self) -> Registry:
        """The registry."""
        offices = {said: read_office(said, self._kinds) for said in self._written}
        parties = list(self._parties(offices))
        self._identify(parties)
        holder = self._holders(parties)
        self._claim_written(parties)
        self._claim_kinds(parties, holder)
        unnamed = self._unnamed(holder)
        departments = [self._department(party, holder) for party in parties]
        departments += [self._absent(kind, forms, holder) for kind, forms in unnamed]
        ids = {office.name: party.id for party in parties for office in party.offices}
        prefixed = frozenset(
            office.name for party in parties if party.own for office in party.offices if office.rest != office.name
        )
        return Registry(departments, self._claims, ids, self._own, self._kinds.place_names, prefixed, self._kinds)

    def _owns(self, office: Office) -> bool:
        """Whether an office is one of the plan's own place, a branch there among them."""
        place = office.place
        if office.branch and office.branch != place.name:
            return bool(self._own.name) and stem_of(office.branch) == self._own.stem
        if office.branch:
            return not self._own.name or place.stem == self._own.stem or place.level is None
        return Registry((), Claims(), own=self._own, regional=self._kinds.place_names).owns(place, office.rest)

    def _parties(self, offices: dict[str, Office]) -> Iterator[_Party]:
        """The parties in the order of the text: names of one office of one place are one, unless a task lists both."""
        found: dict[tuple[object, ...], _Party] = {}
        beside: dict[str, set[str]] = {}
        for names in self._together:
            for name in names:
                beside.setdefault(name, set()).update(names)
        for said, office in offices.items():
            own = self._owns(office)
            where = "" if own else (office.place.name or office.place.level or "")
            # 呼和浩特海关 and 包头海关 are two, whosever they are.
            branch = "" if stem_of(office.branch) == self._own.stem else office.branch
            key: tuple[object, ...] = (office.kinds[:1] or office.rest, where, branch, office.collective and said)
            party = found.get(key)
            if party and any(other.name in beside[said] for other in party.offices):
                key, party = (*key, said), None
            if party is None:
                party = found[key] = _Party(office, own)
                yield party
            party.offices.append(office)

    def _identify(self, parties: list[_Party]) -> None:
        """Gives each party its id: its kind's, where it is the first of the plan's own place, else one made of its name."""
        taken: set[str] = set()
        for wanted in (True, False):
            for party in parties:
                local = party.own or bool(party.office.branch)
                if party.id or (wanted and not (local and party.office.kinds)):
                    continue
                kind = party.office.kinds[0] if party.office.kinds else ""
                digest = hashlib.sha256(party.office.name.encode()).hexdigest()[:8]
                party.id = kind if wanted and kind not in taken else f"{kind or 'x'}_{digest}"
                taken.add(party.id)

    def _holders(self, parties: list[_Party]) -> dict[str, str]:
        """Kind → the party that is of this kind, as its main one or beside it; the plan's own first."""
        holder: dict[str, str] = {}
        for own in (True, False):
            mine = [party for party in parties if party.own is own]
            for party in mine:
                if party.office.kinds:
                    holder.setdefault(party.office.kinds[0], party.id)
            for party in mine:
                for office in party.offices:
                    for kind in office.kinds[1:]:
                        holder.setdefault(kind, party.id)
        return holder

    def _claim(self, id: str, what: str, rank: int, names: Iterable[str]) -> None:
        """Lets `id` be called by those names unless they mean another with more right; at equal right they are shared."""
        mine = self._names.setdefault(id, {})
        for name in names:
            said = name.lower()
            before = self._rank.get(said)
            table = self._claims.bare if what == "bare" else self._claims.exact
            if before is None:
                self._rank[said] = rank
                table[said] = id
                mine.setdefault(what, []).append(name)
            elif before == rank and rank < _ABSENT:
                others = self._claims.shared.get(said) or (self._claims.exact.get(said) or self._claims.bare[said],)
                if id not in others:
                    self._claims.shared[said] = (*others, id)

    def _claim_written(self, parties: list[_Party]) -> None:
        for party in parties:
            self._claim(party.id, "written", 0, (office.name for office in party.offices))
        for party in parties:
            for office in party.offices:
                stripped = list(other_names(office, self._own.level is Level.CENTRE))
                rank = 1 if party.own else 3 if office.place.name else 2
                self._claim(party.id, "full", rank, [n for n in stripped if n == office.rest])
                self._claim(party.id, "aliases", rank + 3, [*stripped, *without_place(office.name, self._own.stem)])

    def _claim_kinds(self, parties: list[_Party], holder: dict[str, str]) -> None:
        alone = {id: party for party in parties for id in [party.id]}
        for party in parties:
            for kind_id in party.office.kinds[:1]:
                kind = self._kinds.by_id[kind_id]
                for office in party.offices:
                    self._claim(party.id, "aliases", 4, _called(kind, office, self._own))
                if holder.get(kind_id) == party.id or party.own:
                    self._claim_forms(party.id, self._forms[kind_id], 10)
                elif party.office.place.level is not None:
                    level = party.office.place.level
                    forms = self._kinds.forms(level, party.office.place.word)[kind_id]
                    self._claim_forms(party.id, forms, 14 if party.office.place.name else 10)
                    adjective = _ADJECTIVES[level]
                    self._claim(party.id, "en", 14, (f"{adjective} {name}" for name in forms.en[:6]))
        for kind_id, id in holder.items():
            if alone[id].office.kinds[0] != kind_id:
                self._claim_forms(id, self._forms[kind_id], 20)

    def _claim_forms(self, id: str, forms: Forms, rank: int) -> None:
        self._claim(id, "full", rank, (forms.name, *forms.full))
        self._claim(id, "aliases", rank + 1, forms.aliases)
        self._claim(id, "en", rank + 1, forms.en)
        self._claim(id, "bare", rank + 2, forms.bare)

    def _unnamed(self, holder: dict[str, str]) -> list[tuple[Kind, Forms]]:
        """The known kinds of the plan's level that no party of it is of, whose names still are free; claims those."""
        found = []
        for id, forms in self._forms.items():
            kind = self._kinds.by_id[id]
            if id in holder or (kind.seldom and not kind.became) or (kind.central and self._level is not Level.CENTRE):
                continue
            if (owner := self._claims.exact.get(forms.name)) is not None:
                holder[id] = owner
                continue
            found.append((kind, forms))
            self._claim(id, "full", _ABSENT, (forms.name, *forms.full))
        for what in ("aliases", "en", "bare"):
            for kind, forms in found:
                self._claim(kind.id, what, _ABSENT, getattr(forms, what))
        # The Railway Bureau is another than the Railway Office: an English name by rule gives way to one that is somebody's own.
        for kind_id, id in holder.items():
            self._claim(id, "en", _ABSENT, self._forms[kind_id].en_more)
        for kind, forms in found:
            self._claim(kind.id, "en", _ABSENT, forms.en_more)
        return found

    def _department(self, party: _Party, holder: dict[str, str]) -> Department:
        kind = self._kinds.by_id[party.office.kinds[0]] if party.office.kinds else None
        names, name = self._names.get(party.id, {}), self._shown(party)
        full = tuple(each for each in names.get("full", ()) if each != plain(name))
        en = self._forms[kind.id].en[:1] if kind and party.own else ()
        whose = NOWHERE if party.own or not party.office.place.level else party.office.place
        return Department(
            party.id,
            name,
            full,
            tuple(names.get("aliases", ())),
            tuple(names.get("bare", ())),
            tuple(dict.fromkeys((*(e for e in en if e in names.get("en", ())), *names.get("en", ())))),
            self._steps(kind, party.id, holder) if kind else (),
            kind.id if kind else "",
            whose,
        )

    def _absent(self, kind: Kind, forms: Forms, holder: dict[str, str]) -> Department:
        names = self._names.get(kind.id, {})
        full = tuple(each for each in names.get("full", ()) if each != forms.name)
        aliases, bare, en = (tuple(names.get(what, ())) for what in ("aliases", "bare", "en"))
        steps = self._steps(kind, kind.id, holder)
        return Department(kind.id, forms.name, full, aliases, bare, en, steps, kind.id)

    def _steps(self, kind: Kind, id: str, holder: dict[str, str]) -> tuple[Succession, ...]:
        """What became of a kind, with the parties that are of the successors' kinds."""
        steps = ((holder.get(step.id, step.id), step) for step in kind.became)
        return tuple(
            Succession(to, step.year, step.how, step.source, reviewed=False)
            for to, step in steps
            if to != id and (to in self._names or to in self._kinds.by_id)
        )

    def _shown(self, party: _Party) -> str:
        """The name as the plan writes it; without an autonomous region's prefix, which its plans write once for many."""
        name = self._written[party.office.name]
        if self._own.word == _AUTONOMOUS and party.own:
            for place, rest in heads(plain(name)):
                if place.word == _AUTONOMOUS or (place.name and province(place.name)):
                    known = self._kinds.of(rest) and not party.office.branch
                    return name[-len(rest) :] if known or rest == party.office.rest else name
        return name


# The right of a kind that the plan does not name to be called by a name: the least, and each name is one's only.
_ABSENT = 90


def _called(kind: Kind, office: Office, own: Place) -> Iterator[str]:
    """What a branch of the kind is called, its place with and without the word for its level."""
    if not office.branch:
        return
    for place in dict.fromkeys((office.branch, stem_of(office.branch))):
        for pattern in kind.called:
            yield pattern.replace("{}", place)
