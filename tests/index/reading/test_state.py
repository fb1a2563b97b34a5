"""What a conversation remembers: the tasks and their list, departments, the section, the last answers."""

from __future__ import annotations

from index.engine import Engine
from index.query import All, Answer, Due, InSection, Intent, Kind, Numbered, Query
from index.reading.state import remembered
from tests.index.reading.leaning import LEAD, PART, departments, of, office, one, turn_of


def test_the_departments_of_the_last_answer(dated: Engine) -> None:
    turn = turn_of(dated, one(18, PART))
    assert turn.parties == (office(dated, "财政厅"), office(dated, "医保局"))
    assert turn_of(dated, one(18, PART), Query(Intent.TEXT, "zh", Numbered((18,)))).parties == turn.parties
    assert turn_of(dated, one(18, PART), Query(Intent.TEXT, "zh", Numbered((27,)))).parties == ()


def test_the_last_departments_spoken_of(dated: Engine) -> None:
    names = ("财政厅", "民政厅", "体育局", "医保局")
    turn = turn_of(dated, *(of(dated, name) for name in names))
    assert turn.departments == tuple(office(dated, name) for name in names[1:])


def test_a_narrowed_list_is_still_its_departments(dated: Engine) -> None:
    turn = turn_of(
        dated, of(dated, "医保局"), Query(Intent.TASKS, "zh", All((Numbered((18,)), Due((2024, 6, 1), (2024, 6, 30)))))
    )
    assert turn.department == office(dated, "医保局")
    assert (PART, frozenset({"省财政厅"})) in departments(dated, "跟它一起配合的是谁", turn)
    other = turn_of(dated, of(dated, "医保局"), Query(Intent.TEXT, "zh", Numbered((1,))))
    assert other.department == ""


def test_the_tasks_of_the_last_answers(dated: Engine) -> None:
    turn = turn_of(dated, *(one(key, LEAD) for key in (1, 2, 3, 3, 5, 6, 7)))
    assert turn.answers == ((2,), (3,), (5,), (6,), (7,))


def test_a_task_whose_departments_were_counted_is_spoken_of(dated: Engine) -> None:
    counted = Query(Intent.COUNT_PARTIES, "zh", Numbered((18,)), role=PART, counted=True)
    turn = turn_of(dated, counted)
    assert (turn.shown, len(turn.parties)) == ((18,), 2)
    assert (PART, frozenset({"省财政厅", "省医保局"})) in departments(dated, "分别是哪两个部门", turn)


def test_what_is_asked_of_the_document_leaves_the_tasks_before_in_place(dated: Engine) -> None:
    before = turn_of(dated, Query(Intent.TASKS, "zh", InSection((9,))), one(24, LEAD))
    turn = remembered(Answer(Kind.ANSWER, Query(Intent.COUNT_SECTIONS, "zh", counted=True), count=5), before)
    assert (turn.shown, turn.listed, turn.section) == (before.shown, before.listed, 9)
    assert turn.query.intent is Intent.COUNT_SECTIONS


def test_a_section_is_spoken_of_until_another_is(dated: Engine) -> None:
    first, second = (Query(Intent.TASKS, "zh", InSection((key,))) for key in (9, 8))
    assert turn_of(dated, first, one(24, LEAD)).section == 9
    assert turn_of(dated, first, second).section == 8
    assert turn_of(dated, one(24, LEAD)).section == 0
