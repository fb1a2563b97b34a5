"""The shipped weights made anew: `python -m tests.reading.make [--jobs N]`, from the rows and plans that lie beside this file.

Rows: written by many hands (sets/, ../questions/exact.jsonl, ../fitting/), wrapped in talk, and made from templates.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import multiprocessing
import os
import pickle
import random
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.reading.choice import WEIGHTS_FILE, load_weights
from tests.reading import dialogues
from tests.reading.examples import ENCODED, ROOT, Example, Plans, Row, examples, read_rows
from tests.reading.generate import rows, talked
from tests.reading.train import ITERATIONS, Problem, packed

HERE = Path(__file__).parent
FITTING = ROOT / "tests" / "fitting"
CORPUS = ROOT / "tests" / "corpus"
_FITTED = ("business", "digital", "fire", "flood", "grain", "night", "school")
# On which plans rows are made, in how many rounds over all meanings and all kinds of follow-ups, and from which seed.
_MADE = (
    ((ENCODED,), 6, 6, 1001),
    (_FITTED, 2, 2, 1020),
    (("qingyuan-2024", "linhe-county-2022", "guowuyuan-style-2016"), 4, 4, 1040),
    (("nancheng-district-2023", "lanchuan-city-2021", "bingang-newarea-2023", "bumen-qingnian-2024"), 1, 2, 1060),
    (("gansu-glacier-2025", "mofcom-usedcars-2025", "xianning-hotsprings-2024"), 2, 1, 1080),
    (
        ("yueyang-lake-2025", "yunnan-flowers-2024", "ningbo-port-district-2026", "jilin-ginseng-county-2023"),
        2,
        1,
        1090,
    ),
)
_TALK_SEED, _DRAW_SEED = 7, 11
_TUNING, _LEFT = 300, 600
FIRST_ITERATIONS = 25
_UNTALKED = ("twoquestions", "doc")


def texts() -> dict[str, Path]:
    """The texts of the plans that rows are about, by id."""
    whole = [*(CORPUS / "plans").glob("*/text.txt"), *(CORPUS / "documents" / "whole").glob("*/text.txt")]
    found = {path.parent.name: path for path in sorted(whole)}
    return found | {path.stem: path for folder in (FITTING, HERE) for path in sorted((folder / "plans").glob("*.txt"))}


def talkative(written: Iterable[Row]) -> Iterator[Row]:
    """Half of the rows of one turn, with talk around the question."""
    rng = random.Random(_TALK_SEED)
    for row in written:
        if len(row["turns"]) > 1 or row["tag"] in _UNTALKED or rng.random() > 0.2:
            continue
        lang = "zh" if re.search("[\u3400-\u9fff]", row["turns"][0]) else "en"
        yield {
            **row,
            "id": row["id"] + "~",
            "set": "aug",
            "turns": [talked(row["turns"][0].rstrip("?？。."), lang, rng)],
        }


def by_themselves(found: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of one answered question that people wrote, by plan."""
    rows: dict[str, list[Row]] = {}
    for row in found:
        answered = row["expect"].get("kind", "answer") == "answer" and "answers" not in row["expect"]
        if row["set"] in ("set", "exact") and len(row["turns"]) == 1 and answered and row["tag"] not in _UNTALKED:
            rows.setdefault(row.get("plan", "") or ENCODED, []).append(row)
    return rows


def all_rows(plans: Plans, without: str = "") -> list[Row]:
    """Every row to train on, in a fixed order; without the sets whose name begins with one of the letters."""
    exact = read_rows(ROOT / "tests" / "questions" / "exact.jsonl", "exact")
    found = exact + list(talkative(exact))
    for path in sorted((HERE / "sets").glob("*.jsonl")):
        # What the tests hold the mechanics to weighs more.
        found += [] if path.name[0] in without else read_rows(path, "held" if path.name[0] == "T" else "set")
    rng = random.Random(_DRAW_SEED)
    for path, name, most in (
        (FITTING / "first.jsonl", "tuning", _TUNING),
        (FITTING / "leftovers.jsonl", "left", _LEFT),
    ):
        drawn = read_rows(path, name)
        found += [{"expect": {}, **row} for row in rng.sample(drawn, most)]
    written = by_themselves(found)
    for ids, rounds, turns, seed in _MADE:
        for number, id in enumerate(ids):
            room = plans.room(id)
            made = [("gen", row) for row in rows(room, rounds, seed + number)]
            made += [
                ("fol", row) for row in dialogues.rows(room, turns, seed + 500 + number, written=written.get(id, ()))
            ]
            found += [{"id": f"gen{number}", **row, "set": name} for name, row in made]
    return found


def _part(part: list[Row], first: Path | None) -> list[Example]:
    plans = Plans(ROOT / "var", texts=texts(), weights=load_weights(first) if first else None)
    # JSON and back, as rows of files are read.
    return list(examples(plans, [json.loads(json.dumps(row)) for row in part]))


def _examples(found: list[Row], jobs: int, first: Path | None = None) -> list[Example]:
    """The examples of rows, by several processes; `first` are the weights that read what was asked before."""
    size = -(-len(found) // (4 * jobs))
    parts = [found[start : start + size] for start in range(0, len(found), size)]
    with multiprocessing.get_context("spawn").Pool(jobs, os.setsid) as pool:
        return list(itertools.chain.from_iterable(pool.imap(functools.partial(_part, first=first), parts)))


def main() -> None:
    """Makes the rows, reads them, trains and writes the weights."""
    parser = argparse.ArgumentParser(prog="python -m tests.reading.make", description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--without", default="", help="letters of the sets to leave out, to measure on them")
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE)
    parser.add_argument("--keep", type=Path, help="where to keep the examples, for tests.reading.train")
    options = parser.parse_args()
    found = all_rows(Plans(ROOT / "var", texts=texts()), options.without)
    alone = [row for row in found if len(row["turns"]) == 1 or "said" in row]
    after = [row for row in found if len(row["turns"]) > 1 and "said" not in row]
    seen = _examples(alone, options.jobs)
    with tempfile.TemporaryDirectory() as folder:
        # What a written follow-up leans on is read by weights that were made without follow-ups of that kind.
        first = Path(folder) / "weights.bin"
        first.write_bytes(packed(Problem(seen).fit(iterations=FIRST_ITERATIONS)))
        seen += _examples(after, options.jobs, first)
    print(len(found), "rows", len(seen), "examples", flush=True)
    if options.keep:
        options.keep.write_bytes(pickle.dumps(seen))
    options.out.write_bytes(packed(Problem(seen).fit(iterations=ITERATIONS)))


if __name__ == "__main__":
    main()
