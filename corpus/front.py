"""What stands around the tasks: the document's title and number, who issued it, when and to whom, and on what it is based."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from corpus.parties import is_institution
from corpus.passage import Line, Passage
from corpus.records import Span

_TITLE_END = re.compile(
    r"(?:方案|清单|分工|分解|(?:任务|分工|分解|明细|进度|安排)表|一览表|台账|通知|意见|要点|计划|规划|措施|办法|决定|目录|项目库)(?:\([^()]*\)|的函)?\"?$"
)
# 关于印发《…》的通知: the plan has no title of its own below.
_NOTIFIED = re.compile(r"关于(?:印发|转发|下发|公布|发布|调整)(.{4,}?)的通知$")
_SHORTEST_TITLE = 6
_LONGEST_SIGNATURE = 20
_ANNEX = re.compile(r"附件?\s?[\d一二三四五六七八九十]{0,3}\s?[:：]?")
_BASED_ON = re.compile(
    r"(?:根据|按照|依据|依照|遵照|围绕|贯彻落实|贯彻|落实|衔接)(?P<words>[^。]*?《[^《》]*(?:《[^》]*》[^《》]*)*》(?:\([^()]{4,30}号\))?(?:[、,和及]{0,2}《[^》]+》(?:\([^()]{4,30}号\))?)*)"
)
_SPIRIT = re.compile(r"根据(?P<words>.+?)(?:精神|要求|规定|部署)")
_NUMBER = r"[\u3400-\u9fff]{1,12}\s?[〔\[（(【]\s?\d{4}\s?[〕\]）)】]\s?第?\d+\s?[号號]"
_DOCUMENT_NUMBER = re.compile(rf"\s*({_NUMBER})\s*(?:签发人.*)?$")
_LABELLED_NUMBER = re.compile(rf"(?:文\s*号|发文字号|文件编号|发文文号|文件号)\s?[:：]\s?({_NUMBER})")
_ISSUED_BY = re.compile(r"(?:发布|发文|制发)(?:机关|机构|单位) ?: ?(\S+)")
_DATE = re.compile(r"[\d一二三四五六七八九〇○零]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日")
_IMPRINT = re.compile(rf"{_DATE.pattern}\s*印发?$")
_DATED = re.compile(
    r"(?:成文日期|印发日期|发文日期|发布日期|发布时间|印发时间) ?: ?(\d{4}(?:-\d{1,2}-\d{1,2}|年\d{1,2}月\d{1,2}日))"
)
_ISSUED_IN_TITLE = re.compile(r"^(.{2,30}?)(?:关于|印发)")
_PLACE = re.compile(r"([\u3400-\u9fff]{2,6}?)(?:自治区|自治州|自治县|省|市|区|县|旗|州|盟)")
_NOT_A_PLACE = re.compile(r"[各本全该省市区县]$|^[各本全该]")


def title(front: Sequence[Line]) -> str:
    """The document's own title: the last lines before the first section that end as titles do, with the lines they continue."""
    ends = [index for index, line in enumerate(front) if is_title(line.passage)]
    if not ends:
        lines = (line.passage for line in front if _may_be_title(line.passage) and len(line.passage) >= _SHORTEST_TITLE)
        return next((words.words for words in lines if not is_institution(words.folded)), "")
    first = last = ends[-1]
    while (
        first
        and front[first - 1].number >= front[first].number - 1
        and _may_be_title(front[first - 1].passage)
        and not _DATE.fullmatch(front[first - 1].passage.folded)
        and not _TITLE_END.search(front[first - 1].passage.folded)
    ):
        first -= 1
    whole = "".join(line.passage.words for line in front[first : last + 1])
    notified = _NOTIFIED.search(whole)
    return notified[1].strip("《》") if notified else whole


def is_title(words: Passage) -> bool:
    """Whether a line ends as titles of documents do."""
    return _TITLE_END.search(words.folded) is not None and _may_be_title(words)


def stands_apart(words: Passage) -> bool:
    """Whether a line goes on with no paragraph: a title, a date, an annex, who issued the document."""
    folded = words.folded
    return bool(
        _DATE.fullmatch(folded)
        or _ANNEX.fullmatch(folded)
        or (is_institution(folded) and "," not in folded and len(folded) <= _LONGEST_SIGNATURE)
    ) or is_title(words)


