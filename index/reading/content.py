"""Whether the words left over beside departments and numbers speak of a subject, or only fill the sentence."""

from __future__ import annotations

import functools
import math
import re
from pathlib import Path

from corpus.readers import read_data

FILLERS_FILE = Path(__file__).with_name("fillers.toml")
_WORDS = re.compile(r"[\u3400-\u9fff]+|[a-z][a-z'’-]*|\d+")
# Parts of speech (rjieba's) that carry no subject: pronouns, conjunctions, adverbs, prepositions, numerals, particles, …
# Not every 别 leaves something out.
_HARMLESS = re.compile("别[人家的处]")
_GRAMMAR = "rcdpmquyxfeozk"
_NOUNS = "nj"
_NAMING = frozenset(["n", "vn", "nz", "j"])
LONGEST_NOUN = 6
# With these verbs of what is done begin, which are no subject: 管好, 办理.
_VERBS = "管办干"


@functools.cache
def fillers() -> frozenset[str]:
    """The words that name no subject."""
    return frozenset(word for words in read_data(FILLERS_FILE)["words"].values() for word in words)


def binds(words: str) -> bool:
    """Whether folded words may leave something out, count or rank, and so may not be dropped."""
    bare = _HARMLESS.sub("", words)
    return re.search(r"\d", bare) is not None or any(sign in bare for sign in _binding())


@functools.cache
def _binding() -> tuple[str, ...]:
    return tuple(read_data(FILLERS_FILE)["binding"])


def load_words() -> None:
    """Load the dictionary of words before a question needs it, which takes 0.1 s."""
    import rjieba

    rjieba.tag("")


def has_subject(words: str) -> bool:
    """Whether folded words hold one that may be a subject, or may leave something out; an unknown word may."""
    return binds(words) or any(_carries(run) for run in _WORDS.findall(words))


def is_word(text: str) -> bool:
    """Whether Chinese text is one word of the dictionary."""
    import rjieba

    return len(rjieba.cut(text, False)) == 1


@functools.lru_cache(4096)
def first_noun(text: str) -> str:
    """The noun, or what is done with a thing, of two characters or more with which Chinese text begins; else empty.

    No more than LONGEST_NOUN characters of it matter.
    """
    import rjieba

    word, flag = rjieba.tag(text)[0]
    known = flag in _NAMING or (flag == "v" and text[0] not in _VERBS)
    return word if known and len(word) > 1 and is_word(word) else ""


def words_of(text: str) -> list[str]:
    """A text cut into the dictionary's words, in order; together they are the text."""
    import rjieba

    return list(rjieba.cut(text, False))


def shape(words: str) -> tuple[float, ...]:
    """What folded words look like, for judging whether they fill a sentence: a short one is a noun where it is a subject."""
    import rjieba

    count = content = nouns = 0
    for run in _WORDS.findall(words):
        if run[0] < "\u3400":
            count += 1
            content += run not in fillers() and len(run) > 1
            continue
        for word, flag in rjieba.tag(run):
            count += 1
            content += _is_content(word, flag)
            nouns += flag[0] == "n" and _is_content(word, flag)
    all_ = max(count, 1)
    alone = count == 1
    return (
        math.log1p(len(words)),
        content / all_,
        nouns / all_,
        float(alone),
        float(alone and nouns == 1),
        float(len(words) <= 3),
        float(words.isascii()),
    )


def trimmed(topic: str) -> str:
    """A topic without the Chinese words at its start that name no subject: 讲加工贸易 is about 加工贸易."""
    if not topic or topic[0] < "\u3400":
        return topic
    import rjieba

    words = rjieba.tag(topic)
    first = next((i for i, word in enumerate(words) if _is_content(*word)), 0)
    left = "".join(word for word, _ in words[first:])
    # 种啥养啥要调结构 says more than 结构.
    return left if 2 * len(left) >= len(topic) else topic


def _carries(run: str) -> bool:
    if run in fillers():
        return False
    if run[0] < "\u3400":
        return not run.isdigit() and len(run) > 1
    import rjieba  # here alone: a question without left-over words never needs it

    return any(_is_content(word, flag) for word, flag in rjieba.tag(run))


def _is_content(word: str, flag: str) -> bool:
    if word in fillers() or (flag[0] in _GRAMMAR and not (flag == "mq" and len(word) > 2)):
        return False  # 零部件 is no number
    return len(word) > 1 or flag[0] in _NOUNS
