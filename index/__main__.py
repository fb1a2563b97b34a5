"""`python -m index`: build the indexes, or say what they are."""

from __future__ import annotations

import argparse
import sys

from corpus.library import load_library
from corpus.locations import checked, locations, settings
from corpus.records import CorpusError
from corpus.wording import Wording, terminal_language, told
from index.engine import Engine
from index.query import IndexFault


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 2 with one line on standard error for what cannot be carried out."""
    parser = argparse.ArgumentParser(prog="python -m index", description=__doc__)
    parser.add_argument("--plan", metavar="ID", help="that plan alone")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("build", help="build every index that is missing, stale or damaged")
    command.add_argument("--force", action="store_true", help="encode everything anew")
    commands.add_parser("info", help="model, dimensions, counts and digests")
    options = parser.parse_args(arguments)
    try:
        for engine in _engines(options.plan):
            if options.command == "build":
                _build(engine, options.force)
            else:
                _info(engine)
    except CorpusError as error:
        wording = Wording()
        print(f"index: {told(error, wording, terminal_language(wording))}", file=sys.stderr)
        return 2
    except IndexFault as error:
        print(f"index: {error}", file=sys.stderr)
        return 2
    return 0


def _engines(id: str | None) -> list[Engine]:
    """An engine a plan, or of the one with that id."""
    values = settings()
    places = checked(locations(values))
    library = load_library(places.plans_dir, places.var_dir)
    plans = [library.plan(id)] if id else library.plans
    return [Engine(plan, places.var_dir, (values.get("EMBEDDING_MODEL") or "").strip()) for plan in plans]


def _build(engine: Engine, force: bool) -> None:
    topics = engine.rebuild() if force else engine.topics()
    wording = Wording()
    lang = terminal_language(wording)
    state = wording.say(lang, "terminal.built" if topics.stored.built else "terminal.fresh")
    count = len(topics.stored.tasks.chunks) + len(topics.stored.matter.chunks)
    shown = {"id": engine.plan.id, "count": count, "identity": topics.identity, "state": state}
    print(wording.say(lang, "terminal.chunks", **shown))


def _info(engine: Engine) -> None:
    stored, identity = engine.topics().stored, engine.topics().identity
    tasks, departments = len(engine.plan.tasks), len(engine.tables.departments)
    print(
        f"plan        {engine.plan.id}: {len(engine.plan.sections)} sections, {tasks} tasks, {departments} departments\n"
        f"sha256      {engine.plan.digest}\n"
        f"encoder     {identity}, {stored.tasks.vectors.shape[1]} dimensions\n"
        f"chunks      {len(stored.tasks.chunks)} of tasks, {len(stored.matter.chunks)} besides\n"
        f"folder      {stored.folder}"
    )


if __name__ == "__main__":
    sys.exit(main())
