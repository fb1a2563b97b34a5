"""Two pictures of a plan, as PNG for a phone: who does how much in which section, and one department's tasks and partners."""

from __future__ import annotations

import threading
from collections import Counter

from cachetools import LRUCache, cached

from bot.export.canvas import DEEPER, FAINT, INK, PAPER, SHADE, Canvas, Mark, width, wrap
from bot.screens.wording import Wording
from corpus.records import Plan, Role, RuleKind
from corpus.titles import own_title
from index.tables import Tables

# All in CSS pixels; a phone shows about 390 across.
PAGE, MARGIN = 390, 12
NAME_WIDTH = {"zh": 124, "en": 172}
CELL, HEAD, MARK = 31, 27, 14.6
# A partner with fewer tasks in common is named, not drawn.
DRAWN_IN_COMMON = 2
MOST_REMEMBERED = 32


@cached(
    LRUCache(MOST_REMEMBERED),
    key=lambda plan, wording, lang: (plan.id, plan.digest, lang),
    lock=threading.Lock(),
)
def matrix(plan: Plan, wording: Wording, lang: str) -> bytes:
    """A PNG of departments by sections: in each cell how many tasks a department leads and in how many it takes part."""
    columns = len(Tables(plan).outline) + 1
    wide = 2 * MARGIN + NAME_WIDTH.get(lang, NAME_WIDTH["en"]) + columns * CELL
    sheet = Sheet(plan, wording, lang, max(PAGE, wide))
    _draw_matrix(sheet)
    return sheet.png()


@cached(
    LRUCache(MOST_REMEMBERED),
    key=lambda plan, wording, department, lang: (plan.id, plan.digest, department, lang),
    lock=threading.Lock(),
)
def chart(plan: Plan, wording: Wording, department: str, lang: str) -> bytes:
    """A PNG of one department's tasks by section and of whom it works with; `department` is the id of a party of the plan."""
    sheet = Sheet(plan, wording, lang, PAGE)
    _draw_chart(sheet, department)
    return sheet.png()


class Sheet:
    """A page of a plan that is written from the top down: `y` is how far."""

    def __init__(self, plan: Plan, wording: Wording, lang: str, wide: float) -> None:
        self.plan, self.registry, self.tables, self.lang = plan, plan.registry, Tables(plan), lang
        self.title = plan.title(lang)
        self._wording = wording
        self._sections = {section.key: section for section in plan.sections}
        self.canvas = Canvas(wide)
        self.right = wide - MARGIN
        self.y = float(MARGIN)

    def say(self, key: str, **values: object) -> str:
        return self._wording.say(self.lang, f"picture.{key}", **values)

    def name(self, id: str) -> str:
        department = self.registry[id]
        return department.name if self.lang == "zh" or not department.en else department.en[0]

    def names(self, ids: list[str]) -> str:
        return ("、" if self.lang == "zh" else ", ").join(map(self.name, ids))

    def numeral(self, number: int) -> str:
        if not number:
            return "—"
        section = self._sections[number]
        return self.plan.numeral(section) if self.lang == "zh" else self.plan.section_id(number)

    def section(self, number: int) -> str:
        title = self._sections[number].title if number else self.say("outside")
        return title if self.lang == "zh" else self.plan.section_titles_en.get(number, title)

    def write(self, words: str, size: float, colour: str = INK, bold: bool = False, x: float = MARGIN) -> None:
        """Words in as many lines as they need, from `x` to the right margin."""
        for line in wrap(words, size, self.right - x):
            self.canvas.text(x, self.y + size * 0.7, line, size, colour, bold)
            self.y += size * 1.4

    def heading(self, words: str, more: str = "") -> None:
        """What the picture shows, and the plan."""
        self.write(words, 20, bold=True)
        if more:
            self.write(more, 13, FAINT)
        self.write(self.title, 12, FAINT)
        self.y += 6

    def stack(self, lines: list[str], tall: float, size: float) -> None:
        """Lines at the left, together in the middle of a row of that height."""
        top = self.y + tall / 2 - 15 * (len(lines) - 1) / 2
        for index, line in enumerate(lines):
            self.canvas.text(MARGIN, top + 15 * index, line, size)

    def legend(self, *entries: tuple[Mark, str]) -> None:
        """What the marks mean, side by side where there is room."""
        x = float(MARGIN)
        for mark, words in entries:
            needed = 18 + width(words, 12)
            if x > MARGIN and x + needed > self.right:
                x, self.y = float(MARGIN), self.y + 18
            self.canvas.mark(x + 6.5, self.y + 9, mark, MARK)
            self.canvas.text(x + 18, self.y + 9, words, 12)
            x += needed + 16
        self.y += 20

    def source(self, key: str) -> None:
        """The plan, and what on the page is ours."""
        self.y += 6
        self.canvas.line(MARGIN, self.y, self.right)
        self.y += 6
        self.write(self.say(key, title=self.title), 10.5, FAINT)

    def png(self) -> bytes:
        return self.canvas.png(self.y + MARGIN)


