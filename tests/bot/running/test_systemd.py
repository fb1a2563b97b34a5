"""What systemd hears: over a real socket, by a path and by an abstract name."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from bot.running.systemd import notify, watchdog_seconds


@pytest.mark.parametrize("abstract", [False, True])
def test_a_message_arrives(abstract: bool, tmp_path: Path) -> None:
    address = f"@fengong-{os.getpid()}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0" + address[1:] if abstract else address)
        listener.settimeout(5)
        assert notify("READY=1", "STATUS=polls", environ={"NOTIFY_SOCKET": address})
        assert listener.recv(1000) == b"READY=1\nSTATUS=polls"


def test_nobody_listens() -> None:
    assert not notify("READY=1", environ={})
    assert not notify("READY=1", environ={"NOTIFY_SOCKET": "/nowhere"})


def test_how_often_it_wants_to_hear() -> None:
    assert watchdog_seconds({}) is None
    assert watchdog_seconds({"WATCHDOG_USEC": "30000000"}) == 15
    assert watchdog_seconds({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}) == 15
    assert watchdog_seconds({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}) is None
    assert watchdog_seconds({"WATCHDOG_USEC": "soon"}) is None
