"""Who does a task where only its sentences say so: …由A牵头，B配合; A负责制定…，B配合做好…"""

from __future__ import annotations

import functools
import re

from corpus.clauses import Clause, is_clause, is_responsibility, labels, read_beside, verb_ends
from corpus.deadlines import is_deadline, limit_within
from corpus.parties import is_collective, may_name
from corpus.passage import Passage
from corpus.roles import OF_PARTIES, TAKING_PART, Said, any_of, label_kind, verb_kind, words

# 这项工作由发展改革委负责，…
_BY = re.compile(r"(?<![理自])由(?![于此])(?P<sentence>[^。;]+)")
_AND = re.compile("以及|及|和|与")
_LONGEST_TITLE = 16
_LONGEST = 120
# Of the words of a task before who does it.
_SHORTEST = 3
_TOLD = re.compile(r"(?P<names>[^,。;:()]{3,40}?)(?:要|应当?|须|做好|抓好|加强|加快|组织|开展|落实|推进)")
# 区环保局要…，负责…
_TOLD_TO = re.compile(
    r"(?P<names>[^,。;:()]{3,40}?)(?<![主重需纲])(?:要|应当?|须)(?![急点求])[^。;]{2,80}?[,;](?P<verb>牵头|负责|承担|配合|协助)(?!人|任)"
)
# Of who does it: A负责，B配合，9月底前完成.
_MOST_PIECES = 5
_LONGEST_LEAD_IN, _SHORTEST_TASK = 120, 4
# A、B：为做好…，现就有关事项通知如下: to whom the document goes.
_PREFACE = re.compile("通知如下|印发给你们|遵照执行|现将|现就|现印发")


def leads_in(words: Passage) -> int | None:
    """Where the words end that say, before the task's own, who does it: A、B：…; None where none do."""
    end = words.folded.find(":", 0, _LONGEST_LEAD_IN)
    before, after = words[: max(end, 0)], words[end + 1 :].strip()
    if end < 0 or len(after) < _SHORTEST_TASK or set(before.folded) & set("。;") or is_responsibility(after):
        return None
    if _PREFACE.search(after.folded):
        return None
    return end if label_kind(before.folded) is None and is_responsibility(before) else None


def begun_by(passage: Passage) -> int | None:
    """Where the words end that say before the task's own who does it: 由A负责，B配合，加快…

    None where none do, or where more of it is said further on.
    """
    start, end = 0, None
    for place in (place for place, char in enumerate(passage.folded[:_LONGEST]) if char in ",;。"):
        piece, start = passage[start:place].strip(), place + 1
        if is_clause(piece) or (end is not None and _goes_on(piece)):
            end = place
        elif end is not None or not _are_names(piece.folded.removeprefix("由")):
            break
    if end is None or len(passage[end + 1 :].strip()) < _SHORTEST_TASK:
        return None
    return None if any(_says_more(piece.strip()) for piece in passage[end + 1 :].split(",;。")) else end


def _goes_on(piece: Passage) -> bool:
    """Whether a piece goes on with who does it, or says by when: 会同省工商局."""
    joining = next((word for word in words()["verb"]["joining"] if piece.folded.startswith(word)), "")
    return is_deadline(piece.folded) or (bool(joining) and _are_names(piece.folded.removeprefix(joining)))


def says_last(words: Passage) -> bool:
    """Whether a paragraph ends with who does it: in its last sentence, behind a label or in its last clause."""
    last = words[words.folded.rstrip("。; ").rfind("。") + 1 :]
    return is_clause(last) or any(kind in OF_PARTIES for kind, _, _ in labels(last)) or closed(words) is not None


def _says_more(piece: Passage) -> bool:
    """Whether a piece of a sentence names who does something."""
    match = _subject().match(piece.folded)
    return is_clause(piece) or (match is not None and _are_names(match["names"]))


def told(passage: Passage) -> tuple[Clause, Passage] | None:
    """The clause of an item's sentences and the words from which it was read; None where they name nobody."""
    if (stated := _by(passage)) is not None:
        clause = Clause()
        read_beside(stated, clause)
        # 由A牵头建设…平台，B配合: what is not understood may be a clause with an object.
        return (_subjects(passage) if clause.unread else None) or (clause, stated)
    return _subjects(passage)


def closed(passage: Passage) -> tuple[Passage, Passage, str | None] | None:
    """A task whose sentence ends with who does it: its words, what says who does it, and its time limit.

    …，由A负责，B配合，于5月20日前完成; None where more follows than a time limit and what is due by then.
    """
    stated = _by(passage)
    if stated is None:
        return _closed_by_names(passage)
    start = passage.places.index(stated.places[0])
    body, rest = passage[: start - 1], passage[start + len(stated) :].strip(",;。")
    if start < _SHORTEST or passage.folded[start - 2] != "," or set(rest.folded) & set("。;"):
        return None
    if not rest:
        return body[:-1], stated, None
    if is_deadline(rest.folded):
        within = limit_within(rest.folded)
        return body[:-1], stated, rest.words[slice(*within[2])] if within is not None and not within[0] else rest.words
    within = limit_within(rest.folded)
    if within is None or within[0] or set(rest.folded) & set(","):
        return None
    return body[:-1], stated, rest.words[slice(*within[2])]


