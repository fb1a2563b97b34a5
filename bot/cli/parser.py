"""The command line's commands and options, with help in the language of the terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bot.cli.completion import SHELLS
from bot.screens.wording import DEFAULT_LANGUAGE, Wording
from corpus.wording import terminal_language

PROGRAM = "fengong"


def called_as() -> str:
    """What to type to run the program: the console command where it was run by that."""
    return PROGRAM if Path(sys.argv[0]).stem == PROGRAM else "python -m bot"


def build_parser(wording: Wording) -> argparse.ArgumentParser:
    """All commands with their options."""
    lang = terminal_language(wording)

    def say(key: str) -> str:
        return wording.say(lang, f"cli.{key}")

    parser = argparse.ArgumentParser(prog=called_as(), description=say("about"))
    parser.set_defaults(plan=None)
    commands = parser.add_subparsers(dest="command", title=say("commands"))
    for name, options in _COMMANDS.items():
        command = commands.add_parser(name, help=say(name), description=say(name))
        options(command, say)
    return parser


Say = Callable[[str], str]


def _plan(command: argparse.ArgumentParser, words: str) -> None:
    command.add_argument("--plan", metavar="ID", help=words)


def _lang(command: argparse.ArgumentParser, say: Say) -> None:
    command.add_argument("--lang", default=DEFAULT_LANGUAGE, help=say("lang"))


def _ask(command: argparse.ArgumentParser, say: Say) -> None:
    command.add_argument("--json", action="store_true", help=say("json"))
    _plan(command, say("ask_plan"))
    command.add_argument("--batch", choices=["-"], metavar="-", help=say("batch"))
    command.add_argument("question", nargs="*", help=say("question"))


def _chat(command: argparse.ArgumentParser, say: Say) -> None:
    _plan(command, say("plan"))


def _plans(command: argparse.ArgumentParser, say: Say) -> None:
    command.add_argument("--json", action="store_true", help=say("json_line"))


def _departments(command: argparse.ArgumentParser, say: Say) -> None:
    _plans(command, say)
    _plan(command, say("plan"))


def _picture(command: argparse.ArgumentParser, say: Say) -> None:
    command.add_argument("what", choices=["matrix", "department"])
    command.add_argument("name", nargs="*", help=say("name"))
    command.add_argument("-o", "--output", metavar="FILE.png", type=Path, required=True, help=say("output"))
    _lang(command, say)
    _plan(command, say("plan"))


def _export(command: argparse.ArgumentParser, say: Say) -> None:
    command.add_argument("question", nargs="+", help=say("question"))
    command.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help=say("list_output"))
    _plan(command, say("plan"))


def _notices(command: argparse.ArgumentParser, say: Say) -> None:
    command.add_argument("action", nargs="?", choices=["list", "retry", "drop", "restored"], default="list")
    command.add_argument("ids", nargs="*", metavar="ID", help=say("ids"))
    _lang(command, say)


def _web(command: argparse.ArgumentParser, say: Say) -> None:
    command.add_argument("--port", type=int, help=say("port"))


def _completion(command: argparse.ArgumentParser, say: Say) -> None:
    command.add_argument("shell", choices=SHELLS)


def _nothing(command: argparse.ArgumentParser, say: Say) -> None:
    """No options."""


_COMMANDS: dict[str, Callable[[argparse.ArgumentParser, Say], None]] = {
    "ask": _ask,
    "chat": _chat,
    "plans": _plans,
    "departments": _departments,
    "picture": _picture,
    "export": _export,
    "notices": _notices,
    "doctor": _nothing,
    "web": _web,
    "start": _nothing,
    "completion": _completion,
}
