"""What was parsed is read back as it was, and anew where anything that it came from has changed."""

from __future__ import annotations

import os
import pickle
import shutil
import tomllib
from pathlib import Path

import pytest

from corpus import cache
from corpus.cache import MOST_KEPT, parsed_before, toml_of
from corpus.levels import NOWHERE
from corpus.library import SHIPPED, load_library, load_plan
from corpus.readers import read_data
from corpus.records import CorpusError


def kept(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.toml"))


def test_a_table_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "words.toml"
    path.write_text('a = ["一", "二"]\n[b]\nc = 1.5\n', "utf-8")
    first = read_data(path)
    assert first == {"a": ["一", "二"], "b": {"c": 1.5}}
    monkeypatch.setattr(tomllib, "loads", pytest.fail)
    assert read_data(path) == first


def test_a_changed_table_is_read_anew_whatever_its_date(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text("a = 1\n", "utf-8")
    before = path.stat()
    assert read_data(path) == {"a": 1}
    path.write_text("a = 2\n", "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert read_data(path) == {"a": 2}


@pytest.mark.parametrize("damage", [b"", b"\xff\xff", b"[", b"{"])
def test_damaged_or_with_dates_it_is_parsed(damage: bytes, tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text("a = 2026-11-29\n", "utf-8")
    dated = toml_of(path, path.read_bytes())
    assert str(dated["a"]) == "2026-11-29" and kept(tmp_path) == [path]
    path.write_text("a = 1\n", "utf-8")
    read_data(path)
    [other] = [file for file in kept(tmp_path) if file != path]
    other.write_bytes(damage)
    assert read_data(path) == {"a": 1}


def test_what_is_wrong_is_said_as_without_it(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text("a = \n", "utf-8")
    with pytest.raises(CorpusError, match="is not valid TOML"):
        read_data(path)


def test_a_plan_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = load_library(None, tmp_path).plan()
    assert [path.suffix for path in (tmp_path / "parsed").iterdir()] == [".pickle"]
    monkeypatch.setattr("corpus.library._load_plan", pytest.fail)
    again = load_library(None, tmp_path).plan()
    assert again.document == plan.document and again.editorial == plan.editorial
    for id, department in plan.registry.by_id.items():
        assert (again.registry[id].whose == NOWHERE) is (department.whose == NOWHERE)
        assert again.registry.own_instead(id) == plan.registry.own_instead(id)
    assert [again.registry[party.department].name for task in again.tasks for party in task.parties] == [
        plan.registry[party.department].name for task in plan.tasks for party in task.parties
    ]


def test_another_text_or_program_parses_it_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [shipped] = SHIPPED.glob("*/plan.toml")
    folder = tmp_path / "plan"
    shutil.copytree(shipped.parent, folder)
    load_plan(folder, tmp_path / "parsed")
    (folder / "text.txt").write_text("another", "utf-8")
    with pytest.raises(CorpusError, match="is not the text that was installed"):
        load_plan(folder, tmp_path / "parsed")
    shutil.copy(shipped.parent / "text.txt", folder)
    monkeypatch.setattr(cache, "_program", lambda: b"another")
    load_plan(folder, tmp_path / "parsed")
    assert len(list((tmp_path / "parsed").glob("*.pickle"))) == 2


@pytest.mark.parametrize("damage", [b"", b"\x80\x05", b"no pickle", pickle.dumps(1)[:-1]])
def test_a_damaged_one_is_made_anew(damage: bytes, tmp_path: Path) -> None:
    assert parsed_before(tmp_path, (b"a",), lambda: [1]) == [1]
    [path] = tmp_path.iterdir()
    path.write_bytes(damage)
    assert parsed_before(tmp_path, (b"a",), lambda: [2]) == [2]
    assert parsed_before(tmp_path, (b"a",), lambda: [3]) == [2]


def test_only_so_many_are_kept_and_none_where_nothing_can_be_written(tmp_path: Path) -> None:
    for number in range(MOST_KEPT + 5):
        parsed_before(tmp_path / "many", (str(number).encode(),), lambda: 0)
    assert len(list((tmp_path / "many").iterdir())) == MOST_KEPT
    file = tmp_path / "file"
    file.write_text("")
    assert parsed_before(file, (b"a",), lambda: 1) == 1
