"""The parts of a document in order as a tree: headings above items, items above the smaller items that belong to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.clauses import is_responsibility
from corpus.drafts import Draft, of_item, of_row
from corpus.front import is_title
from corpus.grids import Heading, Row, Unread
from corpus.markers import MEASURE, marker
from corpus.outline import Item
from corpus.passage import Passage
from corpus.roles import is_closing

Part = Item | Heading | Row | Unread

_LONGEST_HEADING, _LONGEST_CLOSING = 40, 10
_NO_HEADING = re.compile(r"[。;,、]$|^附(?!则)|^注|年\d+月|\(.*\)$")
_TITLE = re.compile(r"(?:方案|清单|分工|任务表|分解表|通知|意见|要点|计划|台账|一览表|附件\d*)$")
# A title begins a part of the document of its own: the plan after the notice.
PART = 0.1
# An item between headings of tables and sections is above whatever it numbers.
_BETWEEN = 0.5


@dataclass(slots=True)
class Node:
    """A part with those that belong to it; `drafts` are the tasks that it states itself, `weak` those told in prose only."""

    part: Part
    level: float
    drafts: list[Draft] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def strong(self) -> bool:
        """Whether a bracket, a label or a table says who does it."""
        return any(not draft.weak for draft in self.drafts)

    @property
    def apart(self) -> bool:
        """Whether an item, numbered or below a heading, begins with who does it, or is a measure: no mere mention."""
        begun = any(draft.where.start < draft.body.places[0] for draft in self.drafts)
        listed = self.level > 0 or (isinstance(self.part, Item) and self.part.within)
        return listed and bool(self.drafts) and (begun or self.level == MEASURE)

    def below(self) -> Iterator[Node]:
        """All nodes below this one, in order."""
        pending = self.children[::-1]
        while pending:
            node = pending.pop()
            yield node
            pending += node.children[::-1]


def tree(parts: Sequence[Part]) -> Node:
    """The root over the parts in their order."""
    root = Node(Unread(Passage("", "", ()), 0), -1)
    stack = [root]
    for index, part in enumerate(parts):
        node = _node(part, parts, index)
        if node.level:
            while stack[-1].level >= node.level:
                stack.pop()
        stack[-1].children.append(node)
        if isinstance(part, Heading) or node.level:
            stack.append(node)
    return root


def _node(part: Part, parts: Sequence[Part], index: int) -> Node:
    if isinstance(part, Heading):
        return Node(part, part.depth)
    if isinstance(part, Row):
        return Node(part, 0, list(of_row(part)))
    if isinstance(part, Unread):
        return Node(part, 0)
    drafts = list(of_item(part))
    level = 0 if part.level or drafts else _heading_level(part, parts, index)
    if not part.level and not drafts and is_title(part.words) and not (level and is_closing_line(part.words)):
        return Node(part, PART)
    if level:
        return Node(Heading(part.words.strip(":"), part.line, 0), level)
    return Node(part, part.level, drafts)


def _heading_level(item: Item, parts: Sequence[Part], index: int) -> float:
    """The level of a paragraph that is a heading without a number, above the items that it stands before; else 0."""
    words = item.words
    if (
        index + 1 == len(parts)
        or not words
        or len(words) > _LONGEST_HEADING
        or item.labels
        or item.within
        or _TITLE.search(words.folded)
    ):
        return 0
    after = parts[index + 1]
    if not isinstance(after, Item) or not after.level or _NO_HEADING.search(words.folded):
        return 0
    named = is_responsibility(words.strip(":"))
    # 市民政局：: numbers may go on below it.
    if (
        after.value != 1
        and not (named and words.folded.endswith(":") and after.value)
        and not _goes_on(after, parts, index)
    ):
        return 0
    # Below 各区人民政府: the notice begins, whose paragraphs are numbered as sections are.
    addressed = named and words.folded.endswith(":") and after.level <= 2
    return after.level - _BETWEEN if (named and not addressed) or after.level > 2 or is_closing_line(words) else 0


def _goes_on(after: Item, parts: Sequence[Part], index: int) -> bool:
    """Whether an item goes on with the numbers of the last item before a place: a heading between them divides these."""
    before = next((part for part in reversed(parts[:index]) if not isinstance(part, Item) or part.level), None)
    if not isinstance(before, Item) or before.value is None or after.value is None:
        return False
    return before.level == after.level and after.value == before.value + 1


def is_closing_line(words: Passage) -> bool:
    """Whether a line without a number is nothing but such a heading."""
    return len(words) <= _LONGEST_CLOSING and marker(words) is None and is_closing(words.folded)
