"""Plans by message: an operator sends a document, sees what was read of it, and has it installed; /plans takes one out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from bot.commands.context import CommandContext, Refusal, bold, told
from bot.commands.faults import worded
from bot.db import subscriptions as subscribed
from bot.dialogue.call import OPERATORS, Call, Command, File, Handler, Press, Response
from bot.plans.report import Report, Reports
from bot.plans.uploads import Order, Upload, Uploads
from bot.screens.keyboard import Button, Screen
from bot.screens.labels import BUTTON_LENGTH, shortened
from bot.screens.message import Line, Message, Run
from corpus import install
from corpus.library import Library, load_library
from corpus.likeness import Likeness, nearest, same_text
from corpus.normalize import clean
from corpus.readers import read_document_bytes
from corpus.records import CorpusError, Plan

PREFIX = "u"
_LOG = logging.getLogger(__name__)


class Adding:
    """The handlers for a chat channel's tables, and for a document that an operator sends."""

    def __init__(self, context: CommandContext, plans_dir: Path, uploads: Uploads, wake: Callable[[], None]) -> None:
        """`wake` has whoever installs what is decided look at once."""
        self._context = context
        self._plans_dir = plans_dir
        self._uploads = uploads
        self._wake = wake
        self._reports = Reports(context.wording)
        self._presses: dict[str, Callable[..., Awaitable[Response]]] = {
            "a": self._install,
            "r": self._replace,
            "x": self._give_up,
            "l": self._list,
            "d": self._ask_removal,
            "y": self._remove,
        }

    def commands(self) -> list[Command]:
        """The row of the table of commands."""
        return [Command("plans", self._guarded(self._list), OPERATORS)]

    def presses(self) -> list[Press]:
        """The row of the table of buttons."""
        return [Press(PREFIX, self._guarded(self._pressed, passing=True))]

    def operates(self, call: Call) -> bool:
        """Whether the caller may add plans, here."""
        return call.private and call.user_id in self._context.admins

    async def received(self, call: Call, name: str, data: bytes) -> list[Response]:
        """What is said to a document: the report and the buttons below it, after the whole report where it is long."""
        try:
            upload, plan, like, report = await asyncio.to_thread(self._read, call, clean(name), data)
        except CorpusError as error:
            _LOG.info("a document is not read: %s", error)
            return [told(worded(self._context.wording, call.lang, error))]
        said = [self._say(call, "new", id=plan.id)]
        buttons = [Button(self._say(call, "button_add"), f"{PREFIX}.a.{upload.key}")]
        if like is not None:
            title = like.plan.title(call.lang)
            said = [self._say(call, "like", title=title, id=like.plan.id, percent=round(like.share * 100)), *said]
            label = self._say(call, "button_update", title=shortened(title, BUTTON_LENGTH))
            buttons.insert(0, Button(label, f"{PREFIX}.r.{upload.key}.{like.plan.id}"))
        buttons.append(Button(self._say(call, "button_cancel"), f"{PREFIX}.x.{upload.key}"))
        question: tuple[Line, ...] = tuple((Run(line),) for line in said)
        screen = Screen(Message((*report.message.lines, (), *question)), tuple((button,) for button in buttons))
        whole = (File(f"{upload.key}.txt", report.whole.encode("utf-8-sig")),) if report.whole else ()
        return [Response(files=whole), Response(screen)] if whole else [Response(screen)]

    def _read(self, call: Call, name: str, data: bytes) -> tuple[Upload, Plan, Likeness | None, Report]:
        """The document read and kept. Takes seconds for a long one: call it off the event loop."""
        text = read_document_bytes(data, name)
        library = self._library()
        plan = install.candidate(text, name, library)
        if (same := same_text(plan, library)) is not None:
            raise CorpusError(f"{name} is installed as {same.id}", "same-text", id=same.id)
        like = nearest(plan, library)
        report = self._reports.report(call.lang, plan, like.plan if like else None)
        return self._uploads.keep(text, name), plan, like, report

    async def _install(self, call: Call, key: str) -> Response:
        upload = self._upload(call, key)
        text = await asyncio.to_thread(lambda: upload.text)
        plan = await asyncio.to_thread(lambda: install.candidate(text, upload.name, self._library()))
        return await self._ordered(call, upload, plan, update=False)

    async def _replace(self, call: Call, key: str, id: str) -> Response:
        upload = self._upload(call, key)
        text = await asyncio.to_thread(lambda: upload.text)
        plan = await asyncio.to_thread(lambda: install.successor(text, upload.name, self._library(), id))
        return await self._ordered(call, upload, plan, update=True)

    async def _ordered(self, call: Call, upload: Upload, plan: Plan, update: bool) -> Response:
        if await asyncio.to_thread(same_text, plan, self._library()) is not None:
            raise self._refuse(call, "decided")
        if not self._uploads.order(upload, Order(plan.id, update, call.chat_id, call.lang)):
            raise self._refuse(call, "decided" if self._uploads.get(upload.key) else "old_button")
        self._wake()
        return told(self._say(call, "update_begun" if update else "begun", title=plan.title(call.lang), id=plan.id))

    async def _give_up(self, call: Call, key: str) -> Response:
        upload = self._upload(call, key)
        if upload.order is not None:
            raise self._refuse(call, "decided")
        self._uploads.remove(upload)
        return told(self._say(call, "given_up", name=upload.name))

    async def _list(self, call: Call) -> Response:
        library = await asyncio.to_thread(self._library)
        lines: list[Line] = [bold(self._say(call, "list"))]
        buttons = []
        for id in library.ids:
            title = await asyncio.to_thread(_title, library, id, call.lang)
            shipped = id not in library.added
            lines += [(), (Run(title),), (Run(self._say(call, "shipped" if shipped else "row", id=id)),)]
            if not shipped:
                label = self._say(call, "button_remove", title=shortened(title, BUTTON_LENGTH))
                buttons.append((Button(label, f"{PREFIX}.d.{id}"),))
        lines += [(), (Run(self._say(call, "how")),)]
        return Response(Screen(Message(tuple(lines)), tuple(buttons)))

    async def _ask_removal(self, call: Call, id: str) -> Response:
        library = await asyncio.to_thread(self._library)
        if id not in library.added:
            raise self._refuse(call, "old_button")
        async with self._context.database.transaction() as transaction:
            rows = await subscribed.of_plan(transaction, id)
        chats = len({row.chat_id for row in rows})
        title = await asyncio.to_thread(_title, library, id, call.lang)
        lines: list[Line] = [(Run(self._say(call, "ask_removal", title=title, id=id)),)]
        if chats:
            lines.append((Run(self._say(call, "subscribers", count=chats)),))
        yes = Button(self._say(call, "button_remove", title=shortened(title, BUTTON_LENGTH)), f"{PREFIX}.y.{id}")
        no = Button(self._say(call, "button_keep"), f"{PREFIX}.l")
        return Response(Screen(Message(tuple(lines)), ((yes,), (no,))))

    async def _remove(self, call: Call, id: str) -> Response:
        library = await asyncio.to_thread(self._library)
        if id not in library.added:
            raise self._refuse(call, "old_button")
        title = await asyncio.to_thread(_title, library, id, call.lang)
        await asyncio.to_thread(install.remove, library, id)
        self._wake()
        return told(self._say(call, "removed", title=title, id=id))

    async def _pressed(self, call: Call) -> Response:
        verb, *words = call.words.split(".")
        handler = self._presses.get(verb)
        if handler is None or len(words) != _WORDS[verb]:
            raise self._refuse(call, "old_button")
        if action := _ACTIONS.get(verb):
            await self._context.operate(call, action, " ".join(words))
        return await handler(call, *words)

    def _guarded(self, handler: Handler, passing: bool = False) -> Handler:
        """The handler for operators alone, what it refuses worded: as a message, or as a passing line over the button's."""

        async def guarded(call: Call) -> Response:
            try:
                if not self.operates(call):
                    raise Refusal(self._context.say(call, "desk.operators_only"))
                return await handler(replace(call, words=clean(call.words)))
            except Refusal as refusal:
                said = refusal.said
            except CorpusError as error:
                said = worded(self._context.wording, call.lang, error)
            return Response(toast=said, alert=True) if passing else told(said)

        return guarded

    def _upload(self, call: Call, key: str) -> Upload:
        upload = self._uploads.get(key)
        if upload is None:
            raise self._refuse(call, "old_button")
        return upload

    def _library(self) -> Library:
        return load_library(self._plans_dir)

    def _say(self, call: Call, key: str, **values: object) -> str:
        return self._context.say(call, f"adding.{key}", **values)

    def _refuse(self, call: Call, key: str, **values: object) -> Refusal:
        return self._context.refuse(call, f"adding.{key}", **values)


# What the buttons that change something are called where it is written down.
_ACTIONS = {"a": "install", "r": "replace", "x": "give up", "y": "remove"}
# How many words follow each verb in a button's data.
_WORDS = {"a": 1, "r": 2, "x": 1, "l": 0, "d": 1, "y": 1}


def _title(library: Library, id: str, lang: str) -> str:
    try:
        return library.entry(id).called(lang)
    except CorpusError:
        return id
