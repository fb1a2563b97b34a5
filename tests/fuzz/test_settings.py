"""Settings: whatever stands there is read, or refused in one line that names the setting and holds no secret."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from bot.config import BotError, Settings, load_settings
from bot.db.url import WrongUrl, read_url
from bot.proxies import Proxies
from tests.fuzz import PIECES, bounded

KEYS = [field.name.upper() for field in dataclasses.fields(Settings)]
SECRET = "geheim"
WRITTEN = st.sampled_from(PIECES["settings"])
VALUES = st.one_of(st.lists(WRITTEN, max_size=12).map("".join), st.text(max_size=40))
NOWHERE = Path("nowhere.env")


@bounded(150)
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5))
@example({"TELEGRAM_BASE_URL": "http://["})
@example({"TELEGRAM_BASE_URL": "http://a:b"})
def test_any_values(values: dict[str, str]) -> None:
    try:
        settings = load_settings(values, NOWHERE)
    except BotError as error:
        message = str(error)
        assert len(message.splitlines()) == 1
        assert any(message.startswith(key) for key in (*KEYS, "WEBHOOK_SECRET"))
    else:
        assert settings.database and settings.proxies.to(settings.telegram_base_url) in (
            None,
            settings.https_proxy,
            settings.http_proxy,
            settings.all_proxy,
        )


@bounded(150)
@given(st.lists(WRITTEN, max_size=6).map("".join), st.lists(WRITTEN, max_size=8).map("".join))
def test_no_part_of_a_password_is_shown(before: str, after: str) -> None:
    for url in (f"postgresql://u:{before}{SECRET}@{after}", f"postgres://u:{SECRET}{before}@db/{after}"):
        try:
            shown = f"{read_url(url)} {read_url(url)!r}"
        except WrongUrl as error:
            shown = str(error)
        # Where a part of it reads as a host or a name by all rules, it cannot be told from one.
        assert SECRET not in shown or "@" in f"{before}{after}", url


@bounded(100)
@given(VALUES, st.sampled_from(["https://api.telegram.org/bot", "http://[::1]:81/bot", "http://10.0.0.1/bot"]))
def test_any_rule_about_proxies(rules: str, url: str) -> None:
    assert Proxies({"": "http://p:1"}, rules).to(url) in (None, "http://p:1")


@bounded(60)
@given(st.binary(max_size=200))
def test_any_file(data: bytes) -> None:
    path = Path(".hypothesis") / "fuzzed.env"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    said = "read"
    try:
        load_settings({}, path)
    except BotError as error:
        said = str(error)
    assert said
