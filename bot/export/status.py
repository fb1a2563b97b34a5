"""A picture of where a plan's tasks stand: a bar for each department, of the tasks that it leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.export.canvas import FAINT, INK, PAPER, width, wrap
from bot.export.pictures import MARGIN, NAME_WIDTH, PAGE, Sheet
from bot.screens.wording import Wording
from corpus.records import Plan

# In this order from left to right; each has its number in it.
COLOURS = {"done": "#1d4f91", "started": "#8fb4e3", "overdue": "#b42318", "open": "#d9dee5"}
_ON = {"done": PAPER, "started": INK, "overdue": PAPER, "open": INK}
BAR, STEP = 20.0, 30.0
SUM = 26.0


def status(
    plan: Plan,
    wording: Wording,
    lang: str,
    day: str,
    every: Mapping[str, int],
    departments: Sequence[tuple[str, Counter[str]]],
) -> bytes:
    """A PNG of how many tasks stand where on a `day`, by the names in COLOURS: of all, and of each department by id."""
    sheet = Sheet(plan, wording, lang, PAGE)
    sheet.heading(wording.say(lang, "status.title", count=sum(every.values())), day)
    _legend(sheet, wording, lang, every)
    sheet.y += 4
    column = NAME_WIDTH.get(lang, NAME_WIDTH["en"])
    most = max((counts.total() for _, counts in departments), default=1)
    room = sheet.right - MARGIN - column - SUM
    for id, counts in departments:
        lines = wrap(sheet.name(id), 12.5, column - 6)
        tall = max(STEP, 15 * len(lines) + 7)
        sheet.canvas.line(MARGIN, sheet.y, sheet.right)
        sheet.stack(lines, tall, 12.5)
        _bar(sheet, MARGIN + column, sheet.y + tall / 2, counts, room / most)
        sheet.canvas.text(sheet.right, sheet.y + tall / 2, str(counts.total()), 12.5, bold=True, anchor="rm")
        sheet.y += tall
    sheet.canvas.line(MARGIN, sheet.y, sheet.right)
    sheet.y += 8
    sheet.write(wording.say(lang, "status.led"), 12, FAINT)
    sheet.write(wording.say(lang, "progress.not_the_plans"), 12, FAINT)
    sheet.source("source_matrix")
    return sheet.png()


def _legend(sheet: Sheet, wording: Wording, lang: str, every: Mapping[str, int]) -> None:
    x = float(MARGIN)
    for name, colour in COLOURS.items():
        words = f"{wording.say(lang, f'status.{name}')} {every.get(name, 0)}"
        needed = 18 + width(words, 12)
        if x > MARGIN and x + needed > sheet.right:
            x, sheet.y = float(MARGIN), sheet.y + 18
        sheet.canvas.box(x, sheet.y + 3, x + 13, sheet.y + 16, colour)
        sheet.canvas.text(x + 18, sheet.y + 9, words, 12)
        x += needed + 14
    sheet.y += 22


def _bar(sheet: Sheet, left: float, middle: float, counts: Counter[str], one: float) -> None:
    """The tasks side by side, each of the same width in all bars, with the number where there is room."""
    for name, colour in COLOURS.items():
        if count := counts[name]:
            right = left + one * count
            sheet.canvas.box(left, middle - BAR / 2, right, middle + BAR / 2, colour)
            if width(str(count), 12) + 2 < right - left:
                sheet.canvas.text((left + right) / 2, middle, str(count), 12, _ON[name], anchor="mm")
            left = right
