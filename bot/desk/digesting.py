"""/digest: the digest now, and when it comes by itself."""

from __future__ import annotations

import asyncio
import datetime as dt

from bot.call import Call, Response
from bot.db import subscriptions as store
from bot.db.digests import get_digest, remove_digest, set_digest
from bot.desk.office import Office, Place, bold, italic
from bot.keyboard import Button, Keyboard, Screen
from bot.message import Line, Message
from bot.progress import standing_of
from bot.schedule import SHORTEST_MONTH, Every, Schedule, has_holidays, next_due
from bot.when import DIGEST_TIME, When, digest_schedule, read_when

# The schedules that buttons offer.
PRESETS = {
    "workdays": Schedule(Every.DAILY, (DIGEST_TIME,), workdays=True),
    "daily": Schedule(Every.DAILY, (DIGEST_TIME,)),
    "weekly": Schedule(Every.WEEKLY, (dt.time(9, 0),), weekdays=(0,)),
    "monthly": Schedule(Every.MONTHLY, (dt.time(9, 0),), days=(1,)),
}
# People plan holidays so far ahead.
AHEAD = dt.timedelta(days=60)


class Digesting:
    """Sends the digest once and sets its schedule."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def digest(self, call: Call) -> Response:
        """The digest now; with words, its schedule or its end."""
        place = await self._office.place(call)
        if not call.words.strip():
            return await self.now(call, place)
        await self._office.may_change(call, place)
        when = read_when(call.words)
        if when.off:
            return await self.stop(call, place)
        return await self._set(call, place, digest_schedule(when, place.zone, self._office.now()), when)

    async def now(self, call: Call, place: Place) -> Response:
        """The digest of what is subscribed to and not paused."""
        office = self._office
        async with office.database.transaction() as transaction:
            rows = await store.of_chats(transaction, [place.chat_id])
        date = place.parts.labels.date(call.lang, office.now(), place.zone)
        message: Message | None = None
        for parts in office.plans.values():
            chosen = [row.target for row in rows if (row.thread_id, row.plan) == (place.thread_id, parts.id)]
            if chosen:
                async with office.database.transaction() as transaction:
                    standing = await standing_of(transaction, parts.id, parts.engine.tables)
                pressing = standing.pressing(office.now().astimezone(place.zone).date())
                made = await asyncio.to_thread(parts.digests.message, call.lang, tuple(chosen), date, pressing=pressing)
                message = message + made if message else made
        if message is None:
            return office.screen(place, [office.say(call, "digest.none")])
        return Response(Screen(message, self._buttons(call, place)), fresh=True)

    async def menu(self, call: Call, place: Place) -> Response:
        """Schedules to pick from."""
        office = self._office
        async with office.database.transaction() as transaction:
            found = await get_digest(transaction, place.chat_id, place.thread_id)
        schedule = (
            place.parts.labels.schedule(call.lang, found.schedule) if found else office.say(call, "digest.not_set")
        )
        lines: list[Line | str] = [
            bold(office.say(call, "subscriptions.digest", schedule=schedule, zone=place.zone.key)),
            *office.say(call, "digest.hint").splitlines(),
        ]
        keyboard = [
            (Button(place.parts.labels.schedule(call.lang, preset), place.data(f"ds.{name}")),)
            for name, preset in PRESETS.items()
        ]
        last = [Button(office.say(call, "digest.button_now"), place.data("dn"))]
        if found:
            last.append(Button(office.say(call, "digest.button_off"), place.data("do")))
        return office.screen(place, lines, (*keyboard, tuple(last)))

    async def preset(self, call: Call, place: Place, name: str) -> Response:
        """Sets a schedule that a button offers."""
        return await self._set(call, place, PRESETS[name])

    async def stop(self, call: Call, place: Place) -> Response:
        """Ends the digests."""
        async with self._office.database.transaction() as transaction:
            gone = await remove_digest(transaction, place.chat_id, place.thread_id)
        return self._office.screen(place, [self._office.say(call, "digest.off" if gone else "digest.was_off")])

    async def _set(self, call: Call, place: Place, schedule: Schedule, when: When | None = None) -> Response:
        office, now = self._office, self._office.now()
        due = next_due(schedule, place.zone, now)
        assert due is not None, "a digest recurs"
        async with office.database.transaction() as transaction:
            await office.note_language(transaction, call, place)
            await set_digest(transaction, place.chat_id, place.thread_id, schedule, due, call.user_id)
            rows = await store.of_chats(transaction, [place.chat_id])
        lines: list[Line | str] = [
            bold(
                office.say(
                    call, "digest.set", schedule=place.parts.labels.schedule(call.lang, schedule), zone=place.zone.key
                )
            ),
            office.say(call, "digest.next", due=place.parts.labels.moment(call.lang, due, place.zone)),
        ]
        if when and when.has_assumed_hour:
            times = "、".join(f"{time:%H:%M}" for time in schedule.times)
            lines.append(italic(office.say(call, "digest.assumed", times=times)))
        for day in (day for day in schedule.days if day > SHORTEST_MONTH):
            lines.append(italic(office.say(call, "schedule.last_day", day=day)))
        unknown = [year for year in sorted({now.year, due.year, (now + AHEAD).year}) if not has_holidays(year)]
        if schedule.workdays and unknown:
            lines.append(italic(office.say(call, "schedule.no_holidays", year=unknown[0])))
        if not any(row.thread_id == place.thread_id for row in rows):
            lines.append(office.say(call, "digest.none"))
        return office.screen(place, lines, self._buttons(call, place))

    def _buttons(self, call: Call, place: Place) -> Keyboard:
        say = self._office.say
        return (
            (
                Button(say(call, "subscriptions.button_list"), place.data("l.0")),
                Button(say(call, "digest.button_set"), place.data("dg")),
            ),
        )
