"""Kinds of offices: what is known of them wherever they are, and what a jurisdiction adds; names read as kinds."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.levels import Level
from corpus.readers import read_data
from corpus.records import CorpusError

OFFICES_FILE = Path(__file__).with_name("offices.toml")
JURISDICTIONS_DIR = Path(__file__).with_name("jurisdictions")
# How names end at the centre, in a province, a city and a county.
_ENDS = {
    "厅": ("部", "厅", "局", "局"),
    "局": ("局", "局", "局", "局"),
    "委": ("委", "委", "委", "局"),
    "办": ("办", "办", "办", "办"),
    "部": ("部", "部", "部", "部"),
    "党委": ("委", "委", "委", "委"),
}
_LONG = {"委": "委员会", "办": "办公室"}
_ANY_END = ("委员会", "办公室", "总局", "厅", "局", "委", "办", "部", "署")
_NOUNS = {
    "厅": ("Department", "Bureau"),
    "局": ("Bureau", "Administration"),
    "委": ("Commission", "Committee"),
    "办": ("Office",),
    "部": ("Department",),
    "党委": ("Commission", "Committee"),
}
_TEXTS = ("stems", "said", "fields", "bare", "full", "also", "parts", "called")
_ENGLISH = ("en", "en_also")
_KEYS = {*_TEXTS, *_ENGLISH, "name", "ends", "en_name", "shapes", "became", "seldom", "central"}
_JOINTS = re.compile("[和与及、]|管理|事务|服务|监督")
_HOW = ("renamed", "merged", "split", "absorbed")


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a kind: the successor's id, the year, how (renamed, merged, split, absorbed) and the source."""

    id: str
    year: int
    how: str
    source: str


