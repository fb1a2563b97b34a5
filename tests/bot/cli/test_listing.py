"""The plans and departments that there are, for people and as JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.cli.ask import as_record
from bot.cli.records import department_records, plan_records
from bot.plans.served import Plans
from bot.screens.wording import Wording
from corpus.install import candidate, install
from corpus.library import load_library
from tests.assistant import assistant_of
from tests.several import COUNTY, engine_of

ID = "songling-2023"
LIMITS = """\
青县2024年养殖工作任务分工方案

1.改造鱼塘。（县水利局牵头，2024年9月底前完成）
2.清理网箱。（县水利局牵头，长期坚持）
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.chdir(tmp_path)

    def called(*arguments: str) -> tuple[int, str]:
        code = main(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return called


def test_plans_and_departments_for_people(run: Any) -> None:
    code, said = run("plans")
    assert (code, said.count("\n")) == (0, 1) and said.startswith("* neimenggu-2011  ") and "40 项任务" in said
    code, said = run("departments")
    assert code == 0 and "商务厅：牵头 5，参与 7" in said.splitlines()
    code, said = run("departments", "--plan", "none")
    assert code == 2 and "neimenggu-2011" in said


def test_plans_and_departments_as_json(run: Any) -> None:
    [plan] = map(json.loads, run("plans", "--json")[1].splitlines())
    assert (plan["id"], plan["default"], plan["tasks"], plan["year"]) == ("neimenggu-2011", True, 40, 2011)
    departments = {row["id"]: row for row in map(json.loads, run("departments", "--json")[1].splitlines())}
    assert len(departments) == plan["departments"]
    assert departments["shangwu"]["lead"] == ["7", "9", "14", "23", "35"]
    assert len(departments["shangwu"]["participant"]) == 7 and departments["shangwu"]["name"] == "商务厅"


def test_a_plan_without_titles_and_english_of_ours(tmp_path: Path) -> None:
    plans = Plans([engine_of(ID, COUNTY, tmp_path)], Wording(), reports=False)
    [plan] = plan_records(plans, Wording())
    assert (plan["title"], plan["place"], plan["sections"]) == (
        "松陵县2023年水库移民后期扶持工作任务分工方案",
        "松陵县",
        0,
    )
    resettled = department_records(plans.get(None))[2]
    assert (resettled["name"], resettled["name_en"], resettled["lead"]) == ("移民服务中心", None, [])
    assert resettled["participant"] == ["1", "2"]


def test_a_task_has_its_time_limit_and_its_words(tmp_path: Path) -> None:
    assistant = assistant_of(engine_of("qing-2024", LIMITS, tmp_path))
    tasks = as_record(assistant, "", "县水利局牵头哪些任务")["tasks"]
    assert [(task["deadline"], task["due"]) for task in tasks] == [
        ("2024年9月底前完成", "2024-09-30"),
        ("长期坚持", None),
    ]
    assert [task["text"] for task in tasks] == ["改造鱼塘。", "清理网箱。"]


def test_a_batch_asks_the_plan_that_is_named(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever plan a question names, plain or with its conversation."""
    plans = tmp_path / "plans"
    install(candidate(COUNTY, "county.txt", load_library(plans), ID), plans)
    asked = "第2项谁负责\n内蒙古那个方案第2项谁负责\n" + json.dumps({"conversation": "a", "question": "第2项谁负责"})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(asked.encode())))
    code, said = run("ask", "--json", "--plan", ID, "--batch", "-")
    assert code == 0 and [json.loads(line)["plan"] for line in said.splitlines()] == [ID] * 3
