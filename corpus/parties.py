"""Names in a list read into parties: separators, collectives that a comma must not cut, prefixes that distribute."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from corpus.offices import load_kinds
from corpus.passage import Passage
from corpus.records import Span
from corpus.roles import OF_PARTIES, any_of
from corpus.roles import words as roles

SEPARATORS = "、,"
_AND = re.compile("以及|及|和|与")
_OPEN = re.compile(r"(?<![高中初均平同优])等")
_MARKED_LEAD = re.compile(r"\((?:总?牵头|主办)(?:单位|部门)?\)$")
_HELPS = "配合|协办|协助|协同"
_MARKED_HELPER = re.compile(rf"\((?:{_HELPS})(?:单位|部门)?\)$")
_MARKED_PARTICIPANT = re.compile(rf"\((?:{_HELPS}|参与|参加)(?:单位|部门)?\)$")
# 县城建局(责任人:张海燕)
_PERSON = re.compile(r"\([^():]*:[^()]*\)$")
# 各区人民政府（含开发区管委会，下同）: later they are called by the name alone.
_FROM_NOW_ON = re.compile(r"[(<][^()<>]*[,、;]\s?(?:以)?下同[)>]$")
# 柳川县委, whose county is that of the 县政府 behind it; 开发区党工委 and 管委会.
_COMMITTEE = re.compile(
    r"(?:中共)?(?P<place>(?!各|团|共青团).{1,4}?)(?P<level>[市县区旗州盟])委(?:员会)?|(?P<park>.{2,8})党工委"
)
# 分管副省长、市委书记: who holds an office is no party.
_OFFICE_HOLDER = re.compile(
    r"(?:[省市县区州盟旗]长|秘书长|书记|主席|主任|[局厅部]长|常委)(?P<called>[\u3400-\u9fff]{2,3})?$|(?:领导|负责同志|负责人)$"
)
_PLACEHOLDER = re.compile(r"^(?:各个?|所列|上述|以上|相关|有关|其他)*")
# 等12个部门
COUNTED = re.compile(
    r"[\d一二三四五六七八九十几多余]+[个家](?:市|省|区|县)?[级直]?(?:有关|相关|成员)?(?:部门|单位|部委|机构)?(?:和单位)?"
)
_LABEL = re.compile(r"(?:单位|部门|机构)$")
_BEFORE_PERSON = re.compile(r"(\S+)\s+[\u3400-\u9fff]{2,3}$")
_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"\w")
_BRACKETED = re.compile(r"\([^()]*\)$")
_TOWN = re.compile(r"[\u3400-\u9fff]{1,4}(?:[镇乡]|街道|街办)")
_LONGEST = 40
_SHORTEST_OFFICE = 3
_LONGEST_COLLECTIVE = 8
_SAYS_MORE = re.compile(
    r"牵头|负责|负总责|会同|(?:配合|责任|主办|协办|参与)(?:单位|部门)|完成时限|\d{4}年|\d{1,2}月|底前"
)
_NO_NAME = re.compile(r"[。!?%:;\"“”]|\d{3}|^(?:不|含|即|如|以|详|参|按|见|注|单位|其中|(?:办公室)?[下挂]?设[在于])")


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it reads with its prefix, and the span of what is written; `leads` is whether it is marked as leading.

    `helps` is whether it is marked as helping, `marked` the sign that singles it out, empty for none; `bare` is the name without
    a prefix that it was given.
    """

    name: str
    span: Span
    leads: bool = False
    marked: str = ""
    bare: str = ""
    helps: bool = False

    def at(self, passage: Passage) -> Named:
        """The name whose span counts from the beginning of a passage, at its place in the text."""
        places, span = passage.places, self.span
        return replace(self, span=Span(places[span.start], places[span.end - 1] + 1))


