"""The plans that are served: each with its assistant and its cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.cards import Cards
from bot.conversation import Assistant
from bot.render import Renderer
from bot.wording import Wording
from corpus.records import Plan
from index.engine import Engine


@dataclass(frozen=True, slots=True)
class Served:
    """One plan, who answers about it, and its screens."""

    plan: Plan
    assistant: Assistant
    cards: Cards


class Plans:
    """The plans by id, and by the tag that stands for the id in buttons and links; the first is asked by default."""

    def __init__(self, engines: Sequence[Engine], wording: Wording, reports: bool) -> None:
        """`reports` is whether anyone is told of wrong answers."""
        self._served: dict[str, Served] = {}
        for engine in engines:
            renderer = Renderer(engine.plan, wording)
            assistant = Assistant(engine, renderer, wording)
            self._served[engine.plan.id] = Served(engine.plan, assistant, Cards(engine, renderer, wording, reports))
        self._tags = {served.cards.tag: served for served in self._served.values()}

    @property
    def all(self) -> tuple[Served, ...]:
        """Every plan, by id."""
        return tuple(self._served.values())

    def get(self, id: str | None) -> Served:
        """The plan of that id; the first for None and for one that is no longer installed."""
        return self._served.get(id or "") or self.all[0]

    def tagged(self, tag: str) -> Served | None:
        """The plan of a button or link; None for one that is no longer installed."""
        return self._tags.get(tag)

    @property
    def engines(self) -> tuple[Engine, ...]:
        """The engine of every plan."""
        return tuple(served.assistant.engine for served in self.all)

    def warm(self) -> None:
        """Loads what topics need of every plan."""
        for served in self.all:
            served.assistant.warm()
