"""Words that bind, written by their sound: taken for them only where the characters are nothing else."""

from __future__ import annotations

import pytest

from index.engine import Engine

MENDED = {
    "商务厅迁头的有哪些": "商务厅牵头的有哪些",
    "商务厅签头几项": "商务厅牵头几项",
    "牵投单位是谁": "牵头单位是谁",
    "配和的不要": "配合的不要",
    "商务厅陪合的是哪几项": "商务厅配合的是哪几项",
    "主则协同都要": "主责协同都要",
    "参家了哪些任务": "参加了哪些任务",
}
KEPT = [
    "商务厅牵头的有哪些",
    "处里等着往下分解",
    "表后面的注里提过",
    "一年一年租着用",
    "我这人记性不好",
    "厂房搬迁头一批是哪些",
    "写组名",
    "9月底前设好",
    "",
]


@pytest.mark.parametrize("question", MENDED)
def test_a_word_of_the_same_sound_is_meant(question: str, engine: Engine) -> None:
    assert engine.reader.analyse(question).text == MENDED[question]


@pytest.mark.parametrize("question", KEPT)
def test_other_words_stay(question: str, engine: Engine) -> None:
    assert engine.reader.analyse(question).text == question.replace("，", ",")


@pytest.mark.parametrize("question", ["商务厅前头的有哪些", "商务厅千头的"])
def test_a_word_that_is_one_itself_is_left_to_the_choice(question: str, engine: Engine) -> None:
    analysis = engine.reader.analyse(question)
    assert analysis.text == question
    assert analysis.has("heard.role.lead")
    assert not analysis.has("role.lead")


def test_a_word_that_is_one_itself_may_be_of_the_subject(engine: Engine) -> None:
    topics = [topic.words for topic in engine.reader.analyse("学校前头的路灯").residue.topics]
    assert any("前头" in words for words in topics)
