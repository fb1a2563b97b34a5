"""Numbers written as lists are numbered: 3, 三, 叁, 丙, ③, iii, c."""

from __future__ import annotations

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LEGAL = str.maketrans("一二三四五六七八九十百千〇", "壹贰叁肆伍陆柒捌玖拾佰仟零")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"),
    (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_COUNTED = frozenset(
    {"chinesecounting", "chinesecountingthousand", "japanesecounting", "taiwanesecounting", "taiwanesecountingthousand"}
)
_LEGALS = frozenset({"chineselegalsimplified", "japaneselegal", "ideographlegaltraditional"})
# The first characters of series of twenty that Unicode has.
_SERIES = {
    "decimalenclosedcircle": "①", "decimalenclosedcirclechinese": "①", "decimalenclosedparen": "⑴",
    "decimalenclosedfullstop": "⒈",
}  # fmt: skip


def counted(number: int) -> str:
    """A number from 1 to 9999 as it is said in Chinese: 十二, 一百零三."""
    if not 0 < number < 10_000:
        return str(number)
    found, gap = "", False
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), map(int, str(number)), strict=True):
        if digit:
            found += ("零" if gap else "") + _DIGITS[digit] + _UNITS[place]
        gap = bool(found) and not digit
    return found.removeprefix("一") if found.startswith("一十") else found


def written(number: int, form: str) -> str:
    """A number in a form that Office names (chineseCounting, upperRoman, …); in digits where the form is unknown."""
    form = form.lower()
    if form in _COUNTED:
        return counted(number)
    if form in _LEGALS:
        return counted(number).translate(_LEGAL)
    if form in _SERIES and 1 <= number <= 20:
        return chr(ord(_SERIES[form]) + number - 1)
    match form:
        case "ideographdigital" | "chinesedigital":
            return "".join(_DIGITS[int(digit)] for digit in str(number))
        case "ideographtraditional" if 1 <= number <= len(_STEMS):
            return _STEMS[number - 1]
        case "ideographzodiac" if 1 <= number <= len(_BRANCHES):
            return _BRANCHES[number - 1]
        case "lowerletter" | "upperletter" if number > 0:
            letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letters.upper() if form == "upperletter" else letters
        case "lowerroman" | "upperroman" if 0 < number < 4000:
            return _roman(number).upper() if form == "upperroman" else _roman(number)
        case "decimalzero":
            return f"{number:02d}"
        case "decimalfullwidth" | "decimalfullwidth2":
            return str(number).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
        case _:
            return str(number)


def _roman(number: int) -> str:
    found = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        found += letters * count
    return found
