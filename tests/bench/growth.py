"""How things grow: plans of up to 40,000 tasks through the whole program, each size in a process of its own."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import index.retrieval.encoders
import index.retrieval.second
from corpus.library import load_library
from index.engine import Engine
from index.store import open_index
from tests.assistant import assistant_of
from tests.bench.clock import clocked, resident, rounded, spread
from tests.bench.grown import PLACE, TITLE, Recombined, departments, grown_text
from tests.bench.peers.systems import OURS, Place

T = TypeVar("T")
FULL, SMALL = (40, 400, 4000, 40_000), (40, 400)
# Seconds of its own after which a size is given up.
PATIENCE = 900
SUBJECTS = (
    "口岸通关改革",
    "农民工技能培训",
    "园区污水处理",
    "企业上市融资",
    "铁路公路建设",
    "文物保护",
    "保税仓库",
    "国企改革",
    "节约用水",
    "淘汰落后产能",
    "夜间门诊",
    "校车安全",
    "粮食储备",
    "森林防火",
    "防汛抢险",
    "数据共享",
    "养老服务",
    "营商环境",
    "乡村道路",
    "食品抽检",
)
# So many measures of each kind.
ASKED = 20


def growth(folder: Path, sizes: Sequence[int]) -> dict[str, Any]:
    """By the number of tasks the figures of each step, or that it was given up."""
    found = {}
    for size in sizes:
        command = [sys.executable, "-m", "tests.bench.growth", str(folder), str(size)]
        bounded = [f"--seconds={PATIENCE}"]
        done = subprocess.run(
            [*command, *bounded], env=Place(folder).env(OURS), stdout=subprocess.PIPE, encoding="utf-8"
        )
        found[str(size)] = json.loads(done.stdout) if done.returncode == 0 else {"given up": done.returncode}
        print(size, found[str(size)], flush=True)
    return found


class Steps:
    """Takes the steps, each timed by this thread's own clock, with the memory that it left."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}

    def __call__(self, name: str, call: Callable[[], T]) -> T:
        used, before = time.thread_time(), resident()
        made = call()
        self.found[name] = {"s": rounded(time.thread_time() - used), "mb": round(resident() - before)}
        return made


def written(folder: Path, size: int) -> Path:
    """The folder of plans with one of that size in it."""
    plan = folder / "plans" / f"grown-{size}"
    shutil.rmtree(folder, ignore_errors=True)
    plan.mkdir(parents=True)
    data = grown_text(size).encode()
    (plan / "text.txt").write_bytes(data)
    said = {"title": TITLE, "sha256": hashlib.sha256(data).hexdigest(), "place": PLACE}
    lines = [f'{key} = "{value}"' for key, value in said.items()]
    (plan / "plan.toml").write_text("\n".join([*lines, "year = 2011", ""]), "utf-8")
    return plan.parent


def through_the_program(folder: Path, size: int) -> dict[str, Any]:
    """The steps of the whole program on a plan of that size."""
    here, step = folder / f"grown-{size}", Steps()
    plans, var, id = written(here, size), here / "var", f"grown-{size}"
    load_library().plan()  # what is imported and read for any plan
    step("parse", lambda: load_library(plans, var).plan(id))
    plan = step("read what was parsed", lambda: load_library(plans, var).plan(id))
    step.found["tasks"], step.found["warnings"] = len(plan.tasks), len(plan.document.warnings)
    assistant = assistant_of(Engine(plan, var))
    engine, number = assistant.engine, itertools.count()

    def reply(question: str) -> None:
        assistant.reply(question, f"growth {next(number)}")

    step("first exact question", lambda: reply("商务厅牵头哪些任务"))
    rng, names = random.Random(0), departments()
    pairs = [rng.sample(names, 2) for _ in range(ASKED)]
    reply("第1条谁负责")
    found = step.found
    found["a task's departments"] = spread(clocked(reply, [f"第{rng.randint(1, size)}条谁负责" for _ in range(ASKED)]))
    found["two departments"] = spread(clocked(reply, [f"{a}牵头、{b}配合的任务有哪些" for a, b in pairs]))
    found["a department's tasks"] = spread(clocked(reply, [f"{name}牵头哪些任务？" for name in names[:ASKED]]))
    found["tasks in that answer"] = max(len(engine.tables.holds(id)) for id in engine.tables.departments)
    found["how many"] = spread(clocked(reply, [f"{name}参加几项任务" for name in names[:ASKED]]))
    encoder = Recombined(folder)
    index.retrieval.encoders.BundledE5 = lambda: encoder
    index.retrieval.second.second_available = lambda: False
    stored = step("build the index, its vectors given", lambda: open_index(var, plan, encoder))
    found["passages"] = len(stored.tasks.chunks)
    del stored
    topics = step("load the index", engine.topics)
    for subject in SUBJECTS:
        topics.search.encode(subject)
        topics.search.encode(f"谁来管{subject}")
    reply(f"谁来管{SUBJECTS[0]}")
    some = engine.tables.holds(engine.tables.departments[0])
    found["subject, search alone"] = spread(clocked(lambda topic: topics.judge(topic, "zh"), SUBJECTS))
    topics.search._weighed.cache_clear()
    within = clocked(lambda topic: topics.judge(topic, "zh", some), SUBJECTS)
    found["subject within a department, search alone"] = spread(within)
    found["subject, reply"] = spread(clocked(reply, [f"谁来管{subject}" for subject in SUBJECTS]))
    found["resident, MB"] = round(resident())
    shutil.rmtree(here)
    return found


def main() -> None:
    """One size in this process, its figures as JSON."""
    folder, size, seconds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3].partition("=")[2])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    print(json.dumps(through_the_program(folder, size), ensure_ascii=False))


if __name__ == "__main__":
    main()
