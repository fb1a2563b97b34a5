"""The phases of the comparison: how right, how fast, from cold, how much memory, how large."""

from __future__ import annotations

import dataclasses
import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.app import build_assistant
from bot.config import load_settings
from bot.screens.wording import Wording
from tests.bench.clock import rounded, spread
from tests.bench.peers.common import chunks
from tests.bench.peers.quality import SETS, figures, rows
from tests.bench.peers.systems import OURS, PLAN, ROOT, SYSTEMS, Place, System
from tests.bench.questions import EXACT_QUESTION, TOPIC_QUESTION, exact_questions, topic_questions

WARM_UP = ["哪些部门", "税收优惠", "第3条", "农业补贴", "谁管", "民政厅"]
# Systems take turns, so that all meet the machine in the same state.
BLOCK = 10
NOT_COUNTED = ("pip", "setuptools", "pkg_resources", "_distutils_hack")


@dataclasses.dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: questions on a subject, exact ones, those that are encoded too, and cold processes."""

    topics: int = 100
    exact: int = 200
    encoded: int = 50
    cold: int = 5
    sets: tuple[str, ...] = ("gold", "measured")


FULL, SMALL = Size(), Size(6, 10, 3, 1, ("gold",))


def side_by_side(folder: Path, size: Size, only: Sequence[str] = ()) -> dict[str, Any]:
    """By the name of each installed system its figures, and what is missing."""
    place = Place(folder)
    place.work.mkdir(parents=True, exist_ok=True)
    chosen = [system for system in SYSTEMS if not only or system.venv in only or (system.ours and "project" in only)]
    systems = [system for system in chosen if place.installed(system)]
    place.chunks.write_text(json.dumps(chunks(PLAN), ensure_ascii=False), "utf-8")
    assistant = build_assistant(dataclasses.replace(load_settings(), embedding_model=""), Wording())
    assistant.engine.topics()
    asked = {"topics": topic_questions(assistant, size.topics), "exact": exact_questions(assistant, size.exact)}
    found: dict[str, dict[str, Any]] = {system.name: {} for system in systems}
    parts = (
        _quality(place, systems, size, [*asked["topics"], *asked["exact"], *WARM_UP]),
        _latency(place, systems, size, asked),
        _cold(place, systems, size),
        _memory(place, systems),
        ((system.name, {"installed_mb": _installed(place, system)}) for system in systems),
    )
    for part in parts:
        for name, its in part:
            found[name] |= its
            print(name, its, flush=True)
    return {"systems": found, "not installed": [system.name for system in chosen if system not in systems]}


def _quality(
    place: Place, systems: Sequence[System], size: Size, others: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What each ranks for every row; the vectors of all questions are left for the phases without encoding."""
    for system in systems:
        with place.worker(system, "--given", "--keeps") as worker:
            its = {}
            for name in size.sets:
                asked = rows(name)
                answers = worker("rank", questions=[row.turns for row in asked])["found"]
                its[name] = figures(system, asked, answers)
            kept = place.vectors / ("ours" if system.ours else "peers")
            if system.semantic:
                worker("keep", questions=list(others), folder=str(kept))
        yield system.name, {"quality": its}
    assert set(size.sets) <= set(SETS)


