"""/quiet: the hours of the day in which a chat is told nothing by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.commands.context import CommandContext, Place, bold
from bot.commands.pending import Pending, Spoken
from bot.commands.spoken_amendment import Amendment
from bot.commands.spoken_words import QUIET, hours_of
from bot.db.addressees import addressees
from bot.db.chats import set_preferences
from bot.db.notices import hold_back
from bot.dialogue.call import Call, Response
from bot.notifications.quiet import LONGEST, Quiet, quiet_of
from bot.screens.keyboard import Button, Keyboard
from bot.screens.message import Line
from bot.when import WhenFault, read_when

# What buttons offer.
PRESETS = (
    Quiet(dt.time(22, 0), dt.time(8, 0)),
    Quiet(dt.time(20, 0), dt.time(8, 0)),
    Quiet(dt.time(18, 0), dt.time(8, 30)),
)
_OFF = "off"


class Quieting:
    """Sets and shows the quiet hours of a chat."""

    def __init__(self, context: CommandContext, pending: Pending) -> None:
        self._context = context
        self._pending = pending

    async def quiet(self, call: Call) -> Response:
        """Sets the quiet hours or ends them; without words, which they are and buttons to pick from."""
        place = await self._context.place(call)
        if not call.words.strip():
            return await self.shown(call, place)
        await self._context.may_change(call, place)
        hours = hours_of(call.words)
        if hours is None and _is_off(call.words):
            return await self._set(call, place, None)
        if hours is None:
            raise self._context.refuse(call, "quiet.unreadable", said=call.words.strip()[:60])
        return await self._set(call, place, Quiet(*hours))

    async def amend(self, call: Call, place: Place, ids: Sequence[int], said: Amendment) -> Response | None:
        """Changes or ends the quiet hours just spoken of; None where those were another chat's."""
        if place.chat_id not in ids:
            return None
        await self._context.may_change(call, place)
        if said.ends:
            self._pending.turned(call)
            return await self._set(call, place, None)
        # What moves them says nothing of which end.
        return await self.quiet(replace(call, words=said.time))

    async def shown(self, call: Call, place: Place) -> Response:
        """The quiet hours, if there are any."""
        quiet = await self.hours(place)
        if quiet:
            self._pending.told(call, Spoken(QUIET, (place.chat_id,)))
        lines: list[Line | str] = [bold(self._said(call, place, quiet)), self._context.say(call, "quiet.hint")]
        return self._context.screen(place, lines, self._buttons(call, place, quiet))

    async def hours(self, place: Place) -> Quiet | None:
        """The quiet hours of a chat."""
        async with self._context.database.transaction() as transaction:
            return (await addressees(transaction, [place.chat_id]))[place.chat_id].quiet

    async def ended(self, call: Call, place: Place, quiet: Quiet) -> list[Line | str]:
        """Ends the quiet hours that a chat has, and says so."""
        await self._keep(place, None)
        return [self._context.say(call, "quiet.ended", hours=str(quiet))]

    async def preset(self, call: Call, place: Place, hours: str) -> Response:
        """Sets what a button offers, or ends the quiet hours."""
        quiet = quiet_of(f"{hours[:2]}:{hours[2:4]}-{hours[4:6]}:{hours[6:]}")
        if quiet is None and hours != _OFF:
            raise self._context.refuse(call, "desk.old_button")
        return await self._set(call, place, quiet)

    async def _set(self, call: Call, place: Place, quiet: Quiet | None) -> Response:
        context = self._context
        if quiet is None and (before := await self.hours(place)):
            return context.screen(place, await self.ended(call, place, before))
        if quiet and quiet.length > LONGEST:
            raise context.refuse(call, "quiet.too_long", hours=str(quiet), most=LONGEST // dt.timedelta(hours=1))
        await self._keep(place, quiet)
        lines: list[Line | str] = [bold(self._said(call, place, quiet))]
        if quiet:
            self._pending.told(call, Spoken(QUIET, (place.chat_id,), together=True))
            lines.append(context.say(call, "quiet.set"))
        return context.screen(place, lines)

    async def _keep(self, place: Place, quiet: Quiet | None) -> None:
        now = self._context.now()
        async with self._context.database.transaction() as transaction:
            kind = "private" if place.private else "group"
            await set_preferences(transaction, place.chat_id, kind, quiet=str(quiet) if quiet else None)
            # For what already waits too.
            chat = (await addressees(transaction, [place.chat_id]))[place.chat_id]
            await hold_back(transaction, place.chat_id, chat.held_until(now) or now)

    def _said(self, call: Call, place: Place, quiet: Quiet | None) -> str:
        if quiet is None:
            return self._context.say(call, "quiet.none")
        return self._context.say(call, "quiet.shown", hours=str(quiet), zone=place.zone.key)

    def _buttons(self, call: Call, place: Place, quiet: Quiet | None) -> Keyboard:
        offered = [preset for preset in PRESETS if preset != quiet]
        row = tuple(Button(str(one), place.data(f"q.{f'{one}'.replace(':', '').replace('-', '')}")) for one in offered)
        return (row, (self.off_button(call, place),)) if quiet else (row,)

    def off_button(self, call: Call, place: Place) -> Button:
        """Ends the quiet hours."""
        return Button(self._context.say(call, "quiet.button_off"), place.data(f"q.{_OFF}"))


def _is_off(words: str) -> bool:
    try:
        return read_when(words).off
    except WhenFault:
        return False
