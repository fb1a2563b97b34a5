"""What a heading says of all tasks below it: who leads them or takes part, and whether it is a title at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.clauses import Clause, is_responsibility, read_clause
from corpus.parties import may_be_town
from corpus.passage import Passage
from corpus.roles import Said

if TYPE_CHECKING:
    from corpus.drafts import Draft

# 一、市教育局牵头（2项）; 一、教育方面（以下3项均由市教育局牵头，市财政局配合）; 市教育局（3项）：
_ALL = re.compile(r".*\((?:以下|下列|本部分)[^()由]*由(?P<clause>[^()]+)\)")
_LEADS = re.compile(r"(?:由)?(?P<clause>.+牵头)(?:负责|完成|落实)?的?(?:工作|任务|事项)?(?:\([^()]*\))?")
_OF = re.compile(
    r"(?:由)?(?P<clause>各[^:。]{2,30}?|"
    r"(?:[^()]|\((?:牵头|主办|配合|协办|协助|参与|参加)(?:单位|部门)?\))+?)(?:负责|承担)?的?(?:工作|任务|事项|职责)?(?:\([^()]*[\d一二三四五六七八九十]+[项条个][^()]*\))?:?"
)
# A heading that is nothing but a name: 市教育局, but 学校 is a subject.
_OFFICE = re.compile(
    r"^.{1,36}(?:[局委厅署]|[^经主承]办|[^干]部|政府|办公室|办事处|总队|支队|大队|残联|妇联|工会|法院|检察院|税务|海关)$"
)
_LONGEST_TITLE = 60


def leading_clause(title: Passage) -> Clause | None:
    """Who leads or answers for all tasks below a heading that says so, and who takes part in them."""
    for pattern in (_ALL, _LEADS, _OF):
        match = pattern.fullmatch(title.folded)
        if match is None:
            continue
        said = title[match.start("clause") : match.end("clause")]
        if not is_responsibility(said):
            continue
        clause = read_clause(said)
        if Said.LEAD in clause.said or (pattern is _OF and _are_offices([name.name for name in clause.names])):
            return clause
    return None


def _are_offices(names: Sequence[str]) -> bool:
    """Whether a heading names nobody but offices, beside which a town is one as well: 北庄镇、各街道办事处."""
    offices = [name for name in names if _OFFICE.search(name)]
    return bool(offices) and all(name in offices or may_be_town(name) for name in names)


def under(leading: Clause, clause: Clause) -> Clause:
    """What is said beside a task with what its heading says of all."""
    if Said.LEAD in clause.said or Said.RESPONSIBLE in clause.said or clause.plain:
        return clause
    return replace(
        clause,
        said=leading.said | clause.said,
        plain=leading.plain,
        deadline=clause.deadline or leading.deadline,
        parted=clause.parted or leading.parted,
    )


def is_heading(drafts: Sequence[Draft]) -> bool:
    """Whether what names departments is a heading of smaller items: a title and no sentence."""
    words = drafts[0].body.strip()
    return (
        len(drafts) == 1
        and len(words) <= _LONGEST_TITLE
        and not set(words.folded) & set("。;")
        and not words.folded.endswith(":")
    )
