"""Tasks drafted from the items and table rows of a document, each by itself: its words and what is said of who does it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.clauses import Clause, is_clause, is_responsibility, labels, read_beside
from corpus.deadlines import is_deadline, limit_in_words, limit_of_sentence, period_in_words
from corpus.grids import Row
from corpus.markers import DIGITS, marker
from corpus.mending import LABELLED
from corpus.outline import Item, responsibilities
from corpus.passage import Passage
from corpus.prose import begun_by, closed, duties, leads_in, told
from corpus.records import Span
from corpus.roles import OF_PARTIES, TAKING_PART, Said

# What a task's words do not end with where a label followed.
_CUT = ",、"
# Nor those before a label within the paragraph.
_PARTED = ",、; "
_LAST_DASH = re.compile(r"\s*(?:[—–─]{2}|\s[—–-]\s|→)\s*(?=[^—–─→]+$)")
# Nor what parts them from a bracket: ——〔…〕
_DASHES = re.compile(r"[—–\-─→…]+\s*$")


@dataclass(frozen=True, slots=True)
class Draft:
    """A task before the rules of its document are applied. `where` is the span of what says who does it.

    `number` is None where the document writes none, or a damaged one; `weak` is whether a sentence of prose says who does it.
    """

    number: int | None
    span: Span
    body: Passage
    where: Span
    clause: Clause
    line: int
    weak: bool = False
    # Whether its words state its time limit, in a sentence that may have a verb.
    timed: bool = False
    # Whether a clause of its words does, which stay whole.
    worded: bool = False
    details: tuple[tuple[str, Passage], ...] = ()


def of_item(item: Item) -> Iterator[Draft]:
    """The tasks of an item: one for its labels, or for each of its brackets, or for a sentence that says who does it."""
    return map(undated, _of_item(item))


def undated(draft: Draft) -> Draft:
    """The draft with the time limit that ends its words read as such: … 2023年8月底前完成。, …（2023年底前完成）

    Where no sentence states one, a clause of its words may: the words stay whole then.
    """
    if draft.clause.deadline is not None:
        return draft
    body = draft.body.strip()
    kept, found = len(body), []
    while kept:
        folded = body.folded[:kept].rstrip("。; ")
        start = folded.rfind("(") if folded.endswith(")") else max(folded.rfind("。"), folded.rfind(";")) + 1
        last = body[start : len(folded)].strip("()")
        if start <= 0:
            break
        if is_deadline(last.folded):
            found.append(last.words)
        elif folded[start - 1] == "。" and (limit := limit_of_sentence(last.folded)) is not None:
            found.append(last.words[slice(*limit)])
        else:
            break
        kept = start
    if found:
        draft.clause.deadline = "，".join(reversed(found))
        return replace(draft, body=body[:kept], timed=True)
    return _dated_by_words(draft)


def _dated_by_words(draft: Draft) -> Draft:
    """The draft with a time limit that a clause of its words states."""
    body = draft.body.strip()
    if draft.clause.deadline is not None or (limit := limit_in_words(body.folded)) is None:
        return draft
    draft.clause.deadline = body.words[slice(*limit)]
    return replace(draft, worded=True)


def dated_by_periods(drafts: Sequence[Draft]) -> None:
    """Lets periods in words (每季度调度一次) be the time limits of tasks without one, where no task states its limit apart."""
    if any(draft.clause.deadline is not None and not draft.worded for draft in drafts):
        return
    for draft in drafts:
        body = draft.body.strip()
        if draft.clause.deadline is None and (limit := period_in_words(body.folded)) is not None:
            draft.clause.deadline = body.words[slice(*limit)]


def _of_item(item: Item) -> Iterator[Draft]:
    brackets = responsibilities(item.words)
    item = _parted(item, brackets)
    if item.labels:
        yield from _labelled(item, brackets)
    elif brackets:
        yield from _bracketed(item, brackets)
    elif (dash := _dashed(item.words)) is not None:
        body, names = dash
        clause = Clause()
        read_beside(names, clause)
        yield Draft(item.value, item.whole.span, body, names.span, clause, item.line)
    elif (end := leads_in(item.words)) is not None or (end := begun_by(item.words)) is not None:
        clause = Clause()
        read_beside(item.words[:end], clause)
        body, said = item.words[end + 1 :].strip(), item.words[:end]
        weak = not item.level or not (item.words.folded[end] == ":" or said.folded.startswith("由"))
        yield Draft(item.value, item.whole.span, body, said.span, clause, item.line, weak=weak)
    elif item.within and (ended := of_closed(item)) is not None:
        yield ended
    elif (found := told(item.words)) is not None:
        clause, stated = found
        yield Draft(item.value, item.whole.span, item.words, stated.span, clause, item.line, weak=True, timed=True)


def of_closed(item: Item) -> Draft | None:
    """The task of an item whose sentence ends with who does it, which is then no part of its words."""
    if (ended := closed(item.words)) is None:
        return None
    body, stated, deadline = ended
    clause = Clause()
    read_beside(stated, clause)
    clause.deadline = deadline or clause.deadline
    return Draft(item.value, item.whole.span, body, stated.span, clause, item.line, weak=True, timed=True)


def _dashed(words: Passage) -> tuple[Passage, Passage] | None:
    """The words of a numbered item and the names behind the dash that they end with: … —— 市交通局、市财政局"""
    match = _LAST_DASH.search(words.folded)
    if match is None:
        return None
    body, said = words[: match.start()].strip(), words[match.end() :].strip("。; ")
    return (body, said) if len(body) > 1 and is_responsibility(said) else None


def unnamed(item: Item) -> Draft:
    """The task that an item is though nothing in it says who does it; a label may still give its time limit."""
    item = _parted(item, [])
    clause, words = Clause(), item.words.strip(_CUT)
    for label in item.labels:
        read_beside(label, clause)
    return undated(Draft(item.value, item.whole.span, words, words.span, clause, item.line))


def of_row(row: Row) -> Iterator[Draft]:
    """The task of a row, or those of its words where no column says who does them; one that names nobody has no parties."""
    if row.task and not any(kind in OF_PARTIES for kind, _ in row.cells):
        drafts = of_item(Item(DIGITS, row.number, row.task, 0, row.line))
        if told := [replace(draft, details=row.details) for draft in drafts if draft.clause.names]:
            yield from told
            return
    clause = Clause()
    for kind, cell in row.cells:
        told_there = duties(cell) if kind in OF_PARTIES and cell and not is_responsibility(cell) else None
        if told_there is None:
            read_beside(cell, clause, kind)
            continue
        for said, names in told_there.said.items():
            clause.said.setdefault(said, []).extend(names)
    clause.parted = any(kind in TAKING_PART for kind, _ in row.cells)
    cells = [cell for kind, cell in row.cells if kind in OF_PARTIES and cell]
    if not row.task:
        return
    span = where = row.task.span
    if clause.names:
        where = Span(min(cell.places[0] for cell in cells), max(cell.places[-1] for cell in cells) + 1)
        span = Span(min(row.task.places[0], where.start), max(row.task.places[-1] + 1, where.end))
    # A column of time limits says what there is to say of them.
    stated = any(kind is Said.DEADLINE for kind, _ in row.cells)
    draft = Draft(row.number, span, row.task, where, clause, row.line, details=row.details)
    yield draft if stated else _dated_by_words(draft)


def _parted(item: Item, brackets: list[tuple[int, int]]) -> Item:
    """The item without labels or a clause at the end of its paragraph, which join those on lines of their own."""
    words = item.words
    first = next((label.places[0] for kind, label, _ in labels(words) if kind in LABELLED), None)
    cut = None if first is None else words.places.index(first)
    if cut is None and not brackets and not item.labels:
        last = words.folded.rstrip("。; ").rfind("。") + 1
        cut = last if is_clause(words[last:]) else None
    if not cut or (brackets and brackets[0][0] < cut):
        return item
    prose = first is None
    kept = len(words.folded[:cut].rstrip(_PARTED)) if not prose else cut
    return replace(item, whole=item.whole[: item.marker + kept], labels=[words[cut:], *item.labels], prose=prose)


def _labelled(item: Item, brackets: list[tuple[int, int]]) -> Iterator[Draft]:
    clause, words = Clause(), item.words
    if brackets and not words[brackets[-1][1] + 1 :].strip("。;.,"):
        # …（本项由A、B共同牵头）, and who takes part behind a label below.
        opening, closing = brackets[-1]
        words, said = words[:opening], words[opening + 1 : closing]
        read_beside(said, clause)
    for label in item.labels:
        read_beside(label, clause)
    if words.strip(_CUT) and clause.names:
        spans = [name.span for name in clause.names]
        where = Span(min(span.start for span in spans), max(span.end for span in spans))
        span = Span(item.whole.places[0], max(item.whole.places[-1], item.labels[-1].places[-1]) + 1)
        yield Draft(item.value, span, words.strip(_CUT), where, clause, item.line, weak=item.prose, timed=item.prose)


def _bracketed(item: Item, brackets: list[tuple[int, int]]) -> Iterator[Draft]:
    words, value = item.words, item.value
    start, begin = 0, item.whole.places[0]
    if not brackets[0][0] and words[brackets[-1][1] + 1 :].strip("。;.,"):
        yield from _opened(item, brackets)
        return
    for opening, closing in brackets:
        content, body = words[opening + 1 : closing], words[start:opening]
        if inner := marker(body.strip()):
            # (1)…(X牵头)(2)…: the next item follows on the same line.
            body = body.strip()[inner[2] :]
            value = inner[1]
        clause = Clause()
        read_beside(content, clause)
        body = body[len(body) - len(body.folded.lstrip(_CUT + ";。 ")) :]
        body = body[: len(_DASHES.sub("", body.folded))]
        if not clause.names:
            clause.unread.append(content.span)
        if body.strip():
            begin = body.strip().places[0] if start else begin
            yield Draft(value, Span(begin, words.places[closing] + 1), body, content.span, clause, item.line)
        start = closing + 1


def _opened(item: Item, brackets: list[tuple[int, int]]) -> Iterator[Draft]:
    """The tasks of an item whose brackets stand before what they say something of: 【A牵头，B参与】…"""
    words, begin = item.words, item.whole.places[0]
    ends = [opening for opening, _ in brackets[1:]] + [len(words)]
    for (opening, closing), end in zip(brackets, ends, strict=True):
        content, body = words[opening + 1 : closing], words[closing + 1 : end].strip(":,、;")
        clause = Clause()
        read_beside(content, clause)
        if body and clause.names:
            yield Draft(item.value, Span(begin, body.places[-1] + 1), body, content.span, clause, item.line)
            begin = words.places[end] if end < len(words) else begin
