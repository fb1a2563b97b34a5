"""`python -m bot notices`: the list of what is stuck, and what an operator does about it, with the bot running or not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.db import notices, sending
from bot.db.engine import open_database
from bot.limits import Limits
from bot.notifications.notice import Notice, Refused, Sent, State, Unknown
from bot.screens.wording import Wording

ANSWERED = Notice("plan:2", 5, "words", "zh")


async def _fill(url: str) -> None:
    """Three notices: one arrived, one was refused, of one nobody knows."""
    now = datetime.now(UTC) + timedelta(minutes=1)
    async with open_database(url) as database, database.transaction() as transaction:
        await notices.enqueue(transaction, [replace(ANSWERED, chat_id=chat_id) for chat_id in (5, 6, 7)])
        claims, _ = await sending.claim(transaction, "me", now, Limits(), 9)
        await sending.begin(transaction, "me", claims, now)
        ends = [Sent(1), Refused("can't parse entities"), Unknown("connection lost")]
        again = [replace(claim, repeat=True) for claim in claims]
        await sending.record(transaction, "me", list(zip(again, ends, strict=True)), now, Limits())


async def _states(url: str) -> dict[State, int]:
    async with open_database(url) as database, database.transaction() as transaction:
        return await notices.count_by_state(transaction)


@pytest.fixture
def operated(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    return database_url


def run(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(["notices", *words]) == 0
    return capsys.readouterr().out.splitlines()


def test_an_operator_lists_retries_and_drops(operated: str, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(_fill(operated))
    assert Wording().say("zh", "outbox.sent", count=1) in run(capsys)
    lines = run(capsys, "list", "--lang", "en")
    assert lines[:4] == [
        "Refused: 1",
        "Delivered: 1",
        "Uncertain: 1",
        "Repeated because an outcome was unknown: 0",
    ]
    assert lines[4].startswith("2: chat 6, plan:2, refused (can't parse entities), ")
    assert lines[5].startswith("3: chat 7, plan:2, uncertain (connection lost), ")
    assert run(capsys, "retry", "3", "1", "--lang", "en") == ["1 will be sent again"]
    assert run(capsys, "drop", "all", "--lang", "en") == ["1 dropped"]
    assert asyncio.run(_states(operated)) == {State.SENT: 1, State.WAITING: 1, State.DROPPED: 1}


def test_what_waits_in_a_backup_may_have_been_sent_since(operated: str, capsys: pytest.CaptureFixture[str]) -> None:
    async def waiting(hours: int) -> list[bool]:
        async with open_database(operated) as database, database.transaction() as transaction:
            await notices.enqueue(transaction, [replace(ANSWERED, chat_id=chat_id) for chat_id in (8, 9)])
            now = datetime.now(UTC) + timedelta(hours=hours)
            claims, _ = await sending.claim(transaction, "me", now, Limits(), 9)
            await sending.recover(transaction, now, everything=True)
            return [claim.repeat for claim in claims]

    asyncio.run(_fill(operated))
    assert asyncio.run(waiting(1)) == [False, False]
    assert run(capsys, "restored", "--lang", "en") == ["2 waiting notices will say that they may be a repeat"]
    assert asyncio.run(waiting(2)) == [True, True]


async def test_an_operator_may_act_while_the_bot_runs(operated: str, capsys: pytest.CaptureFixture[str]) -> None:
    await _fill(operated)
    async with open_database(operated):
        assert await asyncio.to_thread(run, capsys, "retry", "all", "--lang", "en") == ["2 will be sent again"]


@pytest.mark.parametrize(
    ("words", "line"),
    [(["retry"], "takes numbers of the list, or all"), (["drop", "x"], "takes numbers"), ([], "start the bot once")],
    ids=["none named", "no number", "no database"],
)
def test_a_wrong_call_is_named(words: list[str], line: str, operated: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notices", *words]) == 2
    error = capsys.readouterr().err
    assert line in error and error.count("\n") == 1
