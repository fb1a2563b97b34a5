"""Which of several plans a question names, by place, year, level or words of its title; the plans' entries are all it knows."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.levels import place_named, province
from corpus.library import Entry
from corpus.normalize import clean, fold_characters
from corpus.readers import read_data

WORDS_FILE = Path(__file__).with_name("routing.toml")
# A plan's full title is at least so long; shorter ones are read as words of a title.
_FULL = 6
_LONGEST_WORD = 16
_LONGEST_PLACE = 12
_YEAR = re.compile(r"(?<!\d)(?:(?P<long>(?:19|20)\d\d)(?:年度?)?|(?P<short>\d\d)年度?)$")
_STEM = re.compile("(?:自治区|自治州|自治县|自治旗|省|市|地区|盟|州|县|区|旗)$")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_DEMONSTRATIVE = "[那这]一?(?:个|份|张|套|版|部)"
# 2024年那个谁负责, but not 2024年那个项目谁负责.
_ALONE = r"(?=[里中上的呢吗,。.?!:;、\s]|谁|哪|由|有|是|怎|什么|$)"
_ABOUT = re.compile(r"(?:在|按照?|问)?$")
_AFTER_PLACE = re.compile(r"(?:那边|这边|那里|里|的|,|:|\s)*")
# 青原谁牵头, 青原的数据局, 那青原呢: where a place stands by itself.
_PLACE_ENDS = re.compile(r"(?=的|里|那边|这边|那里|谁|哪|有|由|呢|是|怎|什么|负责|牵头|共|一共|[,:?\s]|$)")
# 海州第10条, 海州2025年第3项: no office is called so.
_NUMBERED = re.compile(r"(?:(?:19|20)\d\d年)?第[\d一二三四五六七八九十百]+(?:条|项|部分|章|个|款)")
_TITLE_ENDS = re.compile(r"(?=里|中|上|的|说|谁|哪|有|由|呢|是|怎|什么|共|一共|[,:?》\s]|$)")


class Names(StrEnum):
    """How many of the plans a question names."""

    NONE = "none"
    SOME = "some"
    ALL = "all"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Route:
    """The plans named, and the question without the words that name them.

    With UNCLEAR `ids` are those that the words fit, none where they fit none of the plans; `absent` is then the place whose
    plan is named and is not there. `bare` is whether nothing else is asked: 那青原的方案呢.
    """

    names: Names
    ids: tuple[str, ...] = ()
    question: str = ""
    bare: bool = False
    absent: str = ""


@dataclass(frozen=True, slots=True)
class _Reference:
    start: int
    end: int
    ids: frozenset[str]
    instead: str = ""


@dataclass(frozen=True, slots=True)
class _Level:
    words: tuple[str, ...]
    english: tuple[str, ...]
    place: re.Pattern[str]
    issuer: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Words:
    """routing.toml, compiled."""

    every: re.Pattern[str]
    anchor: re.Pattern[str]
    english: re.Pattern[str]
    general: frozenset[str]
    common: re.Pattern[str]
    ordinary: frozenset[str]
    joint: re.Pattern[str]
    english_joints: frozenset[str]
    before: re.Pattern[str]
    office: re.Pattern[str]
    nothing: re.Pattern[str]
    of_place: re.Pattern[str]
    no_place: re.Pattern[str]
    nationalities: str
    levels: tuple[_Level, ...]


@functools.cache
def _words() -> _Words:
    data = read_data(WORDS_FILE)

    def either(words: Sequence[str]) -> str:
        return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))

    nouns, loose = either(data["nouns"]), either(data["loose"])
    return _Words(
        re.compile("|".join(data["all"])),
        re.compile(
            rf"的?(?:(?P<dem>{_DEMONSTRATIVE}|[那这])?(?P<noun>{nouns})|(?P<that>{_DEMONSTRATIVE}|[那这])(?P<loose>{loose})"
            rf"|(?P<alone>{_DEMONSTRATIVE}){_ALONE})"
            # 那2016年的呢
            r"|(?P<ellipsis>的?)(?=呢?[?。!]?$)"
        ),
        re.compile(rf"(?<![\w-])(?:{either(data['english'])})(?![\w-])"),
        frozenset(data["general"]),
        re.compile(either(data["common"])),
        frozenset(data["common"]),
        re.compile(rf"(?:{data['joints']})$"),
        frozenset(data["english_joints"]),
        re.compile(rf"(?:^|[,。?!:;\s]|{data['before']})$"),
        re.compile(data["office"]),
        re.compile(data["nothing"]),
        re.compile(rf"(?:的|[那里这]边的?|{_DEMONSTRATIVE}|[那这]|\s)*(?:{nouns}|{loose}){_TITLE_ENDS.pattern}"),
        re.compile(either(data["no_place"])),
        str(data["nationalities"]),
        tuple(_level(row) for row in data["levels"]),
    )


def _level(row: dict[str, Any]) -> _Level:
    longest = sorted(row["words"], key=len, reverse=True)
    return _Level(tuple(longest), tuple(row["english"]), re.compile(row["place"]), re.compile(row.get("issuer", "")))


def route(question: str, entries: Sequence[Entry], current: str, said: Callable[[str], bool]) -> Route:
    """The plans of `entries` that a question names, asked where `current` is the plan that it goes to otherwise.

    `said` tells whether folded words stand in the current plan's text: what that says itself names no other plan.
    """
    original = clean(question)
    text = fold_characters(original).lower()
    if (absent := _absent(text, entries, said)) is not None:
        place, reference = absent
        return replace(_routed(Names.UNCLEAR, (), original, [reference]), absent=place)
    if len(entries) < 2:
        return Route(Names.NONE, (), question)
    if found := _words().every.search(text):
        ids = tuple(entry.id for entry in entries)
        return _routed(Names.ALL, ids, original, [_Reference(*found.span(), frozenset(ids), _plan_in(text))])
    naming = _Naming(text, tuple(entries), current, said)
    references = naming.full_titles() or naming.references() or naming.places()
    if not references:
        return Route(Names.NONE, (), question)
    meant: dict[str, None] = {}
    for reference in references:
        fitting = reference.ids if len(reference.ids) == 1 else reference.ids & {current}
        if not fitting:
            among = tuple(entry.id for entry in entries if entry.id in reference.ids)
            return _routed(Names.UNCLEAR, among, original, references)
        meant.update(dict.fromkeys(fitting))
    return _routed(Names.SOME, tuple(meant), original, references)


def _absent(text: str, entries: Sequence[Entry], said: Callable[[str], bool]) -> tuple[str, _Reference] | None:
    """The place whose plan a folded text names, where no plan is of it and the current one does not speak of it."""
    words = _words()
    for plan in words.of_place.finditer(text):
        for start in range(plan.start() - 2, max(-1, plan.start() - _LONGEST_PLACE), -1):
            name = text[start : plan.start()]
            if words.before.search(text[:start]) and _is_place(name):
                known = any(name in _folded(f"{entry.place} {entry.title} {entry.called('zh')}") for entry in entries)
                return None if known or said(name) else (name, _Reference(start, plan.end(), frozenset(), "方案"))
    return None


def _is_place(name: str) -> bool:
    """Whether folded words are the name of one place: 大理市, 云南, but not 全市, 其他县."""
    if _words().no_place.match(name):
        return False
    found = province(name)
    if found is not None and found[1] == len(name):
        return True
    place = place_named(name)
    return place is not None and len(place.stem) > 1


def _plan_in(text: str) -> str:
    return "方案" if _CHINESE.search(text) else "the plan"


def _routed(names: Names, ids: tuple[str, ...], text: str, references: list[_Reference]) -> Route:
    rest = text
    for reference in sorted(references, key=lambda one: one.start, reverse=True):
        rest = rest[: reference.start] + reference.instead + rest[reference.end :]
    rest = rest.strip(" ,，:：、")
    bare = not re.search(r"\w", _words().nothing.sub("", rest.lower()))
    return Route(names, ids, rest, bare)


class _Naming:
    """The references to plans in one folded question."""

    def __init__(self, text: str, entries: tuple[Entry, ...], current: str, said: Callable[[str], bool]) -> None:
        self._text = text
        self._entries = entries
        self._current = current
        self._said = said
        self._words = _words()
        self._every = frozenset(entry.id for entry in entries)

    # A title in full, with or without its marks.

    def full_titles(self) -> list[_Reference]:
        found: list[_Reference] = []
        for entry in self._entries:
            titles = sorted({_folded(title) for title in (*entry.titles.values(), entry.title)}, key=len, reverse=True)
            for title in titles:
                start = self._text.find(title) if len(title) >= _FULL else -1
                if start < 0:
                    continue
                end = start + len(title)
                marked = self._text[start - 1 : start] == "《" and self._text[end : end + 1] == "》"
                start, end = (start - 1, end + 1) if marked else (start, end)
                found.append(_Reference(start, end, frozenset({entry.id}), _plan_in(self._text)))
                break
        return _apart(found)

    # Words that name, and what a plan is called: 2024年那个, 县里那张分解表, the 2016 plan.

    def references(self) -> list[_Reference]:
        found = [reference for match in self._words.anchor.finditer(self._text) if (reference := self._anchored(match))]
        return _apart(found) or _apart(list(self._english()))

    def _anchored(self, match: re.Match[str]) -> _Reference | None:
        start, ids, kinds = self._run(match.start())
        noun = match["noun"] or match["loose"] or ""
        pointed = bool(match["dem"] or match["that"] or match["alone"])
        if match["ellipsis"] is not None:
            # Nothing else is said, and what names the plan is no subject.
            alone = kinds and kinds <= {"year", "place", "level"} and self._text[:start] in ("", "那", "那么")
            named = alone and ids and not self._said(self._text[start : match.end()])
            return _Reference(start, match.end(), ids, "方案") if named else None
        if not kinds:
            return self._by_noun(match, noun) if pointed and noun else None
        if not pointed:
            by_title = kinds == {"title"}
            if by_title and not (
                self._words.before.search(self._text[:start]) and _TITLE_ENDS.match(self._text, match.end())
            ):
                return None
            if kinds == {"level"} and not re.search("[里的级]$", self._text[start : match.start()] + match[0][:1]):
                return None
            if not ids:
                return None
        if self._said(self._text[start : match.end()]):
            return None
        if len(ids) > 1 and noun and noun not in self._words.general:
            ids = frozenset(entry.id for entry in self._entries if entry.id in ids and noun in entry.title) or ids
        return _Reference(start, match.end(), ids, "方案")

    def _by_noun(self, match: re.Match[str], noun: str) -> _Reference | None:
        """那张分解表: the plan whose title says so, where the current one's does not."""
        named = frozenset(entry.id for entry in self._entries if noun in entry.title)
        pointer = match["dem"] or match["that"] or ""
        if (
            noun in self._words.general
            or not named
            or self._current in named
            or not pointer.startswith("那")
            or self._said(noun)
        ):
            return None
        return _Reference(match.start(), match.end(), named, "方案")

    def _run(self, end: int) -> tuple[int, frozenset[str], set[str]]:
        """Where the words that name a plan before `end` begin, the plans that all of them fit, and their kinds."""
        ids, kinds, start, at = self._every, set[str](), end, end
        while at > 0:
            if found := self._before(at):
                length, fitting, kind = found
                at -= length
                start, ids = at, ids & fitting
                kinds.add(kind)
            elif joint := self._words.joint.search(self._text[:at]):
                at = joint.start()
            else:
                break
        return start, ids, kinds

    def _before(self, end: int) -> tuple[int, frozenset[str], str] | None:
        """The longest words that end at `end` and name plans: their length, the plans, and what they name them by."""
        head = self._text[:end]
        found: list[tuple[int, frozenset[str], str]] = []
        if year := _YEAR.search(head):
            value = int(year["long"] or f"20{year['short']}")
            found.append((len(year[0]), self._where(lambda entry: entry.year == value), "year"))
        for entry in self._entries:
            for name in _names(entry.place):
                if head.endswith(name):
                    found.append((len(name), self._where(lambda one, n=name: n in _names(one.place)), "place"))  # type: ignore[misc]
        for level in self._words.levels:
            word = next((word for word in level.words if head.endswith(word)), "")
            if word and not re.search(
                r"[各每省市县区\u3400-\u9fff]$" if len(word) == 1 else "[各每省市县区]$", head[: -len(word)]
            ):
                found.append((len(word), self._where(functools.partial(_of_level, level)), "level"))
        for length in range(min(_LONGEST_WORD, end), 1, -1):
            if not _CHINESE.fullmatch(word := head[-length:]):
                continue
            if fitting := self._where(lambda entry, w=word: any(w in run for run in _runs(entry))):  # type: ignore[misc]
                found.append((length, fitting, "title"))
                break
        return max(found, key=lambda one: one[0], default=None)

    def _where(self, fits: Callable[[Entry], bool]) -> frozenset[str]:
        return frozenset(entry.id for entry in self._entries if fits(entry))

    # English.

    def _english(self) -> Iterator[_Reference]:
        tokens = [(match[0], *match.span()) for match in re.finditer(r"[a-z]+|\d+|'s", self._text)]
        for place, (word, _, end) in enumerate(tokens):
            if not self._words.english.fullmatch(word):
                continue
            found = self._english_run(tokens[:place][::-1])
            after = tokens[place + 1 :]
            if found is None and word != "one" and after and after[0][0] in ("of", "for", "from", "on", "in"):
                if run := self._english_run(after[1:], onward=True):
                    yield _Reference(tokens[place][1], run[1], run[2], word)
                continue
            if found is not None and not self._said(self._text[found[0] : end]):
                instead = "plan" if self._text[max(0, found[0] - 4) : found[0]] == "the " else "the plan"
                yield _Reference(found[0], end, found[2], instead)

    def _english_run(
        self, tokens: list[tuple[str, int, int]], onward: bool = False
    ) -> tuple[int, int, frozenset[str]] | None:
        """Where the words that name a plan, the nearest first, begin and end, and the plans that they fit."""
        ids, spans, at = self._every, list[tuple[int, int]](), 0
        while at < len(tokens):
            two = [tokens[at], *tokens[at + 1 : at + 2]]
            pair = " ".join(word for word, _, _ in (two if onward else two[::-1]))
            named = self._english_word(pair) if len(two) == 2 else None
            width = 2 if named is not None else 1
            named = named if named is not None else self._english_word(tokens[at][0])
            if named is None:
                if tokens[at][0] not in self._words.english_joints:
                    break
            else:
                ids &= named
                spans += [span[1:] for span in tokens[at : at + width]]
            at += width
        return (min(spans)[0], max(spans)[1], ids) if spans else None

    def _english_word(self, word: str) -> frozenset[str] | None:
        """The plans that an English word names, None where it names none."""
        if re.fullmatch(r"(?:19|20)\d\d", word):
            return self._where(lambda entry: entry.year == int(word))
        for level in self._words.levels:
            if word in level.english:
                return self._where(functools.partial(_of_level, level))
        if word in self._words.ordinary or len(word) < 4:
            return None
        return self._where(lambda entry: word in _latin(entry)) or None

    # A place by itself: 青原谁牵头, 那青原呢.

    def places(self) -> list[_Reference]:
        found: list[_Reference] = []
        for entry in self._entries:
            # The longest name first: 青原省 before 青原.
            for name in _names(entry.place):
                if entry.id == self._current or self._said(name):
                    break
                match = next(self._alone(name), None)
                if match is not None:
                    start = match[0] - len((_ABOUT.search(self._text[: match[0]]) or [""])[0])
                    after = _AFTER_PLACE.match(self._text, match[1])
                    fitting = self._where(lambda one, n=name: n in _names(one.place))  # type: ignore[misc]
                    found.append(_Reference(start, after.end() if after else match[1], fitting))
                    break
        return _apart(found) or self._latin_places()

    def _alone(self, name: str) -> Iterator[tuple[int, int]]:
        for match in re.finditer(re.escape(name), self._text):
            before = self._words.before.search(self._text[: match.start()])
            end = match.end()
            stands = _PLACE_ENDS.match(self._text, end) and not self._words.office.match(self._text, end)
            if before and (stands or _NUMBERED.match(self._text, end)):
                yield match.span()

    def _latin_places(self) -> list[_Reference]:
        for entry in self._entries:
            if entry.id != self._current and entry.place:
                for word in re.findall("[a-z]{4,}", entry.id):
                    match = re.search(rf"\b(?:in|for|at|from) {word}\b", self._text)
                    if match and word not in self._words.ordinary:
                        return [_Reference(*match.span(), self._where(lambda one, w=word: w in one.id))]  # type: ignore[misc]
        return []


