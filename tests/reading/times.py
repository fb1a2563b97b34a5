"""Times as people say them, with the condition that each means, drawn from those at which tasks of a plan are due."""

from __future__ import annotations

import calendar
import random
from collections.abc import Collection, Iterator

from corpus.deadlines import is_deadline
from index.query import Condition, Due
from index.reading.periods import Period, due, due_within
from index.tables import Tables, printed_limit
from tests.numerals import chinese

# Nothing is said of today, so that rows stay the same.
_TODAY = (2024, 6, 15)
Said = dict[str, str]
_NTH = ("first", "second", "third", "fourth")
_YEARLESS = 0.6


def month(day: tuple[int, int], lang: str, rng: random.Random) -> str:
    """A month (year, month) without its year."""
    if lang == "zh":
        return rng.choice((f"{day[1]}月", f"{chinese(day[1])}月"))
    return rng.choice((calendar.month_name[day[1]], calendar.month_name[day[1]], calendar.month_abbr[day[1]]))


def drawn(
    tables: Tables, usual: int, rng: random.Random, among: Collection[int] = (), inside: bool = False
) -> tuple[Condition, Said]:
    """A time within which, by which or after which something may be due, and how it is said.

    Where some tasks are told it is one of theirs; `inside` leaves only times within which.
    """
    days = sorted({day for day in tables.days.values() if day})
    day = rng.choice(sorted({day for key in among if (day := tables.days[key])}) or days)
    whole = rng.random() < 1 - _YEARLESS or day[0] != usual
    written = day[0] if whole else 0
    mode = "within" if inside else rng.choice(("within", "within", "within", "before", "before", "later", "after"))
    forms_of = [*_periods(day, whole, written, rng), *(_range(day, whole, written, rng) if mode == "within" else ())]
    period, zh, en = rng.choice(forms_of)
    if mode == "within":
        words = zh + rng.choice(("", "", "里", "内")) if period[2] == 0 and "底" not in zh else zh
        said = {"zh": words, "en": en if " and " in en else ("on " if period[2] else "in ") + en}
        return due_within(period, usual, days, _TODAY), said
    forms = {
        "before": (
            ("前", "之前", "以前", "及以前"),
            ("by", "before the end of", "no later than", "until", "on or before"),
        ),
        "later": (("之后", "以后", "往后"), ("after", "later than", "after the end of")),
        "after": (("起", "开始"), ("from", "since", "starting")),
    }[mode]
    if period[2]:
        forms = forms[0], tuple(form for form in forms[1] if "end" not in form)
    after_month = mode == "before" and period[2] == 0 and "底" not in zh
    zh += ("底" if after_month and zh[-1] in "月年" else "末" if after_month and zh[-1] == "度" else "") + rng.choice(
        forms[0]
    )
    said = {"zh": zh, "en": rng.choice(forms[1]) + " " + en}
    if mode == "after":
        said["en"] += rng.choice((" on", " onwards"))
    return due(mode, period, usual, _TODAY), said


def _periods(
    day: tuple[int, int, int], whole: bool, year: int, rng: random.Random
) -> Iterator[tuple[Period, str, str]]:
    """A month, day, quarter, half, year or range of months, in both languages; the month more often than the others."""
    y, m, d = day
    zh_year, en_year = (f"{y}年", f" {y}") if whole else ("", "")
    name, short = calendar.month_name[m], calendar.month_abbr[m]
    for n in (str(m), chinese(m)):
        ends = rng.choice(("", "底", "份"))
        yield (year, m, 0, year, m, 0), f"{zh_year}{n}月{ends}", rng.choice((name, short)) + en_year
    days = rng.choice(
        (
            f"{d} {name}{en_year}",
            f"{name} {d}{',' * whole}{en_year}",
            f"{d}th of {name}{en_year}",
            f"{short} {d}{en_year}",
        )
    )
    yield (year, m, d, year, m, d), f"{zh_year}{m}月{d}{rng.choice('日号')}", days
    q = (m + 2) // 3
    forms = (f"第{chinese(q)}季度", f"{chinese(q)}季度", f"第{q}季度", f"{q}季度", f"q{q}", f"Q{q}")
    quarter = rng.choice(
        (f"q{q}{en_year}", f"the {_NTH[q - 1]} quarter{' of' * whole}{en_year}", f"quarter {q}{en_year}")
    )
    yield (year, 3 * q - 2, 0, year, 3 * q, 0), zh_year + rng.choice(forms), quarter
    early = m < 7
    half = f"the {'first' if early else 'second'} half of " + (str(y) if whole else "the year")
    yield (year, 1 if early else 7, 0, year, 6 if early else 12, 0), zh_year + ("上半年" if early else "下半年"), half
    if whole:
        yield (y, 1, 0, y, 12, 0), rng.choice((f"{y}年", f"{y}年全年", f"{y}年度")), str(y)
    else:
        yield (0, 1, 0, 0, 12, 0), rng.choice(("今年", "年内", "本年度")), "this year"


def _range(day: tuple[int, int, int], whole: bool, year: int, rng: random.Random) -> Iterator[tuple[Period, str, str]]:
    """Months up to one, in both languages."""
    y, m, _ = day
    zh_year, en_year = (f"{y}年", f" {y}") if whole else ("", "")
    name = calendar.month_name[m]
    first = max(1, m - rng.randint(1, 3))
    if first < m:
        start = calendar.month_name[first]
        ranges = rng.choice(
            (
                f"{start} to {name}{en_year}",
                f"{start} through {name}{en_year}",
                f"{start} - {name}{en_year}",
                f"between {start} and {name}{en_year}",
            )
        )
        words = rng.choice(
            (f"{first}月到{m}月", f"{first}至{m}月", f"{first}月—{m}月", f"{first}-{m}月", f"{first}月份到{m}月份")
        )
        yield (year, first, 0, year, m, 0), zh_year + words, ranges


def printed(tables: Tables, rng: random.Random) -> tuple[Condition | None, Said]:
    """A time limit by the words that the plan prints, or by a part of them that is one; None where it prints none."""
    limits = sorted({printed_limit(task.deadline) for task in tables.tasks.values() if task.deadline})
    if not limits:
        return None, {}
    limit = rng.choice(limits)
    cuts = [limit[start:end] for start in range(len(limit)) for end in range(start + 2, len(limit) + 1)]
    cuts = [cut for cut in cuts if is_deadline(cut) and not cut[0].isdigit() | (cut[0] in "底前月年")]
    words = rng.choice(cuts) if cuts and rng.random() < 0.4 else limit
    quoted = rng.choice(("“{}”", "{}", "「{}」", '"{}"')).format(words)
    return Due(said=words), {"zh": quoted, "en": f"“{words}”"}
