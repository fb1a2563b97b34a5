"""An Answer becomes a Message: the answer first, each task a line, the words of the plan quoted, the source at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.screens.blocks import Block, Part, added, in_order
from bot.screens.message import Line, Message, Run, Style
from bot.screens.notes import Notes
from bot.screens.plan_words import PlanWords
from bot.screens.refusals import Refusals
from bot.screens.understood import state_of
from bot.screens.wording import Wording, capitalised
from corpus.deadlines import names_time
from corpus.records import Duty, Plan, Role, Span
from index.document_facts import PASSAGE
from index.hits import beside_departments, only_department
from index.query import (
    All,
    Answer,
    AnyOf,
    Condition,
    Due,
    HasRole,
    Hit,
    InSection,
    Intent,
    Kind,
    Mention,
    Not,
    Numbered,
    Query,
    RoleCount,
    Row,
    leaves,
)

# A quote from so many characters on shows its beginning and opens at a tap; who reads English has the English of it below.
_LONG = {"zh": 160, "en": 60}
# What is wanted that a heading in plain words says, and that the number of a task does.
_HEADED = {
    Intent.TASKS,
    Intent.COUNT,
    Intent.RANK,
    Intent.RANK_TASKS,
    Intent.RANK_SECTIONS,
    Intent.PARTNERS,
    Intent.SHARED,
    Intent.COUNT_PARTIES,
    Intent.SECTIONS,
    Intent.COUNT_SECTIONS,
}
_NUMBERED = {Intent.PARTIES, Intent.TEXT}


class Renderer:
    """The messages about one plan, in any language that the wording has."""

    def __init__(self, plan: Plan, wording: Wording) -> None:
        self._wording = wording
        self.words = PlanWords(plan, wording)
        self._notes = Notes(self.words)
        self._refusals = Refusals(self.words)

    def render(self, answer: Answer) -> Message:
        """The whole message of an answer."""
        return Message(tuple(line for block in in_order(self.blocks(answer)) for line in (*block.lines, *block.more)))

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
                blocks.append(self.words.tail(answer, _is_said(answer)))
        history = "\n".join(self._notes.history(answer))
        return [added(block, history) if history and block.part is Part.TAIL else block for block in blocks]

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
        if query.among and query.intent is Intent.PARTIES and answer.hits:
            yield self._of_kind(answer, query.among)
        match query.intent:
            case Intent.FACT:
                yield from self._fact(answer)
            case Intent.TEXT if not query.topic:
                yield from self._texts(answer)
            case Intent.SECTIONS | Intent.COUNT_SECTIONS:
                yield from self._section_list(query.lang)
            case (
                Intent.RANK | Intent.PARTNERS | Intent.SHARED | Intent.IDENTITY | Intent.COMPARE | Intent.COUNT_PARTIES
            ):
                yield from self._table(answer)
            case Intent.PARTIES if not answer.hits:
                yield from self._table(answer)
            case Intent.CHECK:
                yield from self._check(answer)
            case Intent.RANK_TASKS:
                yield from self._ranked_tasks(answer)
            case _ if query.topic and answer.hits:
                yield from self._matches(answer)
            case Intent.PARTIES:
                yield from self._responsible(answer)
            case _:
                yield from self._list(answer)

    def _of_kind(self, answer: Answer, among: Mention) -> Block:
        """Who of the kind that is asked for is in the tasks shown, or that nobody is."""
        query = answer.query
        # Of what matches a subject the first is answered.
        keys = tuple(hit.task for hit in (answer.hits[:1] if query.topic else answer.hits))
        what = self.words.paraphrase.tasks(Query(Intent.TASKS, query.lang, Numbered(keys)))
        said = {"what": capitalised(what), "kind": self.words.understood.kind(query.lang, among)}
        if not answer.departments:
            return self.words.headline(query.lang, "answer.of_kind_none", **said)
        names = self.words.names(query.lang, answer.departments)
        return self.words.headline(query.lang, "answer.of_kind", departments=names, **said)

    def _list(self, answer: Answer) -> Iterator[Block]:
        """An exact set under what it is and how many, in two groups where one department holds both roles."""
        lang, query = answer.query.lang, answer.query
        if query.intent is Intent.COUNT and query.where is None:
            yield self.words.headline(lang, "answer.plan_total", count=answer.count)
            return
        if not answer.hits:
            yield self._none(query)
            return
        department = only_department(query.mentions)
        groups = {role: [hit for hit in answer.hits if hit.role is role] for role in (Role.LEAD, Role.PARTICIPANT)}
        led, joined = groups.values()
        narrowed = isinstance(query.where, HasRole) and isinstance(query.where.role, Duty)
        grouped = bool(department) and len(led) + len(joined) == len(answer.hits) and not narrowed
        yield Block(Part.HEADING, (self._total(answer, led, joined),), department=department if grouped else "")
        if not grouped:
            yield from (self.words.task_item(lang, hit) for hit in answer.hits)
            return
        yield from (self.words.task_item(lang, hit, with_lead=False) for hit in led)
        if led and joined:
            name = self.words.name(lang, department)
            beside = self.words.line(lang, "answer.joined_group", Style.BOLD, count=len(joined))
            again = self.words.line(lang, "answer.joined", Style.BOLD, department=name, count=len(joined))
            yield Block(Part.HEADING, (beside,), department=department, again=(again,))
        yield from (self.words.task_item(lang, hit) for hit in joined)

    def _none(self, query: Query) -> Block:
        """That there are no such tasks, so that nobody reads it as tasks that have something not."""
        lang, where = query.lang, query.where
        if where is None:
            return self.words.headline(lang, "answer.none")
        every = f"answer.every_{_state(where)}"
        if not query.topic and self._wording.has(every):
            return self.words.headline(lang, "answer.none_since", every=self.words.say(lang, every))
        # 没有写明日期的任务 may be those without one; 没有商务厅牵头的任务 is plain.
        key, what = ("none_of" if _names_only(where) else "none_such"), self.words.paraphrase.tasks(query)
        match where:
            # Who has no task in one role has some in the other.
            case HasRole((_,), Role() as role) if not query.topic:
                other = Role.PARTICIPANT if role is Role.LEAD else Role.LEAD
                if count := len(self.words.of(replace(where, role=other))):
                    return self.words.headline(lang, f"answer.none_but_{other}", what=what, count=count)
        return self.words.headline(lang, f"answer.{key}", what=what)

    def _total(self, answer: Answer, led: list[Hit], joined: list[Hit]) -> Line:
        """What a list holds and how much of it, everything that was asked for said."""
        lang, query = answer.query.lang, answer.query
        match query.where:
            case HasRole(_, None | Role() as role) if query.intent is not Intent.RANK_SECTIONS and len(led) + len(
                joined
            ) == len(answer.hits):
                name = self.words.name(lang, only_department(query.mentions))
                key = {Role.LEAD: "led", Role.PARTICIPANT: "joined", None: "both"}[role]
                leads = len(led)
                if role is None and not (led and joined):
                    key = "both_led" if led else "both_joined"
                elif role is Role.PARTICIPANT and (leads := len(self.words.of(replace(query.where, role=Role.LEAD)))):
                    key = "joined_beside"  # who asks what somebody takes part in may mean what they lead as well
                count = len(answer.hits)
                return self.words.line(
                    lang, f"answer.{key}", Style.BOLD, department=name, count=count, led=leads, joined=len(joined)
                )
            case Numbered():
                what = self.words.paraphrase.tasks(query)
                if query.counted or query.intent is Intent.COUNT:
                    return self.words.line(lang, "answer.counted_tasks", Style.BOLD, what=what, count=len(answer.hits))
                return (Run(capitalised(what), Style.BOLD),)
            case InSection(numbers):
                known = [number for number in numbers if number in self.words.sections]
                what = self.words.say(lang, "answer.joint").join(self.words.section_words(lang, n) for n in known)
            case _:
                what = self.words.paraphrase.tasks(query)
        if query.intent is Intent.RANK_SECTIONS:
            said = self.words.paraphrase.question(replace(query, where=None))
            what = self.words.say(lang, "answer.item_of", said=said, what=what)
        what = capitalised(what)
        section = query.intent is Intent.RANK_SECTIONS or isinstance(query.where, InSection)
        key = "answer.section_tasks" if section else "answer.tasks"
        return self.words.line(lang, key, Style.BOLD, what=what, count=len(answer.hits))

    def _ranked_tasks(self, answer: Answer) -> Iterator[Block]:
        lang, query = answer.query.lang, answer.query
        by_day = query.order is not None and query.order.by_day
        role = query.order.role if query.order else None
        parties = (self.words.tasks[hit.task].parties for hit in answer.hits)
        sizes = {sum(party.does(role) for party in listed) for listed in parties}
        key = "ranked_tasks" if len(sizes) == 1 and not by_day else "ranked"
        yield self._headed(answer, key, count=next(iter(sizes), 0))
        yield from (self._due(lang, hit) if by_day else self.words.task_item(lang, hit) for hit in answer.hits)

    def _headed(self, answer: Answer, key: str, **values: object) -> Block:
        """What was asked, in plain words, as the heading of what answers it."""
        return self.words.headline(answer.query.lang, f"answer.{key}", what=self.words.read(answer), **values)

    def _responsible(self, answer: Answer) -> Iterator[Block]:
        alone = len(answer.hits) == 1
        yield from (self._card(answer.query.lang, hit, alone) for hit in answer.hits)

    def _card(self, lang: str, hit: Hit, alone: bool = True, verdict: Run | None = None) -> Block:
        """Who answers for a task, then its words: all of them, of a long task those that matched a subject.

        A `verdict` says who leads it in place of that.
        """
        task = self.words.tasks[hit.task]
        who = self.words.led(lang, task, numbered=True)
        lines: list[Line] = [(verdict, *who[1:]) if verdict else who]
        body = task.body.of(self.words.plan.text).strip()
        # All that a short task says is taken in as fast as a sentence of it, and answers what is asked next.
        span = task.body if hit.score is None or len(body) < _LONG.get(lang, _LONG["zh"]) else hit.quote
        whole = span.of(self.words.plan.text).strip()
        title = self.words.title(lang, hit.task)
        # A title that is the first words of what is quoted says nothing more.
        if not (alone and whole.startswith(title.removesuffix("…"))):
            lines.append((Run(title, link=self.words.link(hit.task)),))
        lines += self.words.remarks(lang, task)
        words = ((self._quoted(lang, whole),), *self.words.english(lang, task, span))
        quote = None if hit.score is None else hit.quote
        shown = (*lines, *words) if alone else tuple(lines)
        return Block(Part.ITEM, shown, () if alone else words, hit.task, quote=quote)

    def _matches(self, answer: Answer) -> Iterator[Block]:
        """The best match as a card or, where words are asked for, as all its text; the others with the sentence that matched."""
        lang, best = answer.query.lang, answer.hits[0]
        if answer.query.intent is Intent.TEXT:
            yield Block(Part.ITEM, self._whole(lang, best.task, best.quote), task=best.task, quote=best.quote)
        else:
            yield self._card(lang, best)
        if len(answer.hits) > 1:
            yield Block(Part.HEADING, (self.words.line(lang, "answer.also", Style.BOLD),))
            for hit in answer.hits[1:]:
                yield self.words.task_item(lang, hit, more=((Run(hit.quote.of(self.words.plan.text), Style.QUOTE),),))

    def _texts(self, answer: Answer) -> Iterator[Block]:
        lang = answer.query.lang
        yield from (Block(Part.ITEM, self._whole(lang, hit.task), task=hit.task) for hit in answer.hits)

    def _whole(self, lang: str, number: int, marked: Span | None = None) -> tuple[Line, ...]:
        """A task with its words, which say in Chinese who leads it: a reader of another language is told in that one."""
        task = self.words.tasks[number]
        who = () if lang == "zh" else (self.words.led(lang, task),)
        details = self.words.details(lang, task)
        return (self.words.titled(lang, number), *who, *self.words.text(lang, number, marked), *details)

    def _check(self, answer: Answer) -> Iterator[Block]:
        """Whether it is so, where that is what was asked, and the task."""
        lang, query = answer.query.lang, answer.query
        denied = any(isinstance(item, Not) for item in (query.where.items if isinstance(query.where, All) else ()))
        asked = {leaf.role for leaf in leaves(query.where) if isinstance(leaf, HasRole)}
        # Yes and no answer only what was asked so.
        plain = query.whether and not denied and len(asked) == 1
        for hit in answer.hits:
            verdicts: list[tuple[Run, Role | None]] = []
            for party in [party for mention in query.mentions for party in mention.parties]:
                listed = next((p for p in self.words.tasks[hit.task].parties if p.department == party), None)
                role = listed.role if listed else None
                # Who leads by the label 责任单位 is listed as responsible too.
                duty = listed and (listed.duty if role is Role.PARTICIPANT or listed.duty in asked else None)
                said = self.words.say(
                    lang,
                    f"answer.role_{duty or role or 'none'}",
                    department=self.words.name(lang, party),
                    number=self.words.number(hit.task),
                )
                so = role is not None and asked <= {role, duty, None} and plain
                not_so = plain and (role is None or asked == {Role.LEAD} or any(isinstance(a, Duty) for a in asked))
                key = "so" if so else "not_so" if not_so else "said"
                verdict = self.words.line(lang, f"answer.{key}", Style.BOLD, what=said)
                verdicts.append((verdict[0], role))
            if len(verdicts) == 1 and verdicts[0][1] is Role.LEAD and len(self.words.tasks[hit.task].leads) == 1:
                yield self._card(lang, hit, verdict=verdicts[0][0])
                continue
            yield from (Block(Part.HEADING, ((verdict,),)) for verdict, _ in verdicts)
            yield self._card(lang, hit)

    def _table(self, answer: Answer) -> Iterator[Block]:
        lang, query = answer.query.lang, answer.query
        count = len(answer.rows)
        match query.intent:
            case Intent.PARTNERS if not answer.rows:
                yield self.words.headline(lang, "answer.partners_none")
            case _ if not answer.rows:
                yield self._headed(answer, "none_counted")
            case Intent.RANK if query.order and query.order.low is not None:
                yield self._headed(answer, "counted", count=count)
            case Intent.RANK if count == 1:
                yield self._first(answer)
                return
            case Intent.RANK:
                yield self._headed(answer, "ranked")
            case Intent.IDENTITY:
                yield self.words.headline(lang, "answer.identity", dated=self.words.dated(lang))
            case Intent.COMPARE:
                name = self.words.name(lang, answer.rows[0].department)
                by = self.words.understood.counted(query)
                yield self.words.headline(lang, self._verdict(answer), department=name, by=by)
            case Intent.PARTNERS:
                yield self._headed(answer, "counted", count=count)
            case _ if query.where is None and query.role is None:
                yield self.words.headline(lang, "answer.parties", count=count)
            case _:
                yield self._headed(answer, "counted", count=count)
        for row in answer.rows:
            words = self._shared(query, row) if query.intent is Intent.PARTNERS else self._row(query, row)
            yield Block(Part.ITEM, ((Run("· " + words),),), department=row.department)
        if query.intent is Intent.PARTNERS and answer.rows and answer.hits:
            yield self.words.headline(lang, "answer.in_tasks", count=len(answer.hits))
            yield from (self.words.task_item(lang, hit) for hit in answer.hits)

    def _first(self, answer: Answer) -> Block:
        """The one department at a place, in one line with what was asked."""
        lang, row = answer.query.lang, answer.rows[0]
        said = self.words.line(
            lang,
            "answer.ranked_first" + _counted(answer.query),
            Style.BOLD,
            what=self.words.read(answer),
            department=self.words.name(lang, row.department),
            leads=row.leads,
            participates=row.participates,
            total=row.worth(None),
            count=row.worth(_duty(answer.query)),
        )
        return Block(Part.ITEM, (said,), department=row.department)

    def _shared(self, query: Query, row: Row) -> str:
        """A partner with the number of tasks in common, or of those among them in which it has the role asked for."""
        name = self.words.brief(query.lang, row.department)
        key = f"partner_row_{query.role}" if query.role else "partner_row"
        return self.words.say(query.lang, f"answer.{key}", department=name, count=row.worth(query.role))

    def _verdict(self, answer: Answer) -> str:
        order = answer.query.order
        totals = {row.worth(order.role if order else None) for row in answer.rows}
        if len(totals) == 1:
            return "answer.compare_same"
        return "answer.compare_fewer" if order and not order.descending else "answer.compare_more"

    def _row(self, query: Query, row: Row) -> str:
        """A department with its numbers of tasks, their sum where that is what is ranked or compared."""
        name = self.words.brief(query.lang, row.department)
        counts = {"leads": row.leads, "participates": row.participates, "total": row.worth(None)}
        counts["count"] = row.worth(_duty(query))
        return self.words.say(query.lang, "answer.row" + _counted(query), department=name, **counts)

    def _section_list(self, lang: str) -> Iterator[Block]:
        yield self.words.headline(lang, "answer.sections", count=len(self.words.sections))
        for number in self.words.sections:
            yield Block(Part.ITEM, (self._section_row(lang, number),), section=number)

    def _section_row(self, lang: str, section: int) -> Line:
        """A section with the first and the last of its tasks."""
        tasks = sorted(self.words.within(section))
        key = ("section_row_empty", "section_row_single", "section_row")[min(len(tasks), 2)]
        ends = {"first": self.words.number(tasks[0]), "last": self.words.number(tasks[-1])} if tasks else {}
        title = self.words.section_title(lang, section, with_own=False)
        said = {"number": self.words.section_number(section), "title": title, **ends}
        return (Run(self.words.say(lang, f"answer.{key}", **said)),)

    def _fact(self, answer: Answer) -> Iterator[Block]:
        """The words of the document about itself; of a rule, the task that states it."""
        lang, key = answer.query.lang, answer.query.fact.removeprefix("fact.")
        if key == "unsaid.deadline":
            if dated := sum(self.words.tasks[hit.task].deadline is not None for hit in answer.hits):
                yield self.words.headline(lang, "answer.deadlines", count=dated)
            alone = len(answer.hits) == 1
            yield from (self._due(lang, hit, alone) for hit in answer.hits)
            return
        if heads := answer.query.heads:
            if len(answer.hits) > 1:
                count = sum(any(self._says(head, hit) for head in heads) for hit in answer.hits)
                named = self.words.say(lang, "understood.heads").join(heads)
                yield self.words.headline(lang, "answer.details", head=named, count=count)
            yield from (self._details(lang, heads, hit) for hit in answer.hits)
            return
        if answer.query.fact == PASSAGE:
            yield self.words.headline(lang, "answer.document_says")
            yield from (self._said(lang, span) for span in answer.quotes)
            return
        if answer.hits:
            numbers = self.words.called(lang, tuple(hit.task for hit in answer.hits))
            yield self.words.headline(lang, "answer.rule", numbers=numbers, count=len(answer.hits))
            yield from (self._rule(lang, hit) for hit in answer.hits)
            return
        lines: list[Line] = [
            (Run(span.of(self.words.plan.text).replace("\n", ""), Style.QUOTE),) for span in answer.quotes
        ]
        if not answer.quotes:
            lines.append(self.words.line(lang, "answer.fact_missing", Style.BOLD))
        if key == "approval" and not self.words.plan.document.issuer:
            lines.append(self.words.line(lang, "answer.approval_note"))
        yield Block(Part.HEADING, tuple(lines))

    def _said(self, lang: str, span: Span) -> Block:
        """A sentence of the document as it stands, and where that is."""
        plan = self.words.plan
        sentence = next(sentence for sentence in plan.document.matter if sentence.span == span)
        if sentence.heading is None:
            place = self.words.say(lang, f"place.{sentence.position}")
        else:
            heading = " ".join(sentence.heading.of(plan.text).split())
            place = self.words.say(lang, "place.below", heading=heading)
        quote, where = Run(sentence.said(plan.text), Style.QUOTE), Run(place, Style.ITALIC)
        return Block(Part.ITEM, ((quote,), (where,)), quote=span)

    def _due(self, lang: str, hit: Hit, alone: bool = False) -> Block:
        """A task with its deadline in one line; one that is `alone` with its words, which may name a day all the same."""
        task = self.words.tasks[hit.task]
        body = task.body.of(self.words.plan.text).strip()
        named = alone and names_time(body)
        said = task.deadline or ("" if named else self.words.say(lang, "answer.no_deadline"))
        line = self.words.task_line(lang, hit.task, with_lead=False)
        lines: list[Line] = [(*line, Run(f" — {said}")) if said else line]
        if named:
            lines += [(self._quoted(lang, body),), *self.words.english(lang, task, task.body)]
        return Block(Part.ITEM, tuple(lines), task=hit.task)

    def _details(self, lang: str, heads: tuple[str, ...], hit: Hit) -> Block:
        """A task with what further columns of the plan's table say of it, or that they say nothing."""
        cells = {head: self._says(head, hit) for head in heads}
        said = (
            self.words.say(lang, "answer.detail" if cell else "answer.no_detail", head=head, said=cell)
            for head, cell in cells.items()
        )
        line = self.words.task_line(lang, hit.task, with_lead=False)
        return Block(
            Part.ITEM, ((*line, Run(" — " + self.words.say(lang, "plain.semicolon").join(said))),), task=hit.task
        )

    def _says(self, head: str, hit: Hit) -> str | None:
        """What a further column of the plan's table says of a task; None for nothing."""
        details = self.words.tasks[hit.task].details
        return next((one.said(self.words.plan.text) for one in details if one.head == head), None)

    @staticmethod
    def _quoted(lang: str, words: str) -> Run:
        """Words of the plan, folded where they are long."""
        return Run(words, Style.QUOTE if len(words) < _LONG.get(lang, _LONG["zh"]) else Style.FOLDED)

    def _rule(self, lang: str, hit: Hit) -> Block:
        """The task that states a rule, the rule's words, and in English what it means."""
        section = self.words.tasks[hit.task].section
        placed = (self.words.section_line(lang, section),) if section else ()
        lines: tuple[Line, ...] = (
            self.words.titled(lang, hit.task),
            *placed,
            (Run(hit.quote.of(self.words.plan.text), Style.QUOTE),),
        )
        kind = next(rule.kind for rule in self.words.plan.document.rules if rule.span == hit.quote)
        if meaning := self.words.say(lang, f"rule.{kind}"):
            lines = (*lines, (Run(meaning, Style.ITALIC),))
        return Block(Part.ITEM, lines, task=hit.task, quote=hit.quote)


