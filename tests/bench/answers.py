"""Against the limits: exact questions beside a look-up in a dictionary, topics beside the encoder, the bot beside an echo."""

from __future__ import annotations

import dataclasses
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.app import build_assistant, build_plans
from bot.config import load_settings
from bot.dialogue.conversation import Assistant
from bot.screens.wording import Wording
from corpus.records import Plan
from index.retrieval.encoders import Vectors, load_encoder
from tests.bench.clock import clocked, resident, rounded, spread
from tests.bench.peers.side_by_side import own_seconds
from tests.bench.peers.systems import OURS, Place
from tests.bench.questions import EXACT_QUESTION, TOPIC_QUESTION, exact_questions, odd_texts, topic_questions
from tests.bench.telegram import compare

# A text is slow if it is slow whenever it is asked, not when the machine was busy: the slowest are asked again.
SUSPECTS, AGAIN = 20, 3
WARM_UP = 30


@dataclasses.dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    exact: int = 1000
    topics: int = 100
    odd: int = 1000
    telegram: int = 300
    mixed: int = 1000
    processes: int = 5


FULL, SMALL = Size(), Size(40, 5, 20, 10, 40, 1)


class Stopwatch:
    """Asks the assistant, and times what it does beside encoding."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._search = assistant.engine.topics().search
        self.encode = self._search.encode
        self._encoding, self._count = 0.0, 0
        self._search.encode = self._timed  # type: ignore[method-assign]

    def _timed(self, topic: str) -> Vectors:
        used = time.thread_time()
        vector = self.encode(topic)
        self._encoding += time.thread_time() - used
        return vector

    def without_encoder(self) -> None:
        """From now on every topic gets the same vector: long texts keep the encoder busy for an hour."""
        vector = self.encode(TOPIC_QUESTION)
        self.encode = lambda topic: vector  # type: ignore[method-assign]

    def ask(self, question: str) -> tuple[float, float]:
        """Milliseconds of its own to the reply in a new conversation, and those of them that the encoder took."""
        self._count += 1
        self._encoding = 0.0
        used = time.thread_time()
        self._assistant.reply(question, f"benchmark {self._count}")
        return (time.thread_time() - used) * 1000, self._encoding * 1000

    def beside_encoding(self, question: str) -> float:
        """Milliseconds to the reply, less those that the encoder took in them."""
        whole, encoding = self.ask(question)
        return whole - encoding


def limits(folder: Path, size: Size) -> dict[str, Any]:
    """The figures by name, with what they are measured beside in the same run."""
    settings = dataclasses.replace(load_settings(), embedding_model="")
    assistant = build_assistant(settings, Wording())
    stopwatch = Stopwatch(assistant)
    exact = exact_questions(assistant, size.exact + WARM_UP)
    topics = topic_questions(assistant, size.topics)
    # Another assistant: this one remembers what it has read.
    assistant = build_assistant(settings, Wording())
    stopwatch = Stopwatch(assistant)
    for question in (*exact[:WARM_UP], TOPIC_QUESTION):
        stopwatch.ask(question)
    found: dict[str, Any] = {}
    exact_ms = [stopwatch.ask(question)[0] for question in exact[WARM_UP:]]
    again = [stopwatch.ask(question)[0] for question in exact[WARM_UP:][: size.exact // 4]]
    bare = clocked(
        looked_up(assistant.engine.plan), random.Random(0).choices(list(assistant.engine.tables.departments), k=500)
    )
    found["exact"] = {
        "first asked, ms": spread(exact_ms),
        "asked again, ms": spread(again),
        "a look-up and formatting, ms": spread(bare),
        "times the look-up": rounded(statistics.median(exact_ms) / statistics.median(bare)),
    }
    encoder = load_encoder()
    asked = [(stopwatch.ask(question), clocked(encoder.query, [question])[0]) for question in topics]
    found["topic"] = {
        "first asked, ms": spread([whole for (whole, _), _ in asked]),
        "beside encoding, ms": spread([whole - encoding for (whole, encoding), _ in asked]),
        "the encoder alone, ms": spread([alone for _, alone in asked]),
        "times the encoder": rounded(statistics.median(whole / alone for (whole, _), alone in asked)),
    }
    found["odd texts"] = {"slowest beside encoding, ms": rounded(_slowest(stopwatch, odd_texts(size.odd)))}
    echo, first, repeated = compare(build_plans(settings, Wording()), exact[: size.telegram])
    found["bot"] = {
        "a bare echo, ms": rounded(echo),
        "first asked, times the echo": rounded(first / echo),
        "asked again, times the echo": rounded(repeated / echo),
    }
    found["process"] = {
        name: rounded(statistics.median(_process(folder, question) for _ in range(size.processes)))
        for name, question in (("exact, s", EXACT_QUESTION), ("topic, s", TOPIC_QUESTION))
    }
    mixed = [*exact[: size.mixed], *topics, *topics]
    random.Random(0).shuffle(mixed)
    found["memory of the bot after all, MB"] = _memory(folder, mixed)
    return found


def looked_up(plan: Plan) -> Callable[[str], str]:
    """The least that an exact answer can take: the tasks of a department from a dictionary, a line each."""
    tasks: dict[str, list[tuple[str, str]]] = {}
    for task in plan.tasks:
        for party in task.parties:
            tasks.setdefault(party.department, []).append((task.id, task.prose[:30]))
    return lambda id: "\n".join(f"{number}. {words}" for number, words in tasks[id])


def _slowest(stopwatch: Stopwatch, texts: Sequence[str]) -> float:
    stopwatch.without_encoder()
    times = [(stopwatch.beside_encoding(text), text) for text in texts]
    suspects = sorted(times, reverse=True)[:SUSPECTS]
    return max(min(first, *(stopwatch.beside_encoding(text) for _ in range(AGAIN))) for first, text in suspects)


def _process(folder: Path, question: str) -> float:
    """Seconds of its own of a whole process that answers one question."""
    return own_seconds([sys.executable, "-m", "bot", "ask", question], Place(folder).env(OURS))


def _memory(folder: Path, mixed: Sequence[str]) -> float:
    """Resident megabytes of a fresh process with everything of the bot loaded, after a mix of questions."""
    command = [sys.executable, "-m", "tests.bench.answers"]
    given = json.dumps(mixed)
    done = subprocess.run(
        command, env=Place(folder).env(OURS), input=given, encoding="utf-8", check=True, stdout=subprocess.PIPE
    )
    return rounded(float(done.stdout))


def _memory_of_this_process() -> float:
    import bot.telegram.app  # noqa: F401  what the bot has loaded besides

    assistant = build_assistant(load_settings(), Wording())
    for number, question in enumerate(json.load(sys.stdin)):
        assistant.reply(question, f"chat {number % 100}")
    return resident()


if __name__ == "__main__":
    print(_memory_of_this_process())
