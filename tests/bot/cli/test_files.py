"""The commands that write files: what is written, and one line for what cannot be."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image

from bot.__main__ import main

LEADS = "商务厅牵头哪些任务"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VAR_DIR", str(var_dir))
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["picture", "matrix"],
        ["picture", "matrix", "--lang", "en", "--plan", "neimenggu-2011"],
        ["picture", "department", "商务厅"],
        ["picture", "department", "商物厅"],
        ["picture", "department", "Department", "of", "Commerce", "--lang", "en"],
        ["picture", "department", "生态环境厅"],
    ],
    ids=" ".join,
)
def test_a_picture(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "-o", "out.png"]) == 0
    with Image.open("out.png") as image:
        assert image.format == "PNG"
    assert capsys.readouterr() == ("", "")


def test_a_misspelt_department_gets_its_own_chart(folder: Path) -> None:
    for name, file in (("商务厅", "right.png"), ("商物厅", "slip.PNG"), ("财政厅", "other.png")):
        assert main(["picture", "department", name, "--output", file]) == 0
    assert Path("right.png").read_bytes() == Path("slip.PNG").read_bytes() != Path("other.png").read_bytes()


def test_the_list_of_an_exact_answer() -> None:
    assert main(["export", LEADS, "-o", "out.xlsx"]) == 0
    sheet = openpyxl.load_workbook("out.xlsx").active
    assert sheet["A2"].value == "商务厅牵头任务清单"
    assert [[sheet.cell(row, column).value for column in (1, 5)] for row in range(7, 12)] == [
        ["（七）", "牵头"],
        ["（九）", "牵头"],
        ["（十四）", "牵头"],
        ["（二十三）", "牵头"],
        ["（三十五）", "牵头"],
    ]


def test_an_english_question_gets_an_english_list() -> None:
    assert main(["export", "Which tasks does", "Hohhot Customs lead?", "-o", "out.DOCX"]) == 0
    (table,) = docx.Document(io.BytesIO(Path("out.DOCX").read_bytes())).tables
    assert [row.cells[0].text for row in table.rows] == [
        "No.",
        "（二十九）",
        "（三十四）",
        "（三十六）",
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["picture", "department", "税务局", "-o", "a.png"], "税务局 may mean 国税局, 地税局: give one of them"),
        (["picture", "department", "商务厅", "财政厅", "-o", "a.png"], "商务厅 财政厅 may mean 商务厅, 财政厅"),
        (["picture", "department", "民政厅", "-o", "a.png"], "民政厅 is not among the departments of this plan"),
        (["picture", "department", "护照", "-o", "a.png"], "no department is called 护照"),
        (["picture", "department", "-o", "a.png"], "no department is called …"),
        (["picture", "matrix", "--lang", "fr", "-o", "a.png"], "--lang fr: the languages are en, zh"),
        (["picture", "matrix", "--plan", "atlantis", "-o", "a.png"], "there is no plan atlantis"),
        (["picture", "matrix", "-o", "a.jpg"], "a.jpg: give a file that ends in .png"),
        (["picture", "matrix", "-o", "none/a.png"], "cannot write none/a.png: No such file"),
        (["export", LEADS, "-o", "a.odt"], "a.odt: give a file that ends in .xlsx / .docx / .pdf"),
        (["export", LEADS, "-o", "a"], "a: give a file that ends in .xlsx / .docx / .pdf"),
        (["export", "民政厅牵头哪些任务", "-o", "a.xlsx"], "no tasks to list, since the answer is: 民政厅不在"),
        (["export", "哪个部门牵头的任务最多", "-o", "a.xlsx"], "no tasks to list"),
        (["export", "", "-o", "a.xlsx"], "no tasks to list, since the answer is: 没看懂"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_written(
    arguments: list[str], says: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, error = capsys.readouterr()
    assert out == "" and error.startswith(f"bot: {says}") and error.count("\n") == 1
    assert list(folder.iterdir()) == []
