"""A folded question cut into tokens: department names, numbers, sections, cue words, and what is left over."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from corpus.readers import read_toml
from index.content import has_subject, is_word
from index.names import ANY_OF, INSTITUTION, MAX_NAME, NOT_BEFORE, SUFFIX, SURE_SUFFIX, Names
from index.numerals import number_at
from index.records import Known, Mention
from index.spelling import Spelling, known_words

CUES_FILE = Path(__file__).with_name("cues.toml")
REST = "rest"
DEPARTMENT = "department"
BARE = "bare"
MOST_PIECES = 8
# What a question holds of possible misspellings is far fewer; a page of noise must not take long.
MOST_WINDOWS = 120
MOST_LONGER = 40
_INSIDE_NAMES = frozenset("和与及")
# Cues that begin or continue a misspelt name all the same: 地金融监督管理局.
_PARTS_OF_NAMES = _INSIDE_NAMES | {"地", "地方"}
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SYLLABLE = (
    "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:i?ang|iong|uang|i?an|i?ao|uan|uai|eng|ing|ong|ai|ei|ou|en|er|ia|ie|iu|in|ua|uo|ui|un"
    "|v?e|ue|[aoeiuv])"
)
# A word that may be pinyin.
PINYIN_WORD = re.compile(rf"(?:{_SYLLABLE})+")
_SYLLABLES = re.compile(rf"{_SYLLABLE}(?: {_SYLLABLE})+(?![a-z])")
_NUMBERED = re.compile(r"\s*\d")
# 在不在, 牵不牵头, 算没算: a verb said twice asks whether.
_WHETHER = re.compile(r"([\u3400-\u9fff])[不没](?=\1)")
_LATIN_WORD = re.compile(r"[a-z][a-z'’-]*")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the folded question: its kind (group.name of the cue, or one of the kinds above) and what it carries."""

    kind: str
    start: int
    end: int
    text: str
    mention: Mention | None = None
    numbers: tuple[int, ...] = ()

    def of(self, *kinds: str) -> bool:
        """Whether the token is of one of the kinds; a group's name (role) stands for all of its kinds (role.lead)."""
        return not _kinds(self.kind).isdisjoint(kinds)


@functools.cache
def _kinds(kind: str) -> frozenset[str]:
    """The kinds that a token of `kind` is of, with their groups; asked for dozens of times a question."""
    return frozenset(name for its in kind.split() for name in (its, its.split(".")[0]))


