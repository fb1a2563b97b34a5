"""What a party may be called by a part of its own written name: its beginning, its end, or both with the middle left out."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

from corpus.levels import CENTRAL, Place, heads
from corpus.roles import any_of
from corpus.roles import words as roles

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
# How names end, beside what ends a name in a list: it says what sort of body it is, not which one.
_FURTHER = (
    r"(?:股份|集团|有限|责任|控股)*公司|(?:中心)?支(?:公司|行)|分(?:公司|局|行|院|中心)|街道(?:办事处)?|总?会|总?台|[馆校场行]"
    r"|(?:联席会议|领导小组|委员会|指挥部)(?:办公室)?|(?:事务)?(?:管理|服务)(?:委员会|办公室|中心|局|处|站|所)"
)
# 公安局交警支队: what stands after the name of the body that it is a part of.
_OF_ANOTHER = re.compile(r"^[\u3400-\u9fff]{2,}(?:[局厅署院行]|[军省市县区]委|总局)(?=[\u3400-\u9fff]{3})")
_PARENT = re.compile("[局厅部委署办院]$")
_COLLECTIVE = re.compile("各|其他|有关|相关|所有|全[省市县区州盟旗]")
_BRANCH = re.compile("(?:中心)?支(?:公司|行)|分")
_JOINTS = "和与及、"
_WORD = re.compile(f"[^{_JOINTS}]{{1,2}}")
_SHORTER = {"办公室": "办", "委员会": "委", "有限公司": "公司", "管理站": "站", "管理中心": "中心", "办事处": "办"}
# 天祝县政府 of 天祝藏族自治县政府, 黔东南州 of 黔东南苗族侗族自治州: whose place it is stays unsaid.
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌"
    "|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_AUTONOMOUS = re.compile(rf"^([\u3400-\u9fff]{{2,}}?)(?:(?:{_PEOPLES})族)+自治([县州旗])(?=(?:人民)?政府$|$)")
# A government and the place that it is of.
GOVERNMENT = re.compile(
    "([\u3400-\u9fff]{2,}(?:(?<!自治)区|[市县旗州盟镇乡])|(?![各全本外我该省市区州每])[\u3400-\u9fff]县)(?:人民)?政府"
)
# What stands before these is a place.
_OF_A_PLACE = ("海关", "开发区", "高新区", "园区", "新区", "保税区", "功能区", "地区", "街道", "军区", "军分区")
# 足协 of 足球协会, 职院 after the whole of what tells a college apart.
_INITIALS = {"协会": "协", "联合会": "联", "基金会": "基", "大学": "大"}
_COLLEGES = {
    "职业技术学院": "职院",
    "职业学院": "职院",
    "师范大学": "师大",
    "理工大学": "理工",
    "农业大学": "农大",
    "医科大学": "医大",
}
_UNIVERSITY = re.compile("[\u3400-\u9fff]{2}大学")
_ZONES = {
    "经济技术开发区": "经开区",
    "经济开发区": "经开区",
    "高新技术产业开发区": "高新区",
    "高新技术开发区": "高新区",
}
# 市博 of 市博物馆, 一院 and 一医院 of 第一人民医院: what hardly tells it apart without level or number.
_HALL = re.compile("([省市县区州旗盟])([\u3400-\u9fff])[\u3400-\u9fff]{1,2}馆$")
_NUMBERED = re.compile("第([一二三四五六七八九十])(?:人民)?(医院|中学|小学|幼儿园)$")
_NUMBERED_SHORT = {"医院": ("院", "医院"), "中学": ("中",), "小学": ("小",), "幼儿园": ("幼",)}
# 移动 of 中国移动通信集团某公司.
_NATIONAL = re.compile("中国([\u3400-\u9fff]{2})(?=[\u3400-\u9fff]*公司$)")
_COLLEGE = re.compile(f"(?<=[\u3400-\u9fff]{{2}})(?:{'|'.join(_COLLEGES)})$")
_GROUP = "集团"
_LEAST, _LONGEST = 2, 20


@functools.cache
def _ending() -> re.Pattern[str]:
    """How names of institutions end."""
    return re.compile(f"(?:{_FURTHER}|总局|{any_of(roles()['name']['ends'])})$")


def parts(name: str, own: Place) -> Iterator[tuple[str, bool]]:
    """The parts of a folded written name that may stand for it in a plan of that place, and whether each ends as the name does.

    Each has half of what tells the name apart: 港口集团 of 港口物流集团, 人保财险 of 人保财险某支公司.
    """
    if not _CHINESE.fullmatch(name) or len(name) > _LONGEST or _COLLECTIVE.match(name):
        return
    if found := _of_governments(name):
        yield from found
        return
    before, rest = _without_place(name, own)
    if rest.endswith("人民政府"):
        return  # of the plan's own level: nothing in 市人民政府 tells it apart
    if len(before) >= _LEAST and not _PARENT.search(before):
        yield before, False
        if whole := _ending().search(name):
            yield name[: whole.start()], False  # 国网澜川供电
    yield from _of_colleges_and_zones(name)
    yield from _of_halls_and_numbers(name)
    if national := _NATIONAL.match(name):
        yield national[1], False
    ending = _ending().search(rest)
    if ending is not None and ending.start() >= _LEAST and ending.group() not in _OF_A_PLACE:
        yield from _of_offices(name, rest, ending)


def _of_governments(name: str) -> tuple[tuple[str, bool], ...]:
    """What a government is called: 天祝县政府 of 天祝藏族自治县政府, 红寺堡 of 红寺堡区人民政府."""
    if autonomous := _AUTONOMOUS.match(name):
        short = autonomous[1] + autonomous[2]
        return ((short, False), (short + name[autonomous.end() :], True))
    if governed := GOVERNMENT.fullmatch(name):
        place = next((rest for found, rest in heads(governed[1]) if found.name and len(rest) > _LEAST), governed[1])
        alone = ((place[:-1], False),) if len(place) > _LEAST else ()
        return ((place, False), (place + "政府", True), *alone)
    return ()


def _of_colleges_and_zones(name: str) -> Iterator[tuple[str, bool]]:
    """职院 of a 职业技术学院, 宁大, 经开区."""
    if college := _COLLEGE.search(name):
        yield name[: college.start()] + _COLLEGES[college.group()], True
        yield _COLLEGES[college.group()], False
    elif _UNIVERSITY.fullmatch(name):
        yield name[0] + "大", False
    if zone := next((zone for zone in _ZONES if zone in name), ""):
        yield _ZONES[zone], False


def _of_halls_and_numbers(name: str) -> Iterator[tuple[str, bool]]:
    """市博 of a museum, 一院 of a hospital, 二中 of a school."""
    if hall := _HALL.search(name):
        yield hall[1] + hall[2], False
    if numbered := _NUMBERED.search(name):
        yield from ((numbered[1] + short, False) for short in _NUMBERED_SHORT[numbered[2]])


def _of_offices(name: str, rest: str, ending: re.Match[str]) -> Iterator[tuple[str, bool]]:
    """The parts of what tells an office apart, with its ending and without; `rest` is its name without level and place."""
    core, end = rest[: ending.start()], ending.group()
    if inner := _OF_ANOTHER.match(rest):
        if _BRANCH.match(end):
            return  # what is left is a place: 人民银行某地支行
        core = core[inner.end() :]
    if len(core) < _LEAST or _is_general(core):
        return
    yield core, False
    if end in _INITIALS:
        yield core[0] + _INITIALS[end], False
    if end == "学院" and name[0] != core[0]:
        yield name[0] + core[0] + "院", False  # 哈体院 of 哈尔滨体育学院
    ends = (end, _SHORTER[end]) if end in _SHORTER else (end,)
    if end.startswith(_GROUP) and end != _GROUP:
        ends = (*ends, _GROUP)  # 地铁集团 of 地铁集团有限公司
    yield from ((core + each, True) for each in ends)
    for part, alone in _parts_of(core, len(end) > 1):
        if alone and not _is_general(part):
            yield part, False
        yield from ((part + each, True) for each in ends)


def _is_general(word: str) -> bool:
    """Whether a word names no office by itself: 国家, 地方."""
    return word in CENTRAL or word in roles()["name"]["ends"]


def _without_place(name: str, own: Place) -> tuple[str, str]:
    """What stands before the place in a name, where a place does not begin it, and the name without its level and place."""
    shared = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(own.name, name, strict=False)))
    if shared >= _LEAST:
        return "", name[shared:].removeprefix(own.word)
    rests = ((rest, _ending().search(rest)) for place, rest in heads(name) if place.word not in CENTRAL)
    name = min((rest for rest, end in rests if end and end.start() >= _LEAST), key=len, default=name)
    at = name.find(own.stem) if len(own.stem) >= _LEAST else -1
    if at < 0:
        return "", name
    return name[:at], name[:at] + name[at + len(own.stem) :].removeprefix(own.word)


def _parts_of(core: str, long: bool) -> Iterator[tuple[str, bool]]:
    """The parts of what tells a name apart, cut where its words of two characters end; whether each may stand without the ending.

    `long` is whether the ending has more than a character, without which 城投 is said as well.
    """
    starts = [match.start() for match in _WORD.finditer(core)]
    for at in starts[1:]:
        first, rest = core[:at].rstrip(_JOINTS), core[at:]
        # 水利局 of 水利和湖泊局: what is joined to another tells the name apart by itself.
        if 2 * len(first) >= len(core) or (core[at - 1] in _JOINTS and _CHINESE.fullmatch(first)):
            yield first, True
        # With 中心 or 大队 behind it the last of several words is enough.
        if long or 2 * len(rest) >= len(core):
            yield rest, False
    initials = [core[at] for at in starts if len(core[at : at + 2].rstrip(_JOINTS)) > 1]
    for other in initials[1:]:
        yield core[0] + other, long  # 科创局 of 科技创新局
    if len(initials) > 2:
        yield "".join(initials), False
