"""Plans by message: an operator sends a document, sees what was read, confirms, and asks it; new versions, removal, bad files."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import build_plans
from bot.config import Settings
from bot.db.engine import Database
from bot.plans import installing
from bot.plans.building import Built, Progress
from bot.plans.served import Plans
from bot.screens.wording import Wording
from bot.telegram.app import Service
from corpus import install
from corpus.library import load_library
from tests.botapi import BotApiServer, Chat, Fault, Message, User, World, server_error
from tests.telegram.conftest import serving
from tests.telegram.talk import answer_to, from_bot, labels, press, press_data, seen

TEXT = Path(__file__).parents[1] / "corpus" / "plans" / "guowuyuan-style-2016" / "text.txt"
LINHE = Path(__file__).parents[1] / "corpus" / "plans" / "linhe-county-2022" / "text.txt"
ID = "tuijinliudong-2016"


@pytest.fixture
def desk(world: World, operator: User) -> Chat:
    return world.add_private_chat(operator)


@pytest.fixture
def settings(settings: Settings, server: BotApiServer, operator: User, tmp_path: Path) -> Settings:
    return replace(
        settings,
        admin_ids=frozenset({operator.id, operator.id + 1000}),
        plans_dir=tmp_path / "plans",
        telegram_base_file_url=server.base_file_url,
    )


class Builds:
    """Stands in for the process that encodes: tells some progress, waits while it is held, and ends as it is told."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.free.set()
        self.built: list[str] = []
        self.end = Built("no encoder here")

    async def __call__(
        self, id: str, plans_dir: Path, var_dir: Path, model: str, told: object, stop: asyncio.Event
    ) -> Built:
        assert callable(told) and (plans_dir / id / "text.txt").exists()
        self.built.append(id)
        told(Progress(7, 40, True))
        free, stopped = asyncio.create_task(self.free.wait()), asyncio.create_task(stop.wait())
        await asyncio.wait((free, stopped), return_when=asyncio.FIRST_COMPLETED)
        return self.end if self.free.is_set() else Built(stopped=True)


@pytest.fixture(autouse=True)
def builds(monkeypatch: pytest.MonkeyPatch) -> Builds:
    stand_in = Builds()
    monkeypatch.setattr(installing, "build", stand_in)
    monkeypatch.setattr(installing, "EDIT_SECONDS", 0.05)
    monkeypatch.setattr(installing, "TICK_SECONDS", 0.1)
    return stand_in


async def sent(world: World, chat: Chat, user: User, data: bytes, name: str = "方案.txt") -> Message:
    """The bot's first message after a document."""
    return await world.wait_for_message(chat, after=world.user_sends(chat, user, "document", data, name=name))


async def until(world: World, chat: Chat, words: str) -> Message:
    """The bot's message with these words, as it is now."""
    return await world.wait_until(
        lambda: next((m for m in chat.messages.values() if m.sender is world.bot.user and words in m.text), None),
    )


def label(message: Message, beginning: str) -> str:
    """The label of a message's button that begins so."""
    return next(text for row in labels(message) for text in row if text.startswith(beginning))


async def installed(world: World, chat: Chat, user: User, data: bytes) -> Message:
    """A document sent and confirmed as a plan of its own; the message that says that it is installed."""
    await press(world, await sent(world, chat, user, data), "安装为新方案")
    return await until(world, chat, "已安装（")


def next_version() -> bytes:
    """The document with a task reworded and one inserted before it."""
    text = TEXT.read_text("utf-8")
    inserted = (
        "3.为渔民建设海上流动书屋，配备卫星接收设备。2017年12月底前完成。（农业部牵头，文化部参与）\n4.在牧区、海岛"
    )
    text = text.replace("3.在牧区、海岛", inserted).replace(
        "开放时间随转场和渔汛调整", "开放时间随转场、渔汛和假期调整"
    )
    for number in range(28, 3, -1):
        text = text.replace(f"\n{number}.", f"\n{number + 1}.").replace("\n5.在牧区", "\n4.在牧区")
    return text.encode()


