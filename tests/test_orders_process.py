"""Orders in plain words, receipts and progress with the real process over HTTP, in both languages."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from index.engine import Engine
from tests.botapi import BotApiServer, Chat, Message, User, World
from tests.process import running

# A loaded machine takes long to start a process.
SECONDS = 90


@asynccontextmanager
async def running_bot(
    server: BotApiServer, world: World, var: Path, database: Path, operator: User
) -> AsyncIterator[None]:
    settings = {
        "DATABASE_URL": f"sqlite:///{database}",
        "TELEGRAM_BOT_TOKEN": world.bot.token,
        "TELEGRAM_BASE_URL": server.base_url,
        "VAR_DIR": str(var),
        "ADMIN_IDS": str(operator.id),
    }
    async with running("bot", settings) as process:
        yield
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), SECONDS) == 0


async def answered(world: World, chat: Chat, user: User, text: str) -> Message:
    """The bot's answer to what a person says."""
    said = world.user_says(chat, user, text)
    return await world.wait_for_message(chat, after=said, timeout=SECONDS)


def data_of(message: Message, label: str) -> str:
    return next(button.data or "" for button in message.buttons if button.text.startswith(label))


async def test_orders_receipts_and_progress(engine: Engine, var_dir: Path, tmp_path: Path) -> None:
    # With the index built, so that nothing is built beside the chat.
    engine.topics()
    world = World()
    ann, ben = world.add_user("Ann", language_code="zh-hans"), world.add_user("Ben", language_code="en")
    olga = world.add_user("Olga", language_code="zh-hans")
    privates = {user.id: world.add_private_chat(user) for user in (ann, ben, olga)}
    async with BotApiServer(world) as server, running_bot(server, world, var_dir, tmp_path / "bot.db", olga):
        # An order with the time behind it, and one that is asked back about its time.
        set_ = await answered(world, privates[ann.id], ann, "提醒我后天下午3点看第12条")
        assert set_.text.startswith("到时提醒：") and set_.text.endswith("看第12条")
        asked = await answered(world, privates[ann.id], ann, "提醒我 12 下周 交材料")
        assert asked.text.startswith("“下周”的哪一天？")
        told = await answered(world, privates[ann.id], ann, "周三上午9点半")
        assert "（周三）09:30" in told.text and told.text.endswith("交材料")
        assert [button.text for button in told.buttons] == ["改时间", "撤销", "全部提醒"]
        # A question is none of the answers that are waited for.
        await answered(world, privates[ann.id], ann, "提醒我 12 交材料")
        plain = await answered(world, privates[ann.id], ann, "商务厅牵头哪些任务")
        assert "商务厅" in plain.text and "提醒" not in plain.text

        english = await answered(world, privates[ben.id], ben, "Please notify me about Department of Commerce")
        assert english.text.startswith("Subscribed")
        reminder = await answered(world, privates[ben.id], ben, "tomorrow at 9 remind me of task 12")
        assert reminder.text.startswith("Reminder set for")
        picture = await answered(world, privates[ann.id], ann, "帮助")
        assert "/remind" in picture.text
        await answered(world, privates[ann.id], ann, "请把商务厅的任务推送给我")

        # An announcement with receipts: one presses, the operator sees who has not.
        preview = await answered(world, privates[olga.id], olga, "/announce 商务厅 请于周五前报送进展")
        world.user_presses(preview, data_of(preview, "要求回执"))

        def asking() -> Message | None:
            last = world.messages(privates[olga.id])[-1]
            return last if any(button.text == "要求回执：是" for button in last.buttons) else None

        preview = await world.wait_until(asking, timeout=SECONDS)
        world.user_presses(preview, data_of(preview, "发送给"))

        def notice(chat: Chat) -> Message | None:
            found = [m for m in world.messages(chat) if any(b.data and b.data.startswith("n.ok.") for b in m.buttons)]
            return found[0] if found else None

        for user in (ann, ben):
            await world.wait_until(lambda user=user: notice(privates[user.id]), timeout=SECONDS)
        received = notice(privates[ben.id])
        assert received is not None and received.buttons[0].text == "✅ Received"
        query = world.user_presses(received, received.buttons[0].data or "")
        answer = await world.wait_for_answer(query, timeout=SECONDS)
        assert answer["text"].startswith("Noted: received by Ben")
        report = await answered(world, privates[olga.id], olga, "/receipts")
        assert "请于周五前报送进展：1/2" in report.text

        # Progress, with its history and counts.
        await answered(world, privates[olga.id], olga, "/progress 12 60% 已完成初稿")
        await answered(world, privates[olga.id], olga, "/progress 12 办结")
        history = await answered(world, privates[ben.id], ben, "/progress 12")
        assert "Now: done" in history.text and "60% 已完成初稿" in history.text
        status = await answered(world, privates[ann.id], ann, "/status")
        assert "办结 1" in status.text and status.text.endswith("不是方案原文。")
