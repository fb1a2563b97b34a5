"""/invite, /guests and /audit, for the operators: links that let persons in, who was let in, and what operators did."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.commands.context import CommandContext, Refusal, bold, told
from bot.db import access as store
from bot.db import audit
from bot.dialogue.access import INVITED, Access
from bot.dialogue.call import OPERATORS, Call, Command, Handler, Press, Response
from bot.screens.keyboard import Button, Screen
from bot.screens.labels import shortened
from bot.screens.message import Line, Message, Run, text_message
from corpus.normalize import clean

PREFIX = "i"
# What a link lets in where the operator says nothing else, and at most.
PERSONS, MOST_PERSONS = 1, 500
AGE = dt.timedelta(days=7)
LABEL_LENGTH = 60
SHOWN = 20
_WORDS = re.compile(r"\s*(?:(\d{1,4})(?!\d)\s*)?(.*)", re.DOTALL)


class Admitting:
    """The handlers for a chat channel's tables."""

    def __init__(self, context: CommandContext, access: Access, username: Callable[[], str]) -> None:
        self._context = context
        self._access = access
        self._username = username
        self._presses: dict[str, Callable[[Call, int], Awaitable[Response]]] = {"r": self._revoke, "d": self._dismiss}

    def commands(self) -> list[Command]:
        """The rows of the table of commands."""
        rows = {"invite": self._invite, "guests": self._guests, "audit": self._audit}
        return [Command(name, self._guarded(handler), OPERATORS) for name, handler in rows.items()]

    def presses(self) -> list[Press]:
        """The row of the table of buttons."""
        return [Press(PREFIX, self._guarded(self._pressed, passing=True))]

    def welcome(self, call: Call) -> str:
        """What a person hears who came by an invitation's link: whether it has let them in."""
        return self._say(call, "welcome" if self._access.serves(call.chat_id) else "over")

    async def _invite(self, call: Call) -> Response:
        """Makes a link: /invite 20 发改委各处 lets twenty persons in within a week."""
        found = _WORDS.fullmatch(call.words)
        stated, label = (found[1], found[2].strip()) if found else (None, "")
        most = int(stated) if stated else PERSONS
        if not 1 <= most <= MOST_PERSONS:
            raise self._refuse(call, "most", count=MOST_PERSONS)
        await self._context.operate(call, "invite", f"{most} {label}".strip())
        now = self._context.now()
        async with self._context.database.transaction() as transaction:
            id, token = await store.invite(transaction, call.user_id, label[:LABEL_LENGTH], most, AGE, now)
        link = f"https://t.me/{self._username()}?start={INVITED}{token}"
        said = self._say(call, "made", count=most, days=AGE.days, link=link)
        revoke = Button(self._say(call, "button_revoke"), f"{PREFIX}.r.{id}")
        return Response(Screen(text_message(*said.splitlines()), ((revoke,),)))

    async def _guests(self, call: Call) -> Response:
        """Who was let in, and the links that still let in."""
        await self._context.operate(call)
        async with self._context.database.transaction() as transaction:
            guests = await store.listed_guests(transaction)
            invitations = await store.listed_invitations(transaction)
        now = self._context.now()
        lines: list[Line] = [bold(self._say(call, "guests", count=len(guests)))]
        keyboard: list[tuple[Button, ...]] = []
        for guest in guests:
            name = guest.name or str(guest.user_id)
            lines.append((Run(f"{name} · {guest.user_id} · {guest.since:%Y-%m-%d}"),))
            label = self._say(call, "button_dismiss", name=shortened(name, 30))
            keyboard.append((Button(label, f"{PREFIX}.d.{guest.user_id}"),))
        still = [one for one in invitations if one.open(now)]
        lines += [(), bold(self._say(call, "links", count=len(still)))]
        for one in still:
            row = self._say(
                call, "link", id=one.id, label=one.label, used=one.used, most=one.most, until=one.until.date()
            )
            lines.append((Run(row),))
            keyboard.append((Button(f"{self._say(call, 'button_revoke')} #{one.id}", f"{PREFIX}.r.{one.id}"),))
        return Response(Screen(Message(tuple(lines)), tuple(keyboard)))

    async def _audit(self, call: Call) -> Response:
        """What operators did last."""
        await self._context.operate(call)
        async with self._context.database.transaction() as transaction:
            deeds = await audit.latest(transaction, SHOWN)
        lines: list[Line] = [bold(self._say(call, "audit", count=len(deeds)))]
        for deed in deeds:
            who = self._say(call, "terminal") if deed.operator == audit.TERMINAL else str(deed.operator)
            lines.append((Run(f"{deed.at:%Y-%m-%d %H:%M} · {who} · {deed.action} {deed.words}".rstrip()),))
        return Response(Screen(Message(tuple(lines))))

    async def _revoke(self, call: Call, id: int) -> Response:
        await self._context.operate(call, "revoke", str(id))
        async with self._context.database.transaction() as transaction:
            ended = await store.revoke(transaction, id, self._context.now())
        return Response(toast=self._say(call, "revoked" if ended else "over"), alert=True)

    async def _dismiss(self, call: Call, user_id: int) -> Response:
        await self._context.operate(call, "dismiss", str(user_id))
        async with self._context.database.transaction() as transaction:
            await store.dismiss(transaction, user_id)
        await self._access.refresh()
        return replace(await self._guests(call), toast=self._say(call, "dismissed"))

    async def _pressed(self, call: Call) -> Response:
        verb, _, words = call.words.partition(".")
        handler = self._presses.get(verb)
        if handler is None or not re.fullmatch(r"[0-9]{1,18}", words):
            raise self._context.refuse(call, "desk.old_button")
        return await handler(call, int(words))

    def _guarded(self, handler: Handler, passing: bool = False) -> Handler:
        async def guarded(call: Call) -> Response:
            try:
                return await handler(replace(call, words=clean(call.words)))
            except Refusal as refusal:
                return Response(toast=refusal.said, alert=True) if passing else told(refusal.said)

        return guarded

    def _say(self, call: Call, key: str, **values: object) -> str:
        return self._context.say(call, f"admitting.{key}", **values)

    def _refuse(self, call: Call, key: str, **values: object) -> Refusal:
        return self._context.refuse(call, f"admitting.{key}", **values)
