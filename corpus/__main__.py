"""`python -m corpus`: read a document, install it as a plan, check the installed plans, compare two versions."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from corpus import install, report
from corpus.library import Library, load_library, plan_of, warnings
from corpus.likeness import installed_as
from corpus.locations import Locations, checked, locations, settings
from corpus.parser import parse
from corpus.readers import read_document
from corpus.records import Basis, CorpusError, Document, Duty, Notice, Plan, Task
from corpus.wording import Wording, terminal_language, told

# Of more tasks than these the vectors are made in the background: exact questions are answered without them.
BUILT_AT_ONCE = 150
WORDING = Wording()


def say(key: str, **values: object) -> str:
    """What is said in the language of the terminal."""
    return WORDING.say(terminal_language(WORDING), f"terminal.{key}", **values)


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, 1 where a plan cannot be served, 2 for a call that cannot be carried out."""
    options = _parser().parse_args(arguments)
    try:
        places = checked(locations(settings()))
        return _run(options, places, load_library(places.plans_dir))
    except CorpusError as error:
        print(f"corpus: {told(error, WORDING, terminal_language(WORDING))}", file=sys.stderr)
        return 2
    except (KeyboardInterrupt, BrokenPipeError):
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m corpus", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("parse", help="a document's tasks and the parser's warnings")
    command.add_argument("--json", action="store_true")
    command.add_argument("file", type=Path)
    command = commands.add_parser("add", help="install a document as a plan")
    command.add_argument("file", type=Path)
    command.add_argument("--id", metavar="ID", help="a–z, 0–9 and hyphens; made of place and year by default")
    command.add_argument("--title", default="", help="a short title to show instead of the document's own")
    command.add_argument("--yes", action="store_true", help="install without asking")
    command = commands.add_parser("update", help="install a document as the new version of a plan")
    command.add_argument("id", metavar="ID")
    command.add_argument("file", type=Path)
    command.add_argument("--another", action="store_true", help="even where the document is another plan")
    command.add_argument("--yes", action="store_true", help="install without asking")
    command = commands.add_parser("remove", help="take a plan out that was added")
    command.add_argument("id", metavar="ID")
    command.add_argument("--yes", action="store_true", help="remove without asking")
    commands.add_parser("list", help="the installed plans, a line each")
    commands.add_parser("check", help="whether every installed plan can be served, and what of it was not read")
    command = commands.add_parser("diff", help="what changed between two versions")
    command.add_argument("a", type=Path)
    command.add_argument("b", type=Path)
    return parser


def _run(options: argparse.Namespace, places: Locations, library: Library) -> int:
    match options.command:
        case "parse":
            return _parse(options.file, options.json)
        case "add":
            text = read_document(options.file)
            plan = install.candidate(text, options.file.name, library, options.id, options.title)
            # Under an id of its own it is meant to stand there twice.
            if options.id is None and (same := next(installed_as(plan, library), None)) is not None:
                raise CorpusError(
                    f"{options.file} is installed already, as {same}, word for word: "
                    f"python -m corpus update {same} FILE installs a new version; --id ID installs it once more",
                    "installed-already",
                    name=options.file,
                    id=same,
                )
            return _install(plan, places, list(report.report(plan, say)), say("install", id=plan.id), options.yes)
        case "update":
            plan = install.successor(
                read_document(options.file), options.file.name, library, options.id, options.another
            )
            before = library.as_it_lies(options.id)
            changed = [] if before is None else [report.counts(before, say), *report.changes(before, plan)]
            said = [*changed, *report.report(plan, say)]
            return _install(plan, places, said, say("replace", id=plan.id), options.yes)
        case "remove":
            return _remove(options.id, library, options.yes)
        case "list":
            for plan in library.plans:
                print(f"{plan.id}\t{plan.title('zh')}\t{report.counts(plan, say)}")
            return 0
        case "diff":
            old, new = (plan_of("", read_document(path)) for path in (options.a, options.b))
            for line in report.changes(old, new):
                print(line)
            return 0
        case _:
            return _check(library)


def _parse(path: Path, as_json: bool) -> int:
    document = parse(read_document(path))
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
    for line in report.tasks(document):
        print(line)
    for notice in warnings:
        print(f"{path}:{notice.line}: {notice.message}", file=sys.stderr)
    return 0


def _as_json(document: Document, warnings: tuple[Notice, ...]) -> dict[str, object]:
    headings: dict[int, str] = {}
    for section in document.sections:
        headings[section.key] = "/".join(filter(None, (headings.get(section.parent), section.label)))
    return {
        "title": document.title,
        "document_number": document.document_number,
        "issuer": document.issuer,
        "tasks": [
            {
                "number": task.number,
                "section": headings.get(task.section, ""),
                "text": task.prose,
                "leads": [party.name for party in task.leads],
                "participants": [party.name for party in task.participants],
                **{
                    str(duty): [party.name for party in task.parties if party.does(duty)]
                    for duty in (Duty if document.sets_apart else ())
                },
                "open_ended": task.open_ended,
                "basis": _marked(task),
                "deadline": task.deadline,
                "line": task.line,
            }
            for task in document.tasks
        ],
        "warnings": [{"line": notice.line, "message": notice.message} for notice in warnings],
    }


def _marked(task: Task) -> Basis:
    """How it is known who leads, in the three words of the output: who answers for a task alone is as good as its lead."""
    alone = Basis.EXPLICIT if task.leads else Basis.JOINT
    return alone if task.basis is Basis.ALONE else task.basis


def _install(plan: Plan, places: Locations, said: list[str], what: str, yes: bool) -> int:
    """Shows what was read, asks, installs, and has the index made."""
    print("\n".join(said), flush=True)
    if not yes and not _agreed(what):
        print(say("unchanged"))
        return 0
    install.install(plan, places.plans_dir)
    command = [sys.executable, "-m", "index", "--plan", plan.id, "build"]
    if len(plan.tasks) <= BUILT_AT_ONCE:
        built = subprocess.run(command, check=False).returncode == 0
        if not built:
            print(f"corpus: {say('not_built')}", file=sys.stderr)
    else:
        places.var_dir.mkdir(parents=True, exist_ok=True)
        with (places.var_dir / f"index-{plan.id}.log").open("w") as log:
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        print(say("background", log=log.name))
    print(say("installed", id=plan.id))
    return 0


def _agreed(what: str) -> bool:
    if not sys.stdin.isatty():
        raise CorpusError(f"nobody is there to agree: --yes to {what} without asking", "nobody-agrees", what=what)
    return input(say("agree", what=what)).strip().casefold() in ("y", "yes", "是", "好")


def _remove(id: str, library: Library, yes: bool) -> int:
    library.folder(id)
    if yes or _agreed(say("remove", id=id)):
        install.remove(library, id)
        print(say("removed", id=id))
    else:
        print(say("unchanged"))
    return 0


def _check(library: Library) -> int:
    failed = False
    for id in library.ids:
        try:
            plan = library.plan(id)
        except CorpusError as error:
            failed = True
            print(say("not_served", id=id, reason=told(error, WORDING, terminal_language(WORDING))))
            continue
        unread = list(warnings(plan))
        counts = report.counts(plan, say)
        print(say("served", id=id, counts=counts, sha256=plan.digest[:12], warnings=len(unread)))
        for warning in unread:
            print(f"  {warning}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
