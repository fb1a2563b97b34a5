"""What a question wants and of which tasks: one question of every kind."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.records import Role
from index.document_facts import PASSAGE
from index.engine import Engine
from index.query import Intent, Kind, MatchKind, placed
from tests.index.trees import selected, written

Seen = tuple[Intent, str, str | None]
QUESTIONS: dict[str, Seen] = {
    "商务厅牵头哪些任务": (Intent.TASKS, "shangwu:lead", None),
    "商務廳牽頭哪些任務？": (Intent.TASKS, "shangwu:lead", None),
    "商 务 厅 牵 头 哪 些 任 务": (Intent.TASKS, "shangwu:lead", None),
    "shangwuting qiantou naxie renwu": (Intent.TASKS, "shangwu:lead", None),
    "商务厅在加工贸易方面有哪些任务": (Intent.TASKS, "shangwu", "加工贸易"),
    "口岸通关改革由谁负责": (Intent.PARTIES, "", "口岸通关改革"),
    "第12条谁负责": (Intent.PARTIES, "task 12", None),
    "第12项的全文": (Intent.TEXT, "task 12", None),
    "12": (Intent.TEXT, "task 12", None),
    "第12项有几个部门": (Intent.COUNT_PARTIES, "task 12", None),
    "第7条商务厅是不是牵头": (Intent.CHECK, "shangwu:lead & task 7", None),
    "第九九九条": (Intent.TEXT, "task -999", None),
    "第六部分有哪些任务": (Intent.TASKS, "section 6", None),
    "政策支持那部分有哪些任务": (Intent.TASKS, "section 7", None),
    "商务厅牵头几项任务": (Intent.COUNT, "shangwu:lead", None),
    "方案共有多少项任务": (Intent.COUNT, "", None),
    "方案共有几个部分": (Intent.COUNT_SECTIONS, "", None),
    "方案涉及多少个部门": (Intent.COUNT_PARTIES, "", None),
    "方案有哪几个部分": (Intent.SECTIONS, "", None),
    "方案涉及哪些部门": (Intent.PARTIES, "", None),
    "商务厅跟谁一起干活": (Intent.PARTNERS, "shangwu", None),
    "科技厅和商务厅谁牵头的更多": (Intent.COMPARE, "keji:lead & shangwu:lead", None),
    "哪个部门牵头的任务最多": (Intent.RANK, "", None),
    "哪一项任务涉及的部门最多": (Intent.RANK_TASKS, "", None),
    "哪个部分的任务最多": (Intent.RANK_SECTIONS, "", None),
    "国土资源厅现在叫什么": (Intent.IDENTITY, "guotu", None),
    "自然资源厅在方案里叫什么": (Intent.IDENTITY, "guotu", None),
    "你好": (Intent.NOTHING, "", None),
    "": (Intent.NOTHING, "", None),
    "？？？": (Intent.NOTHING, "", None),
    "Which tasks does the Department of Commerce lead?": (Intent.TASKS, "shangwu:lead", None),
    "Commerce tasks about service outsourcing": (Intent.TASKS, "shangwu", "service outsourcing"),
    "who handles customs clearance reform": (Intent.PARTIES, "", "customs clearance reform"),
    "task 12": (Intent.TEXT, "task 12", None),
    "Does the Department of Commerce lead task 7?": (Intent.CHECK, "shangwu:lead & task 7", None),
    "How many tasks involve the Finance Department?": (Intent.COUNT, "caizheng", None),
    "How many departments are in the plan?": (Intent.COUNT_PARTIES, "", None),
    "Which department leads the most tasks?": (Intent.RANK, "", None),
}


def test_a_name_within_a_subject_selects_the_same_task(engine: Engine) -> None:
    # Who is read as asking of Customs' own tasks is answered as well: the task is theirs.
    answer = engine.answer(engine.query("Who is responsible for customs clearance reform?"))
    assert answer.hits[0].task == 36


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_wanted_and_where(question: str, engine: Engine) -> None:
    query = engine.query(question)
    intent, tree, topic = QUESTIONS[question]
    assert (query.intent, engine.tables.run(query.where), query.topic) == (intent, selected(tree, engine.tables), topic)


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("第12条由谁牵头", Role.LEAD),
        ("第12条配合部门有哪些", Role.PARTICIPANT),
        ("第12条除了牵头的还有谁", Role.PARTICIPANT),
        ("第12条谁负责", None),
        ("who leads task 12", Role.LEAD),
        ("who supports task 12", Role.PARTICIPANT),
    ],
)
def test_the_role_asked_for(question: str, role: Role | None, engine: Engine) -> None:
    query = engine.query(question)
    assert (query.intent, query.role, written(query.where)) == (Intent.PARTIES, role, "task 12")


FACTS = {
    "下同是什么意思": ("fact.same-below", "下同"),
    "What does 下同 mean?": ("fact.same-below", "下同"),
    "牵头部门怎么确定": ("fact.lead-rule", "列第一位"),
    "只列了一个部门的，其他部门还用配合吗": ("fact.sole-rule", "一个部门"),
    "方案的依据是什么": (PASSAGE, "国办函"),
    "方案发给谁": (PASSAGE, "各盟行政公署"),
    "方案的全称是什么": (PASSAGE, "分工方案"),
}


@pytest.mark.parametrize("question", FACTS)
def test_the_document_itself_is_quoted(question: str, engine: Engine) -> None:
    fact, words = FACTS[question]
    answer = engine.answer(engine.query(question))
    assert (answer.kind, answer.query.fact) == (Kind.ANSWER, fact)
    quotes = (*answer.quotes, *(hit.quote for hit in answer.hits))
    assert words in "".join(quote.of(engine.plan.text) for quote in quotes)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("商务厅的电话是多少", "unsaid.contact"),
        ("第12项完成了吗", "unsaid.progress"),
        ("第12项什么时候完成", "unsaid.deadline"),
        ("火星厅牵头哪些任务", "unknown-department"),
        ("民政厅牵头哪些任务", "absent-department"),
        ("第九九九条", "no-number"),
        ("第99部分有哪些任务", "no-section"),
        ("你好", "small.greet"),
    ],
)
def test_what_no_record_answers(question: str, reason: str, engine: Engine) -> None:
    answer = engine.answer(engine.query(question))
    assert (answer.kind, answer.reason, answer.hits) == (Kind.REFUSAL, reason, ())


@pytest.mark.parametrize(
    ("name", "known", "candidates", "parties"),
    [
        ("商务厅", MatchKind.EXACT, ["商务厅"], ["商务厅"]),
        ("发改委", MatchKind.EXACT, ["发展改革委"], ["发展改革委"]),
        ("财政局", MatchKind.SLIP, ["财政厅"], ["财政厅"]),
        ("商物厅", MatchKind.HOMOPHONE, ["商务厅"], ["商务厅"]),
        ("务商厅", MatchKind.TYPO, ["商务厅"], ["商务厅"]),
        ("国士资源厅", MatchKind.TYPO, ["国土资源厅"], ["国土资源厅"]),
        ("shang wu ting", MatchKind.PINYIN, ["商务厅"], ["商务厅"]),
        ("guo shui ju", MatchKind.PINYIN, ["国税局"], ["国税局"]),  # of which shui alone is who
        ("環保廳", MatchKind.EXACT, ["环保厅"], ["环保厅"]),
        ("生态环境厅", MatchKind.EXACT, ["生态环境厅"], ["环保厅"]),
        ("税务局", MatchKind.EXACT, ["税务局"], ["国税局", "地税局"]),
        ("民政厅", MatchKind.EXACT, ["民政厅"], []),
    ],
)
def test_how_a_department_is_known(
    name: str, known: MatchKind, candidates: list[str], parties: list[str], engine: Engine
) -> None:
    (mention,) = engine.query(f"{name}牵头哪些任务").mentions
    called = {id: engine.plan.registry[id].name for id in (*mention.candidates, *mention.parties)}
    assert mention.known is known
    assert [called[id] for id in mention.candidates] == candidates
    assert [called[id] for id in mention.parties] == parties


@pytest.mark.parametrize(
    ("question", "lang"),
    [
        ("商务厅牵头哪些任务", "zh"),
        ("Which tasks does the Department of Commerce lead?", "en"),
        ("which tasks does 商务厅 lead", "en"),
        ("Department of Commerce牵头哪些任务", "zh"),
        ("shangwuting qiantou naxie", "zh"),
        ("What does 下同 mean?", "en"),
        ("What does “下同” mean and where is it said?", "en"),
        ("下同 and where is it said?", "en"),
        ("What does 列第一位的为牵头部门 mean?", "en"),  # words of the plan, with a 的 that is theirs
        ("What does “谁牵头” mean?", "en"),
        ("Who is responsible for 口岸通关改革?", "en"),
        ("what 任务 does 商务厅 have", "en"),
        ("商务厅 lead 哪些 tasks", "zh"),
        ("那 Finance Department 呢", "zh"),
        ("请问 task 12 的 lead 是谁", "zh"),
        ("task 12 原文", "zh"),
        ("PPP项目谁负责", "zh"),
        ("我想知道 which tasks does Commerce lead", "zh"),
        ("“what does the plan say” 是什么意思", "zh"),
        ("口岸 customs reform", "zh"),
        ("商务厅负责的 tasks in section 7", "zh"),
        ("", "zh"),
    ],
)
def test_the_language_is_that_of_the_words_around_the_names(question: str, lang: str, engine: Engine) -> None:
    assert engine.query(question).lang == lang


def test_words_that_fill_are_ignored_and_said_to_be(engine: Engine) -> None:
    query = engine.query("明早要印座签，商务厅牵头的任务")
    assert (written(query.where), query.topic) == ("shangwu:lead", None)
    assert "座签" in query.ignored


def test_a_number_is_counted_in_or_told(engine: Engine) -> None:
    query = engine.query("商务厅牵头的任务截至第三")
    assert placed(query.where) or query.topic is not None or "第三" in query.ignored


@pytest.mark.parametrize(
    "question",
    ["科技厅负责的元宇宙任务有哪些", "人社厅管高考吗", "农牧业厅负责转基因吗", "Commerce tasks about coffee"],
)
def test_what_stands_where_a_subject_stands_is_never_dropped(question: str, engine: Engine) -> None:
    assert engine.query(question).topic


def test_the_same_words_give_the_same_query(engine: Engine) -> None:
    queries: list[Any] = [engine.query("商务厅牵头、财政厅配合的任务") for _ in range(2)]
    assert queries[0] == queries[1]


@pytest.mark.parametrize(
    ("question", "lang", "searched"),
    [
        ("Who is responsible for 口岸通关改革?", "en", "zh"),
        ("Who is responsible for customs clearance reform?", "en", "en"),
        ("口岸通关改革由谁负责", "zh", "zh"),
    ],
)
def test_a_topic_is_searched_in_its_own_language(question: str, lang: str, searched: str, engine: Engine) -> None:
    query = engine.query(question)
    assert (query.lang, query.topic_lang) == (lang, searched)
    assert engine.answer(query).hits[0].task == 36
