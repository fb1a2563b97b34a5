"""The commands that write files: a picture of the plan or of a department, and the list of tasks that answers a question."""

from __future__ import annotations

from pathlib import Path

from bot.cli.ask import Asked
from bot.config import BotError
from bot.dialogue.conversation import Assistant
from bot.export.listing import Form, asked_department, export, listed
from bot.screens.wording import Wording
from corpus.wording import terminal_language
from index.hits import only_department


def write_matrix(assistant: Assistant, wording: Wording, lang: str, target: Path) -> None:
    """Write the responsibility matrix as PNG."""
    _suffix(wording, target, "png")
    from bot.export.pictures import matrix

    _write(wording, target, matrix(assistant.engine.plan, wording, _known(wording, lang)))


def write_chart(assistant: Assistant, wording: Wording, named: str, lang: str, target: Path) -> None:
    """Write the chart of the one department that `named` means as PNG; BotError where it means none, or several."""
    _suffix(wording, target, "png")
    department = _department(assistant, wording, named)
    from bot.export.pictures import chart

    _write(wording, target, chart(assistant.engine.plan, wording, department, _known(wording, lang)))


def write_list(asked: Asked, wording: Wording, question: str, target: Path) -> None:
    """Write the tasks that answer a question as .xlsx, .docx or .pdf, in its language; BotError where there are none.

    The plan is the one that the question names; BotError where it names several.
    """
    form = Form(_suffix(wording, target, *Form))
    told = asked.tell(question, "")
    if len(told.parts) > 1:
        raise BotError(_say(wording, "several_plans"))
    numbers = listed(told.parts[0][1].answers) if told.parts else ()
    if not numbers:
        said = told.message.plain.partition("\n")[0]
        raise BotError(_say(wording, "no_tasks", said=said))
    assistant, reply = told.parts[0]
    title, department = assistant.listed(reply), asked_department(reply.answers)
    _write(wording, target, export(numbers, assistant.engine.plan, wording, reply.lang, title, form, department))


def _department(assistant: Assistant, wording: Wording, named: str) -> str:
    mentions = assistant.engine.named(named)
    if department := only_department(mentions):
        return department
    candidates = dict.fromkeys(id for mention in mentions for id in mention.parties or mention.candidates)
    names = ", ".join(map(assistant.name, candidates))
    if len(candidates) > 1:
        raise BotError(_say(wording, "several_departments", named=named, names=names))
    if names:
        raise BotError(_say(wording, "absent_department", names=names))
    raise BotError(_say(wording, "no_department", named=named or "…"))


def _known(wording: Wording, lang: str) -> str:
    if lang not in wording.languages:
        raise BotError(f"--lang {lang}: the languages are {', '.join(wording.languages)}")
    return lang


def _suffix(wording: Wording, target: Path, *known: str) -> str:
    """The file's suffix without the dot, checked before the work is done."""
    suffix = target.suffix.lower().removeprefix(".")
    if suffix not in known:
        raise BotError(_say(wording, "ending", file=target, known=" / ".join(f".{one}" for one in known)))
    return suffix


def _write(wording: Wording, target: Path, data: bytes) -> None:
    try:
        target.write_bytes(data)
    except OSError as error:
        raise BotError(_say(wording, "cannot_write", file=target, reason=error.strerror)) from error


def _say(wording: Wording, key: str, **values: object) -> str:
    """Why a file is not written, in the language of the terminal."""
    return wording.say(terminal_language(wording), f"cli.{key}", **values)
