"""An Answer becomes a Message: the answer first, each task a line, the words of the plan quoted, the source at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.message import Line, Message, Run, Style
from bot.understood import Understood, spelt
from bot.wording import Wording
from corpus.departments import Department, Registry, Succession
from corpus.records import Plan, Role, RuleKind, Span, Task
from index.answer import only_department
from index.records import Answer, Hit, InSection, Kind, Known, Mention, Numbered, Query, Row, Want, numbers_in


class Part(StrEnum):
    """What a block is to its message: a note on how names were read, a heading, an item under it, or the end."""

    NOTE = "note"
    HEADING = "heading"
    ITEM = "item"
    TAIL = "tail"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, and the task, department or section that they show.

    `more` follows the lines where there is room; on a phone it waits behind a button. `quote` is what matched a subject.
    """

    part: Part
    lines: tuple[Line, ...]
    more: tuple[Line, ...] = ()
    task: int | None = None
    department: str = ""
    section: int | None = None
    quote: Span | None = None


class Renderer:
    """The messages about one plan, in any language that the wording has."""

    def __init__(self, plan: Plan, registry: Registry, wording: Wording) -> None:
        self._plan = plan
        self._registry = registry
        self._wording = wording
        self.understood = Understood(wording, registry)
        self._tasks = {task.number: task for task in plan.tasks}
        self._sections = {section.number: section for section in plan.sections}

    def render(self, answer: Answer) -> Message:
        """The whole message of an answer."""
        return Message(tuple(line for block in self.blocks(answer) for line in (*block.lines, *block.more)))

    def blocks(self, answer: Answer) -> list[Block]:
        """The message in parts, for who shows them a few at a time."""
        blocks = [Block(Part.NOTE, (line,)) for line in self._notes(answer)]
        match answer.kind:
            case Kind.REFUSAL:
                blocks += self._refusal(answer)
            case Kind.CLARIFY:
                blocks += self._clarify(answer)
            case Kind.ANSWER:
                blocks += self._answer(answer)
                blocks.append(self._tail(answer))
        return blocks

    def title(self, lang: str, number: int) -> str:
        """Our short title of a task, or the first words of the task where we have none."""
        editorial = self._plan.editorial.get(number)
        if editorial is None:
            return self._tasks[number].body.of(self._plan.text)[:20] + "…"
        return editorial.zh if lang == "zh" else editorial.en

    def choices(self, answer: Answer) -> list[str]:
        """What to try instead, as short texts: names of departments, or tasks nearby."""
        lang = answer.query.lang
        named = answer.reason in ("unknown-department", "which-department")
        names = [self._name(lang, id) for id in answer.choices] if named else []
        return names + [
            self._say(lang, "answer.task", number=hit.number, title=self.title(lang, hit.number))
            for hit in answer.nearby
        ]

    def _say(self, lang: str, key: str, **values: object) -> str:
        return self._wording.say(lang, key, **values)

    def _line(self, lang: str, key: str, style: Style = Style.PLAIN, **values: object) -> Line:
        return (Run(self._say(lang, key, **values), style),)

    def _name(self, lang: str, id: str) -> str:
        return self.understood.department(lang, id)

    def _names(self, lang: str, ids: tuple[str, ...] | list[str]) -> str:
        return ("、" if lang == "zh" else "; ").join(self._name(lang, id) for id in ids)

    # Notes: what was taken for what, and what the plan's time calls by another name.

    def _notes(self, answer: Answer) -> Iterator[Line]:
        query = answer.query
        for mention in query.mentions:
            if len(mention.candidates) == 1 and mention.known is not Known.EXACT:
                name = self._name(query.lang, mention.candidates[0])
                yield self._line(query.lang, f"note.{mention.known}", Style.ITALIC, said=mention.said, name=name)
            if mention.parties and mention.candidates[0] not in mention.parties:
                yield (Run(self._succession(query.lang, mention), Style.ITALIC),)
        if answer.reason == "either":
            yield self._line(query.lang, "answer.either", Style.ITALIC)
        if answer.kind is Kind.ANSWER:
            yield from self._missing(query)

    def _missing(self, query: Query) -> Iterator[Line]:
        """Numbers asked for beside others, which the plan does not have."""
        for shape, known, key in (
            (Numbered, self._tasks, "note.numbers_missing"),
            (InSection, self._sections, "note.sections_missing"),
        ):
            asked = set(numbers_in(query.where, shape))
            if asked - known.keys():
                numbers = spelt(tuple(asked - known.keys()))
                yield self._line(query.lang, key, Style.ITALIC, count=len(known), numbers=numbers)

    def _succession(self, lang: str, mention: Mention) -> str:
        steps = [step for party in mention.parties for step in self._steps(party, mention.candidates[0])]
        said = [
            self._say(
                lang,
                f"note.step_{step.how}",
                old=self._name(lang, old.id),
                year=step.year,
                new=self._name(lang, step.id),
            )
            for old, step in steps
        ]
        sources = "；".join(dict.fromkeys(step.source for _, step in steps if not step.reviewed))
        name = self._name(lang, mention.candidates[0])
        words = self._say(lang, "note.successor", year=self._plan.year, name=name, steps="，".join(dict.fromkeys(said)))
        return words + (self._say(lang, "note.step_source", source=sources) if sources else "。")

    def _steps(self, old: str, new: str) -> list[tuple[Department, Succession]]:
        """The steps that lead from one department to the other, whichever came first."""
        for start, end in ((old, new), (new, old)):
            paths: list[tuple[str, list[tuple[Department, Succession]]]] = [(start, [])]
            while paths:
                here, steps = paths.pop(0)
                if here == end:
                    return steps
                paths += [(step.id, [*steps, (self._registry[here], step)]) for step in self._registry[here].successors]
        return []

    # Refusals and questions back.

    def _heading(self, lang: str, key: str, **values: object) -> Block:
        return Block(Part.HEADING, (self._line(lang, key, Style.BOLD, **values),))

    def _refusal(self, answer: Answer) -> Iterator[Block]:
        """Why there is no answer, what to try instead, and in a last line what was understood."""
        lang = answer.query.lang
        said = self._why(answer)
        match answer.reason:
            case "absent-department":
                yield Block(Part.HEADING, (said, self._line(lang, "refusal.absent_note", year=self._plan.year)))
            case "unknown-department" if answer.choices:
                yield Block(Part.HEADING, (said, self._line(lang, "refusal.did_you_mean")))
                yield from self._choices(answer)
                yield self._end(answer, gap=True)
                return
            case _ if answer.nearby:
                yield Block(Part.HEADING, (said, self._line(lang, "refusal.nearby")))
                yield from (self._task(lang, hit, with_lead=False) for hit in answer.nearby)
                yield self._tail(answer)
                return
            case _:
                yield Block(Part.HEADING, (said,))
        yield self._end(answer)

    def _why(self, answer: Answer) -> Line:
        """The sentence that refuses."""
        lang, query = answer.query.lang, answer.query
        key = f"refusal.{answer.reason.removeprefix('unsaid.').replace('-', '_')}"
        values: dict[str, object] = {"year": self._plan.year}
        match answer.reason:
            case "absent-department":
                values = {"departments": self._names(lang, answer.choices)}
            case "unknown-department":
                values = {"said": query.unknown[0]}
            case "no-encoder":
                values = {"reason": answer.choices[0]}
            case "no-number":
                values = {"count": len(self._tasks), "numbers": spelt(numbers_in(query.where, Numbered)[:20])}
            case "no-section":
                values = {"count": len(self._sections), "numbers": spelt(numbers_in(query.where, InSection)[:20])}
        return self._line(lang, key, Style.BOLD, **values)

    def _clarify(self, answer: Answer) -> Iterator[Block]:
        said = next((mention.said for mention in answer.query.mentions if len(mention.candidates) > 1), "")
        yield self._heading(answer.query.lang, "clarify.which", said=said)
        yield from self._choices(answer)
        yield self._end(answer, gap=True)

    def _end(self, answer: Answer, gap: bool = False) -> Block:
        """What was understood and which plan was asked, in one line, where nothing of the plan is shown."""
        lang = answer.query.lang
        what, plan = self.understood.say(answer), self.plan_title(lang)
        line = self._line(lang, "understood.line_plan", Style.ITALIC, what=what, plan=plan)
        return Block(Part.TAIL, ((), line) if gap else (line,))

    def _choices(self, answer: Answer) -> Iterator[Block]:
        for id in answer.choices:
            yield Block(Part.ITEM, ((Run("· " + self._name(answer.query.lang, id)),),), department=id)

    # Answers by what was asked for.

    def _answer(self, answer: Answer) -> Iterator[Block]:
        query = answer.query
        if answer.reason == "none-within":
            department = self._names(query.lang, [party for mention in query.mentions for party in mention.parties])
            yield self._heading(query.lang, "answer.none_within", departments=department, topic=query.topic)
            yield from (self._task(query.lang, hit) for hit in answer.nearby)
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
                size = len(self._tasks[answer.hits[0].number].parties) if answer.hits else 0
                key = "rank_tasks" if query.order is None or query.order.descending else "rank_tasks_fewest"
                yield self._heading(query.lang, f"answer.{key}", count=size)
                yield from (self._task(query.lang, hit) for hit in answer.hits)
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
            yield self._heading(lang, "answer.plan_total", count=answer.count)
            return
        if not answer.hits:
            yield self._heading(lang, "answer.none")
            return
        department = only_department(query.mentions)
        above = tuple(self._headings(answer))
        groups = {role: [hit for hit in answer.hits if hit.role is role] for role in (Role.LEAD, Role.PARTICIPANT)}
        if not department or sum(map(len, groups.values())) != len(answer.hits):
            heading = self._line(lang, "answer.tasks", Style.BOLD, count=len(answer.hits))
            yield Block(Part.HEADING, (*above, heading))
            yield from (self._task(lang, hit) for hit in answer.hits)
            return
        for role, hits in groups.items():
            if hits:
                key = "answer.led" if role is Role.LEAD else "answer.joined"
                name = self._name(lang, department)
                heading = self._line(lang, key, Style.BOLD, department=name, count=len(hits))
                yield Block(Part.HEADING, (*above, heading), department=department)
                yield from (self._task(lang, hit, with_lead=role is not Role.LEAD) for hit in hits)
                above = ()

    def _headings(self, answer: Answer) -> Iterator[Line]:
        """The titles of the sections asked for."""
        for number in sorted(self._sections.keys() & numbers_in(answer.query.where, InSection)):
            title = self.section_title(answer.query.lang, number)
            yield self._line(answer.query.lang, "answer.section", section=number, title=title)

    def _task(self, lang: str, hit: Hit, with_lead: bool = True, more: tuple[Line, ...] = ()) -> Block:
        line = self.task_line(lang, hit.number, with_lead)
        return Block(Part.ITEM, (line,), more, hit.number, quote=None if hit.score is None else hit.quote)

    def task_line(self, lang: str, number: int, with_lead: bool = True) -> Line:
        """A task in one line: its number, our short title, and who leads it."""
        task = self._tasks[number]
        words = self._say(lang, "answer.task", number=number, title=self.title(lang, number))
        if not with_lead:
            return (Run(words),)
        ids = [party.department for party in task.leads]
        if ids:
            return (Run(words), Run(" — " + self._say(lang, "answer.led_by", lead=self._names(lang, ids))))
        everyone = [party.department for party in task.parties]
        return (Run(words), Run(" — " + self._say(lang, "answer.no_lead", departments=self._names(lang, everyone))))

    def _responsible(self, answer: Answer) -> Iterator[Block]:
        for index, hit in enumerate(answer.hits):
            yield self._card(answer.query.lang, hit, first=not index, alone=len(answer.hits) == 1)

    def _card(self, lang: str, hit: Hit, first: bool = True, alone: bool = True) -> Block:
        """A task in full: who answers for it, then the words that were asked about."""
        task = self._tasks[hit.number]
        gap: tuple[Line, ...] = () if first else ((),)
        lines = (*gap, *self.heading(lang, hit.number), *self.who(lang, task))
        words = ((Run(hit.quote.of(self._plan.text), Style.QUOTE),), *self._english(lang, task, hit.quote))
        quote = None if hit.score is None else hit.quote
        return Block(Part.ITEM, lines + words if alone else lines, () if alone else words, hit.number, quote=quote)

    def heading(self, lang: str, number: int) -> tuple[Line, ...]:
        """A task's number and title, and its section's."""
        section = self._tasks[number].section
        return (
            self._line(lang, "answer.task", Style.BOLD, number=number, title=self.title(lang, number)),
            self._line(lang, "answer.section", section=section, title=self.section_title(lang, section)),
        )

    def who(self, lang: str, task: Task) -> Iterator[Line]:
        """Who leads the task, who takes part in it, and what the plan says of those it does not list."""
        leads = [party.department for party in task.leads]
        others = [party.department for party in task.participants]
        if leads:
            yield self._line(lang, "answer.lead", departments=self._names(lang, leads))
        if others:
            yield self._line(
                lang, "answer.participants" if leads else "answer.no_lead", departments=self._names(lang, others)
            )
        rule = self._plan.rule(RuleKind.SOLE_ASSISTED)
        if rule and self._plan.assisted(task):
            yield self._line(lang, "answer.alone", Style.ITALIC, rule=rule.span.of(self._plan.text))

    def _english(self, lang: str, task: Task, quote: Span) -> Iterator[Line]:
        """Our English of the sentences quoted, for a reader of English."""
        editorial = self._plan.editorial.get(task.number)
        if lang == "zh" or editorial is None:
            return
        words = [
            english
            for sentence, english in zip(task.sentences, editorial.english, strict=False)
            if quote.start <= sentence.start and sentence.end <= quote.end
        ]
        if words:
            yield self._line(lang, "answer.english", Style.ITALIC, text=" ".join(words))

    def _matches(self, answer: Answer) -> Iterator[Block]:
        """The best match as a card, the others as lines with the sentence for which each is there."""
        lang = answer.query.lang
        yield self._card(lang, answer.hits[0])
        if len(answer.hits) > 1:
            yield Block(Part.HEADING, ((), self._line(lang, "answer.also")))
            for hit in answer.hits[1:]:
                yield self._task(lang, hit, more=((Run(hit.quote.of(self._plan.text), Style.QUOTE),),))

    def _texts(self, answer: Answer) -> Iterator[Block]:
        for index, hit in enumerate(answer.hits):
            lines = ((),) if index else ()
            yield Block(Part.ITEM, (*lines, *self.text(answer.query.lang, hit.number)), task=hit.number)

    def text(self, lang: str, number: int, marked: Span | None = None) -> Iterator[Line]:
        """A task's heading and its whole paragraph, the words of `marked` standing out."""
        task = self._tasks[number]
        yield from self.heading(lang, number)
        yield self._quote(task.span, marked)
        yield from self._english(lang, task, task.span)

    def _quote(self, span: Span, marked: Span | None) -> Line:
        words = self._plan.text
        if marked is None or not span.start <= marked.start < marked.end <= span.end:
            return (Run(span.of(words), Style.QUOTE),)
        runs = (
            Run(words[span.start : marked.start], Style.QUOTE),
            Run(marked.of(words), Style.MARKED),
            Run(words[marked.end : span.end], Style.QUOTE),
        )
        return tuple(run for run in runs if run.text)

    def _check(self, answer: Answer) -> Iterator[Block]:
        lang, query = answer.query.lang, answer.query
        for hit in answer.hits:
            for mention in query.mentions:
                for party in mention.parties:
                    role = next((p.role for p in self._tasks[hit.number].parties if p.department == party), None)
                    name = self._name(lang, party)
                    if role is None:
                        yield self._heading(lang, "answer.role_not", department=name, number=hit.number)
                    else:
                        said = self._say(lang, f"role.{role}")
                        yield self._heading(lang, "answer.role_is", department=name, number=hit.number, role=said)
            yield self._card(lang, hit)

    def _table(self, answer: Answer) -> Iterator[Block]:
        lang, query = answer.query.lang, answer.query
        by = self._say(lang, f"role.{query.order.role or 'any'}" if query.order else "role.any")
        match query.want:
            case Want.RANK if query.order and query.order.high == 0:
                yield self._heading(lang, "answer.rank_none", count=len(answer.rows), by=by)
            case Want.RANK:
                yield self._heading(lang, "answer.rank", by=self.understood.counted(query))
            case Want.IDENTITY:
                yield self._heading(lang, "answer.identity", year=self._plan.year)
            case Want.COMPARE:
                name = self._name(lang, answer.rows[0].department)
                by = self.understood.counted(query)
                yield self._heading(lang, self._verdict(answer), department=name, by=by)
            case Want.PARTNERS:
                yield self._heading(lang, "answer.partners", count=len(answer.rows))
            case _:
                yield self._heading(lang, "answer.parties", count=len(answer.rows))
        for row in answer.rows:
            words = self._shared(lang, row) if query.want is Want.PARTNERS else self._row(lang, row)
            yield Block(Part.ITEM, ((Run("· " + words),),), department=row.department)

    def _shared(self, lang: str, row: Row) -> str:
        return self._say(lang, "answer.partner_row", department=self._name(lang, row.department), total=row.worth(None))

    def _verdict(self, answer: Answer) -> str:
        order = answer.query.order
        totals = {row.worth(order.role if order else None) for row in answer.rows}
        if len(totals) == 1:
            return "answer.compare_same"
        return "answer.compare_fewer" if order and not order.descending else "answer.compare_more"

    def _row(self, lang: str, row: Row) -> str:
        name = self._name(lang, row.department)
        return self._say(lang, "answer.row", department=name, leads=row.leads, participates=row.participates)

    def section_title(self, lang: str, number: int) -> str:
        """A section's title, in English our rendering with the plan's own."""
        own = self._sections[number].title
        english = self._plan.section_titles_en.get(number)
        return own if lang == "zh" or not english else f"{english} ({own})"

    def _section_list(self, lang: str) -> Iterator[Block]:
        yield self._heading(lang, "answer.sections", count=len(self._sections))
        for number in self._sections:
            numbers = [task.number for task in self._plan.tasks if task.section == number]
            key = "section_row" if len(numbers) > 1 else "section_row_single"
            title = self.section_title(lang, number)
            line = self._line(lang, f"answer.{key}", number=number, title=title, first=numbers[0], last=numbers[-1])
            yield Block(Part.ITEM, (line,), section=number)

    def _fact(self, answer: Answer) -> Iterator[Block]:
        """The words of the document about itself; of a rule, the task that states it."""
        lang, key = answer.query.lang, answer.query.fact.removeprefix("fact.")
        if answer.hits:
            numbers = spelt(tuple(hit.number for hit in answer.hits))
            yield self._heading(lang, "answer.rule", numbers=numbers, count=len(answer.hits))
            yield from (self._rule(lang, hit) for hit in answer.hits)
            return
        lines: list[Line] = [(Run(span.of(self._plan.text).replace("\n", ""), Style.QUOTE),) for span in answer.quotes]
        if not answer.quotes:
            lines.append(self._line(lang, "answer.fact_missing", Style.BOLD))
        if key == "approval":
            lines.append(self._line(lang, "answer.approval_note", Style.ITALIC))
        yield Block(Part.HEADING, tuple(lines))

    def _rule(self, lang: str, hit: Hit) -> Block:
        """The task that states a rule, the rule's words, and in English what it means."""
        lines = (*self.heading(lang, hit.number), (Run(hit.quote.of(self._plan.text), Style.QUOTE),))
        kind = next(rule.kind for rule in self._plan.document.rules if rule.span == hit.quote)
        if meaning := self._say(lang, f"rule.{kind}"):
            lines = (*lines, (Run(meaning, Style.ITALIC),))
        return Block(Part.ITEM, lines, task=hit.number, quote=hit.quote)

    def _tail(self, answer: Answer) -> Block:
        """How the question was understood, and which plan says so."""
        lang = answer.query.lang
        shown = tuple(hit.number for hit in answer.hits or answer.nearby)
        understood = self._line(lang, "understood.line", Style.ITALIC, what=self.understood.say(answer))
        return Block(Part.TAIL, ((), understood, self.source(lang, shown)))

    def plan_title(self, lang: str) -> str:
        """Our short title of the plan, with its year."""
        title, year = self._plan.title_zh if lang == "zh" else self._plan.title_en, self._plan.year
        return title if str(year) in title else self._say(lang, "understood.plan", title=title, year=year)

    def source(self, lang: str, numbers: tuple[int, ...] = ()) -> Line:
        """Which plan says so, and in which tasks."""
        where = self._say(lang, "understood.numbers", numbers=spelt(numbers), count=len(numbers)) if numbers else ""
        return self._line(lang, "understood.source", Style.ITALIC, title=self.plan_title(lang), where=where)
