"""Whatever is written, at whatever length, no step of the loop that serves everybody is long."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from typing import Any

import pytest

from bot.plans.served import Plans
from bot.telegram.app import Service, warm
from index.engine import Engine
from index.query import IndexFault
from index.reading.reader import Reader
from tests.botapi import Chat, User, World
from tests.telegram.talk import LEADS, answer_to

LONGEST = 4096
# By the processor's time of the loop's thread, so that a busy machine counts less: five times what is aimed at.
MOST_SECONDS = 0.1
# Each took longer at the length of a message: the first 880 ms, the blanks 220, the numbers as tasks 90.
UNITS = ("商务厅、", "口 岸 ", "第1条", "每月1号", " ", "@sandbox_bot ")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The processor's seconds of each step of the loop."""
    taken, run = list[float](), asyncio.Handle._run

    def timed(self: asyncio.Handle) -> None:
        begun = time.thread_time()
        run(self)
        taken.append(time.thread_time() - begun)

    monkeypatch.setattr(asyncio.Handle, "_run", timed)
    # How subjects are searched for is no matter of the loop, and an index takes a minute.
    monkeypatch.setattr(Engine, "topics", _no_topics)
    return taken


def _no_topics(engine: Engine) -> None:
    raise IndexFault("no index here")


@pytest.mark.parametrize("head", ["", "/subscribe ", "/remind ", "/progress ", "/responsible ", "/dept "])
async def test_no_text_keeps_the_loop(
    bot: Service, world: World, private: Chat, ann: User, head: str, steps: list[float]
) -> None:
    for text in (LEADS, "/subscribe 商务厅", "/remind 明天9点 1"):
        await answer_to(world, private, ann, text)
    for unit in UNITS:
        steps.clear()
        said = world.user_says(private, ann, (head + unit * LONGEST)[: LONGEST - 1].strip() + "。")
        await world.wait_for_message(private, after=said, timeout=60)
        assert max(steps) < MOST_SECONDS, (head, unit, max(steps))


# Short, and nothing but names, or several in a question: how they belong together took 30 to 60 ms on a busy machine.
MUCH = ("商务厅、" * 8, "财政厅和商务厅" * 4, "科技厅牵头、没有水利厅参加的任务有哪些", "商务厅和财政厅都牵头的")


@pytest.mark.parametrize("head", ["", "/dept ", "/ask ", "/section "])
async def test_what_names_several_is_weighed_beside_the_loop(
    bot: Service, world: World, private: Chat, ann: User, head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Engine, "topics", _no_topics)
    loops, weighed, real = threading.get_ident(), list[bool](), Reader._weighed

    def watched(self: Reader, *arguments: Any) -> Any:
        weighed.append(threading.get_ident() == loops)
        return real(self, *arguments)

    monkeypatch.setattr(Reader, "_weighed", watched)
    # What was asked before is known and weighed no more.
    new = "。" * len(head)
    for text in MUCH:
        await answer_to(world, private, ann, f"{head}{text}{new}")
    assert len(weighed) >= len(MUCH) and not any(weighed)
    await answer_to(world, private, ann, f"文化厅配合哪些任务{new}")
    assert weighed[-1]


def test_what_stays_is_not_looked_through_again_and_again(plans: Plans, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look for garbage among all objects took 35 ms, in the step of the loop that it fell into."""
    monkeypatch.setattr(Plans, "warm", lambda self: None)
    frozen = gc.get_freeze_count()
    try:
        warm(plans)
        assert gc.get_freeze_count() > frozen + 10_000
    finally:
        gc.unfreeze()
