"""/outbox, for the operators: what waits, what is stuck, and buttons to try again or give up."""

from __future__ import annotations

from bot.commands.context import CommandContext, bold, italic
from bot.db.notices import count_by_state, count_repeats, drop, retry, stuck_notices
from bot.dialogue.call import Call, Response
from bot.notifications.notice import STUCK, State
from bot.screens.keyboard import Button, Screen
from bot.screens.labels import shortened
from bot.screens.message import Line, Message, Run

STUCK_SHOWN = 8


class Outbox:
    """Shows the outbox; only operators get this far."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context

    async def outbox(self, call: Call) -> Response:
        """What waits and what is stuck, with buttons to try again."""
        context, say = self._context, self._context.say
        await self._context.operate(call)
        async with context.database.transaction() as transaction:
            counts = await count_by_state(transaction)
            repeats = await count_repeats(transaction)
            stuck = await stuck_notices(transaction, STUCK_SHOWN)
        lines: list[Line] = [bold(say(call, "outbox.title"))]
        lines += ((Run(say(call, f"outbox.{state}", count=counts[state])),) for state in State if counts.get(state))
        if not counts:
            lines.append((Run(say(call, "outbox.empty")),))
        if repeats:
            lines.append(italic(say(call, "outbox.repeats", count=repeats)))
        keyboard: list[tuple[Button, ...]] = []
        if stuck:
            lines += [(), bold(say(call, "outbox.stuck"))]
        for notice in stuck:
            state = say(call, f"outbox.{notice.state}", count=1)
            lines.append(
                (Run(f"#{notice.id} {notice.event} → {notice.chat_id} · {state} · {shortened(notice.error, 80)}"),)
            )
            keyboard.append(
                (
                    Button(say(call, "outbox.button_retry", id=notice.id), f"n.or.{notice.id}"),
                    Button(say(call, "outbox.button_drop", id=notice.id), f"n.od.{notice.id}"),
                )
            )
        if sum(counts.get(state, 0) for state in STUCK) > 1:
            keyboard.append((Button(say(call, "outbox.button_retry_all"), "n.or.all"),))
        keyboard.append((Button(say(call, "desk.refresh"), "n.ob"),))
        return Response(Screen(Message(tuple(lines)), tuple(keyboard)))

    async def retry(self, call: Call, id: str) -> Response:
        """Lets a stuck notice wait again, or all of them."""
        await self._context.operate(call, "retry", id)
        async with self._context.database.transaction() as transaction:
            count = await retry(transaction, None if id == "all" else [int(id)])
        shown = await self.outbox(call)
        return Response(shown.screen, self._context.say(call, "outbox.retried", count=count))

    async def drop(self, call: Call, id: str) -> Response:
        """Gives a stuck notice up."""
        await self._context.operate(call, "drop", id)
        async with self._context.database.transaction() as transaction:
            count = await drop(transaction, [int(id)])
        shown = await self.outbox(call)
        return Response(shown.screen, self._context.say(call, "outbox.dropped_now", count=count))
