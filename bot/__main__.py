"""`python -m bot`: the Telegram bot; `ask`, `chat` and `web` answer elsewhere, `picture` and `export` write files."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys

from bot.app import build_assistant, build_plans
from bot.cli.ask import Asked, ask, ask_batch, chat
from bot.cli.completion import script
from bot.cli.listing import print_listing
from bot.cli.parser import PROGRAM, build_parser, called_as
from bot.config import BotError, Settings, WrongSettings, load_settings, unknown_settings
from bot.dialogue.asking import Asking
from bot.screens.wording import Wording
from corpus.records import CorpusError
from corpus.wording import terminal_language, told
from index.query import IndexFault

_LOG = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 2 with one line on standard error for what cannot be carried out."""
    wording = Wording()
    parser = build_parser(wording)
    options = parser.parse_args(arguments)
    if options.command == "completion":
        print(script(options.shell, PROGRAM, parser), end="")
        return 0
    try:
        return _run(options, load_settings(), wording)
    except WrongSettings as error:
        if options.command == "doctor":
            from bot.running.doctor import tell_of_settings

            return tell_of_settings(error.each, sys.stdout)
        print(f"bot: {error}", file=sys.stderr)
        return 2
    except CorpusError as error:
        print(f"bot: {told(error, wording, terminal_language(wording))}", file=sys.stderr)
        return 2
    except (BotError, IndexFault) as error:
        print(f"bot: {error}", file=sys.stderr)
        return 2
    except (KeyboardInterrupt, BrokenPipeError):
        return 130


def _run(options: argparse.Namespace, settings: Settings, wording: Wording) -> int:
    if options.command == "ask" and not (" ".join(options.question).strip() or options.batch):
        raise BotError(wording.say(terminal_language(wording), "cli.no_question", program=called_as()))
    if options.command == "start" and not settings.telegram_bot_token:
        print(wording.say(terminal_language(wording), "chat.no_token"), file=sys.stderr)
        options.command = "chat"
    if options.command in (None, "start", "web"):
        from bot.telegram.log import set_up

        set_up(settings.log_level, settings.log_format, settings.log_ids)
    if options.command in (None, "start", "web", "chat") and (said := unknown_settings()):
        _LOG.warning("%s", said)
    if options.command in (None, "start"):
        if not settings.telegram_bot_token:
            raise BotError(wording.say(terminal_language(wording), "cli.no_token", program=called_as()))
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
    if options.command in ("plans", "departments"):
        print_listing(options, build_plans(settings, wording), wording)
        return 0
    if options.command == "chat":
        chat(Asking(build_plans(settings, wording), wording, options.plan), wording, terminal_language(wording))
        return 0
    if options.command in ("ask", "export") and not options.plan:
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

        write_list(asked, wording, " ".join(options.question), options.output)
    elif options.batch:
        return ask_batch(asked, sys.stdin.buffer, sys.stdout, options.json)
    else:
        ask(asked, " ".join(options.question), options.json)
    return 0


def _stuck_ids(action: str, words: list[str]) -> list[int] | None:
    """The ids meant, None for all."""
    if action in ("list", "restored") or words == ["all"]:
        return None
    if not words or not all(word.isdecimal() for word in words):
        raise BotError(f"{called_as()} notices {action} takes numbers of the list, or all")
    return [int(word) for word in words]


if __name__ == "__main__":
    code = main()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    # Not sys.exit: it would wait for a thread that works on an index or an encoding, for minutes.
    os._exit(code)
