"""The figures of the evaluation: what is rounded never looks like all or none, and the page says what they mean."""

from __future__ import annotations

import re

import pytest

from tests.evaluate import ROOT, Part, Totals, meaning, share
from tests.fitting.check import Shares


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (4000, 4000, "4000/4000 = 1.000"),
        (3998, 4000, "3998/4000 = 0.999"),
        (3999, 4000, "3999/4000 = 0.999"),
        (493, 540, "493/540 = 0.913"),
        (1, 4000, "1/4000 = 0.001"),
        (0, 125, "0/125 = 0.000"),
        (0, 0, "–"),
    ],
)
def test_a_share(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said


def test_the_page_begins_with_what_its_figures_mean() -> None:
    sets = {
        "measured": Totals(Part(556, 566), Part(0, 106), Part(4, 460)),
        "tuning": Totals(Part(1815, 1993), Part(54, 679), Part(99, 1314)),
    }
    judged = Shares(
        treated=2000, near=100, far=300, first=0.915, within=0.97, refused=0.123, near_shown=0.2, far_shown=0.04
    )
    said, empty = meaning(sets, Part(3999, 4000), {"zh": judged})
    assert said.startswith("**What this means.**") and empty == ""
    for words in (
        "made from the plan's records 3,999 of 4,000 (99.9%) are right",
        "556 of 566 (98.2%) are; to what the plan does not treat 0 of 106 (0.0%) got an answer all the same",
        "99 of 1,314 (7.5%) were refused wrongly, and 54 of 679 (8.0%) answered wrongly",
        "in Chinese, the search has the right task first for 91.5% of 2,000 subjects; 12.3% would be refused wrongly",
        "of 400 that the plan asked does not treat 8.0% be answered",
    ):
        assert words in said
    assert "English" not in said and "hardest set" not in meaning({}, Part(1, 1), {})[0]


def test_the_committed_page_says_it_of_its_own_figures() -> None:
    page = (ROOT / "docs/evaluation.md").read_text("utf-8")
    rows = re.findall(
        r"^\| (\w+) \| (\d+)/(\d+) = \S+ \| (\d+)/(\d+) = \S+ \| (\d+)/(\d+) = \S+ \|$", page, re.MULTILINE
    )
    assert {name for name, *_ in rows} >= {"measured", "tuning"}
    sets = {
        name: Totals(*(Part(int(count), int(whole)) for count, whole in zip(them[::2], them[1::2], strict=True)))
        for name, *them in rows
    }
    said = page.splitlines()[2]
    assert said.startswith("**What this means.**")
    for part in (sets["measured"].right, sets["measured"].false_refusals, sets["tuning"].false_answers):
        assert part.plain in said
