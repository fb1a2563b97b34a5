"""A Query said back in a few words: 牵头 = 商务厅 · 5 项."""

from __future__ import annotations

from bot.wording import Wording
from corpus.departments import Registry
from index.records import All, Answer, AnyOf, Condition, Holds, InSection, Not, Numbered, PartyCount, Query, Want

_WANTS = {
    Want.PARTIES: "who",
    Want.COUNT: "count",
    Want.COUNT_PARTIES: "count",
    Want.COUNT_SECTIONS: "count",
    Want.TEXT: "text",
    Want.RANK: "rank",
    Want.RANK_TASKS: "rank",
    Want.RANK_SECTIONS: "rank",
    Want.PARTNERS: "partners",
    Want.COMPARE: "compare",
    Want.IDENTITY: "identity",
    Want.SECTIONS: "sections",
    Want.FACT: "fact",
}


class Understood:
    """Says in a language how a question was read."""

    def __init__(self, wording: Wording, registry: Registry) -> None:
        self._wording = wording
        self._registry = registry

    def department(self, lang: str, id: str) -> str:
        """A department's name in a reply: the Chinese one, in English with it the English one."""
        department = self._registry[id]
        return department.name if lang == "zh" or not department.en else f"{department.en[0]} ({department.name})"

    def say(self, answer: Answer) -> str:
        """What the answer's query selects, and how many tasks that is."""
        query = answer.query
        parts = []
        if key := _WANTS.get(query.want):
            parts.append(self._wording.say(query.lang, f"understood.{key}"))
        if query.role and query.want is Want.PARTIES:
            parts[-1] = self._wording.say(query.lang, f"role.{query.role}")
        if query.where is not None and query.want is not Want.FACT:
            parts.append(self._condition(query, query.where))
        if query.topic:
            parts.append(self._wording.say(query.lang, "understood.topic", topic=query.topic))
        if not parts:
            parts.append(self._wording.say(query.lang, "understood.everything"))
        if answer.hits or query.want in (Want.TASKS, Want.COUNT):
            parts.append(self._wording.say(query.lang, "answer.count", count=len(answer.hits) or answer.count or 0))
        if len(query.ignored) > 1:
            parts.append(self._wording.say(query.lang, "understood.ignored", words=query.ignored))
        return " · ".join(parts)

    def _condition(self, query: Query, where: Condition) -> str:
        say = self._wording.say
        match where:
            case Holds(departments, role):
                # A department that the plan does not have selects nothing, but it is what was asked about.
                absent = (id for mention in query.mentions if not mention.parties for id in mention.candidates)
                named = departments or tuple(absent)
                name = say(query.lang, "understood.either").join(self.department(query.lang, id) for id in named)
                return say(
                    query.lang, "understood.department", role=say(query.lang, f"role.{role or 'any'}"), department=name
                )
            case InSection(numbers):
                return say(query.lang, "understood.section", numbers=spelt(numbers))
            case Numbered(numbers):
                return say(query.lang, "understood.number", numbers=spelt(numbers))
            case PartyCount():
                return say(query.lang, "understood.party_count")
            case Not(item):
                return say(query.lang, "understood.not", what=self._condition(query, item))
            case All(items) | AnyOf(items):
                joint = say(query.lang, "understood.all" if isinstance(where, All) else "understood.either")
                said = (self._condition(query, item) for item in items)
                return joint.join(
                    f"({words})" if isinstance(item, All | AnyOf) else words
                    for item, words in zip(items, said, strict=True)
                )


def spelt(numbers: tuple[int, ...]) -> str:
    """Numbers in order, runs of three and more as ranges: 3, 5–8."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts.extend([f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run])
    return ", ".join(parts)
