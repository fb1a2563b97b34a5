"""`python -m corpus`: the contract that scripts use, and one line on standard error for what cannot be carried out."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corpus.__main__ import main
from corpus.library import SHIPPED, load_library
from corpus.records import Plan
from tests.corpus.folders import PLAN_ID, copied, rewritten

TEXT = SHIPPED / PLAN_ID / "text.txt"
TASK_KEYS = ["number", "section", "text", "leads", "participants", "open_ended", "basis", "deadline", "line"]


def parsed(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["parse", "--json", str(path)]) == 0
    out, err = capsys.readouterr()
    assert err == "" and out.count("\n") == 1
    found: dict[str, Any] = json.loads(out)
    return found


def test_parse_json_has_the_keys_of_the_contract(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    found = parsed(TEXT, capsys)
    assert list(found) == ["title", "document_number", "issuer", "tasks", "warnings"]
    assert (found["title"], found["document_number"], found["issuer"]) == (plan.document.title, "", "")
    assert found["warnings"] == []
    assert {tuple(task) for task in found["tasks"]} == {tuple(TASK_KEYS)}
    assert [task["number"] for task in found["tasks"]] == list(range(1, 41))
    assert found["tasks"][29] == {
        "number": 30,
        "section": "七、加强政策支持和引导",
        "text": "完善和规范物流企业营业税差额纳税办法。",
        "leads": ["内蒙古国税局"],
        "participants": ["自治区地税局", "自治区财政厅"],
        "open_ended": False,
        "basis": "rule-first",
        "deadline": None,
        "line": plan.tasks[29].line,
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_documents_in_any_encoding_give_the_same_records(
    encoding: str, end: str, plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(plan.text.replace("\n", end).encode(encoding))
    assert parsed(path, capsys) == parsed(TEXT, capsys)


def test_a_text_without_tasks_gets_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("关于今年天气的说明\n", "utf-8")
    found = parsed(path, capsys)
    assert found["tasks"] == []
    assert [warning["line"] for warning in found["warnings"]] == [1]
    assert found["warnings"][0]["message"].startswith("no task found")


def test_parse_for_people(tmp_path: Path, plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(plan.text.replace("（自治区工商局）", "（自治区工商局。视情况另定）"), "utf-8")
    assert main(["parse", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == plan.document.title
    assert "      牵头 自治区商务厅 · 配合 自治区发展改革委、自治区经济和信息化委\n" in out
    assert err == f"{path}:{plan.tasks[18].line}: not understood in the bracket: 视情况另定\n"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of generated files, in which what all plans share is made once."""
    return tmp_path_factory.mktemp("generated")


