"""What one plan's tasks, sections and departments are called in a reply, their words, and where they stand."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from bot.screens.blocks import Block, Part
from bot.screens.message import Line, Run, Style
from bot.screens.paraphrase import Paraphrase
from bot.screens.understood import NO_QUESTION, Understood
from bot.screens.wording import Wording, capitalised
from corpus.departments import Registry
from corpus.records import Plan, RuleKind, Span, Task
from corpus.titles import own_title
from index.query import Answer, Condition, Hit, InSection
from index.tables import Tables

# Of so many departments that lead most, the one with the shortest name is the example.
_EXAMPLES = 3


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
        # Where a task opens, for who can follow a link; nothing in a terminal.
        self.link: Callable[[int], str] = lambda number: ""

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

    def brief(self, lang: str, id: str) -> str:
        """A department's name in a list of several: 商务厅, Commerce (商务厅)."""
        short, name = self.short(lang, id), self.registry[id].name
        return name if short == name else f"{short} ({name})"

    def briefly(self, lang: str, ids: Iterable[str]) -> str:
        """Several departments' names in a list."""
        return self.say(lang, "answer.names_joint").join(self.brief(lang, id) for id in ids)

    def number(self, key: int) -> str:
        """What a task is called by number."""
        return self.understood.tasks((key,))

    def called(self, lang: str, keys: tuple[int, ...]) -> str:
        """What several tasks are called by number."""
        return self.understood.tasks(keys).replace(", ", self.say(lang, "plain.comma"))

    def section_number(self, key: int) -> str:
        """What a section is called by number."""
        return self.understood.sections((key,))

    def title(self, lang: str, number: int) -> str:
        """Our short title of a task in the language, else the task's own first words."""
        editorial = self.plan.editorial.get(number)
        ours = editorial and (editorial.zh if lang == "zh" else editorial.en)
        return ours or own_title(self.tasks[number].prose)

    def examples(self, lang: str) -> dict[str, object]:
        """What the plan can be asked for, as short as a button: a department that leads much, one of its tasks, a number."""
        leads = Counter(party.department for task in self.plan.tasks for party in task.leads or task.parties)
        names = {id: self.short(lang, id) for id, _ in leads.most_common(_EXAMPLES)}
        id = min(names, key=lambda id: len(names[id]), default="")
        department = names.get(id, "")
        keys = [task.key for task in self.plan.tasks if any(party.department == id for party in task.parties)]
        keys = keys or sorted(self.tasks)
        middle = sorted(self.tasks)[len(self.tasks) // 2]
        subject = min((self.title(lang, key) for key in keys), key=len)
        # Within a sentence: a title's first letter, but for an abbreviation.
        subject = subject[0].lower() + subject[1:] if subject[1:2].islower() else subject
        return {"department": department, "subject": subject, "number": self.number(middle)}

    def within(self, section: int) -> frozenset[int]:
        """The tasks of a section and of those within it, by key."""
        return self._tables.run(InSection((section,)))

    def of(self, where: Condition | None) -> frozenset[int]:
        """The tasks that satisfy a condition, by key."""
        return self._tables.run(where)

    def dated(self, lang: str) -> str:
        """The plan's year in brackets; nothing where it is not known."""
        return self.say(lang, "understood.year", year=self.plan.year) if self.plan.year else ""

    @functools.cached_property
    def _short(self) -> dict[str, str]:
        return _shortened(self.registry, tuple(self.registry.by_id), self._wording.say("en", "names.office"))

    def short(self, lang: str, id: str) -> str:
        """A department's name as short as it can be told from the plan's others: 商务厅, Commerce."""
        return self._short[id] if lang != "zh" and id in self._short else self.registry[id].name

    def task_item(self, lang: str, hit: Hit, with_lead: bool = True, more: tuple[Line, ...] = ()) -> Block:
        """A task found, in one line."""
        line = self.task_line(lang, hit.task, with_lead)
        return Block(Part.ITEM, (line,), more, hit.task, quote=None if hit.score is None else hit.quote)

    def task_line(self, lang: str, number: int, with_lead: bool = True) -> Line:
        """A task in one line: its number, our short title, and who leads it."""
        task = self.tasks[number]
        words = self.say(lang, "answer.task", number=self.number(number), title=self.title(lang, number))
        titled = Run(words, link=self.link(number))
        if not with_lead:
            return (titled,)
        ids = [party.department for party in task.leads or task.parties]
        joint = self.say(lang, "target.joint")
        names = joint.join(self.short(lang, id) for id in ids)
        if not ids:
            return (titled, Run(self.say(lang, "answer.by_nobody")))
        key = "answer.done_by" if task.sole else "answer.led_by" if task.leads else "answer.jointly_by"
        said = self.say(lang, key, departments=names)
        return (titled, Run(said))

    def titled(self, lang: str, number: int) -> Line:
        """A task's number and title as a heading."""
        return self.line(lang, "answer.task", Style.BOLD, number=self.number(number), title=self.title(lang, number))

    def section_line(self, lang: str, key: int) -> Line:
        """A section's number and title."""
        return (Run(self.section_words(lang, key)),)

    def section_words(self, lang: str, key: int) -> str:
        """A section's number and title."""
        number, title = self.section_number(key), self.section_title(lang, key)
        return self.say(lang, "answer.section", section=number, title=title)

    def led(self, lang: str, task: Task, numbered: bool = False) -> Line:
        """Who leads the task and who takes part in it, in one line that may begin with its number."""
        leads = [party.department for party in task.leads]
        others = [party.department for party in task.participants]
        key = "alone_by" if task.sole else "leads" if leads else "jointly" if others else "nobody"
        said = self.say(lang, f"answer.{key}", departments=self.briefly(lang, leads or others))
        if numbered:
            said = self.say(lang, "answer.item", number=self.number(task.key), what=said)
        first = Run(capitalised(said), Style.BOLD)
        if leads and self.plan.assisted(task):
            return (first, Run(self.say(lang, "answer.joined_by_others")))
        if not (leads and others):
            return (first,)
        if self.plan.document.sets_apart:
            ids = ((duty, [party.department for party in parties]) for duty, parties in task.beside.items())
            keys = ((f"answer.joined_{duty or 'besides'}", self.briefly(lang, named)) for duty, named in ids)
            return (first, *(Run(self.say(lang, key, departments=names)) for key, names in keys))
        return (first, Run(self.say(lang, "answer.joined_by", departments=self.briefly(lang, others))))

    def remarks(self, lang: str, task: Task) -> Iterator[Line]:
        """What the plan says of a task beside: its time limit, its other columns, and those whom it does not list."""
        if task.deadline:
            yield self.line(lang, "answer.deadline", deadline=task.deadline)
        yield from self.details(lang, task)
        if task.open_ended:
            yield self.line(lang, "answer.open_ended")

    def details(self, lang: str, task: Task) -> Iterator[Line]:
        """What the other columns of a table say of a task, each under the plan's own head."""
        for detail in task.details:
            yield self.line(lang, "answer.detail", head=detail.head, said=detail.said(self.plan.text))

    def text(self, lang: str, number: int, marked: Span | None = None) -> Iterator[Line]:
        """A task's whole paragraph, the words of `marked` standing out, and our English of it."""
        task = self.tasks[number]
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

    def section_title(self, lang: str, number: int, with_own: bool = True) -> str:
        """A section's title, in English our rendering, with the plan's own where wanted."""
        own = self.sections[number].title
        english = self.plan.section_titles_en.get(number)
        if lang == "zh" or not english:
            return own
        return f"{english} ({own})" if with_own else english

    def tail(self, answer: Answer, said: bool = False) -> Block:
        """Which plan says so, and how the question was understood where the heading has not `said` all of it."""
        shown = tuple(hit.task for hit in answer.hits or answer.nearby)
        return self.end(answer.query.lang, shown, "" if said else self.read(answer))

    def read(self, answer: Answer) -> str:
        """How a question was understood, in plain words."""
        if answer.reason in NO_QUESTION:
            return self.understood.say(answer)
        return capitalised(self.paraphrase.question(answer.query))

    def end(self, lang: str, numbers: tuple[int, ...] = (), read: str = "", key: str = "source") -> Block:
        """The end of a reply, folded away: the plan and where in it, whose the titles are, how the question was read."""
        parts = [self.say(lang, f"understood.{key}", title=self.plan_title(lang))]
        if len(numbers) == 1 and (section := self.tasks[numbers[0]].section):
            parts[0] = self.say(lang, "understood.in_section", source=parts[0], section=self.section_number(section))
        if numbers:
            ours = any(number in self.plan.editorial for number in numbers)
            parts.append(self.say(lang, "understood.titles_ours" if ours else "understood.titles_own"))
        lines = [self.say(lang, "understood.joint").join(parts)]
        if read:
            lines.append(self.say(lang, "understood.line", what=read))
        rule = self.plan.rule(RuleKind.SOLE_ASSISTED)
        if rule and len(numbers) == 1 and self.plan.assisted(self.tasks[numbers[0]]):
            lines.append(self.say(lang, "answer.alone", rule=rule.span.of(self.plan.text)))
        return Block(Part.TAIL, ((Run("\n".join(lines), Style.FOLDED),),))

    def plan_title(self, lang: str) -> str:
        """Our short title of the plan, with its year."""
        title, year = self.plan.title(lang), self.plan.year
        return (
            title if year is None or str(year) in title else self.say(lang, "understood.plan", title=title, year=year)
        )

    def source(self, lang: str) -> Line:
        """Which plan says so, as a line of its own."""
        return self.line(lang, "understood.source", title=self.plan_title(lang))


def _shortened(registry: Registry, ids: tuple[str, ...], office: str) -> dict[str, str]:
    """English names without the word for the kind of office, where they still tell the departments apart."""
    names = {id: registry[id].en[0] for id in ids if registry[id].en}
    pattern = re.compile(rf"^(?:{office}) (?:of|for) (?:the )?| (?:{office})$")
    bare = {id: pattern.sub("", name) for id, name in names.items()}
    seen = Counter(bare.values())
    return {id: bare[id] if seen[bare[id]] == 1 else name for id, name in names.items()}
