"""Settings become plan, engine, renderer and assistant; bot/telegram/app.py wires the bot on top of them."""

from __future__ import annotations

from bot.config import Settings
from bot.conversation import Assistant
from bot.plans import Plans
from bot.render import Renderer
from bot.wording import Wording
from corpus.library import load_library
from index.engine import Engine


def build_assistant(settings: Settings, wording: Wording, plan: str | None = None) -> Assistant:
    """The assistant for a plan (the default one for None); CorpusError or IndexFault where it cannot be had."""
    library = load_library(settings.plans_dir)
    chosen = library.plan(plan or settings.default_plan or None)
    engine = Engine(chosen, settings.var_dir, settings.embedding_model)
    return Assistant(engine, Renderer(chosen, wording), wording)


def build_plans(settings: Settings, wording: Wording) -> Plans:
    """Every installed plan, each with its assistant and its cards; CorpusError where one cannot be used."""
    library = load_library(settings.plans_dir)
    engines = [Engine(plan, settings.var_dir, settings.embedding_model) for plan in library.plans]
    return Plans(engines, wording, reports=bool(settings.admin_ids))