@pytest.fixture
def places(tmp_path: Path, generated: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of added plans, beside one of generated files."""
    monkeypatch.setenv("PLANS_DIR", str(tmp_path / "plans"))
    monkeypatch.setenv("VAR_DIR", str(generated))
    return tmp_path / "plans"


def test_check_of_the_installed_plans(places: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    line = f"{PLAN_ID}: 8 sections, 40 tasks, 30 parties, sha256 b9c47edc70ee, 0 warnings\n"
    assert capsys.readouterr().out == line


def test_check_names_what_was_not_read_and_what_cannot_be_served(
    places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied(places).rename(places / "unread")
    rewritten(places / "unread", lambda text: text.replace("（自治区工商局）", "（自治区工商局。视情况另定）"))
    assert main(["check"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"unread: 8 sections, 40 tasks, 30 parties, sha256 {digest(places / 'unread')}, 1 warnings",
        "  line 36: not understood in the bracket: 视情况另定",
    ]
    (places / "unread" / "text.txt").write_text("一、别的", "utf-8")
    assert main(["check"]) == 1
    assert capsys.readouterr().out.splitlines()[1].startswith("unread: cannot be served: ")


def digest(folder: Path) -> str:
    return hashlib.sha256((folder / "text.txt").read_bytes()).hexdigest()[:12]


TOWN = """\
河口市2023年夜间经济重点任务分工方案

一、丰富业态
1.改造三条步行街的夜间照明。（市城管局牵头，市财政局配合，2023年6月底前完成）
2.培育二十家深夜食堂。（市商务局牵头，市市场监管局配合）
二、保障出行
3.延长两条地铁线的运营时间。（市交通运输局负责）
"""


def test_what_a_user_meets_is_in_the_language_of_the_terminal(
    town: Path, places: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["add", str(town)]) == 2
    out, err = capsys.readouterr()
    assert "2 个部分，3 项任务，5 个部门和单位\n" in out
    assert err == "corpus: 没有人可以确认：加上 --yes 就不再询问，直接安装为 hekou-2023\n"
    assert main(["add", "--yes", str(town)]) == 0
    assert "已安装。提问：python -m bot ask --plan hekou-2023 问题\n" in capsys.readouterr().out
    said = {
        ("add", str(town)): "已经安装过，文字完全相同，编号 hekou-2023。",
        ("update", "hekou-2023", str(TEXT)): "它的任务大多不在 hekou-2023《河口市",
        ("parse", str(places / "none.doc")): "none.doc 读不了：",
        ("remove", "nowhere"): "没有编号为 nowhere 的方案，可能已被删除。现有：",
    }
    for arguments, words in said.items():
        assert main([*arguments]) == 2
        assert words in capsys.readouterr().err


@pytest.fixture
def town(tmp_path: Path) -> Path:
    path = tmp_path / "town.txt"
    path.write_text(TOWN, "utf-8")
    return path


def test_a_plan_is_added_listed_updated_and_removed(
    town: Path, places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", "--yes", str(town)]) == 0
    out = capsys.readouterr().out
    assert "2 sections, 3 tasks, 5 parties\n" in out
    assert "   1. 改造三条步行街的夜间照明\n      牵头 市城管局 · 配合 市财政局 · 时限 2023年6月底前" in out
    assert (places / "hekou-2023" / "text.txt").read_bytes() == TOWN.encode()
    assert main(["list"]) == 0
    assert (
        "hekou-2023\t河口市2023年夜间经济重点任务分工方案\t2 sections, 3 tasks, 5 parties\n" in capsys.readouterr().out
    )
    town.write_text(TOWN.replace("3.延长", "3.加强夜间巡逻。（市公安局负责）\n4.延长"), "utf-8")
    assert main(["update", "hekou-2023", str(town), "--yes"]) == 0
    assert "3\tadded\t\t加强夜间巡逻。\n3\trenumbered\t3\t4\n" in capsys.readouterr().out
    assert len(load_library(places).plan("hekou-2023").tasks) == 4
    assert main(["remove", "hekou-2023", "--yes"]) == 0
    assert load_library(places).ids == (PLAN_ID,)


def test_a_text_that_is_installed_is_not_installed_again(
    town: Path, places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", "--yes", str(town)]) == 0
    capsys.readouterr()
    assert main(["add", "--yes", str(town)]) == 2
    assert "is installed already, as hekou-2023, word for word" in capsys.readouterr().err
    assert load_library(places).ids == (PLAN_ID, "hekou-2023")
    # Who names an id means it.
    assert main(["add", "--yes", "--id", "again", str(town)]) == 0
    capsys.readouterr()
    (places / "hekou-2023" / "text.txt").write_text("一、别的", "utf-8")
    assert main(["add", "--yes", str(town)]) == 2
    assert "python -m corpus update again FILE" in capsys.readouterr().err.replace("hekou-2023", "again")


DAMAGES = {
    "edited": TOWN.replace("二十家", "三十家").encode(),
    "of another text": "一、别的".encode(),
    "no text": b"\xff\xfe\x00",
    "empty": b"",
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_plan_whose_text_is_damaged_is_mended_by_its_document(
    how: str, town: Path, places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", "--yes", "--title", "夜间经济", str(town)]) == 0
    assert main(["update", "hekou-2023", str(town), "--yes"]) == 2
    assert "is the text of hekou-2023 that is installed already" in capsys.readouterr().err
    lying = places / "hekou-2023" / "text.txt"
    lying.write_bytes(DAMAGES[how])
    assert main(["update", "hekou-2023", str(town), "--yes"]) == 0
    assert "installed: python -m bot ask --plan hekou-2023 QUESTION" in capsys.readouterr().out
    assert load_library(places).plan("hekou-2023").title("zh") == "夜间经济"
    # What was written into the text by hand can be kept as well.
    if how == "edited":
        town.write_bytes(DAMAGES[how])
        lying.write_bytes(DAMAGES[how])
        assert main(["update", "hekou-2023", str(town), "--yes"]) == 0
        assert load_library(places).plan("hekou-2023").text == DAMAGES[how].decode()


def test_a_document_of_another_plan_takes_no_plan_s_place_unless_told(
    town: Path, places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", "--yes", str(town)]) == 0
    capsys.readouterr()
    assert main(["update", "hekou-2023", str(TEXT), "--yes"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert "河口市2023年夜间经济重点任务分工方案" in err and "内蒙古自治区" in err and "--another" in err
    assert load_library(places).plan("hekou-2023").text == TOWN
    # Most of what was there is kept: a version, however much is new.
    more = "".join(
        f"{n}.{what}。（市公安局负责）\n" for n, what in enumerate(("巡逻", "办证", "疏导交通", "查酒驾"), 4)
    )
    town.write_text(TOWN.replace("夜间经济", "夜间消费") + more, "utf-8")
    assert main(["update", "hekou-2023", str(town), "--yes"]) == 0
    assert main(["update", "hekou-2023", str(TEXT), "--yes", "--another"]) == 0
    assert len(load_library(places).plan("hekou-2023").tasks) == 40


def test_a_folder_of_plans_that_is_not_there_or_is_none(
    town: Path, places: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert main(["list"]) == 0
    assert [record.getMessage() for record in caplog.records] == [
        f"PLANS_DIR={places} is not there: where that is right, python -m corpus add FILE makes it"
    ]
    places.write_text("a file")
    assert main(["list"]) == 2
    assert f"PLANS_DIR={places} is no folder: correct it, or leave it empty for" in capsys.readouterr().err


def test_an_id_and_a_title_of_ones_own(town: Path, places: Path) -> None:
    assert main(["add", "--yes", "--id", "night", "--title", "夜间经济", str(town)]) == 0
    plan = load_library(places).plan("night")
    assert (plan.title("zh"), plan.title("en"), plan.year) == ("夜间经济", plan.document.title, 2023)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "{town}"], "nobody is there to agree: --yes to install it as hekou-2023 without asking"),
        (["add", "--yes", "--id", "Night", "{town}"], "--id Night: an id is of a–z, 0–9 and hyphens"),
        (["add", "--yes", "--id", PLAN_ID, "{town}"], f"there is a plan {PLAN_ID} already: python -m corpus update"),
        (["update", PLAN_ID, "{town}", "--yes"], f"{PLAN_ID} comes with the program"),
        (["update", "nowhere", "{town}", "--yes"], "there is no plan nowhere: installed are"),
        (["remove", PLAN_ID, "--yes"], f"{PLAN_ID} comes with the program"),
        (["remove", "nowhere"], "there is no plan nowhere: installed are"),
        (["add", "--yes", "{empty}"], "empty.txt: no task found"),
    ],
)
def test_what_cannot_be_installed_changes_nothing(
    arguments: list[str], says: str, town: Path, places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = town.with_name("empty.txt")
    empty.write_text("关于今年天气的说明\n", "utf-8")
    assert main([word.format(town=town, empty=empty) for word in arguments]) == 2
    assert says in capsys.readouterr().err
    assert load_library(places).ids == (PLAN_ID,)


def test_diff(tmp_path: Path, plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new.txt"
    path.write_text(plan.text.replace("（自治区工商局）", "（自治区公安厅）"), "utf-8")
    assert main(["diff", str(TEXT), str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "19\tlead\t自治区工商局\t自治区公安厅",
        "19\tjoined\t\t自治区公安厅",
        "19\tleft\t自治区工商局",
    ]
    assert main(["diff", str(TEXT), str(TEXT)]) == 0
    assert capsys.readouterr().out == ""


def test_diff_and_update_tell_of_another_time_limit(
    town: Path, places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = town.with_name("later.txt")
    later.write_text(TOWN.replace("2023年6月底前", "2023年9月底前"), "utf-8")
    line = "1\tdeadline\t2023年6月底前完成\t2023年9月底前完成"
    assert main(["diff", str(town), str(later)]) == 0
    assert capsys.readouterr().out.splitlines() == [line]
    assert main(["add", "--yes", str(town)]) == 0
    capsys.readouterr()
    assert main(["update", "hekou-2023", str(later), "--yes"]) == 0
    assert line in capsys.readouterr().out.splitlines()


def broken(tmp_path: Path, how: str) -> list[str]:
    """The arguments of a call that cannot be carried out; the last one names the file at fault, or its folder."""
    match how:
        case "missing document":
            return ["parse", str(tmp_path / "none.txt")]
        case "folder as document":
            return ["parse", str(tmp_path)]
        case "binary document":
            (tmp_path / "noise.txt").write_bytes(b"\x81\xff\x00\x80\xff\xfe\x9f" * 40)
            return ["parse", "--json", str(tmp_path / "noise.txt")]
    return ["diff", str(TEXT), str(tmp_path / "none.txt")]


FAULTS = ["missing document", "folder as document", "binary document", "missing version"]


@pytest.mark.parametrize("how", FAULTS)
def test_what_cannot_be_carried_out(how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = broken(tmp_path, how)
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert err.startswith("corpus: ") and arguments[-1] in err


def test_as_a_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "corpus", *broken(tmp_path, "missing document")]
    run = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONUTF8": "1"}, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"corpus: cannot read {tmp_path / 'none.txt'}: No such file or directory\n"


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["parse"]], ids=["none", "unknown", "no file"])
def test_a_wrong_call_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m corpus" in capsys.readouterr().err
