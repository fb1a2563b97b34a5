"""Who is responsible for a field is answered with its tasks, or with those of the department that is called by it."""

from __future__ import annotations

import pytest

from index.engine import Engine

FORMS = ("谁负责{}", "{}谁负责", "{}归谁管", "{}由哪个部门负责", "请问谁负责{}？", "{}这块归哪家管")
# A field, and a task that is to be shown.
FIELDS = {
    "就业": 26,
    "文化": 39,
    "交通": 12,
    "教育": 25,
    "金融": 31,
    "节能": 17,
    "物流": 30,
    "环境保护": 18,
    "环保": 18,
    "土地": 16,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("field", FIELDS)
def test_who_is_responsible_for_a_field(engine: Engine, field: str, form: str) -> None:
    answer = engine.answer(engine.query(form.format(field)))
    assert FIELDS[field] in [hit.task for hit in answer.hits]


@pytest.mark.parametrize("form", FORMS)
def test_a_field_that_is_not_there_is_refused(engine: Engine, form: str) -> None:
    assert not engine.answer(engine.query(form.format("审计"))).hits
