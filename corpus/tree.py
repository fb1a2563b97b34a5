"""The parts of a document in order as a tree: headings above items, items above the smaller items that belong to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.clauses import is_responsibility
from corpus.drafts import Draft, of_item, of_row
from corpus.front import is_title
from corpus.grids import Heading, Row, Unread
from corpus.outline import Item
from corpus.passage import Passage

Part = Item | Heading | Row | Unread

_LONGEST_HEADING = 40
_NO_HEADING = re.compile(r"[。;,、]$|^附|^注|年\d+月|\(.*\)$")
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
    if not part.level and not drafts and is_title(part.words):
        return Node(part, PART)
    if not part.level and not drafts and (level := _heading_level(part, parts[index + 1 : index + 2])):
        return Node(Heading(part.words.strip(":"), part.line, 0), level)
    return Node(part, part.level, drafts)


def _heading_level(item: Item, following: Sequence[Part]) -> float:
    """The level of a paragraph that is a heading without a number: above the first of the items that it stands before; else 0."""
    words = item.words
    if (
        not following
        or not words
        or len(words) > _LONGEST_HEADING
        or item.labels
        or item.within
        or _TITLE.search(words.folded)
    ):
        return 0
    after = following[0]
    if not isinstance(after, Item) or not after.level or _NO_HEADING.search(words.folded):
        return 0
    named = is_responsibility(words.strip(":"))
    # 市民政局：: numbers may go on below it.
    if after.value != 1 and not (named and words.folded.endswith(":") and after.value):
        return 0
    # Below 各区人民政府: the notice begins, whose paragraphs are numbered as sections are.
    addressed = named and words.folded.endswith(":") and after.level <= 2
    return after.level - _BETWEEN if (named and not addressed) or after.level > 2 else 0
