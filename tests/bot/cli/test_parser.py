"""The console command: help in the language of the terminal, and completion that shells take."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.__main__ import main

COMMANDS = [
    "ask",
    "chat",
    "plans",
    "departments",
    "picture",
    "export",
    "notices",
    "doctor",
    "web",
    "start",
    "completion",
]


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/usr/bin/fengong"])
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("LANG", "zh_CN.UTF-8", "在终端里对话"),
        ("LC_ALL", "zh_TW", "在终端里对话"),
        ("LANG", "en_GB.UTF-8", "a conversation in the terminal"),
        ("LANG", "C.UTF-8", "a conversation in the terminal"),
        ("LANG", "de_DE", "a conversation in the terminal"),
    ],
)
def test_help_speaks_the_language_of_the_terminal(
    called: None,
    setting: str,
    value: str,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(setting, value)
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    said = capsys.readouterr().out
    assert said.startswith("usage: fengong ") and says in said


def scripted(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["fengong", ""], COMMANDS),
        (["fengong", "ex"], ["export"]),
        (["fengong", "picture", "d"], ["department"]),
        (["fengong", "departments", "--"], ["--help", "--json", "--plan"]),
        (["fengong", "ask", "--"], ["--help", "--json", "--plan", "--batch"]),
        (["fengong", "export", "商务厅"], []),
    ],
)
def test_bash_completes_commands_and_options(
    called: None, typed: list[str], offered: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "fengong.bash"
    file.write_text(scripted("bash", capsys), "utf-8")
    words = " ".join(f"'{word}'" for word in typed)
    asked = f"source {file}; COMP_WORDS=({words}); COMP_CWORD={len(typed) - 1}; _fengong; echo ${{COMPREPLY[@]}}"
    bash = shutil.which("bash")
    assert bash
    done = subprocess.run([bash, "--norc", "-c", asked], capture_output=True, text=True, check=True)
    assert (done.stdout.split(), done.stderr) == (offered, "")


def test_other_shells_are_told_every_command(called: None, capsys: pytest.CaptureFixture[str]) -> None:
    zsh, fish = scripted("zsh", capsys), scripted("fish", capsys)
    assert zsh.startswith("autoload -U +X bashcompinit") and "complete -o default -F _fengong fengong" in zsh
    for command in COMMANDS:
        assert f"complete -c fengong -n __fish_use_subcommand -a {command} -d '" in fish
    assert "complete -c fengong -n '__fish_seen_subcommand_from ask' -l json\n" in fish


def test_a_shell_that_there_is_none_of_is_named(called: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["completion", "tcsh"])
    assert "tcsh" in capsys.readouterr().err
