"""Which proxy leads to an address, by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY as programs commonly read them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PROXY_SHAPE = re.compile(r"(?:https?|socks5h?)://(?:\S*@)?(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._\-]+)(?::\d{1,5})?/?")
_PASSWORD = re.compile(r"(?<=://)\S*@")


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies by the scheme of the address, "" for any, and the addresses that need none."""

    by_scheme: Mapping[str, str] = field(repr=False)
    none_for: str = ""

    def to(self, url: str) -> str | None:
        """The proxy's URL, None for a direct way; a loopback address always has one."""
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        if _is_loopback(host) or any(
            _covers(rule, host, port) for rule in re.split(r"[\s,，]+", self.none_for) if rule
        ):
            return None
        return self.by_scheme.get(parts.scheme) or self.by_scheme.get("") or None


def without_password(url: str) -> str:
    """The URL as it may be shown."""
    return _PASSWORD.sub("", url)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def _covers(rule: str, host: str, port: int) -> bool:
    """Whether a rule of NO_PROXY means the host: *, a name, .name or *.name for those below it, an address or a network."""
    rule = rule.lower().removeprefix("http://").removeprefix("https://").rstrip("/")
    if rule == "*":
        return True
    if found := re.fullmatch(r"\[(.+)\](?::(\d+))?|([^:]+):(\d+)", rule):
        rule, stated = found[1] or found[3], found[2] or found[4]
        if stated and int(stated) != port:
            return False
    address = _address(host)
    if address is not None:
        try:
            return address in ipaddress.ip_network(rule, strict=False)
        except ValueError:
            return False
    name = rule.removeprefix("*").lstrip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