class Scanner:
    """Cuts folded questions into tokens by longest match; nothing of the question is dropped."""

    def __init__(self, names: Names) -> None:
        self.names = names

    @cached_property
    def _particles(self) -> frozenset[str]:
        return frozenset(read_toml(CUES_FILE)["stop"]["particles"])

    @cached_property
    def _particles_of_names(self) -> frozenset[str]:
        return frozenset(read_toml(CUES_FILE)["stop"]["particles_of_names"])

    @cached_property
    def _words(self) -> dict[str, list[tuple[str, str]]]:
        """First two characters → (word, kind), longest first; a cue's kinds are joined where it stands in several groups."""
        kinds: dict[str, list[str]] = {}
        for group, lists in read_toml(CUES_FILE).items():
            for name, words in lists.items():
                for word in words:
                    kinds.setdefault(word, []).append(f"{group}.{name}")
        found: dict[str, list[tuple[str, str]]] = {}
        for word, its in kinds.items():
            found.setdefault(word[:2], []).append((word, " ".join(its)))
        for name in self.names.bare:
            found.setdefault(name[:2], []).append((name, BARE))
        for name in self.names.exact:
            # 文物 or 环境保护 is a department only where one stands; 文物局 always is.
            kind = BARE if _CHINESE.match(name) and not INSTITUTION.search(name) else DEPARTMENT
            found.setdefault(name[:2], []).append((name, kind))
        for entries in found.values():
            # At equal length a department is meant rather than a cue.
            entries.sort(key=lambda entry: (-len(entry[0]), entry[1] != DEPARTMENT, entry[1] == BARE))
        return found

    @cached_property
    def _spelling(self) -> Spelling:
        cues = [word for entries in self._words.values() for word, kind in entries if _is_mended(word, kind)]
        return Spelling(cues, {*self.names.exact, *self.names.bare}, known_words(self.names.plan), self.names.sound)

    def corrected(self, text: str, tokens: list[Token]) -> str:
        """`text` with misspelt cue words in what is left over replaced."""
        pieces, position = [], 0
        for index, token in enumerate(tokens):
            if token.kind == REST:
                words = self._spelling.nearest(text[token.start : token.end])
                # A like-sounding character may itself be a cue: the 和 of 配和.
                after = tokens[index + 1] if index + 1 < len(tokens) else None
                if after and after.kind != DEPARTMENT and after.start == token.end and len(after.text) == 1:
                    words = self._spelling.homophones(words + after.text)[: len(words) + 1]
                    pieces += [text[position : token.start], words]
                    position = after.end
                else:
                    pieces += [text[position : token.start], self._spelling.homophones(words)]
                    position = token.end
        return "".join((*pieces, text[position:]))

    def scan(self, text: str) -> list[Token]:
        """The tokens of a folded question, in order and without gaps other than blanks."""
        tokens: list[Token] = []
        position = rest = 0
        while position < len(text):
            token = self._at(text, position)
            if token is None:
                position += 1
                continue
            if text[rest:position].strip():
                tokens.append(_rest(text, rest, position))
            tokens.append(token)
            position = rest = token.end
        if text[rest:].strip():
            tokens.append(_rest(text, rest, len(text)))
        tried = itertools.count()
        return list(self._named(text, self._unbroken(text, self._settle(tokens), tried), tried))

    def _at(self, text: str, position: int) -> Token | None:
        char = text[position]
        if char.isspace():
            return None
        inside_word = _latin(char) and position > 0 and _latin(text[position - 1])
        if not inside_word and (found := number_at(text, position)):
            kind, end, values = found
            return Token(kind, position, end, text[position:end], numbers=values)
        if inside_word:
            return None
        if spelt := self._spelt(text, position):
            return spelt
        asks = _WHETHER.match(text, position)
        other_order = self.names.reordered(text, position) if _latin(char) else None
        # What starts with the two characters here is longer than what is one of them.
        for word, kind in (*self._words.get(text[position : position + 2], ()), *self._words.get(char, ())):
            if not text.startswith(word, position) or not _whole(text, position, len(word)):
                continue
            if (other_order and len(other_order[0]) > len(word)) or (asks and len(word) < 3):
                break
            end = position + len(word)
            if "want.sections" in kind and _NUMBERED.match(text, end):
                continue  # which section 1 tasks
            if kind != DEPARTMENT:
                if len(word) > 2 and self._names_at(text, end - 1):
                    continue  # 牵头人社厅配合 is 牵头 and 人社厅
                return Token(kind, position, end, word)
            if text[end : end + 1] and text[end] in NOT_BEFORE.get(word[-1], "") and not ANY_OF.match(text, end):
                continue
            return Token(kind, position, end, word, self.names.mention(word, [self.names.exact[word]], Known.EXACT))
        if other_order:
            said, id = other_order
            mention = self.names.mention(said, [id], Known.EXACT)
            return Token(DEPARTMENT, position, position + len(said), said, mention)
        return Token("ask.whether stop.words", position, asks.end(), asks.group()) if asks else None

    def _spelt(self, text: str, position: int) -> Token | None:
        """A name in spaced pinyin, of which syllables may look like cues: the shui (谁) of guo shui ju."""
        if (run := _SYLLABLES.match(text, position)) is None:
            return None
        ends = [position + match.end() for match in re.finditer(r"[a-z]+", run.group())][1:MAX_NAME]
        for end in reversed(ends):
            if mention := self.names.from_pinyin(text[position:end]):
                return Token(DEPARTMENT, position, end, text[position:end], mention)
        return None

    def _names_at(self, text: str, position: int) -> bool:
        """Whether a department's whole name stands at `position`."""
        names = self._words.get(text[position : position + 2], ())
        return any(kind == DEPARTMENT and len(word) > 2 and text.startswith(word, position) for word, kind in names)

    def _settle(self, tokens: list[Token]) -> list[Token]:
        """Parts of words given back to the words around them, and bare stems made departments where one stands."""
        parts = [self._is_part_of_word(tokens, index) for index in range(len(tokens))]
        whole = _merged(
            [replace(token, kind=REST) if part else token for token, part in zip(tokens, parts, strict=True)]
        )
        alone = _nothing_else(whole)
        stands = [
            token.kind == BARE
            and (alone or _stands(whole, index))
            and (_has_role(whole, index) or not self._is_subject(token.text))
            for index, token in enumerate(whole)
        ]
        return _merged([self._decided(token, stand) for token, stand in zip(whole, stands, strict=True)])

    def _is_subject(self, stem: str) -> bool:
        """Whether the plan speaks of the stem and not of its department: 口岸, 就业."""
        return stem in self.names.plan.text and not self.names.parties(self.names.named(stem))

    def _decided(self, token: Token, stands: bool) -> Token:
        if token.kind != BARE:
            return token
        if not stands:
            return replace(token, kind=REST)
        mention = self.names.mention(token.text, [self.names.named(token.text)], Known.EXACT)
        return replace(token, kind=DEPARTMENT, mention=mention)

    def _is_part_of_word(self, tokens: list[Token], index: int) -> bool:
        """Whether a one-character cue touches left-over words: the 外 of 海外, the 能 of 产能, but not 的 or 由."""
        token = tokens[index]
        if (
            (len(token.text) > 1 and token.text not in _PARTS_OF_NAMES)
            or not _CHINESE.match(token.text)
            or token.text in self._particles
        ):
            return False
        # 有海关 is no word: beside a stem that may be a department these three stand for themselves.
        kinds = (REST,) if token.text in self._particles_of_names else (REST, BARE)
        neighbours = tokens[index - 1 : index] + tokens[index + 1 : index + 2]
        return any(
            other.kind in kinds
            and _CHINESE.search(other.text)
            and (other.end == token.start or other.start == token.end)
            for other in neighbours
        )

    def _unbroken(self, text: str, tokens: list[Token], tried: Iterator[int]) -> list[Token]:
        """`tokens` where a name found inside a longer misspelt one gives way to it: 新闻版广电局 is not 广电局."""
        found = tokens
        for token in tokens:
            if token.kind != DEPARTMENT or not _CHINESE.match(token.text) or token not in found:
                continue
            if longer := self._longer(text, found, found.index(token), tried):
                start, end, mention = longer
                pieces = [
                    _rest(text, other.start, min(other.end, start))
                    for other in found
                    if other.start < start < other.end
                ]
                after = [
                    _rest(text, max(other.start, end), other.end) for other in found if other.start < end < other.end
                ]
                found = [
                    *(other for other in found if other.end <= start),
                    *pieces,
                    Token(DEPARTMENT, start, end, text[start:end], mention),
                    *after,
                    *(other for other in found if other.start >= end),
                ]
        return found

    def _longer(
        self, text: str, tokens: list[Token], index: int, tried: Iterator[int]
    ) -> tuple[int, int, Mention] | None:
        """The longest misspelt name of another department around the one at `index`, over the words that touch it."""
        here = tokens[index]
        left, right = here.start, here.end
        for other in reversed(tokens[:index]):
            if other.end != left or not (other.kind == REST or other.text in _PARTS_OF_NAMES):
                break
            left = max(other.start, here.start - MAX_NAME)
        for other in tokens[index + 1 :]:
            if other.start != right or not (other.kind == REST or other.text in _PARTS_OF_NAMES):
                break
            right = min(other.end, here.end + MAX_NAME)
        ends = [here.end, *(end for end in range(here.end + 1, right + 1) if text[end - 1] in SUFFIX)]
        # 和海关 is «and the customs»: what joins two names starts none.
        starts = [start for start in range(left, here.start + 1) if text[start] not in _INSIDE_NAMES]
        spans = [(start, end) for start in starts for end in ends if end - start <= MAX_NAME]
        spans.sort(key=lambda span: span[0] - span[1])
        for start, end in spans[:MOST_LONGER]:
            if end - start <= len(here.text) or next(tried) >= MOST_WINDOWS:
                break
            mention = self.names.misspelt(text[start:end])
            if mention and here.mention:
                same = set(mention.candidates) == set(here.mention.candidates)
                # 人力资社会保障厅 is all one name, 问商务厅 and 改革发改委 are not.
                all_one = end - start >= len(here.text) + 2 and self.names.nearly_official(text[start:end], mention)
                return None if same and not all_one else (start, end, mention)
        return None

    def _named(self, text: str, tokens: list[Token], tried: Iterator[int]) -> Iterator[Token]:
        """`tokens` with misspelt and spelt-out names found in what is left over, also across the 和 or of inside a name."""
        index = 0
        while index < len(tokens):
            if not tokens[index].of(REST, "want.departments"):
                yield tokens[index]
                index += 1
                continue
            last = self._joined_name(text, tokens, index)
            if last is not None:
                mention, end = last
                yield Token(DEPARTMENT, tokens[index].start, tokens[end].end, mention.said, mention)
                index = end + 1
                continue
            if (cut := self._cut_by_cue(text, tokens[index : index + 2])) is not None:
                yield cut
                index += 2
                continue
            if (short := self._short_name(tokens, index)) is not None:
                yield short
            elif tokens[index].kind == REST:
                yield from self._search(tokens[index], tried)
            else:
                yield tokens[index]
            index += 1

    def _short_name(self, tokens: list[Token], index: int) -> Token | None:
        """A department of the plan called by two characters of the same sound, where a role is said of it: 海官牵头."""
        token = tokens[index]
        text = token.text.strip()
        if token.kind != REST or len(text) != 2 or not _has_role(tokens, index):
            return None
        mention = self.names.like_sounding(text)
        named = mention is not None and mention.parties and not is_word(text)
        return replace(token, kind=DEPARTMENT, mention=mention) if named else None

    def _cut_by_cue(self, text: str, pair: list[Token]) -> Token | None:
        """A misspelt name that ends in what looks like a word for a department: the 该委 of 发该委."""
        if len(pair) < 2 or not pair[1].of("back.department") or pair[0].end != pair[1].start:
            return None
        window = text[pair[0].start : pair[1].end]
        mention = self.names.misspelt(window) if len(window) <= 5 and window[-1] in SUFFIX else None
        return Token(DEPARTMENT, pair[0].start, pair[1].end, window, mention) if mention else None

    def _joined_name(self, text: str, tokens: list[Token], first: int) -> tuple[Mention, int] | None:
        """The misspelt name that starts with the words at `first` and goes on over small words to later left-over ones."""
        found = None
        for last in range(first + 1, min(first + MOST_PIECES, len(tokens))):
            if tokens[last].kind in (DEPARTMENT, BARE) or not tokens[last].of(
                REST, "stop", "logic.and", "want.departments"
            ):
                break
            window = text[tokens[first].start : tokens[last].end].strip()
            if not window[-1].isalnum():
                continue
            mention = self.names.misspelt(window) if _CHINESE.match(window) else self.names.misspelt_latin(window)
            if _CHINESE.match(window) and window[-1] not in SUFFIX:
                mention = self.names.like_sounding(window)
            if mention is not None:
                found = mention, last
        return found

    def _search(self, token: Token, tried: Iterator[int]) -> Iterator[Token]:
        text = token.text
        if not any(char in SUFFIX for char in text) and not _LATIN_WORD.search(text):
            yield from self._like_sounding(token)
            return
        best: tuple[int, int, int, Mention] | None = None
        for start, end in self._windows(text):
            if next(tried) >= MOST_WINDOWS:
                break
            window = text[start:end]
            mention = self.names.misspelt(window) or self.names.from_pinyin(window) or self.names.misspelt_latin(window)
            if mention is None:
                continue
            key = (end - start, -len(mention.candidates))
            if best is None or key > (best[0], best[1]):
                best = (*key, start, mention)
        if best is None:
            yield token
            return
        length, _, start, mention = best
        if text[:start].strip():
            yield _rest(token.text, 0, start, token.start)
        yield Token(
            DEPARTMENT, token.start + start, token.start + start + length, text[start : start + length], mention
        )
        if text[start + length :].strip():
            yield from self._search(_rest(token.text, start + length, len(text), token.start), tried)

    def _like_sounding(self, token: Token) -> Iterator[Token]:
        """`token` with the longest name in it that is written in other characters of the same sound: 环保听."""
        text = token.text
        spans = [
            (start, end) for start in range(len(text) - 2) for end in range(start + 3, min(len(text), start + 9) + 1)
        ]
        for start, end in sorted(spans[:MOST_WINDOWS], key=lambda span: span[0] - span[1]):
            if mention := self.names.like_sounding(text[start:end]):
                if text[:start].strip():
                    yield _rest(text, 0, start, token.start)
                yield Token(DEPARTMENT, token.start + start, token.start + end, text[start:end], mention)
                if text[end:].strip():
                    yield _rest(text, end, len(text), token.start)
                return
        yield token

    def _windows(self, text: str) -> Iterator[tuple[int, int]]:
        if len(text) <= MAX_NAME and text[-1] in SUFFIX:
            yield 0, len(text)
        for end, char in enumerate(text, 1):
            # 厅 and 局 end hardly anything else; 国外办厂 shows why the others must be all that is left over.
            if char in SURE_SUFFIX:
                for start in range(max(0, end - MAX_NAME), end - 2):
                    yield start, end
        words = [match.span() for match in _LATIN_WORD.finditer(text)][:24]
        for first in range(len(words)):
            for last in range(first, min(first + 9, len(words))):
                yield words[first][0], words[last][1]


