"""Times the answers and weighs the bot. Figures over their target are marked; the exit code is 0 all the same."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from tqdm import tqdm

from bot.app import build_assistant, build_plans
from bot.config import load_settings
from bot.dialogue.conversation import Assistant
from bot.screens.wording import Wording
from index.retrieval.encoders import Vectors
from tests.benchmark_telegram import compare
from tests.generated import questions

ROOT = Path(__file__).parents[1]
TUNING = ROOT / "tests/fitting/first.jsonl"
EXACT_QUESTION = "商务厅牵头哪些任务"
TOPIC_QUESTION = "谁负责口岸通关改革"
EXACT, TOPICS, MIXED, ODD = 2000, 150, 1000, 2000
COMPARED = 500
# A text is slow if it is slow whenever it is asked, not when the machine was busy: the slowest are asked again.
SUSPECTS, AGAIN = 20, 3
_DEFAULT_ENCODER = {**os.environ, "EMBEDDING_MODEL": ""}
_ALPHABETS = (
    "商务厅牵头配合参与哪些任务第一二三十部分项条和与或但不除了",
    "財政廳國土資源發展改革委員會環保",
    "abcdefghij klmno pqrstuvwxyz",
    "0123456789０１２３４５６７８９一二三四五六七八九十百千第",
    "，。？！、；：“”（）《》…—·,.?!;:'\"()[]{}<>/\\|@#$%^&*-+=~`",
    "Жпривётñéüßşàबहुतعربيไทย한국어ひらがな",
    "😀🙏👨‍👩‍👧🏳️‍🌈\u200b\u200d\ufeff\u202e\x00\x07\ud800\n\t",
)
_SCRAPS = (
    "商务厅",
    "财政厅",
    "发改委",
    "第3部分",
    "第12条",
    "牵头",
    "不涉及",
    "或者",
    "谁负责",
    "the Department of Commerce",
    "tasks",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure and the target that it must stay below, None for one without."""

    name: str
    value: float
    unit: str
    target: float | None = None

    @property
    def verdict(self) -> str:
        """ok, over, or nothing where there is no target."""
        return "" if self.target is None else "ok" if self.value < self.target else "over"


class Stopwatch:
    """Asks the assistant and times what it does beside encoding."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._search = assistant.engine.topics().search
        self._encode = self._search.encode
        self._encoding = 0.0
        self._count = 0
        self._search.encode = self._timed  # type: ignore[method-assign]

    def _timed(self, topic: str) -> Vectors:
        started = time.perf_counter()
        vector = self._encode(topic)
        self._encoding += time.perf_counter() - started
        return vector

    def without_encoder(self) -> None:
        """From now on every topic gets the same vector: long texts keep the encoder busy for an hour."""
        vector = self._encode(TOPIC_QUESTION)
        self._encode = lambda topic: vector

    def beside_encoding(self, question: str) -> float:
        """Milliseconds to the reply in a new conversation, less those that the encoder took in them."""
        self._count += 1
        self._encoding = 0.0
        started = time.perf_counter()
        self._assistant.reply(question, f"benchmark {self._count}")
        return (time.perf_counter() - started - self._encoding) * 1000


def main() -> int:
    """Print the table; the exit code is 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark", description=__doc__)
    parser.add_argument(
        "--memory", action="store_true", help="only this process's, after the questions on standard input"
    )
    if parser.parse_args().memory:
        print(_memory_of_this_process())
        return 0
    figures = list(_figures())
    width = max(len(figure.name) for figure in figures)
    print(f"{os.cpu_count()} processors, the default encoder\n")
    print(f"{'figure':{width}}  {'measured':>10}  {'target':>10}")
    for figure in figures:
        target = "" if figure.target is None else f"< {figure.target:g} {figure.unit}"
        measured = f"{figure.value:.{2 if figure.value < 10 else 0}f} {figure.unit}"
        print(f"{figure.name:{width}}  {measured:>10}  {target:>10}  {figure.verdict}".rstrip())
    return 0


