"""Folding for finding, and numerals read and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normalize import NUMERAL, clean, fold, fold_characters, number
from tests.numerals import chinese

UNSEEN = "\x00\x07\x0b\r\x1b\x7f\u00ad\u200b\u200d\u202e\u2060\ufeff\ufe0f"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("商務廳牽頭", "商务厅牵头"),
        ("ＡＢＣ１２３（）", "abc123()"),
        ("ＴＡＳＫ", "task"),
        ("商\u200b务\ufeff厅", "商务厅"),
        ("發展改革委", "发展改革委"),
        ("⑦㈦", "7(七)"),
        ("二○○八年、二OO八年、○ 一、○○市", "二〇〇八年、二〇〇八年、○ 一、○○市"),
        ("", ""),
    ],
    ids=["traditional", "full-width", "upper case", "invisible", "發", "compatibility", "circles", "empty"],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_characters_are_folded_one_by_one() -> None:
    written = "○ ２○ 二○一二年Ｏ"
    assert fold_characters(written) == "○ 2○ 二〇一二年O"


@given(st.text())
def test_fold_never_fails_and_leaves_nothing_unseen(text: str) -> None:
    folded = fold(text)
    assert not set(folded) & set(UNSEEN)
    folded.encode("utf-8")


@given(st.lists(st.sampled_from([*UNSEEN, "\ud800", "\udfff", *"商务 a\n\t😀"])).map("".join))
def test_clean_takes_away_the_unseen_and_nothing_else(text: str) -> None:
    assert clean(text) == "".join(char for char in text if char not in UNSEEN and not "\ud800" <= char <= "\udfff")
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("12", 12),
        ("１２", 12),
        ("007", 7),
        ("十", 10),
        ("十二", 12),
        ("四十", 40),
        ("三十九", 39),
        ("一百零五", 105),
        ("两百", 200),
        ("二千三百四十五", 2345),
        ("二〇一一", 2011),
        ("〇", 0),
        ("", None),
        ("十x", None),
        ("廿", None),
        ("-1", None),
        ("1.5", None),
        ("1234567", None),
        ("²", None),
    ],
    ids=repr,
)
def test_number(numeral: str, value: int | None) -> None:
    assert number(numeral) == value


@given(st.integers(0, 9999))
def test_written_numerals_read_back(value: int) -> None:
    assert number(chinese(value)) == value
    assert number(str(value)) == value
    assert set(chinese(value)) <= set(NUMERAL)


@given(st.integers(1, 9999))
def test_numerals_with_units_read_back(value: int) -> None:
    digits = "零一二三四五六七八九"
    written = ""
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = value // size % 10
        if digit:
            written += digits[digit] + unit
        elif written and not written.endswith("零") and value % size:
            written += "零"
    assert number(written) == value


@given(st.one_of(st.text(max_size=30), st.text(NUMERAL, max_size=30)))
def test_number_never_fails(text: str) -> None:
    value = number(text)
    assert value is None or value >= 0
