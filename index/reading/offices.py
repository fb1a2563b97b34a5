"""Spans of departments: exact names everywhere, bare stems, and misspelt, like-sounding or romanised names."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.normalize import fold
from corpus.parties import is_institution
from index.query import MatchKind, Mention
from index.reading.collectives import Collectives
from index.reading.content import is_word
from index.reading.governments import Governments
from index.reading.heard import Heard, Slip
from index.reading.kinds import Kinds, asked
from index.reading.lexicon import Lexicon, Unit
from index.reading.misspelt import Misspelt
from index.reading.names import INSTITUTION, SUFFIX, SURE_SUFFIX, Names, goes_on
from index.reading.spans import Span, inside_word
from index.reading.standing import stands
from index.reading.whose import placed

_CJK = re.compile(r"[\u3400-\u9fff]+")
_LATIN_WORDS = re.compile(r"[a-z'’-]+")
_OFFICE = re.compile(r"depar|bure|offi|commi|admin|tment|customs|author|minis")
_MOST_TRIED = 300
_LONGEST_NAME, _LONGEST_SOUND = 12, 8
_LEAST_PART = 3
_CONTRACTED, _LONGEST_CONTRACTION = re.compile("[\u3400-\u9fff]{2,8}"), 8
# 两个县政府 are not 各县政府.
_MEASURE = re.compile("[一二两三四五六七八九十几哪这那每多整0-9]个")
# What joins offices in a list.
_JOINED = re.compile("[和跟与及、]")
_LEAST_LONG = 6
_BODY = "部门"
_REMEMBERED = 16
_OF_GOVERNMENT = re.compile("政府.$")
_MOST_NAMED = 8
# Syllables of the longest names.
_LONGEST_SPELT = 24
_NOBODY = re.compile(rf"[\u3400-\u9fff]{{2,7}}[{SURE_SUFFIX}]")
_GOVERNMENT = re.compile(r"(?:[省市县区旗州盟乡镇]|[\u3400-\u9fff]{1,6}(?:[省市县旗州盟乡镇]|自治区))(?:人民)?政府")
# What makes an English name an institution's.
_NOUN = re.compile(r"\b(?:administration|authority|bureau|commission|committee|department|federation|office|police)\b")
_DOUBTFUL = ("bare", "stem", "cut")
_AFTER = ("role.", "want.", "logic.", "ask.", "stop.")
# Of spans that overlap the surest stays, then the longest.
_ORDER = {"full": 0, "pinyin": 1, "homophone": 2, "slip": 3, "typo": 4, "bare": 5, "stem": 5, "cut": 5, "unknown": 6}


class Offices:
    """The names of a plan's and other offices, by their first two characters."""

    def __init__(self, names: Names, lexicon: Lexicon) -> None:
        self._names = names
        self._mistakes = Misspelt(names)
        self._governments = Governments(names, lexicon)
        self._lexicon = lexicon
        self._heard = Heard(lexicon, lambda: names.sounds)
        # Parts of two characters, which other words have as well.
        self._short = {part for part in names.parts if len(part) < _LEAST_PART and not self._governments.is_place(part)}
        self._known = known = _known(names, self._short)
        # Found before the words are mended, and again where none was.
        self._exact = functools.lru_cache(_REMEMBERED)(self._found_exactly)
        self._collectives = Collectives(names.tables)
        self._kinds = Kinds(names.tables)
        self._by_head: dict[str, list[str]] = {}
        for name in sorted(known, key=len, reverse=True):
            self._by_head.setdefault(name[:2], []).append(name)
        latin = {word for name in known if name[0].isascii() for word in _LATIN_WORDS.findall(name)}
        self._named_words = frozenset(latin)
        # What the plan itself says in English is spelt right.
        spelt = " ".join((*names.tables.english_texts(), *self._kinds.members))
        self._said = frozenset(_LATIN_WORDS.findall(fold(spelt)))
        self._words = sorted(word for word in latin if len(word) >= 6)
        self._word_set = frozenset(self._words)

    def mended(self, text: str) -> tuple[str, list[Slip]]:
        """Latin words a letter from a word of a department's name, and Chinese ones that sound like one that binds, as that word.

        Those that are words themselves stay, and are told of: 前头 may be 牵头.
        """
        text = _LATIN_WORDS.sub(lambda match: self._mended_word(match.group()), text)
        named = {at for span in self._exact(text) if span.how == "full" for at in range(span.start, span.end)}
        slips = list(self._heard.words(text, named, lambda words: words in self._names.plan.text))
        for slip in slips:
            if slip.sure:
                text = text[: slip.start] + slip.word + text[slip.end :]
        return text, [slip for slip in slips if not slip.sure]

    def _mended_word(self, word: str) -> str:
        if len(word) < 6 or word in self._word_set or word in self._lexicon.words or word in self._said:
            return word
        most = 1 if len(word) < 9 else 2
        found = process.extractOne(word, self._words, scorer=OSA.distance, score_cutoff=most)
        if found is None or found[0][0] != word[0] or found[0].rstrip("s") == word:
            return word
        return word if word.endswith(("al", "ed", "ing", "er")) else found[0]

    def spans(self, text: str) -> list[Span]:
        """Departments from left to right, of those that overlap the surest."""
        named = self._exact(text)
        listed = self._governments.listed(text, named)
        exact = [span for span in named if span in listed or self._may_stand(text, span) or _is_of_long(span, named)]
        exact += [span for span in named if span not in exact and _is_listed(text, span, exact)]
        together = functools.partial(self._together, text)
        # Where a kind is called as one party is, the kind is meant.
        exact = [*self._kinds.spans(text, together), *exact, *self._collectives.spans(text, together)]
        sure = {at for span in exact if span.how == "full" for at in range(span.start, span.end)}
        found = self._misspelt(text, sure) + self._latin(text, sure) + self._abbreviated(text, sure)
        contracted = [one for one in self._contracted(text, sure) if all(one.clear_of(span) for span in found)]
        # A part of a misspelt name that is like another office is no name by itself.
        found = [span for span in found if not any(_within(span, other) for other in found)]
        wider = {span for span in found if self._is_wider(span, exact)} | {*contracted}

        def rank(span: Span) -> tuple[bool, bool, bool, int, int, bool]:
            order, several = _ORDER[span.how], span.mention is not None and len(span.mention.candidates) > 1
            absent = span.mention is not None and not span.mention.parties
            return span not in wider, order >= _ORDER["bare"], several, order, -len(span.text), absent

        kept: list[Span] = []
        for span in sorted(exact + found + contracted, key=rank):
            if all(span.clear_of(other) for other in kept):
                kept.append(span)
        named = self._placed(text, sorted(kept, key=lambda span: span.start)[:_MOST_NAMED])
        named = sorted([*named, *self._unknown(text, named)], key=lambda span: span.start)
        return [self._governments.told(span, named) for span in named]

    def _together(self, text: str, start: int, end: int) -> bool:
        """Whether words at a place of a text stand for several offices together."""
        return stands(text, start, end, self._lexicon) or asked(text, start, end)

    def _unknown(self, text: str, named: Sequence[Span]) -> Iterator[Span]:
        """What stands where a department stands and ends like one, but is in no registry: 火星厅牵头哪些."""
        at = 0
        for end in [*(span.start for span in named), len(text)]:
            units = [*self._lexicon.units(text, at, end), None]
            run: list[Unit] = []
            for unit in units:
                if unit is not None and _is_of_a_name(unit) and (not run or run[-1].end == unit.start):
                    run.append(unit)
                    continue
                words = "".join(each.text for each in run)
                if self._names_nobody(text, words, run, unit):
                    yield Span("D", "unknown", run[0].start, run[-1].end, words, Mention(words, (), MatchKind.EXACT))
                run = [unit] if unit is not None and _is_of_a_name(unit) else []
            at = next((span.end for span in named if span.start == end), end)

    def _names_nobody(self, text: str, words: str, run: Sequence[Unit], after: Unit | None) -> bool:
        """Whether words that no name accounts for stand and end as a department or a government does."""
        if _GOVERNMENT.fullmatch(words):
            return stands(text, run[0].start, run[-1].end, self._lexicon)
        if not _NOBODY.fullmatch(words) or not _is_beside(after):
            return False
        # 音乐厅 is a word, and what the plan's tasks are about is no office that it lacks.
        return not any(is_word(words[-size:]) for size in (2, 3)) and words not in self._names.plan.text

    def _placed(self, text: str, spans: list[Span]) -> list[Span]:
        """The spans with the level or place before each, which says whose office is meant: 各市 of 各市财政局 is no party."""
        found: list[Span] = []
        for span in spans:
            last = found[-1] if found else None
            may_belong = last is not None and last.end == span.start and last.how == "bare"
            since = 0 if last is None else last.start if may_belong else last.end
            if span.mention is not None:
                start, mention = placed(text, span.start, span.end, since, span.mention, self._names)
                if last is not None and start < last.end:
                    found.pop()
                if start < span.start or mention is not span.mention:
                    span = replace(span, start=start, text=text[start : span.end], mention=mention)
            found.append(span)
        return found

    def _is_wider(self, span: Span, exact: list[Span]) -> bool:
        """Whether a misspelt name that is nearly an official one stands for a shorter exact one within it."""
        if any(e.how == "full" and not e.clear_of(span) and len(e.text) > len(span.text) for e in exact):
            return False  # the longer name is there as it is written, and no slip
        within = [e for e in exact if e.how != "cut" and span.start <= e.start and e.end <= span.end]
        return bool(within) and (_sounds_like_the_plans(span, within) or self._outgrows(span, within))

    def _outgrows(self, span: Span, within: Sequence[Span]) -> bool:
        """Whether a name of one department is two characters longer than those within it, and nearly an official one."""
        if max(len(e.text) for e in within) > len(span.text) - 2:
            return False
        mention = span.mention
        return (
            mention is not None and len(mention.candidates) < 2 and self._mistakes.nearly_official(span.text, mention)
        )

    def _found_exactly(self, text: str) -> list[Span]:
        """Every name of the tables in a text, overlapping ones too."""
        found: list[Span] = []
        for at in range(len(text)):
            if text[at].isspace() or inside_word(text, at):
                continue
            for name in self._by_head.get(text[at : at + 2], ()):
                if text.startswith(name, at) and not (
                    name[-1].isascii() and at + len(name) < len(text) and inside_word(text, at + len(name))
                ):
                    found.append(self._named(text, at, name))
            if text[at].isascii() and (other := self._names.reordered(text, at)):
                mention = self._names.mention(other[0], [other[1]], MatchKind.EXACT)
                found.append(Span("D", "full", at, at + len(other[0]), other[0], mention))
        return found

    def _may_stand(self, text: str, span: Span) -> bool:
        """Whether a stem that the plan's own offices do not have, or that is hardly a part of a name, stands as an office."""
        short = span.text in self._short
        if span.how not in _DOUBTFUL or (span.mention is not None and span.mention.parties and not short):
            return True
        if span.how == "bare" and (
            span.text in self._names.exact or is_institution(span.text) or _NOUN.search(span.text)
        ):
            return True
        return span.how != "cut" and stands(text, span.start, span.end, self._lexicon, short)

    def _named(self, text: str, at: int, name: str) -> Span:
        id, how = self._known[name]
        end = at + len(name)
        if goes_on(text, end, name):
            how = "cut"
        named = name in self._names.exact or name in self._names.bare or name in self._names.parts
        mention = self._names.called(name) if named else self._names.mention(name, [id], MatchKind.EXACT)
        return Span("D", how, at, end, name, mention)

    def _may_be_an_office(self, window: str) -> bool:
        """Whether English words may be a misspelt office; the lead department is none."""
        return len(window) >= 10 and _OFFICE.search(window) is not None and not self._is_talk(window)

    def _is_talk(self, window: str) -> bool:
        """Whether every English word of it is spelt right, and one is of no department's name but of what is asked."""
        words = set(_LATIN_WORDS.findall(window))
        talk = words - self._named_words
        return bool(talk) and talk <= self._lexicon.words.keys()

    def _misspelt(self, text: str, sure: set[int]) -> list[Span]:
        """Chinese names a character off, or of the same sound."""
        found: list[Span] = []
        tried = 0
        for start, end in self._windows(text, sure):
            if tried > _MOST_TRIED:
                break
            window, mention = text[start:end], None
            if window[-2:] in self._lexicon.words and not window.endswith(_BODY):
                continue  # 环保主办 is no misspelt office
            if text[end - 1] in SUFFIX:
                tried += 1
                mention = self._mistakes.misspelt(window)
            if mention is None and end - start <= _LONGEST_SOUND and sure.isdisjoint(range(start, end)):
                tried += 1
                mention = self._mistakes.like_sounding(window)
            if mention:
                found.append(Span("D", str(mention.known), start, end, window, mention))
        return found

    def _windows(self, text: str, sure: set[int]) -> Iterator[tuple[int, int]]:
        """Where runs of Chinese may have a misspelt name: in what is not all of sure names, with a character of no known word."""
        strange = [unit.start for unit in self._lexicon.whole(text) if not unit.classes]
        strange = [at for at in strange if at not in sure]
        for run in _CJK.finditer(text):
            for end in range(run.start() + 3, run.end() + 1):
                for start in range(max(run.start(), end - _LONGEST_NAME), end - 2):
                    if start and _MEASURE.match(text, start - 1):
                        continue
                    has_strange = bisect.bisect_left(strange, start) < bisect.bisect_left(strange, end)
                    if has_strange and not (end - 1 in sure and start in sure):
                        yield start, end

    def _abbreviated(self, text: str, sure: set[int]) -> list[Span]:
        """Long names said in a few of their characters."""
        found: list[Span] = []
        for run in _CJK.finditer(text):
            for start, end, id in self._mistakes.abbreviations.within(text, *run.span()):
                words = text[start:end]
                if sure.isdisjoint(range(start, end)) and words not in self._known and not is_word(words):
                    found.append(Span("D", "slip", start, end, words, self._names.mention(words, [id], MatchKind.SLIP)))
        return found

    def _contracted(self, text: str, sure: set[int]) -> list[Span]:
        """Names said in a few of their characters, all that stands unknown where an office stands: 农商行牵头哪些."""
        units = self._lexicon.whole(text)
        found: list[Span] = []
        for first, start in enumerate(units):
            if first and _goes_on(units[first - 1], start):
                continue
            for last in range(min(first + _LONGEST_CONTRACTION, len(units)) - 1, first - 1, -1):
                window = units[first : last + 1]
                words = text[start.start : window[-1].end]
                if last + 1 < len(units) and _goes_on(units[last + 1], window[-1]):
                    continue
                strange = any(not unit.classes and unit.start not in sure for unit in window)
                if not strange or not _CONTRACTED.fullmatch(words) or words in self._known:
                    continue
                # 金融监管分局 is said of an office, 金融监管分 of none.
                ends = text[window[-1].end : window[-1].end + 1]
                if (ends and ends in SUFFIX) or not stands(text, start.start, window[-1].end, self._lexicon, True):
                    continue
                if len(ids := self._mistakes.contractions.of(words)) == 1:
                    mention = self._names.mention(words, ids, MatchKind.SLIP)
                    found.append(Span("D", "slip", start.start, window[-1].end, words, mention))
                    break
        return found

    def _latin(self, text: str, sure: set[int]) -> list[Span]:
        """Names in pinyin, and English ones a few letters off."""
        found: list[Span] = []
        words = [match.span() for match in _LATIN_WORDS.finditer(text)][:40]
        chinese = _CJK.search(text) is not None
        tried = 0
        for first, (start, _) in enumerate(words):
            for last in range(first, min(first + _LONGEST_SPELT, len(words))):
                end = words[last][1]
                if start in sure or end - 1 in sure:
                    continue
                window = text[start:end]
                mention = self._mistakes.from_pinyin(window)
                if mention is None and first == last and chinese and window not in self._lexicon.words:
                    mention = self._mistakes.from_initials(window)
                if mention is None and first == last and window not in self._lexicon.words and window not in self._said:
                    mention = self._mistakes.from_initialism(window)
                if mention is None and last - first <= 6 and tried < 40 and self._may_be_an_office(window):
                    tried += 1
                    mention = self._mistakes.misspelt_latin(window)
                if mention:
                    found.append(Span("D", str(mention.known), start, end, window, mention))
        return found


