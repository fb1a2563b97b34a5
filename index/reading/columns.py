"""What a question says of the further columns of a plan's table: a head that is asked for, or words of the cells below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.normalize import fold
from index.details import plain
from index.reading.cells import CLOSE, LEAST_WHOLE, LONGEST, OPEN, Cells, Said, cuts_number, is_clear, said_of
from index.reading.content import is_word, words_of
from index.reading.lexicon import Lexicon
from index.reading.spans import Span, inside_word
from index.tables import Tables

# Words of these classes are accounted for: 牵头 of 牵头领导 asks who leads.
_ACCOUNTED = ("role.", "want.", "due.", "back.", "logic.", "stop.")
# What binds a head to the words of a cell behind it, and whether it denies them or asks whether it is so.
_LINK = re.compile(
    rf"(?:都|也|只|就)?(?P<whether>是不是|是否是?)?(?P<out>不|并?非)?"
    rf"(?P<is>是|为|自|于|属于?|写(?:的是|明|着|有|成)?|标(?:注|明)?(?:的是|着|为)?|填(?:的是|着)?|含有?|包[含括]|有|系|[:：])?[{OPEN}]?"
)
_BEHIND = re.compile(r"(?:同志|来|所|在|作?为|担?任|当|做|是|的)*$")
_WHETHER = re.compile(rf"[{CLOSE}]?(?:的)?(?:吗|么|对吗|对不对)[\s?？。]*$")
# Words that no cell has and that are said to be there: 任务来源是国务院的有哪些, 王建国分管的任务.
_OTHER = re.compile(
    rf"(?P<words>[^,，。;；?？!！的{OPEN}{CLOSE}]{{2,24}})[{CLOSE}]?的?(?=任务|工作|事项|有|[哪几多]|$|[?？])"
)
_HAS = re.compile(r"(?:的|了)?(?:[哪几]|多少|什么|任务|工作|事项)")
_ASKS = r"什么|啥|谁|哪|何|多少|几|怎|如何"
# The head of what is asked for stands before a question word, behind one, or ends its clause.
_ASKED = re.compile(
    rf"(?:分别|具体|各自|都|又|究竟|到底)*(?:是|为|有|写的?是?|填的?是?|在|属于?|来?自|出自|于)+(?:的|了|着)?(?:{_ASKS})"
)
_ASKING = re.compile(r"(?:什么|啥|谁|哪一?[个位名些]?|何|几位|多少)(?:来|在|是|去)?$")
_ENDS = re.compile(
    r"(?:情况)?(?:分别|具体|各自)*(?:是|为)?(?:谁|什么|啥|多少|怎么?样|如何|呢|吗|吧|[\s,，。?？!！、·]|of\b|$)"
)
_OF = re.compile(r"(?:的|[项条号个]|其|它|\d|\bthe) ?$")
_LACKS = re.compile(r"(?:没有?|未|无|缺少?|不)(?:写明?|标明?|注明|填写?|列出?|明确)?(?:有|出)?$")
_UNIT = re.compile(r"\([^()]*\)$")
_NEXT = re.compile("[\u3400-\u9fff]{1,4}")
_STOPS = ",，。;；!！?？\n"
_EDGES = f" 的{_STOPS}"
_COLONS = (":", "：")
_EMPTY = re.compile(r"(?:这?一?[栏列格])?(?:是|都|为|全)*(?:空|没|未|无)")
_LONGEST_BEFORE = 20
_WITH_SUFFIX, _LEAST_PLAIN = 3, 3
# So many unknown characters may stand between whom a cell names and a part of its head: 副市长 of 李文秀副市长分管的.
_TITLE = re.compile("[\u3400-\u9fff]{0,4}")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A place where heads are named, and whether with all the words of one."""

    start: int
    end: int
    heads: tuple[str, ...]
    whole: bool


