"""What a message says that has nothing to do with the question before it, whatever its words might narrow there."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from corpus.readers import read_toml
from corpus.roles import any_of
from index.document_facts import PASSAGE
from index.query import HasRole, Intent, Numbered, Query, numbers_in
from index.reading.checks import Check, leaves_out, stated
from index.reading.content import has_subject
from index.reading.facts import stated_facts
from index.reading.lexicon import FOLDER
from index.reading.parse import Analysis

FILE = FOLDER.parent / "whole.toml"
_NEVER_SAID = ("unsaid.contact", "unsaid.people", "unsaid.procedure", "unsaid.length")
# What speaks of two departments that were spoken of before.
_BOTH = (
    "back.",
    "logic.both",
    "logic.either",
    "logic.one",
    "logic.else",
    "want.partners",
    "want.most",
    "want.fewest",
    "role.whole",
)
_PAIR = 2
# What leaves a department out: and Commerce? does not.
_LEAVES_OUT = (
    "logic.not",
    "logic.except",
    "logic.else",
    "logic.only",
    "logic.one",
    "want.",
    "role.",
    "back.department",
    "back.pair",
)
# Words that ask nothing and refer to nothing.
_IDLE = ("stop.", "talk.", "ask.", "small.", "logic.copula", "logic.and")
_NUMERAL = re.compile(r"[一二三四五六七八九十\d]")
_NUMBERED = re.compile(r"\b(?:tasks?|items?) (?:nos?\.? ?)?\d")
# What comes behind is what is asked for, and what is not meant is left out of nothing: 我要的是牵头的，不是全部.
_MEANT = re.compile("我?(?:要|问|说|指|想要|想问)的是")
_LEANING = ("back.", "logic.also", "logic.else", "want.partners")


def checks(analysis: Analysis) -> Iterator[tuple[str, Check]]:
    """What a reading after another question may not take from that one, each with a name."""
    named = _named(analysis)
    if is_whole(analysis):
        yield "complete", lambda query: not stated(query, Numbered)
        if analysis.lang == "en":
            yield "own", lambda query: all(named.issuperset(leaf.departments) for leaf in stated(query, HasRole))
    if _is_total(analysis):
        yield "total", lambda query: query.where is None and not query.topic
    if _asks_nothing(analysis):
        yield "nothing", lambda query: query.intent is Intent.NOTHING
    if (keys := _refused(analysis.text)) and not analysis.numbers:
        # Whom to call may stand in the document.
        yield "refused", lambda query: query.fact in keys or (query.fact == PASSAGE and "unsaid.contact" in keys)
    if not analysis.has(*_BOTH):
        yield "pair", lambda query: len(_others(query, named)) < _PAIR
    if not analysis.has(*_LEAVES_OUT):
        yield "without", lambda query: not leaves_out(query.where, HasRole)
    if analysis.has("talk.correct") and _MEANT.search(analysis.text):
        yield "meant", lambda query: not leaves_out(query.where, HasRole)
    if printed := _printed(analysis):
        yield "printed", lambda query: printed.issuperset(numbers_in(query.where, Numbered))


def _asks_nothing(analysis: Analysis) -> bool:
    """Whether a message names nothing and none of its words asks or refers to anything, or is small talk that does not."""
    named = analysis.departments or analysis.numbers or analysis.titles or _NUMERAL.search(analysis.text)
    small = analysis.has("small.")
    idle = (*_IDLE, "logic.not") if small else _IDLE
    silent = all(name.startswith(idle) for name in analysis.sight.classes)
    return not named and silent and (small or not analysis.residue.topics)


def _refused(text: str) -> frozenset[str]:
    """What no plan says that a folded question asks for in so many words: a telephone number, who the head is."""
    return frozenset(key for key, whole in stated_facts(text) if whole and key in _NEVER_SAID)


def _named(analysis: Analysis) -> set[str]:
    """The plan's parties that a question names."""
    return {id for span in analysis.departments if span.mention for id in span.mention.parties}


def _others(query: Query, named: set[str]) -> set[str]:
    """The departments of a query beside those named."""
    # A name that nobody has stands for no department.
    return {id for leaf in stated(query, HasRole) if named.isdisjoint(leaf.departments) for id in leaf.departments[:1]}


def is_whole(analysis: Analysis) -> bool:
    """Whether a question names what it is about, a section perhaps but no task, and refers to nothing before it.

    A Chinese one names a department of the plan and what it does, and asks which: 财政局牵头哪些.
    """
    if analysis.lang != "en":
        asks = analysis.has("want.which", "want.list") and analysis.has("role.lead", "role.participant", "want.tasks")
        leans = analysis.has("back.", "logic.", "ask.", "due.") or bool(analysis.numbers or analysis.residue.runs)
        return bool(_named(analysis)) and asks and not leans
    if analysis.has(*_LEANING):
        return False
    named = bool(analysis.departments) or any(has_subject(topic.words) for topic in analysis.residue.topics)
    if analysis.numbers:
        return all(span.kind == "S" for span in analysis.numbers) and _begins(analysis.text, "section")
    return named and _begins(analysis.text, "subject")


def _begins(text: str, kind: str) -> bool:
    """Whether an English text begins as a whole question of a kind does."""
    return _beginnings(kind).match(text.strip()) is not None


@functools.cache
def _beginnings(kind: str) -> re.Pattern[str]:
    data = read_toml(FILE)
    return re.compile(rf"(?:{data['before']})?(?:{'|'.join(data[kind]['begins'])})")


def _is_total(analysis: Analysis) -> bool:
    """Whether an English question asks how many there are of all, and says of nothing else: how many in total."""
    said = analysis.lang == "en" and analysis.has("want.count") and _totals().search(analysis.text) is not None
    names = analysis.departments or analysis.numbers or analysis.titles or analysis.residue.topics
    # The there of how many are there says nothing.
    plain = all("stop.words" in unit.classes for unit in analysis.sight.units if any(map(_refers, unit.classes)))
    return said and plain and not names


def _refers(name: str) -> bool:
    return name.startswith(("back.", "role.", "due.", "logic.else"))


@functools.cache
def _totals() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(read_toml(FILE)['total']['words'])}\b")


def _printed(analysis: Analysis) -> set[int]:
    """The numbers of tasks that an English question gives as the plan prints them; places of a list are the third, the last."""
    spans = [span for span in analysis.numbers if span.kind in "NL" and not span.void]
    said = analysis.lang == "en" and _NUMBERED.search(analysis.text) is not None
    return {n for span in spans for n in span.numbers} if said and len(spans) == len(analysis.numbers) else set()
