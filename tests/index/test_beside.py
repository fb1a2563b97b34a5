"""Who answers for a subject, or for the one task that is selected, beside the departments that a question names."""

from __future__ import annotations

from corpus.records import Role
from index.engine import Engine
from index.execution import MOST_BESIDE
from index.query import HasRole, Intent, Kind, MatchKind, Mention, Not, Query


def mention(id: str) -> Mention:
    return Mention("", (id,), MatchKind.EXACT, (id,))


def names(engine: Engine, ids: tuple[str, ...]) -> set[str]:
    return {engine.plan.registry[id].name for id in ids}


def test_a_subject_without_a_department_that_its_task_has(engine: Engine) -> None:
    query = Query(Intent.PARTIES, "zh", topic="口岸大通关")
    whole = engine.answer(query)
    lead = engine.tables.tasks[whole.hits[0].task].leads[0].department
    beside = Query(Intent.PARTIES, "zh", Not(HasRole((lead,))), topic="口岸大通关", mentions=(mention(lead),))
    answer = engine.answer(beside)
    assert answer.kind is Kind.ANSWER and answer.hits[0].task == whole.hits[0].task and answer.query == beside
    assert set(answer.departments) == set(whole.departments) - {lead}


def test_who_helps_with_a_subject_of_a_department(engine: Engine) -> None:
    query = Query(Intent.PARTIES, "zh", topic="口岸大通关", role=Role.LEAD)
    (lead, *_) = engine.answer(query).departments
    where = HasRole((lead,), Role.LEAD)
    helped = Query(Intent.PARTIES, "zh", where, topic="口岸大通关", role=Role.PARTICIPANT, mentions=(mention(lead),))
    answer = engine.answer(helped)
    task = engine.tables.tasks[answer.hits[0].task]
    assert set(answer.departments) == {party.department for party in task.participants}


def test_the_only_task_selected_is_shown_with_who_is_asked_for(engine: Engine) -> None:
    tables = engine.tables
    lead, where = next(
        (id, where)
        for id in tables.departments
        if len(tables.run(where := HasRole((id,), Role.LEAD))) == 1
        and tables.tasks[next(iter(tables.run(where)))].participants
    )
    tasks = tables.run(where)
    answer = engine.answer(Query(Intent.PARTIES, "zh", where))
    assert {hit.task for hit in answer.hits} == tasks
    partners = engine.answer(Query(Intent.PARTNERS, "zh", where, role=Role.PARTICIPANT, mentions=(mention(lead),)))
    assert {hit.task for hit in partners.hits} == tasks and lead not in partners.departments


def test_the_few_tasks_that_departments_share_are_shown_beside_them(engine: Engine) -> None:
    tables = engine.tables
    few, many = (
        next(id for id in tables.departments if sizes(len(tables.run(HasRole((id,), Role.PARTICIPANT)))))
        for sizes in (range(2, MOST_BESIDE + 1).__contains__, MOST_BESIDE.__lt__)
    )
    for id, shown in ((few, True), (many, False)):
        where = HasRole((id,), Role.PARTICIPANT)
        answer = engine.answer(Query(Intent.PARTNERS, "zh", where, role=Role.LEAD, mentions=(mention(id),)))
        assert {hit.task for hit in answer.hits} == (tables.run(where) if shown else set())
        assert {row.department for row in answer.rows} == set(tables.parties(tables.run(where), Role.LEAD)) - {id}
