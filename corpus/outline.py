"""A document's lines joined into numbered items: their level and number, their words, and the labelled lines below them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.clauses import is_clause, is_responsibility, labels
from corpus.front import stands_apart
from corpus.normalize import NUMERAL, number
from corpus.parties import may_name
from corpus.passage import Line, Passage
from corpus.prose import closed
from corpus.roles import OF_PARTIES, Said, label_kind
from corpus.statements import is_statement

_N = f"[{NUMERAL}]{{1,5}}"
# 1.2 建设…, but 1.5万亩 is a figure.
_UNIT = (
    "[万亿个户亩倍米吨年月套名至到%℃兆升岁分次家种]|千[米克瓦]|百分|元(?!宇)|公[里顷斤]|平方|台(?!账)|度(?!假)|左右|以上|小时"
    "|天(?!然)"
)
_AFTER_DECIMAL = rf"(?:[、.](?!\d)\s*|\s+|(?=[\u3400-\u9fff])(?!{_UNIT}))"
# By level, from sections to the smallest items. A sign that conversion damaged stands for the bracket of its level.
_MARKERS = (
    (0.8, re.compile(rf"第({_N})(?:部分|章|节|篇)[、:,\s]*")),
    (1, re.compile(rf"({_N})、\s*")),
    (2, re.compile(rf"\(({_N})\)[、.]?\s*")),
    (2, re.compile(r"\?[。、].{1,3}?[)\u2500-\u257f]\s*")),
    (2, re.compile(rf"第({_N})条[、:,\s]*")),
    (3, re.compile(r"(?!(?:19|20)\d\d、)(\d{1,5})\s?(?:、|\.(?!\d)|\.(?=20\d\d年))\s*")),
    (3, re.compile(rf"(?:重点任务|工作任务|任务|事项|项目|举措|措施)\s?(\d{{1,3}}|{_N})\s*(?:[:、.]\s*|$)")),
    (3.2, re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}}){{2}}\.(\d{{1,2}}){_AFTER_DECIMAL}")),
    (3.1, re.compile(rf"\d{{1,2}}\.\d{{1,2}}\.(\d{{1,2}}){_AFTER_DECIMAL}")),
    (3, re.compile(rf"\d{{1,2}}\.(\d{{1,2}}){_AFTER_DECIMAL}")),
    (4, re.compile(r"\((\d{1,3})\)[、.]?\s*")),
    (5, re.compile(r"([①-⑳])\s*")),
    (6, re.compile(r"(?:——|[●○•■▪◇◆]|[－-](?=[\s\u3400-\u9fff]))\s*()")),
)
# 。2、… or ;(2)…: an item within a paragraph, by the shape of its number.
_WITHIN = re.compile(
    r"(?:^|(?<=[。;:.)])|(?<=,)(?=\(1\)|①|\(一\)))\s*"
    rf"(?=(?P<number>(?P<point>\d{{1,5}})[、.](?!\d)|(?P<digits>\(\d{{1,3}}\))|(?P<ring>[①-⑳])"
    rf"|(?P<numeral>\({_N}\))))"
)
SECTION, SUBSECTION = 1, 2
# Of a label that holds for the items below it, of which there are some.
_ABOVE, _FEWEST_BELOW = 2.6, 3
_DIGITS, _BULLET = 3, 6
_LONGEST_LABEL = 14
_LONGEST_HEADING = 30
# Of the name of a task above its words.
_LONGEST_NAME = 40
_NOTES = re.compile(r"(?:(?:填[写表])?(?:备?注|说明)|附件)\s?:\s*(?:(?P<first>1\s?[.、])|$)")
_BLANK_LABEL = re.compile(
    r"(?:^|(?<=[\s,;。(]))(?P<label>[^\s:、,;。()\d]{2,4}(?:单位|部门|机构|时限|时间|期限|领导|责任人))(?P<sign>\s|为)"
)
_BARE = re.compile(r"[^\s:、,;。()\d]{2,6}(?:单位|部门|机构|时限|期限|内容)")
_OF_TASK = re.compile(r"(?:内容|任务|事项|举措|措施|名称|工作)\s?:?$")
# Of a bracket that is broken over lines: what it has in its first, and how many more it may have.
_IN_BRACKETS = ("单位", "部门", "牵头", "厅", "局", "委", "部、", "司", "办")
_MOST_BROKEN = 8
# Below a label stand no more names than these.
_MOST_NAMES = 60
# More words than these in which nobody is named are no task.
_LONGEST_ITEM = 3000
_LONGEST_LEAD_IN, _SHORTEST_TASK = 120, 4
LABELLED = (*OF_PARTIES, Said.PERSON, Said.DEADLINE)


@dataclass(slots=True)
class Item:
    """A numbered item, or an unnumbered paragraph of level 0. `value` is None where the number is damaged or there is none.

    `whole` begins with the marker, of which the first `marker` characters consist; `labels` are the labelled lines;
    `prose` is whether the only one of these is the last sentence of the paragraph; `within` is whether the item is one of
    several of its paragraph.
    """

    level: float
    value: int | None
    whole: Passage
    marker: int
    line: int
    labels: list[Passage] = field(default_factory=list)
    prose: bool = False
    within: bool = False

    @property
    def words(self) -> Passage:
        """What follows the marker."""
        return self.whole[self.marker :]


def marker(words: Passage) -> tuple[float, int | None, int] | None:
    """The level, the number and the length of the marker that the words begin with."""
    for level, pattern in _MARKERS:
        if match := pattern.match(words.folded):
            if level == _BULLET and (numbered := _after_bullet(words.folded, match.end())) is not None:
                return numbered
            written = next((group for group in match.groups() if group), None)
            value = None if written is None else number(written)
            if value is None and written is not None:
                value = int(unicodedata.numeric(written[0]))
            return level, value, match.end()
    return None


def _after_bullet(folded: str, start: int) -> tuple[float, int, int] | None:
    """The marker of an item that has a number behind its bullet: ◆ 1. …"""
    for level, pattern in _MARKERS:
        if level == _DIGITS and (match := pattern.match(folded, start)) and match[1].isdigit():
            return level, int(match[1]), match.end()
    return None


def item(words: Passage, line: int) -> Item:
    """The item or paragraph that the words are."""
    level, value, length = marker(words) or (0, None, 0)
    return Item(level, value, words, length, line)


def items(lines: Iterable[Line]) -> Iterator[Item]:
    """The items in order, each with the lines that continue it."""
    current: Item | None = None
    note: int | None = None
    found_lines = list(_parted(_mended(lines)))
    above = _labels_above(found_lines)
    for line in found_lines:
        words = line.passage
        note = noted(words, note)
        if is_labelled(words) and _kinds(words) & above:
            if current is not None:
                yield current
            yield Item(_ABOVE, None, words, 0, line.number)
            current = None
            continue
        if note is not None and (found := marker(words)) is not None and found[1] == note - 1:
            if current is not None:
                yield current
            current = Item(0, None, words, found[2], line.number)
        elif (task := _task_of(words)) is not None and current is not None and not current.words and current.level:
            current.whole += task
        elif task is not None and current is not None and _is_titled(current):
            # 任务名称：…, and 工作内容：… below it.
            colon = Passage("：", ":", current.whole.places[-1:])
            current.whole += task if current.words.folded.endswith("。") else colon + task
        elif task is not None or (numbered := _numbered(words)) is not None:
            if current is not None:
                yield current
            begun = Item(0, None, words, words.places.index(task.places[0]), line.number) if task is not None else None
            current = begun or Item(_DIGITS, numbered, words, len(words), line.number)
        elif is_statement(words):
            if current is not None:
                yield current
            yield Item(0, None, words, 0, line.number)
            current = None
        elif is_labelled(words) or (current is not None and _adds_clause(current, words)):
            if current is None:
                current = Item(0, None, words[:0], 0, line.number)
            current.labels.append(words)
        elif current is not None and _continues(current, words):
            if current.labels:
                current.labels[-1] += words
            else:
                current.whole += words
        else:
            if current is not None:
                yield current
            current = item(words, line.number)
            current.within = line.within
    if current is not None:
        yield current


def _kinds(words: Passage) -> set[Said]:
    return {kind for kind, _, _ in labels(words) if kind in OF_PARTIES}


def _labels_above(lines: Sequence[Line]) -> set[Said]:
    """What labels say that stand above the items for which they hold: before the first of these, and not below the last."""
    places = [place for place, line in enumerate(lines) if (found := marker(line.passage)) and found[0] > SUBSECTION]
    if len(places) < _FEWEST_BELOW:
        return set()
    start = places[0]
    while start and is_labelled(lines[start - 1].passage):
        start -= 1
    before = set().union(*(_kinds(line.passage) for line in lines[start : places[0]]))
    after = set().union(*(_kinds(line.passage) for line in lines[places[-1] :]))
    said = Counter(kind for line in lines if is_labelled(line.passage) for kind in _kinds(line.passage))
    # A page that begins in the midst of a task has as many labels as tasks.
    return {kind for kind in before - after if said[kind] * 2 <= len(places)}


def noted(words: Passage, expected: int | None) -> int | None:
    """The number after that of the line's where it is one of the notes (说明：1.…), of which `expected` is next; else None."""
    if begun := _NOTES.match(words.folded):
        return 2 if begun["first"] else 1
    found = marker(words)
    if expected is None or found is None:
        return expected
    return expected + 1 if found[0] == _DIGITS and found[1] == expected else None