def _latency(
    place: Place, systems: Sequence[System], size: Size, asked: dict[str, list[str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Milliseconds a question, each for the first time in its process: without encoding, and with it beside the encoder alone."""
    for name, questions, more in (
        ("topic, without encoding", asked["topics"], ("--given",)),
        ("exact", asked["exact"], ("--given",)),
        ("topic, with encoding", asked["topics"][: size.encoded], ()),
    ):
        encodes = not more
        chosen = [system for system in systems if system.semantic or not encodes]
        taken = _in_turn(place, chosen, questions, more)
        for system in chosen:
            its = {name: spread(taken[system.name])}
            if encodes:
                alone = statistics.median(taken["the encoder alone"])
                its["times the encoder"] = rounded(statistics.median(taken[system.name]) / alone)
            yield system.name, its
        if encodes or name == "exact" or OURS not in chosen:
            continue
        with place.worker(OURS, "--given") as worker:
            worker("load")
            yield OURS.name, {"search alone": spread(worker("alone", questions=questions)["own"])}


def _in_turn(
    place: Place, systems: Sequence[System], questions: Sequence[str], more: Sequence[str]
) -> dict[str, list[float]]:
    import contextlib

    taken: dict[str, list[float]] = {}
    with contextlib.ExitStack() as stack:
        workers = []
        for system in systems:
            worker = stack.enter_context(place.worker(system, *more))
            worker("load")
            worker("time", questions=WARM_UP)
            workers.append((system.name, "time", worker))
        if not more:
            # Any worker's encoder will do: it is the same.
            workers.append(("the encoder alone", "encode", workers[0][2]))
        for start in range(0, len(questions), BLOCK):
            for name, op, worker in workers:
                block = list(questions[start : start + BLOCK])
                taken.setdefault(name, []).extend(worker(op, questions=block)["own"])
    return taken


def _cold(place: Place, systems: Sequence[System], size: Size) -> Iterator[tuple[str, dict[str, Any]]]:
    """Seconds of its own that a whole process takes to one answer, the vectors of the plan lying on disk."""
    taken: dict[tuple[str, str], list[float]] = {}
    for turn in range(size.cold + 1):
        for system in systems:
            for kind, question in (("exact", EXACT_QUESTION), ("topic", TOPIC_QUESTION)):
                ask = [place.python(system), "-m", "bot", "ask", question]
                command = ask if system.ours else place.command(system, "--once", question)
                used = own_seconds(command, place.env(system))
                if turn:  # the first one compiles, and fills the disk's cache
                    taken.setdefault((system.name, kind), []).append(used)
    for (name, kind), seconds in taken.items():
        yield name, {f"cold to the first {kind} answer, s": rounded(statistics.median(seconds))}


def own_seconds(command: Sequence[str], env: dict[str, str]) -> float:
    """Seconds of user and system time of a process, which must succeed."""
    child = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert child.stderr
    with child.stderr:
        said = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{command} ended with {child.returncode}: {said.decode(errors='replace')[-500:]}")
    return used.ru_utime + used.ru_stime


def _memory(place: Place, systems: Sequence[System]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Resident megabytes: loaded with the plan's vectors, and with the encoder after a question."""
    for system in systems:
        with place.worker(system) as worker:
            loaded = worker("load")["mb"]
            worker("time", questions=[TOPIC_QUESTION])
            time.sleep(0.1)
            its = {"loaded, MB": rounded(loaded), "after a question on a subject, MB": rounded(worker("memory")["mb"])}
        yield system.name, its


def _installed(place: Place, system: System) -> float:
    """Megabytes of the packages of an environment, without what installs them."""
    own = ["import json, importlib.metadata as m, pathlib"]
    if not system.ours:
        packages = next((place.venvs / system.venv).glob("lib/python*/site-packages"))
        return rounded(sum(_bytes(path) for path in packages.iterdir() if not path.name.startswith(NOT_COUNTED)) / 1e6)
    del own
    return rounded(_locked() / 1e6)


def _locked() -> int:
    """Bytes of what a user of this project installs: the packages of its lock, without those of the tests."""
    import importlib.metadata

    names = [line.split("==")[0] for line in (ROOT / "locks/run.txt").read_text("utf-8").splitlines() if "==" in line]
    files = (file for name in names for file in importlib.metadata.files(name) or ())
    sources = (path for folder in ("bot", "corpus", "index") for path in (ROOT / folder).rglob("*") if path.is_file())
    located = [Path(str(file.locate())) for file in files]
    return sum(path.stat().st_size for path in (*located, *sources) if path.exists())


def _bytes(path: Path) -> int:
    return sum(file.stat().st_size for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file())
