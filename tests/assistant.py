"""An assistant over an engine, with the real renderer and wording."""

from __future__ import annotations

from bot.dialogue.conversation import Assistant
from bot.screens.render import Renderer
from bot.screens.wording import Wording
from index.engine import Engine


def assistant_of(engine: Engine) -> Assistant:
    """An Assistant that remembers nothing yet."""
    wording = Wording()
    return Assistant(engine, Renderer(engine.plan, wording), wording)
