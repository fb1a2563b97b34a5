"""/mute, /unmute and /timezone: when a chat is left alone, and by which clock it lives."""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo
from zoneinfo import ZoneInfo

from rapidfuzz import process

from bot.commands.context import CommandContext, Place
from bot.commands.quieting import Quieting
from bot.commands.spoken_silence import names_any_silence
from bot.commands.spoken_words import beside_silence
from bot.db.chats import set_preferences
from bot.db.digests import digests_of, set_due
from bot.db.notices import hold_back
from bot.db.reminders import reminders_of, set_reminder_due
from bot.dialogue.aside import aside
from bot.dialogue.call import Call, Response
from bot.notifications.schedule import DEFAULT_ZONE, next_due
from bot.notifications.subscriptions import WORDS_FILE
from bot.screens.keyboard import Button, Keyboard, rows
from bot.screens.message import Line
from bot.when import instant, read_when, timely
from corpus.normalize import fold
from corpus.readers import read_data

LONGEST = dt.timedelta(days=366)
_ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "UTC")


class Muting:
    """Changes when and by which clock a place is told."""

    def __init__(self, context: CommandContext, quieting: Quieting) -> None:
        self._context = context
        self._quieting = quieting

    async def mute(self, call: Call) -> Response:
        """Leaves the chat alone for a while or until a date; without words, buttons to pick from."""
        place = await self._context.place(call)
        await self._context.may_change(call, place)
        if not call.words.strip():
            buttons = [
                Button(self._context.say(call, f"mute.button_{days}"), place.data(f"m.{days}"))
                for days in (1, 3, 7, 30)
            ]
            return self._context.screen(place, [self._context.say(call, "mute.hint")], rows(buttons, 2))
        return await self._until(call, place, await aside(lambda _: self._read(call, place), call.words))

    async def mute_days(self, call: Call, place: Place, days: str) -> Response:
        """Leaves the chat alone for so many days."""
        return await self._until(call, place, self._context.now() + dt.timedelta(days=int(days)))

    async def unmute(self, call: Call) -> Response:
        """Tells the chat again; of a silence that is called by a name of any, its quiet hours end too."""
        place = await self._context.place(call)
        await self._context.may_change(call, place)
        await self._silence(place, None)
        muted = place.muted_until is not None and place.muted_until > self._context.now()
        quiet = await self._quieting.hours(place)
        lines: list[Line | str] = [self._context.say(call, "mute.ended")] if muted else []
        keyboard: Keyboard = ()
        if quiet and names_any_silence(call.words):
            lines += await self._quieting.ended(call, place, quiet)
        elif not muted:
            lines.append(self._context.say(call, "mute.was_not"))
        if quiet and not names_any_silence(call.words):
            lines.append(self._context.say(call, "quiet.still", hours=str(quiet)))
            keyboard = ((self._quieting.off_button(call, place),),)
        return self._context.screen(place, lines, keyboard)

    async def timezone(self, call: Call) -> Response:
        """Sets the chat's clock, or shows which it is."""
        place = await self._context.place(call)
        say = self._context.say
        if not call.words.strip():
            buttons = [Button(name, place.data(f"z.{name}")) for name in _ZONES]
            moment = place.parts.labels.moment(call.lang, self._context.now(), place.zone)
            return self._context.screen(
                place, [say(call, "zone.shown", zone=place.zone.key, now=moment)], rows(buttons, 2)
            )
        await self._context.may_change(call, place)
        found, near = zone_named(call.words)
        if found:
            return await self.set_zone(call, place, found)
        buttons = [Button(name, place.data(f"z.{name}")) for name in near]
        return self._context.screen(place, [say(call, "zone.unknown", said=call.words.strip()[:60])], rows(buttons, 2))

    async def set_zone(self, call: Call, place: Place, name: str) -> Response:
        """Sets the chat's clock; what is due at a time of day becomes due at that time there."""
        if name not in zoneinfo.available_timezones():
            raise self._context.refuse(call, "zone.unknown", said=name)
        zone, now = ZoneInfo(name), self._context.now()
        async with self._context.database.transaction() as transaction:
            kind = "private" if place.private else "group"
            await set_preferences(transaction, place.chat_id, kind, zone=name)
            for digest in await digests_of(transaction, place.chat_id):
                if due := next_due(digest.schedule, zone, now):
                    await set_due(transaction, digest.id, due)
            for reminder in await reminders_of(transaction, place.chat_id):
                just_before = reminder.next_due - dt.timedelta(microseconds=1)
                if next_due(reminder.schedule, place.zone, just_before) != reminder.next_due:
                    continue  # It was put off, to an instant.
                # One whose time has just passed there is due at once rather than lost.
                await set_reminder_due(transaction, reminder.id, next_due(reminder.schedule, zone, now) or now)
        moment = place.parts.labels.moment(call.lang, now, zone)
        return self._context.screen(place, [self._context.say(call, "zone.set", zone=name, now=moment)])

    def _read(self, call: Call, place: Place) -> dt.datetime:
        """The end of the time that the words name."""
        when = read_when(timely(call.words, lasting=True, beside=beside_silence()), lasting=True)
        if not when.groups or when.rest:
            raise self._context.refuse(call, "mute.unreadable", said=(when.rest or call.words).strip()[:60])
        return instant(when, place.zone, self._context.now(), end=True)

    async def _until(self, call: Call, place: Place, until: dt.datetime) -> Response:
        now = self._context.now()
        if until <= now:
            raise self._context.refuse(call, "mute.past")
        if until > now + LONGEST:
            raise self._context.refuse(call, "mute.too_long")
        await self._silence(place, until)
        said = place.parts.labels.moment(call.lang, until, place.zone)
        return self._context.screen(place, [self._context.say(call, "mute.set", until=said)])

    async def _silence(self, place: Place, until: dt.datetime | None) -> None:
        """Sets or ends the silence, for what already waits too."""
        async with self._context.database.transaction() as transaction:
            kind = "private" if place.private else "group"
            await set_preferences(transaction, place.chat_id, kind, muted_until=until)
            await hold_back(transaction, place.chat_id, until or self._context.now())


@functools.cache
def _zones() -> dict[str, str]:
    """Names and what people call a zone, folded → the zone."""
    zones = {fold(name): name for name in sorted(zoneinfo.available_timezones())}
    return zones | {word: name for name, words in read_data(WORDS_FILE)["zone"].items() for word in words}


def zone_named(said: str) -> tuple[str | None, list[str]]:
    """The zone that words name, else None and the names most like them."""
    folded = fold(said).strip().replace(" ", "_")
    zones = _zones()
    if folded in zones:
        return zones[folded], []
    cities = {zone.rsplit("/", 1)[-1]: name for zone, name in zones.items()}
    if folded in cities:
        return cities[folded], []
    near = process.extract(folded, list(cities), limit=3, score_cutoff=60)
    return None, list(dict.fromkeys((*(cities[city] for city, _, _ in near), DEFAULT_ZONE)))
