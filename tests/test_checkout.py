"""A clone on a machine that changes line ends has the same bytes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(not shutil.which("git") or not (ROOT / ".git").exists(), reason="needs git and the repository")
def test_line_ends_are_as_they_were_committed() -> None:
    attributes = subprocess.run(
        ["git", "check-attr", "text", "--", "Makefile", "corpus/plans/neimenggu-2011/text.txt", ".ci/run", "README.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.rsplit(" ", 1)[1] for line in attributes.stdout.splitlines()] == ["unset"] * 4


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_a_checkout_with_autocrlf_changes_nothing(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], cwd=tmp_path, check=True)

    shutil.copy(ROOT / ".gitattributes", tmp_path)
    (tmp_path / "text.txt").write_bytes("一、\n1.\r\n".encode())
    git("-c", "core.autocrlf=true", "init", "--quiet")
    git("-c", "core.autocrlf=true", "add", ".")
    git("commit", "--quiet", "-m", "a")
    (tmp_path / "text.txt").unlink()
    git("-c", "core.autocrlf=true", "checkout", "--quiet", "--", ".")
    assert (tmp_path / "text.txt").read_bytes() == "一、\n1.\r\n".encode()
