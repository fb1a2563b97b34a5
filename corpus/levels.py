"""Levels of government, and the places and level words that stand before an office's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """A level of government, the highest first."""

    CENTRE = 0
    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWN = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Whose office is meant: a level, None where nothing says it, the place's name, and the word used for the level (市)."""

    level: Level | None = None
    name: str = ""
    word: str = ""

    @property
    def stem(self) -> str:
        """The place's name without the word for its level: 青原 of 青原省."""
        return stem_of(self.name)


NOWHERE = Place()
CENTRAL = ("中共中央", "中华人民共和国", "国务院", "国家", "全国", "中央", "中国")
WORDS = {
    "省": Level.PROVINCE,
    "自治区": Level.PROVINCE,
    "市": Level.CITY,
    "州": Level.CITY,
    "自治州": Level.CITY,
    "盟": Level.CITY,
    "地区": Level.CITY,
    "县": Level.COUNTY,
    "自治县": Level.COUNTY,
    "区": Level.COUNTY,
    "旗": Level.COUNTY,
    "乡": Level.TOWN,
    "镇": Level.TOWN,
    "街道": Level.TOWN,
}
_ENDS = "|".join(sorted(WORDS, key=len, reverse=True))
ENGLISH = {
    "national": Level.CENTRE,
    "central": Level.CENTRE,
    "state": Level.CENTRE,
    "provincial": Level.PROVINCE,
    "province": Level.PROVINCE,
    "municipal": Level.CITY,
    "city": Level.CITY,
    "prefecture": Level.CITY,
    "prefectural": Level.CITY,
    "league": Level.CITY,
    "county": Level.COUNTY,
    "district": Level.COUNTY,
    "banner": Level.COUNTY,
    "township": Level.TOWN,
}
# fmt: off
PROVINCES = (
    "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江",
    "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南",
    "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾",
    "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门",
)
# fmt: on
MUNICIPALITIES = frozenset(["北京", "天津", "上海", "重庆"])
_PROVINCE = re.compile(f"({'|'.join(PROVINCES)})(?:壮族|回族|维吾尔)?(省|市|自治区|特别行政区)?(?:人民政府)?")
# Words that end like a place and are none: 工业园区, 超市, the 年市 of 2021年市政府.
_NO_PLACE = re.compile(
    r"(?:[园景社牧灾山城郊小辖片库矿林军特新校片地灌禁湖海雨港产老农专学]|开发|保税|保护|示范|试验|合作|高新|经开|度假|功能|经济|贫困|历史|整|全|各)区$"
    r"|[超城上都门股楼夜集]市$|[各本我全]?(?:地区|[一二三四五六七八九十两几多]县)$|年|全[省市县区旗州盟]$"
)
_PLACE = re.compile(rf"([\u3400-\u9fff]{{1,8}}?)({_ENDS})$")
_DETERMINER = re.compile(r"^[本我全该各]")
_NOT_AFTER = {
    "市": "场政容值区镇级直属",
    "区": "域划间别级块段直属",
    "省": "级直属份去钱力时",
    "县": "级域直属",
    "州": "级直",
    "旗": "下帜",
    "乡": "村镇",
    "镇": "域",
}


def stem_of(name: str) -> str:
    """A place's name without the word for its level."""
    match = _PLACE.match(name)
    return re.sub("(?:壮族|回族|维吾尔)$", "", match[1]) if match and len(match[1]) > 1 else name


def province(text: str) -> tuple[Place, int] | None:
    """The province whose name `text` starts with, and where the name ends."""
    match = _PROVINCE.match(text)
    if match is None:
        return None
    level, word = (Level.CITY, "市") if match[1] in MUNICIPALITIES else (Level.PROVINCE, "省")
    return Place(level, match[1] + (match[2] or ""), match[2] or word), match.end()


