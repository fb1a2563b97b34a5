"""Rows made for training: the times they name mean what the reader takes them for, and every way to lean makes some."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.reading.normalise import normalised
from index.reading.periods import bounded, due, due_within, opened
from index.reading.spans import number_spans
from tests.reading import dialogues, times
from tests.reading.examples import Plans
from tests.reading.generate import Maker
from tests.reading.make import texts

PLAN = "qingyuan-2024"
# One whose tasks have a single other department.
SPARE = "muzhou-funeral-2022"
TODAY = (2024, 6, 15)


@pytest.fixture(scope="module")
def maker(var_dir: Path) -> Maker:
    return Maker(Plans(var_dir, texts=texts()).room(PLAN), random.Random(3))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_time_that_is_said_is_read_so(maker: Maker, lang: str) -> None:
    days = sorted({day for day in maker.tables.days.values() if day})
    for _ in range(150):
        condition, said = times.drawn(maker.tables, maker.year, maker.rng)
        text = normalised(f"{said[lang]}到期的" if lang == "zh" else f"tasks due {said[lang]}")
        (span,) = (span for span in number_spans(text, 32, 6) if span.kind == "M")
        taken = [due_within(span.numbers, maker.year, days, TODAY)]
        if bounded(text, span.start, span.end):
            taken.append(due("before", span.numbers, maker.year, TODAY))
        if opened(text, span.start, span.end):
            taken += [due(mode, span.numbers, maker.year, TODAY) for mode in ("after", "later")]
        assert maker.tables.run(condition) in [maker.tables.run(each) for each in taken], said


def test_every_way_to_lean_makes_rows(maker: Maker, var_dir: Path) -> None:
    other = Maker(Plans(var_dir, texts=texts()).room(SPARE), random.Random(3))
    made, spare = dialogues.Dialogues(maker), dialogues.Dialogues(other)
    for follow in made.follows:
        assert any(made.row(follow, "zh") or spare.row(follow, "zh") for _ in range(60)), follow["way"]


def test_a_conversation_turns_to_a_question_that_people_wrote(maker: Maker) -> None:
    written = {"turns": ["省财政厅牵头哪些任务"], "expect": {"tasks": ["26"]}}
    made = dialogues.Dialogues(maker, [written])
    rows = [row for row in (made.moved("zh") for _ in range(20)) if row]
    assert rows and all(row["expect"] == written["expect"] and len(row["turns"]) > 1 for row in rows)
    assert len({row["turns"][-1] for row in rows}) > 1
    assert dialogues.Dialogues(maker).moved("zh") is None


def test_words_that_speak_of_a_task_are_its_own(maker: Maker) -> None:
    made = dialogues.Dialogues(maker)
    told = [made.spoken_of((1, 5, 6, 22)) for _ in range(20)]
    keyed = [(key, words) for key, words in told if key]
    assert keyed
    text = maker.room.plan.text
    for key, words in keyed:
        assert words in maker.tables.tasks[key].body.of(text)
    assert made.spoken_of((1,)) == (None, "")


def test_a_conversation_is_told_by_its_queries(maker: Maker) -> None:
    found = dialogues.rows(maker.room, 1, 5)
    assert {len(row["turns"]) for row in found} >= {2, 3, 4}
    assert all(len(row["said"]) == len(row["turns"]) - 1 for row in found)
