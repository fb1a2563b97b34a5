"""The registry: what a plan's names mean, what became of departments, and its own consistency."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.library import Library
from corpus.normalize import fold


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
    assert library.plan().registry.written(written).name == name


@pytest.mark.parametrize("written", ["火星厅", "商物厅", "商务", "自治区", ""])
def test_what_is_no_name(written: str, library: Library) -> None:
    assert written not in library.plan().registry


def test_every_party_of_the_plan_is_registered_by_its_canonical_name(library: Library, gold: dict[str, Any]) -> None:
    assert {name for name in gold["departments"] if name not in library.plan().registry} == set()
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
    steps = {(registry[step.id].name, step.year) for step in before.successors}
    assert (new, year) in steps
    after = registry.written(new)
    assert (before.id, year) in {(former.id, step.year) for former, step in registry.predecessors[after.id]}


def test_steps_say_where_they_are_known_from(library: Library) -> None:
    for department in library.plan().registry.departments:
        for step in department.successors:
            assert step.how in ("renamed", "merged", "split", "absorbed") and step.source
            assert isinstance(step.reviewed, bool) and 1949 < step.year < 2030
            assert step.id != department.id
