"""Departments named together by what they are: 企业, 高校, 市直部门 are all of a plan's that are of that kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from corpus.normalize import fold
from corpus.readers import read_toml
from corpus.roles import any_of
from index.query import MatchKind, Mention
from index.reading.governments import governments, names_several
from index.reading.spans import Span
from index.tables import Tables

FILE = Path(__file__).with_name("kinds.toml")
# Who asks for some of a kind or compares them, and what follows where the kind is all that is spoken of.
_ASKED = re.compile(
    r"(?:(?:^|[,，。.?？!！:：;；\s])|哪些|哪几?[家个所]|[几多]少?[家个所]|有没有|[这那]些|[各光比看说的]|所有|全部|下[面边]|"
    r"里[头面]?|\b(?:which|what|any|how many|among|of|by|with|name|list|show me)(?: all)?(?: the)?)\s*$"
)
_AFTER = re.compile(
    r"\s*(?:$|[^\u3400-\u9fff]|[里中谁哪几参牵有没在被要也都是承配负挂跟和与呢吗吧啊呀么]|当中|这[边些]|总共|一共|多少)"
)
# What is asked of some of a kind, which then are departments even where the plan has none of them.
_SOME = re.compile(r"(?:哪些|哪几?[家个所]|几[家个所]|有没有|\b(?:which|what|any))\s*$")
_TAKES_PART = re.compile(
    r"\s*(?:[都也要需]|有没有)?(?:参与|参加|牵头|配合|承担|有任务|有活|有份|被点名|被点到|在里面)"
    r"|\s*(?:take part|lead|support|have tasks|are (?:named|involved|listed|in it))\b"
)
# Whose name has some characters: 名字里带“集团”的公司.
_NAMED = re.compile(
    r"(?:名字|名称|单位|部门|牵头|括号)?[里中上]?[头面]?(?:带着?|含有?|有|打头的?是?|开头是)[“\"「『'‘]([\u3400-\u9fff]{1,6})[”\"」』'’]"
    r"(?:[一两二俩三仨四这]{0,2}个?字(?:样|眼)?)?(?:打头|开头)?的?(?:那几[个家])?(?:单位|部门|公司|企业|机构)?"
)


def asked(text: str, start: int, end: int) -> bool:
    """Whether departments named together are asked for, or compared, where they stand in a folded text."""
    return _ASKED.search(text, 0, start) is not None and _AFTER.match(text, end) is not None


class Kinds:
    """The kinds that a plan's departments are of; `members` are their ids by the words that name the kind."""

    def __init__(self, tables: Tables) -> None:
        kinds: dict[str, dict[str, Any]] = read_toml(FILE)
        self._names = names = {id: fold(tables.plan.registry[id].name) for id in tables.departments}
        together = (id for id, name in names.items() if names_several(name) and name.endswith("政府"))
        below = {*together, *(id for id, _ in governments(tables))}
        self._sure: set[str] = set()
        self.members: dict[str, tuple[str, ...]] = {}
        for told in kinds.values():
            pattern = re.compile(told["names"]) if "names" in told else None
            ids = tuple(id for id, name in names.items() if (pattern.search(name) if pattern else id in below))
            self.members |= dict.fromkeys(told["words"], ids) if ids else {}
            self._sure.update(told["words"] if told.get("sure") else ())
        absent = [word for told in kinds.values() for word in told["words"] if word not in self.members]
        self._word = re.compile(any_of(self.members)) if self.members else None
        self._absent = re.compile(any_of(absent)) if absent else None

    def spans(self, text: str, stands: Callable[[int, int], bool]) -> Iterator[Span]:
        """The kinds that a folded text names; `stands` says whether an office stands at a place."""
        for match in self._word.finditer(text) if self._word else ():
            start, end, word = *match.span(), match.group()
            if word in self._sure or stands(start, end):
                ids = self.members[word]
                how = "full" if word in self._sure or word.isascii() else "bare"
                yield Span("D", how, start, end, word, Mention(word, ids[:1], MatchKind.EXACT, ids), several=True)
        for match in self._absent.finditer(text) if self._absent else ():
            if _SOME.search(text, 0, match.start()) and _TAKES_PART.match(text, match.end()):
                word = match.group()
                yield Span("D", "unknown", *match.span(), word, Mention(word, (), MatchKind.EXACT))
        for match in _NAMED.finditer(text):
            ids = tuple(id for id, name in self._names.items() if match[1] in name)
            if len(ids) > 1:  # of one it is the name
                mention = Mention(match.group(), ids[:1], MatchKind.EXACT, ids)
                yield Span("D", "full", *match.span(), match.group(), mention, several=True)
