"""Groups on the page: who speaks, mentions, silence, topics, administrators, the bot's coming."""

import pytest
from playwright.async_api import expect

from tests.sandbox.scene import TOPICS
from tests.sandbox.steps import FIELD, answers, ask, say
from tests.test_sandbox.conftest import Sandbox, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_group_is_answered_where_it_addresses_the_bot(sandbox: Sandbox, visit: Visit) -> None:
    scene, bot = sandbox.scene, sandbox.world.bot.user
    page = await visit(scene.newcomer, scene.group)
    before = await answers(page, bot.id).count()
    await say(page, "大家好，今天讨论第12条")
    answer = await ask(page, bot.id, f"第12条谁负责 @{bot.username}")
    await expect(answer).to_contain_text("第12项：发展改革委")
    await expect(answer.locator(".reply")).to_contain_text("第12条谁负责")
    assert await answers(page, bot.id).count() == before + 1
    # Another person of the same group, in English.
    await page.click("#who")
    await page.click(".dialogue >> text=Anna")
    await expect(page.locator("#who")).to_contain_text("Anna")
    await expect(page.locator(".message .author", has_text="李明").first).to_be_visible()
    english = await ask(page, bot.id, f"/ask@{bot.username} who leads task 12?")
    await expect(english).to_contain_text("Development and Reform")


async def test_administrators_have_commands_of_their_own_and_may_be_anonymous(sandbox: Sandbox, visit: Visit) -> None:
    scene, bot = sandbox.scene, sandbox.world.bot.user
    names = []
    for user in (scene.newcomer, scene.owner):
        page = await visit(user, scene.group)
        await page.fill(FIELD, "/")
        await page.locator(".option").first.wait_for()
        names.append(set(await page.locator(".option").evaluate_all("all => all.map(each => each.dataset.command)")))
    assert names[0] < names[1]
    await page.fill(FIELD, "")
    await page.check(".anonymous input")
    answer = await ask(page, bot.id, f"/ask@{bot.username} 第12条谁负责")
    await expect(answer.locator(".reply b")).to_have_text(scene.group.title)


async def test_a_topic_keeps_its_answers(sandbox: Sandbox, visit: Visit) -> None:
    scene, bot = sandbox.scene, sandbox.world.bot.user
    page = await visit(scene.newcomer, scene.forum)
    await page.click(f".topics >> text={TOPICS[0]}")
    await ask(page, bot.id, f"/ask@{bot.username} 谁负责口岸通关改革")
    await page.click(f".topics >> text={TOPICS[1]}")
    await expect(answers(page, bot.id)).to_have_count(0)
    await page.click(".topics >> text=综合")
    await ask(page, bot.id, f"/ask@{bot.username} 第1条谁负责")
    await expect(answers(page, bot.id)).to_have_count(1)


async def test_the_bot_is_added_by_a_link_and_removed(sandbox: Sandbox, visit: Visit) -> None:
    scene, bot = sandbox.scene, sandbox.world.bot.user
    page = await visit(scene.newcomer, sandbox.world.chats[scene.newcomer.id])
    if await page.locator(".wide").count():
        await page.click(".wide")
    greeting = await ask(page, bot.id, "/start")
    await greeting.locator("text=添加到群聊").click()
    await page.click(f".dialogue >> text={scene.empty.title}")
    await expect(page.locator(".chat-header .title")).to_have_text(scene.empty.title)
    await expect(page.locator(".note")).to_contain_text("分工方案助手 加入了群组")
    await expect(answers(page, bot.id).first).to_be_visible()
    await page.click(".chat-menu")
    await page.click(".menu >> text=升级为超级群")
    await expect(page.locator(".note")).to_have_text(["本群升级为超级群"])
    answer = await ask(page, bot.id, f"/ask@{bot.username} 第12条谁负责")
    await expect(answer).to_contain_text("第12项：发展改革委")
    await page.click(".chat-menu")
    await page.click(".menu >> text=移出机器人")
    await expect(page.locator(".chat-header .sub")).to_contain_text("机器人不在这个群里")


async def test_one_sees_only_ones_own_chats(sandbox: Sandbox, visit: Visit) -> None:
    scene = sandbox.scene
    page = await visit(scene.operator)
    await expect(page.locator(".chats .title")).to_have_text(["分工方案助手"])
    page = await visit(scene.operator, scene.group)
    await expect(page.locator(".chat-header .title")).to_have_text("分工方案助手")