def _known(names: Names, short: Container[str]) -> dict[str, tuple[str, str]]:
    """Every name, part and stem with an id, and how it is known: full ones mean a department wherever they stand.

    `short` are the parts that stand only where a department does, as stems do.
    """
    known: dict[str, tuple[str, str]] = {name: (id, "bare") for name, id in names.bare.items()}
    # What the plan itself calls a party is one, whatever it ends in.
    written = names.registry.written_names
    for name, id in names.exact.items():
        sure = INSTITUTION.search(name) or name in written or name in names.whole_parts
        known[name] = (id, "full" if sure or not _CJK.match(name) else "bare")
    for part, ids in names.parts.items():
        known[part] = (ids[0], "stem" if part in short else "full" if part in names.whole_parts else "bare")
    for name, id in names.exact.items():
        if _has_stem(name):
            known.setdefault(name[:-1], (id, "stem"))
    return known


def _has_stem(name: str) -> bool:
    """Whether a name without its last character may mean it: 发改 of 发改委; a government is not its office."""
    short = 3 <= len(name) <= 6 and name[-1] in "厅局委办"
    return short and _CJK.fullmatch(name) is not None and not _OF_GOVERNMENT.search(name)


def _sounds_like_the_plans(span: Span, within: Sequence[Span]) -> bool:
    """Whether a name sounds like one of the plan's, and within it is none but of two characters: 望害街道办 is its 望海街道办."""
    known = span.how == "homophone" and span.mention is not None and span.mention.parties
    return bool(known) and not any(e.mention and e.mention.parties and len(e.text) >= _LEAST_PART for e in within)


