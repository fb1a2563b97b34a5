"""Questions from the command line: one, a batch of JSON or plain lines, or a conversation in the terminal."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from typing import Any, TextIO

from bot.conversation import Assistant, Reply
from bot.wording import Wording
from index.records import Hit

_SEPARATORS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}


def as_record(assistant: Assistant, conversation: str, question: str) -> dict[str, Any]:
    """The answer to a question as the object of the command-line contract (docs/architecture.md)."""
    started = time.perf_counter()
    reply = assistant.reply(question, conversation)
    elapsed = (time.perf_counter() - started) * 1000
    hits: dict[int, dict[str, Any]] = {}
    for answer in reply.answers:
        for hit in answer.hits:
            hits.setdefault(hit.task, _hit(assistant, reply, hit))
    departments = dict.fromkeys(id for answer in reply.answers for id in answer.departments)
    return {
        "conversation": conversation,
        "question": question,
        "kind": reply.kind,
        "lang": reply.lang,
        "understood": assistant.understood(reply),
        "plan": assistant.engine.plan.id,
        "tasks": list(hits.values()),
        "departments": [assistant.name(id) for id in departments],
        "count": next((answer.count for answer in reply.answers if answer.count is not None), None),
        "text": reply.message.plain,
        "suggestions": assistant.choices(reply),
        "ms": round(elapsed, 3),
    }


def _hit(assistant: Assistant, reply: Reply, hit: Hit) -> dict[str, Any]:
    plan = assistant.engine.plan
    task = assistant.engine.tables.tasks[hit.task]
    leads = [assistant.name(party.department) for party in task.leads]
    return {
        "id": task.id,
        "number": task.number,
        "section": next((section.number for section in plan.section_path(task.section)), None),
        "title": assistant.title(reply.lang, hit.task),
        "lead": leads[0] if leads else None,
        "leads": leads,
        "participants": [assistant.name(party.department) for party in task.participants],
        "role": hit.role,
        "score": None if hit.score is None else round(hit.score, 4),
        "quote": hit.quote.of(plan.text),
        "start": hit.quote.start,
        "end": hit.quote.end,
    }


def _one_line(record: dict[str, Any]) -> str:
    """The record as JSON on what every reader takes for one line: JSON itself leaves some line separators as they are."""
    return json.dumps(record, ensure_ascii=False).translate(_SEPARATORS)


def ask(assistant: Assistant, question: str, as_json: bool) -> None:
    """Print the answer to one question."""
    if as_json:
        print(_one_line(as_record(assistant, "", question)))
    else:
        print(assistant.reply(question, "").message.plain)


def ask_batch(assistant: Assistant, lines: Iterable[bytes], out: TextIO, as_json: bool) -> None:
    """Answer every line at once: plain text or {"conversation", "question"}; a malformed one gets an object too."""
    for number, raw in enumerate(lines, 1):
        conversation, question = _asked(raw, number)
        if as_json:
            out.write(_one_line(as_record(assistant, conversation, question)) + "\n")
        else:
            out.write(assistant.reply(question, conversation).message.plain + "\n\n")
        out.flush()


def _asked(raw: bytes, number: int) -> tuple[str, str]:
    """The conversation and question of a line; plain lines are conversations of their own."""
    line = raw.decode("utf-8", "replace").rstrip("\r\n")
    if line.lstrip().startswith("{"):
        try:
            item = json.loads(line)
        except ValueError:
            return f"line {number}", line
        if isinstance(item, dict):
            conversation, question = item.get("conversation"), item.get("question")
            named = conversation if isinstance(conversation, str) else json.dumps(conversation, ensure_ascii=False)
            return named if "conversation" in item else f"line {number}", question if isinstance(question, str) else ""
    return f"line {number}", line


def chat(assistant: Assistant, wording: Wording) -> None:
    """A conversation in the terminal until its end of input; also works with piped input."""
    interactive = sys.stdin.isatty()
    if interactive:
        import readline  # noqa: F401  editing and history at the prompt

        print(wording.say("zh", "chat.greeting"))
    while True:
        try:
            line = input("? " if interactive else "")
        except (EOFError, KeyboardInterrupt):
            print()
            return
        except UnicodeDecodeError:
            print(wording.say("zh", "chat.not_utf8"), file=sys.stderr)
            continue
        if line.strip():
            print(assistant.reply(line, "chat").message.plain, end="\n\n", flush=True)
