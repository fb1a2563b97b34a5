"""Roles that a message speaks of only to set them aside: 自己牵头的我们清楚了，要配合别人的是哪些."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.reading.lexicon import Lexicon, Unit
from index.reading.spans import Span

_CLAUSE = re.compile(r"[^,，。.;；:：!！?？\s]+")
_SET_ASIDE = re.compile(
    r"(?:有了|清楚了?|知道了?|晓得了?|明白了?|看到了|有数了?|背得了|记得了?|记住了|拿到了|报过了|列过了|(?:已经?|早就)[\u3400-\u9fff]{0,4}了"
    r"|(?:就|先|都|也)?(?:不要|不用|不管|不看|不必|别|甭)(?:了|管|列|报|说|看|算|给我?|单列|先){0,2})[哈啊吧呀嘛的了]?$"
)
_ROLES = ("role.lead", "role.participant")
CLASS = "talk.known"


def set_aside(text: str, departments: Sequence[Span], lexicon: Lexicon) -> Iterator[Unit]:
    """The words of role in clauses that say that it is not asked for, where another clause has one that is.

    What another department does may be left out, and is a condition: 甲配合的，乙牵头的不要.
    """
    if len(departments) > 1:
        return
    clauses = []
    for clause in _CLAUSE.finditer(text):
        units = [unit for unit in lexicon.whole(text) if clause.start() <= unit.start and unit.end <= clause.end()]
        roles = [unit for unit in units if any(name in _ROLES for name in unit.classes)]
        clauses.append((roles, _SET_ASIDE.search(clause.group()) is not None))
    if any(roles and not aside for roles, aside in clauses):
        for roles, aside in clauses:
            yield from (Unit(unit.text, (CLASS,), unit.start, unit.end) for unit in roles if aside)
