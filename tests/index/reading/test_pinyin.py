"""The table of readings: what it says, when it is made, and what a word reads like that its characters do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.reading import pinyin
from index.reading.pinyin import read_table, sound


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pinyin") / "new" / "pinyin.json"
    read_table(made)
    return made


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("商务厅", "shangwuting"),
        ("绿化委", "lvhuawei"),
        ("各盟行政公署", "gemengxingzhenggongshu"),
        ("盟行署", "mengxingshu"),
        ("工商行政管理局", "gongshangxingzhengguanliju"),
        ("人民银行呼和浩特中心支行", "renminyinhanghuhehaotezhongxinzhihang"),
        ("畜牧局", "xumuju"),
        ("A\n行", "A\nhang"),
    ],
)
def test_what_a_name_sounds_like(text: str, read: str, path: Path) -> None:
    assert sound(text, read_table(path)) == read


def test_the_table_is_made_once(path: Path) -> None:
    before = path.stat().st_mtime_ns
    assert read_table(path)["商"] == "shang"
    assert path.stat().st_mtime_ns == before
    assert [other.name for other in path.parent.iterdir()] == ["pinyin.json"]


@pytest.mark.parametrize("held", ['{"行": "hang"}', "{", "[]", '{"source": "another", "readings": {}}'])
def test_another_table_is_made_anew(held: str, path: Path, tmp_path: Path) -> None:
    stale = tmp_path / "pinyin.json"
    stale.write_text(held, "utf-8")
    assert read_table(stale) == read_table(path)
    assert stale.read_text("utf-8") == path.read_text("utf-8")


def test_a_change_of_what_it_is_made_from_makes_it_anew(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tmp_path / "pinyin.json"
    older.write_bytes(path.read_bytes())
    monkeypatch.setattr(pinyin, "_CHARACTERS", {"行": "xing"})
    assert read_table(older)["行"] == "xing"
    assert json.loads(older.read_text("utf-8"))["source"] != json.loads(path.read_text("utf-8"))["source"]


def test_a_table_that_cannot_be_written_is_used_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "var").write_text("not a folder", "utf-8")
    assert read_table(tmp_path / "var" / "pinyin.json")["商"] == "shang"
    assert "pinyin.json: File exists: set VAR_DIR elsewhere, or free space" in caplog.text
