"""The systems side by side: the environment, the adapter and the process of each."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
PLAN = ROOT / "corpus/plans/neimenggu-2011/text.txt"
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class System:
    """A system: what it is called, the requirements that its environment has ("" for this project's own), its adapter.

    The best of the frameworks is what this project is measured against; the others show what the parts of one take.
    """

    name: str
    venv: str
    adapter: str
    semantic: bool = True
    framework: bool = True
    env: tuple[tuple[str, str], ...] = ()

    @property
    def ours(self) -> bool:
        """Whether it is this project."""
        return not self.venv


OURS = System("this project", "", "project", framework=False)
SYSTEMS = (
    OURS,
    System("txtai hybrid", "txtai", "txtai_hybrid"),
    System("LlamaIndex fusion", "llamaindex", "llamaindex"),
    System("Haystack, joined by rank", "haystack", "haystack_rrf"),
    System("LangChain ensemble", "langchain", "langchain_ensemble"),
    System("LangChain ensemble, jieba", "langchain", "langchain_ensemble", env=(("PEERS_CUT", "jieba"),)),
    System("vectors alone", "bare", "dense", framework=False),
    System("SQLite FTS5 trigram", "bare", "fts5", semantic=False, framework=False),
    System("longest common run, plain scan", "bare", "scan", semantic=False, framework=False),
)


class Place:
    """Where the environments and what is made between phases lie."""

    def __init__(self, folder: Path) -> None:
        self.venvs, self.work = folder / "venvs", folder / "peers"
        self.vectors, self.chunks = self.work / "vectors", self.work / "chunks.json"

    def python(self, system: System) -> str:
        """The interpreter of a system."""
        return sys.executable if system.ours else str(self.venvs / system.venv / "bin/python")

    def installed(self, system: System) -> bool:
        """Whether its environment is what its requirements say."""
        stamp = self.venvs / system.venv / "requirements.txt"
        return system.ours or (stamp.exists() and stamp.read_text("utf-8") == requirements(system.venv))

    def env(self, system: System) -> dict[str, str]:
        """Its environment variables: one thread, compiled files kept, no hub."""
        kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        paths = {"PYTHONPATH": str(ROOT)} if system.ours else {}
        fixed = {**dict.fromkeys(ONE_THREAD, "1"), "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
        return {**kept, **fixed, **paths, "EMBEDDING_MODEL": "", **dict(system.env)}

    def command(self, system: System, *more: str) -> list[str]:
        """A worker of a system, with the plan's vectors kept."""
        kept = self.vectors / ("ours" if system.ours else "peers")
        worker = [self.python(system), str(HERE / "worker.py"), system.adapter]
        return [*worker, "--chunks", str(self.chunks), "--vectors", str(kept), *more]

    @contextlib.contextmanager
    def worker(self, system: System, *more: str) -> Iterator[Worker]:
        """A process of a system, started and in the end stopped."""
        with open(self.work / "workers.log", "a") as log:
            process = subprocess.Popen(
                self.command(system, *more),
                env=self.env(system),
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
            )
            with process:
                yield Worker(process)
                assert process.stdin
                process.stdin.close()


class Worker:
    """A process that answers lines."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.hello = self._line()

    def __call__(self, op: str, **said: object) -> dict[str, Any]:
        """What it answers to an order."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"op": op, **said}, ensure_ascii=False) + "\n")
        self._process.stdin.flush()
        return self._line()

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(
                f"{self._process.args} ended with {self._process.wait()}: see workers.log beside its vectors"
            )
        found: dict[str, Any] = json.loads(line)
        return found


def requirements(venv: str) -> str:
    """The pinned versions of an environment, those that it shares included."""
    text = (HERE / "requirements" / f"{venv}.txt").read_text("utf-8")
    return text.replace("-r bare.txt\n", requirements("bare") if venv != "bare" else "")


def install(folder: Path, systems: Sequence[System] = SYSTEMS) -> None:
    """An environment of its own for each peer, with pinned versions: 2.7 GB, most of it txtai's torch."""
    place = Place(folder)
    for system in systems:
        if place.installed(system):
            continue
        venv, wanted = place.venvs / system.venv, requirements(system.venv)
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        pip = [str(venv / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *(line for line in wanted.splitlines() if not line.startswith("#"))], check=True)
        (venv / "requirements.txt").write_text(wanted, "utf-8")