async def test_a_document_is_shown_installed_and_asked(
    bot: Service, world: World, desk: Chat, operator: User, settings: Settings, builds: Builds
) -> None:
    report = await sent(world, desk, operator, TEXT.read_bytes())
    lines = report.text.splitlines()
    assert lines[:2] == [
        "推进流动公共文化服务重点任务分工方案",
        "文号 国办函〔2016〕900号 · 发文 国务院办公厅 · 2016年",
    ]
    assert lines[2].startswith("5 个部分 · 28 项任务 · 43 个部门和单位")
    assert "3. 在牧区、海岛、边境、林区设季节性服务站" in lines
    assert lines[lines.index("7. 遴选适合小场地演出的剧目五百部") + 1].startswith("    牵头 文化部 · 配合 中国文联")
    assert lines[-1] == f"安装后的编号：{ID}。确认安装吗？在确认之前什么都不会改变。"
    assert labels(report) == [["安装为新方案"], ["取消"]]
    assert load_library(settings.plans_dir).added == ()
    builds.free.clear()
    pressed, _ = await press(world, report, "安装为新方案")
    assert pressed.text.startswith(f"已确认安装《推进流动公共文化服务重点任务分工方案》（{ID}）")
    told = await until(world, desk, "正在编制索引，7/40 段")
    assert load_library(settings.plans_dir).added == ()
    builds.free.set()
    done = await until(world, desk, "已安装（")
    assert done.id == told.id and "主题检索暂不可用（no encoder here）" in done.text
    await press(world, done, "以后就问这个方案")
    said = await answer_to(world, desk, operator, "第3项谁负责")
    assert "第3项：文化部牵头，国家民委、农业部、国家海洋局、国家林业局配合" in seen(said)
    assert load_library(settings.plans_dir).added == (ID,)
    assert not list(settings.uploads_dir.iterdir())


async def test_a_new_version_shows_its_changes_first_and_what_was_set_follows_its_tasks(
    bot: Service, world: World, desk: Chat, operator: User, private: Chat, ann: User, builds: Builds, database: Database
) -> None:
    done = await installed(world, desk, operator, TEXT.read_bytes())
    world.user_starts(private, ann)
    shown = await answer_to(world, private, ann, "/plan")
    await press(world, shown, label(shown, "推进流动"))
    assert "已订阅" in (await answer_to(world, private, ann, "订阅第3项")).text
    assert "3. 在牧区" in (await answer_to(world, private, ann, "/remind 3 每周五 16:00 报进度")).text
    report = await sent(world, desk, operator, next_version())
    assert "与已安装的版本相比" in report.text and report.text.index("新增第3项") < report.text.index("全部任务：")
    assert f"看起来是《推进流动公共文化服务重点任务分工方案》（{ID}）的新版本：97%" in report.text
    assert labels(report) == [["更新为《推进流动公共文化服务重点任务分工方案》的新版本"], ["安装为新方案"], ["取消"]]
    builds.free.clear()
    await press(world, report, label(report, "更新为"))
    await until(world, desk, "正在编制索引，7/40 段")
    before = await answer_to(world, private, ann, "第3项谁负责")
    assert before.text.startswith("第3项：文化部") and "渔汛调整" in before.text
    assert (await answer_to(world, private, ann, "交通运输部牵头哪些任务")).text.startswith("交通运输部牵头")
    builds.free.set()
    updated = await until(world, desk, "已更新")
    assert updated.id != done.id
    notice = await until(world, private, "方案有新版本")
    assert "编号：第3项改为第4项" in notice.text and "假期" in notice.text
    assert (await answer_to(world, private, ann, "那财政部呢")).text.startswith("财政部牵头")
    after = await answer_to(world, private, ann, "第4项谁负责")
    assert after.text.startswith("第4项：文化部") and "假期调整" in after.text
    assert (await answer_to(world, private, ann, "第3项谁负责")).text.startswith("第3项：农业部")
    assert "第4项" in (await answer_to(world, private, ann, "/subscriptions")).text
    assert "第4项 报进度" in (await answer_to(world, private, ann, "/reminders")).text
    # Back to the version before: that is a change as well.
    report = await sent(world, desk, operator, TEXT.read_bytes())
    await press(world, report, label(report, "更新为"))
    await until(world, private, "编号：第4项改为第3项")


async def test_what_was_confirmed_is_installed_after_a_restart(
    settings: Settings,
    plans: Plans,
    wording: Wording,
    database: Database,
    world: World,
    desk: Chat,
    operator: User,
    builds: Builds,
) -> None:
    async with serving(settings, plans, wording, database, world):
        report = await sent(world, desk, operator, TEXT.read_bytes())
    async with serving(settings, build_plans(settings, wording), wording, database, world):
        builds.free.clear()
        await press(world, report, "安装为新方案")
        told = await until(world, desk, "正在编制索引，7/40 段")
    assert load_library(settings.plans_dir).added == ()
    builds.free.set()
    async with serving(settings, build_plans(settings, wording), wording, database, world):
        done = await until(world, desk, "已安装（")
        assert done.id == told.id
        assert builds.built == [ID, ID]
        _, answer = await press_data(world, report, "u.a.0123456789abcdef", forged=True)
        assert answer["text"] == "这个按钮已经失效，请重新发送文件，或发送 /plans。" and answer["show_alert"]
    assert load_library(settings.plans_dir).added == (ID,)


