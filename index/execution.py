"""A Query becomes an Answer: conditions run exactly over sets, a topic searched within the set that they leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from corpus.levels import NOWHERE
from corpus.normalize import fold
from corpus.records import Span
from index import rankings
from index.document_facts import PASSAGE, RULES, facts, rules
from index.finding import NEIGHBOURS, Matches
from index.hits import asked_about, beside_departments, exact_hits, only_department
from index.query import (
    UNSTATED,
    All,
    Answer,
    Condition,
    HasRole,
    Hit,
    InSection,
    Intent,
    Kind,
    Not,
    Numbered,
    Query,
    numbers_in,
    placed,
)
from index.reading import amounts
from index.reading.facts import may_state
from index.reading.names import Names
from index.retrieval.passages import lacks
from index.tables import Tables

# So many tasks are shown beside the departments that share them.
MOST_BESIDE = 5
# What is asked of one task: where its number is in no section of that name, the task is not there.
_OF_ONE = (Intent.PARTIES, Intent.TEXT, Intent.FACT)


def answer(query: Query, tables: Tables, names: Names, matches: Matches) -> Answer:
    """The Answer: a refusal or a question back where the query names what the plan does not have, else what it selects."""
    if doubt := _doubt(query, tables, names, matches):
        return doubt
    if query.heads:
        return _detail(query, tables, matches)
    return _stating(_found(query, tables, matches), tables)


def _found(query: Query, tables: Tables, matches: Matches) -> Answer:
    """What the query selects."""
    # A comparison is of each department's own tasks, not of those that have all of them.
    if query.wider is not None and query.intent is not Intent.COMPARE and not tables.run(query.where):
        query = replace(query, where=query.wider, wider=None)
        given = _ANSWERERS[query.intent](query, tables, matches)
        return given if given.reason else replace(given, reason="either")
    return _ANSWERERS[query.intent](query, tables, matches)


def _stating(found: Answer, tables: Tables) -> Answer:
    """The tasks and sentences of an answer, a refusal where none of them states the kind of amount that is asked for."""
    if not found.query.amount or found.kind is not Kind.ANSWER:
        return found
    spans = (*(tables.tasks[hit.task].span for hit in found.hits), *found.quotes)
    if _any_states(found.query.amount, spans, tables):
        return found
    return _refusal(found.query, UNSTATED if found.hits else "unsaid.passage", nearby=found.hits)


def _refusal(query: Query, reason: str, choices: tuple[str, ...] = (), nearby: tuple[Hit, ...] = ()) -> Answer:
    return Answer(Kind.REFUSAL, query, reason=reason, choices=choices, nearby=nearby)


def _doubt(query: Query, tables: Tables, names: Names, matches: Matches) -> Answer | None:
    """Why the query cannot be answered as it stands, if so."""
    if query.fact.startswith("unsaid."):
        return _unsaid(query, tables, matches)
    for mention in query.mentions:
        if not mention.candidates:
            return _refusal(query, "unknown-department", names.nearest(mention.said))
        if len(mention.candidates) > 1:
            return Answer(Kind.CLARIFY, query, reason="which-department", choices=mention.candidates)
    for mention in query.mentions:
        if not mention.parties and (registry := tables.plan.registry)[mention.candidates[0]].whose != NOWHERE:
            own = registry.own_instead(mention.candidates[0])
            return _refusal(query, "other-office", (own,) if own in tables else ())
        if not mention.parties:
            return _refusal(query, "absent-department", mention.candidates)
    numbers = set(numbers_in(query.where, Numbered))
    if numbers and not numbers & tables.every:
        return _refusal(query, "no-number")
    sections = set(numbers_in(query.where, InSection))
    if sections and not sections & {section.key for section in tables.plan.sections}:
        return _refusal(query, "no-section")
    if query.intent in _OF_ONE and _elsewhere(query.where, tables):
        return _refusal(query, "not-there")
    return next((_refusal(query, "no-place") for one in placed(query.where) if not tables.run(one)), None)


def _elsewhere(where: Condition | None, tables: Tables) -> bool:
    """Whether a task is named by a section and a number that are there, but not together: item 9 of a section with eight."""
    if not isinstance(where, All):
        return False
    named = tuple(item for item in where.items if isinstance(item, Numbered | InSection))
    numbers = {tables.tasks[key].number for key in numbers_in(where, Numbered) if key in tables.tasks}
    return len(numbers) == 1 and len(named) > 1 and not tables.run(All(named))


def _unsaid(query: Query, tables: Tables, matches: Matches) -> Answer:
    """What hardly any plan says: what this one says of it, else a refusal, which claims nothing that its text may belie."""
    key, document = query.fact.removeprefix("unsaid."), tables.plan.document
    if key == "deadline" and query.topic:
        found = _topic_answer(query, tables, matches)
        hits = tuple(replace(hit, quote=tables.time_limit(hit.task) or hit.quote) for hit in found.hits)
        if found.kind is Kind.ANSWER and not _any_time(hits, tables):
            return _refusal(query, UNSTATED, nearby=hits)
        return replace(found, hits=hits) if found.kind is Kind.ANSWER else found
    if key == "deadline" and (dated := {n: span for n in tables.run(query.where) if (span := tables.time_limit(n))}):
        return Answer(Kind.ANSWER, query, tuple(Hit(n, dated[n]) for n in sorted(dated)))
    named = bool(numbers_in(query.where, Numbered) or placed(query.where))
    if key == "deadline" and named and any(task.deadline for task in tables.plan.tasks):
        # Of a plan that states deadlines it can be said that a task has none.
        hits = exact_hits(query, tables, tables.run(query.where))
        told = query.whether or _any_time(hits, tables)
        return Answer(Kind.ANSWER, query, hits) if told else _refusal(query, UNSTATED, nearby=hits)
    if key == "date" and (printed := facts(key, document)):
        return Answer(Kind.ANSWER, query, quotes=printed)
    texts = (tables.tasks[task].span.of(document.text) for task in tables.run(query.where)) if named else ()
    if any(may_state(key, text) for text in texts):
        return _text(replace(query, intent=Intent.TEXT, fact=""), tables, matches)
    if key == "money" and named:
        return _refusal(replace(query, amount=key), UNSTATED, nearby=exact_hits(query, tables, tables.run(query.where)))
    return _refusal(query, "unsaid.perhaps" if may_state(key, document.text) else query.fact)


def _detail(query: Query, tables: Tables, matches: Matches) -> Answer:
    """What further columns of the plan's table say of tasks; that they say nothing, where they do of none of them."""
    cells = {key: cell for head in reversed(query.heads) for key, cell in tables.details.cells(head).items()}
    if query.topic:
        found = _topic_answer(query, tables, matches)
        if found.kind is not Kind.ANSWER or not found.hits:
            return found
        hits = found.hits
    else:
        hits = exact_hits(query, tables, tables.run(query.where))
    if not any(hit.task in cells for hit in hits):
        return _refusal(query, UNSTATED, nearby=hits)
    named = numbers_in(query.where, Numbered) or placed(query.where)
    hits = tuple(replace(hit, quote=cells.get(hit.task, hit.quote)) for hit in hits if named or hit.task in cells)
    return Answer(Kind.ANSWER, query, hits)


