"""What a question after another one says outright of the answers before it is never read otherwise: these five are five."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial

from corpus.records import Role
from index.query import AnyOf, HasRole, Intent, Not, Numbered, Query, numbers_in
from index.reading import either, unrelated
from index.reading.checks import Check, excepted, has_node, leaves_out, stated
from index.reading.parse import Analysis
from index.reading.pointing import Run, as_pointed_at
from index.reading.ranks import places
from index.reading.state import Turn

# 配合的去掉, 不要牵头的: of what was listed.
_REMOVED = re.compile(
    r"(?:牵头|主办|配合|参与|协办)的?(?:那些|那几[条项个])?(?:就|都|先|全)?(?:去掉|不要|不算|不看|拿掉|剔除|除外|删掉|不用|排除)"
    r"|(?:去掉|不要|拿掉|剔除|删掉|排除|除去)(?:掉|了)?(?:那些|那几[条项个])?(?:牵头|主办|配合|参与|协办)的?"
)
_HELPS = re.compile("配合|参与|协办")
# 这个局还要配合哪些: an office that was named is asked about, not who helps it.
_THIS_OFFICE = re.compile(
    "[这那该][个家]?(?:[局厅委办部院]|单位|部门)(?:自己|本身|还|又|要|也|都|一共|总共|另外|单独|只|光)*(?:牵头|配合|参与|参加|负责|主办|协办)"
)
# 另外一项: of a list of which the others were spoken of.
_OTHER = re.compile("(?:另外?那?|剩下的?那?|其余那?)[一1]?[项条件]")
# 8月底前完工的又是哪项: asked as the question before was, and not of its answer.
_AGAIN = re.compile("又(?:是|归|由|该)")
# 剩下这几项里某局牵头的: of what is left, and nothing more is left out.
_OF_THE_REST = re.compile(
    "(?:剩下|剩余|其余|余下)[的这那]{0,2}[两三四五六七八九几\\d]*[项条个件]?(?:任务)?(?:里|中|当中)"
)
# 两项里都有的是哪几家
_BOTH_HAVE = re.compile(
    "(?:[两俩三四五六几\\d][项条个件]|[这那]些)(?:任务)?(?:里面?|中|当中|里头)?都(?:有|列|在|出现|参与|参加|沾|写|挂|涉及|配合|牵头)"
)
# One of those that are meant: 这两项里后一项, 那三条里管保险的那个.
_ONE = re.compile("[那哪][个项条件]|[前后首末]一[个项条件]|最[前后]")
_TASKS = re.compile("[条项个件]|\\btasks?\\b|\\bitems?\\b")


def checks(analysis: Analysis, turn: Turn, run: Run) -> Iterator[tuple[str, Check]]:
    """What a reading must be after another question."""
    if (pointed := as_pointed_at(analysis, turn, run)) is not None:
        yield "pointed", pointed
    yield from unrelated.checks(analysis)
    left_out = excepted(analysis)
    if (listed := _listed(analysis, turn)) and not left_out:
        yield "listed", lambda query: listed.issuperset(numbers_in(query.where, Numbered))
    if _THIS_OFFICE.search(analysis.text):
        yield "office", lambda query: bool(stated(query, HasRole))
    if analysis.has("back.department", "back.task") and analysis.has("want.sections") and turn.shown:
        yield "place", lambda query: query.intent is not Intent.SECTIONS or query.where is not None
    if kept := _kept(analysis, turn, run):
        yield (
            "kept",
            lambda query: query.intent is Intent.TASKS and query.where is not None and run(query.where) == kept,
        )
    if len(turn.shown) == 1 and not analysis.departments and analysis.has("want.partners"):
        yield "text", lambda query: query.intent is not Intent.TEXT
        yield "beside", lambda query: query.intent is not Intent.PARTIES or has_node(query.where, Not)
    if analysis.has("logic.else") and analysis.has("want.departments", "want.who"):
        yield (
            "else",
            lambda query: (
                query.intent is not Intent.PARTIES or query.role is Role.PARTICIPANT or has_node(query.where, Not)
            ),
        )
    if len(rest := _rest(turn)) == 1 and _OTHER.search(analysis.text) and not _named(analysis):
        yield "other", lambda query: numbers_in(query.where, Numbered) == rest
    if left_out and analysis.has("back.tasks") and left_out < {*turn.listed}:
        yield "left", lambda query: query.where is not None and run(query.where) == {*turn.listed} - left_out
    if _AGAIN.search(analysis.text) and not analysis.has("back."):
        yield "again", lambda query: not stated(query, Numbered)
    if analysis.has("ask.whether") and analysis.has("back.department") and analysis.has("role.") and analysis.numbers:
        yield "whether", lambda query: query.intent is Intent.CHECK
    if turn.query.role is Role.PARTICIPANT and not analysis.has("role."):
        yield "helpers", lambda query: query.intent is not Intent.PARTIES or query.role is Role.PARTICIPANT
    if _OF_THE_REST.search(analysis.text):
        yield "rest", lambda query: not leaves_out(query.where, HasRole)
    if analysis.has("want.who", "want.departments", "want.identity"):
        if _BOTH_HAVE.search(analysis.text):
            yield "shared", lambda query: query.intent is Intent.SHARED
        if analysis.has("role.lead", "role.participant") and not analysis.has("want.text"):
            yield "who", lambda query: query.intent is not Intent.TEXT
    if turn.query.order and not analysis.departments and not analysis.has("role.", "want.tasks"):
        # 第二多的呢: of the ranking before, where nothing else is named.
        yield from (("ranked", partial(_at_place, turn.query, how)) for _, how in places(analysis.text))
    if analysis.has(either.CLASS) and not analysis.has("logic.one") and not analysis.departments:
        yield "either", lambda query: has_node(query.where, AnyOf)
    if counted := _counted(analysis, turn):
        yield "counted", lambda query: any(len(leaf.numbers) >= counted for leaf in stated(query, Numbered))


def _named(analysis: Analysis) -> bool:
    """Whether a question names a task or a department itself."""
    return bool(analysis.departments) or any(span.kind == "N" for span in analysis.numbers)


def _rest(turn: Turn) -> tuple[int, ...]:
    """The tasks of the list that are not those shown last."""
    return tuple(key for key in turn.listed if key not in turn.shown)


def _listed(analysis: Analysis, turn: Turn) -> set[int]:
    """The numbers of tasks that a message gives as the list before it shows them: 第3项 where the third task is in it."""
    spans = [span for span in analysis.numbers if span.kind == "N" and not span.void]
    numbers = {n for span in spans for n in span.numbers}
    # 第3条 may be the third of those listed as well; 第3项 is what the list itself calls a task.
    printed = all(span.text.endswith("项") for span in spans) and max(numbers, default=0) <= analysis.tasks
    own = numbers <= {*turn.listed} or printed
    return numbers if own and len(spans) == len(analysis.numbers) else set()


def _kept(analysis: Analysis, turn: Turn, run: Run) -> Collection[int]:
    """The listed tasks of a department that stay where its tasks of one role are left out: 配合的去掉."""
    removed = _REMOVED.search(analysis.text)
    if removed is None or analysis.departments or not turn.department:
        return ()
    kept = Role.LEAD if _HELPS.search(removed.group()) else Role.PARTICIPANT
    return frozenset(run(HasRole((turn.department,), kept))) & frozenset(turn.listed or turn.shown)


def _counted(analysis: Analysis, turn: Turn) -> int:
    """How many tasks shown before the question says are meant (这五条), 0 where it does not, or names one of them (第二条)."""
    if any(span.kind in "ONLM" for span in analysis.numbers) or _ONE.search(analysis.text):
        return 0
    spans = (span for span in analysis.numbers if span.kind == "G" and _TASKS.search(span.text))
    said = {span.numbers[0] for span in spans}
    return next((size for size in said if size > 1 and size in (len(turn.shown), len(turn.listed))), 0)


def _at_place(before: Query, how: Mapping[str, object], query: Query) -> bool:
    """Whether a query ranks as the one before it did, at the place that is said."""
    if query.order is None or before.order is None or query.intent is not before.intent:
        return False
    return query.order.role is before.order.role and query.order == replace(query.order, **how)  # type: ignore[arg-type]