def is_number(words: Passage) -> bool:
    """Whether a line is the number of a document: 某政办发〔2021〕7号."""
    return _DOCUMENT_NUMBER.match(words.words) is not None


def is_signature(words: Passage) -> bool:
    """Whether a line is a date, or the institutions that sign."""
    folded = words.folded
    if "," in folded:
        return False  # a sentence that the line's end cut
    names = re.split(r"\s{2,}|\n", folded)
    return all(_DATE.fullmatch(name) or (len(name) <= _LONGEST_SIGNATURE and is_institution(name)) for name in names)


def is_imprint(words: Passage) -> bool:
    """Whether a line says when which office had the document printed: 某办公室　2024年2月7日印发."""
    return _IMPRINT.search(words.folded) is not None


def is_annex(words: Passage) -> bool:
    """Whether a line begins an annex, or lists those that there are: 附件：1.…"""
    return _ANNEX.match(words.folded) is not None and not words.folded.endswith("。")


def is_bare_annex(words: Passage) -> bool:
    """Whether a line says no more than that an annex begins: 附件2."""
    return _ANNEX.fullmatch(words.folded) is not None


def is_address(words: Passage) -> bool:
    """Whether a line says to whom the document goes."""
    return words.folded.endswith(":")


def _may_be_title(words: Passage) -> bool:
    folded = words.folded
    return (
        not re.search(r"[。:;,]$", folded)
        and not _ANNEX.match(folded)
        and not _DOCUMENT_NUMBER.match(words.words)
        and ">" not in folded
        and "\t" not in folded
    )


def document_number(front: Sequence[Line]) -> str:
    """The number on a line of its own, or behind a label: 某政办发〔2021〕7号."""
    for line in front:
        if found := _DOCUMENT_NUMBER.match(line.passage.words) or _LABELLED_NUMBER.search(line.passage.words):
            return re.sub(r"\s", "", found[1])
    return ""


def issuer(whole: Sequence[Line]) -> str:
    """Who issued the document: by a label, else who stands above a line that is a date, else who the title names first."""
    for line in whole:
        if stated := _ISSUED_BY.search(line.passage.folded):
            return line.passage.words[stated.start(1) : stated.end(1)]
    for line, following in itertools.pairwise(whole):
        if _DATE.fullmatch(following.passage.folded) and is_institution(line.passage.folded):
            return line.passage.words
    for line in whole[:10]:
        named = _ISSUED_IN_TITLE.match(line.passage.folded)
        if named and "通知" in line.passage.folded and is_institution(named[1]):
            return line.passage.words[: named.end(1)]
    return ""


def issued(whole: Sequence[Line]) -> str:
    """The date of issue as printed: on a line of its own below who issued it, else behind a label."""
    for line, following in itertools.pairwise(whole):
        if _DATE.fullmatch(following.passage.folded) and is_institution(line.passage.folded):
            return following.passage.words
    labelled = (_DATED.search(line.passage.folded) for line in whole)
    found = next((match[1] for match in labelled if match), "")
    return found or next((line.passage.words for line in whole if _DATE.fullmatch(line.passage.folded)), "")


def preamble(front: Sequence[Line]) -> tuple[Span, ...]:
    """The paragraphs before the tasks."""
    return tuple(line.passage.span for line in front if line.passage.folded.endswith("。"))


def based_on(front: Sequence[Line]) -> Span | None:
    """The words that name what the document is based on."""
    for pattern in (_SPIRIT, _BASED_ON):
        for line in front:
            passage = line.passage
            if (match := pattern.search(passage.folded)) and "《" in match["words"]:
                return passage[match.start("words") : match.end("words")].span
    return None


def places(whole: Sequence[Line]) -> tuple[str, ...]:
    """The names, without their level, of the places that the title and the issuer begin with: 青原 of 青原省人民政府."""
    return tuple(dict.fromkeys(_places(line.passage for line in whole[:60])))


def _places(passages: Iterator[Passage]) -> Iterator[str]:
    for passage in passages:
        folded = passage.folded
        if _TITLE_END.search(folded) or is_institution(folded):
            match = _PLACE.match(folded.lstrip('《"'))
            if match and not _NOT_A_PLACE.search(match[1]):
                yield match[1]
