"""What is said where nothing is answered: why, how the question was understood, and which plan and year were asked."""

from __future__ import annotations

import dataclasses

import pytest

from bot.ask import as_record
from bot.conversation import Assistant
from bot.render import Renderer
from bot.wording import Wording
from corpus.library import Library
from corpus.readers import read_toml
from corpus.records import Plan
from index.engine import Engine
from index.facts import FACTS_FILE
from index.records import Answer, IndexFault, Kind, Query, Want
from tests.assistant import assistant_of

ZH = "内蒙古承接产业转移分工方案（2011）"
EN = "Inner Mongolia's 2011 plan on taking over relocating industries"


SHORT = {
    "你好": ("refusal", "打招呼"),
    "那个呢": ("refusal", "追问，但没有上文"),
    "怎么申请养蜂补贴": ("refusal", "办理手续"),
    "第12项完成了吗": ("refusal", "进展和完成情况 · 第12项"),
    "科技局长是谁": ("refusal", "人员 · 科技厅"),
    "公安厅牵头哪些任务": ("refusal", "牵头 = 公安厅"),
    "商务厅和公安厅共同参与哪些": ("refusal", "任务 = 商务厅 且 任务 = 公安厅"),
    "火星厅牵头哪些任务": ("refusal", "部门 = “火星厅”"),
    "第九九九条": ("refusal", "原文 · 第999项"),
    "第九部分有哪些任务": ("refusal", "第9部分"),
    "科计厅参与的所有条款": ("clarify", "参与 = “科计厅”"),
    "Hello": ("refusal", "a greeting"),
    "What about that one?": ("refusal", "a follow-up with nothing before it"),
    "Has task 12 been finished?": ("refusal", "progress and completion · task 12"),
    "Which tasks does the Public Security Department lead?": (
        "refusal",
        "lead = Department of Public Security (公安厅)",
    ),
    "task 999": ("refusal", "text · task 999"),
}


@pytest.mark.parametrize("question", SHORT)
def test_the_last_line_says_what_was_understood_and_which_plan_was_asked(question: str, assistant: Assistant) -> None:
    kind, understood = SHORT[question]
    record = as_record(assistant, question, question)
    line = f"理解：{understood} · {ZH}" if record["lang"] == "zh" else f"Understood as: {understood} · {EN}"
    assert (record["kind"], record["understood"]) == (kind, understood)
    assert record["text"].splitlines()[-1] == line
    assert assistant.reply(question, question).message.html.splitlines()[-1] == f"<i>{line}</i>"


@pytest.mark.parametrize(
    ("question", "understood", "source"),
    [
        ("养蜂补贴谁负责", "理解：责任部门 · 主题 = 养蜂补贴", f"来源：{ZH} 第 "),
        ("Is there a beekeeping subsidy?", "Understood as: topic = beekeeping subsidy", f"Source: {EN}, tasks "),
    ],
)
def test_neighbours_have_their_source_below_what_was_understood(
    question: str, understood: str, source: str, assistant: Assistant
) -> None:
    record = as_record(assistant, question, question)
    *_, first, last = record["text"].splitlines()
    assert (record["kind"], first) == ("refusal", understood)
    assert last.startswith(source)


def test_without_an_encoder_the_subject_and_the_plan_are_said(engine: Engine, plan: Plan, library: Library) -> None:
    class WithoutEncoder(Engine):
        def answer(self, query: Query) -> Answer:
            raise IndexFault("no encoder")

    assistant = assistant_of(WithoutEncoder(plan, engine._root))
    lines = assistant.reply("口岸建设由谁负责", "").message.plain.splitlines()
    assert lines == ["主题检索暂时不可用：no encoder", f"理解：责任部门 · 主题 = 口岸建设 · {ZH}"]


def test_a_plan_whose_title_lacks_the_year_is_named_with_it(plan: Plan, library: Library) -> None:
    other = dataclasses.replace(plan, titles={"zh": "某市分工方案", "en": "A city's plan"}, year=2024)
    renderer = Renderer(other, Wording())
    for lang, title in (("zh", "某市分工方案（2024）"), ("en", "A city's plan (2024)")):
        refused = Answer(Kind.REFUSAL, Query(Want.NOTHING, lang), reason="nothing")
        assert renderer.render(refused).plain.endswith(f" · {title}")
        assert title in renderer.render(Answer(Kind.ANSWER, Query(Want.SECTIONS, lang))).plain


def test_everything_that_can_be_asked_of_the_document_has_its_words() -> None:
    wording, facts = Wording(), read_toml(FACTS_FILE)
    for lang in wording.languages:
        asked = [fact for group in ("fact", "unsaid") for fact in facts[group]]
        assert all(wording.say(lang, f"asked.{fact['key']}") for fact in asked)
        assert all(wording.say(lang, f"refusal.{fact['key']}", year=2011) for fact in facts["unsaid"])
