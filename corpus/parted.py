"""Marks within lists that part who leads from the others, where a document says so: 分号前为牵头单位，分号后为配合单位."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.clauses import Clause
from corpus.normalize import fold_characters
from corpus.parties import Named, read_names
from corpus.passage import Line, Passage
from corpus.roles import OF_PARTIES, TAKING_PART, Said, any_of, words


@dataclass(frozen=True, slots=True)
class Parting:
    """How a document's lists are parted: by which characters, and whether who leads stands before them.

    `whole` is whether lists without any name those who lead.
    """

    marks: str
    before: bool
    whole: bool

    def apply(self, clause: Clause, text: str) -> None:
        """Gives the names of a clause of which nothing else says who leads their roles by where the mark stands in `text`."""
        if Said.LEAD in clause.said or any(kind in clause.said for kind in TAKING_PART):
            return
        listed = sorted([*clause.said.get(Said.RESPONSIBLE, ()), *clause.plain], key=lambda name: name.span.start)
        names = [part for name in listed for part in self._split(name, text)]
        cut = next((place for place in range(1, len(names)) if self._between(names, place, text)), None)
        if cut is None:
            clause.parted = clause.parted or (self.whole and bool(names))
            return
        first, second = names[:cut], names[cut:]
        lead, others = (first, second) if self.before else (second, first)
        clause.said = clause.said | {Said.LEAD: lead, Said.PARTICIPANT: others}
        clause.said.pop(Said.RESPONSIBLE, None)
        clause.plain = []

    def _split(self, name: Named, text: str) -> Sequence[Named]:
        """What was read as one name, since the mark parts no names elsewhere."""
        written = name.span.of(text)
        if not any(mark in written for mark in self.marks):
            return [name]
        folded = fold_characters("".join("、" if char in self.marks else char for char in written))
        passage = Passage(written, folded, range(name.span.start, name.span.end))
        return read_names(passage, name.name.removesuffix(name.bare)).names or [name]

    def _between(self, names: Sequence[Named], place: int, text: str) -> bool:
        """Whether the mark stands between a name and the one before it."""
        between = text[names[place - 1].span.end : names[place].span.start]
        return any(mark in between for mark in self.marks)


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands on which side of a mark, and what a list without the mark is."""
    known, label = words()["parted"], words()["label"]
    mark = any_of(known["marks"])
    role = any_of(cue for kind in OF_PARTIES for cue in label[kind])
    is_of = rf"[^。;]{{0,16}}?(?P<role>{role})"
    return (
        re.compile(rf"(?P<mark>{mark})[^。;]{{0,16}}?(?P<side>{any_of([*known['before'], *known['after']])}){is_of}"),
        re.compile(rf"{any_of(known['without'])}(?P<mark>{mark}){is_of}"),
    )


def parting(found: Sequence[Line]) -> Parting | None:
    """How the lines of a document say that lists of names are parted; None where they do not."""
    sided, unmarked = _patterns()
    known, label = words()["parted"], words()["label"]
    for line in found:
        match = sided.search(line.passage.folded)
        if match is None:
            continue
        leads = any(cue in match["role"] for cue in label["lead"])
        whole = unmarked.search(line.passage.folded)
        return Parting(
            known["marks"][match["mark"]],
            (match["side"] in known["before"]) is leads,
            whole is not None and any(cue in whole["role"] for cue in label["lead"]),
        )
    return None
