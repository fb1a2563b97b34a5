"""What one plan's tasks, sections and departments are called in a reply, their words, and where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.blocks import Block, Part
from bot.message import Line, Run, Style
from bot.paraphrase import Paraphrase
from bot.understood import Understood
from bot.wording import Wording
from corpus.records import Plan, RuleKind, Span, Task
from corpus.titles import own_title
from index.records import Answer, Condition, Hit, InSection
from index.tables import Tables


class PlanWords:
    """One plan in the words of any language: the parts that all replies are made of."""

    def __init__(self, plan: Plan, wording: Wording) -> None:
        self.plan = plan
        self.registry = plan.registry
        self.understood = Understood(wording, plan)
        self.paraphrase = Paraphrase(wording, plan, self.understood)
        self.tasks = {task.key: task for task in plan.tasks}
        self.sections = {section.key: section for section in plan.sections}
        self._tables = Tables(plan)
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

    def number(self, key: int) -> str:
        """What a task is called by number."""
        return self.understood.tasks((key,))

    def section_number(self, key: int) -> str:
        """What a section is called by number."""
        return self.understood.sections((key,))

    def title(self, lang: str, number: int) -> str:
        """Our short title of a task in the language, else the task's own first words."""
        editorial = self.plan.editorial.get(number)
        ours = editorial and (editorial.zh if lang == "zh" else editorial.en)
        return ours or own_title(self.tasks[number].prose)

    def examples(self, lang: str) -> dict[str, object]:
        """What the plan can be asked for, to show how: a department that leads tasks, one of these, another's number."""
        leads = Counter(party.department for task in self.plan.tasks for party in task.leads or task.parties)
        id = next((id for id, _ in leads.most_common(1)), "")
        named = self.registry.by_id.get(id)
        department = "" if named is None else named.name if lang == "zh" or not named.en else named.en[0]
        keys = [task.key for task in self.plan.tasks if any(party.department == id for party in task.parties)]
        keys = keys or sorted(self.tasks)
        middle = sorted(self.tasks)[len(self.tasks) // 2]
        return {"department": department, "subject": self.title(lang, keys[0]), "number": self.number(middle)}

    def within(self, section: int) -> frozenset[int]:
        """The tasks of a section and of those within it, by key."""
        return self._tables.run(InSection((section,)))

    def of(self, where: Condition | None) -> frozenset[int]:
        """The tasks that satisfy a condition, by key."""
        return self._tables.run(where)

    def dated(self, lang: str) -> str:
        """The plan's year in brackets; nothing where it is not known."""
        return self.say(lang, "understood.year", year=self.plan.year) if self.plan.year else ""

    def task_item(self, lang: str, hit: Hit, with_lead: bool = True, more: tuple[Line, ...] = ()) -> Block:
        """A task found, in one line."""
        line = self.task_line(lang, hit.task, with_lead)
        return Block(Part.ITEM, (line,), more, hit.task, quote=None if hit.score is None else hit.quote)

    def task_line(self, lang: str, number: int, with_lead: bool = True) -> Line:
        """A task in one line: its number, our short title, and who leads it."""
        task = self.tasks[number]
        words = self.say(lang, "answer.task", number=self.number(number), title=self.title(lang, number))
        if not with_lead:
            return (Run(words),)
        ids = [party.department for party in task.leads]
        if ids:
            return (Run(words), Run(" — " + self.say(lang, "answer.led_by", lead=self.names(lang, ids))))
        everyone = [party.department for party in task.parties]
        return (Run(words), Run(" — " + self.say(lang, "answer.no_lead", departments=self.names(lang, everyone))))

    def heading(self, lang: str, number: int) -> tuple[Line, ...]:
        """A task's number and title, and its section's."""
        titled = self.line(lang, "answer.task", Style.BOLD, number=self.number(number), title=self.title(lang, number))
        section = self.tasks[number].section
        return (titled, self.section_line(lang, section)) if section else (titled,)

    def section_line(self, lang: str, key: int) -> Line:
        """A section's number and title."""
        return self.line(lang, "answer.section", section=self.section_number(key), title=self.section_title(lang, key))

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
        shown = tuple(hit.task for hit in answer.hits or answer.nearby)
        understood = self.line(lang, "understood.line", Style.ITALIC, what=self.understood.say(answer))
        return Block(Part.TAIL, ((), understood, self.source(lang, shown)))

    def plan_title(self, lang: str) -> str:
        """Our short title of the plan, with its year."""
        title, year = self.plan.title(lang), self.plan.year
        return (
            title if year is None or str(year) in title else self.say(lang, "understood.plan", title=title, year=year)
        )

    def source(self, lang: str, numbers: tuple[int, ...] = ()) -> Line:
        """Which plan says so, and in which tasks."""
        key = "numbers" if any(number in self.plan.editorial for number in numbers) else "numbers_own"
        said = self.understood.tasks(numbers)
        where = self.say(lang, f"understood.{key}", numbers=said, count=len(numbers)) if numbers else ""
        return self.line(lang, "understood.source", Style.ITALIC, title=self.plan_title(lang), where=where)