def heads(name: str, loosely: bool = False) -> Iterator[tuple[Place, str]]:
    """The ways to read the beginning of a folded name as a level or place, with what is left, the shortest first.

    A word that begins like a level (市政) is taken for one only `loosely`, for whoever knows what may be left.
    """
    for word in CENTRAL:
        if name.startswith(word) and len(name) > len(word) + 1:
            yield Place(Level.CENTRE, "", word), name[len(word) :]
    if found := province(name):
        place, end = found
        yield place, name[end:]
        if name[end : end + 1] == "区" and place.word == "省":
            yield place, name[end + 1 :]
    for word, level in WORDS.items():
        if name.startswith(word) and (loosely or name[len(word) : len(word) + 1] not in _NOT_AFTER.get(word, "")):
            yield Place(level, "", word), name[len(word) :]
        elif name.startswith((word + "级", word + "直")):
            yield Place(level, "", word), name[len(word) + 1 :]
    for end in range(2, min(len(name) - 1, 12)):
        if (named := place_named(name[:end])) and name[end] not in _NOT_AFTER.get(named.word, ""):
            yield named, name[end:]


def place_named(words: str) -> Place | None:
    """The place that the words name in full: 瑞江市, 南澄区; None where they name none."""
    match = _PLACE.fullmatch(words)
    if match is None or len(match[1]) < 1 or _NO_PLACE.search(words) or _DETERMINER.match(words):
        return None
    if match[1][-1] in "省市县旗" and len(match[1]) > 2:
        return None
    return Place(WORDS[match[2]], words, match[2])


_OF_CENTRE = re.compile(
    "^(?:国家|全国|国务院|中央|共青团中央)(?!税务总局.|统计局.|能源局.)|(?:总局|总署)$|(?<!组织)(?<!宣传)(?<!统战)(?<!工作)(?<!建设)部$"
)
_TITLE = re.compile(r"^(?:中共)?((?:[\u3400-\u9fff]{1,10}?)(?:自治区|自治州|自治县|省|市|县|区|旗|盟|地区|州))")
_CENTRAL_TITLE = re.compile("^(?:国务院|中共中央|国家|中国|全国)")
_ZONE_TITLE = re.compile(
    r"^([\u3400-\u9fff]{2,12}?(?:开发区|高新区|产业园区|工业园区|新区|园区|示范区|试验区|度假区|保税区|合作区))(?!.{0,4}(?:建设|发展|改革))"
)
# 2012年全盟食品安全整治: the level without a name.
_OF_ALL = re.compile("全([省市州盟县旗])(?![场政域])")
_ZONE = re.compile("(?:开发区|高新区|园区|新区|示范区)")


def own_place(hints: Iterable[str], names: Collection[str], given: str = "") -> Place:
    """Whose plan it is: by what is given of its place, its issuer and title, and the level most of its names start with."""
    hints = tuple(hints)
    counted: Counter[str] = Counter()
    for name in names:
        for word in ("自治区", "省", "市", "县", "区", "旗", "州", "盟"):
            own = name.startswith(word) and name[len(word) : len(word) + 1] not in _NOT_AFTER.get(word, "")
            if own or name == f"团{word}委":
                counted[word] += 1
                break
        else:
            counted[""] += _OF_CENTRE.search(name) is not None
    central = counted.pop("", 0)
    usual = counted.most_common(1)[0][0] if counted else ""
    if central > 2 and central > counted.total():
        return Place(Level.CENTRE, "", CENTRAL[3])
    for hint in (given, *hints):
        if hint and (found := _hinted(hint, usual)):
            return found
    if usual:
        return Place(WORDS[usual], "", usual)
    if of_all := next((match for hint in hints if (match := _OF_ALL.search(hint))), None):
        return Place(WORDS[of_all[1]], "", of_all[1])
    # Names without any level: a county and what is like it has only 局, a province 厅.
    bureaus = sum(name.endswith("局") for name in names)
    return Place(Level.COUNTY, "", "") if bureaus > 2 and not any(name.endswith("厅") for name in names) else NOWHERE


def _hinted(hint: str, usual: str) -> Place | None:
    if found := province(hint):
        place, end = found
        deeper = _TITLE.match(hint[end:])
        named = place_named(deeper[1]) if deeper else None
        if named and (not usual or WORDS[usual] == named.level) and not _ZONE.search(named.name):
            return named
        return place
    if zone := _ZONE_TITLE.match(hint):
        return Place(Level.COUNTY, zone[1], "区")
    if _CENTRAL_TITLE.match(hint):
        return Place(Level.CENTRE, "", "国家")
    for match in re.finditer(rf"(?<![\u3400-\u9fff])[\u3400-\u9fff]{{1,10}}?(?:{_ENDS})", hint):
        words = match.group()
        named = place_named(words)
        if named and (not usual or WORDS[usual] == named.level):
            return Place(named.level, named.name, usual or named.word)
    return None
