"""Messages that wish for the answer before in another language, or as a file, told from questions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.dialogue.wishes import LONGEST, form_wished, language_wished
from bot.export.listing import Form
from index.engine import Engine
from tests.assistant import assistant_of

WRITTEN = sorted((Path(__file__).parents[2] / "reading" / "sets").glob("*.jsonl"))


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("translate this into English", "en"),
        ("in English please", "en"),
        ("Can you say that in Chinese?", "zh"),
        ("用中文说", "zh"),
        ("中文", "zh"),
        ("請翻譯成英文", "en"),
        ("把英文翻译成中文", "zh"),
        ("中文翻译成英文", "en"),
    ],
)
def test_a_language_is_wished_for(text: str, lang: str) -> None:
    assert language_wished(text) == lang and form_wished(text) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("give me the Excel", Form.XLSX),
        ("PDF please", Form.PDF),
        ("导出Excel", Form.XLSX),
        ("发我一份Word", Form.DOCX),
        ("send it as a Word document", Form.DOCX),
        ("给我表格", Form.XLSX),
        ("可以导出PDF吗？", Form.PDF),
    ],
)
def test_a_kind_of_file_is_wished_for(text: str, form: Form) -> None:
    assert form_wished(text) is form and language_wished(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "英语培训谁负责",
        "which tasks are in English",
        "商务厅的任务导出Excel",
        "谁负责表格",
        "export",
        "请",
        "pdf" * LONGEST,
    ],
)
def test_what_says_more_or_less_is_no_wish(text: str) -> None:
    assert language_wished(text) is None and form_wished(text) is None


def test_what_people_write_is_a_wish_only_where_it_names_a_language() -> None:
    rows = (json.loads(line) for path in WRITTEN for line in path.read_text("utf-8").splitlines() if line)
    turns = {turn for row in rows for turn in row.get("turns", ())}
    taken = {turn for turn in turns if language_wished(turn)}
    assert taken and all(re.search("中文|英文|英语|english|chinese", turn.lower()) for turn in taken), taken
    assert not {turn for turn in turns if form_wished(turn)}


def test_an_answer_is_told_again_in_the_language_wished_for(engine: Engine) -> None:
    assistant = assistant_of(engine)
    listed = assistant.reply("商务厅牵头哪些任务", "one")
    told = assistant.reply("translate this into English", "one")
    assert told.message.plain.startswith("Department of Commerce (商务厅) leads 5 tasks\n7. ")
    assert [hit.task for answer in told.answers for hit in answer.hits] == [7, 9, 14, 23, 35]
    assert assistant.reply("用中文说", "one").message == listed.message
    assert not assistant.needs_encoder("in English please", "one")
    # The conversation goes on from the answer, in the language of the question.
    assert assistant.reply("第二个谁负责", "one").answers[0].hits[0].task == 9


def test_all_answers_of_a_message_are_told_again_and_so_is_a_refusal(engine: Engine) -> None:
    assistant = assistant_of(engine)
    both = assistant.reply("第7条谁负责？第9条的全文", "one")
    told = assistant.reply("in English please", "one")
    assert len(told.answers) == len(both.answers) == 2
    assert told.message.plain.startswith("Task 7: led by Commerce (商务厅)")
    refused = assistant.reply("科技厅的电话", "one")
    again = assistant.reply("in English", "one")
    assert (again.kind, again.answers[0].reason) == (refused.kind, refused.answers[0].reason)
    assert again.message.plain.isascii() or "The plan" in again.message.plain


def test_where_nothing_was_answered_there_is_nothing_to_tell_again(engine: Engine) -> None:
    assert assistant_of(engine).reply("in English please", "new").kind == "refusal"


def test_a_file_wished_for_where_none_can_be_given_is_an_order(engine: Engine) -> None:
    assistant = assistant_of(engine)
    assistant.reply("第12项谁负责", "one")
    reply = assistant.reply("give me the Excel", "one")
    assert reply.answers[0].reason == "small.order" and "/export" in reply.message.plain
    assert not assistant.leans("PDF please") and not assistant.needs_encoder("PDF please", "one")
