"""What a chat subscribes to, read from its words by the engine, and the tasks that this selects."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from corpus.normalize import fold
from corpus.readers import read_data
from corpus.records import Role
from index.engine import Engine
from index.query import (
    All,
    AnyOf,
    Condition,
    HasRole,
    IndexFault,
    InSection,
    Intent,
    Kind,
    MatchKind,
    Mention,
    Numbered,
    Query,
    leaves,
)
from index.reading.duties import wide
from index.reading.spans import Span

WORDS_FILE = Path(__file__).with_name("notices.toml")
MOST_TARGETS = 50
MOST_TOPIC = 60
MOST_TOPICS = 1024
_CJK = r"\u3400-\u9fff"
_SPACED = re.compile(r"第\s*(\d+)\s*(?=[条项部章号])")
_LISTING = " \t\n,，、;；和与及"
_PIECES = re.compile(rf"[,，、;；\n]+|\s+(?=[{_CJK}\d])|(?<=[{_CJK}\d])\s+")
# 12 15 or 12-15 between blanks and commas are tasks; the numbers of «sections 3 and 5» belong to the word before them.
_NUMBERS = re.compile(
    r"(?P<owned>(?:(?!and\b|or\b)\b[a-z]+\.?|[第#])\s*\d+(?:\s*(?:[,、&到至~–—-]|and|to)+\s*\d+)*)"
    r"|(?<![^\s,，、;；])(?P<bare>\d{1,4}(?:[-~–—到至]\d{1,4})?)(?=$|[\s,，、;；])"
)


class Aim(StrEnum):
    """What kind of thing a subscription is to."""

    DEPARTMENT = "department"
    LED = "led"  # the tasks that a department leads
    JOINED = "joined"  # those that it takes part in and does not lead
    SECTION = "section"
    TASK = "task"
    TOPIC = "topic"


DEPARTMENTS = (Aim.DEPARTMENT, Aim.LED, Aim.JOINED)
_ROLES = {Aim.LED: Role.LEAD, Aim.JOINED: Role.PARTICIPANT}
_AIMS = {role: aim for aim, role in _ROLES.items()}


@dataclass(frozen=True, slots=True)
class Target:
    """What a subscription is to: a department's id, a section's or task's number, or a topic's words."""

    aim: Aim
    value: str

    @property
    def is_department(self) -> bool:
        """Whether `value` is a department's id."""
        return self.aim in DEPARTMENTS

    @property
    def role(self) -> Role | None:
        """The role of the department that it is limited to."""
        return _ROLES.get(self.aim)

    @property
    def number(self) -> int:
        """The section's or task's number."""
        return int(self.value)


