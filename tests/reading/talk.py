"""`python -m tests.reading.talk`: what people say around their questions, gathered from the rows that they wrote.

A clause at the beginning or the end of a message is talk where the rest is answered as the whole is to be, and where it names no
department and says nothing of roles, times or exceptions. `generate.talked` puts it around other questions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from bot.dialogue.conversation import Assistant
from index.reading.parse import Analysis
from tests.reading.__main__ import assistant
from tests.reading.examples import ROOT, Plans, Row, read_rows
from tests.reading.judge import is_right
from tests.reading.make import texts

HERE = Path(__file__).parent
TALK_FILE = HERE / "talk.json"
_STOPS = re.compile(r"(?<=[，,。.！!？?；;\n…～~])\s*")
_SHORTEST, _LONGEST = 4, 40
_MEANS = ("role.", "due.", "want.", "back.", "doc.")
# The one of several, or what of it is not meant.
_REFERS = re.compile(r"^(?:not|the|all|earlier)\b|那[个条项]", re.IGNORECASE)
_LOGIC = {"logic.not", "logic.also", "logic.and", "logic.copula", "logic.but", "logic.every"}


def clauses(text: str) -> list[str]:
    """A message cut after its stops."""
    return [clause for clause in _STOPS.split(text.strip()) if clause.strip()]


def means(analysis: Analysis) -> bool:
    """Whether words name or bind anything: a department, a number, a title, a role, a time, what is left out."""
    logic = {name for name in analysis.sight.classes if name.startswith("logic.")}
    numbers = any(span.kind != "Q" for span in analysis.numbers)
    return bool(analysis.departments or numbers or analysis.titles or logic - _LOGIC) or analysis.has(*_MEANS)


def gathered(rows: list[Row], plans: Plans) -> Iterator[tuple[str, str, str]]:
    """The language of each clause of talk, whether it stands before or after, and its words."""
    made: dict[str, Assistant] = {}
    for row in rows:
        pieces = clauses(row["turns"][-1])
        if (
            len(row["turns"]) > 1
            or len(pieces) < 2
            or "answers" in row["expect"]
            or row["expect"].get("kind") == "refusal"
        ):
            continue
        room = plans.room(row.get("plan", ""))
        reads = made.setdefault(room.plan.id, assistant(room))
        for place, clause, rest in (("before", pieces[0], pieces[1:]), ("after", pieces[-1], pieces[:-1])):
            words = clause.strip(" ，,。.！!？?；;\n…～~")
            analysis = room.reader.analyse(words)
            if not _SHORTEST <= len(words) <= _LONGEST or _REFERS.search(words) or means(analysis):
                continue
            answered = reads.answer("".join(rest), f"{row['id']} {place}")
            topics = any(answer.query.topic or answer.query.fact for answer in answered.answers)
            if not topics and is_right(room.plan, row["expect"], list(answered.answers), lambda: ""):
                yield analysis.lang, place, words


def main() -> None:
    """Gathers the talk of all rows and writes it."""
    plans = Plans(ROOT / "var", texts=texts())
    rows = [row for path in sorted((HERE / "sets").glob("*.jsonl")) for row in read_rows(path, "set")]
    found: dict[str, dict[str, list[str]]] = {}
    for lang, place, words in gathered(rows, plans):
        found.setdefault(lang, {}).setdefault(place, []).append(words)
    kept = {
        lang: {place: sorted(set(all_)) for place, all_ in sorted(places.items())}
        for lang, places in sorted(found.items())
    }
    TALK_FILE.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print({lang: {place: len(all_) for place, all_ in places.items()} for lang, places in kept.items()})


if __name__ == "__main__":
    main()