# Other cues of two characters sound like words of everyday: 扯上 like 车上.
_OFTEN_MISTYPED = frozenset(
    ["牵头", "配合", "参与", "协助", "负责", "承担", "涉及", "任务", "部门", "单位", "主办", "责任"]
)


def _is_mended(word: str, kind: str) -> bool:
    """Whether words of the kind are looked for when misspelt: those that most questions on departments are made of."""
    kinds = kind.split()
    if _CHINESE.match(word):
        return word in _OFTEN_MISTYPED
    mended = ("want.tasks", "want.count", "want.departments", "want.sections", "want.text", "want.who")
    return any(one.startswith("role") or one in mended for one in kinds)


def _rest(text: str, start: int, end: int, offset: int = 0) -> Token:
    return Token(REST, offset + start, offset + end, text[start:end])


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _whole(text: str, start: int, length: int) -> bool:
    """Whether a match in Latin letters is whole words; Chinese needs no such check."""
    end = start + length
    return not (_latin(text[end - 1]) and end < len(text) and _latin(text[end]))


def _merged(tokens: list[Token]) -> list[Token]:
    """`tokens` with neighbouring left-over pieces made one."""
    merged: list[Token] = []
    for token in tokens:
        if token.kind == REST and merged and merged[-1].kind == REST:
            before = merged.pop()
            gap = " " * (token.start - before.end)
            token = Token(REST, before.start, token.end, before.text + gap + token.text)
        merged.append(token)
    return merged


