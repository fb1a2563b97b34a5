"""The numbers and signs that items begin with, by level from sections to the smallest, and those within a paragraph."""

from __future__ import annotations

import re
import unicodedata

from corpus.normalize import NUMERAL, number
from corpus.passage import Passage

_N = f"[{NUMERAL}]{{1,5}}"
# 1.2 建设…, but 1.5万亩 is a figure.
_UNIT = (
    "[万亿个户亩倍米吨年月套名至到%℃兆升岁分次家种]|千[米克瓦]|百分|元(?!宇)|公[里顷斤]|平方|台(?!账)|度(?!假)|左右|以上|小时"
    "|天(?!然)"
)
_AFTER_DECIMAL = rf"(?:[、.](?!\d)\s*|\s+|(?=[\u3400-\u9fff])(?!{_UNIT}))"
# By level, from sections to the smallest items. A sign that conversion damaged stands for the bracket of its level.
_MARKERS = (
    (0.8, re.compile(rf"第({_N})(?:部分|章|节|篇)[、:,\s]*")),
    (1, re.compile(rf"({_N})、\s*")),
    (2, re.compile(rf"\(({_N})\)[、.]?\s*")),
    (2, re.compile(r"\?[。、].{1,3}?[)\u2500-\u257f]\s*")),
    (2, re.compile(rf"第({_N})条[、:,\s]*")),
    (3, re.compile(r"(?!(?:19|20)\d\d、)(\d{1,5})\s?(?:、|\.(?!\d)|\.(?=20\d\d年))\s*")),
    (3, re.compile(rf"(?:重点任务|工作任务|任务|事项|项目|举措|措施)\s?(\d{{1,3}}|{_N})\s*(?:[:、.]\s*|$)")),
    (3.2, re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}}){{2}}\.(\d{{1,2}}){_AFTER_DECIMAL}")),
    (3.1, re.compile(rf"\d{{1,2}}\.\d{{1,2}}\.(\d{{1,2}}){_AFTER_DECIMAL}")),
    (3, re.compile(rf"\d{{1,2}}\.(\d{{1,2}}){_AFTER_DECIMAL}")),
    (4, re.compile(r"\((\d{1,3})\)[、.]?\s*")),
    (5, re.compile(r"([①-⑳])\s*")),
    (6, re.compile(r"(?:——|[●○•■▪◇◆]|[－-](?=[\s\u3400-\u9fff]))\s*()")),
)
# 。2、… or ;(2)…: an item within a paragraph, by the shape of its number.
_WITHIN = re.compile(
    r"(?:^|(?<=[。;:.)])|(?<=,)(?=\(1\)|①|\(一\)))\s*"
    rf"(?=(?P<number>(?P<point>\d{{1,5}})[、.](?!\d)|(?P<digits>\(\d{{1,3}}\))|(?P<ring>[①-⑳])"
    rf"|(?P<numeral>\({_N}\))))"
)
# Levels that are asked about elsewhere.
SECTION, SUBSECTION = 1, 2
DIGITS, MEASURE, BULLET = 3, 5.5, 6
# 一是…;二是…: the measures of an item, which are items where each ends with who does it.
MEASURES = re.compile(rf"(?:^|(?<=[。;:,]))({_N})是")


def marker(words: Passage) -> tuple[float, int | None, int] | None:
    """The level, the number and the length of the marker that the words begin with."""
    for level, pattern in _MARKERS:
        if match := pattern.match(words.folded):
            if level == BULLET and (numbered := _after_bullet(words.folded, match.end())) is not None:
                return numbered
            written = next((group for group in match.groups() if group), None)
            value = None if written is None else number(written)
            if value is None and written is not None:
                value = int(unicodedata.numeric(written[0]))
            return level, value, match.end()
    return None


def _after_bullet(folded: str, start: int) -> tuple[float, int, int] | None:
    """The marker of an item that has a number behind its bullet: ◆ 1. …"""
    for level, pattern in _MARKERS:
        if level == DIGITS and (match := pattern.match(folded, start)) and match[1].isdigit():
            return level, int(match[1]), match.end()
    return None


def numbered_within(words: Passage, fewest: int = 2) -> list[list[int]]:
    """Where numbered items begin within a paragraph, for each shape of number of which so many follow each other."""
    runs: dict[str, list[int]] = {}
    values: dict[str, int] = {}
    for match in _WITHIN.finditer(words.folded):
        shape = next(name for name in ("point", "digits", "ring", "numeral") if match[name])
        found = marker(words[match.end() : match.end() + 12])
        if found is None or found[1] is None:
            continue
        if shape not in runs or found[1] == values[shape] + 1:
            runs.setdefault(shape, []).append(match.end())
            values[shape] = found[1]
    return [run for run in runs.values() if len(run) >= fewest]
