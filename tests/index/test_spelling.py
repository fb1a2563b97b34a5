"""Cue words misspelt: slips are mended, words that exist stay as they are."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.spelling import Spelling

CUES = ["lead", "leads", "tasks", "department", "participate", "牵头", "配合", "任务"]
SOUNDS = {"牵": "qian", "签": "qian", "千": "qian", "前": "qian", "头": "tou", "投": "tou", "配": "pei", "合": "he"}
SOUNDS |= {"和": "he", "任": "ren", "人": "ren", "务": "wu", "物": "wu", "陪": "pei"}


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    def sound(words: str) -> str:
        return " ".join(SOUNDS.get(char, char) for char in words)

    return Spelling(CUES, ["customs", "department of finance"], ["loads", "trade", "人物", "custom"], sound)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("laed", "lead"),  # swapped
        ("leadd", "lead"),  # doubled
        ("leds", "leads"),  # dropped
        ("taks", "tasks"),
        ("taskss", "tasks"),
        ("deparmtent", "department"),
        ("departmment", "department"),
        ("deprtment", "department"),
        ("particepate", "participate"),  # in a long word another letter is a slip too
        ("which taks it laeds", "which tasks it leads"),
        ("custums", "customs"),  # of a name
        ("finace", "finance"),
        ("finances", "finances"),
        ("custom", "custom"),
    ],
)
def test_slips_of_letters(written: str, meant: str, spelling: Spelling) -> None:
    assert spelling.nearest(written) == meant


@pytest.mark.parametrize(
    "words", ["", "tasks", "loads", "leans", "beads", "trade", "let", "tsk", "apartments", "牵头", "12"]
)
def test_words_that_stay(words: str, spelling: Spelling) -> None:
    assert spelling.nearest(words) == words


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("签头", "牵头"),
        ("牵投", "牵头"),
        ("配和", "配合"),
        ("任物", "任务"),
        ("商务厅签头的任物", "商务厅牵头的任务"),
    ],
)
def test_characters_that_sound_alike(written: str, meant: str, spelling: Spelling) -> None:
    assert spelling.homophones(written) == meant


@pytest.mark.parametrize("words", ["", "牵", "牵头", "人物", "千投", "陪和", "口岸", "leads"])
def test_characters_that_stay(words: str, spelling: Spelling) -> None:
    """A word that exists (人物), and one of which no character is the cue's (千投), are no slips."""
    assert spelling.homophones(words) == words


@pytest.mark.parametrize(
    ("question", "mended"),
    [
        ("商务厅签头哪些任务", "商务厅牵头哪些任务"),
        ("财政厅配和哪些", "财政厅配合哪些"),
        ("财政厅参于的任物", "财政厅参与的任务"),
        ("which taks does the department of commerce laed", "which tasks does the department of commerce lead"),
        ("人物介绍", "人物介绍"),
        ("加工贸易", "加工贸易"),
        ("loads of trade", "loads of trade"),
    ],
)
def test_the_words_of_a_question(question: str, mended: str, engine: Engine) -> None:
    assert engine.scanner.corrected(question, engine.scanner.scan(question)) == mended
