"""The commands that write files: a picture of the plan or of a department, and the list of tasks that answers a question."""

from __future__ import annotations

from pathlib import Path

from bot.cli.ask import Asked
from bot.config import BotError
from bot.dialogue.conversation import Assistant
from bot.export.listing import Form, asked_department, export, listed
from bot.screens.wording import Wording
from index.hits import only_department


def write_matrix(assistant: Assistant, wording: Wording, lang: str, target: Path) -> None:
    """Write the responsibility matrix as PNG."""
    _suffix(target, "png")
    from bot.export.pictures import matrix

    _write(target, matrix(assistant.engine.plan, wording, _known(wording, lang)))


def write_chart(assistant: Assistant, wording: Wording, named: str, lang: str, target: Path) -> None:
    """Write the chart of the one department that `named` means as PNG; BotError where it means none, or several."""
    _suffix(target, "png")
    department = _department(assistant, named)
    from bot.export.pictures import chart

    _write(target, chart(assistant.engine.plan, wording, department, _known(wording, lang)))


def write_list(asked: Asked, wording: Wording, question: str, target: Path) -> None:
    """Write the tasks that answer a question as .xlsx, .docx or .pdf, in its language; BotError where there are none.

    The plan is the one that the question names; BotError where it names several.
    """
    form = Form(_suffix(target, *Form))
    told = asked.tell(question, "")
    if len(told.parts) > 1:
        raise BotError("the question is of several plans: give one of them with --plan")
    numbers = listed(told.parts[0][1].answers) if told.parts else ()
    if not numbers:
        said = told.message.plain.partition("\n")[0]
        raise BotError(f"no tasks to list, since the answer is: {said} Ask for tasks, such as 方案有哪些任务")
    assistant, reply = told.parts[0]
    title, department = assistant.listed(reply), asked_department(reply.answers)
    _write(target, export(numbers, assistant.engine.plan, wording, reply.lang, title, form, department))


def _department(assistant: Assistant, named: str) -> str:
    mentions = assistant.engine.named(named)
    if department := only_department(mentions):
        return department
    candidates = dict.fromkeys(id for mention in mentions for id in mention.parties or mention.candidates)
    names = ", ".join(map(assistant.name, candidates))
    if len(candidates) > 1:
        raise BotError(f"{named} may mean {names}: give one of them")
    if names:
        raise BotError(f"{names} is not among the departments of this plan: ask 方案有哪些部门 for those that are")
    raise BotError(f"no department is called {named or '(nothing)'}: ask 方案有哪些部门 for those of this plan")


def _known(wording: Wording, lang: str) -> str:
    if lang not in wording.languages:
        raise BotError(f"--lang {lang}: the languages are {', '.join(wording.languages)}")
    return lang


def _suffix(target: Path, *known: str) -> str:
    """The file's suffix without the dot, checked before the work is done."""
    suffix = target.suffix.lower().removeprefix(".")
    if suffix not in known:
        raise BotError(f"{target}: give a file that ends in {' or '.join(f'.{one}' for one in known)}")
    return suffix


def _write(target: Path, data: bytes) -> None:
    try:
        target.write_bytes(data)
    except OSError as error:
        raise BotError(f"cannot write {target}: {error.strerror}") from error