async def test_a_document_is_installed_once(
    bot: Service, world: World, desk: Chat, operator: User, settings: Settings, builds: Builds
) -> None:
    other = world.add_user("Otto", language_code="en")
    world.users[other.id] = other
    first = await sent(world, desk, operator, TEXT.read_bytes())
    again = await sent(world, desk, operator, TEXT.read_bytes(), "同一份.txt")
    builds.free.clear()
    await press(world, first, "安装为新方案")
    _, answer = await press(world, again, "安装为新方案")
    assert answer["text"] == "这份文件已经有人确认，正在安装或已经装好。"
    _, answer = await press(world, again, "取消")
    assert answer["text"] == "这份文件已经有人确认，正在安装或已经装好。"
    builds.free.set()
    await until(world, desk, "已安装（")
    assert builds.built == [ID]
    said = await sent(world, desk, operator, TEXT.read_bytes())
    assert said.text == f"这份文件已经安装过，文字完全相同，编号 {ID}。"
    third = await sent(world, desk, operator, next_version())
    pressed, _ = await press(world, third, "取消")
    assert pressed.text == "已取消，没有安装：方案.txt"
    _, answer = await press_data(world, third, f"u.a.{'0' * 16}", forged=True)
    assert "失效" in answer["text"]
    assert load_library(settings.plans_dir).added == (ID,)


async def test_only_operators_add_plans_and_a_group_hears_nothing(
    bot: Service, world: World, private: Chat, ann: User, group: Chat, operator: User, settings: Settings
) -> None:
    said = await sent(world, private, ann, TEXT.read_bytes())
    assert said.text.startswith("抱歉，我只能读文字。方案文件要由本机器人的运维人员")
    world.user_sends(group, ann, "document", TEXT.read_bytes(), name="方案.txt")
    assert (await answer_to(world, private, ann, "/plans")).text == "这个命令只供机器人的运维人员在私聊中使用。"
    asked = world.user_sends(private, ann, "document", b"x", name="a.txt", caption="商务厅牵头哪些任务")
    assert (await world.wait_for_message(private, after=asked)).text.startswith("商务厅牵头 5 项")
    assert from_bot(world, group) == []
    _, answer = await press_data(world, said, f"u.y.{ID}", forged=True)
    assert answer["text"] == "这个命令只供机器人的运维人员在私聊中使用。"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
BAD = {
    "large": (b"1" * (20 * 2**20 + 1), "a.txt", "超过 20 MB", "larger than 20 MB"),
    "no task": ("关于放假的通知\n\n10月1日至7日放假。\n".encode(), "a.txt", "没有找到任务", "No task was found"),
    "old Word": (OLE + "WordDocument".encode("utf-16-le"), "a.doc", "请另存为 .docx", "save it as .docx"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "有密码保护", "protected by a password"),
    "cut off": (b"PK\x03\x04" + b"\x14" * 300, "a.docx", "已损坏或不完整", "damaged or incomplete"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "a.png", "是图片", "is a picture"),
}


@pytest.mark.parametrize("what", BAD)
async def test_a_bad_document_is_told_why_and_changes_nothing(
    what: str, bot: Service, world: World, desk: Chat, operator: User, settings: Settings
) -> None:
    data, name, chinese, english = BAD[what]
    said = await sent(world, desk, operator, data, name)
    assert said.text.startswith(name) and chinese in said.text and not labels(said)
    await answer_to(world, desk, operator, "/lang en")
    said = await sent(world, desk, operator, data, name)
    assert name in said.text and english in said.text and said.text.isascii()
    assert load_library(settings.plans_dir).added == ()


async def test_a_file_that_telegram_does_not_give_can_be_sent_again(
    bot: Service, world: World, desk: Chat, operator: User
) -> None:
    world.faults.add(Fault(error=server_error(502)), method="getFile")
    said = await sent(world, desk, operator, TEXT.read_bytes())
    assert said.text == "方案.txt 没能从 Telegram 下载下来，请稍后重新发送。"
    assert labels(await sent(world, desk, operator, TEXT.read_bytes())) == [["安装为新方案"], ["取消"]]


