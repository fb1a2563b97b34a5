"""A plan added by message to the real process, which is killed between the press and the swap: nothing lost, nothing doubled."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from corpus.library import load_library
from tests.botapi import BotApiServer, Chat, Message, User, World
from tests.test_process import engine_root, running_bot

TEXT = Path(__file__).parent / "corpus" / "plans" / "guowuyuan-style-2016" / "text.txt"
__all__ = ["engine_root"]
ID = "tuijinliudong-2016"
SECONDS = 90


async def until(world: World, chat: Chat, words: str) -> Message:
    """The bot's message with these words, once there is one."""
    return await world.wait_until(
        lambda: next((m for m in chat.messages.values() if m.sender is world.bot.user and words in m.text), None),
        timeout=SECONDS,
    )


async def sent(world: World, chat: Chat, user: User, text: str) -> Message:
    """The report on a document."""
    said = world.user_sends(chat, user, "document", text.encode(), name="方案.txt")
    return await world.wait_for_message(chat, after=said, timeout=SECONDS)


async def test_a_kill_between_the_press_and_the_swap_loses_nothing(engine_root: Path, tmp_path: Path) -> None:
    world = World()
    olga, ann = world.add_user("Olga", language_code="zh-hans"), world.add_user("Ann", language_code="zh-hans")
    desk, private = world.add_private_chat(olga), world.add_private_chat(ann)
    plans_dir, var = tmp_path / "plans", engine_root
    more = {"ADMIN_IDS": str(olga.id), "PLANS_DIR": str(plans_dir)}
    text = TEXT.read_text("utf-8")
    async with BotApiServer(world) as server:
        more["TELEGRAM_BASE_FILE_URL"] = server.base_file_url
        async with running_bot(server, world, var, tmp_path / "bot.db", **more) as process:
            report = await sent(world, desk, olga, text)
            world.user_presses(report, next(b.data or "" for b in report.buttons if b.text == "安装为新方案"))
            await until(world, desk, "正在编制索引")
            process.send_signal(signal.SIGKILL)
            await process.wait()
        assert load_library(plans_dir).added == ()
        async with running_bot(server, world, var, tmp_path / "bot.db", **more) as process:
            done = await until(world, desk, "已安装（")
            assert "主题检索暂不可用" not in done.text
            world.user_presses(done, next(b.data or "" for b in done.buttons if b.text == "以后就问这个方案"))
            await until(world, desk, "28 项任务，列有")
            asked = world.user_says(desk, olga, "第3项谁负责")
            assert "第3项：文化部" in (await world.wait_for_message(desk, after=asked, timeout=SECONDS)).text
            asked = world.user_says(desk, olga, "谁负责给盲人做有声读物")
            said = await world.wait_for_message(desk, after=asked, timeout=SECONDS)
            assert "有声读物和手语视频" in said.text
            world.user_says(private, ann, "/plan")
            shown = await until(world, private, "点下面的方案")
            world.user_presses(shown, next(b.data or "" for b in shown.buttons if "流动" in b.text))
            await until(world, private, "28 项任务，列有")
            world.user_says(private, ann, "订阅第3项")
            await until(world, private, "已订阅")
            report = await sent(world, desk, olga, text.replace("随转场和渔汛调整", "随转场、渔汛和假期调整"))
            world.user_presses(report, next(b.data or "" for b in report.buttons if b.text.startswith("更新为")))
            await until(world, desk, "已确认更新")
            process.send_signal(signal.SIGKILL)
            await process.wait()
        async with running_bot(server, world, var, tmp_path / "bot.db", **more) as process:
            await until(world, desk, "已更新")
            await until(world, private, "方案有新版本")
            asked = world.user_says(private, ann, "第3项谁负责")
            assert "假期调整" in (await world.wait_for_message(private, after=asked, timeout=SECONDS)).text
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 15) == 0
    notices = [m for m in private.messages.values() if "方案有新版本" in m.text]
    assert len(notices) == 1
    assert load_library(plans_dir).added == (ID,)
    assert not list((plans_dir / ".uploads").iterdir())
