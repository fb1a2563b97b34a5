"""The questions of one message: cut at question marks, lines and commas, joined where one only narrows the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.normalize import clean
from index.engine import Engine
from index.question import Reading
from index.records import Want
from index.tokens import has

# So many of a message are answered.
MOST_QUESTIONS = 5
# Two questions with a comma between them are short; a longer sentence is one.
LONGEST_PAIR = 100
_SENTENCE = re.compile(r"([^?？\n]+)([?？]*)")
# What begins another question after a comma, whole or not: 顺便看看工商局牵头的.
_BESIDES = re.compile(r"[，,；;。]\s*(?:顺便|顺带|另外|and also|also)(?:再|还)?")
_ALSO = re.compile(r"[，,；;]\s*还有")
_COMMAS = re.compile(r"[，,；;]\s*(?:and\s)?")
# Listed one by one: 一、…；二、…
_LISTED = re.compile(r"(?:^|(?<=[:：;；。，,\s]))(?:([一二三四五])、|([1-5])[.、)）](?!\d)|([①②③④⑤]))\s*")
_COUNTING = ("一二三四五", "12345", "①②③④⑤")
# With one of these beside a role, the role is only limited.
_WAIVES = ("role.only", "logic.not", "logic.not_before", "logic.outside")
_CONTENT = re.compile(r"\w")


def questions(text: str, engine: Engine) -> tuple[str, ...]:
    """The questions of a message in order."""
    parts = _SENTENCE.findall(_unlisted(clean(text)))
    sentences = [(words.strip(), mark) for words, mark in parts if _CONTENT.search(words)]
    asking = [words for words, mark in sentences if mark or not engine.read(words).tells]
    joined = _joined(asking or [words for words, _ in sentences], engine)
    return tuple(question for sentence in joined for question in _parted(sentence, engine))


def _unlisted(text: str) -> str:
    """The items of a list in the message, a line each, without what introduces them; other text as it is."""
    marks = list(_LISTED.finditer(text))
    values = [next(value for value in (mark[1], mark[2], mark[3]) if value) for mark in marks]
    if len(marks) < 2 or not any("".join(values) == digits[: len(values)] for digits in _COUNTING):
        return text
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return "\n".join(text[mark.end() : end].strip(" ;；,，") for mark, end in zip(marks, ends, strict=True))


def _joined(sentences: list[str], engine: Engine) -> list[str]:
    """The sentences, each that only narrows the one before as a part of it: …没提发改委？限第一部分."""
    found: list[str] = []
    for sentence in sentences:
        if found and _narrows(engine.read(sentence)) and engine.read(found[-1]).query.where is not None:
            found[-1] += "，" + sentence
        else:
            found.append(sentence)
    return found


def _narrows(reading: Reading) -> bool:
    """Whether a sentence only says more of the one before: 只看第一部分, 差几项, 配合别人的就不用说了."""
    if not reading.tokens:
        return False
    first, plain = reading.tokens[0], reading.query.where is None and not reading.query.topic
    waives = has(reading.tokens, "role") and has(reading.tokens, *_WAIVES) and not reading.asks
    return first.of("back.narrow") or (plain and (waives or first.of("want.compare")))


def _parted(sentence: str, engine: Engine) -> Iterator[str]:
    """The questions of one sentence: what a comma parts is two where each side is a question of its own."""
    for part in _BESIDES.split(sentence):
        if not _CONTENT.search(part):
            continue
        first, *rest = _ALSO.split(part, maxsplit=1)
        if rest and engine.read(first).complete and engine.read(rest[0]).query.where is not None:
            yield from (first, rest[0])
            continue
        pieces = [piece for piece in _COMMAS.split(part) if _CONTENT.search(piece) and _says(engine.read(piece))]
        several = 1 < len(pieces) <= MOST_QUESTIONS and len(part) <= LONGEST_PAIR
        if several and (_all_complete(pieces, engine) or _all_ask_of_subjects(pieces, engine)):
            yield from pieces
        else:
            yield part


def _says(reading: Reading) -> bool:
    """Whether a piece asks or names anything: not …，一起告诉我."""
    query = reading.query
    said = query.where is not None or bool(query.topic or query.unknown) or query.want is not Want.NOTHING
    return said or has(reading.tokens, "want", "role", "back")


def _all_complete(pieces: list[str], engine: Engine) -> bool:
    """Whether each piece is a question of its own; those after the first may ask of what it names: 它牵头哪些."""
    first, *others = (engine.read(piece) for piece in pieces)
    return first.complete and all(reading.complete or _asks_of_it(reading) for reading in others)


def _asks_of_it(reading: Reading) -> bool:
    asked = has(reading.tokens, "want.tasks", "want.count", "want.who")
    pronoun = has(reading.tokens, "back.department")
    return asked and pronoun and reading.query.where is None and not reading.query.topic


def _all_ask_of_subjects(pieces: list[str], engine: Engine) -> bool:
    """Whether each piece begins with asking, and has a subject of its own: 谁管口岸，谁管保税."""
    readings = [engine.read(piece) for piece in pieces]
    return all(reading.begins and reading.query.topic and reading.query.where is None for reading in readings)
