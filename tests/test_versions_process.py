"""Versions of a plan with the real process over HTTP: back and forth, an older replica, a preview and its confirmation."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from index.engine import Engine
from tests.botapi import Chat, Message, User, World
from tests.corpus.folders import PLAN_ID, copied, rewritten
from tests.databases import Postgresql
from tests.people import Front, front

# The shipped plan is never another one's version: what is added has an id of its own.
ADDED = "added-2011"
SERVED = {"DEFAULT_PLAN": ADDED}
OLD, NEW = "推广多层标准厂房建设", "推广高层绿色厂房建设"
CODES = {"zh": "zh-hans", "en": "en"}
SAID = {
    "zh": {
        "told": "方案有新版本：",
        "taken": "方案已换成新版本：",
        "earlier": "发现旧版本，没有启用：",
        "back": "换回这个版本",
        "going": "正在换回：",
        "behind": "方案正在换版本，这里暂时不能",
        "update": "更新为",
        "updated": "已更新",
    },
    "en": {
        "told": "A new version of the plan: ",
        "taken": "A new version of the plan is served: ",
        "earlier": "An earlier version was found and is not served: ",
        "back": "Go back to this version",
        "going": "Going back to ",
        "behind": "The plan is being replaced",
        "update": "Update",
        "updated": "is updated",
    },
}


@pytest.fixture
async def stage(engine: Engine, var_dir: Path, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Front]:
    """A front on its own var folder, so that plans of other tests are none of it."""
    engine.topics()
    shutil.copytree(var_dir, tmp_path / "var")
    # The same words have the same index, which takes long to build.
    for built in (tmp_path / "var" / "index").glob(f"{PLAN_ID}-*"):
        shutil.copytree(built, built.with_name(built.name.replace(PLAN_ID, ADDED)))
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    if getattr(request, "param", "") == "postgresql":
        server: Postgresql = request.getfixturevalue("postgresql_server")
        url = server.new_database()
    async with front(World(), tmp_path / "var", url) as opened:
        yield opened


def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders of plans: the older version, and the newer one."""
    older, newer = tmp_path / "older", tmp_path / "newer"
    for folder in (older, newer):
        copied(folder).rename(folder / ADDED)
    rewritten(newer / ADDED, lambda text: text.replace(OLD, NEW))
    return older, newer


def people(stage: Front, lang: str) -> tuple[User, Chat, User, Chat]:
    """An operator and a subscriber, each with their private chat."""
    olga, ann = (stage.world.add_user(name, language_code=CODES[lang]) for name in ("Olga", "Ann"))
    return olga, stage.world.add_private_chat(olga), ann, stage.world.add_private_chat(ann)


async def begun(stage: Front, older: Path, lang: str) -> tuple[User, Chat, User, Chat]:
    """The same two, once they were served the older version, with a task subscribed to."""
    olga, desk, ann, private = people(stage, lang)
    async with stage.bot(olga, PLANS_DIR=str(older), **SERVED):
        await stage.says(private, ann, "/subscribe 16")
        await stage.says(desk, olga, "/subscriptions")
    return olga, desk, ann, private


def heard(stage: Front, chat: Chat, words: str) -> list[Message]:
    """The bot's messages with these words."""
    return [one for one in chat.messages.values() if one.sender is stage.world.bot.user and words in one.text]


@pytest.mark.parametrize("lang", SAID)
async def test_back_and_forth_is_told_each_time(stage: Front, tmp_path: Path, lang: str) -> None:
    said, (older, newer) = SAID[lang], folders(tmp_path)
    olga, desk, ann, private = await begun(stage, older, lang)
    steps = [(newer, NEW), (older, OLD), (newer, NEW)]
    for count, (folder, words) in enumerate(steps, 1):
        last, before = private.last_message_id, desk.last_message_id
        async with stage.bot(olga, PLANS_DIR=str(folder), **SERVED):
            if count > 1:
                # One that was replaced before waits for the operator, with what it would change.
                question = await stage.comes(desk, said["earlier"], after=before)
                assert "16. " in question.text and not heard_after(stage, private, said["told"], last)
                shown = await stage.presses(question, said["back"])
                assert shown.text.startswith(said["going"]) or said["going"] in shown.text
            notice = await stage.comes(private, said["told"], after=last)
            assert words in notice.text
            # The difference is marked in what it was and what it is.
            assert {"strikethrough", "underline"} <= {entity["type"] for entity in notice.entities}
            if count == 1:
                assert "16. " in (await stage.comes(desk, said["taken"], after=before)).text
            assert words in (await stage.says(private, ann, "/task 16")).text
    assert len(heard(stage, private, said["told"])) == len(steps)


def heard_after(stage: Front, chat: Chat, words: str, last: int) -> list[Message]:
    return [one for one in heard(stage, chat, words) if one.id > last]


@pytest.mark.parametrize("lang", SAID)
@pytest.mark.parametrize("stage", ["postgresql"], indirect=True)
async def test_a_replica_with_an_older_folder_never_flips_the_version(stage: Front, tmp_path: Path, lang: str) -> None:
    said, (older, newer) = SAID[lang], folders(tmp_path)
    olga, desk, ann, private = await begun(stage, older, lang)
    async with stage.bot(olga, PLANS_DIR=str(newer), **SERVED):
        await stage.comes(private, said["told"])
        # Another replica starts with the folder that was before.
        async with stage.bot(olga, PLANS_DIR=str(older), **SERVED):
            question = await stage.comes(desk, said["earlier"])
            assert "16. " in question.text and NEW in (await stage.says(private, ann, "/task 16")).text
    assert len(heard(stage, private, said["told"])) == 1 and len(heard(stage, desk, said["earlier"])) == 1
    # Alone, it sends no notice and sets nothing; the version is what it was.
    async with stage.bot(olga, PLANS_DIR=str(older), **SERVED):
        refused = await stage.says(private, ann, "/subscribe 12")
        assert refused.text.startswith(said["behind"]), refused.text
        await asyncio.sleep(6)
    async with stage.bot(olga, PLANS_DIR=str(newer), **SERVED):
        assert NEW in (await stage.says(private, ann, "/task 16")).text
        listed = await stage.says(private, ann, "/subscriptions")
        assert not listed.text.startswith(said["behind"])
    assert len(heard(stage, private, said["told"])) == 1 and len(heard(stage, desk, said["earlier"])) == 1


@pytest.mark.parametrize("lang", SAID)
async def test_an_operator_sees_what_a_new_version_changes_and_confirms(
    stage: Front, tmp_path: Path, lang: str
) -> None:
    said, (older, _) = SAID[lang], folders(tmp_path)
    olga, desk, ann, private = people(stage, lang)
    text = (older / ADDED / "text.txt").read_text("utf-8")
    async with stage.bot(olga, PLANS_DIR=str(older), **SERVED):
        await stage.says(private, ann, "/subscribe 16")
        sent = stage.world.user_sends(desk, olga, "document", text.replace(OLD, NEW).encode(), name="方案.txt")
        report = await stage.comes(desk, NEW, after=sent.id)
        # Nothing is done before it is confirmed.
        assert OLD in (await stage.says(private, ann, "/task 16")).text
        assert not heard(stage, private, said["told"])
        await stage.presses(report, said["update"])
        notice = await stage.comes(private, said["told"])
        assert NEW in notice.text and OLD in notice.text
        await stage.comes(desk, said["updated"])
        assert NEW in (await stage.says(private, ann, "/task 16")).text
