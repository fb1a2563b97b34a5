"""A question whose readings are about as likely is asked back with each of them in words, which are then asked."""

from __future__ import annotations

import pytest

from bot.cli.ask import as_record
from bot.dialogue.conversation import Assistant
from index.query import Kind
from index.reading import reader

QUESTION = "第3项第4项"
READINGS = ["第3、4项的原文", "第4项的原文"]


@pytest.fixture
def unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every reading that is at all likely is taken for a rival of the best."""
    monkeypatch.setattr(reader, "CLOSE", 1e-6)


def test_a_sure_reading_is_answered(assistant: Assistant) -> None:
    assert assistant.answer(QUESTION, "a").kind == Kind.ANSWER


@pytest.mark.usefixtures("unsure")
def test_both_readings_are_offered_and_mean_themselves(assistant: Assistant) -> None:
    answered = assistant.answer(QUESTION, "b")
    [answer] = answered.answers
    assert answered.kind == Kind.CLARIFY and answer.reason == "which-reading" and not answer.hits
    said = [assistant.asked(query) for query in answer.readings]
    assert said[:2] == READINGS
    for query, words in zip(answer.readings, said, strict=True):
        read = assistant.engine.at_sight(words)
        assert (read.intent, read.where, read.role) == (query.intent, query.where, query.role)


@pytest.mark.usefixtures("unsure")
def test_the_record_names_them_and_shows_no_task(assistant: Assistant) -> None:
    record = as_record(assistant, "c", QUESTION)
    assert record["kind"] == "clarify" and record["tasks"] == []
    assert record["suggestions"][:2] == READINGS
    assert all(words in record["text"] for words in READINGS)


@pytest.mark.usefixtures("unsure")
def test_what_was_asked_back_is_not_remembered(assistant: Assistant) -> None:
    assistant.answer(QUESTION, "d")
    assert not assistant.remembers("d")


@pytest.mark.usefixtures("unsure")
@pytest.mark.parametrize("question", ["第3、4项的原文", "商务厅牵头哪些任务的口岸改革"])
def test_its_own_words_and_subjects_are_never_asked_back(question: str, assistant: Assistant) -> None:
    assert assistant.answer(question, "e").answers[0].reason != "which-reading"