def _any_time(hits: Sequence[Hit], tables: Tables) -> bool:
    """Whether any of some tasks has a time limit, or words that speak of a time."""
    limited = any(tables.time_limit(hit.task) for hit in hits)
    return limited or _any_states("day", (tables.tasks[hit.task].span for hit in hits), tables)


def _any_states(kind: str, spans: Iterable[Span], tables: Tables) -> bool:
    """Whether any of some parts of the document states an amount of a kind, or one that answers as well."""
    return any(amounts.answers(kind, fold(span.of(tables.plan.document.text))) for span in spans)


def _topic_answer(query: Query, tables: Tables, matches: Matches) -> Answer:
    within = None if query.where is None else tables.run(query.where)
    found = matches(query, within)
    department = only_department(query.mentions)
    hits = tuple(
        Hit(match.task, match.quote, match.score, tables.role(department, match.task) if department else None)
        for match in (found.shown or found.nearest)
    )
    if found.shown:
        return Answer(Kind.ANSWER, query, hits, reason="closest" if found.closest else "")
    if within is None:
        return _refusal(query, "off-topic", nearby=hits)
    # The department is in the plan, so its having nothing on the subject is an answer; what it has is near at hand.
    elsewhere = matches(replace(query, where=None), None)
    if not elsewhere.shown:
        return _refusal(query, "off-topic", nearby=hits)
    if query.whether:
        best = elsewhere.shown[0]
        hit = Hit(best.task, best.quote, best.score, tables.role(department, best.task) if department else None)
        parties = tables.parties(frozenset({best.task}))
        return Answer(Kind.ANSWER, replace(query, intent=Intent.CHECK), (hit,), parties)
    others = tuple(Hit(match.task, match.quote, match.score) for match in elsewhere.shown[:NEIGHBOURS])
    return Answer(Kind.ANSWER, query, reason="none-within", nearby=others)