def _draw_matrix(sheet: Sheet) -> None:
    plan, tables = sheet.plan, sheet.tables
    inside = dict(tables.outline)
    sheet.heading(sheet.say("matrix"))
    sheet.legend((Mark.SQUARE, sheet.say("legend_lead")), (Mark.RING, sheet.say("legend_participant")))
    sheet.y += 4
    _draw_grid(sheet, inside)
    sheet.y += 10
    for number, tasks in inside.items():
        sheet.canvas.text(MARGIN, sheet.y + 8.5, sheet.numeral(number), 12, bold=True)
        count = sheet.say("tasks", count=len(tasks))
        sheet.write(f"{sheet.section(number)}{count}", 12, x=MARGIN + 20)
        sheet.y += 2
    sheet.y += 2
    counted = sheet.say("counted", count=len(plan.tasks), departments=len(tables.departments))
    sheet.write(counted, 12, FAINT)
    sheet.source("source_matrix")


def _draw_grid(sheet: Sheet, inside: dict[int, frozenset[int]]) -> None:
    """A row for each department, those that lead most first, and the sums; a column for each section, and all of them."""
    tables, canvas = sheet.tables, sheet.canvas
    columns = [*inside.values(), tables.every]
    first = sheet.right - CELL * len(columns)
    centres = [first + CELL * (index + 0.5) for index in range(len(columns))]
    order = sorted(tables.rows(tables.every), key=lambda row: (-row.leads, -row.participates))
    names = [wrap(sheet.name(row.department), 13, first - MARGIN - 6) for row in order]
    heights = [max(25, 15 * len(lines) + 7) for lines in names]
    bottom = sheet.y + 2 * HEAD + sum(heights)
    for index, centre in enumerate(centres):
        colour = DEEPER if index == len(centres) - 1 else SHADE if index % 2 == 0 else PAPER
        canvas.box(centre - CELL / 2, sheet.y, centre + CELL / 2, bottom, colour)
    middle = sheet.y + HEAD / 2
    canvas.text(MARGIN, middle, sheet.say("department"), 12, FAINT)
    for centre, head in zip(centres, [*map(sheet.numeral, inside), sheet.say("total")], strict=True):
        canvas.text(centre, middle, head, bold=True, anchor="mm")
    sheet.y += HEAD
    for row, lines, tall in zip(order, names, heights, strict=True):
        canvas.line(MARGIN, sheet.y, sheet.right)
        sheet.stack(lines, tall, 13)
        for centre, tasks in zip(centres, columns, strict=True):
            held = tables.row(row.department, tasks)
            _cell(canvas, centre, sheet.y + tall / 2, held.leads, held.participates)
        sheet.y += tall
    canvas.line(MARGIN, sheet.y, sheet.right, FAINT)
    middle = sheet.y + HEAD / 2
    canvas.text(MARGIN, middle, sheet.say("total"), bold=True)
    for centre, tasks in zip(centres, columns, strict=True):
        rows = tables.rows(tasks)
        _cell(canvas, centre, middle, sum(row.leads for row in rows), sum(row.participates for row in rows))
    sheet.y += HEAD


def _cell(canvas: Canvas, x: float, y: float, leads: int, participates: int) -> None:
    """Led on the left and taken part in on the right, always in the same place; nothing for none."""
    for count, mark, side in ((leads, Mark.SQUARE, -1), (participates, Mark.RING, 1)):
        if count:
            canvas.mark(x + side * CELL * 0.245, y, mark, MARK, str(count))


