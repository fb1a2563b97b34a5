"""The file of cue words: each once in its list, in order, on lines that a change of one word does not touch."""

from __future__ import annotations

from itertools import pairwise

import pytest

from corpus.normalize import fold
from corpus.readers import read_toml
from index.scanner import CUES_FILE

LISTS = {f"{group}.{name}": words for group, lists in read_toml(CUES_FILE).items() for name, words in lists.items()}


@pytest.mark.parametrize("name", LISTS)
def test_cues_are_sorted_without_repeats(name: str) -> None:
    words = LISTS[name]
    assert [(first, second) for first, second in pairwise(words) if first >= second] == []


@pytest.mark.parametrize("name", LISTS)
def test_cues_are_folded_as_a_question_is(name: str) -> None:
    assert [word for word in LISTS[name] if fold(word) != word] == []


def test_lines_of_cues_are_short() -> None:
    assert [line for line in CUES_FILE.read_text("utf-8").splitlines() if len(line) > 120] == []
