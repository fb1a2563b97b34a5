"""What was read of a document, in lines for who decides whether to install it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from corpus.diff import compare
from corpus.records import Document, Duty, Plan, Task
from corpus.titles import own_title
from corpus.versions import version_of

# Says what a key means in the language of the terminal.
Say = Callable[..., str]
_BESIDE = {Duty.RESPONSIBLE: "责任", Duty.HELPING: "配合", None: "参与"}


def report(plan: Plan, say: Say) -> Iterator[str]:
    """The title and what else the document says of itself, counts, a line a task with who does it, and the warnings."""
    document = plan.document
    yield plan.title("zh")
    stated = {"文号": document.document_number, "发文": document.issuer, "年份": str(plan.year or "")}
    yield " · ".join([f"id {plan.id}", *(f"{key} {value}" for key, value in stated.items() if value)])
    yield counts(plan, say)
    yield from tasks(document)
    yield from unread(document, say)


def counts(plan: Plan, say: Say) -> str:
    """How many sections, tasks and parties a plan has."""
    parties = {party.department for task in plan.tasks for party in task.parties}
    return say("counts", sections=len(plan.sections), tasks=len(plan.tasks), parties=len(parties))


def tasks(document: Document) -> Iterator[str]:
    """A line a task, and who leads it and takes part in it below."""
    for task in document.tasks:
        yield f"{task.id:>4}. {own_title(task.prose)}"
        yield f"      {who(task)}" + (f" · 时限 {task.deadline}" if task.deadline else "")


def who(task: Task) -> str:
    """The parties of a task as written, by role."""
    leads = "、".join(party.name for party in task.leads)
    others = ("、".join(party.name for party in task.participants) or "—") + "等" * task.open_ended
    if leads and any(task.beside.keys()):
        said = [f"{_BESIDE[duty]} {'、'.join(p.name for p in parties)}" for duty, parties in task.beside.items()]
        return " · ".join([f"牵头 {leads}", *said]) + "等" * task.open_ended
    if task.sole is not None:
        return f"负责 {task.sole.name}" + "等" * task.open_ended
    return f"牵头 {leads} · 配合 {others}" if leads else f"共同负责 {others}"


def unread(document: Document, say: Say) -> Iterator[str]:
    """A line a warning of the parser."""
    for notice in document.warnings:
        yield say("warning", line=notice.line, message=notice.message)


def changes(old: Plan, new: Plan) -> Iterator[str]:
    """What changed between two versions, a line a change."""
    was, became = version_of(old.document), version_of(new.document)
    for item in compare(was, became):
        task = became.task(item.after) if item.before is None else was.task(item.before)
        yield "\t".join([task.id if task else "", item.change, item.was, item.became]).rstrip()
