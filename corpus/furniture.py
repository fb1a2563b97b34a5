"""What a page puts around and between a document's lines: page numbers, running heads, footnotes, crumbs, buttons, contents."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from corpus.passage import Line
from corpus.roles import any_of, words

_PAGE_NUMBER = re.compile(
    r"[—–\-·~_\s]*第?\s?\d{1,4}\s?页?[—–\-·~_\s]*(?:(?:/|共|,)\s*共?\s*\d{1,4}\s*页?)?[—–\-·~_\s]*|page\s?\d+(?:\s?of\s?\d+)?",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"\d{1,4}")
# 首页 > 政务公开 > 通知公告
_CRUMBS = re.compile(r"[^>。]{1,20}(?:>[^>。]{1,60}){2,}")
# 一、总体要求……………3
_OF_CONTENTS = re.compile(r"(?:[.…·]{3,}|[.…·\s]{6,}|\t+)\s?[-—(]?\d{1,3}[-—)]?$")
_SHARPS = re.compile(r"#{1,6}\s+(?=\S)")
_CONTENTS = re.compile(r"目\s*录")
_FOOTNOTE = re.compile(r"[①-⑳㉑-㉟]|\[\d{1,2}\]|[¹²³⁴-⁹]+|\*{1,3}|※|注\d{1,2}(?=[::、])|\(\d{1,2}\)")
# What begins with a number or a mark goes on with nothing.
_BEGINS = re.compile(r"[①-⑳\[(¹²³*※注一二三四五六七八九十\d]")
_ENDS = ("。", ";", "!", "?", ":")
# Lines and characters before a footnote in which its mark is looked for.
_REACH = 80
_LONGEST_FOOTNOTE = 8
_LONGEST_BUTTONS = 200


@functools.cache
def _known() -> dict[str, re.Pattern[str]]:
    page = words()["page"]
    return {
        "begins": re.compile(any_of(page["begins"])),
        "states": re.compile(any_of(page["states"])),
        "contains": re.compile(any_of(page["contains"]), re.IGNORECASE),
        "foot": re.compile(any_of(page["foot"])),
        "whole": re.compile(rf"(?:[\W_]*{any_of(page['whole'])})++[\W_]*", re.IGNORECASE),
    }


def without_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of the document itself, the marks of its footnotes taken out of their words, and what it states beside them.

    That is footnotes, to whom copies go, whom to ask. A number that stands alone stays: it may be the first cell of a row.
    """
    lines = list(map(_without_sharps, lines))
    numbers = [_is_page_number(line) for line in lines]
    stated = {index for index, line in enumerate(lines) if _states(line)}
    contents = set(_contents(lines))
    # 东沐区	900: figures end in numbers as entries of contents do, and nothing further down repeats them.
    stated |= {index for index in contents if _is_figures(lines[index], lines[index + 1 :])}
    dropped = set(_running(lines, numbers)) | contents | stated
    dropped |= {index for index, line in enumerate(lines) if numbers[index] or _is_furniture(line)}
    dropped |= set(_foot(lines, dropped))
    marks: dict[int, list[int]] = {}
    for first, last, (marked, place) in _footnotes(lines, numbers, dropped):
        own = set(range(first, last + 1))
        dropped |= own
        stated |= own
        marks.setdefault(marked, []).append(place)
    kept = ((index, line) for index, line in enumerate(lines) if index not in dropped)
    body = [_unmarked(line, marks[index]) if index in marks else line for index, line in kept]
    return body, [lines[index] for index in sorted(stated)]


def is_bare_number(line: Line) -> bool:
    """Whether a line is nothing but a number, as one between pages may be."""
    return _BARE_NUMBER.fullmatch(line.passage.folded) is not None


def _is_page_number(line: Line) -> bool:
    folded = line.passage.folded
    return len(folded) <= 24 and _PAGE_NUMBER.fullmatch(folded) is not None and not _BARE_NUMBER.fullmatch(folded)


def _states(line: Line) -> bool:
    """Whether a line that goes on with no paragraph states something of the document: 抄送:…, (此件公开发布)."""
    return _known()["states"].match(line.passage.folded) is not None


def _is_figures(line: Line, after: Sequence[Line]) -> bool:
    """Whether a line that ends in a number is the row of a table, and leads to no page."""
    name = line.passage.folded.split("\t")[0]
    return "\t" in line.passage.folded and not any(other.passage.folded.startswith(name) for other in after)


def _is_furniture(line: Line) -> bool:
    folded, known = line.passage.folded, _known()
    if known["begins"].match(folded):
        return True
    if len(folded) > _LONGEST_BUTTONS:
        return False
    return any(
        [known["contains"].search(folded), known["whole"].fullmatch(folded), _CRUMBS.fullmatch(folded)],
    )