def _is_of_long(span: Span, named: Sequence[Span]) -> bool:
    """Whether a stem is a part of a long name that is made of several: 文化广电新闻出版."""
    beside = (
        other for other in named if other.how in _DOUBTFUL and (other.start == span.end or other.end == span.start)
    )
    return span.how != "cut" and any(len(span.text) + len(other.text) >= _LEAST_LONG for other in beside)


def _is_listed(text: str, span: Span, others: Sequence[Span]) -> bool:
    """Whether a stem is joined to the name of an office, and so is one: 生态和工信."""
    beside = (
        _JOINED.fullmatch(text, min(span.end, other.end), max(span.start, other.start))
        for other in others
        if other.how in ("full", "bare") and span.clear_of(other)
    )
    return span.how in _DOUBTFUL and any(beside)


def _is_of_a_name(unit: Unit) -> bool:
    return not unit.classes or unit.text in SURE_SUFFIX


def _goes_on(unit: Unit, other: Unit) -> bool:
    """Whether an unknown word goes on with the one right beside it."""
    return not unit.classes and (unit.end == other.start or other.end == unit.start)


def _is_beside(unit: Unit | None) -> bool:
    """Whether a word is one that stands after a department: none, a role, a negation, what is asked for."""
    return unit is None or unit.text == "的" or any(name.startswith(_AFTER) for name in unit.classes)


def _within(span: Span, other: Span) -> bool:
    """Whether a misspelt name lies within a longer one that is misspelt in the same way, or means the same."""
    means = other.mention and span.mention and other.mention.candidates == span.mention.candidates
    alike = other.how == span.how or bool(means)
    return alike and other.start <= span.start and span.end <= other.end and other.text != span.text
