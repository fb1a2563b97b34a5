"""A question as its spans are looked for: folded, numerals in one writing, blanks and signs within words taken out."""

from __future__ import annotations

import re

from corpus.normalize import OLD_TENS, clean, fold

# An encoder's time grows with the length; what an official types is far shorter.
LONGEST = 400
# 商 务 厅 牵 头: characters set apart one by one.
_SPACED = re.compile(r"(?:(?<![\u3400-\u9fff])|(?<= ))[\u3400-\u9fff](?: [\u3400-\u9fff](?![\u3400-\u9fff])){2,}")
# 医!保!局!: characters set apart by one and the same sign.
_CHARACTER = r"(?![一二三四五六七八九十百两])[\u3400-\u9fff]"
_SIGNED = re.compile(
    rf"(?<![\u3400-\u9fff]){_CHARACTER}([!.·。~_*|/+…-]+){_CHARACTER}(?:\1{_CHARACTER})+(?![\u3400-\u9fff])\1?"
)
_AROUND_DIGITS = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=\d)|(?<=\d)\s+(?=[\u3400-\u9fff])")
_AMPERSAND = re.compile(r"(?<=[a-z]{2}) ?& ?(?=[a-z]{2})")
# 牵哪几个头: a verb with its object between.
_PARTED = re.compile(r"牵(?:着|了|过)?(哪?几个|多少个?|什么|啥)头")
_GOVERNMENT = re.compile(r"\bgov['’]?t\b")
# 弟19条
_MISHEARD = re.compile(r"[弟递](?=[一二三四五六七八九十\d]{1,4}[条项])")
# 补好多钱: how much, in the southwest; 好多年没看过 says that they are many.
_HOW_MUCH = re.compile(
    r"好多(?=(?:[钱元块个座台吨家项条次套亩张户名天]|公里)(?:来着|[吧嘛哦啊呢咯哈])?\s*(?:$|[,。?!]))"
)
# 涉不涉及, 参加不参加, 牵不牵头: whether it does, which denies nothing.
_WHETHER = re.compile(r"(?=[涉参牵配协负承沾挂列署])(?:([\u3400-\u9fff])不\1|([\u3400-\u9fff]{2})不\2)")
# 第 1 9 条, 第二十4条, 第(八)部分
_PARTED_DIGITS = re.compile(r"(?<=第)\s*(\d)\s+(\d)\s*(?=[条项号])")
_MIXED = re.compile(r"(?<=第)([一二三四五六七八九\d]?)十([一二三四五六七八九\d]?)(?=[条项号])")
_BRACKETED = re.compile(r"(?<=第)[(]([一二三四五六七八九十\d]+)[)](?=个?大?部)")
_LONE_NUMBER = re.compile(r"\s*#?\s*(\d{1,4}(?:\s*[-~—–到至]\s*\d{1,4})?)\s*[.。?？!！]?\s*")
# 第12.条, 第 12 条
_STOPPED = re.compile(r"(第\s*\d{1,3})\s*[.．、]\s*(?=[条项号])")
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰弌弍弎", "一二三四五六七八九十百一二三")
_OLD_TENS = re.compile(f"[{''.join(OLD_TENS)}](?=[一二三四五六七八九]|[条项号个]|$)")
_NUMERIC = re.compile(r"(?<=第)[壹贰叁肆伍陆柒捌玖拾佰弌弍弎两]+|[壹贰叁肆伍陆柒捌玖拾佰]+(?=[条项号])")


def normalised(question: str) -> str:
    """The question folded and with its numerals in one writing; what lies beyond LONGEST characters is not read."""
    text = _SPACED.sub(lambda run: run.group().replace(" ", ""), fold(clean(question)[:LONGEST]))
    text = _SIGNED.sub(lambda run: run.group().replace(run[1], ""), text)
    text = _GOVERNMENT.sub("government", text)
    text = _PARTED.sub(r"牵头\1", _AMPERSAND.sub(" and ", text))
    text = _WHETHER.sub(lambda match: "是否" + (match[1] or match[2]), text)
    text = _HOW_MUCH.sub("多少", _MISHEARD.sub("第", text))
    text = _STOPPED.sub(r"\1", _AROUND_DIGITS.sub("", text))
    text = _MIXED.sub(_in_digits, _BRACKETED.sub(r"\1", _PARTED_DIGITS.sub(r"\1\2", text)))
    text = _NUMERIC.sub(lambda run: run.group().translate(_FORMAL), text)
    text = _OLD_TENS.sub(lambda match: OLD_TENS[match.group()], text)
    if alone := _LONE_NUMBER.fullmatch(text):
        return f"第{alone[1]}条"
    return text.strip()


def _in_digits(number: re.Match[str]) -> str:
    """A numeral of Chinese and other digits in the latter; one that is all Chinese as it is."""
    if not re.search(r"\d", number.group()):
        return number.group()
    tens, units = (str("一二三四五六七八九".find(digit) + 1) if digit > "9" else digit for digit in number.groups())
    return (tens or "1") + (units or "0")
