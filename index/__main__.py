"""`python -m index`: build the indexes, say what they are, or validate the calibration of refusals."""

from __future__ import annotations

import argparse
import sys

from corpus.library import load_library
from corpus.locations import locations, settings
from corpus.records import CorpusError
from index.engine import Engine
from index.records import IndexFault


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 2 with one line on standard error for what cannot be carried out."""
    parser = argparse.ArgumentParser(prog="python -m index", description=__doc__)
    parser.add_argument("--plan", metavar="ID", help="that plan alone")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("build", help="build every index that is missing, stale or damaged")
    command.add_argument("--force", action="store_true", help="encode everything anew")
    commands.add_parser("info", help="model, dimensions, counts and digests")
    commands.add_parser("calibrate", help="how a model that saw nothing of a subject decides on it")
    options = parser.parse_args(arguments)
    try:
        for engine in _engines(options.plan):
            match options.command:
                case "build":
                    _build(engine, options.force)
                case "info":
                    _info(engine)
                case _:
                    _calibrate(engine)
    except (CorpusError, IndexFault) as error:
        print(f"index: {error}", file=sys.stderr)
        return 2
    return 0


def _engines(id: str | None) -> list[Engine]:
    """An engine a plan, or of the one with that id."""
    values = settings()
    places = locations(values)
    library = load_library(places.plans_dir)
    plans = [library.plan(id)] if id else library.plans
    return [Engine(plan, places.var_dir, (values.get("EMBEDDING_MODEL") or "").strip()) for plan in plans]


def _build(engine: Engine, force: bool) -> None:
    topics = engine.rebuild() if force else engine.topics()
    state = "built" if topics.stored.built else "up to date"
    print(f"{engine.plan.id}: {len(topics.stored.chunks)} chunks, {topics.identity}: {state}")


def _info(engine: Engine) -> None:
    stored, identity = engine.topics().stored, engine.topics().identity
    tasks, departments = len(engine.plan.tasks), len(engine.tables.departments)
    print(
        f"plan        {engine.plan.id}: {len(engine.plan.sections)} sections, {tasks} tasks, {departments} departments\n"
        f"sha256      {engine.plan.digest}\n"
        f"encoder     {identity}, {stored.chunk_vectors.shape[1]} dimensions\n"
        f"chunks      {len(stored.chunks)}, and {len(stored.background)} background lines\n"
        f"folder      {stored.folder}"
    )


def _calibrate(engine: Engine) -> None:
    from index import calibration

    search = engine.topics().search
    samples = engine.samples(search)
    labels = samples.treated
    for with_region in (True, False):
        shown = calibration.left_out(samples, with_region) >= calibration.SHOWN
        print(
            f"{engine.plan.id}, {'signals and region' if with_region else 'signals alone'}: {len(labels)} questions, whole "
            f"subjects left out: false refusals {(~shown[labels]).sum()}/{labels.sum()}, "
            f"false answers {shown[~labels].sum()}/{(~labels).sum()}"
        )
    fillings = engine.fillings(search, samples)
    dropped, fills = calibration.left_out_leftovers(fillings), fillings.fills
    print(
        f"{engine.plan.id}, left-over words, each left out: subjects dropped {dropped[~fills].sum()}/{(~fills).sum()}, "
        f"filling taken for a subject {(~dropped[fills]).sum()}/{fills.sum()}"
    )


if __name__ == "__main__":
    sys.exit(main())
