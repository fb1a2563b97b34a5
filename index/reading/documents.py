"""Rules for what is not asked of tasks: facts of the document, what no plan says, small talk, orders to the bot, nothing."""

from __future__ import annotations

from collections.abc import Iterator

from index.facts import stated_facts
from index.reading.features import bucket, one
from index.reading.grammar import Rules
from index.records import Mention, Numbered, Query, Want

# Classes of the lexicon that are a candidate by themselves, by the fact that they stand for.
_SMALL = {"small.greet": "small.greet", "small.thanks": "small.thanks", "small.ability": "small.ability", "small.order": "small.order"}


def add(rules: Rules) -> None:
    """The candidates of a question that asks of no tasks."""
    choices = rules.choices
    skipped = [choices.use(i, False) for i in range(len(rules.analysis.departments))]
    skipped += [choices.mode(i, "skip") for i in range(len(rules.analysis.numbers))]
    for query, key, holds in _facts(rules):
        named = bool(rules.analysis.departments or query.where)
        length = bucket(rules.analysis.residue.length, 1, 4, 8)
        group = key.split(".")[0]
        id = rules.parse.component(
            ("f", key, holds),
            lambda: [
                one("f", key),
                one("f", group, holds, named),
                one("f", key, holds),
                one("f", key, "named", named),
                one("f", holds, length),
            ],
        )
        rules.add(query, "fact|" + key, [id], "F")
    for name, fact in _SMALL.items():
        if rules.analysis.has(name):
            rules.add(rules.query(Want.NOTHING, fact=fact), "small|" + fact, skipped)
    rules.add(rules.query(Want.NOTHING), "nothing", skipped)


def _facts(rules: Rules) -> Iterator[tuple[Query, str, bool]]:
    """A Query for each fact that some word of the question may ask for, its key, and whether all its words are there."""
    analysis = rules.analysis
    numbered = tuple(n for span in analysis.numbers if span.kind == "N" for n in span.numbers)
    where = Numbered(rules.numbers.tasks(numbered)) if numbered else None
    mentions: tuple[Mention, ...] = ()
    for key, holds in stated_facts(analysis.text):
        yield rules.query(Want.FACT, where=where, fact=key, mentions=mentions), key, holds
