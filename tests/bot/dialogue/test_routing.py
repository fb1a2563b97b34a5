"""The plan that a question names among several: by place, year, level or words of its title, and never by less."""

from __future__ import annotations

import pytest

from bot.dialogue.routing import Names, route
from corpus.library import Entry

CITY, COUNTY, STATE, REGION, DIGITAL, DISTRICT = (
    Entry("yunzhou-2019", "云州市优化营商环境2019年工作任务分工方案", {}, "云州市", 2019, "云州市人民政府办公室"),
    Entry("hailing-2020", "海陵县高标准农田建设重点任务责任分工表", {"en": "Hailing farmland plan"}, "海陵县", 2020),
    Entry("state-2016", "深化医药卫生体制改革重点工作任务分工", {}, "", 2016, "国务院办公厅"),
    Entry("xinjiang-2018", "新疆维吾尔自治区乡村旅游提质升级行动分工方案", {}, "新疆维吾尔自治区", 2018),
    Entry("yunzhou-2023", "云州市数字政府建设2023年重点任务分工", {}, "云州市", 2023, "云州市人民政府"),
    Entry("beihu-2021", "北湖区“双减”工作任务清单", {}, "北湖区", 2021),
)
PLANS = (CITY, COUNTY, STATE, REGION, DIGITAL, DISTRICT)
# What the current plan's text says names no other plan.
TEXT = "云州市市场监管局 开办企业 2019年12月底前 国务院 与海陵县对接 各县（区）制定实施方案 2021年方案"


def said(words: str) -> bool:
    return words in TEXT


@pytest.mark.parametrize(
    ("question", "named", "asked"),
    [
        ("云州市数字政府那个方案大数据局管哪些", DIGITAL, "方案大数据局管哪些"),
        ("2023那份里大数据局负责什么", DIGITAL, "方案里大数据局负责什么"),
        ("２０２３年的方案誰牽頭", DIGITAL, "方案誰牽頭"),
        ("云州市那个2023年的", DIGITAL, "方案"),
        ("县里那张分工表第2项由谁负责", COUNTY, "方案第2项由谁负责"),
        ("县上的方案里农业农村局牵头啥", COUNTY, "方案里农业农村局牵头啥"),
        ("那张分工表第2项由谁负责", COUNTY, "方案第2项由谁负责"),
        ("新疆谁负责民宿", REGION, "谁负责民宿"),
        ("新疆的文旅厅牵头什么", REGION, "文旅厅牵头什么"),
        ("自治区那个方案谁牵头", REGION, "方案谁牵头"),
        ("新疆第10条谁负责", REGION, "第10条谁负责"),
        ("新疆第一部分有哪些任务", REGION, "第一部分有哪些任务"),
        ("国务院的分工里卫生计生委牵头什么", STATE, "方案里卫生计生委牵头什么"),
        ("医药卫生体制改革那个文件谁牵头", STATE, "方案谁牵头"),
        ("双减清单里谁负责校外培训", DISTRICT, "方案里谁负责校外培训"),
        ("区里那份清单一共几项", DISTRICT, "方案一共几项"),
        ("《深化医药卫生体制改革重点工作任务分工》里谁牵头药品", STATE, "方案里谁牵头药品"),
        ("深化医药卫生体制改革重点工作任务分工：谁牵头药品", STATE, "方案：谁牵头药品"),
        ("营商环境方案里谁负责开办企业", CITY, "方案里谁负责开办企业"),
        ("the 2016 plan: who leads task 3?", STATE, "the plan: who leads task 3?"),
        ("Who leads task 2 in the county's table?", COUNTY, "Who leads task 2 in the plan?"),
        ("What does Health lead in the national plan?", STATE, "What does Health lead in the plan?"),
        ("hailing farmland plan: who leads task 1", COUNTY, "the plan: who leads task 1"),
        ("the plan of 2023, who leads task 1", DIGITAL, "the plan, who leads task 1"),
        ("In Xinjiang, who leads tourism?", REGION, "who leads tourism?"),
    ],
)
def test_a_plan_is_named(question: str, named: Entry, asked: str) -> None:
    found = route(question, PLANS, CITY.id, said)
    assert (found.names, found.ids, found.question, found.bare) == (Names.SOME, (named.id,), asked, asked == "方案")


