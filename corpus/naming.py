"""Written names read as offices: a level or place and a kind, or a name that stays itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.levels import CENTRAL, NOWHERE, WORDS, Level, Place, heads, place_named, province
from corpus.normalize import fold
from corpus.offices import Kinds

_BLANKS = re.compile(r"\s+")
_BRACKET = re.compile(r"^([^()]{2,})\(([^()]+)\)$")
_PARTY = re.compile(r"^(?:党?委|人民政府|政府)(?!员会$)")
# What is left without the place names no office: 锡林浩特市人民政府.
_GENERAL = re.compile(
    "(?:人民)?政府|(?:行政)?公署|管委会|管理委员会|(?:街道)?办事处|中心支行|支行|分行|分局|委员会|办公室|(?:有限|集团)?公司|集团|中心|总部|党委|电力有限公司"
)
_LEAGUE = re.compile(
    rf"^(?:团|共青团)(?:({'|'.join(sorted(WORDS, key=len, reverse=True))})委(?:员会)?|(中央)(?:委员会)?|(.{{2,8}}?)委(?:员会)?)$"
)
_BRANCH = re.compile(r"^(.+[局厅委办院])([\u3400-\u9fff]{1,6})(?:分局|分院|分中心)$")
_COLLECTIVE = re.compile(r"^(?:各|相关|有关|其他|所有)")
_SHORTER = (
    ("集团有限责任公司", "集团"),
    ("集团股份有限公司", "集团"),
    ("集团有限公司", "集团"),
    ("集团公司", "集团"),
    ("股份有限公司", "公司"),
    ("有限责任公司", "公司"),
    ("有限公司", "公司"),
    ("人民政府", "政府"),
    ("管理委员会", "管委会"),
    ("领导小组办公室", "办"),
    ("委员会办公室", "办"),
    ("办公室", "办"),
    ("委员会", "委"),
    ("街道办事处", "街道办"),
    ("联合会", "联"),
)
_LONGER = (("政府", "人民政府"), ("管委会", "管理委员会"), ("街道办", "街道办事处"))
_LEVELS = re.compile("省级|市级|县级|省|自治区|设区市|市|州|盟|自治县|县|区|旗|乡|镇|街道|苏木")


@dataclass(frozen=True, slots=True)
class Office:
    """A name read: its kinds (the main one first; none where it stays itself), whose it is, and what is left without that.

    `branch` is the place that a branch names beside whoever it belongs to: 南澄 of 市公安局南澄分局.
    """

    name: str
    kinds: tuple[str, ...]
    place: Place
    rest: str
    branch: str = ""
    collective: bool = False


def plain(name: str) -> str:
    """A name as it is compared: folded, without blanks."""
    return _BLANKS.sub("", fold(name)) if not name.isascii() else fold(name)


def read_office(name: str, kinds: Kinds) -> Office:
    """The office of a written name."""
    said = plain(name)
    if _COLLECTIVE.match(said):
        flat = re.sub("[()、,]", "", said)
        found = kinds.of(said) or kinds.of(flat) or ((shaped[0],) if (shaped := kinds.shaped(flat)) else ())
        return Office(said, found, NOWHERE, said, collective=True)
    if bracket := _BRACKET.match(said):
        base = _read(bracket[1], kinds)
        others = (_read(inner, kinds) for inner in re.split("[、,/]", bracket[2]) if len(inner) > 1)
        more = [kind for other in others for kind in other.kinds]
        return Office(said, tuple(dict.fromkeys((*base.kinds, *more))), base.place, base.rest, base.branch)
    return _read(said, kinds)


def _read(said: str, kinds: Kinds) -> Office:
    if found := kinds.of(said):
        return Office(said, found, NOWHERE, said)
    if league := _LEAGUE.match(said):
        return Office(said, ("tuanwei",), _place_of_league(league), "团委")
    if branch := _BRANCH.match(said):
        inner = _read(branch[1], kinds)
        if inner.kinds:
            return Office(said, inner.kinds, inner.place, inner.rest, branch[2])
    if shaped := kinds.shaped(said):
        kind, where = shaped
        return Office(said, (kind,), _place(where), said, where)
    unread: Office | None = None
    if said.endswith("分局") and (found := kinds.of(said[:-2] + "局")):
        return Office(said, found, NOWHERE, said)
    for place, rest in heads(said, loosely=True):
        if found := kinds.of(rest):
            return Office(said, found, place, rest)
        if found := _of_party(rest, kinds):
            return Office(said, found, place, _PARTY.sub("", rest))
        if branch := _BRANCH.match(rest):
            inner = _read(branch[1], kinds)
            if inner.kinds:
                return Office(said, inner.kinds, place, inner.rest, branch[2])
    for place, rest in heads(said):
        if unread is None and len(rest) > 2 and place.word not in CENTRAL and not _GENERAL.fullmatch(rest):
            unread = Office(said, (), place, rest)
    if shaped := kinds.shaped(said, loosely=True):
        kind, where = shaped
        return Office(said, (kind,), _place(where), said, where)
    return unread or Office(said, (), NOWHERE, said)


def _of_party(rest: str, kinds: Kinds) -> tuple[str, ...]:
    """The kinds of an organ of the Party's committee: what is left of 省委宣传部 without 省."""
    if organ := _PARTY.match(rest):
        left = rest[organ.end() :]
        return (kinds.of("党委" + left) if organ[0].endswith("委") else ()) or kinds.of(left)
    return ()


