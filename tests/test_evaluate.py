"""The figures of the evaluation: what is rounded never looks like all or none."""

from __future__ import annotations

import pytest

from tests.evaluate import share


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
