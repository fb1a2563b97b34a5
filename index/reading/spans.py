"""Typed spans of a normalised question: what each may be and how that is known; nothing is decided here."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.normalize import fold, number
from corpus.records import Plan
from index.query import Mention
from index.reading import dates
from index.reading.content import has_subject, words_of
from index.reading.numerals import NUMBER, ORDINAL, SECTION, number_at, numbers
from index.reading.periods import Period

NUMERAL_RUN = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3}?)"
# A number without a unit, which may be a task's, a section's, a count or none of them.
_LOOSE = re.compile(
    r"(?<![\w.])\d{1,3}(?:[项条个家号](?!文|令))?(?![\d.%年月日点:：])|(?<=[\u3400-\u9fff])\d{1,3}(?:[项条个家号])?(?![\d.%年月日点:：a-z])"
    r"|[一二三四五六七八九]?十[一二三四五六七八九]?[项条个家号]?|[一二两三四五六七八九][项条号](?!件|任务|文|项|条)"
    r"|第(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?![一二三四五六七八九十\d名次位批届季个部大章方])"
    r"|(?<!not the )\b(?:two|three|four|five|six|seven|eight|nine|ten)\b"
)
_SPELT = {word: n for n, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)}
# 前两个, the first two: places in a list, which need no list.
_FIRST = re.compile(
    rf"(?:前面?(?!面?一)|头)([一二两三四五六七八九]|\d)[个件]|\b(?:the )?first ({'|'.join(_SPELT)}|\d)\b(?! tasks?| items?)"
)
_OPENING = re.compile(r"开头(?:的|那)?一?[条项个]|\b(?:the )?first (?:task|item)\b")
_THE_NTH = re.compile(r"\bthe (first|second|third|fourth|fifth)(?=\W*$| due\b| say\b| about\b)")
_FROM_END = re.compile(r"倒数第([一二两三四五六七八九]|\d)个")
_LAST = re.compile(
    r"(?:最后|末尾|最末)(?:的|那|面)?一?[条项个](?!部分)|\b(?:the )?last (?:one|task|item)\b|\bthe last(?=\W*$)"
)
# 这两项, 另外三条, those two: how many are meant, which are no numbers of tasks; 两 never is one.
_SIZED = re.compile(
    r"(?:(?<=[这哪])|(?<=剩下|余下|另外|其余|其他|其它|上面|上述|以上|剩的|下的|下那|外那|余那|面那|的那)|(?=[两俩]))"
    r"([两俩三四五六七八九十]|\d)(?:[项条件](?!套)|个任务|个(?![月年季部单主牵局厅委机责]))"
    rf"|(?:(?<=\bthe )(?<!\bnot the )|(?<=\bthose )|(?<=\bthese )|(?<=\bother )|(?<=\bremaining )|(?<=\bwhich ))"
    rf"({'|'.join(_SPELT)}|\d)\b"
    r"(?! (?:leads?|lead\w*|departments?|agencies|bodies|bureaus|offices|units?|parties|sections?|parts?)\b)"
)
# A unit of a group before its number, as 第二类 and 第3组 are not in the numerals that plans of sections use.
_GROUP = re.compile(r"第([一二三四五六七八九十]{1,3}|\d{1,2})(?:类|组|篇|领域|专栏)")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_CARDINALS = ("one", *_SPELT)
_ENGLISH_GROUP = re.compile(
    rf"(?:the )?({'|'.join(_ORDINALS)}) (?:category|group|heading|area)\b"
    rf"|\b(?:category|group|heading|area) ({'|'.join(_CARDINALS)}|\d{{1,2}})\b"
)
_PAIRED = re.compile(r"(?<![\d-])第?(\d{1,2})(-)(\d{1,2})(?![\d-])[条项号]?")
_RANGED = re.compile(
    r"(?<![\d-])第?(\d{1,2})(?:[条项号]?[~—–～到至]第?| to | through | thru )(\d{1,2})(?![\d-])[条项号]?"
    r"|第?([一二三四五六七八九十]{1,3})(?:到|至)第?([一二三四五六七八九十]{1,3})[条项号]?(?!部分|章|块|大)"
)
# 第三、第六、第九三项
_EACH = re.compile(rf"第({NUMERAL_RUN})(?:[、,，和跟及与]+第({NUMERAL_RUN}))+(?=[一二两三四五六七八九\d]?[条项])")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z][a-z ,&-]+[a-z]")
# How many tasks a title says that its section has: 第一季度完成事项(5项).
_COUNTED = re.compile(r"\([^()]*\)$")
# What calls the words before it a section; where it points at one, a word of two characters tells which.
_CALLED = re.compile(
    r"([\u3400-\u9fff]{2,12}?)(?:[这那](?:一|个|一个)?(?:部[分份]|板块|章节?)"
    r"|(?:一|个|大)?(?:部[分份](?!企业|地区|任务|工作|群众)|板块|章节))"
)
_LEAST_TOLD = 3
_BEFORE_HEAD = "牵挑打领带当"
# How surely a span is taken back by what follows it; whose an office is that is only mentioned.
SURE, MAYBE = "sure", "maybe"
ASKER, PERSON = "asker", "person"
_POINTING, _POINTED = tuple("这那此该同哪另前后上下每某任面"), tuple("项条家")
_TINY, _CHINESE_TITLE, _LATIN_TITLE = 2, 4, 12
_WHOLE, _HALF = 0.8, 0.45


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a question with what it may be: `D` a department, `N` a task, `S` a section, `O` a place in a list,
    `L` a number of no stated kind, `Q` a quantity to compare with, `G` how many are meant, `T` a section's title, `M` a
    date, `C` what is said of a column; `how` says more closely which.

    `of` says of a department that it is the asker's own or another person's (ASKER, PERSON), `void` of any span how surely what
    follows takes it back (SURE, MAYBE). `several` departments are named by what they are: companies, counties.
    """

    kind: str
    how: str
    start: int
    end: int
    text: str
    mention: Mention | None = None
    numbers: tuple[int, ...] = ()
    of: str = ""
    void: str = ""
    several: bool = False

    @property
    def sure(self) -> bool:
        """Whether it is a department by a name that means one wherever it stands."""
        return self.kind == "D" and self.how in ("full", "homophone", "slip", "pinyin", "unknown")

    def clear_of(self, other: Span) -> bool:
        """Whether the two do not overlap."""
        return self.lies_beside(other.start, other.end)

    def lies_beside(self, start: int, end: int) -> bool:
        """Whether it does not overlap a part of the text."""
        return self.end <= start or end <= self.start