def _is_titled(current: Item) -> bool:
    """Whether an item has nothing yet but the name of its task."""
    named = current.level > SUBSECTION or (not current.level and current.marker > 0)
    return named and not current.labels and len(current.words) <= _LONGEST_NAME and bool(current.words)


def _task_of(words: Passage) -> Passage | None:
    """The task that a line gives behind a label: 任务内容：…"""
    found = labels(words)
    first = bool(found) and found[0][1].places[0] == words.places[0]
    if not first or found[0][0] is not Said.TASK or len(found) > 1 or not found[0][2]:
        return None
    return words[words.places.index(found[0][2].places[0]) :]


def _numbered(words: Passage) -> int | None:
    """The number that a line gives behind a label: 序号：1."""
    found = labels(words)
    return number(found[0][2].folded) if len(found) == 1 and found[0][0] is Said.NUMBER else None


def _mended(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, a label whose value stands below it, one broken at its colon, and a bracket that is broken made whole."""
    pending: Line | None = None
    joined = gap = last = 0
    bare: Said | None = None
    for line in map(_with_colon, lines):
        words = line.passage
        if pending is not None:
            if bare is not None and not joined and not is_labelled(words) and _bare_label(words) is None:
                gap, joined = line.number - last, 1
                label = pending.passage if words.folded.startswith(":") else _coloned(pending.passage)
                pending, last = Line(label + words, pending.number), line.number
                continue
            if bare in OF_PARTIES and 0 < joined < _MOST_NAMES and line.number - last <= gap and _names_only(words):
                pending, last = Line(pending.passage.below(words), pending.number), line.number
                joined += 1
                continue
            if words.folded.startswith(":") or (
                bare is None and joined < _MOST_BROKEN and _is_open(pending.passage.folded) and marker(words) is None
            ):
                pending, last = Line(pending.passage + words, pending.number), line.number
                joined += 1
                continue
            yield pending
        pending, joined, last, bare = line, 0, line.number, _bare_label(words)
    if pending is not None:
        yield pending


def _with_colon(line: Line) -> Line:
    """A line whose labels are parted from what they say by blanks or 为: 牵头单位　市教育局, 配合部门为市财政局."""
    words, folded = line.passage, line.passage.folded
    if (bullet := marker(words)) is not None and bullet[0] == _BULLET and is_labelled(words[bullet[2] :]):
        return Line(words[bullet[2] :], line.number, line.whole)
    if "\t" in folded or "|" in folded:
        return line
    for match in _BLANK_LABEL.finditer(folded):
        value = re.split(r"[\s,;。]", folded[match.end() :].lstrip(), maxsplit=1)[0]
        kind = label_kind(match["label"])
        names = kind in OF_PARTIES and may_name(value.split("、")[0])
        if names or (match["sign"].isspace() and kind in LABELLED and kind not in OF_PARTIES and not label_kind(value)):
            place = match.start("sign")
            folded = folded[:place] + ":" + folded[place + 1 :]
    if folded == words.folded:
        return line
    return Line(Passage(words.words, folded, words.places), line.number, line.whole)


def _bare_label(words: Passage) -> Said | None:
    """What a line says that is nothing but a label whose value is to follow below; a colon may be left out."""
    folded = words.folded
    if len(folded) > _LONGEST_LABEL or not (folded.endswith(":") or _BARE.fullmatch(folded)):
        return None
    kind = label_kind(folded.rstrip(":"))
    return kind if kind in LABELLED or (kind is Said.TASK and _OF_TASK.search(folded)) else None


def _coloned(words: Passage) -> Passage:
    if words.folded.endswith(":"):
        return words
    return words + Passage("：", ":", words.places[-1:])


def _names_only(words: Passage) -> bool:
    """Whether a line is a name, or a list of names, and nothing else."""
    return marker(words) is None and not labels(words) and all(may_name(name.folded) for name in words.split("、,;"))


def _parted(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, those cut that hold several numbered items that say who does them: 一、….1、…责任单位:A。2、…责任单位:B。"""
    for line in lines:
        words = line.passage
        starts = _within(words)
        if not starts:
            yield line
            continue
        if head := words[: starts[0]].strip():
            yield Line(head, line.number, within=True)
        for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
            yield Line(words[start:end].strip(), line.number, within=True)


def _within(words: Passage) -> list[int]:
    """Where the items of a paragraph begin, of which most say who does them; none where it is no paragraph of items."""
    for run in numbered_within(words, 1):
        pieces = [words[start:end] for start, end in zip(run, [*run[1:], len(words)], strict=True)]
        saying = sum(_says(piece) for piece in pieces)
        if len(run) == 1 and not _titles(words, run[0]):
            continue
        if saying * 2 > len(pieces) and _says(pieces[0]):
            return run
    return []


def _titles(words: Passage, start: int) -> bool:
    """Whether the words before the only item of a paragraph are the numbered title of a section: 一、修路。1.…"""
    title, found = words[:start].strip(), marker(words)
    one = title.folded.endswith("。") and title.folded.count("。") == 1 and len(title) <= _LONGEST_NAME
    return found is not None and found[0] <= SUBSECTION and one


def numbered_within(words: Passage, fewest: int = 2) -> list[list[int]]:
    """Where numbered items begin within a paragraph, for each shape of number of which so many follow each other."""
    runs: dict[str, list[int]] = {}
    values: dict[str, int] = {}
    for match in _WITHIN.finditer(words.folded):
        shape = next(name for name in ("point", "digits", "ring", "numeral") if match[name])
        found = marker(words[match.end() : match.end() + 12])
        if found is None or found[1] is None:
            continue
        if shape not in runs or found[1] == values[shape] + 1:
            runs.setdefault(shape, []).append(match.end())
            values[shape] = found[1]
    return [run for run in runs.values() if len(run) >= fewest]


def _says(piece: Passage) -> bool:
    """Whether an item within a paragraph says by labels or in its sentence who does it."""
    return any(kind in OF_PARTIES for kind, _, _ in labels(piece)) or closed(piece) is not None


def _is_open(words: str) -> bool:
    """Whether a bracket with a label or a verb in it goes on in the next line."""
    opened = words.rfind("(")
    return opened > words.rfind(")") and any(cue in words[opened:] for cue in _IN_BRACKETS)


def _adds_clause(current: Item, words: Passage) -> bool:
    """Whether a line is a sentence of who does the item above; the rest of a sentence that the line's end cut is none."""
    ended = bool(current.labels) or not current.words or current.words.folded.endswith(("。", ";", ")", "!"))
    return ended and marker(words) is None and is_clause(words)


def is_labelled(words: Passage) -> bool:
    """Whether a line begins with a label: 牵头单位：…"""
    found = labels(words)
    return bool(found) and found[0][1].places[0] == words.places[0] and found[0][0] in LABELLED


def _continues(current: Item, words: Passage) -> bool:
    """Whether a line goes on with the item before it."""
    if (marker(words) is not None and not _is_bracket(words)) or len(current.whole) > _LONGEST_ITEM:
        return False
    if current.labels:
        # 责任单位：省经信厅、↵省财政厅
        return current.labels[-1].folded.endswith(("、", ","))
    if any(kind in OF_PARTIES for kind, _, _ in labels(current.words)):
        return current.words.folded.endswith(("、", ","))
    if current.words.folded.endswith(("。", ";")) and (current.within or stands_apart(words)):
        return False
    if words.folded.endswith(":") and len(words) <= _LONGEST_HEADING and may_name(words.strip(":").folded):
        return False
    found = responsibilities(current.words)
    ended = found and not current.words[found[-1][1] + 1 :].strip("。;.,")
    return not ended and (current.level > SECTION or _is_bracket(words))


def _is_bracket(words: Passage) -> bool:
    """Whether a line is nothing but a bracket of who does something."""
    found = list(words.brackets())
    alone = len(found) == 1 and not found[0][0] and not words[found[0][1] + 1 :].strip("。;.,")
    return alone and is_responsibility(words[1 : found[0][1]])


def responsibilities(words: Passage) -> list[tuple[int, int]]:
    """Where the brackets open and close that say who does something."""
    found, doubtful = [], []
    for start, end in words.brackets():
        content, rest = words[start + 1 : end], words[end + 1 :].strip("。;.,")
        plain = not labels(content) and "牵头" not in content.folded
        # A list of names alone is one only at an end: of the paragraph, or of an item that the next follows at once.
        at_end = not rest or marker(rest) is not None or words.folded[start - 1 : start] in ("。", ";", "")
        placed = words.folded[start - 1 : start] == "。"
        if not content.strip() or not is_responsibility(content, placed):
            continue
        if at_end or not plain:
            found.append((start, end))
        elif words.folded[end + 1] in "。;":
            doubtful.append((start, end))
    # Where a bracket closes the paragraph, each that closes a sentence of it does so for a measure.
    if found and doubtful and not words[found[-1][1] + 1 :].strip("。;.,"):
        found = sorted([*found, *doubtful])
    return found


def leads_in(words: Passage) -> int | None:
    """Where the words end that say, before the task's own, who does it: A、B：…; None where none do."""
    end = words.folded.find(":", 0, _LONGEST_LEAD_IN)
    before, after = words[: max(end, 0)], words[end + 1 :].strip()
    if end < 0 or len(after) < _SHORTEST_TASK or set(before.folded) & set("。;") or is_responsibility(after):
        return None
    return end if label_kind(before.folded) is None and is_responsibility(before) else None
