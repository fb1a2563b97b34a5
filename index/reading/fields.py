"""Who is responsible for a field that a question names by a word alone: 谁负责就业, 环境保护归谁管."""

from __future__ import annotations

import re

from index.query import HasRole, Intent, Query
from index.reading.parse import Analysis

_WHO = r"(?:谁|哪一?个?(?:部门|单位|厅|局|委|家))"
_DOES = r"(?:来|在|是|去)?(?:具体|主要)?(?:负责|主管|管理?|主抓|抓)"
_END = r"[的了呢啊呀吗嘛吧?？。!！\s]*$"
_FURTHER = re.compile("(?:的?(?:工作|任务|事务?|事情|领域))$")
_FIELD = re.compile(
    rf"^(?:请?问一?下?|想问|那)?[,，:：]?(?:{_WHO}{_DOES}(?P<behind>[^,，。?？]{{2,10}}?)"
    rf"|(?P<before>[^,，。?？]{{2,10}}?)(?:这块|这一块|方面|的事)?(?:应该)?[是由归属]?{_WHO}{_DOES}){_END}"
)


def field_of(analysis: Analysis) -> str:
    """The field of which a question asks just that, which may be a part of a department's name and is none; else empty."""
    names = analysis.numbers or any(span.how not in ("bare", "stem") for span in analysis.departments)
    # 这块 is said of the field itself.
    back = any(name.startswith("back.") and name != "back.place" for name in analysis.sight.classes)
    if names or back or analysis.has("logic.and", "logic.not", "want.most", "want.fewest", "due."):
        return ""
    asked = _FIELD.match(analysis.text)
    words = (asked["behind"] or asked["before"]) if asked else ""
    return _FURTHER.sub("", words) or words


def is_of_field(query: Query) -> bool:
    """Whether a query asks for a subject, or for all that a department has to do."""
    of_subject = bool(query.topic) and not query.fact
    return of_subject or (query.intent is Intent.TASKS and isinstance(query.where, HasRole) and not query.where.role)


def office_of(analysis: Analysis) -> HasRole | None:
    """The tasks of the department of the plan that is called by all of a field; None where there is none, or several."""
    field = field_of(analysis)
    named = [span.mention for span in analysis.departments if span.mention and span.text == field]
    return HasRole(named[0].parties) if len(named) == 1 and named[0].parties else None