def _figures() -> Iterator[Figure]:
    assistant = build_assistant(dataclasses.replace(load_settings(), embedding_model=""), Wording())
    stopwatch = Stopwatch(assistant)
    exact, topics = _exact_questions(assistant), _topic_questions()
    for question in (*exact[:50], *topics[:5]):
        stopwatch.beside_encoding(question)

    times = [stopwatch.beside_encoding(question) for question in _watched(exact, "exact")]
    yield Figure("exact question, in process, median", statistics.median(times), "ms", 1)
    yield Figure("exact question, in process, 99th percentile", statistics.quantiles(times, n=100)[98], "ms")
    times = [stopwatch.beside_encoding(question) for question in _watched(topics, "topics")]
    yield Figure("topic question beyond the encoder, median", statistics.median(times), "ms", 3)
    yield Figure(f"slowest of {ODD} odd texts beyond the encoder", _slowest(stopwatch), "ms", 50)

    settings = dataclasses.replace(load_settings(), embedding_model="")
    bare, first, again = compare(build_plans(settings, Wording()), list(dict.fromkeys(exact))[:COMPARED])
    yield Figure("Telegram: a bare handler, update to finished request", bare, "ms")
    yield Figure("Telegram: the bot on a question asked for the first time, times that", first / bare, "x", 1.3)
    yield Figure("Telegram: the bot on a question asked again, times that", again / bare, "x", 1.3)

    yield Figure("`bot ask`, exact question, whole process", _process(EXACT_QUESTION, 7), "s", 0.7)
    yield Figure("`bot ask`, topic question, whole process", _process(TOPIC_QUESTION, 3), "s")
    yield Figure("cold start to the first topic answer", _first_answer(TOPIC_QUESTION), "s")
    yield Figure(f"memory of the bot after {MIXED} questions", _memory(exact, topics), "MB", 200)


def _watched(items: Sequence[str], name: str) -> Iterator[str]:
    return iter(tqdm(items, desc=name, unit="question", file=sys.stderr, leave=False))


def _exact_questions(assistant: Assistant) -> list[str]:
    made = questions(assistant.engine.plan, assistant.engine.plan.registry, EXACT)
    return [question.text for question in made if not assistant.engine.query(question.text).topic]


def _topic_questions() -> list[str]:
    rows = [json.loads(line) for line in TUNING.read_text("utf-8").splitlines()]
    return [row["turns"][0] for row in random.Random(0).sample(rows, TOPICS)]


def _slowest(stopwatch: Stopwatch) -> float:
    stopwatch.without_encoder()
    texts = odd_texts(ODD)
    times = [(stopwatch.beside_encoding(text), text) for text in _watched(texts, "odd texts")]
    suspects = sorted(times, reverse=True)[:SUSPECTS]
    return max(min(first, *(stopwatch.beside_encoding(text) for _ in range(AGAIN))) for first, text in suspects)


def odd_texts(count: int, seed: int = 0) -> list[str]:
    """Texts that nobody means to send: scripts mixed, names and cues run together, a few very long ones."""
    rng = random.Random(seed)
    return [_odd_text(rng) for _ in range(count)]


def _odd_text(rng: random.Random) -> str:
    length = rng.choice((0, 1, 3, 10, 30, 100, 400, 400, 2000)) if rng.random() < 0.99 else 100_000
    match rng.randrange(4):
        case 0:
            return "".join(rng.choices(rng.choice(_ALPHABETS), k=length))
        case 1:
            return "".join(rng.choices("".join(_ALPHABETS), k=length))
        case 2:
            return "".join(rng.choice((*_SCRAPS, rng.choice(rng.choice(_ALPHABETS)))) for _ in range(length // 3))
        case _:
            return "？\n".join("".join(rng.choices(_SCRAPS, k=4)) for _ in range(length // 8))


def _ask(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", "ask", *arguments]


def _process(question: str, times: int) -> float:
    """The median seconds of a whole process that answers one question."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        subprocess.run(_ask(question), cwd=ROOT, env=_DEFAULT_ENCODER, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _first_answer(question: str) -> float:
    """Seconds from starting a process that serves many questions to its first answer."""
    started = time.perf_counter()
    command = _ask("--json", "--batch", "-")
    with subprocess.Popen(
        command, cwd=ROOT, env=_DEFAULT_ENCODER, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(f"{question}\n".encode())
        child.stdin.close()
        child.stdout.readline()
        return time.perf_counter() - started


def _memory(exact: Sequence[str], topics: Sequence[str]) -> float:
    """Resident megabytes of a fresh process with everything of the bot loaded, after a mix of questions."""
    mixed = [*exact[: MIXED - 2 * len(topics)], *topics, *topics]
    random.Random(0).shuffle(mixed)
    command = [sys.executable, "-m", "tests.benchmark", "--memory"]
    done = subprocess.run(
        command, cwd=ROOT, env=_DEFAULT_ENCODER, input=json.dumps(mixed), text=True, check=True, stdout=subprocess.PIPE
    )
    return float(done.stdout)


def _memory_of_this_process() -> float:
    import bot.telegram.app  # noqa: F401  what the bot has loaded besides

    assistant = build_assistant(load_settings(), Wording())
    for number, question in enumerate(json.load(sys.stdin)):
        assistant.reply(question, f"chat {number % 100}")
    return float(psutil.Process().memory_info().rss / 1e6)


if __name__ == "__main__":
    sys.exit(main())
