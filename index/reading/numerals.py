"""Numbers in a folded question: of tasks, sections and places in a list, and counts to compare with."""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.normalize import NUMERAL, number

NUMBER = "number"
SECTION = "section"
ORDINAL = "ordinal"
QUANTITY = "quantity"
MANY = 9999

_N = rf"(?:\d{{1,6}}|[{NUMERAL}]{{1,6}})"
_UNIT = "(?:项|条|号|款)"
_JOINT = "(?:、|,|，|和|及|与|起?到|起?至|-|~|—|–)"
_LIST = rf"{_N}(?:{_UNIT}?{_JOINT}{_UNIT}?第?(?:任务)?{_N})*"
_AND = r"(?:,\s*and|,|and|&|to|through|thru|-|–)"
_CARDINALS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_TEENS = ["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SPELT = {word: value for value, word in enumerate(_CARDINALS + _TEENS, 1)} | {
    f"{tens}{joint}{unit}": 10 * value + digit
    for value, tens in enumerate(_TENS, 2)
    for joint, unit, digit in (
        ("", "", 0),
        *((joint, unit, n) for n, unit in enumerate(_CARDINALS[:9], 1) for joint in "- "),
    )
}
_SPELT_NUMBER = "|".join(sorted(_SPELT, key=len, reverse=True))
_PINYIN = {"yi": 1, "er": 2, "san": 3, "si": 4, "wu": 5, "liu": 6, "qi": 7, "ba": 8, "jiu": 9, "shi": 10}
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_ROMAN = {
    numeral: value for value, numeral in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"], 1)
}
_PATTERNS = (
    (
        SECTION,
        rf"[第弟]({_LIST})个?大?(?:部[分份]|章节|章|节|大项|板块|大类|方面|大点|大块|块儿|块|点)(?:中(?![介心小央国西高等职医]))?"
        rf"|([{NUMERAL}](?:、[{NUMERAL}])+)[两三四五]?个?(?:部[分份]|大项|章)|^([{NUMERAL}]{{1,2}})、(?![{NUMERAL}\d])"
        rf"|\bdi ?(\d{{1,2}}) ?(?:bufen|bu fen|zhang)\b"
        rf"|(最后一?|最末尾?|末尾|末了)那?一?个?大?(?:部[分份]|章|大项|大点|块)|(?<![这哪那每另同上下前后各某])([{NUMERAL}]{{1,3}})(?:部[分份]|大项)"
        rf"|(?:sections?|secs?\.?|parts?|chapters?)\s*(\d{{1,2}}(?:\s*{_AND}\s*\d{{1,2}})*|{'|'.join(_CARDINALS)})(?![a-z\d])"
        rf"|(?:sections?|parts?|chapters?) (?:({'|'.join(list(_ROMAN)[1:])})\b|(i)(?=\W*$|[,:;.)]))"
        rf"|\b({'|'.join(_ORDINALS)}|last) (?:section|part|chapter)\b",
    ),
    (
        ORDINAL,
        rf"第({_N})个|(最后一|最后那)[个条项]|\b({'|'.join(_ORDINALS)}|last) one\b"
        rf"|\bthe ({'|'.join(_ORDINALS)}|last)(?: (?:task|item)\b|(?= of (?:these|those|them|the two)\b)|(?=\W*$))",
    ),
    (
        NUMBER,
        rf"(?<![a-z])[(（]({_N}[)）]{_JOINT}[(（]{_N})[)）]"
        rf"|between (?:tasks? |items? )?(\d{{1,3}} and (?:task |item )?\d{{1,3}})\b"
        rf"|第?(?<!\d)(\d{{1,3}}(?:{_JOINT}第?\d{{1,3}})+)[这共]?[{NUMERAL}]{{1,2}}(?:项|条)"
        rf"|(?<![\d第])(\d{{1,3}}(?:-|~|到|至|—|–)\d{{1,3}})(?=里|中|之间|内)"
        rf"|^(\d{{1,3}})(?=说|写|讲|是啥|是什么|的内容|的原文|谁)|第({_N})(?=\s|谁|是谁|由|$)|({_N})号任务"
        rf"|[第弟地]({_LIST})(?:向|项任务|条任务|号任务|项工作|个任务|{_UNIT})(?:为止)?|第?(?<![a-z])[(（](?!20\d\d)({_N})[)）](?:项|条|款)?"
        rf"|(?<!\w)(\d{{1,3}})项(?!任务|工作|以|及)|(?<!\w)([{NUMERAL}]{{2,4}})[项条](?=原文|全文|内容|的|说|讲|是|谁|由|归|都|里|到底|后面|后头|括号|牵头|配合)"
        rf"|第({_N})那[项条个]|^([{NUMERAL}]{{2,4}})的?(?=牵头|配合|原文|全文|责任)"
        rf"|(?:任务|事项|条目|序号|编号)(?!一[项条个件](?:都|也)?[没不无])第?({_LIST})(?:号|项|条)?(?![\d{NUMERAL}多名位样共起些览并同下块齐次个律切直])"
        rf"|(?<![\d第共])(\d{{1,4}}(?:{_JOINT}\d{{1,4}})*)(?:号任务|号|条)(?!文|令)"
        rf"|(?<![\d第])(\d{{1,4}}(?:{_JOINT}\d{{1,4}})+)项|(?<![\d第共])(\d{{1,3}})项(?=$|[的是也谁由有又归都呢：:])"
        rf"|(?:tasks?|items?|articles?|clauses?|numbers?|nos?\.?|#)\s*#?(\d{{1,4}}(?:\s*{_AND}\s*#?\d{{1,4}})*)(?![a-z\d])"
        rf"|\bdi ?(\d{{1,3}}|(?:(?:{'|'.join(_PINYIN)}) ?){{1,3}}?) ?(?:tiao|xiang)\b|({_N})这[条项]"
        rf"|(?:tasks?|items?|articles?|clauses?|numbers?|nos?\.?) ((?:{_SPELT_NUMBER})(?:\s*{_AND}\s*(?:{_SPELT_NUMBER}))*)\b"
        r"|(\d{1,4})(?:st|nd|rd|th)(?: (?:task|item|article|clause|one)s?\b|(?=\W*$))",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
_ENGLISH = {word: value for words in (_CARDINALS, _ORDINALS) for value, word in enumerate(words, 1)}
_LAST_PLACE = ("last", "最后一", "最后那", "最后", "最末", "最末尾", "末尾", "末了")
_VALUES = _ENGLISH | _ROMAN | dict.fromkeys(_LAST_PLACE, -1)
_SPELT_WORD = re.compile(rf"\b(?:{_SPELT_NUMBER})\b")
_SYLLABLE = re.compile("|".join(_PINYIN))
_PINYIN_NUMBER = re.compile(rf"\b(?:{_SYLLABLE.pattern})(?: ?(?:{_SYLLABLE.pattern}))*\b")
_RANGE = re.compile(r"到|至|-|~|—|–|to|through|thru")
_COUNT = rf"(\d{{1,2}}|[{NUMERAL}]{{1,3}}|{'|'.join(_CARDINALS)})(?:项|条|个任务| tasks?\b| items?\b)"
_FROM_END = re.compile(rf"倒数第({_N})(?:项|条|个任务)")
# 前一项 is the one before.
_FIRST = re.compile(r"(?:前面?(?!面?一[项条个])|头|最前|(?:the )?first )" + _COUNT)
_LAST = re.compile(r"(?:最后|末尾|末|倒数|后面?(?!面?一[项条个])|(?:the )?last )" + _COUNT)
_TASK = rf"第?({_N})(?:项|条|号)"
_TASK_EN = r"(?:(?:tasks?|items?|numbers?|no\.?) )?#?(\d{1,3})\b"
_AFTER = re.compile(
    rf"{_TASK}(?:以后|之后|往后|开外|后[面头]?的|后[面头](?=[(（,，]|$)|(?=[(（]不含))(?:[(（]不含[^)）]*[)）])?"
    rf"|(?:after|beyond|past) {_TASK_EN}(?! \d)"
)
_FROM = re.compile(
    rf"(?:从|自)?{_TASK}(?:[(（]含[^)）]*[)）])?(?:(?:及|和|起?及)其?(?:以后|之后)|(?:开始|起)(?!到|至)(?:往后|以后|之后)?)"
    rf"|第?({_N})[项条]?(?:到|至)最后(?:一?[项条个])?"
    rf"|(?:from )?{_TASK_EN} (?:and (?:up|above|later|beyond|after)|onwards?|upwards?)\b"
)
_BEFORE = re.compile(
    rf"{_TASK}(?:以前|之前|往前|前面的)(?:[(（]不含[^)）]*[)）])?|(?:before|ahead of|prior to) {_TASK_EN}"
)
_ONE = r"(?:(?:task|item|one) (?:that comes |coming )?|(?:right|directly|immediately|just) )"
# 编号小于10的
_NUMBER_IS = r"(?:编号|序号|条号|号码|numbers?|numbered)(?:数字?|是|在| is)? ?"
_UNDER = re.compile(rf"{_NUMBER_IS}(?:小于|低于|不到|below|under|less than|lower than) ?({_N}|\d{{1,3}})号?")
_UP_TO = re.compile(
    rf"{_NUMBER_IS}(?:不超过|不大于|不高于|up to|at most|no (?:higher|more) than) ?({_N})号?"
    rf"|{_NUMBER_IS}({_N})号?(?:以内|之内|以下|及以下)(?:[(（]含[^)）]*[)）])?"
)
_OVER = re.compile(rf"{_NUMBER_IS}(?:大于|超过|高于|above|over|greater than|higher than) ?({_N})号?")
_NEXT = re.compile(rf"{_TASK}的?(?:下一|后一|后面一|后面那|紧接着的?那?一?)(?:项|条|个)|{_ONE}after {_TASK_EN}")
_PREVIOUS = re.compile(rf"{_TASK}的?(?:上一|前一|前面一|前面那)(?:项|条|个)|{_ONE}before {_TASK_EN}")
_OPEN_END = 1000
_ENDS: tuple[tuple[re.Pattern[str], Callable[[int], int], Callable[[int], int]], ...] = (
    (_FROM_END, lambda n: -n, lambda n: 1 - n),
    (_FIRST, lambda n: 1, lambda n: n + 1),
    (_LAST, lambda n: -n, lambda n: 0),
    (_UNDER, lambda n: 1, lambda n: n),
    (_UP_TO, lambda n: 1, lambda n: n + 1),
    (_OVER, lambda n: n + 1, lambda n: _OPEN_END),
    (_NEXT, lambda n: n + 1, lambda n: n + 2),
    (_PREVIOUS, lambda n: n - 1, lambda n: n),
    (_AFTER, lambda n: n + 1, lambda n: _OPEN_END),
    (_FROM, lambda n: n, lambda n: _OPEN_END),
    (_BEFORE, lambda n: 1, lambda n: n),
)

_BOUNDS = {
    "least": r"至少|够|满|不少于|不低于|达到|起码|凑够|凑足|够得上|at least|no fewer than|no less than",
    "most": r"至多|最多只?|不超过|不多于|at most|no more than",
    "above": r"超过|多于|大于|不止|不只|more than|over",
    "below": r"少于|不满|不够|不到|不足|小于|fewer than|less than|under",
    "exact": r"正好是?|恰好是?|恰是|恰为|刚好是?|只有|仅有|仅|只|exactly|just|only",
}
_QUANTITY = re.compile(
    "(?P<of>(?:责任)?(?:单位|部门)数?(?:是|为)?)?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _BOUNDS.items())
    + ")?"
    r"\s*(?:(?:only )?(?:have|has|had|leads?|led|supports?|(?:appear|mentioned|named|listed|involved)s? (?:in|on)) )?"
    r"(?P<verb>(?:只|仅)?(?:牵头|(?<=至少)牵|(?<=起码)牵|挂帅|打头|领头|领衔|主办|负责|承担|参与|参加|配合|协助|涉及|出现|列|写|挂|(?<!还)有))?[了过]?(?:次数|项数|条数)?(?P<equal>等于|达到)?\s*"
    rf"(?P<n>\d{{1,3}}|[{NUMERAL}]{{1,3}}|{'|'.join(_CARDINALS)})\s*(?P<more>or more |个?(?:及|或)?以上的?)?"
    r"(?:(?P<tasks>项|条|件|次|回|桩|个任务|个工作|(?:tasks?|items?|measures?|jobs?|points?|times?)\b(?P<alone> only\b)?)"
    r"|(?P<parties>个?(?:责任)?(?:部门|单位)|家(?:责任)?(?:部门|单位)?(?![都共一联里中均皆各])|departments?\b|agencies\b|bodies\b|parties\b"
    r"|(?(of)个|(?!)))"
    r"|(?(equal)(?=的|,|$)|(?!)))"
    r"(?P<up>(?:任务|工作|部门|单位)?[及或]?(?:(?P=n)[个家项条件次]{0,2}(?:任务|工作|部门|单位)?)?[及或]?(?:以上|往上|起步|打底|或更多)"
    r"| or more)?"
    r"(?P<down>(?:任务|工作|部门|单位)?(?:及|或)?以下)?(?:[(（]含[^)）]*[)）])?"
)
_STATED = ("least", "most", "above", "below", "exact", "up", "down", "more", "alone")


def numbers(written: str) -> tuple[int, ...]:
    """The numbers of a list or range as written (12、14到16), in order, each once; a range spans at most 999 numbers."""
    found: list[int] = []
    pieces = re.split(r"(\d+|[" + NUMERAL + r"]+)", written)
    for joint, piece in zip(pieces[::2], pieces[1::2], strict=False):
        value = number(piece)
        if value is None:
            continue
        if found and _RANGE.search(joint) and found[-1] < value:
            found.extend(range(found[-1] + 1, min(value, found[-1] + 999) + 1))
        else:
            found.append(value)
    return tuple(dict.fromkeys(found))


def _in_digits(written: str) -> str:
    """Numbers spelt in English or pinyin as digits."""
    digits = _SPELT_WORD.sub(lambda match: str(_SPELT[match.group()]), written)
    return _PINYIN_NUMBER.sub(lambda match: str(_from_pinyin(_SYLLABLE.findall(match.group()))), digits)


def _from_pinyin(syllables: list[str]) -> int:
    total = digit = 0
    for syllable in syllables:
        if syllable == "shi":
            total, digit = 10 * (digit or 1), 0
        else:
            digit = _PINYIN[syllable]
    return total + digit


def number_at(text: str, position: int) -> tuple[str, int, tuple[int, ...]] | None:
    """The number that starts at `position`: its kind, its end, its values (-1 for «last»; bounds for a quantity)."""
    if found := _end_at(text, position):
        return found
    for kind, pattern in _COMPILED:
        if match := pattern.match(text, position):
            written = next(group for group in match.groups() if group)
            if match.group().startswith("between"):
                written = written.replace("and", "to")
            values = (_VALUES[written],) if written in _VALUES else numbers(_in_digits(written))
            if values:
                return kind, match.end(), values
    return _quantity_at(text, position)


def _end_at(text: str, position: int) -> tuple[str, int, tuple[int, ...]] | None:
    """Tasks counted from an end (前五项, 最后三项, 第28项以后): negative numbers count from the end."""
    for pattern, first, last in _ENDS:
        if match := pattern.match(text, position):
            written = next(group for group in match.groups() if group)
            n = _ENGLISH.get(written) or number(written) or 0
            return NUMBER, match.end(), tuple(range(first(n), last(n)))
    return None


def _quantity_at(text: str, position: int) -> tuple[str, int, tuple[int, ...]] | None:
    """A count to compare with: 至少三项, 五个部门, exactly two tasks. Its kind says whether tasks or parties are counted."""
    match = _QUANTITY.match(text, position)
    if match is None or (match["tasks"] and not any(match[name] for name in (*_STATED, "verb"))):
        return None
    n = _ENGLISH.get(match["n"]) or number(match["n"]) or 0
    low, high = n, n
    if match["least"] or match["up"] or match["more"]:
        high = MANY
    elif match["most"] or match["down"]:
        low = 0
    elif match["above"]:
        low, high = n + 1, MANY
    elif match["below"]:
        low, high = 0, n - 1
    return f"{QUANTITY}.{'parties' if match['parties'] else 'tasks'}", match.end(), (low, high)