def _apart(references: list[_Reference]) -> list[_Reference]:
    """The references without those that lie within another."""
    kept: list[_Reference] = []
    for reference in sorted(references, key=lambda one: (one.start - one.end, one.start)):
        if all(reference.end <= other.start or other.end <= reference.start for other in kept):
            kept.append(reference)
    return kept


def _of_level(level: _Level, entry: Entry) -> bool:
    if not entry.place:
        return bool(level.issuer.pattern and level.issuer.match(entry.issuer or entry.title))
    return bool(level.place.search(entry.place))


@functools.cache
def _folded(text: str) -> str:
    return fold_characters(clean(text)).lower()


@functools.cache
def _names(place: str) -> tuple[str, ...]:
    """A place's name with and without the word for its level, the longer first."""
    stem = _STEM.sub("", place)
    people = re.search(rf"(?:{_words().nationalities})+$", stem) if "自治" in place else None
    # 内蒙古 keeps its name, of which nothing would be left.
    stem = stem[: people.start()] if people and people.start() > 1 else stem
    return tuple(name for name in dict.fromkeys((place, stem)) if len(name) > 1)


@functools.cache
def _title_runs(title: str, place: str) -> tuple[str, ...]:
    """The runs of a title that may tell it from others."""
    rest = _words().common.sub(" ", _folded(title.replace(place, " ") if place else title))
    return tuple(run for run in _CHINESE.findall(rest) if len(run) > 1)


def _runs(entry: Entry) -> tuple[str, ...]:
    return _title_runs(entry.title, entry.place)


def _latin(entry: Entry) -> frozenset[str]:
    """The Latin words that a plan's id and English title have."""
    found = re.findall("[a-z]{4,}", f"{entry.id} {entry.titles.get('en', '')}".lower())
    return frozenset(found) - _words().ordinary
