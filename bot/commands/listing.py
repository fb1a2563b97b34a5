"""/subscriptions: what a place subscribes to, with buttons to pause, remove and add; the pickers of departments and sections."""

from __future__ import annotations

from bot.commands.context import CommandContext, Place, bold, italic
from bot.commands.subscribing import AIMS, LETTERS, Subscribing
from bot.db import subscriptions as store
from bot.db.digests import get_digest
from bot.db.subscriptions import Subscription
from bot.dialogue.call import Call, Response
from bot.notifications.subscriptions import Aim, Target
from bot.screens.keyboard import Button, Keyboard, rows
from bot.screens.message import Line

PAGE = 8
PICKED = 16


class Listing:
    """Shows and changes a place's subscriptions by buttons."""

    def __init__(self, context: CommandContext, subscribing: Subscribing) -> None:
        self._context = context
        self._subscribing = subscribing

    async def subscriptions(self, call: Call) -> Response:
        """The list, for anyone to see."""
        return await self._list(call, await self._context.place(call))

    async def page(self, call: Call, place: Place, page: str = "0") -> Response:
        """A page of the list."""
        return await self._list(call, place, int(page))

    async def pause(self, call: Call, place: Place, id: str, page: str = "0") -> Response:
        """Pauses a subscription, or resumes it."""
        row = await self._row(call, place, int(id))
        async with self._context.database.transaction() as transaction:
            await store.set_paused(transaction, *place.key, not row.paused, row.target)
        return await self._list(call, place, int(page))

    async def pause_all(self, call: Call, place: Place) -> Response:
        """Pauses all of the place's subscriptions."""
        async with self._context.database.transaction() as transaction:
            await store.set_paused(transaction, *place.key, True)
        return await self._list(call, place)

    async def resume_all(self, call: Call, place: Place) -> Response:
        """Resumes all of the place's subscriptions."""
        async with self._context.database.transaction() as transaction:
            await store.set_paused(transaction, *place.key, False)
        return await self._list(call, place)

    async def remove(self, call: Call, place: Place, id: str, page: str = "0") -> Response:
        """Removes a subscription."""
        row = await self._row(call, place, int(id))
        async with self._context.database.transaction() as transaction:
            await store.remove(transaction, *place.key, [row.target])
        return await self._list(call, place, int(page))

    async def remove_all(self, call: Call, place: Place) -> Response:
        """Removes all of the place's subscriptions."""
        async with self._context.database.transaction() as transaction:
            count = await store.remove_all(transaction, *place.key)
        return self._context.screen(place, [self._context.say(call, "unsubscribe.all", count=count)])

    async def add(self, call: Call, place: Place, letter: str, value: str) -> Response:
        """Subscribes to what a button offers."""
        target = Target(AIMS[letter], value)
        if not place.parts.targets.numbers(target):
            raise self._context.refuse(call, "desk.old_button")
        added, already, _ = await self._subscribing.add(call, place, [target])
        key = "subscribe.done" if added else "subscribe.had" if already else "subscribe.full"
        return Response(toast=self._context.say(call, key, name=place.parts.labels.target(call.lang, target)))

    async def toggle(self, call: Call, place: Place, letter: str, value: str, page: str = "0") -> Response:
        """Adds or removes what is picked, and shows the picker again."""
        target = Target(AIMS[letter], value)
        async with self._context.database.transaction() as transaction:
            removed = await store.remove(transaction, *place.key, [target])
        toast = ""
        if not removed:
            toast = (await self.add(call, place, letter, value)).toast
        picker = await (
            self.pick_departments(call, place, page) if target.is_department else self.pick_sections(call, place)
        )
        return Response(picker.screen, toast)

    async def pick_departments(self, call: Call, place: Place, page: str = "0") -> Response:
        """The plan's departments as buttons; those subscribed to are ticked."""
        ids = place.parts.engine.tables.departments
        start = int(page) * PICKED
        targets = [Target(Aim.DEPARTMENT, id) for id in ids[start : start + PICKED]]
        steps = [
            Button(self._context.say(call, key), place.data(f"dp.{number}"))
            for key, number in (("desk.previous", int(page) - 1), ("desk.next", int(page) + 1))
            if 0 <= number * PICKED < len(ids)
        ]
        return await self._picker(call, place, targets, page, 2, (tuple(steps),) if steps else ())

    async def pick_sections(self, call: Call, place: Place) -> Response:
        """The plan's sections as buttons."""
        targets = [Target(Aim.SECTION, str(section.key)) for section in place.parts.engine.plan.sections]
        return await self._picker(call, place, targets, "0", 1, ())

    async def _picker(
        self, call: Call, place: Place, targets: list[Target], page: str, across: int, steps: Keyboard
    ) -> Response:
        async with self._context.database.transaction() as transaction:
            had = {row.target for row in await store.of_place(transaction, *place.key)}
        buttons = [
            Button(
                ("✓ " if target in had else "") + place.parts.labels.button(call.lang, target),
                place.data(f"tg.{LETTERS[target.aim]}.{target.value}.{page}"),
            )
            for target in targets
        ]
        done = Button(self._context.say(call, "subscriptions.button_list"), place.data("l.0"))
        text = self._context.say(call, "subscriptions.pick", count=len(had))
        return self._context.screen(place, [text], (*rows(buttons, across), *steps, (done,)))

    async def _list(self, call: Call, place: Place, page: int = 0) -> Response:
        context = self._context
        async with context.database.transaction() as transaction:
            found = await store.of_place(transaction, *place.key)
            others = await store.count_elsewhere(transaction, *place.key)
            digest = await get_digest(transaction, place.chat_id, place.thread_id)
            threads = await store.threads_of(transaction, place.chat_id) if place.title else []
        page = max(0, min(page, (len(found) - 1) // PAGE))
        lines: list[Line | str] = [bold(context.say(call, "subscriptions.title", count=len(found)))]
        if not found:
            lines = [context.say(call, "subscriptions.none")]
        for number, row in enumerate(found, 1):
            name = place.parts.labels.target(call.lang, row.target)
            lines.append(f"{number}. {name}" + (context.say(call, "subscriptions.paused") if row.paused else ""))
        schedule = (
            place.parts.labels.schedule(call.lang, digest.schedule) if digest else context.say(call, "digest.not_set")
        )
        if others:
            lines.append(italic(context.say(call, "subscriptions.elsewhere", count=others)))
        lines += ["", context.say(call, "subscriptions.digest", schedule=schedule, zone=place.zone.key)]
        if place.muted_until and place.muted_until > context.now():
            until = place.parts.labels.moment(call.lang, place.muted_until, place.zone)
            lines.append(italic(context.say(call, "mute.until", until=until)))
        rest = [thread for thread in dict.fromkeys((0, *threads)) if place.title and thread != place.thread_id]
        topics = [
            Button(
                context.say(call, "groups.button_topic", number=thread)
                if thread
                else context.say(call, "groups.button_main"),
                place.data(f"gm.{place.chat_id}.{thread}"),
            )
            for thread in rest
        ]
        return context.screen(place, lines, (*self._buttons(call, place, found, page), *rows(topics[:10], 2)))

    def _buttons(self, call: Call, place: Place, found: list[Subscription], page: int) -> Keyboard:
        say, labels = self._context.say, place.parts.labels
        keyboard: list[tuple[Button, ...]] = []
        for row in found[page * PAGE : (page + 1) * PAGE]:
            mark = "▶" if row.paused else "⏸"
            name = f"{mark} {labels.button(call.lang, row.target)}"
            keyboard.append(
                (
                    Button(name, place.data(f"p.{row.id}.{page}")),
                    Button(say(call, "subscriptions.button_remove"), place.data(f"x.{row.id}.{page}")),
                )
            )
        steps = [
            Button(say(call, key), place.data(f"l.{number}"))
            for key, number in (("desk.previous", page - 1), ("desk.next", page + 1))
            if 0 <= number * PAGE < len(found)
        ]
        if steps:
            keyboard.append(tuple(steps))
        if len(found) > 1:
            some = any(not row.paused for row in found)
            key, verb = ("button_pause_all", "pa") if some else ("button_resume_all", "ra")
            keyboard.append((Button(say(call, f"subscriptions.{key}"), place.data(verb)),))
        keyboard += [
            (
                Button(say(call, "subscriptions.button_departments"), place.data("dp.0")),
                Button(say(call, "subscriptions.button_sections"), place.data("sp")),
            ),
            (Button(say(call, "digest.button_set"), place.data("dg")),),
        ]
        if not place.private and not place.title:
            link = place.parts.labels.link(f"g{place.chat_id}_{place.thread_id}")
            keyboard.append((Button(say(call, "groups.button_here"), url=link),))
        if place.title:
            keyboard.append((Button(say(call, "groups.button_end"), place.data("ge")),))
        return tuple(keyboard)

    async def _row(self, call: Call, place: Place, id: int) -> Subscription:
        async with self._context.database.transaction() as transaction:
            found = [row for row in await store.of_place(transaction, *place.key) if row.id == id]
        if not found:
            raise self._context.refuse(call, "desk.old_button")
        return found[0]
