"""What is said where nothing is answered: why, how the question was understood, and which plan and year were asked."""

from __future__ import annotations

import dataclasses

import pytest

from bot.cli.ask import as_record
from bot.dialogue.conversation import Assistant
from bot.screens.render import Renderer
from bot.screens.wording import Wording
from corpus.library import Library
from corpus.readers import read_toml
from corpus.records import Plan
from index.engine import Engine
from index.query import All, Answer, IndexFault, InSection, Intent, Kind, Numbered, Query
from index.reading.facts import FACTS_FILE
from tests.assistant import assistant_of

ZH = "内蒙古承接产业转移分工方案（2011）"
EN = "Inner Mongolia's 2011 plan on taking over relocating industries"


SHORT = {
    "那个呢": ("refusal", "追问，但没有上文", "追问，但没有上文"),
    "第12项完成了吗": ("refusal", "进展和完成情况 · 第12项", "进展和完成情况 · 第12项"),
    "科技局长是谁": ("refusal", "人员 · 科技厅", "人员 · 科技厅"),
    "公安厅牵头哪些任务": ("refusal", "牵头 = 公安厅", "公安厅牵头的任务"),
    "商务厅和公安厅共同参与哪些": (
        "refusal",
        "任务 = 商务厅 且 任务 = 公安厅",
        "商务厅、公安厅都牵头或参与的任务",
    ),
    "火星厅牵头哪些任务": ("refusal", "部门 = “火星厅”", "“火星厅”牵头的任务"),
    "第九九九条": ("refusal", "原文 · 第999项", "第999项的原文"),
    "第九部分有哪些任务": ("refusal", "第9部分", "第9部分的任务"),
    "财务厅参与的所有条款": ("clarify", "参与 = “财务厅”", "“财务厅”参与（不牵头）的任务"),
    "What about that one?": (
        "refusal",
        "a follow-up with nothing before it",
        "a follow-up with nothing before it",
    ),
    "Which tasks does the Public Security Department lead?": (
        "refusal",
        "lead = Department of Public Security (公安厅)",
        "Tasks led by Department of Public Security (公安厅)",
    ),
    "task 999": ("refusal", "text · task 999", "The text of task 999"),
}
SMALL_TALK = {"你好": "打招呼", "谢谢": "致谢", "Hello": "a greeting", "thank you": "thanks"}


@pytest.mark.parametrize("question", SHORT)
def test_the_last_lines_say_which_plan_was_asked_and_what_was_understood(question: str, assistant: Assistant) -> None:
    kind, understood, plainly = SHORT[question]
    record = as_record(assistant, question, question)
    zh = record["lang"] == "zh"
    lines = [f"问的是{ZH}", f"理解为：{plainly}"] if zh else [f"Plan asked: {EN}", f"Understood as: {plainly}"]
    assert (record["kind"], record["understood"]) == (kind, understood)
    assert record["text"].splitlines()[-2:] == lines
    html = assistant.reply(question, question).message.html
    assert html.endswith("<blockquote expandable>" + "\n".join(lines) + "</blockquote>")


@pytest.mark.parametrize("question", SMALL_TALK)
def test_small_talk_gets_one_line_and_no_source(question: str, assistant: Assistant) -> None:
    record = as_record(assistant, question, question)
    assert (record["kind"], record["understood"]) == ("refusal", SMALL_TALK[question])
    assert len(record["text"].splitlines()) == 1


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("养蜂补贴谁负责", [f"据{ZH}；任务标题为本助手所拟", "理解为：与“养蜂补贴”有关的任务由谁负责"]),
        (
            "Is there a beekeeping subsidy?",
            [
                f"Source: {EN}; titles of tasks are ours",
                "Understood as: Who is responsible for tasks on “beekeeping subsidy”",
            ],
        ),
    ],
)
def test_neighbours_have_their_source_and_what_was_understood_below(
    question: str, lines: list[str], assistant: Assistant
) -> None:
    record = as_record(assistant, question, question)
    assert record["kind"] == "refusal" and record["text"].splitlines()[-2:] == lines


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("商物厅牵头哪些任务", "“商物厅”按“商务厅”理解。"),
    ],
)
def test_what_was_corrected_stands_right_below_the_answer(question: str, note: str, assistant: Assistant) -> None:
    heading, second, *_ = as_record(assistant, question, question)["text"].splitlines()
    assert ("5" in heading, second) == (True, note)


def test_without_an_encoder_the_subject_and_the_plan_are_said(engine: Engine, plan: Plan, library: Library) -> None:
    class WithoutEncoder(Engine):
        def answer(self, query: Query) -> Answer:
            raise IndexFault("no encoder")

    assistant = assistant_of(WithoutEncoder(plan, engine._root))
    lines = assistant.reply("口岸建设由谁负责", "").message.plain.splitlines()
    assert lines == [
        "主题检索暂时不可用：no encoder",
        f"问的是{ZH}",
        "理解为：与“口岸建设”有关的任务由谁负责",
    ]


def test_a_plan_whose_title_lacks_the_year_is_named_with_it(plan: Plan, library: Library) -> None:
    other = dataclasses.replace(plan, titles={"zh": "某市分工方案", "en": "A city's plan"}, year=2024)
    renderer = Renderer(other, Wording())
    for lang, title in (("zh", "某市分工方案（2024）"), ("en", "A city's plan (2024)")):
        refused = Answer(Kind.REFUSAL, Query(Intent.NOTHING, lang), reason="nothing")
        assert title in renderer.render(refused).plain.splitlines()[-2]
        assert title in renderer.render(Answer(Kind.ANSWER, Query(Intent.SECTIONS, lang))).plain


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "第 2 部分有 2 项任务，其中没有第 3 项。"),
        ("en", "Section 2 has 2 tasks, and none of them is number 3."),
    ],
)
def test_a_number_that_the_section_named_does_not_have(lang: str, said: str, engine: Engine, plan: Plan) -> None:
    query = Query(Intent.PARTIES, lang, All((InSection((2,)), Numbered((3,)))))
    answer = engine.answer(query)
    assert (answer.kind, answer.reason) == (Kind.REFUSAL, "not-there")
    assert said in Renderer(plan, Wording()).render(answer).plain
    asked_whether = dataclasses.replace(query, intent=Intent.CHECK, whether=True)
    assert engine.answer(asked_whether).kind is Kind.ANSWER


def test_everything_that_can_be_asked_of_the_document_has_its_words() -> None:
    wording, facts = Wording(), read_toml(FACTS_FILE)
    for lang in wording.languages:
        asked = [fact for group in ("fact", "unsaid") for fact in facts[group]]
        assert all(wording.say(lang, f"asked.{fact['key']}") for fact in asked)
        assert all(wording.say(lang, f"refusal.{fact['key']}", year=2011) for fact in facts["unsaid"])
