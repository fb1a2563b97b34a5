"""Web pages: what an article says, without menus, footers and scripts; lists numbered, tables filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from corpus.readers.encodings import decode
from corpus.readers.grids import Cell, is_layout, own_lines, table_lines
from corpus.readers.numerals import written

_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_NOT_SHOWN = frozenset({
    "head", "script", "style", "noscript", "template", "nav", "footer", "aside", "button", "input", "select",
    "textarea", "option", "iframe", "object", "svg", "canvas", "audio", "video", "map", "area", "rp", "rt",
    "colgroup",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend",
    "li", "main", "menu", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul", "caption",
})  # fmt: skip
_WHOLE = frozenset({"html", "body"})
_HEADINGS = frozenset({"h1", "h2", "h3"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:top-?|left-?|right-?|main-?|sub-?|site-?|page-?)?(?:nav|navbar|navigation|menu|crumb|crumbs|breadcrumb|breadcrumbs"
    r"|sidebar|footer|foot|copyright|share|pager|pagination|toolbar|search|login|qrcode)(?:$|[-_\s])",
    re.IGNORECASE,
)
_ROLES = frozenset({"navigation", "contentinfo", "search", "complementary", "menu", "menubar", "banner"})
_WHERE = re.compile(r"(?:您?当前(?:的)?位置|您(?:现在)?(?:的|所在的?)位置|现在位置)\s*[:：]")
_LONGEST_PLACE = 100
# A part of the page is a menu where it holds this many links, and hardly anything but short ones.
_MENU_LINKS, _MENU_SHARE, _MENU_WORDS = 3, 0.7, 12
# What is called a menu is no menu where it holds this much of the page.
_MOST_FURNITURE = 0.3
_SPACES = re.compile(r"[ \t\r\n\f\v\xa0]+")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u2018-\u201d\u3000-\u303f"
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t]*\r?\n[ \t\r\n]*(?=[{_WIDE}])")
_NUMBERED = re.compile(r"\s*[（(]?(?:\d+|[一二三四五六七八九十百]+|[①-⑳])\s*[.．、)）:：]?")
_FORMS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "cjk-ideographic": "chineseCounting", "simp-chinese-informal": "chineseCounting", "trad-chinese-informal": "chineseCounting",
    "simp-chinese-formal": "chineseLegalSimplified",
    "cjk-decimal": "ideographDigital", "cjk-heavenly-stem": "ideographTraditional",
    "decimal": "decimal", "lower-alpha": "lowerLetter", "upper-alpha": "upperLetter", "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman", "decimal-leading-zero": "decimalZero",
}  # fmt: skip
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_MOST_COLUMNS, _MOST_ROWS = 100, 5000


def read_html(data: bytes) -> str:
    """A web page's text: a paragraph a line, a table row a line with tabs between its cells."""
    declared = _META.search(data[:4096])
    text = decode(data, declared[1].decode("ascii") if declared else "")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    root = html.document_fromstring(
        text, parser=html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
    )
    _remove_furniture(root)
    return "\n".join(_lines(root))


@dataclass(slots=True)
class _Measure:
    """How many characters an element shows, and how many links there are in it with how many."""

    words: int = 0
    links: int = 0
    linked: int = 0


def _measured(root: etree._Element) -> dict[etree._Element, _Measure]:
    """The measure of each element, those of its parts added up."""
    found: dict[etree._Element, _Measure] = {}
    for element in reversed([*root.iter()]):
        own = found.setdefault(element, _Measure())
        if isinstance(element.tag, str) and _name(element) not in {"script", "style"}:
            own.words += _length(element.text)
        if _name(element) == "a" and element.get("href") is not None:
            own.links, own.linked = 1, own.words
        if (parent := element.getparent()) is not None:
            above = found.setdefault(parent, _Measure())
            above.words += own.words + _length(element.tail)
            above.links += own.links
            above.linked += own.linked
    return found


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _remove_furniture(root: etree._Element) -> None:
    """Takes menus, footers, scripts and what is hidden out of a page."""
    measures = _measured(root)
    for element in [*root.iter()]:
        if element.getparent() is None:
            continue
        if not isinstance(element.tag, str) or _name(element) in _NOT_SHOWN or _is_hidden(element):
            _drop(element)
        elif _name(element) in _BLOCKS - _WHOLE and _is_furniture(element, measures[element], measures[root].words):
            headings = [part for part in element.iter(*_HEADINGS) if measures[part].words > _MENU_WORDS]
            _drop(element, headings)