@dataclass(frozen=True, slots=True)
class Forms:
    """What a kind is called at one level; `en_more` are English names made by rule that may be another kind's own."""

    name: str
    full: tuple[str, ...]
    aliases: tuple[str, ...]
    bare: tuple[str, ...]
    en: tuple[str, ...]
    en_more: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the file of kinds; its keys are told at the head of that file."""

    id: str
    names: tuple[str, ...]
    stems: tuple[str, ...]
    said: tuple[str, ...]
    fields: tuple[str, ...]
    ends: str
    bare: tuple[str, ...]
    full: tuple[str, ...]
    also: tuple[str, ...]
    en: tuple[str, ...]
    en_name: str
    en_also: tuple[str, ...]
    parts: tuple[str, ...]
    shapes: tuple[str, ...]
    called: tuple[str, ...]
    became: tuple[Step, ...]
    seldom: bool
    central: bool

    def end(self, level: Level) -> str:
        """How its names end at a level."""
        return _ENDS[self.ends][min(level, 3)] if self.ends else ""

    def name(self, level: Level) -> str:
        """Its usual name at a level."""
        if self.names:
            name = self.names[min(level, 3)] if len(self.names) > 1 else self.names[0]
            if self.ends and level != Level.PROVINCE and len(self.names) == 1 and name.endswith(self.ends):
                return name[: -len(self.ends)] + self.end(level)
            return name
        return (*self.stems, *self.fields)[0] + self.end(level)

    def forms(self, level: Level, word: str = "") -> Forms:
        """What it is called at a level, for which `word` is used."""
        end, name = self.end(level), self.name(level)
        # A county's 发改局 may still be a 发改委, or called so.
        ends = [each for each in (end, "委" if self.ends == "委" else "") if each]
        ends = list(dict.fromkeys([*ends, *(_LONG[each] for each in ends if each in _LONG)]))
        stems = [variant for stem in (*self.stems, *self.fields) for variant in variants(stem)]
        full = [stem + each for stem in stems for each in ends] + [full.replace("~", end) for full in self.full]
        aliases = [stem + each for stem in self.said for each in ends if each not in _LONG.values()]
        aliases += [stem + each for stem in (*stems, *self.said) for each in ("部门", "主管部门")]
        aliases += [other.replace("~", end).replace("@", word) for other in self.also if word or "@" not in other]
        bare = [variant for stem in self.stems for variant in variants(stem)]
        return Forms(
            name,
            tuple(dict.fromkeys(form for form in full if form != name)),
            tuple(dict.fromkeys(aliases)),
            tuple(dict.fromkeys((*bare, *self.said, *self.bare, *(en.lower() for en in self.en)))),
            tuple(dict.fromkeys(self._english(level))),
            tuple(f"{noun} of {field}" for field in self.en for noun in ("Department", "Bureau"))
            + tuple(f"{field} {noun}" for field in self.en for noun in ("Department", "Bureau")),
        )

    def _english(self, level: Level) -> Iterator[str]:
        """Its English names, the one to show first."""
        if self.en_name:
            yield self.en_name
        elif self.en and level is Level.CENTRE and self.ends == "厅":
            yield f"Ministry of {self.en[0]}"
        elif self.en and level >= Level.CITY and self.ends == "厅":
            yield f"{self.en[0]} Bureau"
        nouns = (*_NOUNS[self.ends], *(["Ministry"] if level is Level.CENTRE else [])) if self.ends else ()
        for field in self.en:
            for noun in nouns:
                yield f"{noun} of {field}"
                yield f"{field} {noun}"
        yield from self.en_also


def variants(stem: str) -> tuple[str, ...]:
    """A stem as it is also written: its 和 as 与 or left out."""
    return (stem, stem.replace("和", "与"), stem.replace("和", "")) if "和" in stem else (stem,)


@functools.cache
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(shape.replace("{}", r"([\u3400-\u9fff]{1,12}?)"))


class Kinds:
    """The kinds by id, and the kinds that a name means."""

    def __init__(
        self, kinds: dict[str, Kind], local: frozenset[str], names: tuple[str, ...], en: tuple[str, ...]
    ) -> None:
        self.by_id = kinds
        self.local = local
        self.place_names = names
        self.place_en = en
        self._forms: dict[tuple[Level, str], dict[str, Forms]] = {}

    def forms(self, level: Level, word: str = "") -> dict[str, Forms]:
        """What every kind is called at a level for which `word` is used, those first that the jurisdiction's file tells of."""
        if (level, word) not in self._forms:
            order = sorted(self.by_id, key=lambda id: id not in self.local)
            self._forms[level, word] = {id: self.by_id[id].forms(level, word) for id in order}
        return self._forms[level, word]

    @functools.cached_property
    def _whole(self) -> dict[str, str]:
        """Names that no level changes → kind."""
        found: dict[str, str] = {}
        for id in sorted(self.by_id, key=lambda id: id not in self.local):
            kind = self.by_id[id]
            for name in (*kind.names, *kind.full, *kind.also):
                if "~" not in name and "@" not in name:
                    found.setdefault(name, id)
        for kind in self.by_id.values():
            for name in kind.bare:
                found.setdefault(name, kind.id)  # 编办
        return found

    @functools.cached_property
    def _stems(self) -> dict[str, list[str]]:
        """Stems → kinds whose names are made of them and an end."""
        found: dict[str, list[str]] = {}
        for id in sorted(self.by_id, key=lambda id: id not in self.local):
            kind = self.by_id[id]
            if not kind.ends:
                continue
            stems = [v for stem in (*kind.stems, *kind.said, *kind.fields) for v in variants(stem)]
            stems += [name[:-1] for name in (*kind.full, *kind.also) if name.endswith("~")]
            for name in kind.names:
                if name.endswith(kind.ends):
                    stems += variants(name[: -len(kind.ends)])
            for stem in dict.fromkeys(stems):
                found.setdefault(stem, []).append(id)
        return found

    @functools.cached_property
    def _shapes(self) -> list[tuple[str, str]]:
        return [(shape, kind.id) for kind in self.by_id.values() for shape in kind.shapes]

    def of(self, name: str) -> tuple[str, ...]:
        """The kinds that a folded name without level or place means, the main one first; empty where it means none."""
        id = self._one(name)
        if len(name) < 5:
            return self._with_parts([id]) if id else ()
        composed = next((self._composed(name[: -len(end)]) for end in _ANY_END if name.endswith(end)), [])
        if id and len(composed) < 2:
            composed = []
        return self._with_parts(list(dict.fromkeys((id, *composed) if id else composed)))

    def _one(self, name: str) -> str:
        if id := self._whole.get(name):
            return id
        for end in _ANY_END:
            if name.endswith(end) and (ids := self._stems.get(name[: -len(end)])):
                short = {"委员会": "委", "办公室": "办", "总局": "局"}.get(end, end)
                return next((id for id in ids if short in _ENDS[self.by_id[id].ends]), ids[0])
        return ""

    def _composed(self, stem: str) -> list[str]:
        """The kinds of the stems that a joint office's stem is made of (文化 广电 旅游 体育); empty where a part is none."""
        if not stem:
            return []
        for length in range(min(len(stem), 12), 1, -1):
            if not (ids := self._stems.get(stem[:length])):
                continue
            rest = stem[length:]
            while joint := _JOINTS.match(rest):
                rest = rest[joint.end() :]
            if not rest:
                return ids[:1]
            if more := self._composed(rest):
                return [ids[0], *more]
        return []

    def _with_parts(self, ids: list[str]) -> tuple[str, ...]:
        """Those kinds, what they are made of, and what they make together."""
        if not ids:
            return ()
        main = ids[0]
        # What became the main kind is found by the reform that made it so.
        ids = [main, *(id for id in ids[1:] if all(step.id != main for step in self.by_id[id].became))]
        made = [part for id in ids for part in self.by_id[id].parts]
        made = [part for part in made if all(step.id not in ids for step in self.by_id[part].became)]
        all_parts = {*ids, *made}
        if len(all_parts) == 1:
            return tuple(ids)
        together = [
            kind.id
            for kind in self.by_id.values()
            if kind.parts and kind.id not in ids and all_parts.issuperset(kind.parts)
        ]
        return tuple(dict.fromkeys((*ids, *made, *together)))

    def shaped(self, name: str, loosely: bool = False) -> tuple[str, str] | None:
        """The kind of which a folded name is a branch's, and the branch's place (人行临禾县支行), empty where it names none.

        Shapes that begin with the place, as 临禾海关 does, are tried only `loosely`.
        """
        for shape, id in self._shapes:
            if shape.startswith("{}") and not loosely:
                continue
            # Most names are of none: a pattern is compiled only where it has the name's ending.
            likely = "." in shape or (name[-1:] in shape and name[-2:-1] in shape)
            if likely and (match := _compiled(shape).fullmatch(name)):
                return id, (match[1] or "") if match.re.groups else ""
        return None


