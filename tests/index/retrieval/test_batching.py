"""Many threads ask one encoder: what waits is a batch, nothing is encoded twice, and answers are what they would be alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Plan
from index.engine import Engine
from index.retrieval import batching
from index.retrieval.batching import MOST_CHARACTERS, MOST_TEXTS, Batched, shared_encoder
from index.retrieval.encoders import Encoder, Vectors, load_encoder
from index.retrieval.second import second_encoder
from tests.assistant import assistant_of
from tests.index.stand_in import StandIn

QUESTIONS = (
    "谁负责口岸通关改革",
    "哪些任务涉及加工贸易",
    "职业培训归谁管",
    "物流园区建设",
    "想从沿海、国外引进高端人才，牵头单位是谁",
    "cultural industries - who is responsible?",
    "Our smelter uses a lot of electricity. Does the plan say anything about taking in energy-hungry industries?",
    "今天天气怎么样",
    "我们市想跟江苏合办一个园区，走哪项任务",
)


class Held(StandIn):
    """Encodes once it is let go, and notes each batch; a text with «bad» fails."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[str]] = []
        self.go = threading.Event()

    def queries(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(list(texts))
        self.go.wait(10)
        if any("bad" in text for text in texts):
            raise ValueError("bad text")
        return super().queries(texts)


def _ask_at_once(batched: Batched, held: Held, texts: Sequence[str]) -> list[Vectors | BaseException]:
    """What each text gets, all of them asked while the encoder works on a first one."""
    with ThreadPoolExecutor(len(texts) + 1) as threads:
        first = threads.submit(batched.query, "first")
        _wait(lambda: bool(held.batches))
        asked = [threads.submit(batched.query, text) for text in texts]
        _wait(lambda: len(batched._known) == len({"first", *texts}))
        held.go.set()
        first.result()
        return [one.exception() or one.result() for one in asked]


def _wait(until: Callable[[], bool]) -> None:
    while not until():
        time.sleep(0.001)


def test_what_waits_is_encoded_in_bounded_batches_and_each_text_once() -> None:
    held = Held()
    batched = Batched(held, batches=1)
    texts = [f"text {number % 20}" for number in range(40)]
    found = _ask_at_once(batched, held, texts)
    assert np.array_equal(np.stack(found), held.queries(texts))  # type: ignore[arg-type]
    held.batches.pop()
    encoded = [text for batch in held.batches for text in batch]
    assert sorted(encoded) == sorted({"first", *texts})
    assert [len(batch) for batch in held.batches] == [1, MOST_TEXTS, MOST_TEXTS, 20 - 2 * MOST_TEXTS]
    assert np.array_equal(batched.query("text 3"), held.query("text 3")) and len(held.batches) == 4


def test_long_texts_make_no_long_batch() -> None:
    held = Held()
    texts = [str(number) * MOST_CHARACTERS for number in range(3)]
    _ask_at_once(Batched(held, batches=1), held, texts)
    assert [len(batch) for batch in held.batches] == [1, 1, 1, 1]


def test_a_text_that_cannot_be_encoded_fails_alone_and_may_be_asked_again() -> None:
    held = Held()
    batched = Batched(held, batches=1)
    good, bad, other = _ask_at_once(batched, held, ["good", "bad", "other"])
    assert isinstance(bad, ValueError)
    assert isinstance(good, np.ndarray) and np.array_equal(good, held.query("good"))
    assert isinstance(other, np.ndarray) and np.array_equal(other, held.query("other"))
    with pytest.raises(ValueError, match="bad text"):
        batched.query("bad")


@pytest.mark.parametrize("encoder", [load_encoder, second_encoder], ids=["first", "second"])
def test_vectors_of_a_batch_are_those_of_single_texts(encoder: Callable[[], Encoder]) -> None:
    loaded = encoder()
    together = loaded.queries(QUESTIONS)
    alone = np.stack([loaded.queries([text])[0] for text in QUESTIONS])
    assert together.shape == (len(QUESTIONS), loaded.dimensions)
    assert np.allclose(together, alone, atol=1e-6)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-3)


def test_all_plans_share_one_encoder() -> None:
    assert shared_encoder() is shared_encoder()


def test_answers_at_once_are_those_given_one_after_another(
    plan: Plan, engine: Engine, var_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.topics()  # the index is there

    class Alone(Batched):
        def query(self, text: str) -> Vectors:
            return load.query(text)

    load = load_encoder()
    with monkeypatch.context() as patched:
        patched.setattr(batching, "shared_encoder", lambda model: Alone(load))
        single = assistant_of(Engine(plan, var_dir))
        expected = [single.reply(text, f"{number}") for number, text in enumerate(QUESTIONS)]
    many = assistant_of(Engine(plan, var_dir))
    with ThreadPoolExecutor(len(QUESTIONS)) as threads:
        found = list(threads.map(many.reply, QUESTIONS, map(str, range(len(QUESTIONS)))))
    assert [reply.message.plain for reply in found] == [reply.message.plain for reply in expected]
    for one, other in zip(found, expected, strict=True):
        assert [answer.hits for answer in one.answers] == [answer.hits for answer in other.answers]
