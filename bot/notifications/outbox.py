"""`python -m bot notices`: what an operator sees of the outbox, and decides about the notices that are stuck."""

from __future__ import annotations

from collections.abc import Collection
from typing import TextIO

from bot.db import audit, notices
from bot.db.engine import Transaction, open_database
from bot.screens.wording import Wording

SHOWN = 50
_CHANGES = {"retry": notices.retry, "drop": notices.drop, "restored": notices.doubt}


async def settle(
    url: str, action: str, ids: Collection[int] | None, wording: Wording, lang: str, output: TextIO
) -> None:
    """Lists the outbox, or changes the notices of `ids`, all for None; the bot may run meanwhile. Raises BotError."""
    async with open_database(url, beside=True) as database, database.transaction() as transaction:
        if action == "list":
            lines = await _lines(transaction, wording, lang)
        else:
            named = "all" if ids is None else " ".join(map(str, ids))
            await audit.record(transaction, audit.TERMINAL, f"notices {action}", named)
            lines = [wording.say(lang, f"outbox.{action}", count=await _CHANGES[action](transaction, ids))]
    print(*lines, sep="\n", file=output)


async def _lines(transaction: Transaction, wording: Wording, lang: str) -> list[str]:
    counts = await notices.count_by_state(transaction)
    lines = [wording.say(lang, f"outbox.{state}", count=count) for state, count in sorted(counts.items())]
    lines.append(wording.say(lang, "outbox.repeats", count=await notices.count_repeats(transaction)))
    stuck = await notices.stuck_notices(transaction, SHOWN)
    for each in stuck:
        state = wording.say(lang, f"outbox.state_{each.state}")
        moment = each.updated.isoformat(" ", "seconds")
        lines.append(
            wording.say(
                lang,
                "outbox.stuck_row",
                id=each.id,
                chat=each.chat_id,
                event=each.event,
                state=state,
                reason=each.error,
                moment=moment,
            )
        )
    if stuck:
        lines.append(wording.say(lang, "outbox.hint"))
    return lines