@functools.cache
def load_kinds(jurisdiction: str = "", path: Path = OFFICES_FILE, folder: Path = JURISDICTIONS_DIR) -> Kinds:
    """The kinds with what the file of the jurisdiction of that name adds, if there is one; CorpusError names a wrong entry."""
    entries, sources = _entries(path)
    local, names, en = _jurisdiction(jurisdiction, folder)
    if local is None:
        kinds = {id: _kind(path, id, entry, sources) for id, entry in entries.items()}
        _check(path, kinds)
        return Kinds(kinds, frozenset(), (), ())
    local_path, local_entries, local_sources = local
    for id, entry in local_entries.items():
        entries[id] = _joined(entries.get(id, {}), entry)
    kinds = {id: _kind(local_path, id, entry, {**sources, **local_sources}) for id, entry in entries.items()}
    _check(local_path, kinds)
    return Kinds(kinds, frozenset(local_entries), names, en)


Entries = dict[str, dict[str, object]]


def _entries(path: Path) -> tuple[Entries, dict[str, str]]:
    data = read_data(path)
    sources = {key: str(value) for key, value in data.pop("sources", {}).items()}
    for id, entry in data.items():
        if not isinstance(entry, dict) or not re.fullmatch("[a-z0-9]+", id):
            raise CorpusError(f"{path}: {id} is no table of a kind, whose id is of small letters")
        if unknown := entry.keys() - _KEYS - {"names"}:
            raise CorpusError(f"{path}: {id} has the unknown key {sorted(unknown)[0]}")
    return data, sources


