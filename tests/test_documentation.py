"""What the pages for who changes the program name is there: commands, options, files, classes, tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import bot.__main__
import corpus.__main__
import index.__main__

DOCUMENTED = Path(__file__).parents[1].joinpath("docs/architecture.md").read_text("utf-8").splitlines()
PROGRAMS: dict[str, Callable[[list[str]], int]] = {
    "bot": bot.__main__.main,
    "corpus": corpus.__main__.main,
    "index": index.__main__.main,
}


def help_of(program: str, *command: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        PROGRAMS[program]([*command, "--help"])
    return capsys.readouterr().out


@pytest.mark.parametrize("program", PROGRAMS)
def test_commands_and_options_are_documented(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    listed = re.search(r"\{([\w,]+)\}", help_of(program, capsys=capsys))
    assert listed
    for command in listed[1].split(","):
        lines = [line for line in DOCUMENTED if re.match(rf"    python -m {program}\b.*\b{command}\b", line)]
        assert lines, command
        options = re.findall(r"^  ((?:-\w[^,]*, )?--[a-z]+)", help_of(program, command, capsys=capsys), re.MULTILINE)
        names = [re.findall(r"(?<!\w)-{1,2}[a-z]+", option) for option in options if "--help" not in option]
        assert [name for name in names if not any(each in " ".join(lines) for each in name)] == [], command


ROOT = Path(__file__).parents[1]
NAMED_FILE = re.compile(r"[\w/-][\w/.-]*\.(?:py|toml|jsonl|json|md|txt)")
NAMED_CLASS = re.compile(r"([A-Z][a-z]\w*)(?:\.\w+)*")


@pytest.mark.parametrize("page", ["architecture", "reading"])
def test_the_files_and_classes_that_a_page_names_are_there(page: str) -> None:
    code = [path for top in ("bot", "corpus", "index", "tests") for path in (ROOT / top).rglob("*.py")]
    words = {word for path in code for word in re.findall(r"[A-Z]\w+", path.read_text("utf-8"))}
    files = {path.name for top in ("bot", "corpus", "docs", "index", "tests") for path in (ROOT / top).rglob("*.*")}
    named = re.findall(r"`([^`\s]+)[^`]*`", (ROOT / f"docs/{page}.md").read_text("utf-8"))
    assert len(named) > 50
    lost = [
        name
        for name in named
        if (NAMED_FILE.fullmatch(name) and not (_lies(name) if "/" in name else name in files))
        or ((match := NAMED_CLASS.fullmatch(name)) and match[1] not in words)
    ]
    assert lost == []


def _lies(name: str) -> bool:
    return any((root / name).is_file() for root in (ROOT, ROOT / "tests"))


def test_the_threat_model_names_tests_that_exist() -> None:
    rows = [row for row in (ROOT / "docs/security.md").read_text("utf-8").splitlines() if row.startswith("| ")][1:]
    assert len(rows) > 12
    for row in rows:
        named = re.findall(r"`(tests/[\w/.]+)`", row)
        assert named or set(row) <= set("| -"), row
        assert [path for path in named if not (ROOT / path).is_file()] == []