def _drop(element: etree._Element, kept: list[etree._Element] | None = None) -> None:
    """Takes an element out, leaving what follows it and, in its place, what is to be kept of it."""
    parent = element.getparent()
    if parent is None:
        return
    for part in kept or []:
        element.addprevious(part)
        part.tail = None
    tail, before = element.tail, element.getprevious()
    if tail:
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(element)


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _is_furniture(element: etree._Element, measure: _Measure, whole: int) -> bool:
    """Whether a part of the page is called a menu or footer, says where one is, or is made of links."""
    if not measure.words:
        return False
    if measure.words < _LONGEST_PLACE and _WHERE.match(_bare(element)):
        return True
    called = _FURNITURE.search(element.get("class") or "") or _FURNITURE.search(element.get("id") or "")
    if called or (element.get("role") or "").lower() in _ROLES or _is_page_header(element):
        return measure.words <= _MOST_FURNITURE * whole
    return (
        measure.links >= _MENU_LINKS
        and measure.linked >= _MENU_SHARE * measure.words
        and measure.linked <= _MENU_WORDS * measure.links
    )


def _is_page_header(element: etree._Element) -> bool:
    return _name(element) == "header" and not any(
        _name(above) in {"article", "main"} for above in element.iterancestors()
    )


def _bare(element: etree._Element) -> str:
    """An element's words without blanks, scripts left out."""
    parts = []
    for part in element.iter():
        if part is not element and part.tail:
            parts.append(part.tail)
        if isinstance(part.tag, str) and part.text and _name(part) not in {"script", "style"}:
            parts.append(part.text)
    return "".join("".join(parts).split())


def _name(element: etree._Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _lines(element: etree._Element) -> Iterator[str]:
    """The lines of the blocks in an element, in order."""
    words: list[str] = []
    for part in _parts(element):
        if isinstance(part, str):
            words.append(part)
            continue
        yield from _joined(words)
        words = []
        if _name(part) == "table":
            yield from _table(part)
        elif _name(part) == "ol":
            yield from _list(part)
        elif _name(part) == "pre":
            yield from own_lines("".join(map(str, part.itertext())))
        else:
            yield from _lines(part)
    yield from _joined(words)


def _parts(element: etree._Element) -> Iterator[str | etree._Element]:
    """An element's words and the blocks in it, in order."""
    yield element.text or ""
    for part in element:
        if _name(part) == "br":
            yield "\0"
        elif _name(part) in _BLOCKS:
            yield part
        elif isinstance(part.tag, str):
            yield from _parts(part)
        yield part.tail or ""


def _joined(words: list[str]) -> list[str]:
    """The lines of a run of words, blanks collapsed as browsers do."""
    text = _WRAPPED.sub("", "".join(words))
    return own_lines(_SPACES.sub(" ", text).replace("\0", "\n"))


def _list(element: etree._Element) -> Iterator[str]:
    """A numbered list's lines, with the numbers that are not in its words."""
    style = _LIST_STYLE.search(element.get("style") or "")
    form = style[1].lower() if style else element.get("type") or "1"
    count = _whole(element.get("start"), 1, 10**6)
    for item in element:
        lines = list(_lines(item))
        if _name(item) != "li":
            yield from lines
            continue
        count = _whole(item.get("value"), count, 10**6)
        if lines and form in _FORMS and not _NUMBERED.match(lines[0]):
            chinese = _FORMS[form] not in {
                "decimal",
                "decimalZero",
                "lowerLetter",
                "upperLetter",
                "lowerRoman",
                "upperRoman",
            }
            lines[0] = written(count, _FORMS[form]) + ("、" if chinese else ".") + lines[0]
        yield from lines
        count += 1


def _whole(text: str | None, default: int, most: int) -> int:
    return min(int(text), most) if text and re.fullmatch(r"\d{1,7}", text) else default


def _table(table: etree._Element) -> Iterator[str]:
    captions = [part for part in table if _name(part) == "caption"]
    for caption in captions:
        yield from _lines(caption)
    rows = [[cell for cell in row if _name(cell) in {"td", "th"}] for row in _rows(table)]
    nested = any(_name(part) == "table" for part in table.iterdescendants())
    if nested and is_layout([[_bare(cell) for cell in row] for row in rows]):
        for row in rows:
            for cell in row:
                yield from _lines(cell)
        return
    yield from table_lines(_cells(rows))


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    for part in element:
        if _name(part) == "tr":
            yield part
        elif _name(part) in {"thead", "tbody", "tfoot"}:
            yield from _rows(part)


def _cells(rows: list[list[etree._Element]]) -> Iterator[Cell]:
    """The cells of rows at their places, beside those that reach down from rows above."""
    taken: dict[int, int] = {}
    for number, row in enumerate(rows):
        column = 0
        for element in row:
            while taken.get(column, 0) > number:
                column += 1
            width = max(1, _whole(element.get("colspan"), 1, _MOST_COLUMNS))
            height = _whole(element.get("rowspan"), 1, _MOST_ROWS) or len(rows) - number
            for at in range(column, column + width):
                taken[at] = number + height
            yield Cell("\n".join(_lines(element)), number, column, height, width)
            column += width
