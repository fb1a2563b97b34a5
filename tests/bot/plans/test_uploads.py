"""Documents that wait for a decision: kept once, decided on once, whoever asks; forgotten in the end."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from bot.plans.uploads import AGE_SECONDS, Order, Uploads
from bot.screens.wording import Wording
from corpus.readers.errors import REASONS
from corpus.records import CorpusError

ADD = Order("linhe-2022", False, 7, "zh")
UPDATE = Order("linhe-2022", True, 8, "en")


def test_a_document_is_kept_once_and_found_by_another_process(tmp_path: Path) -> None:
    kept = Uploads(tmp_path / "uploads").keep("一、任务\n", "方案.txt")
    again = Uploads(tmp_path / "uploads").keep("一、任务\n", "同一份.txt")
    assert (again.key, again.name) == (kept.key, "方案.txt")
    found = Uploads(tmp_path / "uploads").get(kept.key)
    assert found is not None and found.text == "一、任务\n" and found.order is None
    assert Uploads(tmp_path).ordered == []


def test_of_two_decisions_the_first_stands(tmp_path: Path) -> None:
    one, other = Uploads(tmp_path), Uploads(tmp_path)
    upload = one.keep("任务", "a.txt")
    assert one.order(upload, ADD) and not other.order(upload, UPDATE)
    assert [found.order for found in other.ordered] == [ADD]
    upload.shown_in(12)
    assert upload.message_id == 12
    one.release(upload)
    assert upload.order is None and upload.message_id is None
    assert other.order(upload, UPDATE)
    one.remove(upload)
    assert other.ordered == [] and other.get(upload.key) is None
    assert not other.order(upload, ADD)


@pytest.mark.parametrize("key", ["", "..", "0" * 15, "0" * 16, "G" * 16, "../../etc/passwd"])
def test_no_other_key_names_a_document(key: str, tmp_path: Path) -> None:
    assert Uploads(tmp_path).get(key) is None


def test_what_nobody_decides_on_is_forgotten_and_what_is_decided_is_not(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    old, decided = uploads.keep("一", "a.txt"), uploads.keep("二", "b.txt")
    uploads.order(decided, ADD)
    for upload in (old, decided):
        os.utime(upload.folder, (time.time() - AGE_SECONDS - 1,) * 2)
    uploads.keep("三", "c.txt")
    assert uploads.get(old.key) is None
    assert [upload.key for upload in uploads.ordered] == [decided.key]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("a file")
    with pytest.raises(CorpusError) as raised:
        Uploads(tmp_path / "uploads").keep("一", "a.txt")
    assert raised.value.key == "cannot-write" and str(tmp_path / "uploads") in str(raised.value)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_of_the_readers_can_be_told_in_chat(reason: str) -> None:
    wording = Wording()
    assert wording.has(f"document.{reason}")
    said = {wording.say(lang, f"document.{reason}", name="方案.doc") for lang in wording.languages}
    assert len(said) == 2 and all("方案.doc" in words for words in said)
