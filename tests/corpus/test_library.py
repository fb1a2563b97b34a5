"""Installed plans: bound to the registry, checked against their text, and each way of being unusable one clear line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.library import PLANS_DIR, Library, load_library, load_plan, problems
from corpus.records import CorpusError, Plan
from tests.corpus.folders import PLAN_ID, copied, edited, rewritten, with_bytes


def fault(folder: Path, library: Library) -> str:
    with pytest.raises(CorpusError) as caught:
        load_plan(folder, library.registry)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_the_plan_as_installed(plan: Plan) -> None:
    assert (plan.id, plan.year, plan.jurisdiction, plan.language) == (PLAN_ID, 2011, "内蒙古自治区", "zh-Hans")
    assert plan.text.encode("utf-8") == (PLANS_DIR / PLAN_ID / "text.txt").read_bytes()
    assert plan.digest == "b9c47edc70eef23a82e3386d77f458de2037d3af2d65a8d1610b3b3c4c2c2bb6"
    assert set(plan.editorial) == set(range(1, 41))
    assert set(plan.section_titles_en) == set(range(1, 9))
    assert list(problems(PLANS_DIR / PLAN_ID, plan)) == []


def test_our_titles_and_renderings_fit_the_text(plan: Plan) -> None:
    for task in plan.tasks:
        ours = plan.editorial[task.number]
        assert ours.zh and ours.en and not re.search("[\u3400-\u9fff]", ours.en), f"task {task.number}"
        assert len(ours.english) == len(ours.plain) == len(task.sentences), f"task {task.number}"
        assert ours.zh not in task.body.of(plan.text), f"task {task.number}: a title is ours, not a quotation"


def test_plans_are_found_by_id(library: Library, plan: Plan) -> None:
    assert library.plan() is library.plans[0]
    assert library.plan(PLAN_ID) is plan
    with pytest.raises(CorpusError, match=rf"there is no plan atlantis: installed are .*{PLAN_ID}"):
        library.plan("atlantis")


def test_a_folder_without_plans_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=re.escape(f"no plan in {tmp_path}")):
        load_library(tmp_path)


def test_plans_come_in_the_order_of_their_folders(tmp_path: Path) -> None:
    for name in ("b", "a"):
        folder = copied(tmp_path / name)
        edited(folder / "plan.toml", rf'^id = "{PLAN_ID}"', f'id = "{name}"')
        folder.rename(tmp_path / f"plan-{name}")
    assert [plan.id for plan in load_library(tmp_path).plans] == ["a", "b"]


@pytest.mark.parametrize("name", ["plan.toml", "text.txt"])
@pytest.mark.parametrize("how", ["missing", "a folder"])
def test_a_file_that_cannot_be_read(name: str, how: str, library: Library, tmp_path: Path) -> None:
    path = copied(tmp_path) / name
    path.unlink()
    if how == "a folder":
        path.mkdir()
    assert fault(path.parent, library).startswith(f"cannot read {path}: ")


def test_a_text_that_is_not_utf8(library: Library, plan: Plan, tmp_path: Path) -> None:
    folder = with_bytes(copied(tmp_path), plan.text.encode("gb18030"))
    assert fault(folder, library) == f"{folder / 'text.txt'} is not UTF-8: save it as UTF-8"


def test_a_text_other_than_the_checked_one(library: Library, tmp_path: Path) -> None:
    path = copied(tmp_path) / "text.txt"
    path.write_bytes(path.read_bytes() + b"\n")
    message = fault(path.parent, library)
    assert message.startswith(f"{path} is not the text that plan.toml was checked against")
    assert "sha256" in message


@pytest.mark.parametrize("name", ["plan.toml", "plain.toml"])
@pytest.mark.parametrize(
    ("data", "says"),
    [(b'id = "open', "is not valid TOML: "), (b'id = "\xff"', "is not UTF-8: save it as UTF-8")],
    ids=["damaged", "not UTF-8"],
)
def test_damaged_toml(name: str, data: bytes, says: str, library: Library, tmp_path: Path) -> None:
    path = copied(tmp_path) / name
    path.write_bytes(data)
    assert f"{path} {says}" in fault(path.parent, library)


@pytest.mark.parametrize("key", ["id", "short_title.zh", "short_title.en", "year", "jurisdiction", "language"])
def test_a_missing_key(key: str, library: Library, tmp_path: Path) -> None:
    path = copied(tmp_path) / "plan.toml"
    edited(path, rf"^{re.escape(key)} = .*\n", "")
    assert fault(path.parent, library) == f"{path}: a key is missing or wrong: {key.split('.')[-1]!r}"


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (r"^year = 2011", 'year = "soon"'),
        (r"^short_title.zh = .*\n^short_title.en = .*", 'short_title = "plan"'),
        (r"^number = 1\nen", "en"),
        (r"^zh = ", "chinese = "),
    ],
    ids=["year", "titles", "section number", "task title"],
)
def test_a_wrong_key(pattern: str, replacement: str, library: Library, tmp_path: Path) -> None:
    path = copied(tmp_path) / "plan.toml"
    edited(path, pattern, replacement)
    assert fault(path.parent, library).startswith(f"{path}: a key is missing or wrong: ")


def test_plain_words_are_optional(library: Library, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "plain.toml").unlink()
    plan = load_plan(folder, library.registry)
    assert {entry.plain for entry in plan.editorial.values()} == {()}
    assert list(problems(folder, plan)) == []


BROKEN = {
    "unknown department": (
        "（自治区工商局）",
        "（自治区火星厅）",
        "task 19: 自治区火星厅 is in no entry of departments.toml",
    ),
    "lost task": ("（自治区工商局）", "", "the tasks are not numbered 1 to 39 in order"),
    "counted": ("（自治区工商局）", "", "39 tasks found, 40 expected"),
    "no number": ("　　（十九） 做好", "　　做好", "a task without a number, read as task 19"),
    "renumbered": ("（十九）", "（九十）", "the tasks are not numbered 1 to 40 in order"),
    "title": ("重点工作分工方案\n\n　　为了", "工作分工方案\n\n　　为了", "the title read from the text is "),
    "no bracket": ("（自治区工商局）", "", "no departments at the end of task 19"),
    "stray line": ("　　（十九）", "　　附则。\n　　（十九）", "not part of any task: 附则。"),
    "not a rule": ("（自治区工商局）", "（自治区工商局。年底前）", "not understood in the bracket: 年底前"),
    "empty bracket": ("（自治区工商局）", "（、）", "no departments at the end of task 19"),
    "sentence": ("衔接。（自治区工商局）", "衔接。再接再厉。（自治区工商局）", "1 English sentences for 2 sentences"),
    "section": ("　　二、促进", "　　促进", "7 sections found, 8 expected"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_with_a_plan(name: str, library: Library, tmp_path: Path) -> None:
    old, new, says = BROKEN[name]
    folder = rewritten(copied(tmp_path), lambda text: text.replace(old, new, 1))
    found = list(problems(folder, load_plan(folder, library.registry)))
    assert [problem for problem in found if says in problem], found


def test_a_task_without_titles(library: Library, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    edited(folder / "plan.toml", r"^number = 40$", "number = 41")
    found = list(problems(folder, load_plan(folder, library.registry)))
    assert [problem.split(", ")[1] for problem in found] == ["task 40: no titles in plan.toml"]