async def test_an_installed_plan_is_removed_after_a_question(
    bot: Service, world: World, desk: Chat, operator: User, settings: Settings
) -> None:
    await installed(world, desk, operator, TEXT.read_bytes())
    listed = await answer_to(world, desk, operator, "/plans")
    assert "编号 neimenggu-2011 · 随程序提供，不能删除" in listed.text and f"编号 {ID}" in listed.text
    assert labels(listed) == [["删除《推进流动公共文化服务重点任务分工方案》"]]
    asked, _ = await press(world, listed, label(listed, "删除"))
    assert asked.text == f"确定删除《推进流动公共文化服务重点任务分工方案》（{ID}）吗？删除后不再回答关于它的提问。"
    kept, _ = await press(world, asked, "不删除")
    assert kept.text == listed.text
    asked, _ = await press(world, kept, label(kept, "删除"))
    removed, _ = await press(world, asked, label(asked, "删除"))
    assert removed.text == f"已删除《推进流动公共文化服务重点任务分工方案》（{ID}）。"
    assert load_library(settings.plans_dir).added == ()
    _, answer = await press_data(world, listed, "u.y.neimenggu-2011", forged=True)
    assert "失效" in answer["text"]
    async with asyncio.timeout(60):
        while ID in [entry.id for entry in bot.plans.entries]:
            await asyncio.sleep(0.05)


async def test_a_plan_that_another_process_installs_is_served_too(
    bot: Service, world: World, private: Chat, ann: User, settings: Settings
) -> None:
    plan = install.candidate(TEXT.read_text("utf-8"), "a.txt", load_library(settings.plans_dir))
    install.install(plan, settings.plans_dir)
    async with asyncio.timeout(60):
        while ID not in [entry.id for entry in bot.plans.entries]:
            await asyncio.sleep(0.05)
    shown = await answer_to(world, private, ann, "/plan")
    await press(world, shown, label(shown, "推进流动"))
    assert "文化部牵头" in seen(await answer_to(world, private, ann, "第3项谁负责"))


async def test_a_long_document_is_shown_in_part_and_whole_in_a_file(
    bot: Service, world: World, desk: Chat, operator: User
) -> None:
    tasks = "".join(
        f"{n}.建设第{n}个服务站并配齐设备和人员。（文化部牵头，财政部、农业部参与）\n" for n in range(1, 401)
    )
    data = f"全国流动服务站建设分工方案\n\n一、建设\n{tasks}".encode()
    file = await sent(world, desk, operator, data)
    assert file.media is not None and file.media.kind == "document"
    whole = file.media.file.content.decode("utf-8-sig")
    assert "400. 建设第400个服务站" in whole and "共同" not in whole
    last = await until(world, desk, "确认安装吗")
    assert "完整的内容在上面的文件里" in last.text
    assert len([m for m in desk.messages.values() if m.sender is world.bot.user]) <= 4


async def test_a_table_whose_numbers_begin_again_and_its_next_version_in_english(
    bot: Service, world: World, desk: Chat, operator: User, private: Chat, ann: User
) -> None:
    text = LINHE.read_text("utf-8")
    await answer_to(world, desk, operator, "/lang en")
    report = await sent(world, desk, operator, text.encode())
    assert labels(report) == [["Install as a new plan"], ["Cancel"]]
    assert "It would be installed as " in report.text
    await press(world, report, "Install as a new plan")
    done = await until(world, desk, "is installed (")
    assert labels(done) == [["Ask this plan from now on"]]
    shown = await answer_to(world, private, ann, "/plan")
    await press(world, shown, label(shown, "临禾县"))
    said = await answer_to(world, private, ann, "县财政局牵头哪些任务")
    assert said.text.startswith("县财政局牵头 ") and "1-6. " in said.text
    assert "已订阅" in (await answer_to(world, private, ann, "/subscribe 县财政局")).text
    row = next(line for line in text.splitlines() if "发放枣农贷款贴息" in line)
    new = row.replace("6\t", "7\t", 1).replace("800万元", "900万元")
    inserted = row.replace(
        "发放枣农贷款贴息800万元，把红枣收入保险扩大到所有种植户", "设立红枣产业发展基金2000万元，重点支持合作社"
    )
    assert len({row, new, inserted}) == 3
    report = await sent(world, desk, operator, text.replace(row, f"{inserted}\n{new}").encode(), "second.txt")
    assert "differ from the installed version" in report.text and "This looks like a new version of" in report.text
    await press(world, report, label(report, "Update"))
    await until(world, desk, "is updated, and answers come from the new version")
    notice = await until(world, private, "方案有新版本")
    assert "设立红枣产业发展基金" in notice.text and "900万元" in notice.text
    listed = await answer_to(world, desk, operator, "/plans")
    assert "comes with the program and stays" in listed.text and label(listed, "Remove")