@dataclass(slots=True)
class Names:
    """The names of a list in order; `open_ended` where it says that there are more; `prefix` holds for names after it.

    `persons` is where it names who holds an office.
    """

    names: list[Named] = field(default_factory=list)
    open_ended: bool = False
    prefix: str = ""
    persons: list[Span] = field(default_factory=list)


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    name = roles()["name"]
    level, government = any_of(name["levels"]), any_of(name["government"])
    # 呼和浩特市财政局, 黄埔区政府: a level after two characters or more ends the name of a place.
    of_a_place = (
        rf"^.{{2,4}}(?<!自治)[市县区旗州盟](?:委$|(?!场).{{2,}})|^.{{2,5}}{government}$|^.{{2,4}}(?:[镇乡]|街道(?:办|办事处)?|街办)$"
        r"|^.{2,36}(?<!行政)(?<!社会主义)(?<!干部)(?<!管理)学院$|^.{1,3}[市县区旗州盟]$"
        r"|^.{2,14}族自治[县州旗]"
        r"|^[在驻].{1,3}(?:各|有关|相关|高校|院校|高等|单位|部队|企业|金融|机构)"
    )
    return {
        "collective": re.compile(any_of(name["collective"])),
        # 政策法规科 and 法规股, but 重点学科 and 入股 are none.
        "institution": re.compile(f"(?:{any_of(name['ends'])}|(?<![学本专百内外儿妇产])科|(?<![入控参持个配])股)$"),
        "own_place": re.compile(f"{any_of(name['own_place'])}|{of_a_place}"),
        "prefix": re.compile(f"(?!{any_of(name['not_prefix'])}){any_of(name['prefix'])}"),
        "vertical": re.compile(f"(.{{0,4}}?){any_of(name['vertical'])}"),
        "rest_of_collective": re.compile(rf"{level}*(?:\([^()]*\))?{level}*{government}?(?:\([^()]*\))?"),
        "government": re.compile(f"{government}$"),
        # A 管理委员会 has a place of its own, as 共青团某市委员会.
        "office": re.compile(f"(?<!分)(?:{any_of(name['offices'])}|(?<!管理)(?<![民省市县区旗州盟])委员会)$"),
        "open": re.compile(any_of(name["open"]) + "+"),
        "opening": re.compile(any_of(roles()["verb"]["opening"])),
    }


def is_institution(words: str) -> bool:
    """Whether folded words end as names of institutions do, brackets after them aside."""
    return _patterns()["institution"].search(_BRACKETED.sub("", words.strip())) is not None


def may_name(words: str) -> bool:
    """Whether folded words may be one name of a list: an institution or a collective of some."""
    words = words.strip()
    if _LABEL.search(words) and _PLACEHOLDER.sub("", words).startswith(_roles_of_parties()):
        return False  # 牵头单位 is a label, 各责任单位 whoever has it
    many = _patterns()["collective"].match(words) is not None and len(words) <= _LONGEST_COLLECTIVE
    named = (is_institution(words) or many) and not _SAYS_MORE.search(_BRACKETED.sub("", words))
    return named and 2 <= len(words) <= _LONGEST and _NO_NAME.search(words) is None


def may_be_town(words: str) -> bool:
    """Whether a folded name may be that of a town among those of offices; alone it is any words that end so."""
    return _TOWN.fullmatch(words.strip()) is not None


@functools.cache
def _roles_of_parties() -> tuple[str, ...]:
    return tuple(cue for kind in OF_PARTIES for cue in roles()["label"][kind])


def has_level(words: str) -> bool:
    """Whether folded words begin with the level of a government's offices: 市财政局."""
    return _patterns()["prefix"].match(words) is not None


def is_collective(words: str) -> bool:
    """Whether folded words begin as a name of many: 各县区."""
    return _patterns()["collective"].match(words) is not None


def is_level(words: str) -> bool:
    """Whether folded words name levels of government only: the 街道 of 各镇（街道）."""
    return _patterns()["rest_of_collective"].fullmatch(words.replace("、", "")) is not None


def read_names(passage: Passage, prefix: str = "") -> Names:
    """The names of a list; `prefix` holds for those before which none stands."""
    read = Names(prefix=prefix)
    pieces = [piece for written in _whole(passage) for piece in _parted(written, read)]
    _distribute(pieces, read)
    return read


