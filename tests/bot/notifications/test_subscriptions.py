"""What people ask to subscribe to, read by the real engine: names of all sorts, numbers, sections, topics, and what is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.notifications.subscriptions import Aim, Asked, Target, Targets
from corpus.records import Role
from index.engine import Engine


@pytest.fixture(scope="module")
def targets(engine: Engine) -> Targets:
    return Targets(engine)


def spelt(asked: Asked) -> list[str]:
    """The targets in short: d.shangwu s.3 t.12 topic.口岸通关."""
    return [f"{'topic' if target.aim is Aim.TOPIC else target.aim[0]}.{target.value}" for target in asked.targets]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("商务厅 财政厅", "d.shangwu d.caizheng"),
        ("商务廳，財政廳", "d.shangwu d.caizheng"),
        ("财政 商务", "d.caizheng d.shangwu"),
        ("Department of Commerce and Finance Department", "d.shangwu d.caizheng"),
        ("Finance Department Education Department", "d.caizheng d.jiaoyu"),
        ("shangwuting", "d.shangwu"),
        ("各盟行政公署、市人民政府", "d.mengxingshu d.shizhengfu"),
        ("商务厅牵头的任务", "l.shangwu"),
        ("第三部分", "s.3"),
        ("第一部分和第二部分", "s.1 s.2"),
        ("section three", "s.3"),
        ("改善承接产业转移环境", "s.3"),
        ("12 15", "t.12 t.15"),
        ("12-15", "t.12 t.13 t.14 t.15"),
        ("第12、15项", "t.12 t.15"),
        ("第 12 条", "t.12"),
        ("tasks 3, 5 and 7", "t.3 t.5 t.7"),
        ("口岸通关", "topic.口岸通关"),
        ("customs clearance reform", "topic.customs clearance reform"),
        ("section 3 task 12", "s.3 t.12"),
        ("商务厅,12、15，口岸通关", "d.shangwu t.12 t.15 topic.口岸通关"),
        ("商务厅在加工贸易方面", "d.shangwu topic.加工贸易"),
        ("商务厅 商务厅", "d.shangwu"),
        ("全部", "s.1 s.2 s.3 s.4 s.5 s.6 s.7 s.8"),
        ("all", "s.1 s.2 s.3 s.4 s.5 s.6 s.7 s.8"),
        ("", ""),
        ("😀", ""),
    ],
)
def test_what_is_asked_for(words: str, expected: str, targets: Targets) -> None:
    asked = targets.read(words)
    assert " ".join(spelt(asked)) == expected
    assert not asked.ambiguous and not asked.unknown and not asked.absent and not asked.off_topic


def test_names_that_mean_another_are_noted(targets: Targets) -> None:
    asked = targets.read("商物厅 生态环境厅 税务局")
    assert spelt(asked) == ["d.shangwu", "d.huanbao", "d.guoshui", "d.dishui"]
    assert asked.taken == [
        ("商物厅", "shangwu"),
        ("生态环境厅", "huanbao"),
        ("税务局", "guoshui"),
        ("税务局", "dishui"),
    ]


def test_what_cannot_be_subscribed_to_is_sorted_out(targets: Targets) -> None:
    asked = targets.read("民政厅 火星厅 100 第99部分 财政厅 怎么做红烧肉")
    assert spelt(asked) == ["d.caizheng"]
    assert (asked.absent, asked.no_tasks, asked.no_sections) == (["minzheng"], [100], [99])
    assert asked.unknown == [("火星厅", ())]
    [(topic, nearest)] = asked.off_topic
    assert "红烧肉" in topic and len(nearest) == 3


def test_an_unclear_name_gives_the_choices(targets: Targets) -> None:
    asked = targets.read("12 财务厅")
    assert spelt(asked) == ["t.12"]
    assert asked.ambiguous == [("财务厅", ("caizheng", "shangwu", "shuili"))]


def test_the_tasks_of_a_target(targets: Targets, engine: Engine, id_of: Callable[[str], str]) -> None:
    commerce = Target(Aim.DEPARTMENT, id_of("商务厅"))
    assert targets.numbers(commerce, Role.LEAD) == (7, 9, 14, 23, 35)
    assert targets.numbers(commerce, Role.PARTICIPANT) == (3, 6, 8, 10, 13, 22, 32)
    assert targets.numbers(commerce) == (3, 6, 7, 8, 9, 10, 13, 14, 22, 23, 32, 35)
    assert targets.numbers(Target(Aim.SECTION, "6")) == (25, 26, 27)
    assert targets.numbers(Target(Aim.TASK, "12")) == (12,)
    assert targets.numbers(Target(Aim.TASK, "99")) == ()
    assert targets.numbers(Target(Aim.TOPIC, "口岸通关"))[0] == 36
    # A department of today stands for the plan's, one without an entry for none.
    assert targets.numbers(Target(Aim.DEPARTMENT, id_of("生态环境厅"))) == targets.numbers(
        Target(Aim.DEPARTMENT, id_of("环保厅"))
    )
    assert targets.numbers(Target(Aim.DEPARTMENT, "nobody")) == ()


def test_departments_and_nothing_else(targets: Targets) -> None:
    assert targets.named("商务厅、财政厅") == ("shangwu", "caizheng")
    assert targets.named("商务厅请报送") == ()
    assert targets.named("商务厅第3项") == ()
    assert targets.named("通知") == ()


WORDS = st.sampled_from(
    [
        "商务厅",
        "财政",
        "第三部分",
        "12",
        "99",
        "火星厅",
        "、",
        " ",
        "和",
        "task",
        "Finance Department",
        "\u0000",
        "😀",
        "-",
    ]
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, max_size=8).map("".join))
def test_any_words_are_read_and_every_target_is_in_the_plan(words: str, targets: Targets) -> None:
    for target in targets.read(words).targets:
        assert targets.numbers(target)
