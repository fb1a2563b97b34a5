"""`python -m tests.sandbox.screenshots`: the pictures of the README, from the sandbox with the real bot."""

import argparse
import asyncio
import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, expect

from tests.botapi import Chat, User
from tests.sandbox.__main__ import running_sandbox
from tests.sandbox.browser import running_browser
from tests.sandbox.scene import Scene, new_scene
from tests.sandbox.steps import FIELD, ask, button, start

ROOT = Path(__file__).parents[2]
PHONE = (400, 820)
DESKTOP = (1120, 780)
# Enough for flat colours and a third of the size.
_COLOURS = 192


class Camera:
    """Opens the page as someone and keeps pictures of it."""

    def __init__(self, scene: Scene, address: str, browser: Browser, folder: Path) -> None:
        self.scene = scene
        self.bot = scene.world.bot.user
        self._address = address
        self._browser = browser
        self._folder = folder

    async def open(self, user: User, chat: Chat, size: tuple[int, int]) -> Page:
        """The chat on the screen of that user; pictures of phones have two pixels for one."""
        width, height = size
        scale = 2 if size == PHONE else 1.5
        page = await self._browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
        await page.goto(f"{self._address}/#/{user.id}/{chat.id}")
        await page.wait_for_selector("#app[data-view=chat]")
        return page

    async def keep(self, page: Page, name: str) -> None:
        """Writes ``name``.png, the end of the chat in view, once every picture on the page has loaded."""
        await page.wait_for_function("[...document.images].every(image => image.complete)")
        await page.locator(".log").evaluate("log => log.scrollTo(0, log.scrollHeight)")
        await page.mouse.move(0, 0)
        path = self._folder / f"{name}.png"
        with Image.open(io.BytesIO(await page.screenshot())) as shot:
            shot.convert("RGB").quantize(_COLOURS).save(path, optimize=True)
        print(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
        await page.close()


async def private(camera: Camera) -> None:
    """The greeting, and a newcomer's first question with its answer, whole."""
    user = camera.scene.newcomer
    page = await camera.open(user, camera.scene.world.chats[user.id], PHONE)
    await start(page, camera.bot.id)
    await ask(page, camera.bot.id, "商务厅牵头哪些任务")
    await camera.keep(page, "private")


async def group(camera: Camera) -> None:
    """A group in which several people speak and one asks the bot."""
    scene, bot = camera.scene, camera.bot
    world, chat = scene.world, scene.group
    world.user_says(chat, scene.owner, "各位，下周要报口岸通关的进展。")
    asked = world.user_says(chat, scene.administrator, "这项工作是哪个部门牵头？")
    page = await camera.open(scene.newcomer, chat, DESKTOP)
    await ask(page, bot.id, f"第36条谁负责 @{bot.username}")
    world.user_says(chat, scene.administrator, "清楚了，谢谢", reply_to=asked)
    await page.locator(".message", has_text="清楚了").wait_for()
    await camera.keep(page, "group")


async def inline(camera: Camera) -> None:
    """Results that appear while one types, in a chat of one's choice."""
    scene, bot = camera.scene, camera.bot
    page = await camera.open(scene.visitor, scene.forum, PHONE)
    await page.fill(FIELD, f"@{bot.username} Hohhot Customs")
    await page.locator(".option[data-result]").first.click()
    await page.locator(".message.mine .via").wait_for()
    await page.fill(FIELD, f"@{bot.username} environment")
    await page.locator(".option[data-result]").first.wait_for()
    await camera.keep(page, "inline")


async def matrix(camera: Camera) -> None:
    """The responsibility matrix as it comes to a phone."""
    user = camera.scene.owner
    page = await camera.open(user, camera.scene.world.chats[user.id], PHONE)
    await start(page, camera.bot.id)
    answer = await ask(page, camera.bot.id, "/matrix")
    await answer.locator("img").wait_for()
    await camera.keep(page, "matrix")


async def export(camera: Camera) -> None:
    """A list to take along, as a spreadsheet and as a document."""
    user = camera.scene.administrator
    page = await camera.open(user, camera.scene.world.chats[user.id], PHONE)
    await start(page, camera.bot.id)
    answer = await ask(page, camera.bot.id, "/export 财政厅负责哪些任务")
    for form, count in (("Excel", 1), ("Word", 2)):
        await button(answer, form).click()
        await expect(page.locator(".document")).to_have_count(count)
    await camera.keep(page, "export")


PICTURES = (private, group, inline, matrix, export)


async def take_all(folder: Path, var: Path) -> None:
    """Every picture, into the folder."""
    scene = new_scene()
    expect.set_options(timeout=30_000)
    async with running_sandbox(scene, var) as (server, _), running_browser() as browser:
        await scene.world.wait_until(lambda: scene.world.calls_of("getUpdates"), timeout=60)
        camera = Camera(scene, server.address, browser, folder)
        for picture in PICTURES:
            await picture(camera)


def main() -> int:
    """The exit code: 0, or 2 with a line where there is no browser."""
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox.screenshots", description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "docs", help="where the pictures go, docs by default")
    options = parser.parse_args()
    try:
        asyncio.run(take_all(options.folder, Path(os.environ.get("VAR_DIR") or "var")))
    except RuntimeError as error:
        print(f"screenshots: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
