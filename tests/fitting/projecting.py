"""Fits the projection: questions are moved so that the task each is about has the nearest passage of its plan."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from index.retrieval.encoders import Vectors
from index.retrieval.projection import Projection
from tests.fitting.data import BARE, FIRST

Starts = npt.NDArray[np.int64]
FOLDS = 4
# What it reads in a question, how often each plan's questions are gone through, how fast and how freely it moves.
FEW, ROUNDS, RATE, DECAY = 64, 30, 1e-3, 1e-2
# So many of a plan's questions count in a round, and how steeply nearness counts.
EACH, STEEPNESS = 200, 40.0
_SEED = 1


@dataclass(frozen=True, slots=True)
class Pair:
    """A question's vector (n,) and which tasks of its plan are right (tasks,)."""

    plan: str
    vector: Vectors
    right: npt.NDArray[np.bool_]


Passages = Callable[[str], tuple[Vectors, Starts]]


def fold(plan: str) -> int:
    """The fold of a plan: the first plan's two forms are one."""
    return zlib.crc32((FIRST if plan == BARE else plan).encode()) % FOLDS


def fit_folds(pairs: Sequence[Pair], passages: Passages) -> list[Projection]:
    """By fold the projection fitted without its plans."""
    return [fit_projection([pair for pair in pairs if fold(pair.plan) != number], passages) for number in range(FOLDS)]


def fit_projection(pairs: Sequence[Pair], passages: Passages) -> Projection:
    """The projection by which the passages of the right tasks are nearest; the same from the same pairs, by one thread."""
    torch.set_num_threads(1)
    chance = torch.Generator().manual_seed(_SEED)
    plans = [_Plan(id, [pair for pair in pairs if pair.plan == id], passages) for id in sorted({p.plan for p in pairs})]
    width = plans[0].questions.shape[1]
    down = torch.nn.Parameter(torch.randn(width, FEW, generator=chance) * 0.02)
    up = torch.nn.Parameter(torch.zeros(FEW, width))
    optimiser = torch.optim.AdamW([down, up], lr=RATE, weight_decay=DECAY)
    for _ in range(ROUNDS):
        for place in torch.randperm(len(plans), generator=chance).tolist():
            loss = plans[place].loss(down, up, chance)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return Projection(down.detach().numpy(), up.detach().numpy())


class _Plan:
    """A plan's questions, its passages, and which task each of these is of."""

    def __init__(self, id: str, pairs: Sequence[Pair], passages: Passages) -> None:
        vectors, starts = passages(id)
        self.questions = torch.tensor(np.array([pair.vector for pair in pairs], dtype=np.float32))
        self._right = torch.tensor(np.array([pair.right for pair in pairs]))
        self._passages = torch.tensor(np.asarray(vectors, dtype=np.float32))
        self._tasks = torch.tensor(np.repeat(np.arange(len(starts)), np.diff([*starts, len(vectors)])))

    def loss(self, down: torch.Tensor, up: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
        """How unlikely the right tasks are by nearness, of some of the questions."""
        drawn = torch.randperm(len(self.questions), generator=chance)[:EACH]
        moved = self.questions[drawn] + (self.questions[drawn] @ down) @ up
        near = (moved / moved.norm(dim=1, keepdim=True)) @ self._passages.T
        best = torch.full((len(drawn), int(self._tasks[-1]) + 1), -1.0)
        best = best.scatter_reduce(1, self._tasks.expand(len(drawn), -1), near, "amax")
        shares = torch.log_softmax(best * STEEPNESS, 1)
        return -torch.logsumexp(shares.masked_fill(~self._right[drawn], -1e9), 1).mean()