def inside_word(text: str, at: int) -> bool:
    """Whether a place is within a run of letters or digits."""
    return at > 0 and text[at].isascii() and text[at].isalnum() and text[at - 1].isascii() and text[at - 1].isalnum()


_NONE = re.compile("一[条项个件](?:都|也)?[没不无]")


def number_spans(text: str, tasks: int, sections: int, shared: bool = False) -> list[Span]:
    """Numbers of tasks, sections, places and quantities, from left to right; negative ones count from the end.

    `shared` is whether groups of tasks share numbers, so that 2-3 is the third of the second.
    """
    found = _scanned(text, tasks, sections)
    months = [span.numbers for span in found if span.kind == "M" and span.how == "month"]
    if months and dates.DAY_ALONE.search(text):
        found = _scanned(text, tasks, sections, months[-1])
    found = _of_their_year(_once_said(text, found))
    return [replace(span, how="range") if span.kind == "P" and not shared else span for span in found]


def _once_said(text: str, spans: list[Span]) -> list[Span]:
    """The spans without times that a bracket right behind them says again: 明年一季度（2026年1至3月）."""
    again = {
        one.start
        for one, other in itertools.pairwise(spans)
        if one.kind == other.kind == "M"
        and text[one.end : other.start] == "("
        and text[other.end : other.end + 1] == ")"
    }
    return [span for span in spans if span.start not in again]


def _of_their_year(spans: list[Span]) -> list[Span]:
    """The spans with months that stand apart from the only year named as those of that year: 2026年里正好卡在11月底的.

    What states a year and a month within it says one time: the year alone only where it is bounded by itself.
    """
    years = [span for span in spans if span.kind == "M" and span.how == "year" and span.numbers[:1] > (0,)]
    if len(years) != 1 or years[0].numbers[0] != years[0].numbers[-3]:
        return spans
    year = years[0].numbers[0]
    return [replace(span, numbers=_in_year(span.numbers, year)) if span.kind == "M" else span for span in spans]


def _in_year(period: Period, year: int) -> Period:
    """A period whose unstated years are that year."""
    return tuple(year if not value and not at % 3 else value for at, value in enumerate(period))


