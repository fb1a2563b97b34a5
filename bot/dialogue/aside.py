"""Long texts are read beside the loop that serves everybody: a character may take milliseconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

# Most questions are shorter, and take a few milliseconds. A dozen names after one another, which nobody asks, take 100.
LONG = 32

T = TypeVar("T")


async def aside(read: Callable[[str], T], text: str) -> T:
    """What `read` makes of the text; in a thread where the text is long."""
    return await asyncio.to_thread(read, text) if len(text) > LONG else read(text)
