"""Levels and places before a name: the plan's own are part of it, another's office is not answered as the plan's."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from corpus.library import plan_of
from index.engine import Engine
from index.query import Kind

PLANS = tomllib.loads((Path(__file__).parents[2] / "corpus" / "parties.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Engine]:
    return {name: Engine(plan_of(name, text(name)), tmp_path_factory.mktemp(name)) for name in PLANS}


def text(name: str) -> str:
    """The plan as a document: each task's first name leads, the others take part."""
    tasks = []
    for number, (lead, *others) in enumerate(PLANS[name]["tasks"], 1):
        others = [other for other in others if other != lead] or ["各有关单位"]
        tasks.append(f"{number}.做好第{number}项工作。\n牵头单位：{lead}；配合单位：{'、'.join(others)}")
    return "\n".join([PLANS[name]["title"], "", *tasks]) + "\n"


OWN = [
    ("province", "省发改委牵头哪些任务", "省发展改革委"),
    ("province", "我省财政厅有哪些任务", "省财政厅"),
    ("province", "青原省教育厅牵头哪些", "省教育厅"),
    ("county", "平阳县财政局牵头哪些", "县财政局"),
    ("county", "县发改委有哪些任务", "县发改局"),
    ("county", "县财证局牵头哪些任务", "县财政局"),
    ("county", "the county Public Security Bureau's tasks", "县公安局"),
    ("municipality", "上海市教委有哪些任务", "市教委"),
    ("municipality", "绿化市荣局有什么任务", "市绿化市容局"),
    ("municipality", "which tasks involve the municipal Finance Bureau?", "市财政局"),
    ("zone", "开发区税务局有哪些任务", "税务局"),
    ("league", "盟农牧局有哪些任务", "盟农牧局"),
]
OTHERS = [
    ("province", "县文旅局牵头哪些任务", "省文化和旅游厅"),
    ("province", "国家发展改革委牵头什么", "省发展改革委"),
    ("province", "自治区发展改革委有哪些任务", "省发展改革委"),
    ("province", "浙江省水利厅牵头哪些", "省水利厅"),
    ("district", "市教育局牵头哪些任务", "区教育局"),
    ("county", "省国土厅牵头什么", "县国土局"),
    ("league", "自治区农牧厅有哪些任务", "盟农牧局"),
    ("centre", "县文化局牵头哪些任务", "文化部"),
    ("municipality", "浙江省商务厅牵头哪些", "市商务委"),
    ("province", "教育部牵头哪些任务", "省教育厅"),
    ("district", "民政厅牵头哪些任务", "区民政局"),
    ("province", "各市财政局有哪些任务", "省财政厅"),
    ("county", "which tasks does the provincial Department of Finance lead", "县财政局"),
    ("municipality", "the district Education Bureau's tasks", "市教委"),
]


@pytest.mark.parametrize(("plan", "question", "party"), OWN)
def test_the_plans_own_place_is_part_of_the_name(
    plan: str, question: str, party: str, engines: dict[str, Engine]
) -> None:
    engine = engines[plan]
    query = engine.query(question)
    meant = engine.plan.registry.written(party).id
    assert [(mention.parties, query.topic) for mention in query.mentions] == [((meant,), None)]


@pytest.mark.parametrize(("plan", "question", "own"), OTHERS)
def test_an_office_of_another_level_or_place_is_refused_with_the_plans_own(
    plan: str, question: str, own: str, engines: dict[str, Engine]
) -> None:
    engine = engines[plan]
    answer = engine.answer(engine.query(question))
    assert (answer.kind, answer.reason, answer.hits) == (Kind.REFUSAL, "other-office", ())
    assert answer.choices == (engine.plan.registry.written(own).id,)


@pytest.mark.parametrize("plan", PLANS)
def test_every_party_is_found_by_its_name_as_written_and_without_its_prefix(
    plan: str, engines: dict[str, Engine]
) -> None:
    engine = engines[plan]
    wrong = []
    for name in dict.fromkeys(name for names in PLANS[plan]["tasks"] for name in names):
        meant = engine.plan.registry.written(name).id
        for said in {name, name.removeprefix(engine.plan.registry.own.word)} - {"场监管局"}:
            query = engine.query(f"{said}牵头哪些任务")
            if [mention.candidates for mention in query.mentions] != [(meant,)] and len(said) > 2:
                wrong.append((said, [mention.candidates for mention in query.mentions], query.topic))
    assert wrong == []


@pytest.mark.parametrize(
    ("plan", "question"),
    [("county", "县审计局牵头哪些"), ("province", "省商务厅有哪些任务"), ("centre", "外交部牵头哪些任务")],
)
def test_an_office_of_the_plans_level_that_it_does_not_name_is_absent(
    plan: str, question: str, engines: dict[str, Engine]
) -> None:
    engine = engines[plan]
    assert engine.answer(engine.query(question)).reason == "absent-department"


def test_a_name_that_two_parties_share_is_asked_back(tmp_path: Path) -> None:
    plan = plan_of(
        "two", "青原省重点任务分工\n\n1.做好有关工作。\n牵头单位：省发展改革委；配合单位：市发展改革委、县财政局\n"
    )
    engine = Engine(plan, tmp_path)
    answer = engine.answer(engine.query("发改委牵头哪些任务"))
    parties = {plan.registry.written(name).id for name in ("省发展改革委", "市发展改革委")}
    assert (answer.kind, set(answer.choices)) == (Kind.CLARIFY, parties)