def _nothing_else(tokens: list[Token]) -> bool:
    """Whether bare stems are all that the question can be about: a list, a comparison or roles, and no word of content."""
    names = sum(token.kind in (BARE, DEPARTMENT) for token in tokens)
    if any(token.of("want.sections") for token in tokens) and not any(token.of("role") for token in tokens):
        return False
    for before, token in itertools.pairwise(tokens):
        # 修铁路公路: what touches a stem without a word between makes a longer word.
        kinds = {before.kind, token.kind}
        if BARE in kinds and kinds <= {BARE, REST} and before.end == token.start and _CHINESE.match(token.text):
            return False
    if any(token.kind == REST and has_subject(token.text) for token in tokens):
        return False
    asks_who = any(token.of("want.who") for token in tokens)
    related = any(
        token.of("role.lead", "role.participant", "want.compare", "want.partners", "logic.not_before")
        for token in tokens
    )
    listed = any(token.of("logic.and", "logic.either", "logic.both", "logic.beside") for token in tokens)
    if names > 1:
        return related or (listed and not asks_who)
    if any(token.of("want.partners") for token in tokens):
        return True
    return not asks_who and (related or any(token.of("want.tasks", "logic.beside") for token in tokens))


_LISTING = frozenset(["、", "和", "与", "及", ",", "and", "or", "&", "the"])
# does Finance have, is Commerce in: what such a word asks about is a department.
_AUXILIARY = ("does", "do", "did", "is", "has")
_TOPIC_MARK = ("方面", "领域", "有关", "相关", "问题", "这块", "regarding", "about")


