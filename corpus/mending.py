"""Lines made whole before items are read: labels with their values, broken brackets, paragraphs of several items cut."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from corpus.clauses import is_responsibility, labels
from corpus.markers import BULLET, MEASURES, SECTION, SUBSECTION, marker, numbered_within
from corpus.normalize import number
from corpus.parties import has_level, is_collective, is_level, may_name
from corpus.passage import Line, Passage
from corpus.prose import begun_by, leads_in, says_last
from corpus.roles import OF_PARTIES, Said, label_kind

_LONGEST_LABEL = 14
# Of the name of a task above its words.
LONGEST_NAME = 40
_BLANK_LABEL = re.compile(
    r"(?:^|(?<=[\s,;。(]))(?P<label>[^\s:、,;。()\d]{2,4}(?:单位|部门|机构|时限|时间|期限|领导|责任人))(?P<sign>\s|为)"
)
_BARE = re.compile(r"[^\s:、,;。()\d]{2,6}(?:单位|部门|机构|时限|期限|内容)")
_OF_TASK = re.compile(r"(?:内容|任务|事项|举措|措施|名称|工作)\s?:?$")
# Of a bracket that is broken over lines: what it has in its first, and how many more it may have.
_IN_BRACKETS = ("单位", "部门", "牵头", "厅", "局", "委", "部、", "司", "办")
_MOST_BROKEN = 8
# How wide pages are, by how much a mark may hang over, and of how many lines one is to be cut by the width.
_NARROWEST, _WIDEST, _HANGING, _FEW = 18, 60, 1, 4
# Of a name or title that a line's end cuts, and how long the line of such a title is at least.
_LONGEST_REST, _NARROWEST_TITLE = 6, 22
# Below a label stand no more names than these.
_MOST_NAMES = 60
_DUTIES = ("负责", "承担", "牵头", "组织", "指导", "协助", "配合", "参与", "会同")
# Where sentences begin, and so much of one as tells whether it is a duty.
_LONGEST_DUTY = 200
_SENTENCES = re.compile("^|[。;]|如下:")
_NUMBER, _FEWEST_TOGETHER = re.compile(r"(?<![\d.])(\d{1,3})[、.](?!\d)"), 3
# Behind the names of a section's last item: …、市科技局二、加快发展
_HEADING = re.compile(r"(?<=[局委办厅部府会院司])[二三四五六七八九十]{1,2}、[^:。]{2,30}$")
# What the labels of an item may say of it.
LABELLED = (*OF_PARTIES, Said.PERSON, Said.DEADLINE)


def mended(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, a label whose value stands below it, one broken at its colon, and a bracket that is broken made whole."""
    pending: Line | None = None
    joined = gap = last = length = 0
    bare: Said | None = None
    lines = list(lines)
    full = _full_line(lines)
    for line in map(_with_colon, lines):
        cut, length = bool(full) and length >= full, len(line.passage)
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
            opened = (
                _is_open(pending.passage.folded)
                or _has_duty(pending.passage, words)
                or _cuts_name(pending.passage, words)
                or _cuts_title(pending.passage, words)
                or (
                    cut
                    and not is_labelled(words)
                    and (is_labelled(pending.passage) or _cut_heading(pending.passage, words, full))
                )
            )
            if words.folded.startswith(":") or (
                bare is None and joined < _MOST_BROKEN and opened and marker(words) is None
            ):
                pending, last = Line(pending.passage + words, pending.number), line.number
                joined += 1
                continue
            yield pending
        pending, joined, last, bare = line, 0, line.number, _bare_label(words)
    if pending is not None:
        yield pending


def _has_duty(above: Passage, words: Passage) -> bool:
    """Whether a line is a duty of the departments that the line above names before a colon, alone or with duties before."""
    if not words.folded.startswith(_DUTIES):
        return False
    bare = above.folded.endswith(":") and label_kind(above.folded) is None and is_responsibility(above[:-1])
    return bare or leads_in(above) is not None


def _cuts_name(above: Passage, words: Passage) -> bool:
    """Whether the end of a labelled line cuts a name, or a list of them: 市教育局、市市场监督管理 above 局、各区政府."""
    if not is_labelled(above) or labels(above)[-1][0] not in OF_PARTIES:
        return False
    last, first = re.split("[、,;:]", above.folded)[-1].strip(), re.split("[、,;。]", words.folded)[0].strip()
    if not last:
        return above.folded.endswith(("、", ",")) and may_name(first)
    # 市人力资源和社会 above 保障局: the rest may look like a name where the beginning is none.
    rest = not may_name(first) or not (may_name(last) or has_level(first) or is_collective(first))
    return len(first) <= _LONGEST_REST and rest and not is_level(first) and may_name(last + first)


def _cuts_title(above: Passage, words: Passage) -> bool:
    """Whether a few characters below the heading of a section, which is as long as a line, are its last."""
    found = marker(above)
    ended = above.folded.endswith(("。", ":", ";")) or set(words.folded) & set("。:;、,")
    title = found is not None and found[0] <= SECTION and len(above) >= _NARROWEST_TITLE
    return title and not ended and len(words) <= _LONGEST_REST - 2 and not may_name(words.folded)


