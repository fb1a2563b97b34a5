"""A question cut into the words of the lexicon."""

from __future__ import annotations

import pytest

from index.reading.lexicon import load_lexicon


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("项目库呢", ["项目", "库", "呢"]),
        ("管网归谁管", ["管网", "归谁", "管"]),
        ("活动谁办", ["活动", "谁", "办"]),
        ("三项任务", ["三", "项", "任务"]),
        ("这条谁干", ["这条", "谁", "干"]),
    ],
)
def test_a_word_of_one_character_is_no_part_of_a_noun(text: str, units: list[str]) -> None:
    assert [unit.text for unit in load_lexicon().units(text, 0, len(text))] == units
