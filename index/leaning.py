"""How a question leans on the one before it: pronouns, ordinals, 那…呢, 其中, 全文, 一共几项."""

from __future__ import annotations

import re

from index.numerals import NUMBER, ORDINAL, SECTION
from index.question import Reading
from index.records import InSection, Not, Want, leaves
from index.tokens import DEPARTMENT, REST, has

_LIST = frozenset(["列出来", "列出", "列一下", "列一列", "list", "show", "show me"])
_THEM = frozenset(["them", "它们", "他们"])
_LEFT = re.compile("剩|left|remain")
_THIS_PLACE = re.compile(r"(?:这|那|该|此|(?:this|that|the same) )一?个?大?(?:部分|章|板块|section|part|chapter)")
_WITH = frozenset(["跟", "和", "与", "同", "with"])
# With one of these more is asked for than tasks of another role.
_ASKS_ELSE = (
    "want.who",
    "want.partners",
    "want.departments",
    "want.count",
    "back.department",
    "back.task",
    "back.tasks",
    "back.next",
    "back.previous",
    "back.narrow",
)
# After a section is named these are the section's: third section - what are its items?
_ITS = re.compile(r"it|its|their|them|they")


def leans(reading: Reading) -> bool:
    """Whether the question may mean something else after another one."""
    return bool(leaning(reading))


def leaning(reading: Reading) -> str:
    """How the question leans on the one before it, empty where it stands on its own."""
    query = reading.query
    bare = query.where is None and not query.topic and not query.fact and not query.unknown
    if bare and has(reading.tokens, "language") and not has(reading.tokens, "want.who", "want.tasks", "role", "back"):
        return "language"
    if has(reading.tokens, "back.both") and not query.mentions:
        return "both"
    if has(reading.tokens, ORDINAL) and not query.topic and not query.fact:
        return "ordinal"
    if has(reading.tokens, "back.next", "back.previous") and bare:
        return "step"
    if (
        has(reading.tokens, "back.task")
        and not query.topic
        and not query.mentions
        and query.order is None
        and not has(reading.tokens, NUMBER, SECTION)
    ):
        return "task"
    named = query.mentions or query.topic or query.fact or has(reading.tokens, NUMBER)
    if query.want in (Want.SECTIONS, Want.COUNT_SECTIONS):
        return ""
    placed = has(reading.tokens, SECTION) or any(isinstance(leaf, InSection) for leaf in leaves(query.where))
    its_items = placed and _ITS.search(pronoun(reading))
    if query.mentions and not placed and any(_THIS_PLACE.match(token.text) for token in reading.tokens):
        return "place"
    if (
        pronoun(reading) in _THEM
        and not named
        and not has(reading.tokens, "role", "want.who", "want.partners", "want.count")
    ):
        return "list"
    if has(reading.tokens, "back.department") and not named and not its_items and query.order is None:
        return "department"
    if _picks_out(reading) and not query.fact and (not bare or has(reading.tokens, "role", "want.count", "want.who")):
        placed = placed or has(reading.tokens, NUMBER)
        narrows = has(reading.tokens, "back.narrow")
        return "among" if reading.tokens[0].of("back.tasks") or narrows or not placed else ""
    if bare and query.want in (Want.NOTHING, Want.TEXT) and has(reading.tokens, "want.text"):
        return "text"
    if bare and query.want is Want.COUNT and not _names_all(reading):
        return "count"
    # 有哪些部门 asks for the list; 谁配合 and 配合部门有哪些 lean on a task.
    of_a_task = (
        not has(reading.tokens, "want.departments") or query.role is not None or has(reading.tokens, "want.partners")
    )
    if bare and query.want is Want.PARTIES and of_a_task and not _names_all(reading):
        return "who"
    if _shares(reading):
        return "joint"
    if _checks(reading):
        return "check"
    if _takes_away(reading):
        return "among"
    listed = has(reading.tokens, "want.tasks") or any(token.text in _LIST for token in reading.tokens)
    if bare and query.want is Want.NOTHING and listed and not _names_role(reading) and not has(reading.tokens, REST):
        return "list"
    if _again(reading):
        return "again"
    return ""


