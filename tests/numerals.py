"""Chinese numerals as plans write them, to ask by and to read back."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
_UNITS = ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, ""))


def chinese(value: int) -> str:
    """`value` (0 to 99,999) as a plan writes it: 十二, 三十, 一百零五."""
    if not value:
        return DIGITS[0]
    said, skipped = "", False
    for unit, name in _UNITS:
        digit, value = divmod(value, unit)
        if digit:
            bare = unit == 10 and digit == 1 and not said
            said += DIGITS[0] * (skipped and bool(said)) + ("" if bare else DIGITS[digit]) + name
        skipped = not digit
    return said
