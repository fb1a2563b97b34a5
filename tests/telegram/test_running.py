"""The running bot seen by its operator: monitors, the log, systemd, alarms and the doctor, on the real program."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import json
import re
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from bot.config import Settings
from bot.db.engine import Database, open_database
from bot.plans.served import Plans
from bot.running import doctor, watch
from bot.running.vitals import POLLING
from bot.screens.wording import Wording
from bot.telegram import doctor as telegram_doctor
from bot.telegram.log import hide
from index.engine import Engine
from tests.botapi import BotApiServer, Chat, Fault, User, World, server_error
from tests.databases import Postgresql
from tests.process import free_port, running
from tests.telegram.conftest import serving
from tests.telegram.talk import LEADS


async def _first_answer(url: str) -> httpx.Response:
    async with asyncio.timeout(60), httpx.AsyncClient() as client:
        while True:
            try:
                return await client.get(url)
            except httpx.ConnectError:
                await asyncio.sleep(0.05)


async def test_a_process_for_monitors_systemd_and_a_reader_of_json(
    world: World, server: BotApiServer, private: Chat, ann: User, engine: Engine, var_dir: Path, tmp_path: Path
) -> None:
    engine.topics()
    port = free_port()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.setblocking(False)
        settings = {
            "TELEGRAM_BOT_TOKEN": world.bot.token,
            "TELEGRAM_BASE_URL": server.base_url,
            "VAR_DIR": str(var_dir),
            "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
            "HEALTH_LISTEN": f"127.0.0.1:{port}",
            "LOG_FORMAT": "json",
            "NOTIFY_SOCKET": str(tmp_path / "notify"),
            "WATCHDOG_USEC": "200000",
        }
        world.faults.add(Fault(delay=2), method="getMe")
        async with running("bot", settings, stderr=asyncio.subprocess.PIPE) as process:
            early = await _first_answer(f"http://127.0.0.1:{port}/healthz")
            world.user_says(private, ann, LEADS)
            await world.wait_for_message(private, timeout=60)
            loop, heard = asyncio.get_running_loop(), b""
            async with asyncio.timeout(60):
                while heard.count(b"WATCHDOG=1") < 3:
                    heard += await loop.sock_recv(listener, 1000)
            assert heard.startswith(b"READY=1")
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                health = await client.get("/healthz")
                metrics = (await client.get("/metrics")).text
                assert (await client.get("/")).status_code == 404
                assert (await client.post("/metrics", content=b"x" * 100)).status_code == 405
            process.terminate()
            _, log = await process.communicate()
    assert (early.status_code, early.json()["status"]) == (503, "starting")
    assert early.json()["reason"] == "Telegram has not said yet who the bot is"
    assert (health.status_code, health.json()["status"]) == (200, "ok")
    assert set(health.json()) == {"status", "polling", "sending", "database", "clock"}
    assert 'fengong_answers_total{kind="answer",lang="zh"} 1.0' in metrics
    assert 'fengong_telegram_requests_total{method="sendMessage",outcome="200"} 1.0' in metrics
    assert 'fengong_notices{state="dead"} 0.0' in metrics and "fengong_encoder_queue 0.0" in metrics
    assert re.search(r'fengong_last_success_timestamp_seconds\{of="polling"\} \d', metrics)
    assert "process_resident_memory_bytes" in metrics
    lines = [json.loads(line) for line in log.decode().splitlines()]
    assert lines and all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    assert str(private.id) not in log.decode() and "商务" not in log.decode()


async def test_failed_polling_is_told_by_the_way_that_still_works(
    settings: Settings,
    plans: Plans,
    wording: Wording,
    database: Database,
    world: World,
    private: Chat,
    ann: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch, "TICK_SECONDS", 0.05)
    settings = dataclasses.replace(settings, admin_ids=frozenset({ann.id}))
    async with serving(settings, plans, wording, database, world):
        world.faults.add(Fault(error=server_error(502)), method="getUpdates", times=None)
        world.user_says(private, ann, LEADS)

        # It has failed with the server's answer, and not for silence on a machine that is slow: then patience is at an end.
        def has_failed() -> bool | None:
            sign = database.vitals.signs.get(POLLING)
            return True if sign and sign.failing_since is not None and "502" in sign.reason else None

        await world.wait_until(has_failed)
        monkeypatch.setattr(watch, "PATIENCE_SECONDS", 0.0)
        said = await world.wait_until(
            lambda: next((one.text for one in private.messages.values() if "收不到" in (one.text or "")), None),
        )
    assert "HTTP 502" in said


@pytest.fixture
def examined(settings: Settings, tmp_path: Path) -> Settings:
    return dataclasses.replace(settings, plans_dir=tmp_path / "plans", admin_ids=frozenset({1}))


async def _examine(settings: Settings) -> tuple[int, dict[str, str]]:
    output = io.StringIO()
    code = await doctor.examine(settings, output)
    grades = {}
    for line in output.getvalue().splitlines():
        if not line.startswith(" "):
            grade, thing, *_ = line.split()
            grades[thing] = max(grade, grades.get(thing, grade), key=["ok", "warn", "FAIL"].index)
    return code, grades | {"": output.getvalue()}


async def test_the_doctor_finds_all_well(examined: Settings, world: World) -> None:
    async with open_database(examined.database):
        pass
    code, found = await _examine(examined)
    assert code == 0 and "FAIL" not in found.values(), found[""]
    wanted = {
        "disk",
        "database",
        "migrations",
        "index",
        "encoder",
        "fonts",
        "people",
        "api",
        "token",
        "clock",
        "webhook",
    }
    assert found.keys() >= wanted
    assert "without a proxy" in found[""]


@pytest.mark.parametrize(
    ("change", "thing", "words"),
    [
        ({"telegram_bot_token": "7000000002:AAAAAAAAAAAAAAAAAAAA"}, "token", "copy it again from @BotFather"),
        ({"telegram_bot_token": ""}, "token", "put the token of @BotFather"),
        ({"telegram_base_url": "http://127.0.0.1:1/bot"}, "api", "set HTTPS_PROXY"),
        (
            {"telegram_base_url": "http://a.example/bot", "http_proxy": "http://u:secret@127.0.0.1:1"},
            "api",
            "proxy runs",
        ),
        ({"var_dir": Path("/dev/null/var")}, "disk", "set VAR_DIR to another folder"),
        ({"database_url": "postgresql://u:secret@127.0.0.1:1/n"}, "database", "check that the server runs"),
        (
            {"database_url": "sqlite:////dev/null/there/bot.db"},
            "database",
            "let this user write /dev/null/there, or set",
        ),
        ({"default_plan": "nothing"}, "plans", "set it to one of"),
        ({"embedding_model": "/nowhere/model"}, "encoder", "correct EMBEDDING_MODEL"),
    ],
    ids=["wrong token", "no token", "no API", "no proxy", "no folder", "no server", "no place", "no plan", "no model"],
)
async def test_the_doctor_says_what_to_do(
    examined: Settings, change: dict[str, object], thing: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The library takes seconds to load, only to say that there is no such folder.
    monkeypatch.setattr("index.retrieval.encoders.importlib.util.find_spec", lambda name: None)
    code, found = await _examine(dataclasses.replace(examined, **change))  # type: ignore[arg-type]
    assert (code, found[thing]) == (1, "FAIL"), found[""]
    assert words in found[""] and "secret" not in found[""] and "Traceback" not in found[""]


async def test_the_doctor_makes_no_folder_of_plans(examined: Settings, tmp_path: Path) -> None:
    mistyped = tmp_path / "plnas" / "here"
    _, found = await _examine(dataclasses.replace(examined, plans_dir=mistyped))
    assert f"PLANS_DIR={mistyped} is not there" in found[""] and not mistyped.parent.exists()


async def test_the_doctor_sees_a_damaged_file(examined: Settings) -> None:
    async with open_database(examined.database):
        pass
    file = examined.var_dir / "fengong.db"
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])
    _, found = await _examine(examined)
    assert found["database"] == "FAIL" and "restore it from a backup" in found[""]


async def test_a_file_that_is_not_there_yet(tmp_path: Path) -> None:
    found = {}
    for place in (tmp_path, tmp_path / "dta"):
        (finding,) = await doctor.database(Settings(database_url=f"sqlite:///{place}/bot.db"))
        found[place.name] = finding.grade.value, finding.advice
        assert finding.said == f"{place}/bot.db is not there yet: the bot makes it when it first starts"
    assert found[tmp_path.name] == ("ok", "")
    grade, advice = found["dta"]
    assert grade == "warn" and f"{tmp_path}/dta is not there either: correct DATABASE_URL" in advice
    # Looking makes nothing.
    assert list(tmp_path.iterdir()) == []


async def test_a_server_that_does_not_let_the_user_make_or_write_tables(postgresql_server: Postgresql) -> None:
    url = postgresql_server.new_database()
    name = url.partition("?")[0].rpartition("/")[2]
    postgresql_server.run("DROP ROLE IF EXISTS weak")
    postgresql_server.run("CREATE ROLE weak LOGIN")
    weak = Settings(database_url=f"{url.replace('postgres:@', 'weak:@')}")
    (refused,) = await doctor.database(weak)
    assert refused.grade == "FAIL" and "refuses this user" in refused.said, str(refused)
    assert refused.advice.startswith("let it own the database (ALTER DATABASE")
    async with open_database(url):
        pass
    (refused,) = await doctor.database(weak)
    assert refused.grade == "FAIL" and "refuses this user" in refused.said, str(refused)
    postgresql_server.run(f'ALTER DATABASE "{name}" OWNER TO weak')
    fresh = postgresql_server.new_database()
    postgresql_server.run(f'ALTER DATABASE "{fresh.partition("?")[0].rpartition("/")[2]}" OWNER TO weak')
    answers, behind = await doctor.database(Settings(database_url=fresh.replace("postgres:@", "weak:@")))
    assert (answers.grade, behind.grade) == ("ok", "warn") and "start the bot once" in behind.advice


@pytest.mark.parametrize(("off", "grade"), [(5, "ok"), (-3600, "FAIL"), (3600, "FAIL")])
def test_the_clock_is_compared(off: int, grade: str) -> None:
    date = format_datetime(datetime.now(UTC) - timedelta(seconds=off), usegmt=True)
    (found,) = telegram_doctor._clock(date)
    assert found.grade == grade


async def test_a_webhook_elsewhere_is_seen(examined: Settings, world: World) -> None:
    world.webhook.hosts["https://other.example"] = ["http://127.0.0.1:1"]
    hide(world.bot.token)
    async with httpx.AsyncClient() as client:
        url = f"{examined.telegram_base_url}{world.bot.token}/setWebhook"
        await client.post(url, json={"url": "https://other.example/hook"})
    _, found = await _examine(examined)
    assert found["webhook"] == "warn" and "https://other.example/hook" in found[""]
