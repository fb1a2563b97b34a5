"""/digest: the digest now, and when it comes by itself."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.commands.context import CommandContext, Place, bold, italic
from bot.commands.pending import Pending, Spoken, Waiting
from bot.commands.spoken_amendment import Amendment
from bot.commands.spoken_words import DIGEST, beside_digest, is_preview
from bot.db import subscriptions as store
from bot.db.addressees import addressees
from bot.db.digests import DigestRow, get_digest, remove_digest, set_digest
from bot.dialogue.aside import aside
from bot.dialogue.call import Call, Response
from bot.notifications.digest_notices import DigestNotices, DigestPlace, digest_place
from bot.notifications.schedule import SHORTEST_MONTH, Every, Schedule, next_due, unknown_year
from bot.screens.keyboard import Button, Keyboard, Screen
from bot.screens.message import Line, Message
from bot.when import DIGEST_TIME, When, WhenFault, digest_schedule, read_when, timely

# The schedules that buttons offer.
PRESETS = {
    "workdays": Schedule(Every.DAILY, (DIGEST_TIME,), workdays=True),
    "daily": Schedule(Every.DAILY, (DIGEST_TIME,)),
    "weekly": Schedule(Every.WEEKLY, (dt.time(9, 0),), weekdays=(0,)),
    "monthly": Schedule(Every.MONTHLY, (dt.time(9, 0),), days=(1,)),
}


class Digesting:
    """Sends the digest once and sets its schedule."""

    def __init__(self, context: CommandContext, pending: Pending) -> None:
        self._context = context
        self._pending = pending
        self._notices = DigestNotices(context)

    async def digest(self, call: Call) -> Response:
        """The digest now; with words, a preview of it, its schedule or its end."""
        place = await self._context.place(call)
        if not call.words.strip():
            return await self.now(call, place)
        if is_preview(call.words):
            return await self.preview(call, place)
        await self._context.may_change(call, place)
        when, schedule = await self._read(call, place)
        if schedule is None:
            return await self.stop(call, place)
        return await self._set(call, place, schedule, when.has_assumed_hour)

    async def _read(self, call: Call, place: Place, replaced: Sequence[int] = ()) -> tuple[When, Schedule | None]:
        """The schedule that the words say, None for the end of it; what is asked back is completed by the next message."""
        try:
            when = await aside(lambda words: read_when(timely(words, beside=beside_digest())), call.words)
            return when, None if when.off else digest_schedule(when, place.zone, self._context.now())
        except WhenFault as fault:
            self._pending.ask(call, Waiting(DIGEST, call.words, fault, tuple(replaced)))
            raise

    async def amend(self, call: Call, place: Place, ids: Sequence[int], said: Amendment) -> Response | None:
        """Changes or ends the digest just spoken of; None where the place has another one, or none."""
        if (row := await self._row(place)) is None or row.id not in ids:
            return None
        await self._context.may_change(call, place)
        if said.ends:
            self._pending.turned(call)
            return await self.stop(call, place)
        if said.time:
            try:
                return await self._another_time(replace(call, words=said.time), place, row)
            except WhenFault:
                if said.surely:
                    raise
                # 12月 alone is no schedule, and may be asked of the plan.
                self._pending.forget(call)
                return None
        # Whether an hour later is so once or always nobody knows.
        return await self.menu(call, place)

    async def time_said(self, call: Call, replaced: Sequence[int]) -> Response:
        """Takes the time that was asked for, in place of that of a digest where it amends one."""
        place = await self._context.place(call)
        await self._context.may_change(call, place)
        row = await self._row(place)
        if row is not None and row.id in replaced:
            return await self._another_time(call, place, row)
        return await self.digest(call)

    async def _another_time(self, call: Call, place: Place, row: DigestRow) -> Response:
        """Lets a digest come at the time that the words say; what it leaves out, days or hour, stays."""
        when, schedule = await self._read(call, place, (row.id,))
        if schedule is None:
            return await self.stop(call, place)
        if when.says_only_hours:
            schedule = replace(row.schedule, times=schedule.times)
        elif not when.says_hour:
            schedule = replace(schedule, times=row.schedule.times)
        return await self._set(call, place, schedule, any(group.assumed for group in when.groups))

    async def _row(self, place: Place) -> DigestRow | None:
        async with self._context.database.transaction() as transaction:
            return await get_digest(transaction, place.chat_id, place.thread_id)

    async def now(self, call: Call, place: Place) -> Response:
        """The digest as it is now, in the caller's language."""
        row = await self._row(place)
        last, now = row.last_run if row else None, self._context.now()
        reader = digest_place((place.chat_id, place.thread_id), call.lang, place.zone, last, now)
        return await self._shown(call, place, reader)

    async def preview(self, call: Call, place: Place) -> Response:
        """What would be sent now, word for word in the chat's language, for who administers it."""
        context = self._context
        await context.may_change(call, place)
        async with context.database.transaction() as transaction:
            row = await get_digest(transaction, place.chat_id, place.thread_id)
            chat = (await addressees(transaction, [place.chat_id]))[place.chat_id]
        due = place.parts.labels.moment(call.lang, row.next_due, place.zone) if row else ""
        said = context.say(call, "digest.preview", due=due) if row else context.say(call, "digest.preview_unset")
        last = row.last_run if row else None
        reader = digest_place((place.chat_id, place.thread_id), chat.lang, place.zone, last, context.now())
        return await self._shown(call, place, reader, [italic(said), ()])

    async def tasks(self, call: Call, place: Place) -> Response:
        """Everything that is subscribed to and not paused, task by task."""
        context = self._context
        reader = digest_place((place.chat_id, place.thread_id), call.lang, place.zone, None, context.now())
        async with context.database.transaction() as transaction:
            gathered = await self._notices.gather(transaction, [reader], context.now())
        message = await asyncio.to_thread(self._notices.standing, reader, gathered)
        if message is None:
            return context.screen(place, [context.say(call, "digest.none")])
        return Response(Screen(message, self._buttons(call, place)), fresh=True)

    async def _shown(self, call: Call, place: Place, reader: DigestPlace, before: Sequence[Line] = ()) -> Response:
        context, now = self._context, self._context.now()
        async with context.database.transaction() as transaction:
            gathered = await self._notices.gather(transaction, [reader], now)
        message = await self._notices.message(reader, gathered, now)
        if message is None:
            return context.screen(place, [context.say(call, "digest.none")])
        tasks = Button(context.say(call, "digest.button_tasks"), place.data("dl"))
        keyboard = ((tasks,), *self._buttons(call, place))
        return Response(Screen(Message((*before, *message.lines)), keyboard), fresh=True)

    async def menu(self, call: Call, place: Place) -> Response:
        """Schedules to pick from."""
        context = self._context
        found = await self._row(place)
        schedule = (
            place.parts.labels.schedule(call.lang, found.schedule) if found else context.say(call, "digest.not_set")
        )
        if found:
            self._pending.told(call, Spoken(DIGEST, (found.id,)))
        lines: list[Line | str] = [
            bold(context.say(call, "subscriptions.digest", schedule=schedule, zone=place.zone.key)),
            *context.say(call, "digest.hint").splitlines(),
        ]
        keyboard = [
            (Button(place.parts.labels.schedule(call.lang, preset), place.data(f"ds.{name}")),)
            for name, preset in PRESETS.items()
        ]
        last = [
            Button(context.say(call, "digest.button_now"), place.data("dn")),
            Button(context.say(call, "digest.button_preview"), place.data("dv")),
        ]
        if found:
            last.append(Button(context.say(call, "digest.button_off"), place.data("do")))
        return context.screen(place, lines, (*keyboard, tuple(last)))

    async def preset(self, call: Call, place: Place, name: str) -> Response:
        """Sets a schedule that a button offers."""
        return await self._set(call, place, PRESETS[name])

    async def stop(self, call: Call, place: Place) -> Response:
        """Ends the digests."""
        async with self._context.database.transaction() as transaction:
            gone = await remove_digest(transaction, place.chat_id, place.thread_id)
        return self._context.screen(place, [self._context.say(call, "digest.off" if gone else "digest.was_off")])

    async def _set(self, call: Call, place: Place, schedule: Schedule, assumed: bool = False) -> Response:
        """Sets the schedule and says so; `assumed` that its hour was not said."""
        context, now = self._context, self._context.now()
        due = next_due(schedule, place.zone, now)
        assert due is not None, "a digest recurs"
        async with context.database.transaction() as transaction:
            await context.note_language(transaction, call, place)
            id = await set_digest(transaction, place.chat_id, place.thread_id, schedule, due, call.user_id)
            rows = await store.of_chats(transaction, [place.chat_id])
        self._pending.told(call, Spoken(DIGEST, (id,), together=True))
        lines: list[Line | str] = [
            bold(
                context.say(
                    call, "digest.set", schedule=place.parts.labels.schedule(call.lang, schedule), zone=place.zone.key
                )
            ),
            context.say(call, "digest.next", due=place.parts.labels.moment(call.lang, due, place.zone)),
        ]
        if assumed:
            times = "、".join(f"{time:%H:%M}" for time in schedule.times)
            lines.append(italic(context.say(call, "digest.assumed", times=times)))
        for day in (day for day in schedule.days if day > SHORTEST_MONTH):
            lines.append(italic(context.say(call, "schedule.last_day", day=day)))
        if year := unknown_year(schedule, due, now):
            lines.append(italic(context.say(call, "schedule.no_holidays", year=year)))
        if not any(row.thread_id == place.thread_id for row in rows):
            lines.append(context.say(call, "digest.none"))
        return context.screen(place, lines, self._buttons(call, place))

    def _buttons(self, call: Call, place: Place) -> Keyboard:
        say = self._context.say
        return (
            (
                Button(say(call, "subscriptions.button_list"), place.data("l.0")),
                Button(say(call, "digest.button_set"), place.data("dg")),
            ),
        )
