"""/subscribe and /unsubscribe: what is asked for is read by the engine; what cannot be meant is offered as buttons."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.commands.context import CommandContext, Place, bold, italic
from bot.db import subscriptions as store
from bot.db.effects import begin_anew, note_subscribed, note_unsubscribed
from bot.dialogue.call import Call, Response
from bot.notifications.subscriptions import MOST_TARGETS, Aim, Asked, Target
from bot.screens.keyboard import Button, Keyboard, rows
from bot.screens.message import Line
from corpus.normalize import fold

# The kind of a target in the data of a button; topics are too long for one.
AIMS = {"d": Aim.DEPARTMENT, "e": Aim.LED, "j": Aim.JOINED, "s": Aim.SECTION, "t": Aim.TASK}
LETTERS = {aim: letter for letter, aim in AIMS.items()}


class Subscribing:
    """Adds and removes subscriptions."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context

    async def subscribe(self, call: Call) -> Response:
        """Subscribes the place to what the words name; without words, buttons to pick from."""
        place = await self._context.place(call)
        await self._context.may_change(call, place)
        if not call.words.strip():
            return self._pick(call, place)
        asked = await asyncio.to_thread(place.parts.targets.read, call.words)
        added, already, refused = await self.add(call, place, asked.targets)
        lines: list[Line | str] = []
        lines += self._listed(call, place, "subscribe.added", added, heading=True)
        lines += self._listed(call, place, "subscribe.already", already)
        lines += self._listed(call, place, "subscribe.limit", refused, most=MOST_TARGETS)
        buttons = self._doubts(call, place, asked, lines, "add")
        if not lines:
            lines.append(self._context.say(call, "subscribe.nothing"))
        return self._context.screen(place, lines, (*rows(buttons, 2), *self._after(call, place)))

    async def unsubscribe(self, call: Call) -> Response:
        """Removes what the words name; all of it after a button is pressed that says so."""
        context = self._context
        place = await context.place(call)
        await context.may_change(call, place)
        async with context.database.transaction() as transaction:
            await begin_anew(transaction, call)
            current = [row.target for row in await store.of_place(transaction, *place.key)]
        if not current:
            return context.screen(place, [context.say(call, "subscriptions.none")], self._after(call, place))
        topics = [t for t in current if t.aim is Aim.TOPIC and fold(t.value) in fold(call.words)]
        asked = Asked(targets=topics) if topics else await asyncio.to_thread(place.parts.targets.read, call.words)
        if place.parts.targets.is_everything(call.words):
            button = Button(context.say(call, "subscriptions.button_remove_all"), place.data("xa"))
            return context.screen(place, [context.say(call, "unsubscribe.sure", count=len(current))], ((button,),))
        wanted = [*asked.targets, *self._meant(asked, current)]
        # Who leaves a department leaves what it leads too; of what is asked for only that.
        gone = [target for target in current if any(_covers(one, target) for one in wanted)]
        wanted = [one for one in wanted if not any(_covers(one, target) for target in gone)] + gone
        async with context.database.transaction() as transaction:
            await store.remove(transaction, *place.key, gone)
            await note_unsubscribed(transaction, call, place.key, gone)
        lines: list[Line | str] = []
        lines += self._listed(call, place, "unsubscribe.removed", gone, heading=True)
        lines += self._listed(call, place, "unsubscribe.not_there", [t for t in wanted if t not in current])
        if not lines:
            lines.append(context.say(call, "unsubscribe.nothing"))
        return context.screen(place, lines, self._after(call, place))

    async def add(
        self, call: Call, place: Place, targets: Sequence[Target]
    ) -> tuple[list[Target], list[Target], list[Target]]:
        """Subscribes the place: what was added, what it had already, and what would be too many."""
        context = self._context
        async with context.database.transaction() as transaction:
            await begin_anew(transaction, call)
            had = {row.target for row in await store.of_place(transaction, *place.key)}
            room = max(0, MOST_TARGETS - await store.count_of_chat(transaction, place.chat_id))
            new = [target for target in targets if target not in had]
            added = await store.subscribe(transaction, *place.key, new[:room])
            await note_subscribed(transaction, call, place.key, added)
            if added:
                await context.note_language(transaction, call, place)
        return added, [target for target in targets if target in had], new[room:]

    def _pick(self, call: Call, place: Place) -> Response:
        say = self._context.say
        keyboard = (
            (Button(say(call, "subscriptions.button_departments"), place.data("dp.0")),),
            (Button(say(call, "subscriptions.button_sections"), place.data("sp")),),
        )
        return self._context.screen(place, say(call, "subscribe.hint").splitlines(), keyboard)

    def _after(self, call: Call, place: Place) -> Keyboard:
        say = self._context.say
        return (
            (
                Button(say(call, "subscriptions.button_list"), place.data("l.0")),
                Button(say(call, "digest.button_set"), place.data("dg")),
            ),
        )

    def _listed(
        self, call: Call, place: Place, key: str, targets: Sequence[Target], heading: bool = False, **values: object
    ) -> list[Line | str]:
        if not targets:
            return []
        said = self._context.say(call, key, count=len(targets), **values)
        names = [place.parts.labels.target(call.lang, target) for target in targets]
        return [bold(said) if heading else said, *(f"· {name}" for name in names)]

    def _doubts(self, call: Call, place: Place, asked: Asked, lines: list[Line | str], verb: str) -> list[Button]:
        """What could not be taken as it was said: a line for each, and buttons for what may be meant."""
        say, labels = self._context.say, place.parts.labels
        meant: list[Target] = []
        for said, id in asked.taken:
            lines.append(italic(say(call, "subscribe.taken", said=said, name=labels.department(call.lang, id))))
        for said, ids in asked.ambiguous:
            lines.append(say(call, "subscribe.ambiguous", said=said))
            meant += [Target(Aim.DEPARTMENT, party) for id in ids for party in place.parts.targets.parties(id)]
        for said, ids in asked.unknown:
            lines.append(say(call, "subscribe.unknown", said=said))
            meant += [Target(Aim.DEPARTMENT, id) for id in ids]
        if asked.simplified:
            lines.append(italic(say(call, "subscribe.simplified")))
        if asked.absent:
            names = labels.departments(call.lang, asked.absent)
            lines.append(say(call, "subscribe.absent", departments=names))
        for key, numbers in (("refusal.no_number", asked.no_tasks), ("refusal.no_section", asked.no_sections)):
            if numbers:
                plan = place.parts.engine.plan
                count = len(plan.tasks if key == "refusal.no_number" else plan.sections)
                lines.append(say(call, key, count=count, numbers="、".join(map(str, numbers[:20]))))
        for topic, numbers_near in asked.off_topic:
            lines.append(say(call, "subscribe.off_topic", topic=topic))
            meant += [Target(Aim.TASK, str(number)) for number in numbers_near]
        lines += [say(call, "subscribe.unchecked", topic=topic, reason=reason) for topic, reason in asked.unchecked]
        buttons = [
            Button(f"+ {labels.button(call.lang, target)}", place.data(f"{verb}.{LETTERS[target.aim]}.{target.value}"))
            for target in dict.fromkeys(meant)
        ]
        if asked.unknown and not any(ids for _, ids in asked.unknown):
            buttons.append(Button(say(call, "subscriptions.button_departments"), place.data("dp.0")))
        return buttons

    @staticmethod
    def _meant(asked: Asked, current: Sequence[Target]) -> list[Target]:
        """Of the departments that an unclear name may mean, the one that is subscribed to."""
        found = []
        for _, ids in (*asked.ambiguous, *asked.unknown):
            mine = [target for target in current if target.is_department and target.value in ids]
            found += mine if len(mine) == 1 else []
        return found


def _covers(wanted: Target, current: Target) -> bool:
    """Whether who wants no more of `wanted` wants none of `current`."""
    if wanted.aim is Aim.DEPARTMENT and current.is_department:
        return wanted.value == current.value
    return wanted == current
