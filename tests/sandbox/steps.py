"""What a person does on the page, and what they then see."""

from playwright.async_api import Locator, Page, expect

FIELD = "textarea"


async def say(page: Page, text: str) -> None:
    """Writes and sends."""
    await page.fill(FIELD, text)
    await page.press(FIELD, "Enter")
    await expect(page.locator(FIELD)).to_have_value("")


def answers(page: Page, bot: int) -> Locator:
    """The bot's messages in the open chat."""
    return page.locator(f'.message[data-author="{bot}"]')


async def start(page: Page, bot: int) -> Locator:
    """Presses Start; gives the bot's greeting."""
    await page.click(".composer .wide")
    greeting = answers(page, bot).first
    await greeting.wait_for()
    return greeting


async def ask(page: Page, bot: int, text: str) -> Locator:
    """Says something and waits for the bot's next message."""
    before = await answers(page, bot).count()
    await say(page, text)
    answer = answers(page, bot).nth(before)
    await answer.wait_for()
    return answer


def button(message: Locator, text: str) -> Locator:
    """A button below a message."""
    return message.locator(".keyboard button", has_text=text).first


async def ids(page: Page) -> list[str]:
    """The message ids on the page, in order."""
    found: list[str] = await page.locator(".message").evaluate_all("all => all.map(each => each.dataset.id)")
    return found