def _whole(passage: Passage) -> Iterator[Passage]:
    """The pieces between separators, those of one collective joined: 各市(县)、区政府."""
    pending: Passage | None = None
    position = 0
    for raw in passage.split(SEPARATORS):
        start, position = position, position + len(raw) + 1
        if not (piece := raw.strip()):
            continue
        if _BLANKS.search(piece.folded) and _are_names(_BLANKS.split(piece.folded)):
            # A cell's lines: 市工业和信息化局 市科技局
            if pending is not None:
                yield pending
                pending = None
            yield from (piece[match.start() : match.end()] for match in re.finditer(r"\S+", piece.folded))
            continue
        if pending is not None and _continues(pending.folded, piece.folded):
            first = next(i for i, place in enumerate(passage.places) if place == pending.places[0])
            piece = passage[first : start + len(raw)].strip()
        elif pending is not None:
            yield pending
        pending = piece
    if pending is not None:
        yield pending


def _are_names(parts: list[str]) -> bool:
    """Whether words with blanks between them are names of offices, not a name broken in two or one with a person's behind it."""
    return all(map(may_name, parts)) or (any(map(may_name, parts)) and min(map(len, parts)) >= _SHORTEST_OFFICE)


def _continues(collective: str, piece: str) -> bool:
    """Whether a piece is the rest of a collective: 区政府 after 各市(县), but 市人民政府 is not after 各盟行政公署."""
    ended = _patterns()["institution"].search(collective) and collective not in ("各市", "各县", "各区")
    if ended or not collective.startswith("各"):
        return False
    return _patterns()["rest_of_collective"].fullmatch(piece) is not None


def _parted(piece: Passage, read: Names) -> Iterator[Passage]:
    """A piece cut where it says that the list goes on, and where 和 or 及 joins two institutions."""
    if opening := _patterns()["opening"].match(piece.folded):
        piece = piece[opening.end() :]
    piece = piece.strip(".。")
    if (joint := _AND.match(piece.folded)) and is_institution(piece.folded):
        piece = piece[joint.end() :]
    if (more := _OPEN.search(piece.folded)) is not None:
        read.open_ended = True
        if more.start():
            yield from _joined(piece[: more.start()])
        for rest in _joined(piece[more.end() :].strip()):
            if not _patterns()["open"].fullmatch(rest.folded) and not COUNTED.fullmatch(rest.folded):
                yield rest
        return
    yield from _joined(piece)


def _joined(piece: Passage) -> Iterator[Passage]:
    if (end := _first_of_two(piece.folded)) is not None:
        yield piece[:end]
        yield from _joined(piece[end:])
        return
    for joint in _AND.finditer(piece.folded, 0, _LONGEST):
        left, right = piece[: joint.start()].strip(), piece[joint.end() :].strip()
        if len(left) > 1 and is_institution(left.folded) and (may_name(right.folded) or _OPEN.search(right.folded)):
            yield left
            yield from _joined(right)
            return
    if piece:
        yield piece


def _first_of_two(said: str) -> int | None:
    """Where the first of two known offices of one level ends that nothing parts: 县发改委县交通运输局."""
    level = _patterns()["prefix"].match(said)
    if level is None:
        return None
    ends = (match.start() for match in re.finditer(re.escape(level[0]), said[: _LONGEST * 2]) if match.start() > 2)
    return next((end for end in ends if all(map(_is_known, (said[:end], said[end:])))), None)


def _is_known(said: str) -> bool:
    """Whether a folded name is that of a known kind of office behind its level, or of two."""
    level = _patterns()["prefix"].match(said)
    return level is not None and (_is_kind(said[level.end() :]) or _first_of_two(said) is not None)


_PLACE = re.compile(r"(?!各).{1,4}[市县区旗州盟]")


