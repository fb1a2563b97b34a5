"""Statements below a group of items that hold for all of them: 以上任务由A牵头，2027年底前完成."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.clauses import Clause, is_responsibility, read_clause
from corpus.deadlines import is_deadline, without_verb
from corpus.passage import Passage
from corpus.roles import Said, any_of, words

if TYPE_CHECKING:
    from corpus.drafts import Draft

_LONGEST = 200
_LONGEST_NAME = 12
_RANGE = re.compile(r"(\d+)(?:[项条]?(?:至|到|[-~—–]+)第?(\d+))?")
# 第1项、第3项于2023年6月底前完成
_SCHEDULED = re.compile(
    r"(?:其中,?)?(?P<numbers>第\d[\d、,第项条和及至到~—–-]*[项条])(?:任务|工作|事项)?[均都,:]*(?P<limit>.+)"
)
_MOST_ITEMS = 1000
# 请各单位于6月底前报送: what is asked of all is no time limit of the items.
_ASKS = re.compile("[请须要将]|应(?!急)|报送")


@dataclass(slots=True)
class Statement:
    """What holds for all items above, and for those whose numbers it names."""

    everyone: Clause = field(default_factory=Clause)
    numbered: dict[int, Clause] = field(default_factory=dict)

    def over(self, draft: Draft) -> Draft:
        """The draft of an item under this statement; what the item says itself goes before."""
        own, stated = draft.clause, self.numbered.get(draft.number or 0, self.everyone)
        if own.deadline is None:
            own.deadline = stated.deadline or self.everyone.deadline
        if Said.LEAD in own.said or Said.RESPONSIBLE in own.said or not stated.names:
            return draft
        for kind, names in stated.said.items():
            own.said.setdefault(kind, []).extend(names)
        if stated.said:
            # Beside a lead who is named for the whole group, the names of an item take part.
            own.said.setdefault(Said.PARTICIPANT, []).extend(own.plain)
            own.plain = []
        own.plain += stated.plain
        own.parted = own.parted or stated.parted
        return draft


@functools.cache
def _above() -> re.Pattern[str]:
    known = words()["statement"]
    return re.compile(rf"{any_of(known['above'])}[^,。;:由]{{0,6}}?{any_of(known['tasks'])}(?:[,:]|均|都|(?=由|第\d))+")


@functools.cache
def _whose() -> re.Pattern[str]:
    known = words()["statement"]
    return re.compile(
        rf"(?:^|(?<=[,;。]))(?:其中,?)?(?:第(?P<numbers>[\d、,第和至到~—–-]+)[项条]|{any_of(known['rest'])})"
        rf"(?:{any_of(known['tasks'])})?[均都]?(?=由)"
    )


def is_statement(passage: Passage) -> bool:
    """Whether a paragraph is a statement of who does the items above it."""
    return len(passage) <= _LONGEST and _above().match(passage.folded) is not None


def unbracketed(passage: Passage) -> Passage:
    """What a bracket holds that is all of a paragraph, where it is such a statement: （以上任务由A牵头）; else the paragraph."""
    inner = passage[1:-1]
    enclosed = passage.folded[:1] == "(" and passage.folded[-1:] == ")" and is_statement(inner)
    return inner if enclosed else passage


def read_statement(passage: Passage) -> Statement | None:
    """The statement that a paragraph is, None where it names nobody and no time."""
    begun = _above().match(passage.folded)
    if begun is None:
        return None
    rest = passage[begun.end() :]
    found, whose = Statement(), list(_whose().finditer(rest.folded))
    said: list[tuple[str | None, int, int]] = [(None, 0, whose[0].start() if whose else len(rest))]
    ends = [following.start() for following in whose[1:]] + [len(rest)]
    said += [(match["numbers"], match.end(), end) for match, end in zip(whose, ends, strict=False)]
    for numbers, start, end in said:
        clause = _clause(rest[start:end].strip(",;。 "))
        if clause is None:
            return None
        if numbers is not None:
            found.numbered.update(dict.fromkeys(_numbers(numbers), clause))
        elif clause.names or clause.deadline:
            found.everyone = clause
    return found if found.everyone.names or found.everyone.deadline or found.numbered else None


def scheduled(passage: Passage) -> dict[int, str]:
    """The time limits by the numbers of tasks that a paragraph states which does nothing else; none where it is no such one."""
    found: dict[int, str] = {}
    for piece in passage.split(";。"):
        if not (said := piece.strip()):
            continue
        match = _SCHEDULED.fullmatch(said.folded)
        if match is None or not is_deadline(match["limit"]):
            return {}
        limit = said.words[match.start("limit") : match.end("limit")]
        found |= dict.fromkeys(_numbers(match["numbers"]), _time(limit))
    return found


def _numbers(folded: str) -> list[int]:
    """The numbers that a list names: 1、3至5."""
    return [
        number
        for match in _RANGE.finditer(folded)
        for number in range(int(match[1]), min(int(match[2] or match[1]), int(match[1]) + _MOST_ITEMS) + 1)
    ]


def _clause(said: Passage) -> Clause | None:
    """Who does the items and by when; None for words that are not understood."""
    if not said:
        return Clause()
    if _ASKS.search(said.folded):
        return None
    said = said[1:] if said.folded.startswith("由") else said
    clause = read_clause(said)
    listed = tuple(words()["statement"]["listed"])
    if all(name.name.startswith(listed) for name in clause.names):
        clause = Clause(deadline=clause.deadline)
    elif not is_responsibility(said) and not _is_by(clause):
        return None
    if clause.deadline is not None:
        clause.deadline = _time(clause.deadline)
    return clause


def _is_by(clause: Clause) -> bool:
    """Whether a verb follows names that need not end as those of institutions do: 由市红十字会牵头."""
    return bool(clause.said) and not clause.plain and all(len(name.name) <= _LONGEST_NAME for name in clause.names)


def _time(deadline: str) -> str:
    bare = without_verb(deadline)
    return deadline if bare is None else deadline[slice(*bare)]