def _tasks(query: Query, tables: Tables, matches: Matches) -> Answer:
    if query.topic:
        return _topic_answer(query, tables, matches)
    return Answer(Kind.ANSWER, query, exact_hits(query, tables, tables.run(query.where)))


def _parties(query: Query, tables: Tables, matches: Matches) -> Answer:
    if query.topic:
        given = replace(_topic_answer(replace(query, where=_with_those(query.where)), tables, matches), query=query)
        if given.hits and given.kind is Kind.ANSWER:
            return replace(given, departments=_beside(query, tables, frozenset({given.hits[0].task})))
        return given
    numbers = tables.run(_of_tasks(query.where))
    departments = _beside(query, tables, numbers)
    if numbers_in(query.where, Numbered) or placed(query.where) or len(numbers) == 1:
        return Answer(Kind.ANSWER, query, exact_hits(query, tables, numbers), departments)
    rows = tuple(row for row in tables.rows(numbers) if row.department in departments)
    return Answer(Kind.ANSWER, query, departments=departments, rows=rows)


def _beside(query: Query, tables: Tables, tasks: frozenset[int]) -> tuple[str, ...]:
    """The parties of tasks in the role asked for, beside the departments that the query names."""
    named = {party for mention in query.mentions for party in mention.parties}
    return asked_about(query, (id for id in tables.parties(tasks, query.role) if id not in named))


def _of_tasks(where: Condition | None) -> Condition | None:
    """Where tasks are named by number, without the departments named beside: 除国税局外还有谁负责第30项."""
    return beside_departments(where) if isinstance(where, All) and numbers_in(where, Numbered) else where


def _with_those(where: Condition | None) -> Condition | None:
    """Where a subject is named, without the departments left out, which its task has: 路长制那项除了乡镇还有谁."""
    items = where.items if isinstance(where, All) else (where,) if where is not None else ()
    kept = tuple(item for item in items if not (isinstance(item, Not) and isinstance(item.item, HasRole)))
    return All(kept) if kept else None


def _count(query: Query, tables: Tables, matches: Matches) -> Answer:
    if query.topic:
        return _topic_answer(query, tables, matches)
    numbers = tables.run(query.where)
    hits = () if query.where is None else exact_hits(query, tables, numbers)
    return Answer(Kind.ANSWER, query, hits, count=len(numbers))


def _count_parties(query: Query, tables: Tables, matches: Matches) -> Answer:
    departments = asked_about(query, tables.parties(tables.run(query.where), query.role))
    rows = tuple(row for row in tables.rows(tables.run(query.where)) if row.department in departments)
    return Answer(Kind.ANSWER, query, departments=departments, rows=rows, count=len(departments))


def _sections(query: Query, tables: Tables, matches: Matches) -> Answer:
    count = len(tables.plan.sections) if query.intent is Intent.COUNT_SECTIONS else None
    return Answer(Kind.ANSWER, query, count=count)


def _text(query: Query, tables: Tables, matches: Matches) -> Answer:
    if query.topic:
        return _topic_answer(query, tables, matches)
    numbers = sorted(tables.run(query.where))
    return Answer(Kind.ANSWER, query, tuple(Hit(number, tables.tasks[number].span) for number in numbers))


