"""What a question wants to know, and by which role it asks for departments."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from corpus.records import Role
from index.beside import is_office, one_role
from index.conditions import Conditions
from index.numerals import NUMBER, SECTION
from index.ranking import BODIES
from index.records import All, Condition, Not, Numbered, Want
from index.tokens import Token, has


def read_role(tokens: list[Token], conditions: Conditions) -> Role | None:
    """The role asked for beside the departments named: 谁牵头, 配合部门是."""
    free = [token for i, token in enumerate(tokens) if i not in conditions.used]
    for before, token in itertools.pairwise(free):
        if before.of("logic.not_before") and token.of("role.lead"):
            return Role.PARTICIPANT
    if has(free, "role.whole"):
        return None
    if has(free, "want.helped"):
        return Role.LEAD
    if offices := [token for token in free if is_office(token)]:
        return one_role(*(has(offices, f"role.{role}") for role in ("lead", "participant")))
    if sum(token.of("want.who", "want.partners") for token in free) > 1:
        return None
    if any(token.of("want.partners") and _ASSISTING.search(token.text) for token in free):
        return Role.PARTICIPANT
    aided = has(free, "role.aid") and has(tokens, NUMBER)
    return one_role(has(free, "role.lead"), aided or has(free, "role.participant"))


def _asks_others(tokens: list[Token], conditions: Conditions) -> bool:
    """Whether a role is asked for of the tasks of departments named: 财政厅配合的任务都是谁牵头, 商务厅牵头的有哪些配合单位."""
    free = [token for i, token in enumerate(tokens) if i not in conditions.used]
    roles = [token for token in free if token.of("role.lead", "role.participant", "role.aid")]
    return bool(roles) and (asks_who(free) or any(is_office(token) for token in roles))


def read_want(tokens: list[Token], conditions: Conditions, where: Condition | None, topic: str | None) -> Want:
    """What is wanted of the tasks that `where` and the topic leave."""
    numbered = has(tokens, NUMBER)
    # 第16条除了国土厅还有谁 asks of the task.
    clauses = [clause for clause in conditions.clauses if not (numbered and isinstance(clause.condition, Not))]
    named = [mention for clause in clauses for mention in clause.group.mentions]
    # 商务厅牵头的是哪个 asks for a task.
    who = asks_who(tokens) if named else has(tokens, "want.who")
    if topic:
        return Want.PARTIES if who and not named else Want.TASKS
    if has(tokens, "want.count"):
        return _counted(tokens, conditions)
    together = named and has(tokens, "logic.both") and has(tokens, "want.departments", "want.who")
    # 去掉跟发展改革委搭伙的 says what is left out.
    leaves_out = len(clauses) > 1 and isinstance(clauses[-1].condition, Not) and not who
    if (has(tokens, "want.partners") and not leaves_out) or (together and len(named) == 1):
        return Want.PARTNERS if named else Want.PARTIES
    if named and not numbered and (has(tokens, "want.helped") or _asks_others(tokens, conditions)):
        return Want.PARTNERS
    if named and not numbered and (has(tokens, "want.identity") or (who and not has(tokens, *_SHARED))):
        return (
            Want.TASKS if _TASK_WORDS.search("".join(t.text for t in tokens if t.of("want.tasks"))) else Want.IDENTITY
        )
    if numbered and named and _asks_role(where):
        return Want.CHECK
    if numbered and not who and not named and has(tokens, "want.departments", "role.any"):
        return Want.PARTIES
    if has(tokens, SECTION) and not named and has(tokens, "want.departments") and not has(tokens, "want.tasks"):
        return Want.PARTIES
    if numbered and has(tokens, "want.text", "want.sections") and not who and not named:
        return Want.TEXT
    if who and where is None and has(tokens, "want.sections") and not has(tokens, "want.departments"):
        return Want.SECTIONS
    if who and not (named and has(tokens, "want.tasks") and not numbered):
        return Want.PARTIES
    if numbered and not named and has(tokens, "want.departments", "role.any", "role.lead", "role.participant"):
        return Want.PARTIES
    if isinstance(where, Numbered) and len(where.numbers) == 1:
        return Want.TEXT
    if where is not None:
        return Want.TASKS
    return _listed(tokens)


def asks_who(tokens: Sequence[Token]) -> bool:
    """Whether departments are asked for by more than a 哪个, which may mean a task."""
    return any(token.of("want.who") and token.text not in _WHICH for token in tokens)


def _asks_role(where: Condition | None) -> bool:
    """Whether one department and numbers are named together, nothing else: 第7条商务厅是不是牵头."""
    if not isinstance(where, All):
        return False
    numbers = [item for item in where.items if isinstance(item, Numbered)]
    if any(isinstance(item, Not) for item in where.items):
        return False
    return len(where.items) == 2 and len(numbers) == 1 and len(numbers[0].numbers) == 1


# A question about departments beside the one named says what they have in common.
_SHARED = ("role", "role_before", "logic", "want.partners", "want.tasks", "want.departments")
_TASK_WORDS = re.compile("任务|活|条|项|工作|task|item")
_WHICH = ("哪个", "哪一个", "是哪个")
_ASSISTING = re.compile("配合|协助|参与|帮|assist|support|help|tak")
# «哪些任务» alone leans on the answer before; the whole plan is shown only to who asks for it.
_WHOLE_PLAN = re.compile(r"方案|文件|全部|所有|全都|清单|plan|\ball\b|every|full|whole|document")


def _listed(tokens: list[Token]) -> Want:
    if has(tokens, "want.departments"):
        return Want.PARTIES
    if has(tokens, "want.sections"):
        return Want.SECTIONS
    whole = any(_WHOLE_PLAN.search(token.text) for token in tokens)
    return Want.TASKS if has(tokens, "want.tasks") and whole else Want.NOTHING


def _counted(tokens: list[Token], conditions: Conditions) -> Want:
    """What is counted: the noun nearest after the counting word, else before it, tasks by default."""
    position = next(i for i, token in enumerate(tokens) if token.of("want.count"))
    counter = tokens[position].text
    if counter[-1:] in "块类章分":
        return Want.COUNT_SECTIONS
    if counter[-1:] in "家门位":
        return Want.COUNT_PARTIES
    if counter[-1:] in "项条件桩头" or conditions.clauses:
        return Want.COUNT
    for token in (*tokens[position + 1 :], *reversed(tokens[:position])):
        if (
            is_office(token)
            or token.of("want.departments", "want.who")
            or (token.of("role.any") and BODIES.search(token.text))
        ):
            return Want.COUNT_PARTIES
        if token.of("want.sections"):
            return Want.COUNT_SECTIONS
        if token.of("want.tasks"):
            return Want.COUNT
    return Want.COUNT
