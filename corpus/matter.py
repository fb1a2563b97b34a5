"""What a document says outside its tasks: the sentences that no task, heading or head of a table accounts for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from corpus import front
from corpus.markers import marker
from corpus.outline import noted
from corpus.parties import may_name
from corpus.passage import Line, Passage
from corpus.records import Position, Section, Sentence, Span, Task
from corpus.statements import is_statement

# A line or sentence of which tasks have more than this share is theirs.
_MOST_OWNED = 0.5
# A line that ends in the midst of a sentence is at least so long; a heading, and the name of a sentence, at most.
_SHORTEST_WRAPPED, _LONGEST_HEADING, _LONGEST_NAME = 18, 16, 14
_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]*[”」』)）*]*")
_ENDED = re.compile(r"[。；：！？;:!?”」』)）*]$")
_SAYS = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
# 抄送：…, 联系人：…: a label with which a line of its own begins.
_LABEL = re.compile(r"\(?[\u3400-\u9fff][\u3400-\u9fff ]{0,7}:")
# 填报要求:1.…, of which the lines that go on with 2. and 3. are parts.
_LISTED = re.compile(r"[\u3400-\u9fff ]{1,8}:\s*1\s?[.、]")
_NO_HEADING = re.compile(r"[。;,、]|[\d〕\])]")
_CELLS = re.compile(r"[\t|]")
# What Markdown and rulings leave at either end.
_SIGNS = "*>#|-_─ "


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, or a line that stands alone, and the words that it stands below."""

    words: Passage
    heading: Span | None = None


def matter(
    written: Sequence[Line],
    beside: Sequence[Line],
    tabled: Collection[int],
    tasks: Sequence[Task],
    sections: Sequence[Section],
    title: str,
) -> tuple[Sentence, ...]:
    """The sentences in order: of the `written` lines those that nothing accounts for, of the lines `beside` these all.

    `tabled` are the numbers of the lines that tables of tasks take up.
    """
    owned = _owned(tasks, sections)
    left = [line for line in written if _says(line, tabled) and any(_sentences(line.passage, owned))]
    lines = sorted([*left, *beside], key=lambda line: line.number)
    blocks = _placed(_headed(list(_joined(lines, title))), tasks, sections)
    return tuple(sentence for block in blocks for sentence in _of_block(block, owned, tasks, title))


def _of_block(block: _Block, owned: frozenset[int], tasks: Sequence[Task], title: str) -> Iterator[Sentence]:
    """The sentences of a block; those after the first stand below the label that it begins with: 注：."""
    label = _LABEL.match(block.words.folded)
    for place, words in enumerate(_sentences(block.words, owned)):
        heading = block.heading
        if place and heading is None and label is not None:
            heading = block.words[: label.end()].strip("(: ").span
        yield Sentence(words.span, _position(words, tasks, title), heading)


def _owned(tasks: Sequence[Task], sections: Sequence[Section]) -> frozenset[int]:
    """The places that tasks and headings account for."""
    # A heading with its numeral, which `span` leaves out.
    spans = [Span(section.span.end - len(section.heading), section.span.end) for section in sections]
    for task in tasks:
        spans += [task.span, *task.sentences, task.bracket, *(detail.span for detail in task.details)]
        spans += [party.span for party in task.parties]
    return frozenset(itertools.chain.from_iterable(range(span.start, span.end) for span in spans))


def _is_owned(words: Passage, owned: frozenset[int]) -> bool:
    """Whether tasks or headings account for the most of some words."""
    return len(owned.intersection(words.places)) > _MOST_OWNED * len(words)


def _says(line: Line, tabled: Collection[int]) -> bool:
    """Whether a line that is left over says anything: no ruling, no cell of a table of tasks, no statement on those above."""
    words = line.passage
    if not _SAYS.search(words.folded) or is_statement(words):
        return False
    return line.number not in tabled or (words.folded.endswith("。") and not _CELLS.search(words.folded))


def _joined(lines: Sequence[Line], title: str) -> Iterator[_Block]:
    """The lines as blocks, those joined that the end of a line has cut, and those of one signature."""
    pending: Passage | None = None
    last = 0
    for line in lines:
        words, gap = line.passage.strip(_SIGNS), line.number - last
        last = line.number
        if pending is None:
            pending = words
        elif gap == 1 and _goes_on(pending, words, title):
            pending = pending + words
        elif gap <= 2 and front.is_signature(pending) and front.is_signature(words):
            pending = pending.below(words)
        else:
            yield _Block(pending)
            pending = words
    if pending is not None:
        yield _Block(pending)


