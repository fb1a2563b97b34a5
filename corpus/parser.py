"""A plan's text parsed into a Document: outline first, then each task's bracket, then the rules of the text applied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.normalize import NUMERAL, number
from corpus.parties import read_bracket
from corpus.records import Basis, Document, Notice, Party, Role, Rule, RuleKind, Section, Span, Task

_SECTION = re.compile(rf"([{NUMERAL}]+)、\s*(\S.*)")
_TASK = re.compile(rf"[（(]([{NUMERAL}]+)[）)]\s*")
_BRACKET = re.compile(r"[（(]([^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*)[）)]\s*$")
_TITLE_END = re.compile(r"(方案|清单|分工|任务表|通知|意见)$")
_BASED_ON = re.compile(r"根据(.+?)(精神|要求|规定|部署)")
_DOCUMENT_NUMBER = re.compile(r"^\s*(\S{1,8}[〔\[（(]\d{4}[〕\]）)]\d+号)\s*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line's words without the surrounding blanks, its span and its number from 1."""

    words: str
    span: Span
    number: int


def parse(text: str) -> Document:
    """The Document of a plan whose tasks are numbered paragraphs that end in a bracket of departments."""
    lines = list(_lines(text))
    sections: list[Section] = []
    tasks: list[Task] = []
    rules: list[Rule] = []
    warnings: list[Notice] = []
    front: list[_Line] = []
    for line in lines:
        if heading := _SECTION.fullmatch(line.words):
            value = number(heading[1]) or 0
            start = line.span.start + heading.start(2)
            sections.append(Section(value, heading[2], Span(start, line.span.end)))
        elif item := _TASK.match(line.words):
            task = _task(text, line, item, sections[-1].number if sections else 0, rules, warnings)
            if task is not None:
                tasks.append(task)
        elif not sections:
            front.append(line)
        else:
            warnings.append(Notice(line.number, f"not part of any task: {line.words[:40]}"))
    title = _title(front)
    return Document(
        text=text,
        title="".join(line.words for line in title),
        document_number=_document_number(front),
        issuer="",
        recipients=next((line.span for line in front if line.words.endswith(("：", ":"))), None),
        preamble=tuple(line.span for line in front if line.words.endswith("。")),
        based_on=_based_on(text, front),
        sections=tuple(sections),
        tasks=tuple(tasks),
        rules=tuple(rules),
        warnings=tuple(warnings),
    )


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for count, raw in enumerate(text.splitlines(keepends=True), 1):
        words = raw.strip()
        if words:
            begin = start + raw.index(words)
            yield _Line(words, Span(begin, begin + len(words)), count)
        start += len(raw)


def _task(
    text: str, line: _Line, item: re.Match[str], section: int, rules: list[Rule], warnings: list[Notice]
) -> Task | None:
    """The task of a paragraph; the rules it states are added to `rules` and govern it and those after it."""
    value = number(item[1]) or 0
    bracket = _BRACKET.search(line.words, item.end())
    if bracket is None:
        warnings.append(Notice(line.number, f"no departments at the end of task {value}"))
        return None
    body = Span(line.span.start + item.end(), line.span.start + bracket.start())
    content = Span(line.span.start + bracket.start(1), line.span.start + bracket.end(1))
    read = read_bracket(text, content)
    warnings.extend(Notice(line.number, f"not understood in the bracket: {part.of(text)}") for part in read.unread)
    rules.extend(Rule(kind, span, value) for kind, span in read.rules)
    first_leads = any(rule.kind is RuleKind.FIRST_LEADS for rule in rules)
    parties = tuple(
        Party(named.name, named.span, Role.LEAD if first_leads and index == 0 else Role.PARTICIPANT)
        for index, named in enumerate(read.names)
    )
    return Task(
        number=value,
        section=section,
        span=line.span,
        body=body,
        sentences=tuple(_sentences(text, body)),
        bracket=content,
        parties=parties,
        basis=Basis.RULE_FIRST if first_leads else Basis.JOINT,
        line=line.number,
    )


def _sentences(text: str, body: Span) -> Iterator[Span]:
    for match in re.compile(r"[^。]+。?").finditer(text, body.start, body.end):
        yield Span(match.start(), match.end())


def _title(front: list[_Line]) -> list[_Line]:
    """The document's own title: the last lines before the first section that end as titles do, with the lines they continue."""
    ends = [index for index, line in enumerate(front) if _TITLE_END.search(line.words)]
    if not ends:
        return []
    first = last = ends[-1]
    while (
        first
        and front[first - 1].number == front[first].number - 1
        and not re.search(r"[。：:]$", front[first - 1].words)
    ):
        first -= 1
    return front[first : last + 1]


def _document_number(front: list[_Line]) -> str:
    found = (_DOCUMENT_NUMBER.match(line.words) for line in front)
    return next((match[1] for match in found if match), "")


def _based_on(text: str, front: list[_Line]) -> Span | None:
    for line in front:
        if match := _BASED_ON.search(text, line.span.start, line.span.end):
            return Span(match.start(1), match.end(1))
    return None
