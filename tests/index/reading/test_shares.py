"""How much of some words each task says: all of them, a part, or none."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.query import Intent, Numbered
from index.reading.choice import load_weights, ranked
from index.reading.features import Fit, one, shared_features
from index.reading.reader import Reader
from index.reading.shares import Shares, pieces
from tests.index.reading.leaning import LEAD, of, turn_of
from tests.index.reading.leaning import one as asked


def test_the_pieces_of_words() -> None:
    assert pieces("充电桩 for villages") == {"充电", "电桩", "for", "villages"}
    assert pieces("a 桩 12") == frozenset()


def test_the_task_that_says_the_words_has_all_of_them(dated: Engine) -> None:
    found = Shares(dated.tables).of("公共充电桩")
    assert max(found, key=lambda key: found[key]) == 15
    assert found[15] == pytest.approx(1.0)


def test_words_that_many_tasks_have_weigh_less(dated: Engine) -> None:
    shares = Shares(dated.tables)
    assert shares.of("景区除颤仪")[20] > 4 * shares.of("景区除颤仪")[14] > 0


def test_words_of_no_task_are_in_none(dated: Engine) -> None:
    assert Shares(dated.tables).of("红烧肉怎么做") == {}
    assert Shares(dated.tables).of("") == {}


def test_a_heading_counts(dated: Engine) -> None:
    assert Shares(dated.tables).of("织密高海拔急救网")[20] == pytest.approx(1.0)


def test_words_that_other_tasks_say_speak_against_what_passes_over_them() -> None:
    shares = {15: 1.0, 14: 0.3}
    assert shared_features("back", shares, frozenset({15})) != shared_features("back", shares, frozenset({18}))
    assert shared_features("back", shares, frozenset({18})) == shared_features("back", shares, frozenset({19}))


def test_what_passes_over_words_knows_whether_its_tasks_say_them(dated: Engine) -> None:
    turn = turn_of(dated, asked(18, LEAD))
    parse = Reader(dated.tables, dated.names).parse("行，另一件：公共充电桩由谁牵头", turn)
    leading = [c for c in parse.candidates if c.query.where == Numbered((18,)) and c.query.intent is Intent.PARTIES]
    focus = [candidate for candidate in leading if candidate.query.topic is None]
    assert focus
    signs = set(shared_features("back", parse.analysis.shares[0], frozenset({18})))
    for candidate in focus:
        assert any(signs == set(parse.components[id]) for id in candidate.components)


def test_the_one_of_a_list_that_fits_best_is_known_once_words_are_encoded(dated: Engine) -> None:
    turn = turn_of(dated, of(dated, "文化和旅游厅", LEAD))
    parse = Reader(dated.tables, dated.names).parse("apart from the homestay one, who leads the other three?", turn)
    parse.fitted(lambda words: Fit(0.9, -3.0, 0, (30, 6, 5, 1, 22)))
    best = {task for (_, task, _), id in parse.picked.items() if one("pick", True) in parse.components[id]}
    assert best == {6}
    assert ranked(parse, load_weights())
