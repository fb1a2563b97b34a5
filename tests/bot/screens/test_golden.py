"""Each kind of answer, word for word and button for button, in both languages: golden/zh.txt and en.txt.

After a change that is wanted, `python -m tests.bot.screens.golden` writes them anew; read what changed before committing it.
"""

from __future__ import annotations

import pytest

from bot.plans.served import Served
from index.engine import Engine
from index.query import Answer, Intent, Kind
from tests.bot.screens.golden import FOLDER, LANGUAGES, answers, written


@pytest.fixture(scope="module")
def given(engine: Engine) -> dict[str, Answer]:
    return dict(answers(engine))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_kind_of_answer_looks_as_it_did(lang: str, engine: Engine, served: Served) -> None:
    assert written(engine, served.cards, lang) == (FOLDER / f"{lang}.txt").read_text("utf-8")


def test_every_intent_and_every_kind_is_among_them(given: dict[str, Answer]) -> None:
    assert {answer.query.intent for answer in given.values()} == set(Intent)
    assert {answer.kind for answer in given.values()} == set(Kind)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_answer_has_at_most_two_rows_of_buttons_and_leads_with_a_line(
    lang: str, given: dict[str, Answer], served: Served
) -> None:
    for name, answer in given.items():
        screen = served.cards.answers([answer], 1, "?", lang)
        assert len(screen.keyboard) <= 2, name
        first = screen.message.plain.splitlines()[0]
        assert first and not first.startswith(("据", "问的是", "理解为", "Source", "Plan asked", "Understood")), name


def test_the_next_steps_are_the_same_in_both_languages(given: dict[str, Answer], served: Served) -> None:
    for name, answer in given.items():
        zh, en = (served.cards.answers([answer], 1, "?", lang).keyboard for lang in LANGUAGES)
        # A department's name may take a row of its own.
        if len(zh) == len(en):
            assert [len(row) for row in zh[-1:]] == [len(row) for row in en[-1:]], name


@pytest.mark.parametrize(("lang", "quote"), [("zh", "blockquote"), ("en", "blockquote expandable")])
def test_long_words_of_the_plan_open_at_a_tap_where_their_english_follows(
    lang: str, quote: str, given: dict[str, Answer], served: Served
) -> None:
    screen = served.cards.answers([given["who answers for a task"]], 1, "?", lang)
    assert f"<{quote}>加强区域间交通干线和区域内基础交通网建设" in screen.message.html
