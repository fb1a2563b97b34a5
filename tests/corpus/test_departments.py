"""The registry: what a plan's names mean, what became of departments, and its own consistency."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corpus.departments import load_registry
from corpus.library import Library
from corpus.normalize import fold
from corpus.records import CorpusError


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("商务厅", "商务厅"),
        ("自治区商务厅", "商务厅"),
        ("内蒙古自治区商务厅", "商务厅"),
        ("商務廳", "商务厅"),
        ("内蒙古国税局", "国税局"),
        ("自治区发展和改革委员会", "发展改革委"),
        ("各市人民政府", "各市人民政府"),
        ("各盟行政公署", "各盟行政公署"),
        ("民政厅", "民政厅"),
        ("公安厅", "公安厅"),
        ("统计局", "统计局"),
        ("自然资源厅", "自然资源厅"),
    ],
)
def test_written_names(written: str, name: str, library: Library) -> None:
    found = library.plan().registry.written(written)
    assert found is not None and found.name == name


@pytest.mark.parametrize("written", ["火星厅", "商物厅", "商务", "自治区", ""])
def test_what_is_no_name(written: str, library: Library) -> None:
    assert library.plan().registry.written(written) is None


def test_every_party_of_the_plan_is_registered_by_its_canonical_name(library: Library, gold: dict[str, Any]) -> None:
    assert {name for name in gold["departments"] if library.plan().registry.written(name) is None} == set()
    assert {d.name for d in library.plan().registry.departments} >= set(gold["departments"])


def test_no_name_means_two_departments(library: Library) -> None:
    owner: dict[str, str] = {}
    for department in library.plan().registry.departments:
        for name in (*department.names, *department.bare):
            assert owner.setdefault(fold(name), department.id) == department.id, name


@pytest.mark.parametrize(
    ("old", "new", "year"),
    [("国土资源厅", "自然资源厅", 2018), ("国税局", "税务局", 2018), ("地税局", "税务局", 2018)],
)
def test_successors(old: str, new: str, year: int, library: Library) -> None:
    registry = library.plan().registry
    before = registry.written(old)
    assert before is not None
    steps = {(registry[step.id].name, step.year) for step in before.successors}
    assert (new, year) in steps
    after = registry.written(new)
    assert after is not None
    assert (before.id, year) in {(former.id, step.year) for former, step in registry.predecessors[after.id]}


def test_steps_say_where_they_are_known_from(library: Library) -> None:
    for department in library.plan().registry.departments:
        for step in department.successors:
            assert step.how in ("renamed", "merged", "split", "absorbed") and step.source
            assert isinstance(step.reviewed, bool) and 1949 < step.year < 2030
            assert step.id != department.id


ENTRY = '[[department]]\nid = "{id}"\nname = "{name}"\n'
ONE = ENTRY.format(id="one", name="甲厅")


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        (ONE + ENTRY.format(id="two", name="甲厅"), "甲厅 stands in one and in two: keep it in one"),
        (ONE + ENTRY.format(id="two", name="乙厅") + 'bare = ["甲厅"]', "甲厅 stands in one and in two"),
        (ONE + 'nick = ["甲"]', "one has the unknown key nick"),
        ('[[department]]\nid = "one"', "one: 'name'"),
        ('[[department]]\nname = "甲厅"', "'id'"),
        (ONE + 'aliases = "甲"', "one: aliases is not a list of strings"),
        (ONE + "aliases = [1]", "one: aliases is not a list of strings"),
        (
            ONE + 'successors = [{ id = "two", year = 2018, how = "renamed", source = "x", reviewed = false }]',
            "one names the successor two, which has no entry",
        ),
        (ONE + 'successors = [{ id = "one" }]', "one: "),
        ("[[department]", "is not valid TOML"),
    ],
    ids=[
        "name twice",
        "stem twice",
        "unknown key",
        "no name",
        "no id",
        "not a list",
        "not strings",
        "no successor",
        "short step",
        "damaged",
    ],
)
def test_a_wrong_registry_is_named(toml: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "departments.toml"
    path.write_text(toml, "utf-8")
    with pytest.raises(CorpusError) as caught:
        load_registry(path)
    message = str(caught.value)
    assert message.startswith(str(path)) and says in message and "\n" not in message