@dataclass(slots=True)
class Asked:
    """What a text asks to subscribe to, and what in it cannot be subscribed to, each with what to offer instead.

    `taken` are names that mean another one in this plan; `ambiguous` and `unknown` are words with the ids they may mean;
    `absent` departments that the plan does not name; `off_topic` words with the numbers of the nearest tasks;
    `unchecked` topics that cannot be looked for now, with why. `simplified` says that conditions were left out.
    """

    targets: list[Target] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)
    ambiguous: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    unknown: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    no_tasks: list[int] = field(default_factory=list)
    no_sections: list[int] = field(default_factory=list)
    off_topic: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    unchecked: list[tuple[str, str]] = field(default_factory=list)
    simplified: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the words name targets and say nothing else, in no doubtful way."""
        doubtful = (self.ambiguous, self.unknown, self.absent, self.no_tasks, self.no_sections, self.off_topic)
        return not (any(doubtful) or self.unchecked or self.simplified)

    def add(self, target: Target) -> None:
        """Notes a target once."""
        if target not in self.targets:
            self.targets.append(target)


class Targets:
    """Reads targets and finds their tasks, in one plan. Safe to call from several threads; a topic loads the encoder."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tables = engine.tables
        self._sections = {section.key for section in engine.plan.sections}
        # Many chats subscribe to the same topics, and every digest asks for them again.
        self._matches = functools.lru_cache(MOST_TOPICS)(self._found)

    def read(self, text: str) -> Asked:
        """What `text` asks for."""
        asked = Asked()
        folded = fold(text)
        if self.is_everything(text):
            asked.targets = [Target(Aim.SECTION, str(number)) for number in sorted(self._sections)]
            return asked
        analysis = self._engine.reader.analyse(_NUMBERS.sub(_as_tasks, _SPACED.sub(r"第\1", folded)))
        departments = [span for span in analysis.departments if not self._in_subject(span, analysis.text)]
        spans = [*departments, *(span for span in analysis.numbers if span.kind in "NSP")]
        where = self._engine.reader.at_sight(folded).where
        roles = {id: wide(leaf.role) for leaf in leaves(where) if isinstance(leaf, HasRole) for id in leaf.departments}
        end, plain = 0, True
        for span in sorted(spans, key=lambda span: span.start):
            plain = self._listed(analysis.text[end : span.start], asked, end == 0, False) and plain
            self._span(span, asked, roles)
            end = span.end
        plain = self._listed(analysis.text[end:], asked, end == 0, True) and plain
        # Names and topics one after another are a list, whatever else they may be read as.
        asked.simplified = _has_more(where) and not plain
        return asked

    def _listed(self, words: str, asked: Asked, first: bool, last: bool) -> bool:
        """Takes in the words before a name or number, or after the last; whether they only list: nothing, or topics apart."""
        apart = (first or words[:1] in _LISTING) and (last or words[-1:] in _LISTING)
        return self._pieces(words, asked) and (apart or not words.strip(_LISTING))

    def named(self, text: str) -> tuple[str, ...]:
        """The parties that the text names, by id, where it names departments and nothing else; none otherwise."""
        analysis = self._engine.reader.analyse(text)
        mentions = [span.mention for span in analysis.departments if span.mention]
        if analysis.residue.runs or analysis.numbers:
            return ()
        clear = all(len(mention.candidates) == 1 for mention in mentions)
        return tuple(party for mention in mentions for party in mention.parties) if clear else ()

    def plainly(self, text: str) -> tuple[Target, ...]:
        """The departments, sections and tasks that the text names where it names nothing else; none otherwise."""
        analysis = self._engine.reader.analyse(_SPACED.sub(r"第\1", fold(text)))
        asked = Asked()
        for span in (*analysis.departments, *(span for span in analysis.numbers if span.kind in "NSP")):
            self._span(span, asked, {})
        return tuple(asked.targets) if asked.is_plain and not analysis.residue.runs else ()

    def is_everything(self, text: str) -> bool:
        """Whether the words mean the whole plan."""
        return fold(text).strip(" 。.!！") in read_data(WORDS_FILE)["whole"]["words"]

    def numbers(self, target: Target, role: Role | None = None) -> tuple[int, ...]:
        """The tasks that a target selects, in the plan's order; of a topic those that match it, the best first.

        `role` is a department's; one that the plan does not name any more stands for what became of it. IndexFault for
        a topic without an encoder.
        """
        match target.aim:
            case Aim.DEPARTMENT | Aim.LED | Aim.JOINED:
                ids, role = self.parties(target.value), target.role or role
                return tuple(sorted(frozenset().union(*(self._tables.holds(id, role) for id in ids))))
            case Aim.SECTION:
                return tuple(sorted(self._tables.run(InSection((target.number,)))))
            case Aim.TASK:
                return (target.number,) if target.number in self._tables.every else ()
            case Aim.TOPIC:
                return self._matches(target.value)[0]

    def leading(self, targets: Iterable[Target]) -> tuple[str, ...]:
        """The departments that lead any of the tasks that sections and tasks select."""
        tasks = {number for target in targets for number in self.numbers(target)}
        return tuple(id for id in self._tables.departments if self._tables.holds(id, Role.LEAD) & tasks)

    def parties(self, id: str) -> tuple[str, ...]:
        """The plan's parties that a department stands for; empty for one that has no entry."""
        return self._engine.names.parties(id) if id in self._engine.plan.registry.by_id else ()

    def _in_subject(self, span: Span, text: str) -> bool:
        """Whether a doubtful name is a word of a subject, as the reader takes the piece of the text that it stands in."""
        if span.sure:
            return False
        ends = [0, *(end for found in _PIECES.finditer(text) for end in found.span()), len(text)]
        start = max(end for end in ends if end <= span.start)
        reading = self._engine.reader.at_sight(text[start : min(end for end in ends if end >= span.end)])
        named = any(isinstance(leaf, HasRole) for leaf in leaves(reading.where))
        said, topic = text[span.start : span.end], reading.topic or ""
        return not named and said in topic and said != topic

    def _span(self, span: Span, asked: Asked, roles: Mapping[str, Role | None]) -> None:
        if span.mention is not None:
            self._department(span.mention, asked, roles)
        elif span.kind == "S":
            keys = [key for n in span.numbers for key in self._tables.sections_numbered(n)]
            self._numbered(Aim.SECTION, keys, asked)
        else:
            first, last = span.numbers[0], span.numbers[-1]
            printed = range(first, last + 1) if span.how == "range" else span.numbers
            self._numbered(Aim.TASK, [key for n in printed for key in self._tables.numbered(n)], asked)

    def _numbered(self, aim: Aim, numbers: Iterable[int], asked: Asked) -> None:
        known, missing = (
            (self._sections, asked.no_sections) if aim is Aim.SECTION else (self._tables.every, asked.no_tasks)
        )
        for number in numbers:
            if number in known:
                asked.add(Target(aim, str(number)))
            elif abs(number) not in missing:  # what the plan lacks is read as its printed number's negative
                missing.append(abs(number))

    def _department(self, mention: Mention, asked: Asked, roles: Mapping[str, Role | None]) -> None:
        if not mention.candidates:
            asked.unknown.append((mention.said, self._engine.names.nearest(mention.said)))
        elif len(mention.candidates) > 1:
            asked.ambiguous.append((mention.said, mention.candidates))
        elif not mention.parties:
            asked.absent.append(mention.candidates[0])
        else:
            for party in mention.parties:
                role = roles.get(party)
                asked.add(Target(_AIMS[role] if role else Aim.DEPARTMENT, party))
                if mention.known is not MatchKind.EXACT or party not in mention.candidates:
                    asked.taken.append((mention.said, party))

    def _pieces(self, words: str, asked: Asked) -> bool:
        """The words between names and numbers: sections by their titles, names in no registry, topics.

        Whether each piece of them is one of these.
        """
        whole = True
        for piece in filter(None, map(str.strip, _PIECES.split(words))):
            analysis = self._engine.reader.analyse(piece)
            for span in analysis.departments:
                # Beside all the others a name that nobody has is taken for words.
                if span.sure and span.mention is not None:
                    self._department(span.mention, asked, {})
            titles = [title for title in analysis.titles if title.how in ("whole", "half")]
            whole = whole and bool(titles or analysis.residue.topics or analysis.departments)
            for title in titles:
                asked.add(Target(Aim.SECTION, str(title.numbers[0])))
            if analysis.residue.topics and not titles:
                # What a piece names doubtfully is a word of its subject.
                said = self._engine.reader.at_sight(piece).topic if analysis.departments else None
                self._topic((said or analysis.residue.topics[0].words)[:MOST_TOPIC], asked)
        return whole

    def _topic(self, topic: str, asked: Asked) -> None:
        try:
            shown, nearest = self._matches(topic)
        except IndexFault as fault:
            asked.unchecked.append((topic, str(fault)))
            return
        if shown:
            asked.add(Target(Aim.TOPIC, topic))
        else:
            asked.off_topic.append((topic, nearest))

    def _found(self, topic: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The numbers of the tasks that treat the topic; of the nearest ones where none does."""
        lang = self._engine.reader.analyse(topic).lang
        answer = self._engine.answer(Query(Intent.TASKS, lang, topic=topic))
        shown = answer.hits if answer.kind is Kind.ANSWER else ()
        return tuple(hit.task for hit in shown), tuple(hit.task for hit in answer.nearby)


def _as_tasks(found: re.Match[str]) -> str:
    return found["owned"] or f"第{found['bare']}条"


def _has_more(where: Condition | None) -> bool:
    """Whether a tree says more than which departments, sections and tasks: each of them is subscribed to by itself."""
    match where:
        case None | HasRole() | InSection() | Numbered():
            return False
        case All(items):
            # Several of one kind are listed; of different kinds they limit each other.
            return any(map(_has_more, items)) or len({type(item) for item in items}) > 1
        case AnyOf(items):
            return any(map(_has_more, items))
    return True