def _goes_on(before: Passage, words: Passage, title: str) -> bool:
    """Whether a line goes on with the one before it."""
    if (before + words).words in title:
        return True
    if _ENDED.search(before.folded) or marker(words) is not None or _LABEL.match(words.folded):
        return False
    if front.is_title(words):
        begun = not front.stands_apart(before) or words.folded.startswith("关于")
        return begun and not front.is_number(before) and not _CELLS.search(before.folded)
    wrapped = len(before) >= _SHORTEST_WRAPPED and not _CELLS.search(before.folded)
    return wrapped and not any(map(_stands_apart, (before, words)))


def _stands_apart(words: Passage) -> bool:
    return any(is_one(words) for is_one in (front.stands_apart, front.is_imprint, front.is_number, front.is_address))


def _headed(blocks: Sequence[_Block]) -> Iterator[_Block]:
    """The blocks without those that are headings of others, each with the words that it stands below."""
    heading: Span | None = None
    head: Span | None = None
    number: int | None = None
    for block, following in itertools.zip_longest(blocks, blocks[1:]):
        words = block.words
        if _CELLS.search(words.folded):
            if head is None and following is not None and _CELLS.search(following.words.folded):
                head = words.span  # 县（区）	树葬（例）: the head of figures
            else:
                yield _Block(words, head)
            continue
        head = None
        if (begun := _listed(words)) is not None:
            # 说明：1.…, and 2.… below it
            yield _Block(words)
            number, heading = begun, words[: words.folded.index(":")].span
        elif number is not None and noted(words, number) == number + 1:
            yield _Block(words, heading)
            number += 1
        elif following is not None and _is_heading(words, following.words):
            number, heading = None, words.span
        else:
            if number is not None or _LABEL.match(words.folded) or _stands_apart(words):
                number = heading = None
            yield _Block(words, heading)


def _listed(words: Passage) -> int | None:
    """The number that is to follow where words begin a numbered list behind a label; None where they begin none."""
    return 2 if _LISTED.match(words.folded) else noted(words, None)


def _is_heading(words: Passage, following: Passage) -> bool:
    """Whether a short line names what is said below it: 附则."""
    return (
        len(words) <= _LONGEST_HEADING
        and marker(words) is None
        and not _NO_HEADING.search(words.folded)
        and not front.stands_apart(words)
        and not may_name(words.folded.strip(":"))
        and (marker(following) is not None or following.folded.endswith("。"))
    )


def _placed(blocks: Iterator[_Block], tasks: Sequence[Task], sections: Sequence[Section]) -> Iterator[_Block]:
    """The blocks, those without a heading below that of their section; annexes, labels and imprints stand in none."""
    annexed = -1
    for block in blocks:
        words, start = block.words, block.words.places[0]
        if front.is_annex(words) or front.is_imprint(words):
            annexed = start
        if words.folded.strip(":") and not front.is_bare_annex(words):
            apart = _LABEL.match(words.folded) or _stands_apart(words) or _CELLS.search(words.folded)
            section = None if apart else _section(start, annexed, tasks, sections)
            yield _Block(words, block.heading or section)


def _section(start: int, after: int, tasks: Sequence[Task], sections: Sequence[Section]) -> Span | None:
    """The heading after a place that a sentence stands below; none below the last task, unless a section follows that."""
    above = [section for section in sections if after < section.span.start < start]
    if not above:
        return None
    since = any(above[-1].span.start < task.span.start < start for task in tasks)
    later = any(task.span.start > start for task in tasks)
    return None if since and not later else above[-1].span


def _sentences(words: Passage, owned: frozenset[int]) -> Iterator[Passage]:
    """The sentences of a block that no task accounts for; one that is no more than a name goes with the one after it."""
    named: Passage | None = None
    for match in _SENTENCE.finditer(words.words):
        sentence = words[match.start() : match.end()].strip()
        if not _SAYS.search(sentence.folded) or _is_owned(sentence, owned):
            named = None
            continue
        whole = sentence if named is None else named + sentence
        named = None
        if len(whole) <= _LONGEST_NAME and marker(whole) is not None and match.end() < len(words):
            named = whole
        else:
            yield whole


def _position(words: Passage, tasks: Sequence[Task], title: str) -> Position:
    bare = words.words.strip("《》")
    if front.is_number(words):
        return Position.NUMBER
    if front.is_imprint(words):
        return Position.IMPRINT
    if not _LABEL.match(words.folded) and marker(words) is None:
        if front.is_title(words) or bare in title:
            return Position.TITLE
        if front.is_signature(words):
            return Position.SIGNATURE
    if not tasks or words.places[0] < tasks[0].span.start:
        return Position.RECIPIENTS if front.is_address(words) else Position.BEFORE
    return Position.AMONG if words.places[0] < tasks[-1].span.start else Position.AFTER
