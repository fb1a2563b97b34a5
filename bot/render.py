"""An Answer becomes a Message: the answer first, each task a line, the words of the plan quoted, the source at the end."""

from __future__ import annotations

from collections.abc import Iterator

from bot.blocks import Block, Part
from bot.message import Line, Message, Run, Style
from bot.notes import Notes
from bot.plan_words import PlanWords
from bot.refusals import Refusals
from bot.wording import Wording
from corpus.records import Plan, Role
from index.answer import only_department
from index.records import Answer, Hit, InSection, Kind, Query, Row, Want, numbers_in


class Renderer:
    """The messages about one plan, in any language that the wording has."""

    def __init__(self, plan: Plan, wording: Wording) -> None:
        self.words = PlanWords(plan, wording)
        self._notes = Notes(self.words)
        self._refusals = Refusals(self.words)

    def render(self, answer: Answer) -> Message:
        """The whole message of an answer."""
        return Message(tuple(line for block in self.blocks(answer) for line in (*block.lines, *block.more)))

    def blocks(self, answer: Answer) -> list[Block]:
        """The message in parts, for who shows them a few at a time."""
        blocks = [Block(Part.NOTE, (line,)) for line in self._notes.of(answer)]
        match answer.kind:
            case Kind.REFUSAL:
                blocks += self._refusals.refusal(answer)
            case Kind.CLARIFY:
                blocks += self._refusals.clarify(answer)
            case Kind.ANSWER:
                blocks += self._answer(answer)
                blocks.append(self.words.tail(answer))
        return blocks

    def choices(self, answer: Answer) -> list[str]:
        """What to try instead, as short texts."""
        return self._refusals.choices(answer)

    # Answers by what was asked for.

    def _answer(self, answer: Answer) -> Iterator[Block]:
        """What was asked for, each kind in its own form."""
        query = answer.query
        if answer.reason == "none-within":
            department = self.words.names(
                query.lang, [party for mention in query.mentions for party in mention.parties]
            )
            yield self.words.headline(query.lang, "answer.none_within", departments=department, topic=query.topic)
            yield from (self.words.task_item(query.lang, hit) for hit in answer.nearby)
            return
        match query.want:
            case Want.FACT:
                yield from self._fact(answer)
            case Want.TEXT:
                yield from self._texts(answer)
            case Want.SECTIONS | Want.COUNT_SECTIONS:
                yield from self._section_list(query.lang)
            case Want.RANK | Want.PARTNERS | Want.IDENTITY | Want.COMPARE | Want.COUNT_PARTIES:
                yield from self._table(answer)
            case Want.PARTIES if not answer.hits:
                yield from self._table(answer)
            case Want.CHECK:
                yield from self._check(answer)
            case Want.RANK_TASKS:
                size = len(self.words.tasks[answer.hits[0].task].parties) if answer.hits else 0
                key = "rank_tasks" if query.order is None or query.order.descending else "rank_tasks_fewest"
                yield self.words.headline(query.lang, f"answer.{key}", count=size)
                yield from (self.words.task_item(query.lang, hit) for hit in answer.hits)
            case _ if query.topic and answer.hits:
                yield from self._matches(answer)
            case Want.PARTIES:
                yield from self._responsible(answer)
            case _:
                yield from self._list(answer)

    def _list(self, answer: Answer) -> Iterator[Block]:
        """An exact set, in two groups where one department holds both roles."""
        lang, query = answer.query.lang, answer.query
        if query.want is Want.COUNT and query.where is None:
            yield self.words.headline(lang, "answer.plan_total", count=answer.count)
            return
        if not answer.hits:
            yield self.words.headline(lang, "answer.none")
            return
        department = only_department(query.mentions)
        above = tuple(self._headings(answer))
        groups = {role: [hit for hit in answer.hits if hit.role is role] for role in (Role.LEAD, Role.PARTICIPANT)}
        if not department or sum(map(len, groups.values())) != len(answer.hits):
            heading = self.words.line(lang, "answer.tasks", Style.BOLD, count=len(answer.hits))
            yield Block(Part.HEADING, (*above, heading))
            yield from (self.words.task_item(lang, hit) for hit in answer.hits)
            return
        for role, hits in groups.items():
            if hits:
                key = "answer.led" if role is Role.LEAD else "answer.joined"
                name = self.words.name(lang, department)
                heading = self.words.line(lang, key, Style.BOLD, department=name, count=len(hits))
                yield Block(Part.HEADING, (*above, heading), department=department)
                yield from (self.words.task_item(lang, hit, with_lead=role is not Role.LEAD) for hit in hits)
                above = ()

    def _headings(self, answer: Answer) -> Iterator[Line]:
        """The titles of the sections asked for."""
        for number in sorted(self.words.sections.keys() & numbers_in(answer.query.where, InSection)):
            yield self.words.section_line(answer.query.lang, number)

    def _responsible(self, answer: Answer) -> Iterator[Block]:
        for index, hit in enumerate(answer.hits):
            yield self._card(answer.query.lang, hit, first=not index, alone=len(answer.hits) == 1)

    def _card(self, lang: str, hit: Hit, first: bool = True, alone: bool = True) -> Block:
        """A task in full: who answers for it, then the words that were asked about."""
        task = self.words.tasks[hit.task]
        gap: tuple[Line, ...] = () if first else ((),)
        lines = (*gap, *self.words.heading(lang, hit.task), *self.words.who(lang, task))
        words = ((Run(hit.quote.of(self.words.plan.text), Style.QUOTE),), *self.words.english(lang, task, hit.quote))
        quote = None if hit.score is None else hit.quote
        return Block(Part.ITEM, lines + words if alone else lines, () if alone else words, hit.task, quote=quote)

    def _matches(self, answer: Answer) -> Iterator[Block]:
        """The best match as a card, the others as lines with the sentence for which each is there."""
        lang = answer.query.lang
        yield self._card(lang, answer.hits[0])
        if len(answer.hits) > 1:
            yield Block(Part.HEADING, ((), self.words.line(lang, "answer.also")))
            for hit in answer.hits[1:]:
                yield self.words.task_item(lang, hit, more=((Run(hit.quote.of(self.words.plan.text), Style.QUOTE),),))

    def _texts(self, answer: Answer) -> Iterator[Block]:
        for index, hit in enumerate(answer.hits):
            lines = ((),) if index else ()
            yield Block(Part.ITEM, (*lines, *self.words.text(answer.query.lang, hit.task)), task=hit.task)

    def _check(self, answer: Answer) -> Iterator[Block]:
        lang, query = answer.query.lang, answer.query
        for hit in answer.hits:
            for mention in query.mentions:
                for party in mention.parties:
                    role = next((p.role for p in self.words.tasks[hit.task].parties if p.department == party), None)
                    name, number = self.words.name(lang, party), self.words.number(hit.task)
                    if role is None:
                        yield self.words.headline(
                            lang, "answer.role_not", department=name, number=self.words.number(hit.task)
                        )
                    else:
                        said = self.words.say(lang, f"role.{role}")
                        yield self.words.headline(lang, "answer.role_is", department=name, number=number, role=said)
            yield self._card(lang, hit)

    def _table(self, answer: Answer) -> Iterator[Block]:
        lang, query = answer.query.lang, answer.query
        by = self.words.say(lang, f"role.{query.order.role or 'any'}" if query.order else "role.any")
        match query.want:
            case Want.RANK if query.order and query.order.high == 0:
                yield self.words.headline(lang, "answer.rank_none", count=len(answer.rows), by=by)
            case Want.RANK:
                yield self.words.headline(lang, "answer.rank", by=self.words.understood.counted(query))
            case Want.IDENTITY:
                yield self.words.headline(lang, "answer.identity", dated=self.words.dated(lang))
            case Want.COMPARE:
                name = self.words.name(lang, answer.rows[0].department)
                by = self.words.understood.counted(query)
                yield self.words.headline(lang, self._verdict(answer), department=name, by=by)
            case Want.PARTNERS:
                kind = f"partners_{query.role}" if query.role else "partners"
                kind = kind if answer.rows else "partners_none"
                yield self.words.headline(lang, f"answer.{kind}", count=len(answer.rows))
            case _:
                yield self.words.headline(lang, "answer.parties", count=len(answer.rows))
        for row in answer.rows:
            words = self._shared(query, row) if query.want is Want.PARTNERS else self._row(lang, row)
            yield Block(Part.ITEM, ((Run("· " + words),),), department=row.department)

    def _shared(self, query: Query, row: Row) -> str:
        """A partner with the number of tasks in common, or of those among them in which it has the role asked for."""
        name = self.words.name(query.lang, row.department)
        key = f"partner_row_{query.role}" if query.role else "partner_row"
        return self.words.say(query.lang, f"answer.{key}", department=name, total=row.worth(query.role))

    def _verdict(self, answer: Answer) -> str:
        order = answer.query.order
        totals = {row.worth(order.role if order else None) for row in answer.rows}
        if len(totals) == 1:
            return "answer.compare_same"
        return "answer.compare_fewer" if order and not order.descending else "answer.compare_more"

    def _row(self, lang: str, row: Row) -> str:
        name = self.words.name(lang, row.department)
        return self.words.say(lang, "answer.row", department=name, leads=row.leads, participates=row.participates)

    def _section_list(self, lang: str) -> Iterator[Block]:
        yield self.words.headline(lang, "answer.sections", count=len(self.words.sections))
        for number in self.words.sections:
            yield Block(Part.ITEM, (self._section_row(lang, number),), section=number)

    def _section_row(self, lang: str, section: int) -> Line:
        """A section with the first and the last of its tasks."""
        tasks = sorted(self.words.within(section))
        key = ("section_row_empty", "section_row_single", "section_row")[min(len(tasks), 2)]
        ends = {"first": self.words.number(tasks[0]), "last": self.words.number(tasks[-1])} if tasks else {}
        said = {"number": self.words.section_number(section), "title": self.words.section_title(lang, section), **ends}
        return (Run(self.words.say(lang, f"answer.{key}", **said)),)

    def _fact(self, answer: Answer) -> Iterator[Block]:
        """The words of the document about itself; of a rule, the task that states it."""
        lang, key = answer.query.lang, answer.query.fact.removeprefix("fact.")
        if key == "unsaid.deadline":
            if dated := sum(self.words.tasks[hit.task].deadline is not None for hit in answer.hits):
                yield self.words.headline(lang, "answer.deadlines", count=dated)
            yield from (self._due(lang, hit) for hit in answer.hits)
            return
        if answer.hits:
            numbers = self.words.understood.tasks(tuple(hit.task for hit in answer.hits))
            yield self.words.headline(lang, "answer.rule", numbers=numbers, count=len(answer.hits))
            yield from (self._rule(lang, hit) for hit in answer.hits)
            return
        lines: list[Line] = [
            (Run(span.of(self.words.plan.text).replace("\n", ""), Style.QUOTE),) for span in answer.quotes
        ]
        if not answer.quotes:
            lines.append(self.words.line(lang, "answer.fact_missing", Style.BOLD))
        if key == "approval" and not self.words.plan.document.issuer:
            lines.append(self.words.line(lang, "answer.approval_note", Style.ITALIC))
        yield Block(Part.HEADING, tuple(lines))

    def _due(self, lang: str, hit: Hit) -> Block:
        """A task with its deadline in one line."""
        deadline = Run(f" — {self.words.tasks[hit.task].deadline or self.words.say(lang, 'answer.no_deadline')}")
        return Block(Part.ITEM, ((*self.words.task_line(lang, hit.task, with_lead=False), deadline),), task=hit.task)

    def _rule(self, lang: str, hit: Hit) -> Block:
        """The task that states a rule, the rule's words, and in English what it means."""
        lines = (*self.words.heading(lang, hit.task), (Run(hit.quote.of(self.words.plan.text), Style.QUOTE),))
        kind = next(rule.kind for rule in self.words.plan.document.rules if rule.span == hit.quote)
        if meaning := self.words.say(lang, f"rule.{kind}"):
            lines = (*lines, (Run(meaning, Style.ITALIC),))
        return Block(Part.ITEM, lines, task=hit.task, quote=hit.quote)
