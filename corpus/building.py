"""Sections and tasks read off the tree of a document, each task under the headings and rules that hold for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from corpus.bodies import are_whole, sentences, stated_last, title_apart, with_smaller, without_titles
from corpus.clauses import Clause, labels
from corpus.columns import value as value_of
from corpus.deadlines import without_verb
from corpus.drafts import Draft, dated_by_periods, of_closed, unnamed
from corpus.duties import responsible_beside, set_apart
from corpus.grids import Heading, Row, Unread
from corpus.headings import is_heading, leading_clause, under
from corpus.markers import SECTION, SUBSECTION, marker, numbered_within
from corpus.normalize import fold_characters
from corpus.notes import Leading
from corpus.outline import Item
from corpus.parties import Named
from corpus.passage import Passage
from corpus.prose import closed, is_told
from corpus.records import Basis, Detail, Notice, Party, Role, Rule, RuleKind, Section, Span, Task
from corpus.roles import TAKING_PART, Said, is_closing
from corpus.shared import share_labels
from corpus.statements import is_statement, read_statement, scheduled
from corpus.tree import PART, Node, is_closing_line

# 1 夯实底座, above 1.1
_SPACED = re.compile(r"(\d{1,2})\s+(?=[\u3400-\u9fff])")
_ENDS = ("。", ";")
_SHARED = re.compile("职责|分工|分别|各自")
_STOP = re.compile("[,，;；。)）\n]")


class Building:
    """A document while its tree is read; `begun` is the line with which the plan itself begins, 0 before it.

    `paragraphs` are those that are neither tasks nor headings.
    """

    def __init__(self, text: str, rules: Sequence[Rule], places: Collection[str]) -> None:
        self.text = text
        self.sections: list[Section] = []
        self.tasks: list[Task] = []
        self.rules: list[Rule] = list(rules)
        self.warnings: list[Notice] = []
        self.paragraphs: list[Passage] = []
        self.notes: list[Span] = []
        self.begun = 0
        # What the document says of who leads.
        self.leading = Leading()
        # Whether who does not lead is printed as responsible.
        self.responsible_beside = False
        self._places = places
        # Whether it says of some tasks who leads.
        self._led = False
        # Who takes part in all tasks from here on, as one of them said.
        self._onward: list[Named] = []
        # The levels of the items that are tasks themselves, and the number of one that has its tasks in parts.
        self._levels: set[float] = set()
        self._whole: int | None = None
        self._numbered = False
        self._marked = False
        # Whether the time limits printed beside names have verbs (2017年6月底前完成): those of sentences keep theirs then.
        self._verbs = False
        self._remarks: list[tuple[Notice, bool]] = []
        # The statements that were applied to the items above them, and the sections that are a task each.
        self._settled: set[int] = set()
        self._whole_sections: set[int] = set()

    def warn(self, line: int, message: str) -> None:
        """Notes what could not be accounted for."""
        self.warnings.append(Notice(line, message))

    def _remark(self, item: Item, message: str) -> None:
        """Notes what is to be reported if a task follows, or at the end of the document if it is numbered."""
        self._remarks.append((Notice(item.line, message), item.level > 0))

    def read(self, root: Node) -> None:
        """The sections and tasks below the root."""
        nodes = list(root.below())
        self._marked = any(node.strong for node in nodes)
        beside = (draft.clause.deadline for node in nodes for draft in node.drafts if not draft.timed)
        self._verbs = any(deadline is not None and _time_of(deadline) != deadline for deadline in beside)
        self._levels = {node.level for node in nodes if node.strong and isinstance(node.part, Item) and node.part.value}
        for draft in (draft for node in nodes for draft in node.drafts):
            if self.leading.parting is not None:
                self.leading.parting.apply(draft.clause, self.text)
            if self._leads_as_said(draft):
                draft.clause.parted = True
        self._led = any(Said.LEAD in draft.clause.said for node in nodes for draft in node.drafts)
        self._settle(nodes)
        sections = [node for node in nodes if _is_section(node) and any(below.strong for below in node.below())]
        self._whole_sections = {id(node) for node in sections} if are_whole(sections) else set()
        # Items for which a statement holds are tasks as those that say it themselves.
        self._marked = self._marked or any(node.strong for node in nodes)
        share_labels([root, *nodes])
        dated_by_periods([draft for node in nodes if node.strong for draft in node.drafts])
        without_titles(nodes)
        self._walk(root.children, 0, None)
        self._schedule(nodes)
        self.responsible_beside = self.leading.beside or responsible_beside(self.tasks, self.text)
        self.tasks = set_apart(self.tasks)
        self.warnings += [notice for notice, numbered in self._remarks if numbered or not self.tasks]

    def _leads_as_said(self, draft: Draft) -> bool:
        """Whether by what the document says of who leads those beside a task do whom nothing else marks."""
        says, clause = self.leading, draft.clause
        if (says.labelled and clause.labelled) or (says.alone and len(clause.names) == 1):
            return True
        said = self._said(draft)
        # A按职责分工负责: they share it.
        return bool(says.verb) and says.verb in said and not _SHARED.search(said)

    def _said(self, draft: Draft) -> str:
        """What says who does a task: the names, and the verb behind them where that is no part of what was read."""
        stop = _STOP.search(self.text, draft.where.end)
        return self.text[draft.where.start : stop.start() if stop else draft.where.end]

    def _settle(self, nodes: Sequence[Node]) -> None:
        """Lets the statements below groups of items hold for these: 以上任务由A牵头，2027年底前完成。"""
        group: list[Node] = []
        # Whether items of a smaller section before, to which a statement may reach back, are without a lead.
        loose = False
        for node in nodes:
            part = node.part
            if isinstance(part, Item) and not part.level and is_statement(part.words):
                stated = read_statement(part.words)
                if stated is None or not group:
                    self.warn(part.line, f"not understood of the items above: {part.words.words[:40]}")
                    continue
                for below in group:
                    assert isinstance(below.part, Item)
                    drafts = below.drafts or [of_closed(below.part) or unnamed(below.part)]
                    below.drafts = [replace(stated.over(draft), weak=False) for draft in drafts]
                self._settled.add(id(node))
                if loose:
                    self.warn(part.line, f"read of the items of its own section only: {part.words.words[:40]}")
                group, loose = [], False
            elif isinstance(part, Heading) or any(child.level for child in node.children):
                loose = node.level > SECTION and (loose or any(not _is_led(below) for below in group))
                group = []
            elif isinstance(part, Item) and part.level and part.value is not None:
                group.append(node)

    def _schedule(self, nodes: Sequence[Node]) -> None:
        """Gives tasks the time limits that a list of their own states by number: 第1项于6月底前完成；第2项…."""
        stated: dict[int, str] = {}
        for node in nodes:
            if isinstance(node.part, Item) and not node.drafts:
                stated |= scheduled(node.part.words)
        if len({task.number for task in self.tasks}) == len(self.tasks):
            self.tasks = [
                replace(task, deadline=stated.get(task.number)) if task.deadline is None else task
                for task in self.tasks
            ]

    def _walk(self, nodes: Sequence[Node], section: int, leading: Clause | None) -> None:
        alone = leading is not None and all(_is_plain(node) for node in nodes)
        marked = {node.level for node in nodes if node.strong and isinstance(node.part, Item)}
        for node in nodes:
            if id(node) in self._settled:
                continue
            match node.part:
                case Row():
                    for draft in node.drafts:
                        if not draft.clause.names and leading is None:
                            self.warn(draft.line, f"no departments at the end of task {draft.number}")
                        self._add(draft, section, leading)
                case Unread(passage, line, why):
                    self.warn(line, f"not understood in the table{why and f' ({why})'}: {passage.words[:40]}")
                case Heading(passage) if self._ends_with(passage, node):
                    self.paragraphs += [
                        below.part.words for below in (node, *node.below()) if not isinstance(below.part, Row)
                    ]
                case Heading(passage, line):
                    key = self._section(passage, line, section)
                    self._walk(node.children, key, leading_clause(passage) or leading)
                case Item() if alone and node.part.words.folded.strip().endswith(_ENDS):
                    self._add(unnamed(node.part), section, leading)
                case Item():
                    self._item(node, node.part, section, leading, node.level in marked)

    def _item(self, node: Node, item: Item, section: int, leading: Clause | None, marked: bool) -> None:
        """The tasks of an item, or the section whose heading it is; `marked` is whether others beside it say who does them."""
        if node.level == PART:
            self._begin_part()
            self._walk(node.children, section, leading)
            return
        told = bool(node.level) and (marked or node.level in self._levels)
        drafts = node.drafts if self._states(node) or told else []
        if not item.level and not item.labels and self.tasks and section and self._closes(section):
            drafts = []
        smaller = [child for child in node.children if child.level or isinstance(child.part, Row)]
        if not drafts and item.level == SUBSECTION:
            smaller += [child for child in node.children if not child.level and (child.strong or child.apart)]
        tasks_below = any(self._states(below) for below in node.below())
        title = item.words.strip()
        led = leading_clause(title)
        if drafts and item.level > 0 and led is not None and smaller:
            self._walk(node.children, self._section(item.whole, item.line, section), led)
        elif drafts and smaller and not tasks_below and is_heading(drafts) and len(smaller) > 1:
            key = self._section(item.whole[: item.marker] + drafts[0].body.strip(), item.line, section)
            self._walk(node.children, key, drafts[0].clause)
        elif drafts:
            self._warn_of_several(item, drafts)
            absorbed = smaller and not tasks_below
            if 0 < item.level <= SECTION and tasks_below and item.value is not None:
                self._headed(node, item, drafts, section, leading)
                return
            for draft in drafts[:-1] if absorbed else drafts:
                self._add(draft, section, led or leading)
            if absorbed:
                self._add(with_smaller(drafts[-1], node), section, led or leading)
            else:
                self._walk(node.children, section, leading)
        elif (whole := self._stated_last(node, item)) is not None:
            self._add(whole, section, leading)
        elif smaller or (led is not None and (0 < item.level <= SECTION or (item.level and node.children))):
            key = self._section(item.whole, item.line, section)
            # 5.健全比赛: (1)…(2)… beside items that are tasks: its parts go by its number.
            self._whole = item.value if item.level > SUBSECTION and item.level in self._levels else None
            self._walk(node.children, key, led or leading)
            self._whole = None
        else:
            self._leaf(node, item, section, leading, marked)

    def _stated_last(self, node: Node, item: Item) -> Draft | None:
        """The task of an item whose last part says who does the whole, of one paragraph too where all sections are such tasks."""
        if id(node) in self._whole_sections:
            return stated_last(node, 1)
        return stated_last(node) if item.level > SECTION else None

    def _headed(self, node: Node, item: Item, drafts: Sequence[Draft], section: int, leading: Clause | None) -> None:
        """A section that is a task itself, with the tasks below it as its parts."""
        key = self._section(item.whole, item.line, section)
        for draft in drafts:
            self._add(draft, key, leading)
        self._whole = item.value
        self._walk(node.children, key, leading)
        self._whole = None

    def _warn_of_several(self, item: Item, drafts: Sequence[Draft]) -> None:
        """Warns where one task was read from words that look like those of several."""
        if len(drafts) > 1:
            return
        said = [kind for passage in (item.words, *item.labels) for kind, _, _ in labels(passage)]
        numbered = [run for passage in (item.words, *item.labels) for run in numbered_within(passage)]
        closing = [piece for piece in item.words.split("。;") if drafts[0].weak and closed(piece) is not None]
        if (
            len(closing) > 1
            or said.count(Said.LEAD) > 1
            or said.count(Said.RESPONSIBLE) > 2
            or (numbered and drafts[0].weak)
        ):
            self.warn(item.line, f"several tasks may have been read as one: {item.whole.words[:40]}")

    def _closes(self, section: int) -> bool:
        """Whether a section is one of those that state no tasks."""
        return is_closing(fold_characters(self.sections[section - 1].title))

    def _ends_with(self, title: Passage, node: Node) -> bool:
        """Whether a heading without a number begins the part after the tasks in which nothing says who does it: no section."""
        closing = bool(self.tasks) and is_closing_line(title)
        return closing and not any(self._states(below) for below in node.below())

    def _begin_part(self) -> None:
        """What stood before is the notice where it held no tasks: its numbered paragraphs are no sections of the plan."""
        if not self.tasks:
            self.sections.clear()
            self._remarks.clear()
            self.begun = 0

    def _states(self, node: Node) -> bool:
        return node.strong or node.apart or (bool(node.drafts) and not self._marked)

    def _leaf(self, node: Node, item: Item, section: int, leading: Clause | None, marked: bool) -> None:
        """An item without anything below it that says nothing of who does it: a task by what stands around it, or none."""
        if not item.level:
            self.paragraphs.append(item.words)
            # 会议议定:(1)…: words before items lead to these.
            if (section and (node.drafts or not item.words.folded.endswith(":"))) or is_told(item.words):
                self._remark(item, f"not part of any task: {item.whole.words[:40]}")
        elif item.level <= SECTION and not marked:
            if not item.words.strip().folded.endswith("。"):
                section = self._section(item.whole, item.line, section)
            self._walk(node.children, section, leading)
            return
        elif (leading is not None or (marked and item.value is not None)) and item.words.strip():
            if leading is None:
                self.warn(item.line, f"no departments at the end of task {item.value}")
            self._add(unnamed(item), section, leading)
        elif section and self._closes(section):
            self.paragraphs.append(item.words)
        else:
            self.begun = self.begun or item.line
            self._remark(item, f"no departments at the end of task {item.value}")
        self._walk(node.children, section, leading)

    def _section(self, whole: Passage, line: int, parent: int) -> int:
        """Adds the section with this heading; its key."""
        due = 1 + sum(section.parent == parent for section in self.sections)
        _, value, length = marker(whole) or (SECTION, None, 0)
        if value is None and (spaced := _SPACED.match(whole.folded)) and int(spaced[1]) == due:
            value, length = due, spaced.end()
        title = whole[length:].strip(" :。")
        if not title:
            return parent
        cells = [cell.strip() for cell in title.split("\t|") if cell.strip()]
        named = [cell for cell in cells if value_of(cell) is None] or cells[-1:]
        if len(named) > 1:
            self.warn(line, f"not understood in the table: {title.words[:40]}")
            return parent
        if len(cells) > 1:
            whole = title = named[0]
        end = title.folded.find("。")
        title = title if end < 0 else title[:end]
        self.begun = self.begun or line
        if self.tasks:
            self.warnings += [notice for notice, _ in self._remarks]
        self._remarks = []
        key = len(self.sections) + 1
        number = value or due
        heading = whole[: whole.places.index(title.places[-1]) + 1].words.strip()
        self.sections.append(Section(key, number, title.words, title.span, parent, heading))
        return key

    def _add(self, draft: Draft, section: int, leading: Clause | None) -> None:
        """A task, under the rules that it states and those stated before it."""
        clause, value = draft.clause, self._number(draft)
        if leading is not None:
            leading.parted = leading.parted or self.leading.headed
            clause = under(leading, clause)
        self.begun = self.begun or draft.line
        key = len(self.tasks) + 1
        self.rules.extend(Rule(kind, span, key) for kind, span in clause.rules)
        shared = self.leading.nobody and _SHARED.search(self._said(draft)) is not None
        first_leads = not shared and any(rule.kind is RuleKind.FIRST_LEADS for rule in self.rules)
        self._onward += draft.clause.onward
        own = {name.name for name in clause.names}
        everywhere = [name for name in self._onward if own and name.name not in own]
        parties, basis = _beside(clause, everywhere).parties(first_leads, self._places)
        if basis is Basis.JOINT and leading is None and not shared and _is_alone(clause, parties):
            basis = Basis.ALONE
            # Beside tasks that A leads and B takes part in, one that C answers for is C's.
            parties = (replace(parties[0], role=Role.LEAD),) if self._led else parties
        # Who takes part in every task stands last, though it is written further up.
        last = {name.name for name in everywhere}
        parties = tuple(sorted(parties, key=lambda party: party.name in last))
        self.notes += draft.clause.notes
        for span in draft.clause.unread:
            self.warn(draft.line, f"not understood in the bracket: {span.of(self.text)}")
        if clause.unread and not parties:
            self.warn(draft.line, f"no departments at the end of task {value}")
        if self.tasks:
            self.warnings += [notice for notice, _ in self._remarks]
        self._remarks = []
        titled = title_apart(draft.body, self.text)
        self.tasks.append(
            Task(
                key=key,
                number=value if self._whole is None else self._whole,
                id=str(value) if self._whole is None else f"{self._whole}-{value}",
                section=section,
                span=draft.span,
                body=draft.body.span,
                prose="\n".join(part.words.replace("\n", "") for part in titled),
                sentences=tuple(sentences(titled)),
                bracket=draft.where,
                parties=parties,
                basis=basis,
                line=draft.line,
                open_ended=clause.open_ended,
                deadline=clause.deadline if self._verbs or not draft.timed else _time_of(clause.deadline),
                details=tuple(Detail(head, cell.span) for head, cell in draft.details),
            )
        )

    def _number(self, draft: Draft) -> int:
        """The task's number as written, else the one after the task before."""
        if draft.number is not None:
            self._numbered = True
            return draft.number
        value = self.tasks[-1].number + 1 if self.tasks else 1
        if self._numbered:
            self.warn(draft.line, f"a task without a number, read as task {value}")
        return value


