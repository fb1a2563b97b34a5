"""Rules for subjects: the words of a question that nothing accounts for, within what it names or in the whole plan."""

from __future__ import annotations

from index.query import HasRole, Intent, PartyCount
from index.reading.choices import ROLES, sign
from index.reading.grammar import HOW_MANY, Rules, Use, shape_of
from index.reading.patterns import joined, patterns

_DOUBTFUL = ("bare", "stem", "cut")
# What tasks are asked for with; a figure or a wording is not.
_OF_TASKS = ("want.tasks", "want.which", "want.list")


def add(rules: Rules, taken: Use) -> None:
    """The left-over words as a subject, within what is named."""
    analysis, choices, frame = rules.analysis, rules.choices, taken.frame
    if taken.count > 1 or not {"rank", "day", "neg", "negsec", "pick", "num"}.isdisjoint(frame.modes):
        return
    whether = analysis.has("ask.whether")
    # How many wells are tested is said by the words of a task.
    figure = HOW_MANY.search(analysis.text) or analysis.has("want.count", "due.when")
    of_words = figure or (analysis.has("want.text") and not analysis.has(*_OF_TASKS))
    doubtful = [i for i, span in enumerate(analysis.departments) if span.how in _DOUBTFUL]
    for number, topic in enumerate(analysis.residue.topics):
        # A doubtful name or a title is in the subject's words, or is used, never both.
        titled = "title" in frame.extras
        if topic.how.startswith("hard") and (titled or any(i in frame.used for i in doubtful)):
            continue
        for pattern, join in patterns((False,) * taken.count):
            ids = [
                *taken.ids,
                *(choices.role(i, role, out, taken.count) for i, (role, out) in zip(frame.used, pattern, strict=True)),
                choices.joined(frame.used, pattern, join),
            ]
            holds = [HasRole(p, role) for p, (role, _) in zip(taken.parties, pattern, strict=True)]
            where = joined([*holds, *(c for c in taken.places if not isinstance(c, PartyCount))])
            mode = "within" if where is not None else "topic"
            slots = {"where": where, "mentions": taken.mentions, "topic": topic.words}
            query = rules.query(Intent.TASKS, whether=whether, **slots)
            rules.add(query, "topic|" + mode, ids, shape_of(taken), pattern, mode, number)
            if of_words:
                query = rules.query(Intent.TEXT, **slots)
                rules.add(query, "topic|text", ids, shape_of(taken), pattern, mode, number)
            if not taken.count:
                for role in ROLES:
                    query = rules.query(Intent.PARTIES, role=role, **slots)
                    rules.add(query, "topic|who" + sign(role), ids, shape_of(taken), pattern, mode, number)
