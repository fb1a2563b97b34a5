"""Labels and heads of columns that no list knows are read as what they stand beside says."""

from __future__ import annotations

import pytest

from corpus.parser import parse

ROWS = (
    ("推进甲项工作", "市财政局", "市教育局、市民政局"),
    ("推进乙项工作", "市水利局", "市交通运输局"),
    ("推进丙项工作", "市农业农村局", "市林业局、各乡镇"),
)
FORMS = {
    "lines": "{n}.{task}。\n牵头责任单位：{lead}\n主要协作单位：{others}\n",
    "a bracket": "{n}.{task}。（牵头单位：{lead}；联动部门：{others}）\n",
    "values below": "{n}.{task}。\n牵头单位\n{lead}\n协作部门\n{others}\n",
    "a table": "{n}\t{task}\t{lead}\t{others}\n",
}


def document(form: str) -> str:
    head = (
        "某市重点任务分工表\n序号\t重点任务\t牵头单位\t协作单位\n"
        if form == "a table"
        else "某市重点任务分工方案\n一、农业\n"
    )
    rows = (
        FORMS[form].format(n=n, task=task, lead=lead, others=others) for n, (task, lead, others) in enumerate(ROWS, 1)
    )
    return head + "".join(rows)


@pytest.mark.parametrize("form", FORMS)
def test_units_of_a_kind_that_no_list_has_take_part(form: str) -> None:
    read = parse(document(form))
    found = [tuple([party.name for party in side] for side in (task.leads, task.participants)) for task in read.tasks]
    assert found == [([lead], others.split("、")) for _, lead, others in ROWS]
    assert not read.warnings


def test_what_a_page_says_of_itself_once_is_no_party() -> None:
    page = "发布单位：某市人民政府办公室\n" + document("lines")
    assert all("人民政府" not in party.name for task in parse(page).tasks for party in task.parties)