class Columns:
    """Finds what questions on one plan say of its columns; nothing in a plan without any."""

    def __init__(self, tables: Tables, lexicon: Lexicon) -> None:
        self._details = tables.details
        self._lexicon = lexicon
        self._cells = Cells(tables, lexicon)

    def said(self, text: str, known: Sequence[Span]) -> list[Said]:
        """What a text says of columns, from left to right; `known` are the spans that are something else."""
        if not self._details.heads:
            return []
        found: list[Said] = []
        loose: list[_Mention] = []
        for mention in self._mentions(text):
            if found and mention.start < found[-1].end:
                continue
            said = self._with_cell(text, mention, known) or self._asked(text, mention)
            if said:
                found.append(said)
            else:
                loose.append(mention)
        taken = [*known, *(Span("C", "", said.start, said.end, "") for said in found)]
        found += [_with_head(text, said, loose) for said in self._cells.said(text, taken)]
        return sorted(found, key=lambda said: said.start)

    # -- heads --

    @cached_property
    def _wholes(self) -> dict[str, tuple[str, ...]]:
        return {_folded(head): (head,) for head in self._details.heads}

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        """The heads by what they may be called, the longest first: all of one, or a part that no other word accounts for."""
        found: dict[str, tuple[str, ...]] = {}
        for head in self._details.heads:
            for part in dict.fromkeys(_parts(_folded(head))):
                classes = self._lexicon.words.get(part, ())
                if len(part) > 1 and not any(name.startswith(_ACCOUNTED) for name in classes):
                    found[part] = (*found.get(part, ()), head)
        return dict(sorted((found | self._wholes).items(), key=lambda item: -len(item[0])))

    def _mentions(self, text: str) -> Iterator[_Mention]:
        """Where a text names heads; parts of one that stand side by side are one."""
        at = 0
        while at < len(text):
            end, whole = at, False
            heads: tuple[str, ...] = ()
            while name := next((name for name in self._names if text.startswith(name, end)), ""):
                both = tuple(head for head in heads if head in self._names[name]) if heads else self._names[name]
                if not both or inside_word(text, end):
                    break
                heads, end, whole = both, end + len(name), whole or name in self._wholes
            if heads:
                yield _Mention(at, end, heads, whole)
            at = max(end, at + 1)

    # -- heads with words of their cells --

    def _with_cell(self, text: str, head: _Mention, known: Sequence[Span]) -> Said | None:
        """A head with words of its cells behind it or before it, or with others that it is said to have."""
        link = _LINK.match(text, head.end)
        assert link is not None
        first = link.end()
        ends = range(first + 1, min(first + LONGEST, len(text)) + 1)
        if cell := self._longest(text, [first], ends, head.heads):
            words, heads = cell
            if link["whether"] or _WHETHER.match(text, words[1]):
                return Said(head.start, words[1], heads)  # 第5项的任务来源是不是《政府工作报告》 asks for it
            return said_of(text, head.start, words, heads, bool(link["out"]))
        if _ASKED.match(text, head.end):
            return None
        behind = _BEHIND.search(text[: head.start])
        last = behind.start() if behind else head.start
        begin = max(text.rfind(stop, 0, last) + 1 for stop in _STOPS)
        if cell := self._longest(text, range(max(begin, last - _LONGEST_BEFORE), last), [last], head.heads):
            (start, _), heads = cell
            # 王 of 王副市长, whom no cell has.
            start = begin if start == begin + 1 and text[begin] not in self._lexicon.words else start
            return said_of(text, start, (start, last), heads, upto=head.end)
        return self._with_other(text, head, link, begin, known)

    def _with_other(
        self, text: str, head: _Mention, link: re.Match[str], begin: int, known: Sequence[Span]
    ) -> Said | None:
        """A head with words beside it that no cell has."""
        other = _OTHER.match(text, link.end()) if link["is"] and (head.whole or link["is"] not in _COLONS) else None
        if other and not re.search(_ASKS, other["words"]) and not self._says(other["words"]):
            return Said(head.start, other.end("words"), head.heads, other["words"], bool(link["out"]))
        words = text[begin : head.start]
        units = self._lexicon.units(words, 0, len(words))
        named = re.fullmatch(r"[\u3400-\u9fff]{2,8}", words) and not any(unit.classes for unit in units)
        if named and _HAS.match(text, head.end) and is_clear(known, begin, head.start):
            return Said(begin, head.end, head.heads, words)
        return None

    def _says(self, words: str) -> bool:
        """Whether words say who does something, or refer back."""
        units = self._lexicon.units(words, 0, len(words))
        return any(name.startswith(("role.", "back.")) for unit in units for name in unit.classes)

    def _longest(
        self, text: str, starts: Sequence[int], ends: Sequence[int], heads: tuple[str, ...]
    ) -> tuple[tuple[int, int], tuple[str, ...]] | None:
        """The longest part of a text, from one of some places to one of others, that cells have; with the heads of these."""
        for first, last in sorted(((a, b) for a in starts for b in ends), key=lambda pair: pair[0] - pair[1]):
            words = text[first:last]
            if last - first < LEAST_WHOLE or words != words.strip(_EDGES) or cuts_number(text, first, last):
                continue
            if len(plain(words)) < LEAST_WHOLE:
                continue
            if held := tuple(head for head in heads if self._details.holding(head, words)):
                return (first, last), held
        return None

    # -- heads that are asked for --

    def _asked(self, text: str, head: _Mention) -> Said | None:
        """A head that is asked for; a part of one only beside a question word, or as that of something."""
        before = text[: head.start]
        # All the words of a long head are no others: 投资额最大的是哪项.
        outright = not _EMPTY.match(text, head.end) and head.whole and head.end - head.start >= _LEAST_PLAIN
        beside = (outright or _ASKING.search(before)) and not self._goes_on(text, head.end)
        ends = _ENDS.match(text, head.end) and (head.whole or _OF.search(before))
        is_asked = beside or ends or _ASKED.match(text, head.end) or _LACKS.search(before)
        return Said(head.start, head.end, head.heads) if is_asked else None

    def _goes_on(self, text: str, end: int) -> bool:
        """Whether the words of a head are a part of other words: 目标 of 哪些目标任务, 领导 of 哪些领导小组."""
        behind = _NEXT.match(text, end)
        if behind is None:
            return False
        word, known = words_of(behind.group())[0], self._lexicon.longest(text, end, len(text))
        classes = self._lexicon.words.get(word, ())
        ranks = "want.most" in self._lexicon.words.get(known, ())
        return not ranks and (not classes or "want.tasks" in classes)


def _folded(head: str) -> str:
    """A head folded, without its unit: 投资额 of 投资额（万元）."""
    folded = "".join(fold(head).split())
    return _UNIT.sub("", folded) or folded


def _parts(head: str) -> Iterator[str]:
    """The words of a head, the halves of those that are made of two, and all the words from any of them on."""
    words = words_of(head)
    for at, word in enumerate(words):
        yield word
        halves = word[: len(word) // 2], word[len(word) // 2 :]
        if len(word) > 3 and all(map(is_word, halves)):
            yield from halves
        if len(word) == _WITH_SUFFIX and is_word(word[:2]):
            yield word[:2]  # 投资 of 投资额
        if at < len(words) - 1 and len(word) > 1:
            yield "".join(words[at:])


def _with_head(text: str, said: Said, loose: Sequence[_Mention]) -> Said:
    """What tells a cell, with a part of its head behind it."""
    for head in loose:
        if not {*head.heads}.isdisjoint(said.heads) and _TITLE.fullmatch(text, said.end, head.start):
            return replace(said, end=head.end, heads=tuple(one for one in said.heads if one in head.heads))
    return said