@pytest.mark.parametrize(
    "question",
    [
        "海陵县农业农村局牵头哪些任务",
        "新疆维吾尔自治区发展改革委牵头哪些",
        "新疆发改委牵头哪些",
        "北湖区政府负责什么",
        "2023年底前完成的任务有哪些",
        "2023年12月底前",
        "谁负责制定2020年工作方案实施细则的编写",
        "各部门制定实施方案的任务有哪些",
        "各县（区）制定的方案",
        "县级方案由谁制定",
        "农田建设方案由谁编制",
        "与海陵县对接的是谁",
        "海陵县谁来对接",
        "2021年方案谁负责",
        "这个方案是谁发布的",
        "那个方案谁牵头的最多",
        "云州市谁负责开办企业",
        "商务局牵头哪些任务",
        "Which State Council document is the plan based on?",
        "list the tasks of Commerce",
        "",
        "\ud800？\u200b",
    ],
)
def test_no_plan_is_named(question: str) -> None:
    found = route(question, PLANS, CITY.id, said)
    assert (found.names, found.ids, found.question) == (Names.NONE, (), question)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("各方案里教育局都负责什么", "方案里教育局都负责什么"),
        ("所有方案一共多少项任务", "方案一共多少项任务"),
        ("哪个方案里有大数据局", "方案里有大数据局"),
        ("In all plans, who leads tourism?", "In the plan, who leads tourism?"),
        ("list all tasks in each plan", "list all tasks in the plan"),
    ],
)
def test_all_plans_are_named(question: str, asked: str) -> None:
    found = route(question, PLANS, CITY.id, said)
    assert (found.names, found.ids, found.question) == (Names.ALL, tuple(plan.id for plan in PLANS), asked)


@pytest.mark.parametrize(
    "question",
    ["那新疆呢", "那2018年的呢", "那自治区的呢", "新疆那个方案呢？", "换成2018年的方案", "what about the 2018 plan?"],
)
def test_only_a_plan_is_named(question: str) -> None:
    found = route(question, PLANS, CITY.id, said)
    assert (found.ids, found.bare) == ((REGION.id,), True)


def test_several_that_fit() -> None:
    # The current one, where it is one of them; else it is asked which.
    assert route("云州那个方案里谁管证照", PLANS, CITY.id, said).ids == (CITY.id,)
    found = route("云州那个方案里谁管证照", PLANS, COUNTY.id, said)
    assert (found.names, found.ids) == (Names.UNCLEAR, (CITY.id, DIGITAL.id))


@pytest.mark.parametrize("question", ["2014年那个方案谁牵头", "海陵2019年那个方案谁牵头"])
def test_none_that_fits(question: str) -> None:
    found = route(question, PLANS, CITY.id, said)
    assert (found.names, found.ids, found.question) == (Names.UNCLEAR, (), "方案谁牵头")


def test_two_are_compared() -> None:
    found = route("2016年的方案和2018年的方案里谁管药品", PLANS, CITY.id, said)
    assert (found.names, found.ids) == (Names.SOME, (STATE.id, REGION.id))


@pytest.mark.parametrize("question", ["2023年那个方案谁牵头", "所有方案", "新疆谁负责民宿", "the 2016 plan"])
def test_with_one_plan_nothing_is_named(question: str) -> None:
    assert route(question, (CITY,), CITY.id, said).question == question
    assert route(question, (CITY,), CITY.id, said).names is Names.NONE


@pytest.mark.parametrize(
    ("question", "place", "asked"),
    [
        ("大理市的方案里谁负责旅游", "大理市", "方案里谁负责旅游"),
        ("请问青浦区那个计划里财政局牵头哪些", "青浦区", "请问方案里财政局牵头哪些"),
        ("云南的方案有几项", "云南", "方案有几项"),
        ("在大理市方案中，第2项由谁负责", "大理市", "在方案中，第2项由谁负责"),
    ],
)
@pytest.mark.parametrize("plans", [PLANS, (CITY,)])
def test_the_plan_of_a_place_that_has_none_is_absent(
    question: str, place: str, asked: str, plans: tuple[Entry, ...]
) -> None:
    found = route(question, plans, CITY.id, said)
    assert (found.names, found.ids, found.absent, found.question) == (Names.UNCLEAR, (), place, asked)


@pytest.mark.parametrize(
    "question",
    [
        "云州市的方案里谁负责开办企业",
        "其他县的方案里谁负责",
        "全市的方案有几项",
        "开发区的方案谁牵头",
        "海陵县的方案里谁牵头",
        "谁负责大理市的旅游",
    ],
)
def test_a_place_of_ours_or_none_is_not_absent(question: str) -> None:
    assert route(question, PLANS, CITY.id, said).absent == ""
    assert route(question, (CITY,), CITY.id, said).names is Names.NONE
