"""Installed plans: bound to the registry made for them, and each way of being unusable one clear line."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from corpus.library import SHIPPED, Library, load_library, load_plan, stated_year, warnings
from corpus.records import CorpusError, Plan
from tests.corpus.folders import PLAN_ID, copied, edited, rewritten, with_bytes


def fault(folder: Path) -> str:
    with pytest.raises(CorpusError) as caught:
        load_plan(folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_the_plan_as_shipped(plan: Plan) -> None:
    assert (plan.id, plan.year, len(plan.sections), len(plan.tasks)) == (PLAN_ID, 2011, 8, 40)
    assert plan.text.encode("utf-8") == (SHIPPED / PLAN_ID / "text.txt").read_bytes()
    assert plan.digest == "b9c47edc70eef23a82e3386d77f458de2037d3af2d65a8d1610b3b3c4c2c2bb6"
    assert len({party.department for task in plan.tasks for party in task.parties}) == 30
    assert set(plan.editorial) == {task.key for task in plan.tasks}
    assert set(plan.section_titles_en) == {section.key for section in plan.sections}
    assert list(warnings(plan)) == []


@pytest.mark.parametrize(
    ("title", "number", "issued", "year"),
    [
        ("某市2023年任务分工", "某政发〔2022〕3号", "", 2023),
        ("二○一二年全盟任务分工", "某署办发〔２０１１〕４３号", "", 2012),
        ("二0〇九年任务分工", "", "二〇〇九年三月二日", 2009),
        ("二OO八年任务分工", "", "", 2008),
        ("某盟任务分工", "某署办发〔２０１２〕４３号", "", 2012),
        ("某盟任务分工", "某署办发【二〇一二】43号", "", 2012),
        ("某盟任务分工", "", "二〇一九年十二月二十三日", 2019),
        ("三年行动方案（2024—2026年）", "", "", 2026),
        ("某盟任务分工", "", "", None),
    ],
)
def test_the_year_in_any_writing(title: str, number: str, issued: str, year: int | None, plan: Plan) -> None:
    document = dataclasses.replace(plan.document, title=title, document_number=number, issued=issued)
    assert stated_year(document) == year


def test_our_titles_and_renderings_fit_the_text(plan: Plan) -> None:
    for task in plan.tasks:
        ours = plan.editorial[task.key]
        assert ours.zh and ours.en and not re.search("[\u3400-\u9fff]", ours.en), f"task {task.id}"
        assert len(ours.english) == len(ours.plain) == len(task.sentences), f"task {task.id}"
        assert ours.zh not in task.body.of(plan.text), f"task {task.id}: a title is ours, not a quotation"


def test_plans_are_found_by_id(library: Library, plan: Plan) -> None:
    assert library.plan() is library.plans[0]
    assert library.plan(PLAN_ID) is plan
    with pytest.raises(CorpusError, match=rf"there is no plan atlantis: installed are .*{PLAN_ID}"):
        library.plan("atlantis")


def test_added_plans_come_after_the_shipped_ones_in_the_order_of_their_ids(tmp_path: Path) -> None:
    for name in ("b", "a"):
        copied(tmp_path / "from").rename(tmp_path / name)
    copied(tmp_path)  # under the id of a shipped plan, which stays that one's
    library = load_library(tmp_path)
    assert library.ids == (PLAN_ID, "a", "b")
    assert library.folder(PLAN_ID) == SHIPPED / PLAN_ID
    assert load_library(tmp_path / "nowhere").ids == (PLAN_ID,)


@pytest.mark.parametrize("name", ["plan.toml", "text.txt"])
@pytest.mark.parametrize("how", ["missing", "a folder"])
def test_a_file_that_cannot_be_read(name: str, how: str, tmp_path: Path) -> None:
    path = copied(tmp_path) / name
    path.unlink()
    if how == "a folder":
        path.mkdir()
    assert fault(path.parent).startswith(f"cannot read {path}: ")


def test_a_text_that_is_not_utf8(plan: Plan, tmp_path: Path) -> None:
    folder = with_bytes(copied(tmp_path), plan.text.encode("gb18030"))
    assert fault(folder) == f"{folder / 'text.txt'} is not UTF-8: save it as UTF-8"


def test_a_text_other_than_the_installed_one(tmp_path: Path) -> None:
    path = copied(tmp_path) / "text.txt"
    path.write_bytes(path.read_bytes() + b"\n")
    message = fault(path.parent)
    assert message.startswith(f"{path} is not the text that was installed")
    assert "sha256" in message and f"python -m corpus update {PLAN_ID} FILE" in message


@pytest.mark.parametrize("name", ["plan.toml", "editorial.toml"])
@pytest.mark.parametrize(
    ("data", "says"),
    [(b'id = "open', "is not valid TOML: "), (b'id = "\xff"', "is not UTF-8: save it as UTF-8")],
    ids=["damaged", "not UTF-8"],
)
def test_damaged_toml(name: str, data: bytes, says: str, tmp_path: Path) -> None:
    path = copied(tmp_path) / name
    path.write_bytes(data)
    assert f"{path} {says}" in fault(path.parent)


def test_a_year_that_is_no_number(tmp_path: Path) -> None:
    path = copied(tmp_path) / "plan.toml"
    edited(path, "^year = 2011", 'year = "soon"')
    assert fault(path.parent) == f"{path}: year = 'soon' is not a number"


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [(r"^title = .*\n", ""), (r"^words = .*\n", ""), (r"^plain_zh = \[\n.*\n", "plain_zh = [\n")],
    ids=["section without title", "task without words", "plain words of one language"],
)
def test_a_wrong_entry_of_the_editorial_file(pattern: str, replacement: str, tmp_path: Path) -> None:
    path = copied(tmp_path) / "editorial.toml"
    edited(path, pattern, replacement)
    assert fault(path.parent).startswith(f"{path}: a key is missing or wrong: ")


def test_editorial_text_is_optional(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "editorial.toml").unlink()
    plan = load_plan(folder)
    assert (plan.editorial, plan.section_titles_en) == ({}, {})
    assert list(warnings(plan)) == []


def test_editorial_text_follows_its_task_across_numbers_and_rewording(plan: Plan, tmp_path: Path) -> None:
    def change(text: str) -> str:
        text = text.replace("推广多层标准厂房建设", "推广高层绿色厂房建设")
        return text.replace("　　（一） ", "　　（一） 开展极地冰川科学考察。（自治区水利厅）\n　　（二） ", 1)

    changed = load_plan(rewritten(copied(tmp_path), change))
    titles = {task.prose[:12]: plan.editorial[task.key].zh for task in plan.tasks}
    assert 1 not in changed.editorial
    assert {task.prose[:12]: changed.editorial[task.key].zh for task in changed.tasks[1:]} == titles


BROKEN = {
    "stray line": ("　　（十九）", "　　附则。\n　　（十九）", "not part of any task: 附则。"),
    "not a rule": ("（自治区工商局）", "（自治区工商局。视情况另定）", "not understood in the bracket: 视情况另定"),
    "empty bracket": ("（自治区工商局）", "（、）", "no departments at the end of task 19"),
    "sentence": ("衔接。（自治区工商局）", "衔接。再接再厉。（自治区工商局）", "1 English sentences for 2 sentences"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_read_of_a_plan_is_a_warning(name: str, tmp_path: Path) -> None:
    old, new, says = BROKEN[name]
    folder = rewritten(copied(tmp_path), lambda text: text.replace(old, new, 1))
    found = list(warnings(load_plan(folder)))
    assert [problem for problem in found if says in problem], found


def test_a_party_that_no_list_knows_is_one_all_the_same(tmp_path: Path) -> None:
    folder = rewritten(copied(tmp_path), lambda text: text.replace("（自治区工商局）", "（自治区火星厅）"))
    plan = load_plan(folder)
    (party,) = plan.tasks[18].parties
    assert "火星厅" in plan.registry[party.department].name
    assert list(warnings(plan)) == []
