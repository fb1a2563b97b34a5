"""Every screen that there is, and thousands of answers: read by Telegram's own parser, within its limits, all shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.db.answers import ID_BITS
from bot.plans.served import Served
from bot.screens.keyboard import DATA_BYTES, Screen
from bot.screens.message import JOINER, units
from bot.screens.refs import Ref, Shown, Trail, read_trail
from index.engine import Engine
from tests.botapi.keyboard import MAX_BUTTONS, MAX_INLINE_QUERY
from tests.botapi.text import read_text
from tests.generated import questions

LANGUAGES = ("zh", "en")
QUESTIONS = 2000
ROW_BUTTONS = 8  # as many as Telegram shows
LONGEST_ID = 2**ID_BITS - 1
ANSWER = Ref(Shown.ANSWER, "zzzzzzzzzz")


def assert_fits(screen: Screen) -> None:
    (page,) = screen.message.pages()
    read = read_text(page, html=True, users={})
    assert units(read.text) <= 4096 and len(read.entities) <= 100
    assert read.text.replace(JOINER, "") == screen.message.plain
    assert sum(map(len, screen.keyboard)) <= MAX_BUTTONS
    for row in screen.keyboard:
        assert 1 <= len(row) <= ROW_BUTTONS
        for button in row:
            assert button.text and sum(map(bool, (button.data, button.url, button.share))) == 1
            assert len(button.data.encode()) <= DATA_BYTES and units(button.share) <= MAX_INLINE_QUERY


def ways(screen: Screen) -> Iterator[Trail]:
    """Where the buttons of a screen lead."""
    for row in screen.keyboard:
        for button in row:
            if button.data.startswith("v."):
                read = read_trail(button.data.removeprefix("v."))
                assert read is not None
                yield read[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_screen_that_buttons_lead_to_fits(served: Served, lang: str) -> None:
    """From the plan's own screen over every button, each place once."""
    start = Trail((Ref(Shown.PLAN), ANSWER), lang)
    waiting, seen = [start, Trail((Ref(Shown.CHOICE), ANSWER), lang)], set[tuple[str, int, str]]()
    while waiting:
        trail = waiting.pop()
        here = (str(trail.here), trail.here.page, trail.lang)
        if here in seen or trail.here.shown is Shown.ANSWER:
            continue
        seen.add(here)
        screen = served.cards.show(trail)
        assert_fits(screen)
        assert screen.message.plain.splitlines()[0]
        waiting += ways(screen)
    places = {place.partition("~")[0] for place, _, _ in seen}
    tables = served.assistant.engine.tables
    assert {f"t{number}" for number in tables.every} <= places
    assert {f"d_{id}" for id in tables.departments} <= places
    assert {f"s{section.number}" for section in served.plan.sections} <= places


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_department_of_the_registry_has_a_screen(served: Served, lang: str) -> None:
    for id in served.assistant.engine.plan.registry.by_id:
        screen = served.cards.show(Trail((Ref(Shown.DEPARTMENT, id), ANSWER), lang))
        assert_fits(screen)


def test_every_task_is_shown_whole(served: Served) -> None:
    for task in served.plan.tasks:
        trail, words = Trail((Ref(Shown.TASK, str(task.number)),), "zh"), ""
        while True:
            screen = served.cards.show(trail)
            words += screen.message.plain
            following = [
                way
                for way in ways(screen)
                if way.here.page == trail.here.page + 1 and way.here.value == trail.here.value
            ]
            if not following:
                break
            trail = following[0]
        whole = re.sub(r"\s", "", task.span.of(served.plan.text))
        assert whole in re.sub(r"\s", "", words)


def test_answers_fit_and_show_every_task_page_by_page(served: Served, engine: Engine) -> None:
    asked = 0
    for number, question in enumerate(questions(engine.plan, engine.plan.registry, QUESTIONS)):
        if engine.query(question.text).topic:
            continue
        asked += 1
        answered = served.assistant.answer(question.text, f"cards {number}")
        screen = served.cards.answers(answered.answers, LONGEST_ID, question.text, None)
        assert_fits(screen)
        if len(answered.answers) > 1:
            continue
        (answer,) = answered.answers
        trail: Trail | None = Trail((ANSWER,), answer.query.lang)
        numbers: list[int] = []
        while trail is not None:
            screen = served.cards.answer(answer, trail, question.text)
            assert_fits(screen)
            numbers += [
                int(found[1])
                for line in screen.message.plain.splitlines()
                if (found := re.match(r"(?:第|Task )?(\d+)(?:\. |项：|: )", line))
            ]
            page = trail.here.page + 1
            trail = next(
                (way for way in ways(screen) if way.here.shown is Shown.ANSWER and way.here.page == page), None
            )
        if answer.hits:
            assert list(dict.fromkeys(numbers)) == [hit.task for hit in answer.hits], question.text
    assert asked > QUESTIONS / 2


@pytest.mark.parametrize(
    "text",
    [
        "<b>&amp;</b> 厅牵头哪些任务",
        "&" * 400,
        "<" * 400,
        "😀" * 300,
        "商务厅" * 150 + "牵头哪些",
        "海关？" * 5,
        "\n".join(["第三部分有哪些任务"] * 8),
    ],
    ids=["markup", "ampersands", "brackets", "emoji", "long", "several", "too many"],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_odd_questions_fit(served: Served, engine: Engine, text: str, lang: str) -> None:
    if any(engine.query(part).topic for part in (text, *text.splitlines())):
        return
    answered = served.assistant.answer(text, f"odd {text[:9]} {lang}")
    screen = served.cards.answers(answered.answers, LONGEST_ID, text, lang, served.assistant.cut(lang))
    assert_fits(screen)
