"""One message, several questions: the ways to cut it compete by how well the pieces read."""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from corpus.normalize import clean, fold
from index.query import Answer, Intent, Kind
from index.reading.choice import Ranked
from index.reading.features import bucket
from index.reading.lexicon import load_lexicon
from index.reading.state import Turn

CUTS_FILE = Path(__file__).with_name("cuts.json")
MOST = 6
# A longer sentence with commas is one.
_LONGEST = 160
_UNKNOWN = ("absent-department", "unknown-department", "which-department")
_ASKS = re.compile(
    r"[哪谁几啥吗呢么]|什么|多少|有没有|是不是|列|查|说说|原文|全文|内容"
    r"|\b(?:what|which|who|whose|how|does|do|is|are|list|show|give|tell)\b",
    re.IGNORECASE,
)
# A piece that begins so says more of the one before it.
_NARROWS = re.compile(
    r"除|但|不含|不算|去掉|去除|刨|剔|只要|只看|不要|限|except|excluding|but\b|without|only\b|minus|leaving"
    r"|other than|apart from",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:^|(?<=[:：;；。，,\s]))"
    r"(?:[一二三四五](?:、|是|来)|其[一二三]|第[一二三][是,，]|一个是|[1-5][.、)）](?!\d)|[①②③④⑤])\s*"
)
_MARKED = re.compile(r"[?？\n]+")
_WAYS = (
    ("listed", _LISTED),
    ("sentence", _MARKED),
    ("stop", re.compile(r"[?？\n；;。!！]+|\.\s")),
    ("comma", re.compile(r"[?？\n；;。!！，,]+|\.\s")),
    (
        "also",
        # 另外两项 are the others of a list.
        re.compile(
            r"[，,；;。?？]?\s*(?:顺便|顺带|另外(?!那[些几两三四五]|[几两三四五六七八九\d]|一[项条个])|还有就是|再就是|然后"
            r"|and also|\balso\b|and then)(?:再|还)?",
            re.IGNORECASE,
        ),
    ),
    (
        "and",
        re.compile(
            r"(?:[，,；;]\s*|(?<=[\u3400-\u9fff]) +)(?:还有|and\b|以及)|(?<=[a-z]),? and (?=(?:what|which|who|how|does|is)\b)",
            re.IGNORECASE,
        ),
    ),
)
# A message that reads so well as one question is one where nothing but commas may part it.
_CERTAIN = 0.97
# Ways to cut that more than commas say.
_PARTING = ("sentence", "also", "listed")
_SURE = (0.2, 0.4, 0.6, 0.8, 0.95)
_SURELY = 0.9


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a message with its best reading and what is answered to it.

    `ignored` are the words that the reading passes over.
    """

    text: str
    best: Ranked
    answer: Answer
    ignored: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is asked, or nothing less than the whole plan, which no piece of a message asks for."""
        query = self.best.candidate.query
        everything = query.intent is Intent.TASKS and query.where is None and not query.topic
        return query.intent is Intent.NOTHING or everything

    @property
    def anchored(self) -> bool:
        """Whether it names tasks by itself."""
        query = self.best.candidate.query
        return query.where is not None or bool(query.fact)


