"""`python -m tests.web.screenshots`: the picture of docs/web.md, from the real page."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, expect

from bot.app import build_plans
from bot.config import load_settings
from bot.screens.wording import Wording
from bot.web.app import build_web
from bot.web.server import serving
from tests.sandbox.browser import running_browser

TARGET = Path(__file__).parents[2] / "docs/web.png"
SIZE, GAP = (390, 760), 24
# Enough for flat colours and a third of the size.
_COLOURS = 192


async def main() -> None:
    """Writes the picture."""
    wording = Wording()
    app = build_web(build_plans(load_settings(), wording), wording)
    async with serving(app, "127.0.0.1", 0) as address, running_browser() as browser:
        page = await _opened(browser, address, "light", "zh-CN")
        for question in ("商务厅牵头哪些任务", "那财政厅呢"):
            await page.get_by_role("textbox").fill(question)
            await page.keyboard.press("Enter")
            await expect(page.locator(".question", has_text=question)).to_have_count(1)
        shots = [await page.screenshot()]
        for path, scheme, locale in (("tasks/12", "light", "en-GB"), ("matrix", "dark", "zh-CN")):
            page = await _opened(browser, address, scheme, locale)
            link = page.get_by_role("navigation").first.get_by_role("link").last
            await page.goto((await link.evaluate("link => link.href")).replace("matrix", path))
            shots.append(await page.screenshot())
    images = [Image.open(io.BytesIO(shot)).convert("RGB") for shot in shots]
    wide = sum(image.width for image in images) + GAP * (len(images) - 1)
    sheet = Image.new("RGB", (wide, images[0].height), "#9aa4b0")
    for place, image in enumerate(images):
        sheet.paste(image, (place * (image.width + GAP), 0))
    sheet.quantize(_COLOURS).save(TARGET, optimize=True)


async def _opened(browser: Browser, address: str, scheme: str, locale: str) -> Page:
    context = await browser.new_context(
        viewport={"width": SIZE[0], "height": SIZE[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=locale,
        device_scale_factor=1.5,
    )
    page = await context.new_page()
    await page.goto(address)
    return page


if __name__ == "__main__":
    asyncio.run(main())
