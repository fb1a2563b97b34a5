"""Tables whose cells were copied into one line without anything between them: rows cut where their numbers go up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.clauses import is_responsibility
from corpus.deadlines import is_deadline
from corpus.grids import Part, Row, Unread
from corpus.passage import Line, Passage
from corpus.records import Notice
from corpus.roles import OF_PARTIES, Said, label_kind

_HEAD = re.compile(r"序号(?P<heads>[^\d。,;:()\s|]{4,60})(?=\d{1,3}[^\d\s、.])")
_PARTIES = re.compile(r"(?:责任|牵头|配合|主办|协办|承办|参与|协助|负责|分工)[^责牵配主协承参负分完]{0,4}(?:单位|部门)")
_LIMIT = re.compile(r"(?:完成|办结|推进|时间)?(?:时限|时间|期限|节点|要求)$")
_SHORTEST, _LONGEST_ROW = 60, 3000
_FEWEST_ROWS = 2
# Where a row has ended in the midst of another's words.
_ENDED_WITHIN = re.compile(r"(?:牵头|配合|负责|落实|参与|协助|承办|单位|部门)\d{1,3}(?=[\u3400-\u9fff“《])")
_TIME = re.compile(r"(?:\d{4}年|\d{1,2}月|全年|长期|持续|每年)[^。;]*$")


def read_run_on(line: Line) -> tuple[list[Part], list[Notice]] | None:
    """The rows of the table that a line is, and notices; None where it is none."""
    words = line.passage
    head = _HEAD.search(words.folded) if len(words) >= _SHORTEST else None
    if head is None or not (parties := _PARTIES.findall(head["heads"])):
        return None
    limited = _LIMIT.search(head["heads"]) is not None
    body = words[head.end() :]
    kind = label_kind(parties[0])
    rows = list(_rows(body, limited)) if len(parties) == 1 and kind in OF_PARTIES else []
    if len(rows) < _FEWEST_ROWS:
        why = "a table whose cells run together was not read: nothing tells where the departments begin or end"
        return [], [Notice(line.number, why)]
    found: list[Part] = []
    for number, row in rows:
        read = _parted(row, limited)
        if read is None or _ENDED_WITHIN.search(read[0].folded):
            found.append(Unread(row, line.number, "its cells run together"))
            continue
        task, names, limit = read
        cells = [(kind or Said.RESPONSIBLE, names), *[(Said.DEADLINE, limit)] * bool(limit)]
        found.append(Row(number, task, tuple(cells), line.number))
    return found, []


def _rows(body: Passage, limited: bool) -> Iterator[tuple[int, Passage]]:
    """The number and words of each row; the next begins with the next number, behind those who do the one before."""
    first = re.match(r"\d+", body.folded)
    number, start = (int(first[0]), first.end()) if first else (0, 0)
    while first:
        following = re.compile(rf"(?<!\d){number + 1}(?![\d.%年月日])")
        ends = (match for match in following.finditer(body.folded, start, start + _LONGEST_ROW))
        end = next((match for match in ends if _parted(body[start : match.start()], limited) is not None), None)
        if end is None:
            yield number, body[start:]
            return
        yield number, body[start : end.start()]
        number, start = number + 1, end.end()


def _parted(row: Passage, limited: bool) -> tuple[Passage, Passage, Passage] | None:
    """The task of a row, which ends as a sentence does, who does it, and its time limit; None where they cannot be told apart."""
    row = row.strip("。; ")
    cut = row.folded.rfind("。") + 1
    names, limit = row[cut:], row[:0]
    if limited and (time := _TIME.search(names.folded)) is not None and is_deadline(time[0]):
        names, limit = names[: time.start()], names[time.start() :]
    return (row[:cut], names.strip(), limit) if cut > 1 and is_responsibility(names) else None
