"""The button beside the field, which opens the page where the operator has given it an address."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Settings
from bot.telegram.app import Service
from tests.botapi import BotApiServer, Chat, Fault, User, World, too_many_requests
from tests.telegram.talk import LED, answer_to

PAGE = "https://plans.example/"


@pytest.fixture(params=[PAGE, ""])
def settings(request: pytest.FixtureRequest, world: World, server: BotApiServer, tmp_path: Path) -> Settings:
    return replace(Settings(world.bot.token, server.base_url, var_dir=tmp_path), web_url=request.param)


async def test_the_button_opens_the_page(bot: Service, settings: Settings, world: World) -> None:
    if settings.web_url:
        await world.wait_until(lambda: world.calls_of("setChatMenuButton") or None)
        opened = {"type": "web_app", "text": "查方案 Plan", "web_app": {"url": PAGE}}
        assert world.bot.menu_buttons == {None: opened}
        return
    await world.wait_until(lambda: len(world.calls_of("setMyCommands")) == 6 or None)
    assert world.calls_of("setChatMenuButton") == [], "a button that the operator has set stays"


@pytest.mark.parametrize("settings", [PAGE], indirect=True)
async def test_failing_to_set_it_is_not_fatal(
    bot: Service, world: World, private: Chat, ann: User, log: io.StringIO
) -> None:
    world.faults.add(Fault(error=too_many_requests(60)), method="setChatMenuButton", times=None)
    await bot.table.set_menus()
    assert f"the menu button does not open {PAGE}" in log.getvalue()
    assert (await answer_to(world, private, ann, "/dept 商务厅")).text.startswith(LED)
