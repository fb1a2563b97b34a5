"""What a process holds after threads have read long texts: `python -m tests.faults.memory`, or `… own`, a heap for each."""

from __future__ import annotations

import gc
import sys
from concurrent.futures import ThreadPoolExecutor

import psutil

from bot.app import build_plans
from bot.config import Settings
from bot.dialogue.aside import LONG
from bot.dialogue.conversation import Assistant
from bot.running.heap import give_back, share_heaps
from bot.screens.wording import Wording
from tests.bench.questions import odd_texts

TEXTS, A_ROUND, THREADS = 480, 60, 6


def _read(assistant: Assistant, text: str) -> None:
    if not assistant.needs_encoder(text, text):
        assistant.answer(text, text)


def _held() -> str:
    gc.collect()
    return f"{psutil.Process().memory_info().rss / 1e6:.0f} MB"


def main(own: bool) -> None:
    """Reads nonsense in two pools in turn, as the bot does, and says what is held after each round."""
    if not own:
        share_heaps()
    assistant = build_plans(Settings(), Wording()).get(None).assistant
    cleaned = (text[:2000].encode("utf-8", "ignore").decode() for text in odd_texts(20_000, 14))
    texts = [text for text in cleaned if len(text) > LONG][:TEXTS]
    print(f"before: {_held()}", flush=True)
    with ThreadPoolExecutor(THREADS) as one, ThreadPoolExecutor(THREADS) as other:
        for start in range(0, len(texts), A_ROUND):
            pool = one if start // A_ROUND % 2 == 0 else other
            list(pool.map(lambda text: _read(assistant, text), texts[start : start + A_ROUND]))
            print(f"after {start + A_ROUND} texts: {_held()}", flush=True)
        give_back()
        print(f"given back: {_held()}")


if __name__ == "__main__":
    main(own="own" in sys.argv[1:])
