"""Orders with words of time by writers who saw only the guide: none set otherwise than it was meant."""

from __future__ import annotations

from collections import Counter

from tests.bot.commands.talk import World
from tests.bot.commands.times import Verdict, outcome, rows


async def test_orders_with_words_of_time(world: World) -> None:
    counts: Counter[Verdict] = Counter()
    astray, lost = [], []
    for person, row in enumerate(rows(), 1):
        found = await outcome(world, row, person)
        counts[found.verdict] += 1
        if found.verdict in (Verdict.WRONG, Verdict.MISSED):
            astray.append((row["id"], row["text"], found.verdict, found.found))
        if not found.kept:
            lost.append((row["id"], found.words))
    assert astray == []
    # 要 of 要去省里汇报 stays, which is as right.
    assert lost == [("TM079", "要去省里汇报")]
    assert counts[Verdict.RIGHT] >= len(rows()) - 2
