"""/forget, for everyone: what is kept of a person, deleted once they confirm; /unanswered, for the operators."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.commands.context import CommandContext, Refusal, bold, told
from bot.db import unanswered
from bot.dialogue.call import OPERATORS, PRIVATE, Call, Command, Handler, Press, Response
from bot.screens.keyboard import Button, Screen
from bot.screens.labels import shortened
from bot.screens.message import Line, Message, Run, text_message

PREFIX = "f"
SHOWN = 20
Forget = Callable[[int], Awaitable[None]]


class OwnData:
    """The handlers for a chat channel's tables; `forget` deletes a person's data, `keeps` whether questions are kept."""

    def __init__(self, context: CommandContext, forget: Forget, keeps: bool) -> None:
        self._context = context
        self._forget = forget
        self._keeps = keeps

    def commands(self) -> list[Command]:
        """The rows of the table of commands."""
        return [
            Command("forget", self._guarded(self._ask), PRIVATE),
            Command("unanswered", self._guarded(self._unanswered), OPERATORS),
        ]

    def presses(self) -> list[Press]:
        """The row of the table of buttons."""
        return [Press(PREFIX, self._guarded(self._pressed, passing=True))]

    async def _ask(self, call: Call) -> Response:
        """What is kept and would go, with a button; in private, for nobody else need read of it."""
        if not call.private:
            raise self._context.refuse(call, "forget.only_private")
        yes = Button(self._context.say(call, "forget.button_yes"), f"{PREFIX}.y")
        no = Button(self._context.say(call, "forget.button_no"), f"{PREFIX}.n")
        lines = self._context.say(call, "forget.ask").splitlines()
        return Response(Screen(text_message(*lines), ((yes,), (no,))))

    async def _unanswered(self, call: Call) -> Response:
        """The questions that no plan answered, those asked most first."""
        await self._context.operate(call)
        if not self._keeps:
            raise self._context.refuse(call, "unanswered.off")
        async with self._context.database.transaction() as transaction:
            found = await unanswered.listed(transaction, SHOWN)
        lines: list[Line] = [bold(self._context.say(call, "unanswered.title", count=len(found)))]
        lines += ((Run(f"{one.count}× {shortened(one.question, 80)} · {one.plan}"),) for one in found)
        clear = Button(self._context.say(call, "unanswered.button_clear"), f"{PREFIX}.c")
        return Response(Screen(Message(tuple(lines)), ((clear,),) if found else ()))

    async def _pressed(self, call: Call) -> Response:
        if call.words == "c":
            await self._context.operate(call, "clear questions")
            async with self._context.database.transaction() as transaction:
                count = await unanswered.clear(transaction)
            return Response(Screen(text_message(self._context.say(call, "unanswered.cleared", count=count))))
        if not call.private or call.words not in ("y", "n"):
            raise self._context.refuse(call, "desk.old_button")
        if call.words == "y":
            await self._forget(call.user_id)
        key = "forget.done" if call.words == "y" else "forget.kept"
        return Response(Screen(text_message(self._context.say(call, key))))

    def _guarded(self, handler: Handler, passing: bool = False) -> Handler:
        async def guarded(call: Call) -> Response:
            try:
                return await handler(replace(call, words=call.words.strip()))
            except Refusal as refusal:
                return Response(toast=refusal.said, alert=True) if passing else told(refusal.said)

        return guarded
