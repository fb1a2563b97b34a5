"""One sandbox and one browser for all of these tests: a real Chromium, the real server, the real bot process."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from index.engine import Engine
from tests.botapi import BotApiServer, Chat, User, World
from tests.sandbox.__main__ import running_sandbox
from tests.sandbox.bot_process import BotProcess
from tests.sandbox.browser import chromium_path, running_browser
from tests.sandbox.scene import Scene, new_scene

SECONDS = 20
DESKTOP = (1180, 800)
PHONE = (390, 800)
expect.set_options(timeout=SECONDS * 1000)


@dataclass
class Sandbox:
    """What a test moves: the world behind the page, and the bot's process."""

    scene: Scene
    server: BotApiServer
    bot: BotProcess
    problems: list[str] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.scene.world

    def newcomer(self, name: str = "新人", language: str = "zh-hans") -> User:
        """A new person with a private chat, so that no test sees another's."""
        user = self.world.add_user(name, username=f"user{len(self.world.users)}", language_code=language)
        self.world.add_private_chat(user, started=False)
        return user


@pytest.fixture(scope="session")
def index_folder(engine: Engine, var_dir: Path) -> Path:
    """The session's var folder with the index built."""
    engine.topics()
    return var_dir


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sandbox(index_folder: Path) -> AsyncIterator[Sandbox]:
    scene = new_scene()
    async with running_sandbox(scene, index_folder) as (server, bot):
        await scene.world.wait_until(lambda: scene.world.calls_of("getUpdates"), timeout=60)
        yield Sandbox(scene, server, bot)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if chromium_path() is None:
        pytest.skip("no chromium here (Debian's package chromium): the sandbox's page is not tested")
    async with running_browser() as running:
        yield running


Visit = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def visit(sandbox: Sandbox, browser: Browser) -> AsyncIterator[Visit]:
    """Opens the page as a person, in one of their chats; every test ends with no error on its pages."""
    pages: list[Page] = []
    problems: list[str] = []

    async def open_page(
        user: User, chat: Chat | None = None, *, thread: int | None = None, size: tuple[int, int] = DESKTOP
    ) -> Page:
        page = await browser.new_page(viewport={"width": size[0], "height": size[1]}, accept_downloads=True)
        page.set_default_timeout(SECONDS * 1000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: problems.append(request.url) if _is_foreign(sandbox, request.url) else None)
        pages.append(page)
        where = "/".join(str(part) for part in (user.id, chat.id if chat else None, thread) if part)
        await page.goto(f"{sandbox.server.address}/#/{where}")
        await page.wait_for_selector("#app[data-view]")
        return page

    yield open_page
    for page in pages:
        await page.close()
    assert problems == []


def _is_foreign(sandbox: Sandbox, url: str) -> bool:
    return not url.startswith((sandbox.server.address, "data:", "blob:"))
