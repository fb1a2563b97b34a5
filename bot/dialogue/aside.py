"""What takes long to read is read beside the loop that serves everybody: a character or a name may take milliseconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

# Most questions are shorter, and take a few milliseconds. A dozen names after one another, which nobody asks, take 100.
LONG = 32

T = TypeVar("T")


async def aside(read: Callable[[str], T], text: str, much: Callable[[str], bool] | None = None) -> T:
    """What `read` makes of the text; in a thread where the text is long, or where there is `much` in it."""
    if len(text) > LONG or (much is not None and much(text)):
        return await asyncio.to_thread(read, text)
    return read(text)
