"""Texts that have little room: cut between words, and never to nothing."""

from __future__ import annotations

import pytest

from bot.screens.labels import shortened


@pytest.mark.parametrize(
    ("text", "length", "cut"),
    [
        ("short", 5, "short"),
        ("Upgrade traditional industries", 30, "Upgrade traditional industries"),
        ("Upgrade traditional industries", 29, "Upgrade traditional…"),
        ("Upgrade traditional industries", 21, "Upgrade traditional…"),
        ("Upgrade traditional industries", 20, "Upgrade traditional…"),
        ("Upgrade traditional industries", 19, "Upgrade…"),
        ("one-off don’t", 11, "one-off…"),
        ("条目 12345", 6, "条目…"),
        ("传统产业改造升级", 5, "传统产业…"),
        ("abcdefghij", 5, "abcd…"),
    ],
)
def test_shortened(text: str, length: int, cut: str) -> None:
    assert shortened(text, length) == cut
    assert len(cut) <= length
