"""Rules for what is not asked of tasks: what the document says besides, what no plan says, small talk, orders, nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from index.document_facts import PASSAGE, RULES
from index.document_facts import rules as stated_rules
from index.query import HasRole, Intent, Numbered, Query
from index.reading.choices import ROLES, Pattern
from index.reading.conditions import placed
from index.reading.facts import stated_facts
from index.reading.features import bucket, one
from index.reading.grammar import Rules, Use, shape_of
from index.reading.patterns import joined

DEADLINE = "unsaid.deadline"
# Classes of the lexicon that are a candidate by themselves, which are the facts that they stand for as well.
_SMALL = ("small.greet", "small.thanks", "small.ability", "small.order")


def add(rules: Rules) -> bool:
    """The candidates of a question that asks of no tasks; whether it can ask nothing else: how the plan is to be read."""
    choices = rules.choices
    skipped = [choices.use(i, False) for i in range(len(rules.analysis.departments))]
    skipped += [choices.mode(i, "skip") for i in range(len(rules.analysis.numbers))]
    stated = answered = False
    for query, key, holds in _facts(rules):
        rule = key.removeprefix("fact.")
        asks = holds and rule in RULES and not rules.analysis.departments
        stated, answered = stated or asks, answered or (asks and bool(stated_rules(rule, rules.tables.plan.document)))
        features = _features(rules, query, key, holds)
        rules.add(query, "fact|" + key, [rules.parse.component(("f", key, holds), features)], "F")
    # Where the plan states a rule, who asks for it is answered by that.
    if not answered:
        _passage(rules)
    for fact in _SMALL:
        if rules.analysis.has(fact):
            rules.add(rules.query(Intent.NOTHING, fact=fact), "small|" + fact, skipped)
    # What asks something and names nothing leans on something that was not said.
    leans = rules.analysis.has("back.", "want.", "role.", "logic.") or bool(rules.analysis.numbers)
    asked = rules.analysis.has("want.tasks") and rules.analysis.has("want.list", "want.which", "talk.plan")
    if not asked or rules.analysis.residue.length:  # 列出全部任务 asks something
        rules.add(rules.query(Intent.NOTHING, refers_back=leans), "nothing", skipped)
    return stated


def _passage(rules: Rules) -> None:
    """The whole question as one that a sentence outside the tasks answers; there must be such sentences."""
    if not rules.tables.plan.document.matter or not rules.analysis.text:
        return
    said = rules.parse.component(("said",), lambda: [one("said", "unknown", rules.analysis.has("doc."))])
    rules.parse.said = said
    query = rules.query(Intent.FACT, fact=PASSAGE, topic=rules.analysis.text)
    rules.add(query, "fact|passage", [said], "F", mode="passage")


def _features(rules: Rules, query: Query, key: str, holds: bool) -> Callable[[], list[int]]:
    """What speaks for a fact: its key, whether all its words are there, whether something is named beside."""
    named = bool(rules.analysis.departments or query.where)
    length = bucket(rules.analysis.residue.length, 1, 4, 8)
    return lambda: [
        one("f", key),
        one("f", key.split(".")[0], holds, named),
        one("f", key, holds),
        one("f", key, "named", named),
        one("f", holds, length),
    ]


def _facts(rules: Rules) -> Iterator[tuple[Query, str, bool]]:
    """A Query for each fact that some word of the question may ask for, its key, and whether all its words are there."""
    analysis = rules.analysis
    numbered = tuple(n for span in analysis.numbers if span.kind == "N" for n in span.numbers)
    where = Numbered(rules.numbers.tasks(numbered)) if numbered else None
    mentions = tuple(span.mention for span in analysis.departments if span.sure and span.mention)
    for key, holds in stated_facts(analysis.text):
        yield rules.query(Intent.FACT, where=where, fact=key, mentions=mentions), key, holds


def deadlines(rules: Rules, taken: Use) -> None:
    """By when tasks are to be done: those named by number, department or section, or those on a subject."""
    frame = taken.frame
    if taken.count > 2 or {"rank", "day"} & set(frame.modes):
        return
    for role in ROLES if taken.count else (None,):
        ids = [*taken.ids, *(rules.choices.role(i, role, False, taken.count) for i in frame.used)]
        held = [HasRole(parties, role) for parties in taken.parties]
        where = placed(joined([*held, *taken.places]), frame, rules.analysis)
        slots = {"where": where, "mentions": taken.mentions, "fact": DEADLINE}
        pattern: Pattern = ((role, False),) * taken.count
        rules.add(rules.query(Intent.FACT, **slots), "deadline", ids, shape_of(taken), pattern)
    if taken.count:
        return
    for number, topic in enumerate(rules.analysis.residue.topics):
        mode = "topic" if where is None else "within"
        query = rules.query(Intent.FACT, topic=topic.words, **slots)
        rules.add(query, "deadline|" + mode, ids, shape_of(taken), mode=mode, topic=number)
