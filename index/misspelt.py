"""Departments' names that are misspelt, or spelt out across small words, found in what is left over of a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index.content import is_word
from index.names import MAX_NAME, SUFFIX, SURE_SUFFIX, Names
from index.records import Mention
from index.tokens import BARE, CHINESE, DEPARTMENT, REST, Token, has_role, left_over

MOST_PIECES = 8
# What a question holds of possible misspellings is far fewer; a page of noise must not take long.
MOST_WINDOWS = 120
MOST_LONGER = 40
_INSIDE_NAMES = frozenset("和与及")
# Cues that begin or continue a misspelt name all the same: 地金融监督管理局.
PARTS_OF_NAMES = _INSIDE_NAMES | {"地", "地方"}
_LATIN_WORD = re.compile(r"[a-z][a-z'’-]*")


class MisspeltNames:
    """Finds misspelt names. `tried` counts the windows tried in one question."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def unbroken(self, text: str, tokens: list[Token], tried: Iterator[int]) -> list[Token]:
        """`tokens` where a name found inside a longer misspelt one gives way to it: 新闻版广电局 is not 广电局."""
        found = tokens
        for token in tokens:
            if token.kind != DEPARTMENT or not CHINESE.match(token.text) or token not in found:
                continue
            if longer := self._longer(text, found, found.index(token), tried):
                start, end, mention = longer
                pieces = [
                    left_over(text, other.start, min(other.end, start))
                    for other in found
                    if other.start < start < other.end
                ]
                after = [
                    left_over(text, max(other.start, end), other.end)
                    for other in found
                    if other.start < end < other.end
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
            if other.end != left or not (other.kind == REST or other.text in PARTS_OF_NAMES):
                break
            left = max(other.start, here.start - MAX_NAME)
        for other in tokens[index + 1 :]:
            if other.start != right or not (other.kind == REST or other.text in PARTS_OF_NAMES):
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
            mention = self._names.misspelt(text[start:end])
            if mention and here.mention:
                same = set(mention.candidates) == set(here.mention.candidates)
                # 人力资社会保障厅 is all one name, 问商务厅 and 改革发改委 are not.
                all_one = end - start >= len(here.text) + 2 and self._names.nearly_official(text[start:end], mention)
                return None if same and not all_one else (start, end, mention)
        return None

    def named(self, text: str, tokens: list[Token], tried: Iterator[int]) -> Iterator[Token]:
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
        if token.kind != REST or len(text) != 2 or not has_role(tokens, index):
            return None
        mention = self._names.like_sounding(text)
        named = mention is not None and mention.parties and not is_word(text)
        return replace(token, kind=DEPARTMENT, mention=mention) if named else None

    def _cut_by_cue(self, text: str, pair: list[Token]) -> Token | None:
        """A misspelt name that ends in what looks like a word for a department: the 该委 of 发该委."""
        if len(pair) < 2 or not pair[1].of("back.department") or pair[0].end != pair[1].start:
            return None
        window = text[pair[0].start : pair[1].end]
        mention = self._names.misspelt(window) if len(window) <= 5 and window[-1] in SUFFIX else None
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
            mention = self._names.misspelt(window) if CHINESE.match(window) else self._names.misspelt_latin(window)
            if CHINESE.match(window) and window[-1] not in SUFFIX:
                mention = self._names.like_sounding(window)
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
            mention = (
                self._names.misspelt(window) or self._names.from_pinyin(window) or self._names.misspelt_latin(window)
            )
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
            yield left_over(token.text, 0, start, token.start)
        yield Token(
            DEPARTMENT, token.start + start, token.start + start + length, text[start : start + length], mention
        )
        if text[start + length :].strip():
            yield from self._search(left_over(token.text, start + length, len(text), token.start), tried)

    def _like_sounding(self, token: Token) -> Iterator[Token]:
        """`token` with the longest name in it that is written in other characters of the same sound: 环保听."""
        text = token.text
        spans = [
            (start, end) for start in range(len(text) - 2) for end in range(start + 3, min(len(text), start + 9) + 1)
        ]
        for start, end in sorted(spans[:MOST_WINDOWS], key=lambda span: span[0] - span[1]):
            if mention := self._names.like_sounding(text[start:end]):
                if text[:start].strip():
                    yield left_over(text, 0, start, token.start)
                yield Token(DEPARTMENT, token.start + start, token.start + end, text[start:end], mention)
                if text[end:].strip():
                    yield left_over(text, end, len(text), token.start)
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