def _foot(lines: Sequence[Line], furniture: Set[int]) -> Iterator[int]:
    """The lines below a document that say who keeps the page: below a button, or in words that nothing above begins with."""
    foot = _known()["foot"]
    start = len(lines)
    while start and (start - 1 in furniture or foot.match(lines[start - 1].passage.folded)):
        start -= 1
    below = next((index for index in range(start, len(lines)) if index in furniture), len(lines))
    above = {match.group() for line in lines[:start] if (match := foot.match(line.passage.folded))}
    for index in range(start, len(lines)):
        label = foot.match(lines[index].passage.folded)
        if label and below < len(lines) and (index > below or label.group() not in above):
            yield index


def _running(lines: Sequence[Line], numbers: Sequence[bool]) -> Iterator[int]:
    """Lines that stand beside several page numbers in the same words."""
    beside = [
        index
        for page, number in enumerate(numbers)
        if number
        for index in (page - 1, page + 1)
        if 0 <= index < len(lines) and not numbers[index]
    ]
    counts = Counter(lines[index].passage.folded for index in beside)
    for index in beside:
        folded = lines[index].passage.folded
        if (
            counts[folded] > 2
            and not folded.endswith(_ENDS)
            and "\t" not in folded
            and "|" not in folded
            and ":" not in folded
        ):
            yield index


def _contents(lines: Sequence[Line]) -> Iterator[int]:
    """The lines of a table of contents: those that lead to page numbers, or that stand below 目录 and again further down."""
    for index, line in enumerate(lines):
        if (
            len(line.passage) <= 80
            and _OF_CONTENTS.search(line.passage.folded)
            and not line.passage.folded[0].isdigit()
        ):
            yield index
    start = next((i for i, line in enumerate(lines) if _CONTENTS.fullmatch(line.passage.folded)), None)
    if start is None:
        return
    yield start
    later = Counter(line.passage.folded for line in lines[start + 1 :])
    for index in range(start + 1, len(lines)):
        entry = re.sub(r"[.…·\s]*\d*$", "", lines[index].passage.folded)
        if later[entry] < 2 and not (later[entry] == 1 and entry != lines[index].passage.folded):
            return
        later[lines[index].passage.folded] -= 1
        yield index


def _footnotes(
    lines: Sequence[Line], numbers: Sequence[bool], dropped: set[int]
) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """The first and last line of each footnote, and the line and place of its mark in the text above it."""
    for index, line in enumerate(lines):
        mark = _FOOTNOTE.match(line.passage.folded)
        if mark is None or index in dropped:
            continue
        if (marked := _marked(lines, index, mark.group().removeprefix("注"))) is not None:
            yield index, _end_of_footnote(lines, numbers, index), marked


def _marked(lines: Sequence[Line], index: int, mark: str) -> tuple[int, int] | None:
    """Where a mark stands in the words of a line above, behind a word as marks of notes do."""
    for above in range(index - 1, max(-1, index - _REACH), -1):
        folded = lines[above].passage.folded
        place = folded.find(mark, 1)
        while place > 0:
            before, after = folded[place - 1], folded[place + len(mark) : place + len(mark) + 1]
            if (
                before not in ":;。,、("
                and (before.isalnum() or before in '"”»》>)')
                and not (mark[0] in "([" and after.isalnum())
            ):
                return above, place
            place = folded.find(mark, place + 1)
    return None


def _end_of_footnote(lines: Sequence[Line], numbers: Sequence[bool], first: int) -> int:
    """The last line of a footnote: that before the page number where one is near, else before the next blank line."""
    last = first
    for index in range(first, min(len(lines), first + _LONGEST_FOOTNOTE)):
        if numbers[index]:
            return last
        apart = index > first and lines[index].number > lines[index - 1].number + 1
        if apart or (index > first and _BEGINS.match(lines[index].passage.folded)):
            break
        last = index
    whole = (index for index in range(first, last + 1) if lines[index].passage.folded.endswith("。"))
    return next(whole, first)


def _without_sharps(line: Line) -> Line:
    """A line of Markdown without the signs of headings and of bold words."""
    words = line.passage
    if sharps := _SHARPS.match(words.folded):
        words = words[sharps.end() :]
    if words.folded.count("**") < 2:
        return line if words is line.passage else Line(words, line.number)
    plain, start = words[:0], 0
    for bold in re.finditer(r"\*\*", words.folded):
        plain, start = plain + words[start : bold.start()], bold.end()
    plain = (plain + words[start:]).strip()
    return Line(plain, line.number) if plain else line


def _unmarked(line: Line, places: Sequence[int]) -> Line:
    words = line.passage
    for place in sorted(places, reverse=True):
        mark = _FOOTNOTE.match(words.folded, place)
        end = mark.end() if mark else place + 1
        words = words[:place] + words[end:]
    return Line(words, line.number, line.whole)
