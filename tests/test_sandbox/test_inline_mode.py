"""Inline mode and links on the page."""

import pytest
from playwright.async_api import expect

from tests.sandbox.steps import FIELD, answers, ask, button
from tests.test_sandbox.conftest import Sandbox, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_results_appear_as_one_types_and_one_is_sent(sandbox: Sandbox, visit: Visit) -> None:
    scene, bot = sandbox.scene, sandbox.world.bot.user
    page = await visit(scene.visitor, scene.group)
    await page.fill(FIELD, f"@{bot.username} 商务厅")
    await expect(page.locator(".option[data-result]").first).to_contain_text("商务厅")
    await page.press(FIELD, "ArrowDown")
    await page.press(FIELD, "Enter")
    sent = page.locator(".message.mine").last
    await expect(sent.locator(".via")).to_contain_text(f"@{bot.username}")
    await expect(page.locator(FIELD)).to_have_value("")
    # Its buttons work there too, although the bot knows the message by its inline id alone.
    first = (await sent.locator(".words").inner_text()).splitlines()[0]
    await sent.locator(".keyboard button:not(:has(.mark))").first.click()
    await expect(page.locator(".busy")).to_have_count(0)
    await expect(sent.locator(".words")).not_to_have_text(first)


async def test_a_share_button_begins_a_query_in_a_chosen_chat(sandbox: Sandbox, visit: Visit) -> None:
    scene, bot = sandbox.scene, sandbox.world.bot.user
    page = await visit(scene.administrator, scene.group)
    answer = await ask(page, bot.id, f"/task@{bot.username} 12")
    await button(answer, "更多").click()
    await button(answer, "分享").click()
    await page.click(f".dialogue >> text={scene.forum.title}")
    await expect(page.locator(".chat-header .title")).to_have_text(scene.forum.title)
    await expect(page.locator(".option[data-result]").first).to_be_visible()
    await page.locator(".option[data-result]").first.click()
    await expect(page.locator(".message.mine").last).to_contain_text("12. 综合交通运输")


async def test_a_link_to_the_bot_opens_here(sandbox: Sandbox, visit: Visit) -> None:
    user, scene, bot = sandbox.newcomer(), sandbox.scene, sandbox.world.bot.user
    sandbox.world.set_status(scene.group, user, "member")
    page = await visit(user, scene.group)
    await page.fill(FIELD, f"https://t.me/{bot.username}?start=t12")
    await page.press(FIELD, "Enter")
    await page.locator(".message.mine .words a").click()
    await expect(page.locator(".chat-header .title")).to_have_text("分工方案助手")
    await expect(answers(page, bot.id).first).to_contain_text("12. 综合交通运输")