def _picks_out(reading: Reading) -> bool:
    """Whether a word for the tasks shown before stands for them: not the 这些 of 这些零件, nor the 里面 of 海关牵头的里面."""
    tokens = reading.tokens
    comma = next((i for i, token in enumerate(tokens) if token.text == ","), 0)
    if all(token.kind == REST or token.of("stop") for token in tokens[:comma]):
        tokens = tokens[comma:]  # 太多了，只要第七部分的
    if any(token.of("back.tasks") and token.text == "其中" for token in tokens):
        return True
    for before, token, after in zip((None, *tokens), tokens, (*tokens[1:], None), strict=False):
        if token.kind == DEPARTMENT or (token.kind == REST and re.search(r"\w\w", token.text)):
            return False
        if token.of("back.tasks", "back.narrow"):
            attributive = after is not None and after.kind == REST and after.start == token.end
            return not attributive and not (
                before is not None and (before.of("logic.not_before") or before.text in ("方案", "文件", "plan"))
            )
    return False


def _checks(reading: Reading) -> bool:
    """Whether only a department's part is asked for, of a task that is not named: 有财政厅吗, does Finance take part."""
    query = reading.query
    named = len(query.mentions) == 1 and query.whether and not query.topic and not query.unknown
    return named and not has(reading.tokens, "want", NUMBER, SECTION)


def _takes_away(reading: Reading) -> bool:
    """Whether the question only leaves something out of what was shown: 去掉发展改革委牵头的."""
    if not reading.tokens or not isinstance(reading.query.where, Not):
        return False
    first = reading.tokens[0]
    left = any(_LEFT.search(token.text) for token in reading.tokens)
    asks = not left and has(reading.tokens, "want.tasks", "want.who", "want.most")
    takes = (first.of("logic.not_before") and not first.of("stop")) or first.text == "把"
    return takes and not asks


def _names_all(reading: Reading) -> bool:
    """Whether the whole plan is spoken of: 方案一共有多少条."""
    return any(
        "方案" in token.text or "文件" in token.text or "plan" in token.text or "名单" in token.text
        for token in reading.tokens
    )


def _again(reading: Reading) -> bool:
    """那财政厅呢, and Education?: one thing named after a word that carries the question before over."""
    order = reading.query.order
    if order is not None and order.place and not reading.query.mentions and not has(reading.tokens, "role"):
        return True  # 排第二的是谁, of what was ranked
    if not has(reading.tokens, "back.again"):
        return _only_role(reading)
    words = [token for token in reading.tokens if token.of("back.again") or not token.of("stop")]
    first = bool(words) and words[0].of("back.again")
    asks = any(
        token.of("role.lead", "role.participant", "role.any", "want") and not token.of("stop", "back")
        for token in reading.tokens
    )
    only_role = _names_role(reading)
    ends = reading.tokens[-1].of("back.again") or any(token.text == "呢" for token in reading.tokens)
    return ((first or ends) and (not asks or only_role)) or _only_role(reading)


def _names_role(reading: Reading) -> bool:
    """Whether a role is all that the question names."""
    query = reading.query
    return query.where is None and not query.topic and has(reading.tokens, "role.lead", "role.participant", "want.none")


def _only_role(reading: Reading) -> bool:
    """Whether tasks of another role are to be listed: 把配合的都列出来."""
    asks_else = has(reading.tokens, *_ASKS_ELSE)
    query = reading.query
    return _names_role(reading) and not asks_else and query.want is Want.NOTHING and not (query.fact or query.unknown)


def _shares(reading: Reading) -> bool:
    """Whether somebody left unsaid shares tasks with the one department named: 又跟财政厅一起做哪项."""
    named = [i for i, token in enumerate(reading.tokens) if token.kind == DEPARTMENT]
    if len(named) != 1 or not has(reading.tokens, "logic.both") or reading.query.topic:
        return False
    before = reading.tokens[: named[0]]
    return (
        bool(before)
        and before[-1].text in _WITH
        and all(token.of("stop", "logic.and", "back.again") for token in before)
    )


def pronoun(reading: Reading) -> str:
    """The words that stand for the department."""
    return next((token.text for token in reading.tokens if token.of("back.department")), "")
