"""Whatever is written where a time is read, it is read in no time: this runs on the loop that serves everybody."""

from __future__ import annotations

import contextlib
import time

import pytest

from bot.when.reading import MOST_READ, read_when
from bot.when.results import WhenFault

# Words that join and fill are in no time by themselves, and may be in one with what follows.
UNITS = (
    "和",
    "和 ",
    "到",
    "每",
    "第",
    "在",
    "、",
    "周一和",
    "1和",
    "到3日",
    "and ",
    "every ",
    "每月1号",
    "9:00 ",
    "？",
)


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("unit", UNITS)
def test_long_texts_take_no_time(unit: str, lasting: bool) -> None:
    """By the time of the processor, so that a busy machine does not count; it took seven seconds."""
    begun = time.thread_time()
    with contextlib.suppress(WhenFault):
        read_when((unit * MOST_READ)[:4000], lasting)
    assert time.thread_time() - begun < 0.3


def test_a_time_after_many_joining_words_is_found() -> None:
    assert read_when("和" * 50 + "周一 9点").said == "周一 9点"
    assert read_when("和到" * 20 + "明天9点提交").rest.endswith("提交")
