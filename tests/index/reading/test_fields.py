"""Who is responsible for a field is answered with its tasks, or with those of the department that is called by it."""

from __future__ import annotations

import pytest

from index.engine import Engine

FORMS = ("谁负责{}", "{}谁负责", "{}归谁管", "{}由哪个部门负责", "请问谁负责{}？", "{}这块归哪家管")
# A field that names a department of the plan, and all that this has to do.
OFFICES = {
    "文化": [39],
    "交通": [12],
    "教育": [25, 38],
    "金融": [13, 31],
    "环境保护": [15, 17, 18],
    "环保工作": [15, 17, 18],
    "土地": [1, 2, 16, 33],
}
# One that names none, and a task that is on it.
SUBJECTS = {"就业": 26, "节能": 17, "物流": 30}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("field", OFFICES)
def test_the_department_of_a_field(engine: Engine, field: str, form: str) -> None:
    answer = engine.answer(engine.query(form.format(field)))
    assert sorted(hit.task for hit in answer.hits) == OFFICES[field]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("field", SUBJECTS)
def test_a_field_that_is_a_subject(engine: Engine, field: str, form: str) -> None:
    answer = engine.answer(engine.query(form.format(field)))
    assert SUBJECTS[field] in [hit.task for hit in answer.hits]


@pytest.mark.parametrize("form", FORMS)
def test_a_field_that_is_not_there_is_refused(engine: Engine, form: str) -> None:
    assert not engine.answer(engine.query(form.format("审计"))).hits
