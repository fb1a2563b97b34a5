"""`python -m bot`: the Telegram bot; `ask` and `chat` answer in the terminal."""

from __future__ import annotations

import argparse
import sys

from bot.app import build_assistant, build_plans
from bot.ask import ask, ask_batch, chat
from bot.config import BotError, Settings, load_settings
from bot.wording import Wording
from corpus.records import CorpusError
from index.records import IndexFault


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 2 with one line on standard error for what cannot be carried out."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    parser.set_defaults(plan=None)
    commands = parser.add_subparsers(dest="command")
    command = commands.add_parser("ask", help="answer one question, or every line of standard input")
    command.add_argument("--json", action="store_true", help="one JSON object an answer")
    command.add_argument("--plan", metavar="ID", help="the plan to ask, the first by default")
    command.add_argument("--batch", choices=["-"], metavar="-", help="read questions from standard input, one a line")
    command.add_argument("question", nargs="*", help="the question; words are joined")
    command = commands.add_parser("chat", help="a conversation in the terminal")
    command.add_argument("--plan", metavar="ID", help="the plan to ask, the first by default")
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
    assistant = build_assistant(settings, wording, options.plan)
    if options.command == "chat":
        chat(assistant, wording)
    elif options.batch:
        ask_batch(assistant, sys.stdin.buffer, sys.stdout, options.json)
    else:
        ask(assistant, " ".join(options.question), options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
