"""Where tasks stand, over HTTP: the counts, their picture, and the list to take along with what was reported."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from bot.config import Settings
from bot.telegram.app import Service
from tests.botapi import Chat, User, World
from tests.telegram.talk import answer_to, labels, press


@pytest.fixture
def settings(settings: Settings, operator: User) -> Settings:
    return replace(settings, admin_ids=frozenset({operator.id}))


async def test_a_picture_and_a_list_of_where_tasks_stand(
    bot: Service, world: World, group: Chat, operator: User, ann: User, bob: User
) -> None:
    desk = world.add_private_chat(operator)
    nothing = await answer_to(world, desk, operator, "/status")
    assert "还没有填报过进度。" in nothing.text and labels(nothing) == []
    await answer_to(world, desk, operator, "/deadline 9 2030-06-30")
    await answer_to(world, group, ann, "/subscribe 12")
    await answer_to(world, group, ann, "/progress 12 60% 已完成初稿")
    shown = await answer_to(world, desk, operator, "/status")
    assert "发展改革委牵头 11 项：未开始 10 · 进行中 1 · 办结 0 · 超期 0" in shown.text
    assert labels(shown) == [["进度图", "导出任务清单"]]
    await press(world, shown, "进度图")
    picture = await world.wait_for_message(desk, after=shown)
    assert (
        picture.media is not None and picture.media.kind == "photo" and picture.text.startswith("全部 40 项任务的进度")
    )
    await press(world, shown, "导出任务清单")
    file = await world.wait_for_message(desk, after=picture)
    assert file.media is not None and file.media.kind == "document"
    sheet = openpyxl.load_workbook(io.BytesIO(file.media.file.content)).worksheets[0]
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    head = next(row for row in rows if row[0] == "编号")
    assert head[-4:] == ["完成时限", "进度（填报）", "责任人", "备注"]
    texts = [" ".join(row) for row in rows]
    assert any("2030-06-30（周日）（补设）" in text for text in texts)
    assert any("进行中 60%" in text and "已完成初稿" in text for text in texts)
    assert any("由人填报，不是方案原文" in text for text in texts)
    english = await answer_to(world, group, bob, "/status@sandbox_bot")
    assert labels(english) == [["Picture", "Export the tasks"]]
