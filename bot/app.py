"""The only place that wires objects: settings to plan, engine, renderer and assistant."""

from __future__ import annotations

from bot.config import Settings
from bot.conversation import Assistant
from bot.render import Renderer
from bot.wording import Wording
from corpus.library import load_library
from index.engine import Engine


def build_assistant(settings: Settings, wording: Wording, plan: str | None = None) -> Assistant:
    """The assistant for a plan (the first for None); CorpusError or IndexFault where it cannot be had."""
    library = load_library(settings.plans_dir)
    chosen = library.plan(plan)
    engine = Engine(chosen, library.registry, settings.var_dir, settings.embedding_model)
    return Assistant(engine, Renderer(chosen, library.registry, wording), wording)
