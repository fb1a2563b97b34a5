"""The doctor on settings: all that cannot be read are named, names that are none too, and nothing else is guessed at."""

from __future__ import annotations

import io

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


def test_a_name_that_is_no_setting_has_its_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKN", "123456:secret")
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    assert main(["doctor"]) == 1
    assert capsys.readouterr().out.splitlines()[1:3] == [
        "warn  settings   these are no settings and change nothing: TELEGRAM_BOT_TOKN (TELEGRAM_BOT_TOKEN?)",
        "                 → correct the names, or take them out",
    ]


@pytest.mark.parametrize("command", ["start", "chat"])
def test_a_start_tells_of_it_and_goes_on(
    command: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKN", "123456:secret")
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main([command]) == 0
    said = [record.getMessage() for record in caplog.records if record.name == "bot.__main__"]
    assert said == ["these are no settings and change nothing: TELEGRAM_BOT_TOKN (TELEGRAM_BOT_TOKEN?)"]
