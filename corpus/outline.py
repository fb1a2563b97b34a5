"""A document's lines joined into numbered items: their level and number, their words, and the labelled lines below them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.clauses import is_clause, is_responsibility, labels, names_persons, verb_ends
from corpus.front import stands_apart
from corpus.headings import leading_clause
from corpus.labelling import known
from corpus.markers import BULLET, DIGITS, MEASURE, MEASURES, SECTION, SUBSECTION, marker
from corpus.mending import LONGEST_NAME, is_labelled, mended, parted
from corpus.normalize import number
from corpus.parties import may_name
from corpus.passage import Line, Passage
from corpus.prose import begun_by, is_over, says_last
from corpus.roles import OF_PARTIES, Said, is_closing
from corpus.statements import is_statement, unbracketed

# Of a label that holds for the items below it, of which there are some.
_ABOVE, _FEWEST_BELOW = 2.6, 3
_LONGEST_HEADING = 30
_WORK = ("工作", "任务", "事项")
_NOTES = re.compile(r"(?:(?:填[写表])?(?:备?注|说明)|附件)\s?:\s*(?:(?P<first>1\s?[.、])|$)")
# Who does it, with a level.
_BEGINS = re.compile("由|[省市县区州盟旗各](?!场)")
# More words than these in which nobody is named are no task.
_LONGEST_ITEM = 3000


@dataclass(slots=True)
class Item:
    """A numbered item, or an unnumbered paragraph of level 0. `value` is None where the number is damaged or there is none.

    `whole` begins with the marker, of which the first `marker` characters consist; `labels` are the labelled lines;
    `prose` is whether the only one of these is the last sentence of the paragraph; `within` is whether the item is one of
    several of its paragraph, or of those below one heading that begin with who does them.
    """

    level: float
    value: int | None
    whole: Passage
    marker: int
    line: int
    labels: list[Passage] = field(default_factory=list)
    prose: bool = False
    within: bool = False

    @property
    def words(self) -> Passage:
        """What follows the marker."""
        return self.whole[self.marker :]


def item(words: Passage, line: int) -> Item:
    """The item or paragraph that the words are."""
    level, value, length = marker(words) or (0, None, 0)
    return Item(level, value, words, length, line)


def items(lines: Iterable[Line]) -> Iterator[Item]:
    """The items in order, each with the lines that continue it."""
    current: Item | None = None
    note: int | None = None
    # Whether a numbered item above has its labels, to which paragraphs since then may belong.
    inside = False
    found_lines = list(parted(mended(known(lines))))
    above = _labels_above(found_lines)
    headed = _head_paragraphs(found_lines)
    measures = _measures(found_lines)
    for place, line in enumerate(found_lines):
        words, starts = unbracketed(line.passage), measures.get(place)
        note = noted(words, note)
        below = current is not None and (_is_heading(current) or (current.within and not current.level))
        said_below = below and _opens_heading(found_lines, place)
        if is_labelled(words) and _kinds(words) & above:
            if current is not None:
                yield current
            yield Item(_ABOVE, None, words, 0, line.number)
            current = None
            continue
        if note is not None and (found := marker(words)) is not None and found[1] == note - 1:
            if current is not None:
                yield current
            current = Item(0, None, words, found[2], line.number)
        elif (task := _task_of(words)) is not None and current is not None and not current.words and current.level:
            current.whole += task
        elif task is not None and current is not None and _is_titled(current):
            # 任务名称：…, and 工作内容：… below it.
            colon = Passage("：", ":", current.whole.places[-1:])
            current.whole += task if current.words.folded.endswith("。") else colon + task
        elif task is not None or (numbered := _numbered(words)) is not None:
            if current is not None:
                yield current
            # 整改措施：… below the labels of a numbered item is a part of it.
            inside = inside or _is_done(current)
            level = BULLET if inside else 0
            begun = None
            if task is not None:
                begun = Item(level, None, words, 0 if level else words.places.index(task.places[0]), line.number)
            current = begun or Item(DIGITS, numbered, words, len(words), line.number)
        elif is_statement(words):
            if current is not None:
                yield current
            yield Item(0, None, words, 0, line.number)
            current = None
        elif current is not None and current.level and said_below and not _opens_another(found_lines, place):
            end = begun_by(words)
            current.labels.append(words if end is None else words[: end + 1])
            if end is not None:
                current.whole += _full_stop(current.words) + words[end + 1 :].strip()
        elif is_labelled(words) or (current is not None and _adds_clause(current, words)):
            if current is None:
                current = Item(0, None, words[:0], 0, line.number)
            current.labels.append(words)
        elif (
            current is not None
            and not (starts or said_below or (headed and _is_title(current)))
            and _continues(current, words)
        ):
            if current.labels:
                current.labels[-1] += words
            else:
                current.whole += words
        else:
            if current is not None:
                yield current
            before, current = current, starts or item(words, line.number)
            inside = not current.level and (inside or _is_done(before))
            current.within = line.within or said_below
    if current is not None:
        yield current


def _kinds(words: Passage) -> set[Said]:
    return {kind for kind, _, _ in labels(words) if kind in OF_PARTIES}


def _labels_above(lines: Sequence[Line]) -> set[Said]:
    """What labels say that stand above the items for which they hold: before the first of these, and not below the last."""
    places = [place for place, line in enumerate(lines) if (found := marker(line.passage)) and found[0] > SUBSECTION]
    if len(places) < _FEWEST_BELOW:
        return set()
    start = places[0]
    while start and is_labelled(lines[start - 1].passage):
        start -= 1
    before = set().union(*(_kinds(line.passage) for line in lines[start : places[0]]))
    after = set().union(*(_kinds(line.passage) for line in lines[places[-1] :]))
    said = Counter(kind for line in lines if is_labelled(line.passage) for kind in _kinds(line.passage))
    # A page that begins in the midst of a task has as many labels as tasks.
    return {kind for kind in before - after if said[kind] * 2 <= len(places)}


def _measures(lines: Sequence[Line]) -> dict[int, Item]:
    """The items that lines begin with 一是, 二是 and so on, where each of several ends with who does it."""
    found: dict[int, Item] = {}
    run: dict[int, Item] = {}
    said = 0
    for place, line in enumerate(lines):
        words = line.passage
        match = MEASURES.match(words.folded)
        value = number(match[1]) if match else None
        if value == 1 or (value is None and marker(words) is not None) or (match and value != said + 1):
            run, said = {}, 0
        if match and value == len(run) + 1:
            run[place] = Item(MEASURE, value, words, match.end(), line.number)
        if len(run) > said and (says_last(words) or responsibilities(words)):
            said += 1
            found |= run if said > 1 else {}
    return found


def _is_heading(current: Item) -> bool:
    """Whether an item is nothing but a numbered heading, of no part that states no tasks."""
    words = current.words.folded.strip()
    short = 0 < len(words) <= LONGEST_NAME and not set(words[:-1]) & set("。,;") and not words.endswith("、")
    closing = current.level <= SECTION and is_closing(words)
    return (
        current.level > 0 and short and not current.labels and not closing and not any(map(may_name, words.split("、")))
    )


def _opens_heading(lines: Sequence[Line], place: int) -> bool:
    """Whether a paragraph, below a heading, begins with who does something."""
    words, apart = lines[place].passage, place > 0 and lines[place].number > lines[place - 1].number + 1
    # The rest of a name that the line's end cut may look like one; none begins with a level.
    if marker(words) is not None or words.folded.startswith("(") or not (apart or _BEGINS.match(words.folded)):
        return False
    return _opens(words)


def _opens_another(lines: Sequence[Line], place: int) -> bool:
    """Whether the next paragraph begins with who does something else."""
    after = (line.passage for line in lines[place + 1 : place + 2])
    return any(marker(words) is None and begun_by(words) is not None for words in after)


def _opens(words: Passage) -> bool:
    return begun_by(words) is not None or is_clause(words)


def _full_stop(words: Passage) -> Passage:
    """What parts a heading from words below it that become one with it."""
    ended = words.folded.endswith(("。", ";", ":", "!"))
    return words[:0] if ended else Passage("。", "。", words.places[-1:])


def _head_paragraphs(lines: Sequence[Line]) -> bool:
    """Whether numbered titles of a document head paragraphs without numbers that say who does them, some of them several."""
    stated: int | None = None
    for line in lines:
        if marker(line.passage) is not None:
            stated = 0 if _is_title(item(line.passage, line.number)) else None
        elif stated is not None and responsibilities(line.passage):
            stated += 1
            if stated > 1:
                return True
    return False


def _is_title(current: Item) -> bool:
    """Whether an item is nothing but a title numbered as smaller sections are: （五）释放创业创新潜能。"""
    words = current.words.folded.strip()
    short = 0 < len(words) <= LONGEST_NAME and "。" not in words[:-1]
    return current.level == SUBSECTION and short and not current.labels and not responsibilities(current.words)


def noted(words: Passage, expected: int | None) -> int | None:
    """The number after that of the line's where it is one of the notes (说明：1.…), of which `expected` is next; else None."""
    if begun := _NOTES.match(words.folded):
        return 2 if begun["first"] else 1
    found = marker(words)
    if expected is None or found is None:
        return expected
    return expected + 1 if found[0] == DIGITS and found[1] == expected else None


