"""Small fault runs; `make faults` makes the full ones and prints their figures."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.limits import Limits
from index.engine import Engine
from tests.databases import KINDS, Postgresql
from tests.faults import crowd, kills, questions

# Telegram's rules with windows a few times shorter.
QUICK = Limits(
    overall=30,
    overall_seconds=0.25,
    group=5,
    group_seconds=1.0,
    chat_seconds=0.05,
    claim_seconds=5,
    send_seconds=3,
    backoff_seconds=0.1,
    idle_seconds=0.05,
)


@pytest.fixture(autouse=True)
def quiet() -> None:
    # A connection that a kill cuts is reported by the stand-in's web server.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)


@pytest.mark.parametrize("job", ["announce", "digest"])
@pytest.mark.parametrize("kind", KINDS)
async def test_no_kill_loses_or_doubles_a_notice(
    kind: str, job: str, tmp_path: Path, postgresql_server: Postgresql
) -> None:
    url = f"sqlite:///{tmp_path}/test.db" if kind == "sqlite" else postgresql_server.new_database()
    tally = await kills.run(url, job, kills=2, chats=150, seed=7, a_round=2)
    assert tally.sound, tally
    assert (tally.kills, tally.notices) == (2, 150)
    assert tally.duplicates <= tally.unknowable


@pytest.mark.parametrize("kind", KINDS)
async def test_no_kill_loses_or_doubles_an_answer(
    kind: str, engine: Engine, var_dir: Path, tmp_path: Path, postgresql_server: Postgresql
) -> None:
    engine.topics()
    shared = kind != "sqlite"
    url = postgresql_server.new_database() if shared else f"sqlite:///{tmp_path}/test.db"
    tally = await questions.run(url, var_dir, kills=2, seed=7, webhook=shared, replicas=2 if shared else 1, rate=5)
    assert tally.sound, tally
    assert tally.kills == 2 and tally.asked > 5


async def test_three_processes_keep_the_limits_among_faults(postgresql_server: Postgresql) -> None:
    plan = crowd.Plan(
        notices=300, processes=3, limits=QUICK, groups=6, a_group=8, to_flooded=5, flooded_seconds=1, seed=7
    )
    report = await crowd.run(postgresql_server.new_database(), plan)
    assert report.sound, report
    assert report.states == {"sent": 296, "cancelled": 4}
