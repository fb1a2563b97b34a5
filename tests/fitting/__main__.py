"""`python -m tests.fitting`: fit the judge and write it into the package, or check it with whole plans left out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from index.retrieval.general import FITTED, shipped_folder, write_shipped
from index.retrieval.judge import JUDGE_FILE, write_judge
from tests.fitting import data
from tests.fitting.check import report
from tests.fitting.fit import Collector, fit


def main(arguments: list[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fitting", description=__doc__)
    parser.add_argument("--var", type=Path, default=Path("var"), help="where vectors are kept")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("read", help="read the questions anew, after a change of the reader")
    commands.add_parser("vectors", help="encode the general lines and the vocabulary anew, after a change of either")
    commands.add_parser("fit", help="fit the judge on all plans and write it into the package")
    commands.add_parser("check", help="judge every plan's questions by a model that saw nothing of the plan")
    options = parser.parse_args(arguments)
    match options.command:
        case "read":
            data.write(data.read_topics(options.var), data.TOPICS)
            data.write(data.read_words(options.var), data.WORDS)
        case "vectors":
            from index.retrieval.encoders import load_encoder

            write_shipped(load_encoder())
        case "fit":
            collector = Collector(options.var)
            judge = fit(collector.samples(), collector.phrases)
            write_judge(judge, shipped_folder(collector.encoder.identity) / JUDGE_FILE)
            write_judge(judge.for_any_encoder(), FITTED / JUDGE_FILE)
        case _:
            print(*report(Collector(options.var)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