def _is_done(current: Item | None) -> bool:
    """Whether an item is a numbered sentence, and no title, that has the labels of who does it."""
    if current is None or current.value is None or not current.labels:
        return False
    return current.words.folded.rstrip().endswith(("。", ";"))


def _is_titled(current: Item) -> bool:
    """Whether an item has nothing yet but the name of its task."""
    named = current.level > SUBSECTION or (not current.level and current.marker > 0)
    return named and not current.labels and len(current.words) <= LONGEST_NAME and bool(current.words)


def _task_of(words: Passage) -> Passage | None:
    """The task that a line gives behind a label: 任务内容：…"""
    found = labels(words)
    first = bool(found) and found[0][1].places[0] == words.places[0]
    if not first or found[0][0] is not Said.TASK or len(found) > 1 or not found[0][2]:
        return None
    return words[words.places.index(found[0][2].places[0]) :]


def _numbered(words: Passage) -> int | None:
    """The number that a line gives behind a label: 序号：1."""
    found = labels(words)
    return number(found[0][2].folded) if len(found) == 1 and found[0][0] is Said.NUMBER else None


def _adds_clause(current: Item, words: Passage) -> bool:
    """Whether a line is a sentence of who does the item above; the rest of a sentence that the line's end cut is none."""
    ended = bool(current.labels) or not current.words or current.words.folded.endswith(("。", ";", ")", "!"))
    return ended and marker(words) is None and is_clause(words)