def _check(query: Query, tables: Tables, matches: Matches) -> Answer:
    """The tasks of the numbers given, whatever the department named does in them; its role goes with each."""
    numbers = tables.every.intersection(numbers_in(query.where, Numbered))
    if len(numbers) > 1:
        return _tasks(replace(query, intent=Intent.TASKS), tables, matches)
    return Answer(Kind.ANSWER, query, exact_hits(query, tables, numbers), tables.parties(numbers))


def _partners(query: Query, tables: Tables, matches: Matches) -> Answer:
    """The departments in the same tasks, those with most in common first."""
    named = {party for mention in query.mentions for party in mention.parties}
    numbers = tables.run(query.where)
    shared = Counter(
        party.department
        for number in numbers
        for party in tables.tasks[number].parties
        if party.department not in named and party.does(query.role) and asked_about(query, [party.department])
    )
    order = sorted(shared, key=lambda id: (-shared[id], tables.departments.index(id)))
    if query.order is not None:
        order = [id for id in order if shared[id] == shared[order[0]]]
    rows = tuple(tables.row(id, numbers) for id in order)
    shared_in = numbers & tables.run(HasRole(tuple(order), query.role))
    hits = exact_hits(query, tables, shared_in) if len(shared_in) <= MOST_BESIDE else ()
    return Answer(Kind.ANSWER, query, hits, departments=tuple(order), rows=rows)


def _identity(query: Query, tables: Tables, matches: Matches) -> Answer:
    """The plan's parties that the departments named stand for."""
    ids = tuple(dict.fromkeys(party for mention in query.mentions for party in mention.parties))
    return Answer(Kind.ANSWER, query, departments=ids, rows=tuple(tables.row(id, tables.every) for id in ids))


def _fact(query: Query, tables: Tables, matches: Matches) -> Answer:
    """What the document says of itself, or in any words outside its tasks; a rule stated in a task is a hit, with its words."""
    if query.fact == PASSAGE:
        if lacks(tables.plan.document, query.topic or ""):
            return _refusal(query, "unsaid.passage")
        quotes = tuple(match.quote for match in matches(query, None).shown)
        return Answer(Kind.ANSWER, query, quotes=quotes) if quotes else _refusal(query, "unsaid.passage")
    key, document = query.fact.removeprefix("fact."), tables.plan.document
    if key not in RULES:
        return Answer(Kind.ANSWER, query, quotes=facts(key, document))
    stated = rules(key, document)
    if not stated:
        return Answer(Kind.ANSWER, query, quotes=document.notes)  # a rule of another kind is no answer
    # 第1条括号里“下同”是什么意思 asks for the one there; otherwise the rules hold whatever is named beside.
    asked = [rule for rule in stated if rule.task in numbers_in(query.where, Numbered)] or stated
    return Answer(Kind.ANSWER, query, tuple(Hit(rule.task, rule.span) for rule in asked))


def _nothing(query: Query, tables: Tables, matches: Matches) -> Answer:
    if query.fact.startswith("small."):
        return _refusal(query, query.fact)
    return _refusal(query, "no-context" if query.refers_back else "nothing")


_ANSWERERS: dict[Intent, Callable[[Query, Tables, Matches], Answer]] = {
    Intent.TASKS: _tasks,
    Intent.PARTIES: _parties,
    Intent.COUNT: _count,
    Intent.COUNT_PARTIES: _count_parties,
    Intent.COUNT_SECTIONS: _sections,
    Intent.TEXT: _text,
    Intent.CHECK: _check,
    Intent.PARTNERS: _partners,
    Intent.SHARED: rankings.shared,
    Intent.RANK: rankings.rank,
    Intent.RANK_TASKS: rankings.rank_tasks,
    Intent.RANK_SECTIONS: rankings.rank_sections,
    Intent.SECTIONS: _sections,
    Intent.COMPARE: rankings.compare,
    Intent.IDENTITY: _identity,
    Intent.FACT: _fact,
    Intent.NOTHING: _nothing,
}
