"""`python -m corpus`: the contract that scripts use, and one line on standard error for what cannot be carried out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corpus.__main__ import main
from corpus.library import PLANS_DIR
from corpus.records import Plan
from tests.corpus.folders import PLAN_ID, copied, edited, rewritten

TEXT = PLANS_DIR / PLAN_ID / "text.txt"
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
        "section": "加强政策支持和引导",
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
    path.write_bytes(b"")
    found = parsed(path, capsys)
    assert found["tasks"] == []
    assert [warning["line"] for warning in found["warnings"]] == [1]
    assert found["warnings"][0]["message"].startswith("no task found")


def test_parse_for_people(tmp_path: Path, plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(plan.text.replace("（自治区工商局）", "（自治区工商局。年底前）"), "utf-8")
    assert main(["parse", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == plan.document.title
    assert "     牵头 自治区商务厅 · 配合 自治区发展改革委、自治区经济和信息化委\n" in out
    assert err == f"{path}:{plan.tasks[18].line}: not understood in the bracket: 年底前\n"


def test_check_of_the_installed_plans(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert (
        f"{PLAN_ID}: 8 sections, 40 tasks, 30 departments, sha256 b9c47edc70ee, every bracket accounted for\n"
        in capsys.readouterr().out
    )


def test_check_of_a_broken_plan_has_a_line_for_each_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rewritten(copied(tmp_path), lambda text: text.replace("（自治区工商局）", "（自治区火星厅）"))
    assert main(["check", "--plans", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith(", 1 problems")
    assert [line.split(", ")[1] for line in lines[1:]] == ["task 19: 自治区火星厅 is in no entry of departments.toml"]


def test_check_counts_what_is_expected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edited(copied(tmp_path) / "plan.toml", r"^tasks = 40", "tasks = 41")
    assert main(["check", "--plans", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == ["  40 tasks found, 41 expected"]


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


def broken(tmp_path: Path, how: str) -> list[str]:
    """The arguments of a call that cannot be carried out; the last one names the file at fault, or its folder."""
    match how:
        case "missing document":
            return ["parse", str(tmp_path / "none.txt")]
        case "folder as document":
            return ["parse", str(tmp_path)]
        case "binary document":
            (tmp_path / "noise.txt").write_bytes(b"\xff\xfe\xff\x80")
            return ["parse", "--json", str(tmp_path / "noise.txt")]
        case "missing version":
            return ["diff", str(TEXT), str(tmp_path / "none.txt")]
        case "no plans":
            return ["check", "--plans", str(tmp_path)]
        case "damaged toml":
            (copied(tmp_path) / "plan.toml").write_text("id = [", "utf-8")
        case "other text":
            (copied(tmp_path) / "text.txt").write_text("一、别的\n", "utf-8")
        case "missing key":
            edited(copied(tmp_path) / "plan.toml", r"^year = .*", "")
    return ["check", "--plans", str(tmp_path)]


FAULTS = ["missing document", "folder as document", "binary document", "missing version", "no plans"]
FAULTS += ["damaged toml", "other text", "missing key"]


@pytest.mark.parametrize("how", FAULTS)
def test_what_cannot_be_carried_out(how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = broken(tmp_path, how)
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert err.startswith("corpus: ") and arguments[-1] in err


def test_as_a_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "corpus", *broken(tmp_path, "damaged toml")]
    run = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONUTF8": "1"}, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"corpus: {tmp_path / PLAN_ID / 'plan.toml'} is not valid TOML: ")
    assert run.stderr.count("\n") == 1 and "Traceback" not in run.stderr


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["parse"]], ids=["none", "unknown", "no file"])
def test_a_wrong_call_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m corpus" in capsys.readouterr().err
