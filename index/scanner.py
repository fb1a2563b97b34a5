"""A folded question cut into tokens: department names, numbers, sections, cue words, and what is left over."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from corpus.readers import read_toml
from index.misspelt import PARTS_OF_NAMES, MisspeltNames
from index.names import ANY_OF, INSTITUTION, MAX_NAME, NOT_BEFORE, Names
from index.numerals import number_at
from index.records import Known
from index.spelling import Spelling, known_words
from index.stems import nothing_else, stands
from index.tokens import BARE, CHINESE, DEPARTMENT, REST, Token, has_role, left_over, merged
from index.whose import with_places

CUES_FILE = Path(__file__).with_name("cues.toml")
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


class Scanner:
    """Cuts folded questions into tokens by longest match; nothing of the question is dropped."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._misspelt = MisspeltNames(names)

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
            kind = BARE if CHINESE.match(name) and not INSTITUTION.search(name) else DEPARTMENT
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
                tokens.append(left_over(text, rest, position))
            tokens.append(token)
            position = rest = token.end
        if text[rest:].strip():
            tokens.append(left_over(text, rest, len(text)))
        tried = itertools.count()
        settled = self._settle(with_places(text, tokens, self.names))
        named = list(self._misspelt.named(text, self._misspelt.unbroken(text, settled, tried), tried))
        return with_places(text, named, self.names)

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
            return Token(kind, position, end, word, self.names.called(word))
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
        whole = merged(
            [replace(token, kind=REST) if part else token for token, part in zip(tokens, parts, strict=True)]
        )
        alone = nothing_else(whole)
        standing = [
            token.kind == BARE
            and (alone or stands(whole, index))
            and (has_role(whole, index) or not self._is_subject(token.text))
            for index, token in enumerate(whole)
        ]
        return merged([self._decided(token, stand) for token, stand in zip(whole, standing, strict=True)])

    def _is_subject(self, stem: str) -> bool:
        """Whether the plan speaks of the stem and not of its department: 口岸, 就业."""
        return stem in self.names.plan.text and not self.names.parties(self.names.named(stem))

    def _decided(self, token: Token, stands: bool) -> Token:
        if token.kind != BARE:
            return token
        if not stands:
            return replace(token, kind=REST)
        mention = self.names.called(token.text)
        return replace(token, kind=DEPARTMENT, mention=mention)

    def _is_part_of_word(self, tokens: list[Token], index: int) -> bool:
        """Whether a one-character cue touches left-over words: the 外 of 海外, the 能 of 产能, but not 的 or 由."""
        token = tokens[index]
        if (
            (len(token.text) > 1 and token.text not in PARTS_OF_NAMES)
            or not CHINESE.match(token.text)
            or token.text in self._particles
        ):
            return False
        # 有海关 is no word: beside a stem that may be a department these three stand for themselves.
        kinds = (REST,) if token.text in self._particles_of_names else (REST, BARE)
        neighbours = tokens[index - 1 : index] + tokens[index + 1 : index + 2]
        return any(
            other.kind in kinds
            and CHINESE.search(other.text)
            and (other.end == token.start or other.start == token.end)
            for other in neighbours
        )


# Other cues of two characters sound like words of everyday: 扯上 like 车上.
_OFTEN_MISTYPED = frozenset(
    ["牵头", "配合", "参与", "协助", "负责", "承担", "涉及", "任务", "部门", "单位", "主办", "责任"]
)


def _is_mended(word: str, kind: str) -> bool:
    """Whether words of the kind are looked for when misspelt: those that most questions on departments are made of."""
    kinds = kind.split()
    if CHINESE.match(word):
        return word in _OFTEN_MISTYPED
    mended = ("want.tasks", "want.count", "want.departments", "want.sections", "want.text", "want.who")
    return any(one.startswith("role") or one in mended for one in kinds)


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _whole(text: str, start: int, length: int) -> bool:
    """Whether a match in Latin letters is whole words; Chinese needs no such check."""
    end = start + length
    return not (_latin(text[end - 1]) and end < len(text) and _latin(text[end]))
