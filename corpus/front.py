"""What stands before the tasks: the document's title and number, who issued it, to whom, and on what it is based."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from corpus.parties import is_institution
from corpus.passage import Line
from corpus.records import Span

_TITLE_END = re.compile(r"(方案|清单|分工|任务表|分解表|通知|意见|要点)$")
_BASED_ON = re.compile(r"根据(.+?)(精神|要求|规定|部署)")
_DOCUMENT_NUMBER = re.compile(r"^\s*(\S{1,8}[〔\[（(]\d{4}[〕\]）)]\d+[号號])\s*$")
_ISSUED_BY = re.compile(r"(?:发布|发文|制发)(?:机关|机构|单位) ?: ?(\S+)")
_DATE = re.compile(r"[\d一二三四五六七八九〇○零]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日")


def title(front: Sequence[Line]) -> str:
    """The document's own title: the last lines before the first section that end as titles do, with the lines they continue."""
    ends = [index for index, line in enumerate(front) if _TITLE_END.search(line.passage.folded)]
    if not ends:
        return ""
    first = last = ends[-1]
    while (
        first
        and front[first - 1].number == front[first].number - 1
        and not re.search(r"[。:]$", front[first - 1].passage.folded)
    ):
        first -= 1
    return "".join(line.passage.words for line in front[first : last + 1])


def document_number(front: Sequence[Line]) -> str:
    """The number that stands on a line of its own: 某政办发〔2021〕7号."""
    found = (_DOCUMENT_NUMBER.match(line.passage.words) for line in front)
    return next((match[1] for match in found if match), "")


def issuer(whole: Sequence[Line]) -> str:
    """Who issued the document: by a label, else who stands above a line that is a date."""
    for line in whole:
        if stated := _ISSUED_BY.search(line.passage.folded):
            return line.passage.words[stated.start(1) : stated.end(1)]
    for line, following in itertools.pairwise(whole):
        if _DATE.fullmatch(following.passage.folded) and is_institution(line.passage.folded):
            return line.passage.words
    return ""


def recipients(front: Sequence[Line]) -> Span | None:
    """To whom the document is addressed: the first line that ends in a colon."""
    return next((line.passage.span for line in front if line.passage.folded.endswith(":")), None)


def preamble(front: Sequence[Line]) -> tuple[Span, ...]:
    """The paragraphs before the tasks."""
    return tuple(line.passage.span for line in front if line.passage.folded.endswith("。"))


def based_on(text: str, front: Sequence[Line]) -> Span | None:
    """The words that name what the document is based on."""
    for line in front:
        if match := _BASED_ON.search(text, line.passage.span.start, line.passage.span.end):
            return Span(match.start(1), match.end(1))
    return None