def _full_line(lines: Sequence[Line]) -> int:
    """How many characters a line has at least that the page's width cuts; 0 where it cuts none."""
    lengths = Counter(len(line.passage) for line in lines if _NARROWEST <= len(line.passage) <= _WIDEST)
    width = max(lengths, key=lambda length: lengths[length] + lengths[length - 1], default=0)
    longer = sum(len(line.passage) > width + _HANGING for line in lines)
    cut = lengths[width] + lengths[width - 1]
    return width - 1 if cut * _FEW > len(lines) and longer * _FEW < cut else 0


def _cut_heading(above: Passage, words: Passage, full: int) -> bool:
    """Whether a line that the page's width does not fill is the rest of a section's heading."""
    found = marker(above)
    return found is not None and found[0] <= SECTION and len(words) < full and not above.folded.endswith(("。", ":"))


def _with_colon(line: Line) -> Line:
    """A line whose labels are parted from what they say by blanks or 为: 牵头单位　市教育局, 配合部门为市财政局."""
    words, folded = line.passage, line.passage.folded
    if (bullet := marker(words)) is not None and bullet[0] == BULLET and is_labelled(words[bullet[2] :]):
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


def parted(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, those cut that hold several numbered items that say who does them: 一、….1、…责任单位:A。2、…责任单位:B。

    A bracket before an item belongs to the one above it.
    """
    for line in lines:
        words = line.passage
        if closing := _closes_above(words):
            yield Line(words[:closing], line.number)
            words = words[closing:].strip()
        starts = _within(words) or _duties_within(words) or _measures_within(words) or _run_together(words)
        if not starts:
            yield Line(words, line.number, line.whole) if closing else line
            continue
        if head := words[: starts[0]].strip():
            yield Line(head, line.number, within=True)
        for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
            yield Line(words[start:end].strip(), line.number, within=True)


def _closes_above(words: Passage) -> int:
    """Where the bracket ends, of who does the item above, that a line begins with before an item of its own; 0 for none."""
    if not words.folded.startswith("("):
        return 0
    opening, closing = next(iter(words.brackets()), (1, 0))
    said = any(kind in OF_PARTIES for kind, _, _ in labels(words[1:closing])) if not opening else False
    return closing + 1 if said and marker(words[closing + 1 :].strip()) is not None else 0


def _within(words: Passage) -> list[int]:
    """Where the items of a paragraph begin, of which most say who does them; none where it is no paragraph of items."""
    for run in numbered_within(words, 1):
        if len(run) == 1 and not _titles(words, run[0]):
            continue
        pieces = [words[start:end] for start, end in zip(run, [*run[1:], len(words)], strict=True)]
        saying = sum(_says(piece) for piece in pieces)
        if saying * 2 > len(pieces) and _says(pieces[0]):
            return run
    return []


def _duties_within(words: Passage) -> list[int]:
    """Where the duties of one department after another begin in a paragraph: 省卫生厅：负责…。省教育厅：负责….

    Fewer than two are none.
    """
    starts = [match.end() for match in _SENTENCES.finditer(words.folded)] if ":" in words.folded else []
    found = [start for start in starts if leads_in(words[start : start + _LONGEST_DUTY]) is not None]
    return found if len(found) > 1 else []


def _measures_within(words: Passage) -> list[int]:
    """Where the measures of a paragraph begin that each end with who does it: 一是…。A为责任单位。二是…。B为责任单位。"""
    starts = _in_turn(MEASURES, words)
    if len(starts) < 2:
        return []
    pieces = (words[start:end].strip(",;") for start, end in zip(starts, [*starts[1:], len(words)], strict=True))
    return starts if all(map(says_last, pieces)) else []


def _run_together(words: Passage) -> list[int]:
    """Where items and headings begin whose numbers stand right behind names: …责任单位：市经委、科技局2、…责任单位：…"""
    starts = _in_turn(_NUMBER, words)
    if len(starts) < _FEWEST_TOGETHER:
        return []
    found = []
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        said = [label for kind, label, _ in labels(words[start:end]) if kind in OF_PARTIES]
        if not said:
            return []
        heading = _HEADING.search(words.folded, words.places.index(said[-1].places[-1]), end)
        found += [start, *([heading.start()] if heading else [])]
    return found


def _in_turn(pattern: re.Pattern[str], words: Passage) -> list[int]:
    """Where the numbers 1, 2, 3… stand in a paragraph, one after the other."""
    found: list[int] = []
    for match in pattern.finditer(words.folded):
        if number(match[1]) == len(found) + 1:
            found.append(match.start())
    return found


def _titles(words: Passage, start: int) -> bool:
    """Whether the words before the only item of a paragraph are the numbered title of a section: 一、修路。1.…"""
    title, found = words[:start].strip(), marker(words)
    one = title.folded.endswith("。") and title.folded.count("。") == 1 and len(title) <= LONGEST_NAME
    return found is not None and found[0] <= SUBSECTION and one


def _says(piece: Passage) -> bool:
    """Whether an item within a paragraph says by labels or in its sentences who does it."""
    return any(kind in OF_PARTIES for kind, _, _ in labels(piece)) or says_last(piece) or begun_by(piece) is not None


def _is_open(words: str) -> bool:
    """Whether a bracket with a label or a verb in it goes on in the next line."""
    opened = words.rfind("(")
    return opened > words.rfind(")") and any(cue in words[opened:] for cue in _IN_BRACKETS)


def is_labelled(words: Passage) -> bool:
    """Whether a line begins with a label: 牵头单位：…"""
    found = labels(words)
    return bool(found) and found[0][1].places[0] == words.places[0] and found[0][0] in LABELLED