def _continues(current: Item, words: Passage) -> bool:
    """Whether a line goes on with the item before it."""
    if (marker(words) is not None and not _is_bracket(words)) or len(current.whole) > _LONGEST_ITEM:
        return False
    if current.labels:
        # 责任单位：省经信厅、↵省财政厅
        return current.labels[-1].folded.endswith(("、", ","))
    if any(kind in OF_PARTIES for kind, _, _ in labels(current.words)):
        return current.words.folded.endswith(("、", ","))
    if current.words.folded.endswith(("。", ";")) and (current.within or stands_apart(words)):
        return False
    # A task whose last sentence says who does it is over.
    if current.words.folded.endswith("。") and is_over(current.words):
        return False
    if words.folded.endswith(":") and len(words) <= _LONGEST_HEADING and may_name(words.strip(":").folded):
        return False
    # （二）省审计厅牵头的工作 is a heading, whatever stands below it.
    if current.words.folded.endswith(_WORK) and leading_clause(current.words.strip()) is not None:
        return False
    found = responsibilities(current.words)
    ended = found and not current.words[found[-1][1] + 1 :].strip("。;.,")
    return not ended and (current.level > SECTION or _is_bracket(words))


def _is_bracket(words: Passage) -> bool:
    """Whether a line is nothing but a bracket of who does something."""
    found = list(words.brackets())
    alone = len(found) == 1 and not found[0][0] and not words[found[0][1] + 1 :].strip("。;.,")
    return alone and is_responsibility(words[1 : found[0][1]])


def responsibilities(words: Passage) -> list[tuple[int, int]]:
    """Where the brackets open and close that say who does something, at least one of them a department."""
    found, doubtful, persons = [], [], []
    for start, end in words.brackets():
        content, rest = words[start + 1 : end], words[end + 1 :].strip("。;.,")
        plain = not labels(content) and not any(verb_ends(content, 0))
        # A list of names alone is one only at an end: of the paragraph, or of an item that the next follows at once.
        at_end = not rest or marker(rest) is not None or words.folded[start - 1 : start] in ("。", ";", "")
        placed = words.folded[start - 1 : start] == "。"
        if not content.strip() or not is_responsibility(content, placed):
            if content.strip() and words.folded[end + 1 : end + 2] in ("", "。", ";") and names_persons(content):
                persons.append((start, end))
            continue
        if at_end or not plain:
            found.append((start, end))
        elif words.folded[end + 1] in "。;":
            doubtful.append((start, end))
    # Where a bracket closes the paragraph, each that closes a sentence of it does so for a measure.
    if found and doubtful and not words[found[-1][1] + 1 :].strip("。;.,"):
        found = sorted([*found, *doubtful])
    # What only people do is a measure of its own beside those of departments.
    return sorted([*found, *persons]) if found and found[0][0] else found
