"""Lines of a PDF joined into the paragraphs that they were before they were set, without what repeats on its pages."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict

from corpus.readers.pdf_pages import Line, PageParts, Ruled, between

_MARGIN = 0.12
_PAGE_NUMBER = re.compile(
    r"[-—–－―─~·•\s]*(?:第\s*)?[\dⅰⅱⅲⅳⅴivxIVX]{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,4}(?:\s*页)?)?[-—–－―─~·•\s]*"
    r"|Page\s+\d+(?:\s+of\s+\d+)?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_REPEATED_PAGES = 3
_MARKER = re.compile(
    r"(?:第[一二三四五六七八九十百\d]+[章节条款部分]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,3}[.．、](?!\d)|[①-⑳]|附件|附：|注：)"
)
_LABEL = re.compile(r"[\w（）、]{2,12}[:：]\S")
_ENDS = "。！？；：:;!?”》）)"
_SENTENCE_ENDS = "。！？!?"
_TITLE = re.compile(r"(?:通知|意见|方案|办法|决定|通报|函|批复|公告)$")
_PAUSES = "，、；,;"
_SAME_PLACE, _SAME_SIZE = 0.8, 0.6
_LARGER_GAP = 1.6


def without_furniture(pages: list[PageParts]) -> list[list[Line | Ruled]]:
    """The parts of each page without page numbers and the heads and feet that pages share."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_key(line) for line in _at_edges(page)})
    often = max(_REPEATED_PAGES, len(pages) // 2)
    found = []
    for page in pages:
        edges = _at_edges(page)
        dropped = {id(line) for line in edges if _PAGE_NUMBER.fullmatch(line.text) or seen[_key(line)] >= often}
        found.append([part for part in page.parts if id(part) not in dropped])
    _set_margins([line for parts in found for line in parts if isinstance(line, Line)])
    return found


def _at_edges(page: PageParts) -> list[Line]:
    """The lines at the top and bottom of a page."""
    lines = [part for part in page.parts if isinstance(part, Line)]
    top, bottom = _MARGIN * page.height, (1 - _MARGIN) * page.height
    return [line for line in lines if line.bottom < top or line.top > bottom]


def _key(line: Line) -> str:
    return f"{_DIGITS.sub('#', line.text)}@{round(line.top / 5)}"


def _set_margins(lines: list[Line]) -> None:
    """Gives each line the edges of the text: its page's own where that is as wide as others, which binding may move."""
    of_page: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        of_page[line.page].append(line)
    whole = _edges(lines)
    for on_page in of_page.values():
        left, right = _edges(on_page)
        moved = abs((right - left) - (whole[1] - whole[0])) < on_page[0].size
        for line in on_page:
            line.margins = (left, right) if moved else whole


def _edges(lines: list[Line]) -> tuple[float, float]:
    """The left and right edge that several lines share, else the outermost."""
    plain = [line for line in lines if not line.parted] or lines
    lefts, rights = sorted(line.left for line in plain), sorted((line.right for line in plain), reverse=True)

    def shared(edges: list[float]) -> float:
        near = (edge for edge in edges if sum(abs(edge - other) < 3 for other in edges) >= 2)
        return next(near, edges[0])

    return (shared(lefts), shared(rights)) if plain else (0.0, 0.0)


def paragraphs(lines: list[Line]) -> list[str]:
    """The paragraphs that lines one after another make."""
    found: list[str] = []
    gap = _usual_gap(lines)
    body = _usual_size(lines)
    first = before = None
    for line in lines:
        if (
            before is not None
            and first is not None
            and _goes_on(before, line, gap, body)
            and not _ends(first, before, line)
        ):
            found[-1] += between(before, line) + line.text
        else:
            found.append(line.text)
            first = line
        before = line
    return found


def _usual_gap(lines: list[Line]) -> float:
    """The distance from one line's top to the next that is commonest."""
    steps = Counter(round(after.top - line.top) for line, after in itertools.pairwise(lines) if after.page == line.page)
    return float(max(steps, key=lambda step: (steps[step], -step), default=0))


def _usual_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size)] += len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def _goes_on(before: Line, line: Line, gap: float, body: float) -> bool:
    """Whether a line goes on with the one before: that was full, and this one is not indented."""
    if before.parted or line.parted or abs(before.size - line.size) > _SAME_SIZE * 2:
        return False
    if before.page == line.page and gap and line.top - before.top > _LARGER_GAP * gap:
        return False
    left, right = before.margins
    if before.size > body + 1 and line.size > body + 1:
        return _heading_goes_on(before, line, right - left)
    if right - before.right >= line.first + 0.3 * line.size:
        return False  # its first word would have fitted
    return abs(line.left - line.margins[0]) <= _SAME_PLACE * line.size or _is_centred(line)


def _is_centred(line: Line) -> bool:
    """Whether a line stands in the middle between the margins, farther from both than a first line does."""
    return line.left - line.margins[0] > 3 * line.size and _is_even(line)


def _is_even(line: Line) -> bool:
    """Whether a line is as far from the left margin as from the right."""
    return abs((line.left - line.margins[0]) - (line.margins[1] - line.right)) < 1.2 * line.size


def _ends(first: Line, before: Line, line: Line) -> bool:
    """Whether a paragraph that its last line would let go on ends by what it and the next line say."""
    last = before.text[-1]
    if _is_centred(line) and (not (first is before or _is_centred(before)) or last in _SENTENCE_ENDS):
        return True  # the last line of a title of two; a title after a paragraph begins anew
    if first is before and _TITLE.search(before.text) and line.text[-1] in "：:" and _is_even(before):
        return True  # a title of one line, and those whom it is for
    marked = _MARKER.match(line.text) is not None
    if first.left - first.margins[0] > _SAME_PLACE * first.size:
        return marked and last in _ENDS
    # Where first lines are not indented, a full line may be the last of its paragraph.
    return marked or last in _SENTENCE_ENDS or (last not in _PAUSES and _LABEL.match(line.text) is not None)


def _heading_goes_on(before: Line, line: Line, width: float) -> bool:
    """Whether a line of a centred title goes on with the one before, which is as wide as the page lets it be."""
    return width - (before.right - before.left) < line.first + 0.3 * line.size and not _MARKER.match(line.text)
