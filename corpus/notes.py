"""What a document says of how it is to be read: rules that the parser applies, and notes that people ask about."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.clauses import RULES
from corpus.outline import responsibilities
from corpus.parted import Parting, parting
from corpus.passage import Line, Passage
from corpus.records import Notice, Rule, Span, Task
from corpus.roles import any_of, words

_NOTE = re.compile(r"(?:备?注|说明|备注\d?)\s?[:：]|\*|※")
# Not so where the first of them leads (列第一位的责任单位为牵头单位), which is a rule.
_RESPONSIBLE_LEAD = re.compile(
    r"(?:^|[,。;:、(])[^,。;:、(第首排]{0,10}责任(?:单位|部门|主体|处室)[^。;,:(第首排列位前先]{0,6}(?:为|是|即)[^。;,:(]{0,10}牵头"
)
# 由某单位负责的，该单位即为牵头单位
_VERB_LEADS = re.compile(
    r"(?:由[^。;,]{0,8}?|[\"“「『](?:单独|独立|独家|全权)?)(?P<verb>负责|落实|承办|承担)\W*的?\W{0,2}[^。;,(第首排]{0,8}(?:为|是|即)[^。;,:(]{0,6}牵头"
)
# 只列一家责任单位的，由该单位牵头
_ALONE_LEADS = re.compile(
    r"(?:只|仅|单独)(?:列|有|标|写|注)[^。;,]{0,6}?(?:一|1)[家个][^。;]{0,20}?(?:为|是|即|由)[^。;,]{0,10}(?:牵头|第一责任)|"
    r"(?:责任)?(?:单位|部门)只?(?:有|为|列)?(?:一|1)[家个]的[^。;]{0,20}?(?:为|是|即|由)[^。;,]{0,10}(?:牵头|第一责任)"
)
# 各节标题所列单位为该节各项任务的牵头单位
_HEADING_LEADS = re.compile(r"(?:标题|题目|节名|部分名称)[^。;,]{0,10}(?:为|是|即)[^。;,]{0,14}牵头")
# 注明“按职责分工负责”的，不设牵头单位
_NOBODY_LEADS = re.compile(
    r"按(?:照|各自)*职责(?:分工)?(?:负责|落实|办理)?\W{0,2}的\W{0,2}(?:均|都)?(?:不设|不分|没有|不明确|无)(?:牵头|主次)"
)
# 标明“牵头”的为牵头单位，其余为责任单位
_OTHERS_RESPONSIBLE = re.compile(r"(?:其余|其他|其它|余下|后面)[^,。;]{0,8}?(?:均|都)?(?:为|是|即为?)责任(?:单位|部门)")
# 标“★”的为牵头单位, 以黑体字标出的即牵头
_SAYS_WHO_LEADS = re.compile("(?:为|是|即|表示|代表)[^。;,:]{0,6}牵头")
_LONGEST = 300


@functools.cache
def _cues() -> re.Pattern[str]:
    return re.compile(any_of(words()["note"]["cues"]))


def rules(found: Sequence[Line]) -> Iterator[Rule]:
    """Rules stated outside the tasks, in the notice before them or in a note below: they hold for all tasks."""
    for line in found:
        passage = line.passage
        for kind, pattern in RULES:
            match = pattern.search(passage.folded)
            if match and not any(opening < match.start() < closing for opening, closing in responsibilities(passage)):
                yield Rule(kind, passage.span, 1)


def unheeded(found: Sequence[Line], tasks: Sequence[Task]) -> Iterator[Notice]:
    """A warning where a document says how it tells who leads and no task has a lead."""
    if any(task.leads for task in tasks):
        return
    for line in found if tasks else ():
        if _SAYS_WHO_LEADS.search(line.passage.folded):
            yield Notice(line.number, f"no task has a lead, though this says who leads: {line.passage.words[:60]}")
            return


@dataclass(frozen=True, slots=True)
class Leading:
    """Who leads, as a document says it once for all tasks.

    `labelled` are those whom it labels as responsible (所列责任部门为任务的牵头部门), `alone` who is listed alone, `headed`
    whom a heading names; `nobody` does where all answer by their duties, beside a rule of who leads elsewhere, and `beside`
    where it calls those who do not lead responsible. `parting` is how lists of names are parted. `verb` is the one of which it
    says that those before it lead (由某单位负责的，该单位即为牵头单位), empty where it says it of none.
    """

    labelled: bool = False
    alone: bool = False
    headed: bool = False
    nobody: bool = False
    beside: bool = False
    parting: Parting | None = None
    verb: str = ""


def leading(found: Sequence[Line]) -> Leading:
    """What the lines of a document say of who leads."""

    def first(pattern: re.Pattern[str]) -> re.Match[str] | None:
        return next((match for line in found if (match := pattern.search(line.passage.folded))), None)

    verb = first(_VERB_LEADS)
    return Leading(
        labelled=first(_RESPONSIBLE_LEAD) is not None,
        alone=first(_ALONE_LEADS) is not None,
        headed=first(_HEADING_LEADS) is not None,
        nobody=first(_NOBODY_LEADS) is not None,
        beside=first(_OTHERS_RESPONSIBLE) is not None,
        parting=parting(found),
        verb=verb["verb"] if verb else "",
    )


def reading_notes(found: Sequence[Line], paragraphs: Sequence[Passage]) -> Iterator[Span]:
    """The sentences that tell how to read the document, among its paragraphs that are no tasks and in lines marked as notes."""
    marked = [line.passage for line in found if _NOTE.match(line.passage.folded)]
    spans = {}
    for passage in [*paragraphs, *marked]:
        for sentence in passage.split("。"):
            words = sentence.strip()
            if words and len(words) <= _LONGEST and _cues().search(words.folded):
                spans[words.span.start] = words.span
    yield from (spans[start] for start in sorted(spans))
