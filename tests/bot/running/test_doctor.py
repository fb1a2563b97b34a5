"""The doctor on settings that cannot be read: all of them are named, and nothing else is guessed at."""

from __future__ import annotations

import pytest

from bot.__main__ import main


def test_every_wrong_setting_has_its_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for key, value in {"LOG_LEVEL": "LOUD", "WEB_PORT": "http", "ADMIN_IDS": "@operator"}.items():
        monkeypatch.setenv(key, value)
    assert main(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line[:27] for line in lines] == [
        "FAIL  settings   ADMIN_IDS=",
        "FAIL  settings   WEB_PORT=h",
        "FAIL  settings   LOG_LEVEL=",
        "warn  settings   nothing el",
        "                 → correct ",
    ]
    # Any other command names the first of them.
    assert main(["plans"]) == 2
    assert capsys.readouterr().err.startswith("bot: ADMIN_IDS=@operator is not a list of ids")