@functools.cache
def _places(folder: Path) -> dict[str, Path]:
    """What a jurisdiction is called → its file. Only the head of a file is read."""
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        head = path.read_text("utf-8").partition("[sources]")[0]
        for names in re.findall(r"^(?:names|levels) = \[(.*)\]", head, re.M):
            found.update(dict.fromkeys(re.findall(r'"([^"]+)"', names), path))
    return found


def jurisdiction_of(words: Iterable[str], level: str = "", folder: Path = JURISDICTIONS_DIR) -> str:
    """The jurisdiction with a file whose name one of the words begins with, or that alone has a level called so; else empty."""
    known = _places(folder)
    named = (name for word in words for name in known if word.startswith(name))
    return next(named, level if level in known else "")


def _jurisdiction(
    name: str, folder: Path
) -> tuple[tuple[Path, Entries, dict[str, str]] | None, tuple[str, ...], tuple[str, ...]]:
    path = _places(folder).get(name)
    if path is None:
        return None, (), ()
    data = read_data(path)
    place = data.pop("place", {})
    sources = {key: str(value) for key, value in data.pop("sources", {}).items()}
    return (path, data, sources), tuple(place.get("names", ())), tuple(place.get("en", ()))


def _joined(general: dict[str, object], local: dict[str, object]) -> dict[str, object]:
    """A kind's entry with what a jurisdiction adds: lists go on, anything else is replaced."""
    joined = dict(general)
    for key, value in local.items():
        if key in _TEXTS and key in joined:
            joined[key] = f"{value} {joined[key]}"
        elif key in _ENGLISH and key in joined:
            joined[key] = f"{joined[key]}; {value}"
        else:
            joined[key] = value
    if "name" in local and "name" not in general and "stems" in general:
        joined.setdefault("full", "")
    return joined


def _kind(path: Path, id: str, entry: dict[str, object], sources: dict[str, str]) -> Kind:
    if wrong := next(
        (k for k in (*_TEXTS, *_ENGLISH, "name", "ends", "en_name") if not isinstance(entry.get(k, ""), str)), ""
    ):
        raise CorpusError(f"{path}: {id}: {wrong} is not a string")
    texts = {key: tuple(str(entry.get(key, "")).split()) for key in (*_TEXTS, "name")}
    ends = str(entry.get("ends", ""))
    if (ends and ends not in _ENDS) or not (texts["name"] or ((texts["stems"] or texts["fields"]) and ends)):
        raise CorpusError(f"{path}: {id} needs a name, or a stem and one of the ends {' '.join(_ENDS)}")
    if len(texts["name"]) not in (0, 1, 4):
        raise CorpusError(f"{path}: {id} has {len(texts['name'])} names: give one, or one for each of the four levels")
    en, en_also = (tuple(filter(None, str(entry.get(key, "")).split("; "))) for key in _ENGLISH)
    shapes, became = entry.get("shapes", []), entry.get("became", [])
    if not isinstance(shapes, list) or not isinstance(became, list):
        raise CorpusError(f"{path}: {id}: shapes and became are lists")
    steps = tuple(_step(path, id, str(step), sources) for step in became if step != "none")
    return Kind(
        id, texts["name"], texts["stems"], texts["said"], texts["fields"], ends, texts["bare"], texts["full"], texts["also"], en,
        str(entry.get("en_name", "")), en_also, texts["parts"], tuple(map(str, shapes)), texts["called"], steps,
        bool(entry.get("seldom")), bool(entry.get("central")),
    )  # fmt: skip


def _step(path: Path, id: str, step: str, sources: dict[str, str]) -> Step:
    try:
        successor, year, how, source = step.split()
        if how not in _HOW:
            raise ValueError(how)
        return Step(successor, int(year), how, sources[source])
    except (ValueError, KeyError) as error:
        raise CorpusError(
            f"{path}: {id}: {step!r} is no step, which is a kind, a year, {' or '.join(_HOW)}, and one of the sources"
        ) from error


def _check(path: Path, kinds: dict[str, Kind]) -> None:
    for kind in kinds.values():
        for other in (*kind.parts, *(step.id for step in kind.became)):
            if other not in kinds:
                raise CorpusError(f"{path}: {kind.id} names {other}, which has no entry")
