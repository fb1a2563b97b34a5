"""/responsible: a group names a person for a department or a task, who confirms it and is mentioned in its notices."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.commands.context import CommandContext, Place, bold, italic
from bot.db import responsibles as store
from bot.db.addressees import addressees
from bot.db.chats import get_chat
from bot.db.engine import Transaction
from bot.db.notices import enqueue
from bot.db.responsibles import Responsible
from bot.dialogue.aside import aside
from bot.dialogue.call import Call, Response
from bot.notifications.mentions import mention_link, person
from bot.notifications.notice import NOTICE_UNITS, Notice
from bot.notifications.schedule import DEFAULT_ZONE
from bot.notifications.subscriptions import WORDS_FILE, Aim, Target
from bot.screens.keyboard import Button
from bot.screens.labels import shortened
from bot.screens.message import Line, Message, Run, Style
from corpus.readers import read_data

MOST_NAME = 60
# A list of departments and tasks with a name behind it is shorter.
MOST_READ = 400
MOST_SHOWN = 20


class Responsibles:
    """Names, confirms and lists who is responsible."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context

    async def responsible(self, call: Call) -> Response:
        """Names a person for departments or tasks; without words, who is responsible here."""
        context, say = self._context, self._context.say
        place = await context.place(call)
        if not call.words.strip():
            return await self.listed(call, place)
        await context.may_change(call, place)
        targets, name = await aside(lambda _: self._read(call, place), call.words)
        if name.casefold() in read_data(WORDS_FILE)["nobody"]["words"]:
            return await self._nobody(call, place, targets)
        expected = next((id for said, id in call.mentioned if " ".join(said.split()) == name), None)
        async with context.database.transaction() as transaction:
            before = await self._named_here(transaction, place)
            # Who is named again stays as they are: what they have confirmed holds.
            new = [one for one in targets if not _is_same(before.get(one), name, expected)]
            ids = {
                target: await store.name_responsible(
                    transaction, (place.chat_id, place.thread_id), place.parts.id, target, name, call.user_id, expected
                )
                for target in new
            }
            here = await self._named_here(transaction, place)
            if place.title and ids:
                await self._ask_there(transaction, call, place, [here[target] for target in new])
        lines = [line for target in targets for line in self._said(call, place, here[target], before.get(target))]
        if new and place.title:
            lines.append(say(call, "responsible.asked_there", title=place.title))
        elif new:
            lines.append(say(call, "responsible.please_bound" if here[new[0]].is_bound else "responsible.please"))
        if place.private:
            lines.append(italic(say(call, "responsible.private")))
        buttons = [self._buttons(call, place, here[target], target in before) for target in new]
        return context.screen(place, lines, tuple(filter(None, buttons)))

    @staticmethod
    async def _named_here(transaction: Transaction, place: Place) -> dict[Target, Responsible]:
        spot = (place.chat_id, place.thread_id)
        found = await store.responsibles_of(transaction, [spot], place.parts.id)
        return {one.target: one for one in found.get(spot, [])}

    def _said(self, call: Call, place: Place, one: Responsible, before: Responsible | None) -> list[Line | str]:
        """Who is named for a target, and who was before, with the words that name them again."""
        say, target = self._context.say, place.parts.labels.target(call.lang, one.target)
        if before == one:
            row = self._row(call, place, one)
            return [bold(say(call, "responsible.same")), row]
        who = Run(one.named, Style.BOLD, mention_link(one.expected_id) if one.expected_id is not None else "")
        lines: list[Line | str] = [(*bold(say(call, "responsible.named", target=target)), who)]
        if before is not None:
            was = Run(say(call, "responsible.before"))
            again = say(call, "responsible.again", words=f"{self._words(place, one.target)} {before.named}")
            lines.append((was, person(self._context.wording, call.lang, before), Run(again)))
        return lines

    @staticmethod
    def _words(place: Place, target: Target) -> str:
        """The words by which /responsible knows a target."""
        plan = place.parts.engine.plan
        if target.aim is Aim.TASK:
            return plan.task_ids([int(target.value)])[0]
        return plan.registry[target.value].name

    async def _ask_there(self, transaction: Transaction, call: Call, place: Place, named: list[Responsible]) -> None:
        """Asks the persons named in the chat that is managed, where they are, to confirm it."""
        context, labels = self._context, place.parts.labels
        lang = (await addressees(transaction, [place.chat_id]))[place.chat_id].lang
        there = replace(call, lang=lang)
        lines = [line for one in named for line in self._said(there, place, one, None)]
        please = context.say(there, "responsible.please_bound" if named[0].is_bound else "responsible.please")
        message = Message(tuple((Run(line),) if isinstance(line, str) else line for line in (*lines, please)))
        buttons = tuple((self._confirming(there, labels.target(lang, one.target), one.id),) for one in named)
        pages = message.pages(NOTICE_UNITS)
        await enqueue(
            transaction,
            (
                Notice(
                    f"responsible:{named[0].id}",
                    place.chat_id,
                    page,
                    lang,
                    place.thread_id,
                    part,
                    buttons if part == len(pages) - 1 else (),
                )
                for part, page in enumerate(pages)
            ),
        )

    async def listed(self, call: Call, place: Place, *before: str) -> Response:
        """Who is responsible in the place, each with a button that removes them; `before` are lines above."""
        context, say = self._context, self._context.say
        spot = (place.chat_id, place.thread_id)
        async with context.database.transaction() as transaction:
            found = (await store.responsibles_of(transaction, [spot], place.parts.id)).get(spot, [])
        lines: list[Line | str] = [*before, bold(say(call, "responsible.title"))]
        if not found:
            lines += say(call, "responsible.hint").splitlines()
        lines += [self._row(call, place, one) for one in found[:MOST_SHOWN]]
        keyboard = [
            (Button(shortened(f"✕ {self._label(call, place, one)}", 32), place.data(f"yx.{one.id}")),)
            for one in found[:MOST_SHOWN]
        ]
        return context.screen(place, lines, tuple(keyboard))

    async def confirm(self, call: Call, id: str) -> Response:
        """The person says that they are the one."""
        context, say = self._context, self._context.say
        async with context.database.transaction() as transaction:
            one = await store.get_responsible(transaction, int(id))
            if one is None or one.chat_id != call.chat_id:
                raise context.refuse(call, "desk.old_button")
            if one.confirmed is None and not one.is_meant(call.user_id, call.username):
                return Response(toast=say(call, "responsible.not_you", name=one.named), alert=True)
            first = await store.confirm(transaction, one.id, call.user_id, call.name, context.now())
            one = await store.get_responsible(transaction, one.id)
            chat = await get_chat(transaction, call.chat_id)
        assert one is not None and one.confirmed is not None
        if not first:
            return Response(toast=say(call, "responsible.taken", name=one.name or one.named), alert=True)
        labels = context.parts(one.plan).labels
        zone = ZoneInfo(chat.zone if chat and chat.zone else DEFAULT_ZONE)
        moment, target = labels.moment(call.lang, one.confirmed, zone), labels.target(call.lang, one.target)
        other = not one.is_bound and one.name not in ("", one.named)
        key = "responsible.confirmed_by" if other else "responsible.confirmed"
        name = one.named if other else one.name or one.named
        said = say(call, key, target=target, name=name, by=one.name, moment=moment)
        return Response(context.screen(Place(*one.spot, zone, False, context.parts(one.plan)), [bold(said)]).screen)

    async def remove(self, call: Call, place: Place, id: str) -> Response:
        """Nobody is responsible any more; shows the others."""
        async with self._context.database.transaction() as transaction:
            gone = await store.remove(transaction, place.chat_id, int(id))
        shown = await self.listed(call, place)
        return Response(shown.screen, self._context.say(call, "responsible.removed" if gone else "desk.old_button"))

    async def _nobody(self, call: Call, place: Place, targets: tuple[Target, ...]) -> Response:
        """Nobody is responsible for some targets any more; shows the others."""
        async with self._context.database.transaction() as transaction:
            here = await self._named_here(transaction, place)
            gone = [here[target] for target in targets if target in here]
            for one in gone:
                await store.remove(transaction, place.chat_id, one.id)
        if not gone:
            raise self._context.refuse(call, "responsible.nobody")
        return await self.listed(call, place, self._context.say(call, "responsible.removed"))

    def _read(self, call: Call, place: Place) -> tuple[tuple[Target, ...], str]:
        """The departments and tasks that the words begin with, as far as that goes, and the name behind them."""
        # Each word may be the last of what is named: of a few dozen that is soon tried.
        words = call.words.split() if len(call.words) <= MOST_READ else []
        named = [self._targets(place, words[:end]) for end in range(len(words))]
        # A word that adds nothing to the departments and tasks belongs to the name: 商务厅 王 主任.
        ends = [end for end in range(1, len(words)) if named[end] and named[end] != named[end - 1]]
        if ends:
            begins = ends[-1]
            # Education Department Zhang San: what its own names have goes on with it.
            own = self._own_words(place, named[begins])
            while begins + 1 < len(words) and words[begins].casefold() in own and named[begins + 1] == named[begins]:
                begins += 1
            name = " ".join(words[begins:]).strip(" :：,，")
            if len(name) > MOST_NAME:
                raise self._context.refuse(call, "responsible.too_long", most=MOST_NAME)
            return named[begins], name
        raise self._context.refuse(call, "responsible.unreadable")

    @staticmethod
    def _own_words(place: Place, targets: tuple[Target, ...]) -> set[str]:
        """The words of the English names of the department named last."""
        last = targets[-1] if targets else None
        if last is None or last.aim is not Aim.DEPARTMENT:
            return set()
        return {word.casefold() for name in place.parts.engine.plan.registry[last.value].en for word in name.split()}

    def _targets(self, place: Place, words: list[str]) -> tuple[Target, ...]:
        """The departments and tasks that the words name and nothing else."""
        head = " ".join(f"第{word}项" if word.isdecimal() else word for word in words)
        targets = place.parts.targets.plainly(head) if words else ()
        return targets if all(target.aim in (Aim.DEPARTMENT, Aim.TASK) for target in targets) else ()

    def _buttons(self, call: Call, place: Place, one: Responsible, replaced: bool) -> tuple[Button, ...]:
        """To confirm it, where the person is here; and to take it back, where nobody stood there before."""
        target = place.parts.labels.target(call.lang, one.target)
        undo = Button(self._context.say(call, "remind.button_undo"), place.data(f"yx.{one.id}"))
        return (
            *([] if place.title else [self._confirming(call, target, one.id)]),
            *([] if replaced else [undo]),
        )

    def _confirming(self, call: Call, target: str, id: int) -> Button:
        return Button(self._context.say(call, "responsible.button", target=shortened(target, 20)), f"n.yk.{id}")

    def _row(self, call: Call, place: Place, one: Responsible) -> Line:
        target = place.parts.labels.target(call.lang, one.target)
        said = self._context.say(call, "responsible.row", target=target)
        return (Run(said), person(self._context.wording, call.lang, one))

    def _label(self, call: Call, place: Place, one: Responsible) -> str:
        return f"{place.parts.labels.target(call.lang, one.target)} {one.name or one.named}"


def _is_same(one: Responsible | None, name: str, expected: int | None) -> bool:
    """Whether somebody is named who stands there already."""
    return one is not None and (one.named, one.expected_id) == (name, expected)
