"""`python -m bot`: the Telegram bot; `ask`, `chat` and `web` answer elsewhere, `picture` and `export` write files."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path

from bot.app import build_assistant, build_plans
from bot.cli.ask import Asked, ask, ask_batch, chat
from bot.config import BotError, Settings, load_settings
from bot.dialogue.asking import Asking
from bot.screens.wording import DEFAULT_LANGUAGE, Wording
from corpus.records import CorpusError
from index.query import IndexFault


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 2 with one line on standard error for what cannot be carried out."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    parser.set_defaults(plan=None)
    commands = parser.add_subparsers(dest="command")
    command = commands.add_parser("ask", help="answer one question, or every line of standard input")
    command.add_argument("--json", action="store_true", help="one JSON object an answer")
    command.add_argument("--plan", metavar="ID", help="the plan to ask whatever a question names; all by default")
    command.add_argument("--batch", choices=["-"], metavar="-", help="read questions from standard input, one a line")
    command.add_argument("question", nargs="*", help="the question; words are joined")
    command = commands.add_parser("chat", help="a conversation in the terminal")
    command.add_argument("--plan", metavar="ID", help="the plan to ask, DEFAULT_PLAN by default")
    command = commands.add_parser(
        "picture", help="draw the responsibility matrix, or a department's tasks and partners"
    )
    command.add_argument("what", choices=["matrix", "department"])
    command.add_argument("name", nargs="*", help="the department")
    command.add_argument("-o", "--output", metavar="FILE.png", type=Path, required=True, help="the file to write")
    command.add_argument("--lang", default=DEFAULT_LANGUAGE, help="zh or en, zh by default")
    command.add_argument("--plan", metavar="ID", help="the plan, DEFAULT_PLAN by default")
    command = commands.add_parser(
        "export", help="write the list of tasks that answers a question, as .xlsx, .docx or .pdf"
    )
    command.add_argument("question", nargs="+", help="the question; words are joined")
    command.add_argument(
        "-o", "--output", metavar="FILE", type=Path, required=True, help="FILE.xlsx, FILE.docx or FILE.pdf"
    )
    command.add_argument("--plan", metavar="ID", help="the plan to ask, DEFAULT_PLAN by default")
    command = commands.add_parser("notices", help="what becomes of notices; send stuck ones again, or give them up")
    command.add_argument("action", nargs="?", choices=["list", "retry", "drop", "restored"], default="list")
    command.add_argument("ids", nargs="*", metavar="ID", help="numbers of the list, or all")
    command.add_argument("--lang", default=DEFAULT_LANGUAGE, help="zh or en, zh by default")
    commands.add_parser("doctor", help="check everything that the bot needs, and say what to do")
    command = commands.add_parser("web", help="serve the page without Telegram, on WEB_HOST and WEB_PORT")
    command.add_argument("--port", type=int, help="the port, instead of WEB_PORT; 0 for any that is free")
    commands.add_parser("start", help="the Telegram bot where a token is set, else the chat")
    options = parser.parse_args(arguments)
    try:
        return _run(options, load_settings())
    except (BotError, CorpusError, IndexFault) as error:
        print(f"bot: {error}", file=sys.stderr)
        return 2
    except (KeyboardInterrupt, BrokenPipeError):
        return 130


def _run(options: argparse.Namespace, settings: Settings) -> int:
    wording = Wording()
    if options.command == "start" and not settings.telegram_bot_token:
        print(wording.say("zh", "chat.no_token"), file=sys.stderr)
        options.command = "chat"
    if options.command in (None, "start"):
        if not settings.telegram_bot_token:
            raise BotError(
                "no TELEGRAM_BOT_TOKEN: put the token of @BotFather into .env or the environment, "
                "or talk to the plan in the terminal: python -m bot chat"
            )
        from bot.telegram.app import run

        run(settings, build_plans(settings, wording), wording)
        return 0
    if options.command == "doctor":
        import asyncio  # a question in the terminal needs no loop

        from bot.running.doctor import examine

        return asyncio.run(examine(settings, sys.stdout))
    if options.command == "notices":
        import asyncio

        from bot.notifications.outbox import settle

        ids = _stuck_ids(options.action, options.ids)
        asyncio.run(settle(settings.database, options.action, ids, wording, options.lang, sys.stdout))
        return 0
    if options.command == "web":
        from bot.web.server import run as serve

        serve(settings, build_plans(settings, wording), wording, options.port)
        return 0
    if options.command == "chat":
        chat(Asking(build_plans(settings, wording), wording, options.plan), wording)
        return 0
    if options.command == "ask" and not options.plan:
        asked: Asked = Asking(build_plans(settings, wording), wording)
    else:
        asked = assistant = build_assistant(settings, wording, options.plan)
    if options.command == "picture":
        from bot.cli.files import write_chart, write_matrix

        if options.what == "matrix":
            write_matrix(assistant, wording, options.lang, options.output)
        else:
            write_chart(assistant, wording, " ".join(options.name), options.lang, options.output)
    elif options.command == "export":
        from bot.cli.files import write_list

        write_list(assistant, wording, " ".join(options.question), options.output)
    elif options.batch:
        ask_batch(asked, sys.stdin.buffer, sys.stdout, options.json)
    else:
        ask(asked, " ".join(options.question), options.json)
    return 0


def _stuck_ids(action: str, words: list[str]) -> list[int] | None:
    """The ids meant, None for all."""
    if action in ("list", "restored") or words == ["all"]:
        return None
    if not words or not all(word.isdecimal() for word in words):
        raise BotError(f"python -m bot notices {action} takes numbers of the list, or all")
    return [int(word) for word in words]


if __name__ == "__main__":
    code = main()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    # Not sys.exit: it would wait for a thread that works on an index or an encoding, for minutes.
    os._exit(code)