def _scanned(text: str, tasks: int, sections: int, beside: Period = ()) -> list[Span]:
    """The numbers of a text; `beside` is the time whose month a lone day is of, empty where none is named."""
    found: list[Span] = []
    at = 0
    while at < len(text):
        span = None if text[at].isspace() or inside_word(text, at) else _number_span(text, at, tasks, sections, beside)
        if span:
            found.append(span)
        at = span.end if span else at + 1
    return found


def _number_span(text: str, at: int, tasks: int, sections: int, beside: Period) -> Span | None:
    if beside and (alone := dates.DAY_ALONE.match(text, at)):
        return Span("M", "day", at, alone.end(), alone.group(), numbers=dates.day_alone(alone, beside))
    for kind, how, pattern, values in _SHAPES:
        if (match := pattern.match(text, at)) and (found := values(match)):
            return Span(kind, how, at, match.end(), match.group(), numbers=found)
    if _points(text, at):
        return None
    # 挑头2项 is no first two.
    headed = text[at] == "头" and at > 0 and text[at - 1] in _BEFORE_HEAD
    if not headed and (hit := number_at(text, at)) and not _dated(text, at, hit[1]):
        return _numeral(text, at, hit, {SECTION: sections, NUMBER: tasks})
    if loose := _LOOSE.match(text, at):
        found = (_SPELT[loose.group()],) if loose.group() in _SPELT else numbers(loose.group())
        return Span("L", "loose", at, loose.end(), loose.group(), numbers=found)
    return None


def _points(text: str, at: int) -> bool:
    """Whether a one is no number: 后一家 and 另一项 point at one, 一条都没有 at none."""
    return _NONE.match(text, at) is not None or (
        at > 0 and text[at - 1] in _POINTING and text[at] == "一" and text[at + 1 : at + 2] in _POINTED
    )


def _dated(text: str, at: int, end: int) -> bool:
    """Whether the number of words that end there is the day of a month: after 30 April is after no task."""
    digit = next((place for place in range(at + 1, end) if text[place].isdigit()), end)
    return any((match := pattern.match(text, digit)) and match.end() > end for _, pattern, _ in dates.SHAPES)


def _numeral(text: str, at: int, hit: tuple[str, int, tuple[int, ...]], sizes: dict[str, int]) -> Span:
    """A number as the numerals read it; those from the end as counted from the beginning."""
    kind, end, values = hit
    from_end = kind == NUMBER and all(value < 0 for value in values)
    if size := sizes.get(kind, 0):
        values = tuple(n + size + 1 if n < 0 else n for n in values)
        if len(values) > 2 and values[0] <= size < values[-1]:
            values = tuple(n for n in values if n <= size)
    short = {SECTION: "S", NUMBER: "N", ORDINAL: "O"}.get(kind, "Q")
    return Span(short, "end" if from_end else kind.split(".")[-1], at, end, text[at:end], numbers=values)


def _group_of(match: re.Match[str]) -> tuple[int, ...]:
    if match[1]:
        return (_ORDINALS.index(match[1]) + 1,)
    return (int(match[2]) if match[2].isdigit() else _CARDINALS.index(match[2]) + 1,)


def _size_of(match: re.Match[str]) -> tuple[int, ...]:
    written = "两" if match[1] == "俩" else match[1]
    return (_SPELT.get(match[2] or "") or number(written or match[2]) or 0,)


def _first_of(match: re.Match[str]) -> tuple[int, ...]:
    count = _SPELT.get(match[2] or "") or number(match[1] or match[2]) or 0
    return tuple(range(1, count + 1))


# Kinds of spans with a pattern of their own, in order: kind, how, pattern, the numbers of a match (none: no such span).
_SHAPES: tuple[tuple[str, str, re.Pattern[str], Callable[[re.Match[str]], tuple[int, ...]]], ...] = (
    ("S", "group", _GROUP, lambda match: (number(match[1]) or 0,)),
    ("S", "group", _ENGLISH_GROUP, _group_of),
    *(("M", *shape) for shape in dates.SHAPES),
    ("O", "first", _FIRST, _first_of),
    ("O", "first", _OPENING, lambda match: (1,)),
    ("O", "first", _THE_NTH, lambda match: (_ORDINALS.index(match[1]) + 1,)),
    ("O", "last", _LAST, lambda match: (-1,)),
    ("O", "last", _FROM_END, lambda match: (-(number(match[1]) or 1),)),
    ("G", "size", _SIZED, _size_of),
    ("N", "number", _EACH, lambda match: numbers(match.group())),
    ("P", "range", _RANGED, lambda match: (number(match[1] or match[3]) or 0, number(match[2] or match[4]) or 0)),
    ("P", "pair", _PAIRED, lambda match: (int(match[1]), int(match[3]))),
)


