"""Rules for subjects: the words of a question that nothing accounts for, within what it names or in the whole plan."""

from __future__ import annotations

from index.query import Condition, Intent, PartyCount, Query
from index.reading.choices import ROLES, Pattern, sign
from index.reading.grammar import HOW_MANY, Rules, Use, shape_of
from index.reading.patterns import conditions_of, joined, patterns

_DOUBTFUL = ("bare", "stem", "cut")
# What departments are asked for with.
_OF_OFFICES = ("want.who", "want.departments", "logic.else")
# What tasks are asked for with; a figure or a wording is not.
_OF_TASKS = ("want.tasks", "want.which", "want.list")


def add(rules: Rules, taken: Use) -> None:
    """The left-over words as a subject, within what is named; who answers for it, beside those named."""
    analysis, choices, frame = rules.analysis, rules.choices, taken.frame
    may_be_out = [choices.may_leave_out(analysis.departments[i]) for i in frame.used]
    if not {"rank", "day", "neg", "negsec", "pick", "num"}.isdisjoint(frame.modes):
        return
    if taken.count > 1 and not all(may_be_out):
        return
    for number, topic in enumerate(analysis.residue.topics):
        if topic.how.startswith("hard") and _uses_words_of_subjects(rules, taken):
            continue
        for pattern, join in patterns(may_be_out):
            together = conditions_of(taken.parties, pattern, join)
            if together is None or (taken.count > 1 and not all(out for _, out in pattern)):
                continue
            ids = [
                *taken.ids,
                *(choices.role(i, role, out, taken.count) for i, (role, out) in zip(frame.used, pattern, strict=True)),
                choices.joined(frame.used, pattern, join),
            ]
            where = joined([*together, *(c for c in taken.places if not isinstance(c, PartyCount))])
            _asked(rules, taken, pattern, ids, number, where)
        if taken.kind is not None and taken.count == 1:
            _of_a_kind(rules, taken, number)


def _of_a_kind(rules: Rules, taken: Use, number: int) -> None:
    """Which departments of a kind a subject's task has."""
    ids = [*taken.ids, rules.choices.taken_as("kind", taken.frame.used[0])]
    places = [condition for condition in taken.places if not isinstance(condition, PartyCount)]
    slots = {"where": joined(places), "among": taken.mentions[0], "topic": rules.analysis.residue.topics[number].words}
    for role in ROLES:
        query = rules.query(Intent.PARTIES, role=role, **slots)
        mode = "within" if places else "topic"
        rules.add(query, "topic|kind" + sign(role), ids, shape_of(taken), ((None, False),), mode, number)


def _uses_words_of_subjects(rules: Rules, taken: Use) -> bool:
    """Whether a frame uses a doubtful name or a title, which is in a subject's words, or is used, never both."""
    doubtful = (rules.analysis.departments[i].how in _DOUBTFUL for i in taken.frame.used)
    return "title" in taken.frame.extras or any(doubtful)


def _asked(rules: Rules, taken: Use, pattern: Pattern, ids: list[int], number: int, where: Condition | None) -> None:
    """What may be asked of a subject: its tasks, their text, who answers for it."""
    analysis, topic = rules.analysis, rules.analysis.residue.topics[number]
    mode = "within" if where is not None else "topic"
    slots = {"where": where, "mentions": taken.mentions, "topic": topic.words}

    def candidate(name: str, query: Query) -> None:
        rules.add(query, f"topic|{name}", ids, shape_of(taken), pattern, mode, number)

    if taken.count < 2:
        candidate(mode, rules.query(Intent.TASKS, whether=analysis.has("ask.whether"), **slots))
    if taken.count < 2 and _of_words(rules):
        candidate("text", rules.query(Intent.TEXT, **slots))
    if not taken.count or analysis.has(*_OF_OFFICES):
        for role in ROLES:
            candidate("who" + sign(role), rules.query(Intent.PARTIES, role=role, **slots))


def _of_words(rules: Rules) -> bool:
    """Whether what a task says may be asked for: how many wells are tested is said by its words."""
    has = rules.analysis.has
    figure = HOW_MANY.search(rules.analysis.text) or has("want.count", "due.when")
    return bool(figure) or (has("want.text") and not has(*_OF_TASKS))
