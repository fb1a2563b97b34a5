"""What is said of another plan is of that plan: no title, sentence, name or year of the first one appears in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.ask import as_record
from bot.dialogue.conversation import Assistant
from corpus.library import plan_of
from corpus.normalize import fold
from corpus.records import Plan
from index.engine import Engine
from index.query import IndexFault
from tests.assistant import assistant_of

FOLDERS = sorted((Path(__file__).parents[2] / "corpus" / "plans").glob("*/text.txt"))
QUESTIONS = """\
方案叫什么名字
这是谁发布的
什么时候发布的
方案的文号是什么
方案的依据是什么
方案共有多少项任务
分成几个部分
有哪些部门
谁牵头的任务最多
谁参与的任务最少
哪项任务涉及的部门最多
第1项谁负责
第3项的全文
第99项谁负责
第1部分有哪些任务
第9部分有哪些任务
最后一项是什么
下同是什么意思
哪些任务没有写明牵头部门
哪些任务写了完成时限
财政部门牵头哪些任务
发改委负责哪些任务
教育局配合哪些
民政厅牵头哪些任务
商务厅牵头哪些任务
海关参与哪些任务
发改委和财政局共同参与的任务
只有一个部门负责的任务
各级政府要做什么
有没有涉及自治区的任务
厅局分别负责什么
联系电话是多少
进展怎么样
经费多少
你好
你能做什么
谢谢
今天天气怎么样
Who issued this plan?
What is the plan called?
What year is it from?
How many tasks are there?
How many sections are there?
Which department leads the most tasks?
List all departments
Full text of task 2
Who leads task 1?
Which tasks does the Finance Department lead?
Which tasks does the Department of Commerce lead?
hello
What can you do?
""".splitlines()
# Of a plan's prose so much is its own.
CLAUSE = 6


def of_the_first(plan: Plan) -> Iterator[str]:
    """The first plan's titles, sentences, names and year, its own words and ours about it."""
    yield from (str(plan.year), plan.document.title, *plan.titles.values(), plan.place, "Inner Mongolia", "内蒙古")
    for section in plan.sections:
        yield from (section.title, plan.section_titles_en.get(section.key, ""))
    for task in plan.tasks:
        ours = plan.editorial[task.key]
        yield from (ours.zh, ours.en, *ours.english, *(words for plain in ours.plain for words in plain))
        for sentence in task.sentences:
            yield from (part for part in re.split("[，。；、]", sentence.of(plan.text)) if len(part) >= CLAUSE)
        yield from (party.name for party in task.parties)


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.parent.name)
def test_nothing_of_the_first_plan(path: Path, plan: Plan, var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(plan_of(path.parent.name, path.read_text("utf-8")), id=path.parent.name)
    engine = Engine(other, var_dir)

    def without_encoder() -> None:
        raise IndexFault("no encoder here")

    monkeypatch.setattr(engine, "topics", without_encoder)
    own = fold(other.text)
    foreign = {word for word in of_the_first(plan) if word and fold(word) not in own}
    # A name within one of the plan's own is that one's.
    foreign -= {word for word in foreign if any(word in d.name for d in other.registry.departments)}
    assert len(foreign) > 900
    found = {}
    for question, said in replies(assistant_of(engine)):
        if seen := [word for word in foreign if word in said and word not in question]:
            found[question] = max(seen, key=len)
    assert found == {}


def replies(assistant: Assistant) -> Iterator[tuple[str, str]]:
    """Every question with all that is said to it."""
    for question in QUESTIONS:
        record = as_record(assistant, question, question)
        names = [name for task in record["tasks"] for name in (*task["leads"], *task["participants"], task["title"])]
        yield question, " ".join([record["text"], record["understood"], *record["suggestions"], *names])