def _beside(clause: Clause, everywhere: Sequence[Named]) -> Clause:
    """A clause with those who take part in every task and whom it does not name."""
    if not everywhere:
        return clause
    parted = Said.LEAD in clause.said or any(kind in clause.said for kind in TAKING_PART)
    if not parted and Said.RESPONSIBLE not in clause.said:
        return replace(clause, plain=[*clause.plain, *everywhere])
    kind = Said.PARTICIPANT if parted else Said.RESPONSIBLE
    return replace(clause, said=clause.said | {kind: [*clause.said.get(kind, []), *everywhere]})


def _is_alone(clause: Clause, parties: Sequence[Party]) -> bool:
    """Whether the only one named beside a task answers for it: nobody else is hinted at, and it is not said to take part.

    各科室 are many.
    """
    one = len(parties) == 1 and "各" not in parties[0].name
    return one and not clause.open_ended and not any(kind in clause.said for kind in TAKING_PART)


def _is_led(node: Node) -> bool:
    """Whether the tasks of a node say who leads or answers for them."""
    return all({Said.LEAD, Said.RESPONSIBLE} & set(draft.clause.said) for draft in node.drafts) and bool(node.drafts)


def _is_section(node: Node) -> bool:
    return isinstance(node.part, Item) and node.level == SECTION and node.part.value is not None


def _is_plain(node: Node) -> bool:
    """Whether a node is a paragraph that states nothing of who does it."""
    return isinstance(node.part, Item) and not node.part.level and not node.drafts and node.level != PART


def _time_of(deadline: str | None) -> str | None:
    """A printed time limit without the verb of what is done by then."""
    if deadline is None or (bare := without_verb(fold_characters(deadline))) is None:
        return deadline
    return deadline[slice(*bare)]
