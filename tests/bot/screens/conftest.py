"""The cards of the first plan."""

from __future__ import annotations

import pytest

from bot.plans.served import Plans, Served
from bot.screens.wording import Wording
from index.engine import Engine


@pytest.fixture(scope="session")
def served(engine: Engine) -> Served:
    return Plans([engine], Wording(), reports=True).get(None)
