"""Chinese numerals as plans write them, to ask by and to read back."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"


def chinese(value: int) -> str:
    """`value` (0 to 99) as a plan writes it: 十二, 三十."""
    tens, ones = divmod(value, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")