def ways(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The ways to cut a message, the whole first; one with fewer than two pieces that ask is none."""
    text = clean(text).strip()
    found: list[tuple[str, tuple[str, ...]]] = [("whole", (text,))]
    seen: set[tuple[str, ...]] = {(text,)}
    for name, pattern in _WAYS:
        pieces = tuple(piece.strip() for piece in pattern.split(text) if piece and re.search(r"\w", piece))
        asking = sum(_ASKS.search(piece) is not None for piece in pieces)
        if any(_NARROWS.match(piece) for piece in pieces[1:]):
            continue
        # What is numbered asks without a word that asks: 一是3月底到期的；二是商务厅牵头的.
        asks = asking > 1 or name == "listed"
        if 1 < len(pieces) <= MOST and pieces not in seen and asks and (name != "comma" or len(text) <= _LONGEST):
            seen.add(pieces)
            found.append((name, pieces))
    return found


def features(way: str, pieces: list[Piece], whole: Piece) -> Iterator[str]:
    """What speaks for or against a way to cut."""
    kept = [piece for piece in pieces if not piece.empty] or pieces[:1]
    count, many = len(kept), way != "whole"
    refused = sum(piece.answer.kind is Kind.REFUSAL for piece in kept)
    low = bucket(min(piece.best.probability for piece in kept), *_SURE)
    sure = bucket(whole.best.probability, *_SURE)
    anchored = sum(piece.anchored for piece in kept)
    asking = sum(_ASKS.search(piece.text) is not None for piece in kept)
    yield way
    yield f"n {many} {min(count, 4)} {min(len(pieces) - count, 3)}"
    yield f"n {way} {min(count, 3)}"
    yield f"refused {many} {min(refused, 2)} {count > 1}"
    yield f"low {many} {low}"
    yield f"anchored {way} {anchored == count} {asking == count}"
    yield f"anchored {many} {count - anchored} {count - asking} {count > 1}"
    yield f"nothing {many} {all(piece.empty for piece in pieces)}"
    ignored = bucket(sum(len(piece.ignored) for piece in kept), 2, 4, 8, 14)
    yield f"ignored {many} {ignored}"
    yield f"ignored {way} {ignored} {count > 1}"
    for piece in kept:
        query = piece.best.candidate.query
        yield f"want {many} {query.intent} {count > 1}"
        yield f"short {many} {bucket(len(piece.text), 3, 6, 10, 16)} {count > 1} {piece.anchored}"
        yield f"topic {many} {bool(query.topic)} {count > 1}"
    if many:
        shown = {frozenset(hit.task for hit in piece.answer.hits) for piece in kept}
        yield f"same {len(shown) < count}"
        yield f"sure {sure} {low}"
        yield f"ignored whole {bucket(len(whole.ignored), 2, 4, 8, 14)} {ignored} {count > 1}"
        yield f"whole {whole.best.candidate.query.intent} {count > 1}"
        yield f"whole topic {bool(whole.best.candidate.query.topic)} {sum(bool(p.best.candidate.query.topic) for p in kept)}"
        yield f"mentions {len(whole.best.candidate.query.mentions) > 1} {min(count, 3)}"


@functools.cache
def load_cuts(path: Path = CUTS_FILE) -> dict[str, float]:
    """The weights of the features; without the file every message is one question."""
    if not path.exists():
        return {"whole": 1.0}
    found: dict[str, float] = json.loads(path.read_text("utf-8"))
    return found


Read = Callable[[str, Turn | None], Piece]
After = Callable[[Piece, Turn | None], Turn | None]


def read_way(pieces: tuple[str, ...], turn: Turn | None, read: Read, after: After) -> list[Piece]:
    """The pieces read in order, each after those before it."""
    found: list[Piece] = []
    for text in pieces:
        piece = read(text, turn)
        found.append(piece)
        turn = after(piece, turn)
    return found


def _misleads(pieces: list[Piece]) -> bool:
    """Whether a piece asks of a department spoken of before, after one that the plan does not have: 监察厅呢，他们有没有."""
    refused = False
    for piece in pieces:
        said = [mention.said for mention in piece.best.candidate.query.mentions]
        named = fold(piece.text)
        leans = any(not word or word not in named for word in said)
        if refused and (leans or any("back.department" in load_lexicon().words.get(word, ()) for word in said)):
            return True
        refused = refused or piece.answer.reason in _UNKNOWN
    return False


def _asks(pieces: list[Piece]) -> bool:
    """Whether the pieces ask something, each that does with hardly a doubt."""
    asking = [piece for piece in pieces if not piece.empty]
    return bool(asking) and all(piece.best.probability >= _SURELY for piece in asking)


def questions(text: str, turn: Turn | None, read: Read, after: After) -> tuple[str, ...]:
    """The questions of a message: the pieces of the way to cut it that reads best, without those that ask nothing."""
    marked = [piece.strip() for piece in _MARKED.split(clean(text)) if re.search(r"\w", piece)]
    if len(marked) > MOST:
        return tuple(marked)  # so many are told apart by their marks alone
    found = ways(text)
    if len(found) == 1:
        return found[0][1]
    whole = read(found[0][1][0], turn)
    if _is_one(whole, {way for way, _ in found}):
        return found[0][1]
    parted = [(way, texts, read_way(texts, turn, read, after)) for way, texts in found[1:]]
    # A message that asks nothing as a whole is not one question where its pieces surely ask.
    if whole.best.candidate.query.intent is not Intent.NOTHING or not any(_asks(pieces) for _, _, pieces in parted):
        parted.insert(0, (*found[0], [whole]))
    return _best(parted, whole) or (text,)


def _is_one(whole: Piece, found: AbstractSet[str]) -> bool:
    """Whether a message surely reads as one question, and nothing but commas and conjunctions may part it."""
    return whole.best.probability >= _CERTAIN and not whole.empty and found.isdisjoint(_PARTING)


def _best(parted: Sequence[tuple[str, tuple[str, ...], list[Piece]]], whole: Piece) -> tuple[str, ...]:
    """The pieces that ask of the first way with the highest score, of those that do not mislead; empty where all do."""
    weights = load_cuts()
    best: tuple[str, ...] = ()
    highest = -math.inf
    for way, texts, pieces in parted:
        if _misleads(pieces):
            continue
        score = sum(weights.get(feature, 0.0) for feature in dict.fromkeys(features(way, pieces, whole)))
        if score > highest:
            best, highest = tuple(piece.text for piece in pieces if not piece.empty) or texts[:1], score
    return best
