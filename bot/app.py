"""Settings become plan, engine, renderer and assistant; bot/telegram/app.py wires the bot on top of them."""

from __future__ import annotations

import logging

from bot.config import Settings
from bot.dialogue.conversation import Assistant
from bot.plans.served import Plans, Source
from bot.screens.render import Renderer
from bot.screens.wording import Wording
from corpus.library import Library, load_library
from corpus.locations import Locations, checked
from corpus.records import CorpusError
from index.engine import Engine

_LOG = logging.getLogger(__name__)


def build_assistant(settings: Settings, wording: Wording, plan: str | None = None) -> Assistant:
    """The assistant for a plan (the default one for None); CorpusError or IndexFault where it cannot be had."""
    library = _library(settings)
    chosen = library.plan(plan or _default(settings, library) or None)
    engine = Engine(chosen, settings.var_dir, settings.embedding_model, settings.reader)
    return Assistant(engine, Renderer(chosen, wording), wording)


def build_plans(settings: Settings, wording: Wording) -> Plans:
    """Every installed plan, none of them read yet; CorpusError where DEFAULT_PLAN is none of them."""
    library = _library(settings)
    default = _default(settings, library)

    def source(id: str) -> Source:
        return Source(
            library.entry(id),
            lambda: Engine(library.plan(id), settings.var_dir, settings.embedding_model, settings.reader),
        )

    sources = []
    for id in library.ids:
        try:
            sources.append(source(id))
        except CorpusError as error:
            # One that was added and is damaged stops no other.
            if id in (default, library.ids[0]):
                raise
            _LOG.warning("the plan %s is not served: %s", id, error)
    return Plans(sources, wording, bool(settings.admin_ids), default)


def _library(settings: Settings) -> Library:
    places = checked(Locations(settings.plans_dir, settings.var_dir))
    return load_library(places.plans_dir, places.var_dir)


def _default(settings: Settings, library: Library) -> str:
    if settings.default_plan and settings.default_plan not in library.ids:
        installed = ", ".join(library.ids)
        raise CorpusError(f"DEFAULT_PLAN={settings.default_plan} is not installed: installed are {installed}")
    return settings.default_plan
