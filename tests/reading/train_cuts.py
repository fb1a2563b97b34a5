"""The weights of the ways to cut a message: `python -m tests.reading.train_cuts`, from the rows beside this file.

Rows that people wrote say whether a message may be cut: whether what is answered to the pieces is what they expect. Questions of
two people on one plan, joined by what people join them with, say where it must be, and so do a question and the same of another
department or task.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from scipy.optimize import minimize

from corpus.readers import read_toml
from index.reading import cut
from index.reading.state import Turn
from tests.reading.examples import ROOT, Plans, Room, Row, read_rows
from tests.reading.judge import is_right
from tests.reading.make import HERE, by_themselves, texts

Ways = list[tuple[set[str], bool]]
JOINTS_FILE = HERE / "joints.toml"
SEED, JOINED, THREE = 17, 900, 0.2
ALIKE, BRIEF = 300, 0.3
_ENDS = " 。？！?!.，,"


def judged(room: Room, row: Row, turn: Turn | None) -> Ways:
    """The features of each way to cut the last turn, and whether the answers to its pieces are what is expected."""
    found: Ways = []
    for features, pieces in _read(room, row["turns"][-1], turn):
        answers = [piece.answer for piece in pieces if not piece.empty] or [pieces[0].answer]
        right = is_right(room.plan, row["expect"], answers, lambda answers=answers: room.text(answers))  # type: ignore[misc]
        found.append((features, right))
    return found


def _read(room: Room, message: str, turn: Turn | None) -> Iterator[tuple[set[str], list[cut.Piece]]]:
    """Each way to cut a message: its features and its pieces."""
    ways, read = cut.ways(message), room.engine._piece
    whole = read(ways[0][1][0], turn)
    for way, parts in ways:
        pieces = cut.read_way(parts, turn, read, _after)
        yield set(cut.features(way, pieces, whole)), pieces


def _after(piece: cut.Piece, turn: Turn | None) -> Turn | None:
    from index.engine import _after as after

    return after(piece, turn)


def joined(rows: dict[str, list[Row]], count: int, rng: random.Random) -> Iterator[tuple[str, ...]]:
    """Two questions of people on one plan as one message, or three: the plan, the message and the questions."""
    plans, joints = sorted(plan for plan, found in rows.items() if len(found) > 1), read_toml(JOINTS_FILE)
    for _ in range(count):
        plan = rng.choice(plans)
        many = 3 if len(rows[plan]) > 2 and rng.random() < THREE else 2
        asked = [row["turns"][0].strip(_ENDS) for row in rng.sample(rows[plan], many)]
        chinese = all(re.search("[\u3400-\u9fff]", each) for each in asked)
        # What numbers two questions numbers no third.
        known = [joint for joint in joints["zh" if chinese else "en"] if many < 3 or not joint[0]]
        before, between, behind = rng.choice(known)
        yield plan, before + between.join(asked) + behind, *asked


def alike(plans: Plans, rows: dict[str, list[Row]], count: int, rng: random.Random) -> Iterator[tuple[str, ...]]:
    """A question of people and the same of another department or task, in full or in brief, as one message.

    The plan, the message and the two questions, in the words that a reader sees.
    """
    joints, asked = read_toml(JOINTS_FILE), [(plan, row["turns"][0]) for plan, found in rows.items() for row in found]
    while count and asked:
        plan, question = rng.choice(asked)
        first = plans.room(plan).engine.reader.analyse(question.strip(_ENDS)).text
        if again := _of_another(plans.room(plan), first, rng):
            before, between, behind = rng.choice(joints["zh" if re.search("[\u3400-\u9fff]", first) else "en"])
            count -= 1
            yield plan, before + first + between + again + behind, first, again


def _of_another(room: Room, question: str, rng: random.Random) -> str:
    """A question about another department or task than the only one that it names; empty where it names none or several."""
    analysis = room.engine.reader.analyse(question)
    numbers = [span for span in analysis.numbers if span.kind == "N"]
    named = [span for span in analysis.departments if span.mention and span.mention.parties]
    if len(analysis.numbers) + len(analysis.departments) != 1 or not [*numbers, *named]:
        return ""
    (span,) = (*numbers, *named)
    other = re.sub(r"\d+", str(rng.choice(room.plan.tasks).number), span.text)
    if named:
        other = room.plan.registry[rng.choice(room.engine.tables.departments)].name
    brief = analysis.lang == "zh" and rng.random() < BRIEF
    return f"{other}呢" if brief else analysis.text[: span.start] + other + analysis.text[span.end :]


def parted(room: Room, message: str, wanted: Sequence[str]) -> Ways:
    """The features of each way to cut a message, and whether it gives the questions that it was made of."""
    given = (
        (features, [piece.text.strip(_ENDS) for piece in pieces if not piece.empty])
        for features, pieces in _read(room, message, None)
    )
    return [(features, kept == list(wanted)) for features, kept in given]


def fit(data: Sequence[Ways]) -> dict[str, float]:
    """The weights that make right ways likely."""
    names = sorted({feature for ways in data for features, _ in ways for feature in features})
    index = {name: place for place, name in enumerate(names)}
    tables = [np.array([[float(name in features) for name in index] for features, _ in ways]) for ways in data]
    rights = [np.array([right for _, right in ways]) for ways in data]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:  # type: ignore[type-arg]
        value, slope = 0.5 * weights @ weights, weights.copy()
        for table, right in zip(tables, rights, strict=True):
            e = np.exp((scores := table @ weights) - scores.max())
            share = e / e.sum()
            good = e * right / (e * right).sum()
            value -= np.log((share * right).sum())
            slope += table.T @ (share - good)
        return float(value), slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 80}).x
    return {name: round(float(found[place]), 3) for name, place in index.items() if abs(found[place]) > 0.005}


def written() -> list[Row]:
    """The rows of people, and those that say how many questions they ask."""
    found = read_rows(HERE / "cuts.jsonl", "cut")
    for path in sorted((HERE / "sets").glob("*.jsonl")):
        found += read_rows(path, "set")
    return found


def examples(plans: Plans, rows: Iterable[Row]) -> Iterator[Ways]:
    """The ways to cut each message that may be cut."""
    for row in rows:
        if len(cut.ways(row["turns"][-1])) > 1:
            room = plans.room(row.get("plan", ""))
            room.warm()
            yield judged(room, row, room.turn(row["turns"][:-1]))
    short = {
        plan: [row for row in found if len(cut.ways(row["turns"][0])) == 1]
        for plan, found in by_themselves(rows).items()
    }
    rng = random.Random(SEED)
    messages = [*joined(short, JOINED, rng), *alike(plans, short, ALIKE, rng)]
    for plan, message, *wanted in messages:
        room = plans.room(plan)
        room.warm()
        yield parted(room, message, wanted)


def main() -> None:
    """Trains, and says in how many of five folds' messages the best way is right."""
    plans = Plans(ROOT / "var", ROOT / "var" / "plans", texts())
    data = list(examples(plans, written()))
    plans.save()
    useful = [ways for ways in data if len({right for _, right in ways}) > 1]
    whole = sum(ways[0][1] for ways in useful)
    right = 0
    for fold in range(5):
        weights = fit([ways for number, ways in enumerate(useful) if number % 5 != fold])
        for ways in useful[fold::5]:
            right += max(ways, key=lambda way: sum(weights.get(feature, 0.0) for feature in way[0]))[1]
    print(
        len(data), "messages with several ways;", len(useful), "useful,", whole, "right uncut,", right, "right in folds"
    )
    cut.CUTS_FILE.write_text(json.dumps(fit(useful), ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