def is_over(passage: Passage) -> bool:
    """Whether the last sentence of a task says nothing but who does it and by when: ….由A牵头，B配合，年底前完成。"""
    sentences = [sentence for sentence in passage.split("。") if sentence.strip()]
    if len(sentences) < 2 or not sentences[-1].strip().folded.startswith("由"):
        return closed(passage) is not None
    last = sentences[-1].strip()
    stated = _by(last)
    if stated is None:
        return False
    rest = last[last.places.index(stated.places[0]) + len(stated) :].strip(",;。")
    return not rest or is_deadline(rest.folded) or limit_within(rest.folded) is not None


def _closed_by_names(passage: Passage) -> tuple[Passage, Passage, str | None] | None:
    """The same where nothing stands before the names: …，A负责，B配合; its time limit is among what is said."""
    commas = [
        place for place, char in enumerate(passage.folded[-_LONGEST:], max(len(passage) - _LONGEST, 0)) if char == ","
    ]
    for comma in commas[-_MOST_PIECES:]:
        stated = passage[comma + 1 :].strip(",;。")
        if comma in verb_ends(passage[: comma + 1], 0):
            return None
        if comma >= _SHORTEST and not set(stated.folded) & set("。;") and is_clause(stated):
            return passage[:comma], stated, None
    return None


def _by(passage: Passage) -> Passage | None:
    """The part of a sentence that says who does it, up to the last verb before which only institutions stand."""
    for match in _BY.finditer(passage.folded):
        for end in reversed(list(verb_ends(passage[: match.end("sentence")], match.start("sentence")))):
            stated = passage[match.start("sentence") : end]
            if is_responsibility(stated):
                return stated
    return None


@functools.cache
def _subject() -> re.Pattern[str]:
    return re.compile(
        rf"(?:由)?(?P<names>.{{2,{_LONGEST}}}?)(?:{any_of(words()['verb']['manner'])})*(?P<verb>{any_of(words()['verb']['subject'])})"
    )


def _subjects(passage: Passage) -> tuple[Clause, Passage] | None:
    """Institutions that are subjects of the clauses of an item, the first of which leads or answers for it."""
    clause, first, last = Clause(), None, 0
    for piece in passage.split(",;。"):
        words_of = piece.strip()
        match = _subject().match(words_of.folded)
        if match is None or not _are_names(match["names"]):
            if first is None and (bidden := _bidden(passage)) is not None:
                return bidden
            if first is None and not _is_title(passage, piece):
                return None
            continue
        kind = verb_kind(match["verb"])
        if first is None and kind in TAKING_PART:
            return None
        clause.add(kind, words_of[match.start("names") : match.end("names")])
        first = words_of.places[0] if first is None else first
        end = match.end()
        if match["verb"] in words()["verb"]["joining"] and (joined := _joined(words_of.folded, end)) > end:
            clause.add(Said.PARTICIPANT, words_of[end:joined])
            end = joined
        last = words_of.places[end - 1]
    if first is None or not clause.names:
        return None
    return clause, passage[passage.places.index(first) : passage.places.index(last) + 1]


def _bidden(passage: Passage) -> tuple[Clause, Passage] | None:
    """The offices that a paragraph begins with where they are told to do something and then what they are for.

    区环保局要加强源头管理，…，负责督查…; of many (各部门要高度重视) it is said in passing.
    """
    match = _TOLD_TO.match(passage.folded)
    if match is None or not all(may_name(name) and not is_collective(name) for name in match["names"].split("、")):
        return None
    clause = Clause()
    clause.add(verb_kind(match["verb"]), passage[: match.end("names")])
    return clause, passage[: match.end("names")]


def is_told(passage: Passage) -> bool:
    """Whether a paragraph begins with an office that is told to do something: 区林业局要抓好绿化。"""
    match = _TOLD.match(passage.folded)
    return match is not None and all(may_name(name) and not is_collective(name) for name in match["names"].split("、"))


def _joined(folded: str, start: int) -> int:
    """Where the names end that stand behind 会同: 市财政局、市商务局 of …会同市财政局、市商务局推行定点采购."""
    end = start
    for match in re.finditer("[^、]+", folded[start : start + _LONGEST]):
        piece = match.group()
        if may_name(piece):
            end = start + match.end()
            continue
        # The shortest is taken: what follows a name often ends like one (推进园区).
        cut = next((cut for cut in range(3, len(piece)) if may_name(piece[:cut]) and not may_name(piece[: cut + 1])), 0)
        return start + match.start() + cut if cut else end
    return end


def _are_names(folded: str) -> bool:
    """Whether a list consists of names, of which one may have 和 in it: 县发展和改革局."""
    return all(may_name(piece) or all(map(may_name, _AND.split(piece))) for piece in folded.split("、"))


def _is_title(passage: Passage, piece: Passage) -> bool:
    """Whether the piece that a paragraph begins with is its title: 加强培训。"""
    end = len(piece)
    begins = bool(piece) and piece.places[0] == passage.places[0]
    return begins and end <= _LONGEST_TITLE and passage.folded[end : end + 1] == "。"


def duties(cell: Passage) -> Clause | None:
    """Who does what by a cell: 市水利局负责方案；市财政局负责资金; None where a part of it says nothing of the kind."""
    clause = Clause()
    for piece in cell.split(";。\n"):
        if not (words_of := piece.strip()):
            continue
        match = _subject().match(words_of.folded)
        if match is None or not _are_names(match["names"]):
            return None
        clause.add(verb_kind(match["verb"]), words_of[match.start("names") : match.end("names")])
        clause.known.append(words_of.span)
    return clause if clause.names else None
