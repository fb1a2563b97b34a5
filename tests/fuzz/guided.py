"""Inputs that grow towards code not yet run: `python -m tests.fuzz.guided settings -runs=100000`, with the package atheris.

For what is read from single characters, where such an input comes upon what nobody would put together; the options after the
name are libFuzzer's. What is sentences and documents is put together of its own words instead (test_documents.py and others).
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import atheris

from tests.fuzz import PIECES

with atheris.instrument_imports(include=["bot"]):
    from bot.config import BotError, Settings, load_settings
    from bot.db.url import WrongUrl, read_url
    from bot.proxies import Proxies, without_password
    from bot.screens.refs import read_id, read_link, read_ref, read_trail

KEYS = [field.name.upper() for field in dataclasses.fields(Settings)]
SECRET = "geheim"
# The bytes of an input, handed out in pieces.
Given = Any
NOWHERE = Path("nowhere.env")


def _text(given: Given, most: int, kind: str) -> str:
    """Characters and whole words of that kind of input: of any characters alone almost none would get past the first look."""
    words = PIECES[kind]
    return "".join(chr(byte) if byte < 128 else words[byte % len(words)] for byte in given.ConsumeBytes(most))


def settings(data: bytes) -> None:
    """Any values of any settings: they are read, or refused in one line."""
    given = atheris.FuzzedDataProvider(data)
    chosen = [given.PickValueInList(KEYS) for _ in range(given.ConsumeIntInRange(1, 4))]
    values = {key: _text(given, 30, "settings") for key in chosen}
    try:
        load_settings(values, NOWHERE)
        said = ""
    except BotError as error:
        said = str(error)
    assert len(said.splitlines()) <= 1, values


def url(data: bytes) -> None:
    """The address of any database: no part of a password is shown."""
    given = atheris.FuzzedDataProvider(data)
    scheme = given.PickValueInList(["postgresql", "postgres", "postgresql+asyncpg", "sqlite", "sqlite+aiosqlite"])
    before, host, name, key, value = (_text(given, given.ConsumeIntInRange(0, 5), "settings") for _ in range(5))
    known = given.PickValueInList(["sslmode", "host", "user", "password", "dbname", "sslrootcert", key])
    after = f"{host}/{name}" + (f"?{known}={value}" if given.ConsumeBool() else "")
    text = f"{scheme}://u:{SECRET}{before}@{after}"
    try:
        shown = f"{read_url(text)} {read_url(text)!r}"
    except WrongUrl as error:
        shown = str(error)
    # A file has no password; where a part of one reads as a host or a name by all rules, it cannot be told from one.
    assert scheme.startswith("sqlite") or SECRET not in shown or "@" in before + after, text


def proxies(data: bytes) -> None:
    """Any rules and any address: there is a way, or none."""
    given = atheris.FuzzedDataProvider(data)
    rules = _text(given, given.ConsumeIntInRange(0, 40), "settings")
    to = given.PickValueInList(["https://api.telegram.org/bot", "http://[::1]:81/bot", "http://10.0.0.1/bot"])
    assert Proxies({"": "http://p:1"}, rules).to(to) in (None, "http://p:1")
    without_password(f"http://{_text(given, 40, 'settings')}")


def buttons(data: bytes) -> None:
    """Whatever a button or a link holds names something, or nothing."""
    words = _text(atheris.FuzzedDataProvider(data), 64, "buttons")[:64]
    for read in (read_ref, read_trail, read_link, read_id):
        read(words)  # type: ignore[operator]


TARGETS: dict[str, Callable[[bytes], None]] = {each.__name__: each for each in (settings, url, proxies, buttons)}

if __name__ == "__main__":
    name, *options = sys.argv[1:] or [""]
    if name not in TARGETS:
        sys.exit(f"one of: {', '.join(TARGETS)}")
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()
