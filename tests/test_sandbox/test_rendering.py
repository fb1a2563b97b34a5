"""What the page makes of messages, whoever sent them."""

import httpx
import pytest
from playwright.async_api import expect

from tests.sandbox.steps import FIELD
from tests.test_sandbox.conftest import DESKTOP, PHONE, Sandbox, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def send(sandbox: Sandbox, method: str, **parameters: object) -> dict[str, object]:
    """A call with the bot's token, as the bot would make it."""
    async with httpx.AsyncClient() as client:
        url = f"{sandbox.server.base_url}{sandbox.world.bot.token}/{method}"
        answer = (await client.post(url, json=parameters)).json()
    assert answer["ok"], answer
    found: dict[str, object] = answer["result"]
    return found


async def test_entities_become_elements(sandbox: Sandbox, visit: Visit) -> None:
    user = sandbox.newcomer()
    chat = sandbox.world.chats[user.id]
    sandbox.world.set_status(chat, sandbox.world.bot.user, "member")
    html = (
        "😀 <b>bold <i>both</i></b> <u>u</u> <s>s</s> <tg-spoiler>secret <b>x</b></tg-spoiler>\n"
        '<blockquote>quoted &lt;words&gt;</blockquote>\n<a href="https://example.org/a?b=1&amp;c">link</a> '
        "<code>code</code><pre>pre\n  line</pre>after"
    )
    await send(sandbox, "sendMessage", chat_id=user.id, text=html, parse_mode="HTML")
    page = await visit(user, chat)
    words = page.locator(".words")
    assert await words.locator("> strong").inner_text() == "bold both"
    assert await words.locator("strong em").inner_text() == "both"
    assert [await words.locator(tag).first.inner_text() for tag in ("u", "s", "code")] == ["u", "s", "code"]
    assert await words.locator("pre").inner_text() == "pre\n  line"
    assert await words.locator("blockquote").inner_text() == "quoted <words>"
    assert await words.locator("a").get_attribute("href") == "https://example.org/a?b=1&c"
    spoiler = words.locator(".spoiler")
    assert await spoiler.evaluate("each => getComputedStyle(each).color") == "rgba(0, 0, 0, 0)"
    await spoiler.click()
    await expect(spoiler).to_have_class("spoiler shown")
    await words.locator("a").click()
    await expect(page.locator(".dialogue")).to_contain_text("https://example.org/a?b=1&c")
    await page.click(".dialogue >> text=关闭")


async def test_a_folded_quote_unfolds(sandbox: Sandbox, visit: Visit) -> None:
    user = sandbox.newcomer()
    sandbox.world.set_status(sandbox.world.chats[user.id], sandbox.world.bot.user, "member")
    text = f"<blockquote expandable>{'行<br>'.replace('<br>', chr(10)) * 12}</blockquote>"
    await send(sandbox, "sendMessage", chat_id=user.id, text=text, parse_mode="HTML")
    page = await visit(user, sandbox.world.chats[user.id])
    quote = page.locator("blockquote")
    folded = await quote.evaluate("each => each.clientHeight")
    await quote.click()
    assert await quote.evaluate("each => each.clientHeight") > 2 * folded


async def test_names_are_words_and_no_markup(sandbox: Sandbox, visit: Visit) -> None:
    user = sandbox.newcomer("<img src=x onerror=alert(1)> & <b>")
    sandbox.world.set_status(sandbox.scene.group, user, "member")
    page = await visit(user, sandbox.scene.group)
    await page.fill(FIELD, "<script>document.title='x'</script>")
    await page.press(FIELD, "Enter")
    await expect(page.locator(".message.mine .words").last).to_contain_text("<script>document.title='x'</script>")
    await expect(page.locator("#who .name")).to_contain_text("<img src=x onerror=alert(1)> & <b>")
    assert "沙盒" in await page.title()