def _place(words: str) -> Place:
    if (found := province(words)) and found[1] == len(words):
        return found[0]
    return place_named(words) or Place(None, words)


def _place_of_league(league: re.Match[str]) -> Place:
    word, centre, name = league.groups()
    if centre:
        return Place(Level.CENTRE, "", "中央")
    return Place(WORDS[word], "", word) if word else _place(name)


def other_names(office: Office, central: bool = False) -> Iterator[str]:
    """What an office is also called for what its name is made of: without its place, without brackets, shorter.

    `central` is whether the centre's own offices are meant, which are called without 国家 too.
    """
    if office.collective:
        yield from _of_many(office.name)
        return
    names = [office.name, office.rest]
    if bracket := _BRACKET.match(office.name):
        names += [bracket[1], *re.split("[、,/]", bracket[2])]
    heads_off = (
        _PARTY.sub("", rest) for name in names for place, rest in heads(name) if central or place.word not in CENTRAL
    )
    names += [rest for rest in heads_off if len(rest) > 2]
    for name in dict.fromkeys(names):
        if len(name) < 3 or _GENERAL.fullmatch(name):
            continue
        yield name
        for long, short in (*_SHORTER, *_LONGER):
            if name.endswith(long) and not (long == "政府" and name.endswith("人民政府")) and len(name) > len(long) + 1:
                yield name[: -len(long)] + short
                break


def without_place(name: str, stem: str) -> Iterator[str]:
    """What an office is called without the stem of its own place: 某江海事局, 某保险某江支公司."""
    if len(stem) > 1 and stem in name:
        for branch in ("", "中心支", "支", "分"):
            rest = name.replace(stem + branch, "", 1)
            if rest != name and len(rest) > 2 and not _GENERAL.fullmatch(rest):
                yield rest


def _of_many(name: str) -> Iterator[str]:
    """What offices named together are called: 各乡(镇)人民政府, 各乡镇政府, 乡镇人民政府."""
    flat = re.sub("[()、,]", "", name)
    yield flat
    if "(" in name:
        yield from _of_many(re.sub(r"\([^()]*\)", "", name))
    if not (levels := _LEVELS.findall(flat)):
        return
    end = next((end for end in ("人民政府", "政府", "行政公署", "管委会", "办事处") if flat.endswith(end)), "")
    if not end:
        yield flat.removeprefix("各")
        return
    ends = {"人民政府": ("人民政府", "政府"), "政府": ("政府", "人民政府"), "办事处": ("办事处", "办")}.get(end, (end,))
    head = flat.removeprefix("各")[: -len(end)] if flat.startswith("各") else flat[: -len(end)]
    for each in ends:
        yield "各" + head + each
        yield head + each
    yield "各" + head
    if len(levels) > 1:
        for level in levels:
            yield from (f"各{level}{each}" for each in ends)