class Titles:
    """The titles of a plan's sections, to find runs of words that stand in just one of them."""

    def __init__(self, plan: Plan) -> None:
        self._forms = {
            section.key: tuple(
                _COUNTED.sub("", fold(title))
                for title in (section.title, plan.section_titles_en.get(section.key, ""))
                if title
            )
            for section in plan.sections
        }

        self._pairs = {form[at : at + 2] for forms in self._forms.values() for form in forms for at in range(len(form))}

    def spans(self, text: str) -> list[Span]:
        """For each run of Chinese or Latin words the longest part that stands in one title only; where none is most of a title,
        also the words of one title that are called a section.
        """
        found = [span for run in _RUN.finditer(text) if (span := self._longest(run.group(), run.start()))]
        wide = any(span.how in ("whole", "half") for span in found)
        return found if wide else [*self._told(text), *found]

    def _told(self, text: str) -> Iterator[Span]:
        """What is called a section and has words of one title alone: 质量品牌那部分 of 提升产品质量和品牌影响力."""
        for match in _CALLED.finditer(text):
            if not any(match[1][at : at + 2] in self._pairs for at in range(len(match[1]))):
                continue  # 第四部分 has no word of a title, and so needs no dictionary
            words = [word for word in words_of(match[1]) if len(word) > 1]
            for first in range(len(words)):
                told = words[first:]
                keys = [key for key, forms in self._forms.items() if any(_has_all(form, told) for form in forms)]
                said, points = "".join(told), text[match.end(1)] in "这那"
                if len(keys) == 1 and len(said) >= _LEAST_TOLD - points:
                    start = match.start() + max(match[1].rfind(said), 0)
                    yield Span("T", "half", start, match.end(1), text[start : match.end(1)], numbers=(keys[0],))
                    break

    def _longest(self, run: str, offset: int) -> Span | None:
        chinese = run[0] > "z"
        best = self._of_one(run, chinese)
        if best is None:
            return None
        piece, start, key = best
        how = self._share(piece, key, chinese)
        if how != "whole" and chinese and not has_subject(piece):
            return None  # 有关 of 有关要求
        at = offset + start
        return Span("T", how, at, at + len(piece), piece, numbers=(key,)) if how else None

    def _of_one(self, run: str, chinese: bool) -> tuple[str, int, int] | None:
        """The longest part of a run that stands in one title only, where it begins, and the section of that title."""
        least = _TINY if chinese else _LATIN_TITLE
        starts, ends = _edges(run, chinese)
        best: tuple[str, int, int] | None = None
        for start in starts:
            if run[start : start + 2] not in self._pairs:
                continue
            for end in reversed(ends):
                if end - start < max(least, len(best[0]) + 1 if best else 0):
                    break
                piece = run[start:end]
                holders = [key for key, forms in self._forms.items() if any(piece in form for form in forms)]
                if len(holders) == 1:
                    best = (piece, start, holders[0])
                    break
        return best

    def _share(self, piece: str, key: int, chinese: bool) -> str:
        """How much of a section's title a part of it is, in a word; empty for a short one that no title begins with."""
        share = max(len(piece) / len(form) for form in self._forms[key] if piece in form)
        if chinese and len(piece) < _CHINESE_TITLE and share < _WHOLE:
            return "tiny" if any(form.startswith(piece) for form in self._forms[key]) else ""
        return "whole" if share > _WHOLE else "half" if share > _HALF else "bit"


def _has_all(form: str, words: Sequence[str]) -> bool:
    return all(word in form for word in words)


def _edges(run: str, chinese: bool) -> tuple[Sequence[int], Sequence[int]]:
    """Where parts of a run may begin and where they may end: anywhere in Chinese, at words in Latin letters."""
    if chinese:
        return range(len(run)), range(len(run) + 1)
    blanks = list(re.finditer(" ", run))
    return [0, *(blank.end() for blank in blanks)], [*(blank.start() for blank in blanks), len(run)]
