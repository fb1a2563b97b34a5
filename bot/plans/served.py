"""The plans that are served, each read when it is first asked for; they may be swapped, added and removed at run time."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import MappingProxyType

from bot.dialogue.conversation import Assistant
from bot.screens.cards import Cards
from bot.screens.refs import tag_of
from bot.screens.render import Renderer
from bot.screens.wording import Wording
from corpus.library import Entry, entry_of
from corpus.records import CorpusError, Plan
from index.engine import Engine

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Served:
    """One plan, who answers about it, and its screens."""

    plan: Plan
    assistant: Assistant
    cards: Cards


def task_link(username: str, key: int, tag: str) -> str:
    """The link that opens a task in a private chat with the bot of that name; empty for none."""
    return f"https://t.me/{username}?start=t{key}-{tag}" if username else ""


class Source:
    """A plan as it is known before it is read, and how its engine is had; it is read once, by whoever asks first."""

    def __init__(self, entry: Entry, load: Callable[[], Engine]) -> None:
        self.entry = entry
        self.tag = tag_of(entry.id)
        self._load = load
        self._loading = threading.Lock()
        self._served: Served | None = None

    @classmethod
    def of(cls, engine: Engine) -> Source:
        """A plan that is read already."""
        return cls(entry_of(engine.plan), lambda: engine)

    @property
    def read(self) -> bool:
        """Whether the plan has been read."""
        return self._served is not None

    def served(self, wording: Wording, reports: bool, username: Callable[[], str]) -> Served:
        """The plan ready to be asked, titles leading to the bot of that name; CorpusError where it cannot be read."""
        if self._served is None:
            with self._loading:
                if self._served is None:
                    engine = self._load()
                    renderer = Renderer(engine.plan, wording)
                    renderer.words.link = lambda key: task_link(username(), key, self.tag)
                    assistant = Assistant(engine, renderer, wording)
                    self._served = Served(engine.plan, assistant, Cards(engine, renderer, wording, reports))
        return self._served


class Plans:
    """The plans by id, and by the tag that stands for the id in buttons and links.

    Thread-safe. `replace` and `remove` swap the whole mapping at once: who holds a Served goes on with the plan as it was,
    who asks next gets the new one.
    """

    def __init__(self, plans: Iterable[Engine | Source], wording: Wording, reports: bool, default: str = "") -> None:
        """`reports` is whether anyone is told of wrong answers; `default` the id of the plan that is asked by default.

        CorpusError where there is no plan, or the default is none of them.
        """
        sources = [plan if isinstance(plan, Source) else Source.of(plan) for plan in plans]
        self._sources = MappingProxyType({source.entry.id: source for source in sources})
        if not self._sources:
            raise CorpusError("no plan is installed: python -m corpus add FILE")
        if default and default not in self._sources:
            raise CorpusError(f"there is no plan {default}: installed are {', '.join(self._sources)}")
        self.default = default or sources[0].entry.id
        # The default one comes first wherever plans are listed.
        ordered = sorted(self._sources, key=lambda id: id != self.default)
        self._sources = MappingProxyType({id: self._sources[id] for id in ordered})
        self._wording = wording
        self._reports = reports
        self._changing = threading.Lock()
        # The bot whose private chat titles lead to, once there is one.
        self.username: Callable[[], str] = lambda: ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is known of every plan without reading it."""
        return tuple(source.entry for source in self._sources.values())

    @property
    def all(self) -> tuple[Served, ...]:
        """Every plan that can be read, each read now where it was not yet; those that cannot are logged."""
        return tuple(served for id in self._sources if (served := self.find(id)) is not None)

    @property
    def engines(self) -> tuple[Engine, ...]:
        """The engine of every plan that can be read."""
        return tuple(served.assistant.engine for served in self.all)

    def __contains__(self, id: str) -> bool:
        return id in self._sources

    def get(self, id: str | None) -> Served:
        """The plan of that id; the default for None and for one that is no longer installed. CorpusError if unreadable."""
        sources = self._sources
        source = sources.get(id or "") or sources.get(self.default) or next(iter(sources.values()))
        return source.served(self._wording, self._reports, lambda: self.username())

    def find(self, id: str) -> Served | None:
        """The plan of that id; None for one that is not installed or cannot be read, which is logged."""
        source = self._sources.get(id)
        try:
            return None if source is None else source.served(self._wording, self._reports, lambda: self.username())
        except CorpusError as error:
            _LOG.warning("the plan %s is not served: %s", id, error)
            return None

    def tagged(self, tag: str) -> Served | None:
        """The plan of a button or link; None for one that is no longer installed."""
        id = next((source.entry.id for source in self._sources.values() if source.tag == tag), None)
        return None if id is None else self.find(id)

    def replace(self, engine: Engine) -> None:
        """Serves the engine's plan from now on, in place of the one with its id where there is one."""
        source = Source.of(engine)
        source.served(self._wording, self._reports, lambda: self.username())
        with self._changing:
            self._sources = MappingProxyType({**self._sources, source.entry.id: source})

    def remove(self, id: str) -> None:
        """Serves a plan no more; CorpusError for the only one. Chats that asked it ask the default one."""
        with self._changing:
            rest = {known: source for known, source in self._sources.items() if known != id}
            if not rest:
                raise CorpusError(f"{id} is the only plan: add another one first")
            self._sources = MappingProxyType(rest)
            if self.default not in rest:
                self.default = next(iter(rest))

    def warm(self) -> None:
        """Loads what topics need of every plan, of the default one first."""
        for served in sorted(self.all, key=lambda served: served.plan.id != self.default):
            with contextlib.suppress(CorpusError):
                served.assistant.warm()
