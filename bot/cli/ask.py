"""Questions from the command line: one, a batch of JSON or plain lines, or a conversation in the terminal."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterable
from typing import Any, Protocol, TextIO

from bot.cli.records import one_line, task_record
from bot.cli.slash import read
from bot.dialogue.asking import Asking, called
from bot.dialogue.conversation import Assistant, Reply, Told
from bot.screens.message import Message
from bot.screens.wording import DEFAULT_LANGUAGE, Wording
from corpus.records import CorpusError
from corpus.wording import told
from index.query import Hit

# What an object of a batch has, and how much is shown of what it has else.
_KEYS = ("conversation", "question")
_SHOWN = 100
_PLAN = re.compile(r"\s*/plan(?:\s+(\S*))?\s*")


class Asked(Protocol):
    """Who answers messages: about one plan, or about all of them."""

    def tell(self, question: str, conversation: str) -> Told:
        """The reply to a message of any text."""


def as_record(asked: Asked, conversation: str, question: str) -> dict[str, Any]:
    """The answer to a question as the object of the command-line contract (docs/architecture.md)."""
    started = time.perf_counter()
    told = asked.tell(question, conversation)
    elapsed = (time.perf_counter() - started) * 1000
    answers = [(assistant, reply, answer) for assistant, reply in told.parts for answer in reply.answers]
    hits: dict[tuple[str, int], dict[str, Any]] = {}
    for assistant, reply, answer in answers:
        plan = assistant.engine.plan.id
        for hit in answer.hits:
            of_plan = {"plan": plan} if len(told.parts) > 1 else {}
            hits.setdefault((plan, hit.task), _hit(assistant, reply, hit) | of_plan)
    departments = dict.fromkeys(assistant.name(id) for assistant, _, answer in answers for id in answer.departments)
    counts = [answer.count for _, _, answer in answers if answer.count is not None]
    choices = [choice for assistant, reply in told.parts for choice in assistant.choices(reply)]
    return {
        "conversation": conversation,
        "question": question,
        "kind": told.kind,
        "reason": told.reason or None,
        "lang": told.lang,
        "understood": "; ".join(assistant.understood(reply) for assistant, reply in told.parts) or told.asked,
        "plan": told.answering,
        "tasks": list(hits.values()),
        "departments": list(departments),
        "count": None if not counts else sum(counts) if len(told.parts) > 1 else counts[0],
        "text": told.message.plain,
        "suggestions": [*choices, *told.offers],
        "ms": round(elapsed, 3),
    }


def _hit(assistant: Assistant, reply: Reply, hit: Hit) -> dict[str, Any]:
    return {
        **task_record(assistant, reply.lang, hit.task),
        "role": hit.role,
        "score": None if hit.score is None else round(hit.score, 4),
        "quote": hit.quote.of(assistant.engine.plan.text),
        "start": hit.quote.start,
        "end": hit.quote.end,
    }


def ask(asked: Asked, question: str, as_json: bool) -> None:
    """Print the answer to one question."""
    if as_json:
        print(one_line(as_record(asked, "", question)))
    else:
        print(_shown(asked.tell(question, "").message))


def _shown(message: Message) -> str:
    """A message for standard output: with styles where that is a terminal that has them (NO_COLOR turns them off)."""
    styled = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return message.coloured if styled else message.plain


class WrongLine(ValueError):
    """A line of a batch that is no question; the text says why."""


def ask_batch(asked: Asked, lines: Iterable[bytes], out: TextIO, as_json: bool) -> int:
    """Answer every line at once: plain text or {"conversation", "question"}; the exit code, 1 where one was neither."""
    code = 0
    for number, raw in enumerate(lines, 1):
        try:
            conversation, question = _asked(raw, number)
        except WrongLine as error:
            code = 1
            said = one_line({"line": number, "error": str(error)}) if as_json else f"line {number}: {error}\n"
        else:
            if as_json:
                said = one_line(as_record(asked, conversation, question))
            else:
                said = asked.tell(question, conversation).message.plain + "\n"
        out.write(said + "\n")
        out.flush()
    return code


def _asked(raw: bytes, number: int) -> tuple[str, str]:
    """The conversation and question of a line; plain lines are conversations of their own. WrongLine for what is neither."""
    try:
        # Editors on Windows begin a file with the mark, and what is joined of several has it between lines.
        line = raw.decode("utf-8").lstrip("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError:
        raise WrongLine("not UTF-8") from None
    if not line.lstrip().startswith(("{", "[")):
        return f"line {number}", line
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        if line.lstrip().startswith("["):
            return f"line {number}", line  # words in brackets
        raise WrongLine(f"begins like an object and is no JSON: {error}") from None
    if not isinstance(item, dict):
        raise WrongLine("not an object, which is {…}")
    if unknown := sorted(item.keys() - _KEYS):
        raise WrongLine(f"has keys that are not known: {', '.join(unknown)[:_SHOWN]} (known are {', '.join(_KEYS)})")
    question, conversation = item.get("question"), item.get("conversation")
    if not isinstance(question, str):
        raise WrongLine("has no text as its question" if "question" in item else "has no question")
    named = conversation if isinstance(conversation, str) else json.dumps(conversation, ensure_ascii=False)
    return named if "conversation" in item else f"line {number}", question


def chat(asking: Asking, wording: Wording, own: str = DEFAULT_LANGUAGE) -> None:
    """A conversation in the terminal until its end of input, greeted in the language `own`; also with piped input."""
    interactive = sys.stdin.isatty()
    if interactive:
        import readline  # noqa: F401  editing and history at the prompt

        print(wording.say(own, "chat.greeting", **asking.examples(own)))
    while True:
        try:
            line = input("? " if interactive else "")
        except (EOFError, KeyboardInterrupt):
            print()
            return
        except UnicodeDecodeError:
            print(wording.say("zh", "chat.not_utf8"), file=sys.stderr)
            continue
        if line.strip().casefold() in wording.say("zh", "chat.leave").split("|"):
            return
        if line.strip().casefold() in wording.say("zh", "chat.help_words").split("|"):
            lang = own if "/" in line else "en" if line.strip().isascii() else "zh"
            print(wording.say(lang, "chat.help", **asking.examples(lang)), end="\n\n", flush=True)
            continue
        if found := _PLAN.fullmatch(line):
            print(_of_plans(asking, found[1], wording, own), end="\n\n", flush=True)
        elif (slash := read(line, wording, own)) is not None and not slash.question:
            print(slash.said, end="\n\n", flush=True)
        elif line.strip():
            asked = line if slash is None else slash.question
            print(_shown(asking.tell(asked, "chat").message), end="\n\n", flush=True)


def _of_plans(asking: Asking, id: str, wording: Wording, lang: str) -> str:
    """What /plan says: the plans with their ids, or which is asked from now on."""
    if id:
        try:
            return wording.say(lang, "toast.plan", title=asking.choose(id))
        except CorpusError as error:
            return told(error, wording, lang)
    marks = {asking.plan: "*"}
    listed = [f"{marks.get(entry.id, ' ')} {entry.id}  {called(entry, lang, wording)}" for entry in asking.entries]
    return "\n".join([*listed, wording.say(lang, "chat.plans")])
