"""What is said of what was just set, reminders or another: 不对，改成下周三, 推迟一天, 算了; and the button that undoes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.commands.context import CommandContext, Place, bold, told
from bot.commands.pending import WHICH, Pending, Spoken, Waiting
from bot.commands.reminding import PAGE, Reminding
from bot.commands.spoken_amendment import Amendment, amendment, points
from bot.commands.spoken_words import REMINDER
from bot.db.effects import begin_anew, note_replaced, take_back
from bot.db.reminders import Reminder, end_reminder, reminders_of, set_reminder_due
from bot.dialogue.aside import aside
from bot.dialogue.call import Call, Response
from bot.notifications.schedule import Every, next_due
from bot.screens.keyboard import Button
from bot.screens.labels import shortened
from bot.screens.message import Line
from bot.when import WhenFault, moved
from bot.when.clauses import says_another
from bot.when.results import Length

# What becomes of a setting that is not a reminder: of those with the ids that the place still has; None where it has none.
Amend = Callable[[Call, Place, Sequence[int], Amendment], Awaitable[Response | None]]


class Amending:
    """Changes and ends what a person was just told of: the reminders, or a setting of `others`, by its command."""

    def __init__(
        self, context: CommandContext, pending: Pending, reminding: Reminding, others: Mapping[str, Amend]
    ) -> None:
        self._context = context
        self._pending = pending
        self._reminding = reminding
        self._others = others

    async def remind(self, call: Call) -> Response:
        """/remind, whose words may be of the reminder that was just set: 改成后天提醒我."""
        spoken = self._pending.spoken_of(call)
        of_it = spoken is not None and spoken.command == REMINDER and not says_another(call.words)
        return (await self._of_spoken(call, surely=True) if of_it else None) or await self._reminding.remind(call)

    async def amended(self, call: Call) -> Response | None:
        """What becomes of what was just spoken of; None for words of something else."""
        return await self._of_spoken(call)

    async def dropped(self, call: Call) -> Response | None:
        """What is said where somebody was asked about an order and gives it up; None for other words."""
        said = await aside(amendment, call.words)
        return told(self._context.say(call, "remind.dropped")) if said and said.ends else None

    async def _of_spoken(self, call: Call, surely: bool = False) -> Response | None:
        """The same, with `surely` of words that take something back alone."""
        spoken = self._pending.spoken_of(call)
        if spoken is None:
            return None
        said = await aside(lambda words: amendment(words, spoken.command), call.words)
        # A time alone is of what was just set, not of a list.
        if said is None or not (said.surely or (spoken.together and not surely)):
            return None
        place = await self._context.place(call)
        if spoken.command != REMINDER:
            # These are of no task.
            return None if said.tasks else await self._others[spoken.command](call, place, spoken.ids, said)
        those = await self._reminding.those(place, spoken.ids)
        if said.tasks:
            named = {key for task in said.tasks for key in place.parts.engine.tables.called(task)}
            those = [one for one in those if one.task in named]
        if not those:
            return None
        await self._context.may_change(call, place)
        if len(those) > 1 and not spoken.together:
            return self._which(call, place, those)
        return await self._amend(call, place, those, said)

    async def picked(self, call: Call, waiting: Waiting) -> Response:
        """Amends the one of several reminders that the words point to."""
        place = await self._context.place(call)
        await self._context.may_change(call, place)
        those = await self._reminding.those(place, waiting.replaced)
        task, at = points(call.words) or ("", "")
        keys = place.parts.engine.tables.called(task) if task else ()
        found = [one for position, one in enumerate(those, 1) if one.task in keys or at == str(position)]
        if len(found) != 1:
            return self._which(replace(call, words=waiting.words), place, found or those)
        return await self._amend_as(call, place, found, waiting)

    async def pressed(self, call: Call, place: Place, id: str) -> Response:
        """The same by a button."""
        waiting = self._pending.forget(call)
        if waiting is None or waiting.fault.reason != WHICH:
            raise self._context.refuse(call, "desk.old_button")
        return await self._amend_as(call, place, await self._reminding.chosen(call, place, [int(id)]), waiting)

    async def undo(self, call: Call, place: Place, message_id: str) -> Response:
        """Undoes what a message changed: reminders come again as they did before it."""
        async with self._context.database.transaction() as transaction:
            before = {one.id for one in await reminders_of(transaction, place.chat_id)}
            await take_back(transaction, call.chat_id, int(message_id))
            back = [one for one in await reminders_of(transaction, place.chat_id) if one.id not in before]
            if not back:
                raise self._context.refuse(call, "desk.old_button")
            now = self._context.now()
            for one in (one for one in back if one.next_due <= now):
                # Its time has passed meanwhile.
                await set_reminder_due(transaction, one.id, next_due(one.schedule, place.zone, now))
        shown = await self._reminding.listed(call, place)
        return Response(shown.screen, self._context.say(call, "remind.undone"))

    async def _amend_as(self, call: Call, place: Place, those: Sequence[Reminder], waiting: Waiting) -> Response:
        said = await aside(amendment, waiting.words)
        assert said is not None, "it was one when it was asked which is meant"
        return await self._amend(replace(call, message_id=waiting.message_id), place, those, said)

    async def _amend(self, call: Call, place: Place, those: Sequence[Reminder], said: Amendment) -> Response:
        ids = [one.id for one in those]
        if said.ends:
            return await self._end(call, place, those)
        if said.time:
            return await self._reminding.another_time(replace(call, words=said.time), place, ids)
        if said.shift and all(one.schedule.every is Every.ONCE for one in those):
            return await self._shift(call, place, those, said.shift)
        # Of one that repeats nobody knows whether a day later is so once or always.
        return await self._reminding.change(call, place, "-".join(map(str, ids)))

    async def _shift(self, call: Call, place: Place, those: Sequence[Reminder], shift: Length) -> Response:
        now = self._context.now()
        try:
            new = [
                (one.task, one.text, *dated) for one in those for dated in moved(one.schedule, shift, place.zone, now)
            ]
        except WhenFault as fault:
            self._pending.ask(call, Waiting(REMINDER, "", fault, tuple(one.id for one in those)))
            raise
        return await self._reminding.put(call, place, new, replaced=those)

    async def _end(self, call: Call, place: Place, those: Sequence[Reminder]) -> Response:
        context = self._context
        async with context.database.transaction() as transaction:
            await begin_anew(transaction, call)
            ended = {one.id: await end_reminder(transaction, place.chat_id, one.id) for one in those}
            was = {id: due for id, due in ended.items() if due}
            await note_replaced(transaction, call, place.chat_id, was, ())
        self._pending.turned(call)
        lines: list[Line | str] = [bold(context.say(call, "remind.ended", count=len(those)))]
        for position, one in enumerate(those, 1):
            lines += self._reminding.listing(call, place, position, one)
        undo = (Button(context.say(call, "remind.button_restore"), place.data(f"ru.{call.message_id}")),)
        return context.screen(place, lines, (undo, (self._reminding.list_button(call, place),)))

    def _which(self, call: Call, place: Place, those: Sequence[Reminder]) -> Response:
        """Asks which of several reminders is meant; the next message or a button says it."""
        ids = tuple(one.id for one in those)
        self._pending.ask(call, Waiting(REMINDER, call.words, WhenFault(WHICH), ids, call.message_id))
        self._pending.told(call, Spoken(REMINDER, ids))
        lines: list[Line | str] = [bold(self._context.say(call, "remind.which"))]
        buttons = []
        for position, one in enumerate(those[:PAGE], 1):
            lines += self._reminding.listing(call, place, position, one)
            due = place.parts.labels.moment(call.lang, one.next_due, place.zone)
            name = shortened(f"{position}. {one.text or due}", 24)
            buttons.append((Button(name, place.data(f"rw.{one.id}")),))
        return self._context.screen(place, lines, tuple(buttons))
