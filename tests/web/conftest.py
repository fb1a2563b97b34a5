"""The real page on a free port for all of these tests, over two plans; and one browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from bot.plans.served import Plans
from bot.screens.wording import Wording
from bot.web.app import build_web
from bot.web.limits import Limits
from bot.web.server import serving
from index.engine import Engine
from tests.sandbox.browser import chromium_path, running_browser
from tests.several import COUNTY, engine_of

FIRST, COUNTIES = "neimenggu-2011", "songling-2023"
CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9"}
ENGLISH = {"Accept-Language": "en-GB"}
SECONDS = 60
# All of these tests come from one address.
GENEROUS = Limits(questions=100_000, requests=100_000)
expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture(scope="session")
def plans(engine: Engine, var_dir: Path) -> Plans:
    return Plans([engine, engine_of(COUNTIES, COUNTY, var_dir)], Wording(), reports=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def address(plans: Plans) -> AsyncIterator[str]:
    async with serving(build_web(plans, Wording(), limits=GENEROUS), "127.0.0.1", 0) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def client(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address, headers=CHINESE, timeout=60) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if chromium_path() is None:
        pytest.skip("no chromium here (Debian's package chromium): the page is not tested in a browser")
    async with running_browser() as running:
        yield running


def _is_wrong(line: ConsoleMessage) -> bool:
    """Whether the browser complains; of addresses that give an error only where the page's own files are meant."""
    ordered = line.text.startswith("Failed to load resource") and "/static/" not in str(line.location["url"])
    return line.type in ("error", "warning") and not ordered


Visit = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def visit(address: str, browser: Browser) -> AsyncIterator[Visit]:
    """Opens a place on the page; every test ends with no error in the browser and nothing asked of elsewhere."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    async def open_page(
        path: str = "/", *, width: int = 390, scheme: str = "light", locale: str = "zh-CN", script: bool = True
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": 844},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=locale,
            java_script_enabled=script,
        )
        context.set_default_timeout(SECONDS * 1000)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if _is_wrong(line) else None)
        page.on("request", lambda request: None if request.url.startswith(address) else problems.append(request.url))
        await page.goto(address.rstrip("/") + path)
        return page

    yield open_page
    for context in contexts:
        assert await context.cookies() == []
        await context.close()
    assert problems == []
