"""Memory that the C library keeps: by itself a heap for each thread, each as large as the most that it ever held."""

from __future__ import annotations

import contextlib
import ctypes

# So many heaps for all threads together. Python lets one thread compute at a time, so they seldom wait for each other.
MOST_HEAPS = 2
# M_ARENA_MAX of glibc's malloc.h.
_ARENA_MAX = -8


def share_heaps() -> None:
    """Lets all threads share a few heaps from now on; nothing happens where the C library is another one."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, MOST_HEAPS)


def give_back() -> None:
    """Gives back to the system what is free between what is held: a long text takes ten megabytes to read, and leaves little."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
