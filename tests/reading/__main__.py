"""`python -m tests.reading --set FILE [--plan ID]`: how many rows of a file are answered as expected, by tag.

Rows are `{"id", "tag", "plan", "turns", "expect"}`, one a line; every turn is asked in one conversation and the last is judged.
"""

from __future__ import annotations

import argparse
import collections
import statistics
import time
from pathlib import Path

from bot.dialogue.conversation import Assistant
from bot.screens.wording import Wording
from corpus.records import CorpusError
from index.query import Kind
from tests.reading.examples import ROOT, Plans, Room, Row, read_rows
from tests.reading.judge import is_right
from tests.reading.make import texts


def assistant(room: Room) -> Assistant:
    """The assistant of a plan."""
    return Assistant(room.engine, room.renderer, Wording())


def wrong(row: Row, room: Room, assistants: dict[str, Assistant]) -> tuple[str, str, float]:
    """What is wrong with the last answer of a row (empty where nothing is), what was answered, and the CPU it took."""
    made = assistants.setdefault(room.plan.id, assistant(room))
    taken = 0.0
    for question in row["turns"]:
        room.warm()
        began = time.process_time()
        answered = made.answer(question, row["id"])
        taken = time.process_time() - began
    answers = list(answered.answers)
    text = room.text(answers)
    said = "; ".join(made._renderer.words.understood.say(answer) for answer in answers)
    shown = f"{said} → {[room.engine.tables.tasks[hit.task].number for answer in answers for hit in answer.hits]}"
    if is_right(room.plan, row["expect"], answers, lambda: text):
        return "", shown, taken
    kinds = row["expect"].get("kind", "answer")
    wanted = [kinds] if isinstance(kinds, str) else kinds
    if answered.kind == Kind.ANSWER and Kind.ANSWER not in wanted:
        return "false answer", shown, taken
    if answered.kind == Kind.REFUSAL and Kind.REFUSAL not in wanted:
        return "false refusal", shown, taken
    return "wrong", shown, taken


def main() -> None:
    """Prints the accuracy by tag and every failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.reading", description=__doc__)
    parser.add_argument("--set", type=Path, required=True, action="append")
    parser.add_argument("--plan", help="only rows on this plan")
    parser.add_argument("--plans", type=Path, default=ROOT / "var" / "plans", help="the folder of added plans")
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    plans = Plans(ROOT / "var", options.plans, texts())
    for path in options.set:
        rows = [row for row in read_rows(path, "set") if options.plan in (None, row.get("plan"))]
        report(path.name, rows, plans, options.quiet)
    plans.save()


def report(name: str, rows: list[Row], plans: Plans, quiet: bool) -> None:
    """Asks every row and prints how it went."""
    tags: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    assistants: dict[str, Assistant] = {}
    times: list[float] = []
    for row in rows:
        try:
            room = plans.room(row.get("plan", ""))
        except CorpusError as error:
            print(f"{row['id']}: {error}")
            continue
        mistake, shown, taken = wrong(row, room, assistants)
        times.append(taken * 1000)
        tags[row["tag"]][mistake] += 1
        if mistake and not quiet:
            print(
                f"{row['id']} {row['tag']} {mistake}: {' / '.join(row['turns'])}\n    want {row['expect']}\n    got {shown}"
            )
    total = sum((counts for counts in tags.values()), collections.Counter[str]())
    for tag, counts in sorted(tags.items()):
        print(f"{tag:12s} {counts['']:4d}/{sum(counts.values()):4d}")
    times.sort()
    all_ = max(1, sum(total.values()))
    print(
        f"{name}: {total['']}/{all_} = {total[''] / all_:.3f}; false answers {total['false answer']}, "
        f"false refusals {total['false refusal']}; CPU {statistics.median(times):.1f} ms, p99 {times[int(len(times) * 0.99)]:.1f}"
    )


if __name__ == "__main__":
    main()
