"""What one address may ask of the page: so many requests a minute, and bodies of a size and within a time."""

from __future__ import annotations

import asyncio
import ipaddress
from dataclasses import dataclass

from cachetools import TTLCache
from starlette.exceptions import HTTPException
from starlette.requests import Request

_SECONDS = 60
_ADDRESSES = 10_000
# A provider gives a household or an office this much of IPv6.
_NETWORK_BITS = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests a minute from one address: questions and files, and all together; bytes and seconds of a body."""

    questions: int = 60
    requests: int = 600
    body_bytes: int = 65_536
    body_seconds: float = 10


class Rates:
    """Counts the requests of each address by the minute. Not thread-safe: the event loop alone asks it."""

    def __init__(self, limits: Limits) -> None:
        self._most = {True: limits.questions, False: limits.requests}
        self._counts: TTLCache[tuple[str, bool], list[int]] = TTLCache(2 * _ADDRESSES, _SECONDS)

    def admits(self, address: str, costly: bool) -> bool:
        """Counts a request; False where there were too many in this minute. A costly one counts among all, too."""
        kinds = (True, False) if costly else (False,)
        # The list is changed in place, since setting the item would begin the minute anew.
        counts = [self._counts.setdefault((network(address), kind), [0]) for kind in kinds]
        if any(count[0] >= self._most[kind] for kind, count in zip(kinds, counts, strict=True)):
            return False
        for count in counts:
            count[0] += 1
        return True


def network(address: str) -> str:
    """The address itself, of IPv6 the network of whoever has it; what is no address stays as it is."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _NETWORK_BITS), strict=False))


async def body_of(request: Request, limits: Limits) -> bytes:
    """The body of a request; HTTPException 413 for one that is too large, 408 for one that takes too long."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limits.body_bytes:
        raise HTTPException(413)
    read = bytearray()
    try:
        async with asyncio.timeout(limits.body_seconds):
            async for chunk in request.stream():
                read += chunk
                if len(read) > limits.body_bytes:
                    raise HTTPException(413)
    except TimeoutError:
        raise HTTPException(408) from None
    return bytes(read)
