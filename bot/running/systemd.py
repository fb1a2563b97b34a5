"""What systemd is told of the process, by the protocol of sd_notify: a datagram to the socket that it names."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping


def notify(*lines: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Says READY=1, WATCHDOG=1, STOPPING=1 or STATUS=…; False where nobody listens, which is no fault."""
    address = environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    # A name that begins with @ is one of Linux's abstract sockets.
    target = "\0" + address[1:] if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.settimeout(1)
            sender.sendto("\n".join(lines).encode(), target)
    except OSError:
        return False
    return True


def watchdog_seconds(environ: Mapping[str, str] = os.environ) -> float | None:
    """How often systemd wants to hear of this process, twice as often to be safe; None where it does not watch."""
    stated = environ.get("WATCHDOG_USEC", "")
    if not stated.isdecimal() or environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return int(stated) / 2_000_000