def _draw_chart(sheet: Sheet, department: str) -> None:
    tables, canvas = sheet.tables, sheet.canvas
    row = tables.row(department, tables.every)
    own = sheet.registry[department].name
    sheet.heading(sheet.name(department), own if sheet.name(department) != own else "")
    sheet.legend(
        (Mark.SQUARE, sheet.say("led", count=row.leads)), (Mark.RING, sheet.say("joined", count=row.participates))
    )
    held = tables.holds(department)
    for section, tasks in tables.outline:
        numbers = sorted(tasks & held)
        if not numbers:
            continue
        sheet.y += 4
        top = sheet.y
        sheet.y += 4
        lines = wrap(f"{sheet.numeral(section)}  {sheet.section(section)}", 12.5, sheet.right - MARGIN - 12)
        canvas.box(MARGIN, top, sheet.right, top + 8 + 12.5 * 1.4 * len(lines), SHADE)
        for line in lines:
            canvas.text(MARGIN + 6, sheet.y + 8.75, line, 12.5, bold=True)
            sheet.y += 17.5
        sheet.y += 8
        for number in numbers:
            _draw_task(sheet, department, number)
    _draw_partners(sheet, department)
    sheet.source("source_chart")


def _draw_task(sheet: Sheet, department: str, number: int) -> None:
    task, editorial = sheet.tables.tasks[number], sheet.plan.editorial.get(number)
    ours = editorial and (editorial.zh if sheet.lang == "zh" else editorial.en)
    title = ours or own_title(task.prose)
    leads = sheet.tables.role(department, number) is Role.LEAD
    sheet.canvas.mark(MARGIN + 15, sheet.y + 10, Mark.SQUARE if leads else Mark.RING, 20, task.id)
    sheet.write(title, 14, x=MARGIN + 34)
    if not leads and task.leads:
        names = sheet.names([party.department for party in task.leads])
        sheet.write(sheet.say("led_by", departments=names), 11.5, FAINT, x=MARGIN + 34)
    sheet.y += 5


def _draw_partners(sheet: Sheet, department: str) -> None:
    """Those listed in the same tasks: a mark for each task in common, by who leads it."""
    common: dict[str, Counter[Mark]] = {}
    for number in sorted(sheet.tables.holds(department)):
        leads = sheet.tables.role(department, number) is Role.LEAD
        for party in sheet.tables.tasks[number].parties:
            if party.department != department:
                mark = Mark.SQUARE if leads else Mark.RING if party.role is Role.LEAD else Mark.DOT
                common.setdefault(party.department, Counter())[mark] += 1
    sheet.y += 8
    sheet.write(sheet.say("partners", count=len(common)), 15, bold=True)
    ranked = sorted(common, key=lambda id: -common[id].total())
    often = [id for id in ranked if common[id].total() >= DRAWN_IN_COMMON]
    if often:
        sheet.y += 2
        ours, theirs, neither = (sheet.say(f"partner_{whose}") for whose in ("ours", "theirs", "neither"))
        sheet.legend((Mark.SQUARE, ours), (Mark.RING, theirs), (Mark.DOT, neither))
        sheet.y += 2
    column = NAME_WIDTH.get(sheet.lang, NAME_WIDTH["en"])
    most = max((common[id].total() for id in often), default=1)
    step = min(14.0, (sheet.right - MARGIN - column - 24) / most)
    for id in often:
        lines = wrap(sheet.name(id), 12.5, column - 6)
        tall = 15 * len(lines) + 7
        sheet.stack(lines, tall, 12.5)
        marks = [mark for mark in Mark for _ in range(common[id][mark])]
        for index, mark in enumerate(marks):
            sheet.canvas.mark(MARGIN + column + step * (index + 0.5), sheet.y + tall / 2, mark, step * 0.82)
        sheet.canvas.text(sheet.right, sheet.y + tall / 2, str(len(marks)), 12.5, bold=True, anchor="rm")
        sheet.y += tall
    if once := [id for id in ranked if id not in often]:
        sheet.y += 4
        sheet.write(sheet.say("partners_once", departments=sheet.names(once)), 12)
    _draw_alone(sheet, department)


def _draw_alone(sheet: Sheet, department: str) -> None:
    """How many tasks list the department alone, and the plan's rule that others assist in them."""
    rule = sheet.plan.rule(RuleKind.SOLE_ASSISTED)
    held = sheet.tables.holds(department)
    alone = sum(sheet.plan.assisted(task) for task in sheet.plan.tasks if task.key in held)
    if rule and alone:
        sheet.y += 4
        sheet.write(sheet.say("alone", count=alone, rule=rule.span.of(sheet.plan.text)), 12, FAINT)
