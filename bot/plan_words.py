"""What one plan's tasks, sections and departments are called in a reply, their words, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from bot.blocks import Block, Part
from bot.message import Line, Run, Style
from bot.understood import Understood, spelt
from bot.wording import Wording
from corpus.departments import Registry
from corpus.records import Plan, RuleKind, Span, Task
from index.records import Answer, Hit

# The first words of a task for which there is no title.
_LONGEST_TITLE = 20


class PlanWords:
    """One plan in the words of any language: the parts that all replies are made of."""

    def __init__(self, plan: Plan, registry: Registry, wording: Wording) -> None:
        self.plan = plan
        self.registry = registry
        self.understood = Understood(wording, registry)
        self.tasks = {task.number: task for task in plan.tasks}
        self.sections = {section.number: section for section in plan.sections}
        self._wording = wording

    def say(self, lang: str, key: str, **values: object) -> str:
        """A text of the wording."""
        return self._wording.say(lang, key, **values)

    def line(self, lang: str, key: str, style: Style = Style.PLAIN, **values: object) -> Line:
        """A text of the wording as a line."""
        return (Run(self.say(lang, key, **values), style),)

    def headline(self, lang: str, key: str, **values: object) -> Block:
        """A text of the wording as a heading."""
        return Block(Part.HEADING, (self.line(lang, key, Style.BOLD, **values),))

    def name(self, lang: str, id: str) -> str:
        """A department's name in a reply."""
        return self.understood.department(lang, id)

    def names(self, lang: str, ids: tuple[str, ...] | list[str]) -> str:
        """Several departments' names."""
        return ("、" if lang == "zh" else "; ").join(self.name(lang, id) for id in ids)

    def title(self, lang: str, number: int) -> str:
        """Our short title of a task, or the first words of the task where we have none."""
        editorial = self.plan.editorial.get(number)
        if editorial is None:
            prose = self.tasks[number].prose
            return prose.rstrip("。；;.") if len(prose) <= _LONGEST_TITLE else prose[:_LONGEST_TITLE] + "…"
        return editorial.zh if lang == "zh" else editorial.en

    def task_item(self, lang: str, hit: Hit, with_lead: bool = True, more: tuple[Line, ...] = ()) -> Block:
        """A task found, in one line."""
        line = self.task_line(lang, hit.number, with_lead)
        return Block(Part.ITEM, (line,), more, hit.number, quote=None if hit.score is None else hit.quote)

    def task_line(self, lang: str, number: int, with_lead: bool = True) -> Line:
        """A task in one line: its number, our short title, and who leads it."""
        task = self.tasks[number]
        words = self.say(lang, "answer.task", number=number, title=self.title(lang, number))
        if not with_lead:
            return (Run(words),)
        ids = [party.department for party in task.leads]
        if ids:
            return (Run(words), Run(" — " + self.say(lang, "answer.led_by", lead=self.names(lang, ids))))
        everyone = [party.department for party in task.parties]
        return (Run(words), Run(" — " + self.say(lang, "answer.no_lead", departments=self.names(lang, everyone))))

    def heading(self, lang: str, number: int) -> tuple[Line, ...]:
        """A task's number and title, and its section's."""
        section = self.tasks[number].section
        return (
            self.line(lang, "answer.task", Style.BOLD, number=number, title=self.title(lang, number)),
            self.line(lang, "answer.section", section=section, title=self.section_title(lang, section)),
        )

    def who(self, lang: str, task: Task) -> Iterator[Line]:
        """Who leads the task, who takes part in it, and what the plan says of those it does not list."""
        leads = [party.department for party in task.leads]
        others = [party.department for party in task.participants]
        if leads:
            yield self.line(lang, "answer.lead", departments=self.names(lang, leads))
        if others:
            yield self.line(
                lang, "answer.participants" if leads else "answer.no_lead", departments=self.names(lang, others)
            )
        if task.open_ended:
            yield self.line(lang, "answer.open_ended", Style.ITALIC)
        if task.deadline:
            yield self.line(lang, "answer.deadline", deadline=task.deadline)
        rule = self.plan.rule(RuleKind.SOLE_ASSISTED)
        if rule and self.plan.assisted(task):
            yield self.line(lang, "answer.alone", Style.ITALIC, rule=rule.span.of(self.plan.text))

    def text(self, lang: str, number: int, marked: Span | None = None) -> Iterator[Line]:
        """A task's heading and its whole paragraph, the words of `marked` standing out."""
        task = self.tasks[number]
        yield from self.heading(lang, number)
        yield self.quoted(task.span, marked)
        yield from self.english(lang, task, task.span)

    def english(self, lang: str, task: Task, quote: Span) -> Iterator[Line]:
        """Our English of the sentences quoted, for a reader of English."""
        if lang == "zh":
            return
        words = [
            english
            for sentence, english in self.plan.english(task)
            if quote.start <= sentence.start and sentence.end <= quote.end
        ]
        if words:
            yield self.line(lang, "answer.english", Style.ITALIC, text=" ".join(words))

    def quoted(self, span: Span, marked: Span | None) -> Line:
        """The plan's words at a span, those of `marked` standing out."""
        words = self.plan.text
        if marked is None or not span.start <= marked.start < marked.end <= span.end:
            return (Run(span.of(words), Style.QUOTE),)
        runs = (
            Run(words[span.start : marked.start], Style.QUOTE),
            Run(marked.of(words), Style.MARKED),
            Run(words[marked.end : span.end], Style.QUOTE),
        )
        return tuple(run for run in runs if run.text)

    def section_title(self, lang: str, number: int) -> str:
        """A section's title, in English our rendering with the plan's own."""
        own = self.sections[number].title
        english = self.plan.section_titles_en.get(number)
        return own if lang == "zh" or not english else f"{english} ({own})"

    def tail(self, answer: Answer) -> Block:
        """How the question was understood, and which plan says so."""
        lang = answer.query.lang
        shown = tuple(hit.number for hit in answer.hits or answer.nearby)
        understood = self.line(lang, "understood.line", Style.ITALIC, what=self.understood.say(answer))
        return Block(Part.TAIL, ((), understood, self.source(lang, shown)))

    def plan_title(self, lang: str) -> str:
        """Our short title of the plan, with its year."""
        title, year = self.plan.title_zh if lang == "zh" else self.plan.title_en, self.plan.year
        return title if str(year) in title else self.say(lang, "understood.plan", title=title, year=year)

    def source(self, lang: str, numbers: tuple[int, ...] = ()) -> Line:
        """Which plan says so, and in which tasks."""
        where = self.say(lang, "understood.numbers", numbers=spelt(numbers), count=len(numbers)) if numbers else ""
        return self.line(lang, "understood.source", Style.ITALIC, title=self.plan_title(lang), where=where)
