"""`python -m corpus`: parse a document, check the installed plans, compare two versions."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from corpus import diff, library, readers
from corpus.parser import parse
from corpus.records import CorpusError, Document, Notice
from corpus.versions import version_of


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, 1 where something is wrong with a plan, 2 for a call that cannot be carried out."""
    parser = argparse.ArgumentParser(prog="python -m corpus", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("parse", help="a document's tasks and the parser's warnings")
    command.add_argument("--json", action="store_true")
    command.add_argument("file", type=Path)
    command = commands.add_parser("check", help="prove every installed plan against its text and the registry")
    command.add_argument("--plans", type=Path, default=library.PLANS_DIR, help="folder of plans")
    command = commands.add_parser("diff", help="what changed between two versions of a plan")
    command.add_argument("a", type=Path)
    command.add_argument("b", type=Path)
    options = parser.parse_args(arguments)
    try:
        match options.command:
            case "parse":
                return _parse(options.file, options.json)
            case "diff":
                return _diff(options.a, options.b)
            case _:
                return _check(options.plans)
    except CorpusError as error:
        print(f"corpus: {error}", file=sys.stderr)
        return 2


def _parse(path: Path, as_json: bool) -> int:
    document = parse(readers.read_text(path))
    warnings = document.warnings
    if not document.tasks:
        warnings += (
            Notice(
                1,
                "no task found: nothing says who does what, in a bracket, behind a label, before a verb or in a table",
            ),
        )
    if as_json:
        print(json.dumps(_as_json(document, warnings), ensure_ascii=False))
        return 0
    print(document.title or path.name)
    for task in document.tasks:
        leads = "、".join(party.name for party in task.leads)
        others = ("、".join(party.name for party in task.participants) or "—") + "等" * task.open_ended
        who = f"牵头 {leads} · 配合 {others}" if leads else f"共同负责 {others}"
        due = f" · 时限 {task.deadline}" if task.deadline else ""
        print(f"{task.number:3d}. {task.prose[:40]}…\n     {who}{due}")
    for notice in warnings:
        print(f"{path}:{notice.line}: {notice.message}", file=sys.stderr)
    return 0


def _as_json(document: Document, warnings: tuple[Notice, ...]) -> dict[str, object]:
    sections = {section.number: section.title for section in document.sections}
    return {
        "title": document.title,
        "document_number": document.document_number,
        "issuer": document.issuer,
        "tasks": [
            {
                "number": task.number,
                "section": sections.get(task.section, ""),
                "text": task.prose,
                "leads": [party.name for party in task.leads],
                "participants": [party.name for party in task.participants],
                "open_ended": task.open_ended,
                "basis": task.basis,
                "deadline": task.deadline,
                "line": task.line,
            }
            for task in document.tasks
        ],
        "warnings": [{"line": notice.line, "message": notice.message} for notice in warnings],
    }


def _check(plans_dir: Path) -> int:
    failed = False
    for plan in library.load_library(plans_dir).plans:
        found = list(library.problems(plans_dir / plan.id, plan))
        departments = {party.department for task in plan.tasks for party in task.parties}
        verdict = f"{len(found)} problems" if found else "every bracket accounted for"
        print(
            f"{plan.id}: {len(plan.sections)} sections, {len(plan.tasks)} tasks, {len(departments)} departments, "
            f"sha256 {plan.digest[:12]}, {verdict}"
        )
        for problem in found:
            print(f"  {problem}")
        failed = failed or bool(found)
    return 1 if failed else 0


def _diff(a: Path, b: Path) -> int:
    old, new = (version_of(parse(readers.read_text(path))) for path in (a, b))
    for item in diff.compare(old, new):
        number = item.after if item.before is None else item.before
        print("\t".join([f"{number}", item.change, item.was, item.became]).rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
