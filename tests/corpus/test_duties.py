"""Three roles beside a task: who helps is kept apart from who is responsible, where a document sets them apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.parser import parse
from corpus.records import Document, Duty, Role

JINCHENG = Path(__file__).parents[1] / "reading" / "plans" / "jincheng-coalgas-2026.txt"
BEGINNING = "青川市2026年重点工作责任分工方案\n\n一、产业\n"
THREE = "1.建设园区。（牵头单位：市发展改革委；责任单位：市财政局、市水利局；配合单位：市商务局）\n"


def document(*tasks: str) -> Document:
    return parse(BEGINNING + "".join(tasks))


def listed(found: Document, number: int) -> dict[str, Duty | None]:
    return {party.name: party.duty for party in found.tasks[number - 1].parties}


def test_three_labels() -> None:
    found = document(THREE)
    assert found.sets_apart
    assert listed(found, 1) == {
        "市发展改革委": None,
        "市财政局": Duty.RESPONSIBLE,
        "市水利局": Duty.RESPONSIBLE,
        "市商务局": Duty.HELPING,
    }
    assert [party.role for party in found.tasks[0].parties] == [Role.LEAD, *[Role.PARTICIPANT] * 3]
    assert {duty: len(parties) for duty, parties in found.tasks[0].beside.items()} == {
        Duty.RESPONSIBLE: 2,
        Duty.HELPING: 1,
    }


@pytest.mark.parametrize(
    ("bracket", "duties"),
    [
        ("牵头单位：市教育局；配合单位：市商务局", {"市教育局": None, "市商务局": Duty.HELPING}),
        ("牵头单位：市教育局；责任单位：市商务局", {"市教育局": None, "市商务局": Duty.RESPONSIBLE}),
        ("牵头单位：市教育局；参与单位：市商务局", {"市教育局": None, "市商务局": None}),
        # Who is labelled as responsible leads where nobody else does, and is asked for by that label all the same.
        ("责任单位：市教育局；协办单位：市商务局", {"市教育局": Duty.RESPONSIBLE, "市商务局": Duty.HELPING}),
        ("市教育局牵头，市商务局协助", {"市教育局": None, "市商务局": Duty.HELPING}),
        ("市教育局牵头，会同市商务局等部门落实", {"市教育局": None, "市商务局": None}),
        ("责任单位：市教育局（牵头）、市商务局（配合）", {"市教育局": None, "市商务局": Duty.HELPING}),
        ("牵头单位：市教育局；配合单位：市教育局、市商务局", {"市教育局": None, "市商务局": Duty.HELPING}),
    ],
)
def test_the_other_tasks_of_such_a_document(bracket: str, duties: dict[str, Duty | None]) -> None:
    assert listed(document(THREE, f"2.办好学校。（{bracket}）\n"), 2) == duties


def test_three_roles_by_verbs_and_in_columns() -> None:
    verbs = document("1.建设园区。（市发展改革委牵头，市财政局负责，市商务局配合）\n")
    expected = {"市发展改革委": None, "市财政局": Duty.RESPONSIBLE, "市商务局": Duty.HELPING}
    assert listed(verbs, 1) == expected
    head = "序号\t重点任务\t牵头单位\t责任单位\t配合单位\n"
    rows = "1\t建设园区和道路\t市发展改革委\t市财政局\t市商务局\n2\t办好学校和医院\t市教育局\t\t市商务局\n"
    table = parse("青川市2026年重点工作责任分工方案\n\n" + head + rows)
    assert listed(table, 1) == expected
    assert listed(table, 2) == {"市教育局": None, "市商务局": Duty.HELPING}


@pytest.mark.parametrize(
    "tasks",
    [
        "1.建设园区。（牵头单位：市发展改革委；配合单位：市财政局）\n2.办好学校。（牵头单位：市教育局；配合单位：市商务局）\n",
        "1.建设园区。（市发展改革委负责，市财政局配合）\n2.办好学校。（市教育局、市商务局负责，市教育局牵头）\n",
        # Two ways to write two roles: 责任单位 are whoever takes part, as 配合单位 are.
        "1.建设园区。（责任单位：市发展改革委（牵头）、市财政局）\n2.办好学校。（牵头单位：市教育局；配合单位：市商务局）\n",
        "1.建设园区。（牵头单位：市发展改革委；责任单位：市财政局；参与单位：市商务局）\n",
    ],
)
def test_a_document_that_does_not_set_them_apart(tasks: str) -> None:
    found = document(tasks)
    assert len(found.tasks) >= 1
    assert not found.sets_apart


def test_a_whole_document() -> None:
    found = parse(JINCHENG.read_text("utf-8"))
    counts = {duty: sum(party.duty is duty for task in found.tasks for party in task.participants) for duty in Duty}
    assert counts == {Duty.RESPONSIBLE: 59, Duty.HELPING: 49}
    assert listed(found, 5) == {
        "市行政审批服务管理局": None,
        "市规划和自然资源局": Duty.RESPONSIBLE,
        "市生态环境局": Duty.HELPING,
    }
    assert set(listed(found, 8).values()) == {None, Duty.RESPONSIBLE}
    assert set(listed(found, 3).values()) == {None, Duty.HELPING}


@pytest.mark.parametrize(
    ("tasks", "beside"),
    [
        (["（牵头单位：市教育局；责任单位：市商务局、市财政局）", "（牵头单位：市商务局）"], True),
        # 责任单位 stands before who leads as well, nobody leads, or some help.
        (["（责任单位：市教育局（牵头）、市商务局）"], False),
        (["（牵头单位：市教育局；责任单位：市商务局）", "（责任单位：市商务局、市财政局）"], False),
        (["（牵头单位：市教育局；责任单位：市商务局）", "（牵头单位：市商务局；配合单位：市财政局）"], False),
        (["（牵头单位：市教育局；配合单位：市商务局）"], False),
    ],
)
def test_who_stands_beside_the_lead_is_printed_as_responsible(tasks: list[str], beside: bool) -> None:
    found = document(*(f"{number}.办好第{number}件事。{bracket}\n" for number, bracket in enumerate(tasks, 1)))
    assert found.responsible_beside is beside
