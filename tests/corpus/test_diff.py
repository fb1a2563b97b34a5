"""Two versions of a plan compared: one edit of the text, the changes that a reader is told of."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from corpus.diff import Change, Difference, compare
from corpus.parser import parse
from corpus.records import Plan
from corpus.versions import version_of

QINGYUAN = Path(__file__).parent / "plans/qingyuan-2024/text.txt"
NINETEEN = "做好转移企业工商登记协调衔接。"


def changes(old: str, new: str) -> list[Difference]:
    return compare(version_of(parse(old)), version_of(parse(new)))


def edit(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def test_the_same_text_has_no_changes(plan: Plan) -> None:
    assert changes(plan.text, plan.text) == []


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        (
            "推广多层标准厂房建设",
            "推广高层标准厂房建设",
            Difference(
                Change.REWORDED,
                16,
                16,
                "制定相关行业建设用地控制标准，推广多层标准厂房建设，提高土地投资强度和用地密度。",
                "制定相关行业建设用地控制标准，推广高层标准厂房建设，提高土地投资强度和用地密度。",
            ),
        ),
        ("（自治区工商局）", "（自治区工商局、财政厅）", Difference(Change.JOINED, 19, 19, "", "自治区财政厅")),
        (
            "（自治区商务厅、知识产权局）",
            "（自治区商务厅）",
            Difference(Change.LEFT, 14, 14, "自治区知识产权局", ""),
        ),
        (
            "（自治区商务厅、知识产权局）",
            "（自治区知识产权局、商务厅）",
            Difference(Change.LEAD, 14, 14, "自治区商务厅", "自治区知识产权局"),
        ),
        ("（十九）", "（九十）", Difference(Change.RENUMBERED, 19, 19, "19", "90")),
    ],
    ids=["reworded", "joined", "left", "lead", "renumbered"],
)
def test_one_change(old: str, new: str, difference: Difference, plan: Plan) -> None:
    assert changes(plan.text, edit(plan.text, old, new)) == [difference]


def test_a_lead_replaced_joins_and_the_old_one_leaves(plan: Plan) -> None:
    new = edit(plan.text, "（自治区工商局）", "（自治区公安厅）")
    assert changes(plan.text, new) == [
        Difference(Change.LEAD, 19, 19, "自治区工商局", "自治区公安厅"),
        Difference(Change.JOINED, 19, 19, "", "自治区公安厅"),
        Difference(Change.LEFT, 19, 19, "自治区工商局", ""),
    ]


def test_a_task_removed_and_added(plan: Plan) -> None:
    shorter = re.sub(r"　　（十九）.*\n", "", plan.text)
    assert changes(plan.text, shorter) == [Difference(Change.REMOVED, 19, None, NINETEEN, "")]
    assert changes(shorter, plan.text) == [Difference(Change.ADDED, None, 19, "", NINETEEN)]


def test_an_inserted_task_shifts_the_numbers_and_nothing_else(plan: Plan) -> None:
    body = "组织开展极地冰川科学考察。"
    new = edit(plan.text, "　　（四十） ", "　　（四十） " + body + "（自治区水利厅）\n　　（四十一） ")
    assert changes(plan.text, new) == [
        Difference(Change.ADDED, None, 40, "", body),
        Difference(Change.RENUMBERED, 40, 41, "40", "41"),
    ]


def test_a_task_of_another_subject_is_a_new_one(plan: Plan) -> None:
    new = edit(plan.text, NINETEEN, "组织开展极地冰川科学考察。")
    assert changes(plan.text, new) == [
        Difference(Change.ADDED, None, 19, "", "组织开展极地冰川科学考察。"),
        Difference(Change.REMOVED, 19, None, NINETEEN, ""),
    ]


def test_without_the_rule_every_task_loses_its_lead(plan: Plan) -> None:
    new = edit(plan.text, "。列第一位的为牵头部门，其他有关部门或单位按职责分工负责，下同", "")
    assert [(found.change, found.before, found.became) for found in changes(plan.text, new)] == [
        (Change.LEAD, number, "") for number in range(1, 41)
    ]


FIRST_LIMIT = "完成时限：2024年8月底前\n2.守住"


@pytest.mark.parametrize(
    ("limit", "became"), [("完成时限：2024年10月底前\n", "2024年10月底前"), ("", "")], ids=["another", "none"]
)
def test_a_time_limit_that_changes(limit: str, became: str) -> None:
    was = QINGYUAN.read_text("utf-8")
    new = edit(was, FIRST_LIMIT, f"{limit}2.守住")
    assert changes(was, new) == [Difference(Change.DEADLINE, 1, 1, "2024年8月底前", became)]
    assert changes(new, was) == [Difference(Change.DEADLINE, 1, 1, became, "2024年8月底前")]


def test_a_version_remembered_without_time_limits_has_not_changed_in_them() -> None:
    new = version_of(parse(QINGYUAN.read_text("utf-8")))
    old = dataclasses.replace(new, tasks=tuple(dataclasses.replace(task, deadline=None) for task in new.tasks))
    assert compare(old, new) == compare(new, old) == []
