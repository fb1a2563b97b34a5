"""`python -m tests.fitting`: fit the judge and write it into the package, or check it with whole plans left out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from index.retrieval.encoders import load_encoder
from index.retrieval.general import FITTED, shipped_folder, write_shipped
from index.retrieval.judge import JUDGE_FILE, Judge, load_judge, write_judge
from index.retrieval.projection import write_projection
from tests.fitting import data, matter
from tests.fitting.check import report
from tests.fitting.fit import Collector, fit
from tests.fitting.matter import samples, with_matter
from tests.fitting.people import PEOPLE, read_people
from tests.fitting.projecting import fit_projection


def _write(judge: Judge) -> None:
    """The judge into the package, and what of it holds for any encoder."""
    write_judge(judge, shipped_folder(load_encoder().identity) / JUDGE_FILE)
    write_judge(judge.for_any_encoder(), FITTED / JUDGE_FILE)


def main(arguments: list[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fitting", description=__doc__)
    parser.add_argument("--var", type=Path, default=Path("var"), help="where vectors are kept")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("read", help="read the questions anew, after a change of the reader")
    commands.add_parser("vectors", help="encode the general lines and the vocabulary anew, after a change of either")
    commands.add_parser("fit", help="fit the judge on all plans and write it into the package")
    commands.add_parser("matter", help="fit anew only how sentences outside the tasks are judged")
    commands.add_parser("check", help="judge every plan's questions by a model that saw nothing of the plan")
    options = parser.parse_args(arguments)
    match options.command:
        case "read":
            data.write(data.read_topics(options.var), data.TOPICS)
            data.write(data.read_words(options.var), data.WORDS)
            data.write(read_people(options.var), PEOPLE)
        case "vectors":
            write_shipped(load_encoder())
        case "fit":
            collector = Collector(options.var)
            write_projection(
                fit_projection(collector.pairs, collector.passages), shipped_folder(load_encoder().identity)
            )
            _write(with_matter(fit(collector.samples(), collector.phrases), samples(options.var)))
        case "matter":
            _write(with_matter(load_judge(load_encoder().identity), samples(options.var)))
        case _:
            print(*report(Collector(options.var))[0], sep="\n")
            print(*matter.report(samples(options.var)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
