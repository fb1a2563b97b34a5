"""A private chat on the page: the start, questions, buttons, edits, pictures and files."""

import io

import openpyxl
import pytest
from playwright.async_api import expect

from tests.sandbox.steps import FIELD, answers, ask, button, ids, say, start
from tests.test_sandbox.conftest import PHONE, Sandbox, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_newcomer_starts_and_asks(sandbox: Sandbox, visit: Visit) -> None:
    user, bot = sandbox.newcomer(), sandbox.world.bot.user.id
    page = await visit(user, sandbox.world.chats[user.id])
    await expect(page.locator(".welcome")).to_contain_text("分工方案助手")
    greeting = await start(page, bot)
    await expect(greeting).to_contain_text("您好")
    answer = await ask(page, bot, "商务厅牵头哪些任务")
    await expect(answer.locator("strong").first).to_have_text("商务厅牵头 5 项")
    for number in (7, 9, 14, 23, 35):
        await expect(answer).to_contain_text(f"{number}. ")
    assert await page.locator(f'[data-chat="{user.id}"] .words').inner_text() != ""


async def test_the_menu_of_commands_is_in_the_persons_language(sandbox: Sandbox, visit: Visit) -> None:
    user, bot = sandbox.newcomer(), sandbox.world.bot.user.id
    page = await visit(user, sandbox.world.chats[user.id])
    await start(page, bot)
    await page.fill(FIELD, "/ta")
    option = page.locator('.option[data-command="task"]')
    await expect(option).to_contain_text("看一项任务")
    await expect(page.locator(".option")).to_have_count(1)
    await page.select_option("#language", "en")
    await expect(page.locator("#who .label")).to_have_text("You are")
    await page.fill(FIELD, "/ta")
    await expect(option).not_to_contain_text("看一项任务")
    await page.press(FIELD, "Tab")
    await expect(page.locator(FIELD)).to_have_value("/task ")
    answer = await ask(page, bot, "/task 12")
    await expect(answer).to_contain_text("12. Build integrated transport and modern logistics systems")
    await page.click("button[aria-label=Commands]")
    await page.click('.option[data-command="help"]')
    await expect(answers(page, bot).last).to_contain_text("/ask")


async def test_a_button_changes_its_message_in_place(sandbox: Sandbox, visit: Visit) -> None:
    user, bot = sandbox.newcomer(), sandbox.world.bot.user.id
    page = await visit(user, sandbox.world.chats[user.id], size=PHONE)
    await start(page, bot)
    answer = await ask(page, bot, "第12条谁负责")
    before = await ids(page)
    await button(answer, "第13项").click()
    await expect(answer).to_contain_text("13. 技术创新服务平台")
    await expect(answer.locator(".meta")).to_contain_text("已编辑")
    await expect(page.locator(".busy")).to_have_count(0)
    assert await ids(page) == before


async def test_buttons_outlive_the_bot(sandbox: Sandbox, visit: Visit) -> None:
    user, bot = sandbox.newcomer(), sandbox.world.bot.user.id
    page = await visit(user, sandbox.world.chats[user.id])
    await start(page, bot)
    answer = await ask(page, bot, "第12条谁负责")
    await page.click("#tools")
    await page.click("#restart")
    await button(answer, "第11项").click()
    await expect(answer).to_contain_text("11. ")
    await expect(page.locator(".workbench .dot")).to_have_class("dot on")


async def test_an_edited_question_gets_its_answer_edited(sandbox: Sandbox, visit: Visit) -> None:
    user, bot = sandbox.newcomer(), sandbox.world.bot.user.id
    page = await visit(user, sandbox.world.chats[user.id])
    await start(page, bot)
    answer = await ask(page, bot, "第12条谁负责")
    before = await ids(page)
    await page.locator(".message.mine").last.hover()
    await page.locator(".message.mine .more").last.click()
    await page.click(".menu >> text=编辑")
    await expect(page.locator(FIELD)).to_have_value("第12条谁负责")
    await say(page, "第14条谁负责")
    await expect(answer).to_contain_text("第14项：")
    assert await ids(page) == before


async def test_a_reply_quotes_the_selected_words(sandbox: Sandbox, visit: Visit) -> None:
    user, bot = sandbox.newcomer(), sandbox.world.bot.user.id
    page = await visit(user, sandbox.world.chats[user.id])
    await start(page, bot)
    answer = await ask(page, bot, "第12条谁负责")
    await answer.locator(".words strong").first.click(click_count=3)
    await answer.hover()
    await answer.locator(".more").click()
    await page.click(".menu >> text=引用所选文字")
    await expect(page.locator(".context")).to_contain_text("第12项：发展改革委")
    await ask(page, bot, "谁配合")
    reply = page.locator(".message.mine .reply").last
    await expect(reply).to_contain_text("第12项：发展改革委")
    await reply.click()
    await expect(page.locator(".message.flash")).to_have_count(1)


async def test_a_picture_is_shown_and_opens(sandbox: Sandbox, visit: Visit) -> None:
    user, bot = sandbox.newcomer(), sandbox.world.bot.user.id
    page = await visit(user, sandbox.world.chats[user.id], size=PHONE)
    await start(page, bot)
    answer = await ask(page, bot, "/matrix")
    image = answer.locator(".photo img")
    await image.wait_for()
    await page.wait_for_function("document.querySelector('.photo img').naturalHeight > 2000")
    await image.click()
    await page.wait_for_selector(".lightbox img")
    await page.click(".lightbox")
    await expect(page.locator(".lightbox")).to_have_count(0)


async def test_a_list_is_downloaded(sandbox: Sandbox, visit: Visit) -> None:
    user, bot = sandbox.newcomer(), sandbox.world.bot.user.id
    page = await visit(user, sandbox.world.chats[user.id])
    await start(page, bot)
    answer = await ask(page, bot, "/export 商务厅牵头哪些任务")
    await button(answer, "Excel").click()
    card = page.locator(".document")
    await card.wait_for()
    async with page.expect_download() as started:
        await card.click()
    download = await started.value
    assert download.suggested_filename.endswith(".xlsx")
    path = await download.path()
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active
    assert sheet is not None and sheet.max_row > 5


async def test_a_blocked_bot_is_let_in_again(sandbox: Sandbox, visit: Visit) -> None:
    user, bot = sandbox.newcomer(), sandbox.world.bot.user.id
    page = await visit(user, sandbox.world.chats[user.id])
    await start(page, bot)
    await page.click(".chat-menu")
    await page.click(".menu >> text=停用机器人")
    await page.click(".composer >> text=恢复")
    await ask(page, bot, "第12条谁负责")


async def test_a_developer_orders_faults_and_sees_the_calls(sandbox: Sandbox, visit: Visit) -> None:
    user, bot = sandbox.newcomer(), sandbox.world.bot.user.id
    page = await visit(user, sandbox.world.chats[user.id])
    await start(page, bot)
    await page.click("#tools")
    await page.click("#fault-500")
    answer = await ask(page, bot, "第12条谁负责")
    await expect(answer).to_contain_text("第12项：发展改革委")
    await page.click("#tools")
    await page.locator(".calls li").first.wait_for()
    statuses = await page.locator(".calls li:has-text('sendMessage') span").all_inner_texts()
    assert statuses[:2] == ["200", "500"]
    sandbox.world.faults.clear()
