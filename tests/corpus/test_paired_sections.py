"""Sections of two versions are paired by their titles, else by the tasks that they have in common."""

from __future__ import annotations

from corpus.diff import paired, paired_sections
from corpus.versions import Known, Version, from_json, to_json


def version(*sections: tuple[str, str]) -> Version:
    """A version of sections, each with its title and the letters of its tasks."""
    letters = [(key, letter) for key, (_, tasks) in enumerate(sections, 1) for letter in tasks]
    tasks = (
        Known(number, str(number), section, letter * 40, ()) for number, (section, letter) in enumerate(letters, 1)
    )
    return Version(tuple(tasks), tuple((key, title) for key, (title, _) in enumerate(sections, 1)))


def pairs(old: Version, new: Version) -> dict[int, int]:
    return paired_sections(old, new, paired(old, new))


def test_shifted_renamed_new_and_gone() -> None:
    old = version(("总则", "甲乙"), ("环境", "丙丁戊"), ("产业", "己庚"), ("保障", "辛"))
    new = version(("目标", "子丑"), ("总则", "甲乙"), ("优化环境", "丙丁戊"), ("产业", "庚"))
    assert pairs(old, new) == {2: 1, 3: 2, 4: 3}


def test_swapped_and_alike() -> None:
    assert pairs(version(("甲", "子"), ("乙", "丑")), version(("乙", "丑"), ("甲", "子"))) == {1: 2, 2: 1}
    same = version(("附则", "子丑"), ("附则", "寅卯"))
    assert pairs(same, version(("附则", "寅卯"), ("附则", "子丑"))) == {1: 2, 2: 1}


def test_a_version_remembered_without_titles() -> None:
    old = version(("总则", "甲乙"), ("环境", "丙丁"))
    kept = to_json(old)
    assert from_json(kept) == old
    del kept["sections"]
    assert pairs(from_json(kept), version(("新", "子"), ("总则", "甲乙"), ("环境", "丙丁"))) == {2: 1, 3: 2}
