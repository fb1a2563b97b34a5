"""What a message tells of its asker beside the question: 督查要核台账，… or I represent an investor. …"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.readers import read_toml
from index.content import has_subject
from index.numerals import NUMBER, ORDINAL, QUANTITY, SECTION
from index.tokens import DEPARTMENT, REST, Token, has

CONTEXT_FILE = Path(__file__).with_name("context.toml")
_ENDS = re.compile(r"[,;:.!。；，！：]")
_ASKS = re.compile(r"[哪谁几啥吗呢]|什么|多少|\b(?:what|which|who|whose|how|show|list|give|find)\b")
_I_AM = re.compile("(?:我们?|咱们?|俺|本人|这边|这里)(?:是|在|来自)")
# A clause with one of these says something of the tasks that are asked for.
_BINDING = (
    NUMBER,
    SECTION,
    ORDINAL,
    QUANTITY,
    "role.lead",
    "role.participant",
    "logic.not_before",
    "logic.absent",
    "want.who",
    "want.count",
    "want.most",
    "want.fewest",
    "want.ranking",
    "want.none",
    "want.compare",
    "want.partners",
    "want.sections",
    "want.text",
)

# What picks tasks by itself, without a subject.
_SELECTING = (NUMBER, SECTION, QUANTITY, "want.sole", "want.none", "want.most", "want.fewest", "want.ranking")


@functools.cache
def _signs() -> re.Pattern[str]:
    words = itertools.chain.from_iterable(read_toml(CONTEXT_FILE).values())
    return re.compile("|".join(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in words))


@dataclass(frozen=True, slots=True)
class Asked:
    """The tokens that ask and their text, the words that only tell of the asker, and whether all do and name no department."""

    tokens: list[Token]
    text: str
    context: str = ""
    tells: bool = False


def without_context(text: str, tokens: list[Token]) -> Asked:
    """The tokens without the clauses that only tell of the asker; all of them where nothing else asks.

    A department named in such a clause is kept where no other clause names one: I work with Customs. What are its tasks?
    """
    cut = clauses(text, tokens) if tokens else []
    told = [_tells(text, clause) for clause in cut]
    if not any(told):
        return Asked(tokens, text)
    if all(told):
        return Asked(tokens, text, tells=not any(token.kind == DEPARTMENT for token in tokens))
    kept = [token for clause, tells in zip(cut, told, strict=True) if not tells for token in clause]
    named = any(token.kind == DEPARTMENT for token in kept)
    # 我们开发区想扩区，找哪个部门 has its subject in what it tells.
    if not named and not has(kept, *_SELECTING):
        elsewhere = any(token.kind == DEPARTMENT for token in tokens) and has(kept, "want")
        if not elsewhere or any(token.kind == REST and has_subject(token.text) for token in kept):
            return Asked(tokens, text)
    left: list[Token] = []
    words: list[str] = []
    asking = text
    for clause, tells in zip(cut, told, strict=True):
        if tells:
            left += [token for token in clause if token.kind == DEPARTMENT and not named]
            start, end = clause[0].start, clause[-1].end
            words.append(text[start:end].strip(" ,;:.!。；，！："))
            asking = asking[:start] + " " * (end - start) + asking[end:]
        else:
            left += clause
    return Asked(left, asking, " ".join(words))


def clauses(text: str, tokens: list[Token]) -> list[list[Token]]:
    """The tokens cut at punctuation, which may be a token of its own or the end of another."""
    cut: list[list[Token]] = [[]]
    for token, after in itertools.pairwise((*tokens, None)):
        assert token is not None
        cut[-1].append(token)
        if after is not None and _ENDS.search(text[token.end - 1 : after.start]):
            cut.append([])
    return cut


def _tells(text: str, clause: list[Token]) -> bool:
    """Whether a clause only tells of the asker."""
    words = text[clause[0].start : clause[-1].end]
    # 我在财政厅: who is asking.
    introduces = _I_AM.match(words) and clause[-1].kind == DEPARTMENT
    if not introduces and not any(token.kind == REST and re.search(r"\w\w", token.text) for token in clause):
        return False
    if _ASKS.search(words) or has(clause, *_BINDING):
        return False
    return (introduces or _signs().search(words)) is not None and not words.rstrip(" ,;:.!。；，！：").endswith("的")