def _state(where: Condition) -> str:
    """What a condition says of each task that has nothing to do with another: that it has no lead, that it has a day."""
    match where:
        case Due():
            return state_of(where)
        case RoleCount(role, 0, 0):
            return f"{role}_none"
    return ""


def _names_only(where: Condition) -> bool:
    """Whether the words of a condition begin with departments that a task has, and deny nothing."""
    match where:
        case HasRole():
            return True
        case All(items) | AnyOf(items):
            return _names_only(items[0]) and all(isinstance(leaf, HasRole | InSection) for leaf in items)
    return False


def _duty(query: Query) -> Duty | None:
    """What those are listed for who are asked for or counted, in a plan that sets helpers apart."""
    role = query.role or (query.order.role if query.order else None)
    return role if isinstance(role, Duty) else None


def _counted(query: Query) -> str:
    """The end of the key of what says how many tasks a department has: of one kind, or all with their sum where that decides."""
    if duty := _duty(query):
        return f"_{duty}"
    decides = query.intent in (Intent.RANK, Intent.COMPARE) and query.order is not None and query.order.role is None
    return "_total" if decides else ""


def _is_said(answer: Answer) -> bool:
    """Whether the heading of an answer says everything that was asked."""
    query = answer.query
    if query.topic or answer.reason:
        return False
    if query.intent is Intent.PARTIES and query.where is None and query.role is None:
        return True
    if query.intent is Intent.CHECK and [type(leaf) for leaf in leaves(query.where)].count(HasRole) == 1:
        return isinstance(query.where, All) and {type(item) for item in query.where.items} == {HasRole, Numbered}
    if query.intent is Intent.COMPARE and not list(leaves(beside_departments(query.where))):
        return True
    return query.intent in _HEADED or (query.intent in _NUMBERED and isinstance(query.where, Numbered))
