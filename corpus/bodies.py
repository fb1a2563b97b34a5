"""The words of a task: its title, its sentences, and those of smaller items that belong to it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.clauses import Clause, read_beside
from corpus.drafts import Draft, undated
from corpus.outline import Item
from corpus.passage import Passage
from corpus.records import Span
from corpus.tree import Node

_SENTENCE = re.compile(r"[^。]+。?")
# A line that stands above a task's words as its title; one cut by the width of a page is a larger share of the longest below it.
_TITLE_LINE = re.compile(r"[^，,。；;：:、.]{4,20}")
_CUT_LINE = 0.7
_LONGEST_MEASURE = 24
# Paragraphs of several measures are common where they are more than one of so many.
_FEW = 3


def without_titles(nodes: Sequence[Node]) -> None:
    """Takes the title of a paragraph of several measures out of the words of the first, which it is not part of.

    Where such paragraphs are common, those of one measure have titles too.
    """
    bracketed = [node for node in nodes if isinstance(node.part, Item) and node.strong and node.drafts]
    several = [node for node in bracketed if len(node.drafts) > 1]
    titled = [node for node in bracketed if _title_of(node.drafts[0])]
    many = len([node for node in several if node in titled])
    for node in titled if many * _FEW > len(titled) else [node for node in several if node in titled]:
        draft = node.drafts[0]
        node.drafts[0] = replace(draft, body=draft.body[_title_of(draft) :].strip())


def _title_of(draft: Draft) -> int:
    """How many characters the title takes up with which a task's words begin: 摸清岸电底数。; 0 where there is none."""
    end = draft.body.folded.find("。")
    title = draft.body.folded[: max(end, 0)]
    more = draft.body.folded[end + 1 :].strip()
    return end + 1 if 0 < end <= _LONGEST_MEASURE and more and not set(title) & set(",;:") else 0


def with_smaller(draft: Draft, node: Node) -> Draft:
    """The draft with the words of the smaller items below it, in which nobody is named."""
    body, said = draft.body, Clause()
    for below in node.below():
        if isinstance(below.part, Item):
            body = body + below.part.whole
            for label in below.part.labels:
                read_beside(label, said)
    # 整改时限：… below the last of them is that of the whole.
    draft.clause.deadline = draft.clause.deadline or said.deadline
    return undated(replace(draft, body=body, span=Span(draft.span.start, body.places[-1] + 1)))


def are_whole(sections: Sequence[Node]) -> bool:
    """Whether each of the sections is one task, its last paragraph saying who does it, and some have several paragraphs."""
    paragraphs = all(not child.level for node in sections for child in node.children)
    whole = len(sections) > _FEW and paragraphs and all(stated_last(node, 1) is not None for node in sections)
    return whole and any(len(node.children) > 1 for node in sections)


def stated_last(node: Node, fewest: int = 2) -> Draft | None:
    """The task of an item whose parts end with what says who does the whole; None where parts say so for themselves.

    There must be `fewest` parts at least.
    """
    parts = [child for child in node.children if isinstance(child.part, Item)]
    if (
        len(parts) < fewest
        or len(parts) < len(node.children)
        or any(child.children or child.drafts for child in parts[:-1])
    ):
        return None
    last, item = parts[-1], node.part
    if not isinstance(item, Item) or len(last.drafts) != 1 or last.drafts[0].weak or not item.words.strip():
        return None
    body = item.words
    for child in parts[:-1]:
        assert isinstance(child.part, Item)
        body = body + child.part.whole
    draft = last.drafts[0]
    assert isinstance(last.part, Item)
    body = body + last.part.whole[: last.part.marker] + draft.body
    return replace(draft, number=item.value, body=body, span=Span(item.whole.places[0], draft.span.end), line=item.line)


def sentences(parts: Sequence[Passage]) -> Iterator[Span]:
    """The sentences of a task's words, of which a title on a line of its own is one."""
    for part in parts:
        for match in _SENTENCE.finditer(part.words):
            yield part[match.start() : match.end()].span


def title_apart(body: Passage, text: str) -> list[Passage]:
    """A task's words, those of a title on a line of its own apart."""
    places = body.places
    ends = [at for at in range(1, len(places)) if "\n" in text[places[at - 1] + 1 : places[at]]]
    if not ends or not _TITLE_LINE.fullmatch(body.words[: ends[0]]):
        return [body]
    if any(places[at] == places[at - 1] for at in range(ends[0], len(places))):
        return [body]  # a colon that the text has not parts the title that a table gives
    if text[places[ends[0] - 1] + 1 : places[ends[0]]].count("\n") > 1:
        # No width of a page leaves a blank line.
        return [body[: ends[0]], body[ends[0] :]]
    longest = max(end - start for start, end in itertools.pairwise([*ends, len(places)]))
    return [body[: ends[0]], body[ends[0] :]] if ends[0] <= _CUT_LINE * longest else [body]