async def test_answers_to_presses_are_shown(sandbox: Sandbox, visit: Visit) -> None:
    user, world = sandbox.newcomer(), sandbox.world
    world.set_status(world.chats[user.id], world.bot.user, "member")
    await sandbox.bot.stop()
    try:
        row = [{"text": name, "callback_data": name} for name in ("toast", "alert", "link")]
        row.append({"text": "copy", "copy_text": {"text": "words"}})
        await send(sandbox, "sendMessage", chat_id=user.id, text="x", reply_markup={"inline_keyboard": [row]})
        page = await visit(user, world.chats[user.id])
        await expect(page.locator(".workbench")).to_contain_text("机器人已停止")
        known = set(world.callbacks)

        async def press(name: str, **answer: object) -> None:
            await page.click(f".keyboard >> text={name}")
            await page.wait_for_selector(".keyboard .busy")
            (query,) = set(world.callbacks) - known
            known.add(query)
            await send(sandbox, "answerCallbackQuery", callback_query_id=query, **answer)
            await expect(page.locator(".busy")).to_have_count(0)

        await press("toast", text="完成")
        await expect(page.locator(".toast")).to_have_text("完成")
        await press("alert", text="请注意", show_alert=True)
        await expect(page.locator(".dialogue")).to_contain_text("请注意")
        await page.click(".dialogue >> text=好")
        await page.click(".keyboard >> text=copy")
        await expect(page.locator(".toast")).to_have_text("已复制")
        await send(sandbox, "sendChatAction", chat_id=user.id, action="typing")
        await expect(page.locator(".chat-header .sub")).to_have_text("正在输入…")
        await send(sandbox, "deleteMessage", chat_id=user.id, message_id=1)
        await expect(page.locator(".message")).to_have_count(0)
    finally:
        # What the test did itself is not for the bot to meet.
        world.updates.clear()
        await sandbox.bot.start()


async def test_a_phone_shows_the_list_or_a_chat(sandbox: Sandbox, visit: Visit) -> None:
    scene = sandbox.scene
    page = await visit(scene.newcomer, size=PHONE)
    await expect(page.locator("#conversation")).to_be_hidden()
    await page.click(f".chats >> text={scene.group.title}")
    await expect(page.locator("#sidebar")).to_be_hidden()
    await expect(page.locator(".chat-header .title")).to_have_text(scene.group.title)
    await page.click(".back")
    await expect(page.locator("#sidebar")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE, (320, 568)], ids=["desktop", "phone", "small phone"])
async def test_nothing_reaches_beyond_the_window(sandbox: Sandbox, visit: Visit, size: tuple[int, int]) -> None:
    user, world = sandbox.newcomer("一个名字特别长特别长特别长的人"), sandbox.world
    world.set_status(world.chats[user.id], world.bot.user, "member")
    row = [{"text": "一个很长很长的按钮名称", "callback_data": str(number)} for number in range(4)]
    text = "长" * 300 + " https://example.org/" + "x" * 200
    await send(sandbox, "sendMessage", chat_id=user.id, text=text, reply_markup={"inline_keyboard": [row]})
    page = await visit(user, world.chats[user.id], size=size)
    await page.wait_for_selector(".message")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate(
        "document.querySelector('.log').scrollWidth <= document.querySelector('.log').clientWidth"
    )


async def test_a_lost_connection_is_said(sandbox: Sandbox, visit: Visit) -> None:
    user = sandbox.newcomer()
    page = await visit(user)
    sent = page.locator(".message.mine")
    await page.click(".wide")
    await expect(sent).to_have_count(1)
    await page.reload()
    await expect(sent).to_have_count(1)


async def test_a_persons_picture_with_a_question_is_answered(sandbox: Sandbox, visit: Visit) -> None:
    user = sandbox.newcomer()
    page = await visit(user, sandbox.world.chats[user.id])
    await page.click(".wide")
    await page.fill(FIELD, "第12条谁负责")
    picture = {"name": "scan.png", "mimeType": "image/png", "buffer": _png()}
    await page.set_input_files("input[type=file]", files=[picture])
    await expect(page.locator(".message.mine .photo img")).to_have_count(1)
    await expect(page.locator(".message:not(.mine)").last).to_contain_text("第12项：发展改革委")


def _png() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "PNG")
    return out.getvalue()