def _has_role(tokens: list[Token], index: int) -> bool:
    """Whether the token right before or after says a role."""
    beside = tokens[max(0, index - 1) : index] + tokens[index + 1 : index + 2]
    return any(token.of("role.lead", "role.participant", "role_before") for token in beside)


def _stands(tokens: list[Token], index: int) -> bool:
    """Whether the bare stem at `index` stands where a department stands: beside a role, a connective or nothing else."""
    before = [token for token in tokens[:index] if token.kind != "stop.words"]
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is not None and after.of("role.lead", "role.participant") and after.start == tokens[index].end:
        return True
    touched = index > 0 and tokens[index - 1].kind == REST and tokens[index - 1].end == tokens[index].start
    if not touched and _listed_with_department(tokens, index):
        return True
    if (before and before[-1].kind == REST) or (
        after is not None and (after.kind in (REST, BARE) or after.text in _TOPIC_MARK)
    ):
        return False
    if (after is not None and after.of("role")) or (before and before[-1].of("role_before")):
        return True
    excluded = before and before[-1].of("logic.not", "logic.not_before")
    if excluded and any(token.kind == DEPARTMENT for token in tokens):
        return True  # tasks of … that don't have Water Resources on them
    if not index and after is not None and after.text == "在":
        return True  # 海关在第七部分里的活
    if index and tokens[index - 1].text in _AUXILIARY and after is not None and after.of("stop", "want"):
        return True
    if not index and after is not None and after.of("want.tasks") and _latin(tokens[0].text[0]):
        return True  # Commerce tasks about …
    # Beside other words of content the stem is one of them: 社保怎么接着交, crops and livestock.
    if any(token.kind == REST and len(token.text.strip()) > 1 for token in tokens):
        return False
    if _linked(tokens, index, 1) or _linked(tokens, index, -1):
        return not any(token.of("want.who") for token in before)
    return not any(token.of("want.who") or (token.of("role") and not token.of("role.only")) for token in before)


def _listed_with_department(tokens: list[Token], index: int) -> bool:
    """Whether nothing but a connective parts the stem from a department: land resources, the DRC and …"""
    for step in (1, -1):
        probe = index + step
        while 0 <= probe < len(tokens) and tokens[probe].text in _LISTING:
            probe += step
        if probe != index + step and 0 <= probe < len(tokens) and tokens[probe].kind == DEPARTMENT:
            return True
    return False


def _linked(tokens: list[Token], index: int, step: int) -> bool:
    """Whether a connective joins the stem to another department: Commerce and the Education Department."""
    joined = False
    probe = index + step
    while 0 <= probe < len(tokens):
        if tokens[probe].kind in (DEPARTMENT, BARE):
            return joined
        joined = joined or tokens[probe].of("logic.and", "logic.either", "logic.beside", "want.compare")
        if not tokens[probe].of("logic", "stop", "want.compare", "role.any"):
            return False
        probe += step
    return False