def _shared_endings(pieces: list[Passage]) -> dict[int, str]:
    """What pieces that are only places share with the last of them: 人民政府 of 兴隆区、双台区人民政府."""
    found: dict[int, str] = {}
    ending, government = "", any_of(roles()["name"]["government"])
    for number in range(len(pieces) - 1, -1, -1):
        folded = pieces[number].folded.strip()
        if ending and _PLACE.fullmatch(folded):
            found[number] = ending
        else:
            last = re.fullmatch(rf"{_PLACE.pattern}({government})", folded)
            ending = pieces[number].words.strip()[last.start(1) :] if last else ""
    return found


@functools.cache
def _is_kind(said: str) -> bool:
    """Whether a folded name without a level is that of a known kind of office; 公安分局 is its branch."""
    kinds = load_kinds()
    return bool(kinds.of(said) or (said.endswith("分局") and kinds.of(said[:-2] + "局")))


def _is_of_level(said: str) -> bool:
    """Whether a folded name may be one that a list writes without its level: a known office, or what ends as offices only do.

    A park, a company or a branch has a place of its own, and its name is what is printed.
    """
    said = _BRACKETED.sub("", said)  # 农牧厅（乡村振兴局）
    return _is_kind(said) or _patterns()["office"].search(said) is not None


def _distribute(pieces: list[Passage], read: Names) -> None:
    """Adds each piece with the prefix that reaches it."""
    patterns, many, place, committee = _patterns(), False, "", None
    shared = _shared_endings(pieces)
    for number, piece in enumerate(pieces):
        if not _WORD.search(piece.folded):
            continue
        lead = _MARKED_LEAD.search(piece.folded)
        marked = lead or _MARKED_PARTICIPANT.search(piece.folded)
        aside = marked or _PERSON.search(piece.folded) or _FROM_NOW_ON.search(piece.folded)
        written = piece[: aside.start()] if aside else piece
        if (person := _BEFORE_PERSON.match(written.folded)) and may_name(person[1]):
            written = written[: person.end(1)]  # 市水务局 余波
        bare = written.strip(roles()["name"]["marks"])
        if not bare:
            continue
        # 副省长李强, but 市长热线办 is no person.
        if (holder := _OFFICE_HOLDER.search(bare.folded)) and not (holder["called"] and is_institution(bare.folded)):
            read.persons.append(piece.span)
            continue
        if _SAYS_MORE.search(_BRACKETED.sub("", bare.folded)):
            continue  # no name has a verb or a time in it
        # 各县区政 府: a blank that a reading of the page put into a name.
        said, name = _BLANKS.sub("", bare.folded), _BLANKS.sub("", bare.words)
        alone = name
        seat, committee = committee, _COMMITTEE.fullmatch(said)
        vertical = patterns["vertical"].fullmatch(said)
        if patterns["collective"].match(said):
            read.prefix, many = "", said.startswith("各")
        elif many and patterns["rest_of_collective"].fullmatch(said):
            # 各盟市行政公署、人民政府: the second are those of the same places.
            ended = patterns["government"].fullmatch(said) and read.names
            name = patterns["government"].sub("", read.names[-1].name) + name if ended else "各" + name
        else:
            many = False
            if own := patterns["prefix"].match(said):
                read.prefix, place = name[: own.end()], ""
                if seat and seat["level"] and patterns["government"].sub("", said) == seat["level"]:
                    name = seat["place"] + name
            elif seat and seat["park"] and patterns["government"].fullmatch(said):
                name = seat["park"] + name
            elif vertical and place and not vertical[1]:
                name = place + name
            elif vertical and vertical[1] and not _is_kind(said):
                place = name[: len(vertical[1])]
            elif not patterns["own_place"].search(said) and _is_of_level(said):
                name = read.prefix + name
        if number in shared:
            name, alone = name + shared[number], alone + shared[number]
        helps = _MARKED_HELPER.search(piece.folded) is not None
        mark = _sign(written.folded) if len(bare) < len(written.strip()) else ""
        read.names.append(Named(name, piece.span, lead is not None, mark, alone, helps))


def _sign(written: str) -> str:
    """The sign at either end of a written name."""
    signs = roles()["name"]["marks"]
    return next((char for char in written.strip() if char in signs), "")
