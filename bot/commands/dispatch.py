"""All commands and buttons on notices in two tables, and what becomes of a call that is refused."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.commands.amending import Amending
from bot.commands.announcing import Announcements
from bot.commands.calendars import Calendars
from bot.commands.context import PREFIX, CommandContext, Refusal, told, without_place
from bot.commands.delivered import Delivered
from bot.commands.digesting import Digesting
from bot.commands.groups import Groups
from bot.commands.listing import Listing
from bot.commands.muting import Muting
from bot.commands.outbox import Outbox
from bot.commands.pending import ANNOUNCE, WHICH, Pending, Waiting
from bot.commands.progressing import Progressing
from bot.commands.quieting import Quieting
from bot.commands.receipting import Receipting
from bot.commands.reminding import Reminding
from bot.commands.responsible import Responsibles
from bot.commands.spoken_words import DIGEST, QUIET, REMINDER
from bot.commands.subscribing import Subscribing
from bot.commands.versions import Versions
from bot.dialogue.call import OPERATORS, PRIVATE, SETTINGS, Call, Command, Handler, Press, Response
from bot.notifications.announcements import Announcing
from bot.when import WhenFault
from corpus.normalize import clean
from index.query import IndexFault

_LOG = logging.getLogger(__name__)
# What a button does, given the place that it is on and the words after its name.
Pressed = Callable[..., Awaitable[Response]]


class Commands:
    """The handlers for a chat channel's tables. Each gives a response for whatever words, and never raises for them."""

    def __init__(self, context: CommandContext, announcing: Announcing) -> None:
        self._context = context
        self._pending = Pending()
        self._subscribing = Subscribing(context)
        self._listing = listing = Listing(context, self._subscribing)
        self._digesting = digesting = Digesting(context, self._pending)
        self._quieting = quieting = Quieting(context, self._pending)
        self._muting = muting = Muting(context, quieting)
        calendars = Calendars(context)
        self._reminding = reminding = Reminding(context, self._pending, calendars)
        self._amending = amending = Amending(
            context, self._pending, reminding, {DIGEST: digesting.amend, QUIET: quieting.amend}
        )
        self._groups = groups = Groups(context, listing)
        self._receipting = receipting = Receipting(context, self._pending)
        self._progressing = progressing = Progressing(context, calendars)
        delivered = Delivered(context, progressing)
        self._announcements = announcements = Announcements(context, announcing, self._pending)
        self._responsibles = responsibles = Responsibles(context)
        self._outbox = outbox = Outbox(context)
        versions = Versions(context)
        # Seen by everyone, changed by who may.
        self._free: dict[str, Pressed] = {
            "l": listing.page,
            "dn": digesting.now,
            "dl": digesting.tasks,
            "rl": reminding.listed,
            "rd": delivered.done,
            "pc": progressing.close,
            "sg": progressing.picture,
            "ic": calendars.export,
            "cr": receipting.report,
            "ct": receipting.ask_time,
            "ce": receipting.pick_chat,
            "cg": receipting.picked,
        }
        self._settings: dict[str, Pressed] = {
            "p": listing.pause,
            "x": listing.remove,
            "pa": listing.pause_all,
            "ra": listing.resume_all,
            "xa": listing.remove_all,
            "add": listing.add,
            "tg": listing.toggle,
            "dp": listing.pick_departments,
            "sp": listing.pick_sections,
            "dg": digesting.menu,
            "dv": digesting.preview,
            "ds": digesting.preset,
            "do": digesting.stop,
            "m": muting.mute_days,
            "z": muting.set_zone,
            "q": quieting.preset,
            "rx": reminding.remove,
            "rz": reminding.remove_all,
            "rc": reminding.change,
            "ru": amending.undo,
            "rw": amending.pressed,
            "rh": delivered.in_an_hour,
            "rt": delivered.tomorrow,
            "cq": receipting.toggle,
            "yx": responsibles.remove,
        }
        # These are about no place, or find their own.
        self._placeless: dict[str, Pressed] = {
            "ok": receipting.press,
            "yk": responsibles.confirm,
            "gm": groups.manage,
            "ac": announcements.confirm,
            "aq": announcements.toggle_receipt,
            "au": announcements.toggle_urgent,
            "ax": announcements.cancel,
            "ar": announcements.report,
            "at": announcements.ask_time,
            "an": announcements.at_once,
            "vb": versions.go_back,
            "ob": outbox.outbox,
            "or": outbox.retry,
            "od": outbox.drop,
        }

    def commands(self) -> list[Command]:
        """The rows of the table of commands; their handlers see for themselves who may do what."""
        guarded = self._guarded
        return [
            Command("subscribe", guarded(self._subscribing.subscribe), SETTINGS),
            Command("unsubscribe", guarded(self._subscribing.unsubscribe), SETTINGS),
            Command("subscriptions", guarded(self._listing.subscriptions)),
            Command("digest", guarded(self._digesting.digest)),
            Command("remind", guarded(self._amending.remind), SETTINGS),
            Command("reminders", guarded(self._reminding.reminders)),
            Command("progress", guarded(self._progressing.progress)),
            Command("status", guarded(self._progressing.status)),
            Command("deadlines", guarded(self._progressing.deadlines)),
            Command("responsible", guarded(self._responsibles.responsible), SETTINGS),
            Command("receipts", guarded(self._receipting.receipts)),
            Command("mute", guarded(self._muting.mute), SETTINGS),
            Command("unmute", guarded(self._muting.unmute), SETTINGS),
            Command("quiet", guarded(self._quieting.quiet), SETTINGS),
            Command("timezone", guarded(self._muting.timezone), SETTINGS),
            Command("groups", guarded(self._groups.groups), PRIVATE),
            Command("deadline", guarded(self._progressing.deadline), OPERATORS),
            Command("announce", guarded(self._announcements.announce), OPERATORS),
            Command("outbox", guarded(self._outbox.outbox), OPERATORS),
        ]

    def presses(self) -> list[Press]:
        """The row of the table of buttons."""
        return [Press(PREFIX, self._guarded(self._pressed, passing=True))]

    @property
    def start(self) -> Handler:
        """The handler of /start with words that begin with g: a group's link for its administrators."""
        return self._guarded(self._groups.start)

    async def _pressed(self, call: Call) -> Response:
        verb, *words = without_place(call.words).split(".")
        if handler := self._placeless.get(verb):
            return await self._given(call, handler, (call, *words))
        handler = self._free.get(verb) or self._settings.get(verb)
        if handler is None and verb != "ge":
            raise self._context.refuse(call, "desk.old_button")
        place = await self._context.place_of_button(call)
        if verb == "ge":
            return await self._groups.end(call, place)
        assert handler is not None
        if verb in self._settings:
            await self._context.may_change(call, place)
        return await self._given(call, handler, (call, place, *words))

    async def _given(self, call: Call, handler: Pressed, arguments: tuple[object, ...]) -> Response:
        """What the handler gives; a button whose words do not fit it is made up or from an older version."""
        try:
            inspect.signature(handler).bind(*arguments)
        except TypeError:
            raise self._context.refuse(call, "desk.old_button") from None
        try:
            return await handler(*arguments)
        except (KeyError, ValueError, OverflowError):
            _LOG.warning("the button %s is not understood", arguments, exc_info=True)
            raise self._context.refuse(call, "desk.old_button") from None

    def turned(self, call: Call, name: str) -> None:
        """Notes that a person gives the command of that name: what is said next is no more of what was set before."""
        if name not in ("remind", "reminders"):
            self._pending.turned(call)

    def shown(self, call: Call, response: Response) -> None:
        """Notes which task a person was shown: 提醒我这项 is of it. An answer of anything else ends that."""
        if response.screen is not None and (response.screen.task or response.answer):
            self._pending.shown(call, response.screen.task)

    async def answered(self, call: Call) -> Response | None:
        """What becomes of a message that is just what an order was asked back about, or amends what was just spoken of.

        None for any other.
        """
        was = self._pending.waiting(call)
        found = self._pending.answered(call)
        if found is not None:
            waiting, words = found
            return await self._guarded(functools.partial(self._completed, waiting))(replace(call, words=words))
        if was is not None and was.command in (REMINDER, DIGEST) and (response := await self._amending.dropped(call)):
            return response
        try:
            response = await self._amending.amended(call)
        except (Refusal, WhenFault) as fault:
            return told(await self._why(call, fault))
        if response is None:
            self._pending.turned(call)
        return response

    async def _completed(self, waiting: Waiting, call: Call) -> Response:
        """What becomes of an order that was asked back, whose words are complete."""
        if waiting.fault.reason == WHICH:
            return await self._amending.picked(call, waiting)
        if waiting.command == DIGEST:
            return await self._digesting.time_said(call, waiting.replaced)
        if waiting.replaced:
            return await self._reminding.time_said(call, waiting.replaced)
        if waiting.command == REMINDER:
            return await self._reminding.remind(call)
        if waiting.command == ANNOUNCE:
            return await self._announcements.time_said(call)
        return await self._receipting.time_said(call, waiting.command)

    async def _why(self, call: Call, fault: Refusal | WhenFault) -> str:
        """Why a call is not carried out, in words."""
        return fault.said if isinstance(fault, Refusal) else await self._timeless(call, fault)

    async def _timeless(self, call: Call, fault: WhenFault) -> str:
        """What is asked back about a time, with what of it was understood."""
        zone = (await self._context.place(call)).zone
        said = self._context.say(call, f"when.{fault.reason}", said=fault.said, zone=zone.key)
        if fault.understood and fault.understood != fault.said:
            said += "\n" + self._context.say(call, "when.understood", understood=fault.understood)
        return said

    def _guarded(self, handler: Handler, passing: bool = False) -> Handler:
        """The handler, its refusals worded: as a message, or as a passing line over the one whose button was pressed."""

        async def guarded(call: Call) -> Response:
            try:
                # PostgreSQL keeps no U+0000, and no database a lone surrogate.
                return await handler(replace(call, words=clean(call.words)))
            except (Refusal, WhenFault) as fault:
                said = await self._why(call, fault)
            except IndexFault as fault:
                said = self._context.say(call, "refusal.no_encoder", reason=fault)
            return Response(toast=said, alert=True) if passing else told(said)

        return guarded
