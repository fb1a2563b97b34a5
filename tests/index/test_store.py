"""The index on disk: rebuilt when stale or damaged, nothing encoded twice, whole or not there at all."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from corpus.records import Plan
from index import store
from index.query import IndexFault
from index.retrieval.vectors import Dense
from index.store import Stored, index_folder, lock_file, manifest, open_index, open_vectors
from tests.index.stand_in import StandIn


def retitled(plan: Plan, title: str) -> Plan:
    """The plan with one of our titles changed: one text to encode anew."""
    editorial = {**plan.editorial, 7: dataclasses.replace(plan.editorial[7], zh=title)}
    return dataclasses.replace(plan, editorial=editorial)


def texts(stored: Stored) -> list[str]:
    return [chunk.text for chunk in (*stored.tasks.chunks, *stored.matter.chunks)]


def assert_right(stored: Stored) -> None:
    """Every row is the vector of its own text."""
    expected = np.stack([StandIn().query(text) for text in texts(stored)])
    assert np.array_equal(np.vstack([stored.tasks.vectors, stored.matter.vectors]), expected)


def test_built_once_then_read(plan: Plan, tmp_path: Path) -> None:
    first, second = StandIn(), StandIn()
    built, read = open_index(tmp_path, plan, first), open_index(tmp_path, plan, second)
    assert (built.built, read.built) == (True, False)
    assert (sorted(first.encoded), second.encoded) == (sorted(texts(built)), [])
    assert_right(built)
    assert_right(read)
    assert read.folder == index_folder(tmp_path, plan, "stand-in/1")
    assert sorted(path.name for path in read.folder.iterdir()) == ["manifest.json", "texts.json", "vectors.npy"]
    assert [path.name for path in read.folder.parent.iterdir()] == [read.folder.name]


def test_the_manifest_says_what_was_built(plan: Plan, tmp_path: Path) -> None:
    stored = open_index(tmp_path, plan, StandIn())
    said = manifest(stored.folder)
    assert said is not None
    assert (said["format"], said["encoder"], said["plan"]) == (store.FORMAT, "stand-in/1", plan.digest)
    assert (said["rows"], said["dimensions"]) == (len(texts(stored)), 16)


def test_another_encoder_has_its_own_index(plan: Plan, tmp_path: Path) -> None:
    one, two = StandIn("one"), StandIn("two")
    folders = {open_index(tmp_path, plan, encoder).folder for encoder in (one, two)}
    assert len(folders) == 2
    assert sorted(two.encoded) == sorted(one.encoded)


def test_a_changed_text_costs_itself_alone(plan: Plan, tmp_path: Path) -> None:
    open_index(tmp_path, plan, StandIn())
    encoder = StandIn()
    stored = open_index(tmp_path, retitled(plan, "全新的标题"), encoder)
    assert (stored.built, encoder.encoded) == (True, ["全新的标题"])
    assert_right(stored)


def test_a_changed_digest_costs_nothing_but_is_written(plan: Plan, tmp_path: Path) -> None:
    open_index(tmp_path, plan, StandIn())
    encoder = StandIn()
    stored = open_index(tmp_path, dataclasses.replace(plan, digest="other"), encoder)
    assert (stored.built, encoder.encoded) == (True, [])
    said = manifest(stored.folder)
    assert said is not None and said["plan"] == "other"


def test_what_stands_outside_the_tasks_is_kept_beside_them(plan: Plan, tmp_path: Path) -> None:
    stored = open_index(tmp_path, plan, StandIn())
    assert len(stored.tasks.chunks) == len(stored.tasks.vectors) and len(stored.matter.chunks) == len(
        stored.matter.vectors
    )
    assert {chunk.quote for chunk in stored.matter.chunks} == {sentence.span for sentence in plan.document.matter}
    assert {chunk.task for chunk in stored.tasks.chunks} == {task.key for task in plan.tasks}


def test_the_vectors_of_the_format_before_are_as_good(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "FORMAT", store.EARLIER)
    open_index(tmp_path, plan, StandIn())
    monkeypatch.undo()
    assert not store.is_built(tmp_path, plan)
    encoder = StandIn()
    assert (open_index(tmp_path, plan, encoder).built, encoder.encoded) == (True, [])
    assert store.is_built(tmp_path, plan)


def test_another_format_is_rebuilt(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_index(tmp_path, plan, StandIn())
    monkeypatch.setattr(store, "FORMAT", store.FORMAT + 1)
    encoder = StandIn()
    stored = open_index(tmp_path, plan, encoder)
    assert sorted(encoder.encoded) == sorted(texts(stored))
    assert not open_index(tmp_path, plan, StandIn()).built


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def emptied(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def test_texts_of_no_plan_are_encoded_once(tmp_path: Path) -> None:
    first, second = StandIn(), StandIn()
    for encoder in (first, second):
        found = open_vectors(tmp_path, encoder, ["猫", "狗"], ["鱼"])
        assert np.array_equal(found, np.stack([StandIn().query(text) for text in ("猫", "狗", "鱼")]))
    assert (first.encoded, second.encoded) == (["猫", "狗"], [])
    assert open_vectors(tmp_path, second, [], ["鸟"]).shape == (1, 16)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated vectors": lambda folder: cut(folder / "vectors.npy"),
    "flipped byte": lambda folder: flip(folder / "vectors.npy"),
    "empty vectors": lambda folder: (folder / "vectors.npy").write_bytes(b""),
    "no vectors": lambda folder: (folder / "vectors.npy").unlink(),
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "truncated manifest": lambda folder: cut(folder / "manifest.json"),
    "manifest of another shape": lambda folder: (folder / "manifest.json").write_text("[]"),
    "binary manifest": lambda folder: (folder / "manifest.json").write_bytes(b"\xff\xfe"),
    "empty folder": emptied,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_rebuilt(damage: str, plan: Plan, tmp_path: Path) -> None:
    DAMAGES[damage](open_index(tmp_path, plan, StandIn()).folder)
    encoder = StandIn()
    stored = open_index(tmp_path, plan, encoder)
    assert stored.built and sorted(encoder.encoded) == sorted(texts(stored))
    assert_right(stored)
    assert not open_index(tmp_path, plan, StandIn()).built


@pytest.mark.parametrize("data", ["[", "{}", "[]", '["one"]'], ids=["damaged", "no list", "empty", "too few"])
def test_damaged_texts_cost_a_full_build_only_when_the_plan_changes(data: str, plan: Plan, tmp_path: Path) -> None:
    folder = open_index(tmp_path, plan, StandIn()).folder
    (folder / "texts.json").write_text(data, "utf-8")
    assert not open_index(tmp_path, plan, StandIn()).built
    encoder = StandIn()
    stored = open_index(tmp_path, retitled(plan, "全新的标题"), encoder)
    assert sorted(encoder.encoded) == sorted(texts(stored))
    assert_right(stored)


def test_a_half_written_folder_beside_it_is_never_read(plan: Plan, tmp_path: Path) -> None:
    half = tmp_path / "index" / ".building-killed"
    half.mkdir(parents=True)
    (half / "manifest.json").write_text(json.dumps({"format": store.FORMAT}), "utf-8")
    assert open_index(tmp_path, plan, StandIn()).built
    assert not open_index(tmp_path, plan, StandIn()).built


def test_a_build_that_fails_leaves_the_old_index(plan: Plan, tmp_path: Path) -> None:
    class Breaks(StandIn):
        def query(self, text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
            raise RuntimeError("out of memory")

    open_index(tmp_path, plan, StandIn())
    with pytest.raises(RuntimeError, match="out of memory"):
        open_index(tmp_path, retitled(plan, "全新的标题"), Breaks())
    assert not open_index(tmp_path, plan, StandIn()).built


@pytest.mark.parametrize("file", ["var", "var/index"], ids=["instead of VAR_DIR", "instead of its index folder"])
def test_a_folder_that_cannot_be_written_is_one_clear_fault(file: str, plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("not a folder", "utf-8")
    with pytest.raises(IndexFault, match=r"^cannot write the index to .*: .*: set VAR_DIR elsewhere$") as caught:
        open_index(tmp_path / "var", plan, StandIn())
    assert str(tmp_path / "var") in str(caught.value) and "\n" not in str(caught.value)


PROCESS = """
import sys
from pathlib import Path
from corpus.library import load_library
from index.store import open_index
from tests.index.stand_in import StandIn
plan, encoder = load_library().plan("neimenggu-2011"), StandIn()
print("ready", flush=True)
sys.stdin.readline()
stored = open_index(Path(sys.argv[1]), plan, encoder)
print(len(stored.tasks.chunks) + len(stored.matter.chunks), encoder.encoded == [] or len(encoder.encoded))
"""


def test_two_processes_that_build_at_once_both_end_well(plan: Plan, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROCESS, str(tmp_path)]
    runs = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for run in runs:
        assert run.stdout is not None and run.stdout.readline() == "ready\n"
    for run in runs:
        assert run.stdin is not None
        run.stdin.write("go\n")
        run.stdin.flush()
    for run in runs:
        out, err = run.communicate(timeout=120)
        assert run.returncode == 0, err
        assert out.split()[0] == str(len(texts(open_index(tmp_path, plan, StandIn()))))
    stored = open_index(tmp_path, plan, StandIn())
    assert not stored.built
    assert_right(stored)
    assert [path.name for path in stored.folder.parent.iterdir()] == [stored.folder.name]


def test_a_large_index_that_another_process_builds_is_not_waited_for(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "SMALL", 10)
    encoder = StandIn()
    folder = index_folder(tmp_path, plan, encoder.identity)
    lock_file(folder).parent.mkdir(parents=True)
    with FileLock(lock_file(folder)), pytest.raises(IndexFault, match="is being built by another process"):
        open_index(tmp_path, plan, encoder)
    assert open_index(tmp_path, plan, encoder).built


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any plan counts as one with very many passages."""
    monkeypatch.setattr(store, "FLAT", 100)


@pytest.mark.usefixtures("few_are_many")
def test_very_many_passages_get_an_index_that_stays_on_disk(plan: Plan, tmp_path: Path) -> None:
    built, read = open_index(tmp_path, plan, StandIn()), open_index(tmp_path, plan, StandIn())
    assert (built.built, read.built) == (True, False)
    for stored in (built, read):
        assert stored.tasks.inverted == stored.folder / store.INVERTED and stored.matter.inverted is None
        assert not stored.tasks.vectors.flags.owndata
        assert_right(stored)
    nearest, _ = Dense(read.tasks.vectors, read.tasks.inverted).nearest(read.tasks.vectors[30], 3)
    assert read.tasks.chunks[nearest[0]].text == read.tasks.chunks[30].text


@pytest.mark.usefixtures("few_are_many")
def test_an_index_that_is_missing_is_made_again_without_encoding(plan: Plan, tmp_path: Path) -> None:
    (open_index(tmp_path, plan, StandIn()).folder / store.INVERTED).unlink()
    encoder = StandIn()
    stored = open_index(tmp_path, plan, encoder)
    assert (stored.built, encoder.encoded) == (True, [])
    assert (stored.folder / store.INVERTED).exists()
