"""The pieces of a folded question."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.records import Mention

REST = "rest"
DEPARTMENT = "department"
BARE = "bare"
CHINESE = re.compile(r"[\u3400-\u9fff]")
# Words that ask.
INTERROGATIVE = re.compile(r"[哪谁几啥]|什么|多少|what|which|who|how")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the folded question: its kind (group.name of the cue, or one of the kinds above) and what it carries."""

    kind: str
    start: int
    end: int
    text: str
    mention: Mention | None = None
    numbers: tuple[int, ...] = ()

    def of(self, *kinds: str) -> bool:
        """Whether the token is of one of the kinds; a group's name (role) stands for all of its kinds (role.lead)."""
        return not _kinds(self.kind).isdisjoint(kinds)


@functools.cache
def _kinds(kind: str) -> frozenset[str]:
    """The kinds that a token of `kind` is of, with their groups; asked for dozens of times a question."""
    return frozenset(name for its in kind.split() for name in (its, its.split(".")[0]))


def left_over(text: str, start: int, end: int, offset: int = 0) -> Token:
    """The words of `text` from `start` to `end`, which lie `offset` further on in the question, as a token of no meaning."""
    return Token(REST, offset + start, offset + end, text[start:end])


def merged(tokens: list[Token]) -> list[Token]:
    """`tokens` with neighbouring left-over pieces made one."""
    joined: list[Token] = []
    for token in tokens:
        if token.kind == REST and joined and joined[-1].kind == REST:
            before = joined.pop()
            gap = " " * (token.start - before.end)
            token = Token(REST, before.start, token.end, before.text + gap + token.text)
        joined.append(token)
    return joined


def has(tokens: Iterable[Token], *kinds: str) -> bool:
    """Whether any of the tokens is of one of the kinds."""
    # A loop, since it is run some forty times a question: a generator and a call for each token take twice as long.
    for token in tokens:  # noqa: SIM110
        if not _kinds(token.kind).isdisjoint(kinds):
            return True
    return False


def has_role(tokens: list[Token], index: int) -> bool:
    """Whether the token right before or after says a role."""
    beside = tokens[max(0, index - 1) : index] + tokens[index + 1 : index + 2]
    return any(token.of("role.lead", "role.participant", "role_before") for token in beside)
