"""How right each system is on the committed questions: exact sets, the first tasks of a subject, refusals."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.peers.systems import ROOT, System

SETS = {"gold": ROOT / "tests/gold/questions.jsonl", "measured": ROOT / "tests/questions/measured.jsonl"}
ON_A_SUBJECT = ("topic", "topicdept")
WITHIN = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A question of a set with what it expects; what peers are asked is its last turn."""

    tag: str
    turns: tuple[str, ...]
    expect: dict[str, Any]

    @property
    def lang(self) -> str:
        """Chinese where any character of the words is."""
        return "zh" if any("\u3400" <= char <= "\u9fff" for char in self.turns[-1]) else "en"

    @property
    def right(self) -> set[int]:
        """The tasks of which one must come first (or within three); none where it is not asked by subject."""
        found = self.expect.get("first") or self.expect.get("within3") or ()
        return set(found) if self.tag in ON_A_SUBJECT and "tasks" not in self.expect else set()

    @property
    def refused(self) -> bool | None:
        """Whether it must be refused; None where either will do, or where it leans on a turn before."""
        known = {"answer": False, "refusal": True}
        kind = self.expect.get("kind", "answer")
        return known.get(kind) if isinstance(kind, str) and len(self.turns) == 1 else None

    @property
    def exact(self) -> set[int] | None:
        """The set of tasks that an answer must be; None for other rows."""
        answered = self.expect.get("kind", "answer") == "answer"
        return set(self.expect["tasks"]) if "tasks" in self.expect and answered else None


def rows(name: str) -> list[Row]:
    """The rows of a set."""
    lines = SETS[name].read_text("utf-8").splitlines()
    return [Row(row["tag"], tuple(row["turns"]), row["expect"]) for row in map(json.loads, lines)]


def figures(system: System, asked: Sequence[Row], found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Shares from 0 to 1, by name; a peer's sets and refusals by the cut and the threshold that are best on these very rows."""
    pairs = list(zip(asked, found, strict=True))
    made: dict[str, Any] = {}
    for lang in ("zh", "en"):
        ranked = [(row, [task for task, _ in its["ranked"]]) for row, its in pairs if row.right and row.lang == lang]
        first = [(row, tasks) for row, tasks in ranked if "first" in row.expect]
        made[f"R@1 {lang}"] = share(bool(row.right & set(tasks[:1])) for row, tasks in first)
        made[f"R@3 {lang}"] = share(bool(row.right & set(tasks[:WITHIN])) for row, tasks in ranked)
    sets = [(row.exact, its["ranked"]) for row, its in pairs if row.exact is not None]
    made["exact sets"], made["exact rows"] = max(_exact(system, sets)), len(sets)
    judged = [(row.refused, its) for row, its in pairs if row.refused is not None]
    made["refusal"], made["refusal rows"] = _refusal(system, judged), sum(bool(refused) for refused, _ in judged)
    return made


def _exact(system: System, sets: Sequence[tuple[set[int], list[tuple[int, float]]]]) -> Iterable[float]:
    """The share of sets that equal the truth: as they are; of a peer by its first k, for every k, and by its ties at the top."""
    if system.ours:
        return [share({task for task, _ in ranked} == truth for truth, ranked in sets)]
    cuts = [share({task for task, _ in ranked[:k]} == truth for truth, ranked in sets) for k in range(41)]
    tied = [(truth, {task for task, score in ranked if score == ranked[0][1]}) for truth, ranked in sets]
    return [*cuts, share(found == truth for truth, found in tied)]


def _refusal(system: System, judged: Sequence[tuple[bool, dict[str, Any]]]) -> float:
    """Balanced accuracy: of a peer by the threshold, on its score or its best cosine, that is best on these very rows."""
    if system.ours:
        return balanced([(truth, its["kind"] == "refusal") for truth, its in judged])
    reached = [0.5]
    for kind in ("score", "cosine"):
        values = [(truth, _level(its, kind)) for truth, its in judged]
        cuts = sorted({level for _, level in values})
        reached += [balanced([(truth, level < cut) for truth, level in values]) for cut in cuts]
    return max(reached)


def _level(its: dict[str, Any], kind: str) -> float:
    if kind == "score":
        return float(its["ranked"][0][1]) if its["ranked"] else -math.inf
    return -math.inf if its["signal"] is None else float(its["signal"])


def balanced(pairs: Sequence[tuple[bool, bool]]) -> float:
    """The mean of the shares of what must be refused that was, and of what must be answered that was."""
    refused, answered = ([said is truth for truth, said in pairs if truth is kind] for kind in (True, False))
    return round((share(refused) + share(answered)) / 2, 3)


def share(hits: Iterable[bool]) -> float:
    """How many of them hold, 0 to 1; not a number for none."""
    told = list(hits)
    return round(sum(told) / len(told), 3) if told else math.nan
