"""A session over HTTP with the real bot process, by polling and by webhook: commands, buttons, inline, links, a group."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from index.engine import Engine
from tests.botapi import BotApiServer, Chat, User, World
from tests.process import free_port
from tests.telegram.talk import LEADS, LED, answer_to, labels, press, press_data, press_more, seen, typed
from tests.telegram.test_commands import ENGLISH, SCREENS
from tests.telegram.test_life import SECRET
from tests.test_process import running_bot

START_SECONDS = 60


@pytest.fixture(scope="module")
def indexed(engine: Engine, var_dir: Path) -> Path:
    """The session's var folder with the index built."""
    engine.topics()
    return var_dir


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_a_session_with_the_real_bot(way: str, indexed: Path, tmp_path: Path) -> None:
    world = World()
    world.bot.inline = True
    ann, bob = world.add_user("安", language_code="zh-hans"), world.add_user("Bob <&>", language_code="en")
    operator = world.add_user("Operator", language_code="zh-hans")
    private, foreign = world.add_private_chat(ann), world.add_private_chat(bob)
    desk, group = world.add_private_chat(operator), world.add_supergroup("处室 <A&B>", ann, members=[bob])
    more = {"ADMIN_IDS": str(operator.id)}
    if way == "webhook":
        port = free_port()
        world.webhook.hosts["https://bot.example"] = [f"http://127.0.0.1:{port}"]
        more |= {
            "WEBHOOK_URL": "https://bot.example/hook",
            "WEBHOOK_SECRET": SECRET,
            "WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        }
    database = tmp_path / "bot.db"
    async with BotApiServer(world) as server:
        async with running_bot(server, world, indexed, database, **more) as process:
            asking = world.user_says(private, ann, LEADS)
            listed = await world.wait_for_message(private, timeout=START_SECONDS)
            assert listed.text.startswith(LED)
            await _commands(world, private, ann, foreign, bob)
            await _buttons(world, private, ann)
            await _inline(world, private, ann)
            await _group(world, group, ann, bob)
            await _report(world, desk, group, bob)
            world.edit(asking, "文化厅牵头哪些任务")
            await world.wait_until(lambda: private.messages[listed.id].text.startswith("文化厅") or None)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 15) == 0
            assert process.stderr is not None
            written = (await process.stderr.read()).decode()
            assert world.bot.token not in written and SECRET not in written and "Traceback" not in written
        late = world.user_says(private, ann, LEADS)
        async with running_bot(server, world, indexed, database, **more):
            said = await world.wait_for_message(private, after=late, timeout=START_SECONDS)
            assert said.text.startswith(LED)
            task, answer = await press(world, private.messages[listed.id], "原文")
            assert task.text.startswith("39. ") and answer.get("text") is None
            back, _ = await press(world, task, "« 返回")
            assert back.text.startswith("文化厅")
    assert world.sends.exceeded() == []


async def _commands(world: World, private: Chat, ann: User, foreign: Chat, bob: User) -> None:
    # A person is sent ten messages in ten seconds: several people ask at this pace.
    for place, (text, first, buttons) in enumerate(SCREENS):
        if place % 8 == 0:
            ann = world.add_user(f"安{place}", language_code="zh-hans")
            private = world.add_private_chat(ann)
        said = await answer_to(world, private, ann, text)
        assert seen(said).startswith(first) and (labels(said)[0] if said.keyboard else []) == buttons, text
        await asyncio.sleep(0.04)
    for place, (text, first) in enumerate(ENGLISH):
        if place % 8 == 0:
            bob = world.add_user(f"Bob {place}", language_code="en")
            foreign = world.add_private_chat(bob)
        assert seen(await answer_to(world, foreign, bob, text)).startswith(first), text
        await asyncio.sleep(0.04)
    world.user_starts(private, ann, "t36")
    assert (await world.wait_for_message(private)).text.startswith("36. ")


async def _buttons(world: World, private: Chat, ann: User) -> None:
    """Every kind of button once: in place, pages, back, files, pictures, a department of one's own, a made-up one."""
    listed = await answer_to(world, private, ann, "商务厅有哪些任务")
    second, _ = await press(world, listed, "下一页 ›")
    task, _ = await press(world, second, "10")
    following, _ = await press(world, task, "第11项 ›")
    more, _ = await press(world, following, "更多 ▾")
    department, _ = await press(world, more, labels(more)[1][2])
    department, _ = await press(world, department, "更多 ▾")
    _, told = await press(world, department, "设为我的部门")
    assert told["text"].startswith("已记住")
    await press(world, department, "责任图")
    picture = await world.wait_for_message(private, after=department)
    assert picture.media is not None
    back, _ = await press(world, department, "« 返回")
    assert back.text == following.text
    kinds, _ = await press(world, back, "« 返回")
    assert kinds.text == second.text
    exported, _ = await press_more(world, kinds, "导出")
    await press(world, exported, "Word")
    file = await world.wait_for_message(private, after=exported)
    assert file.media is not None
    _, gone = await press_data(world, listed, "v.acbb.zh.t99", forged=True)
    assert gone["text"] == "这个按钮已经失效，请重新提问。"


async def _inline(world: World, private: Chat, ann: User) -> None:
    answer = await typed(world, ann, LEADS)
    assert answer.results[0].content.text.startswith(LED)
    asked = world.user_says(private, ann, "谁负责口岸通关改革")
    said = await world.wait_for_message(private, after=asked, timeout=START_SECONDS)
    assert said.text.startswith("第36项：")
    text, _ = await press(world, said, "原文")
    assert "underline" in {entity["type"] for entity in text.entities}


async def _group(world: World, group: Chat, ann: User, bob: User) -> None:
    first = await answer_to(world, group, ann, f"/ask {LEADS}")
    assert (await answer_to(world, group, bob, "第一个的全文", reply_to=first)).text.startswith("7. ")
    assert (await answer_to(world, group, bob, "@sandbox_bot What do we lead?")).text.startswith("Which department")
    quoted = world.user_says(group, bob, "第12条谁负责")
    assert (await answer_to(world, group, ann, "/ask", reply_to=quoted)).text.startswith("第12项：")
    assert (await answer_to(world, group, bob, "/lang zh")).text.startswith("Only the group's administrators")
    spoken = len(world.history)
    world.user_says(group, bob, "大家好")
    task, _ = await press(world, first, "9", by=bob)
    assert task.text.startswith("9. ") and len(world.history) == spoken + 2


async def _report(world: World, desk: Chat, group: Chat, bob: User) -> None:
    shown = next(message for message in world.messages(group) if message.keyboard and message.text.startswith("9. "))
    _, told = await press_more(world, shown, "有误？", by=bob)
    assert told["text"] == "Thank you, the operators are told."
    report = await world.wait_for_message(desk)
    assert "Bob <&>" in report.text and f"问题：{LEADS}" in report.text
