"""What happens on each kind of update: who is answered, in what order, and what is remembered of it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from telegram import (
    Bot,
    Chat,
    ChatMember,
    ChatMemberRestricted,
    InlineQuery,
    InlineQueryResultArticle,
    Message,
    Update,
)
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.access import Access
from bot.call import Call, Command, Response
from bot.keyboard import Screen
from bot.message import Message as Words
from bot.message import Run, Style, text_message
from bot.telegram.callers import client_language, person, presser, speaker
from bot.telegram.commands import Commands
from bot.telegram.delivery import Place, Sent, place_of
from bot.telegram.documents import Documents
from bot.telegram.inline import MOST_RESULTS, Inline
from bot.telegram.memory import Memory
from bot.telegram.question import Commanded, Document, Notice, Question, Request, request_in
from bot.telegram.showing import Showing
from bot.wording import Wording

# A question that has waited for longer gets an answer that says so.
LATE = timedelta(minutes=5)
# An older message that is edited and had no answer is not taken for a question now.
EDITED = timedelta(hours=1)
INLINE_CACHE_SECONDS = 30
_PRESENT = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})
_LOG = logging.getLogger(__name__)

Context = ContextTypes.DEFAULT_TYPE


class Handlers:
    """The handlers of an application."""

    def __init__(
        self,
        table: Commands,
        inline: Inline,
        memory: Memory,
        showing: Showing,
        wording: Wording,
        access: Access,
        documents: Documents,
        operators: frozenset[int] = frozenset(),
    ) -> None:
        self._table = table
        self._showing = showing
        self._inline = inline
        self._memory = memory
        self._wording = wording
        self._access = access
        self._documents = documents
        self._operators = operators
        self._tasks: set[asyncio.Task[Any]] = set()
        # A lock is forgotten as soon as no message of its conversation holds it or waits for it.
        self._turns: WeakValueDictionary[tuple[int, int | None, int], asyncio.Lock] = WeakValueDictionary()

    async def on_update(self, update: Update, context: Context) -> None:
        """Before all others: stops an update that was taken before, by this process or another."""
        if (task := asyncio.current_task()) is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if not await self._memory.first_time(update.update_id):
            _LOG.info("update %s has been taken before", update.update_id)
            raise ApplicationHandlerStop

    async def ended(self) -> None:
        """Waits until no update is worked on any more, also those that were cut off."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def on_done(self, update: Update, context: Context) -> None:
        """After all others: the update is dealt with."""
        self._memory.done(update.update_id)

    async def on_message(self, update: Update, context: Context) -> None:
        """Answers a message that is addressed to the bot once earlier ones of its conversation are answered."""
        message = update.message
        request = None if message is None else request_in(message, context.bot, self._operators)
        if message is None or request is None:
            return
        if not await self._lets_in(message, request):
            request = Notice.NOT_SERVED
        else:
            self._memory.meet(message.chat_id, message.chat.type, message.chat.title or "")
        place = place_of(message)
        async with self._turn(message):
            # Only now, since the message before it may have changed what the person has chosen.
            call = await self._call(message, request, context.bot)
            async with self._showing.typing_when_slow(place):
                responses = [await self._response(context.bot, call, request)]
                if isinstance(request, Document):
                    responses = await self._documents.received(message, call)
            for response in responses:
                await self._showing.send(place, self._late(response, message, call.lang), message)
            if request is Notice.NOT_SERVED:
                await self._leave(message.chat)

    async def on_edited(self, update: Update, context: Context) -> None:
        """Answers an edited question anew, in place of the answer that it had."""
        message = update.edited_message
        if message is None or not self._serves(message.chat_id):
            return
        before = await self._memory.answer_to(message.chat_id, message.message_id)
        request = request_in(message, context.bot, self._operators)
        if request is None or isinstance(request, Notice | Document):
            return
        if before is None and datetime.now(UTC) - message.date > EDITED:
            return
        async with self._turn(message):
            call = await self._call(message, request, context.bot)
            response = await self._response(context.bot, call, request)
            if before is None or before.reply_id is None:
                await self._showing.send(place_of(message), response, message)
            elif response.screen is not None:
                target = Sent(message.chat_id, before.reply_id)
                await self._showing.replace(target, response, message.message_id)

    async def on_press(self, update: Update, context: Context) -> None:
        """Does what a pressed button says; every press gets its answer, or the button would go on turning."""
        query = update.callback_query
        if query is None:
            return
        prefix, _, words = (query.data or "").partition(".")
        call = await presser(context.bot, self._memory, query, words)
        press = self._table.by_prefix.get(prefix)
        gone = Response(toast=self._wording.say(call.lang, "toast.gone"), alert=True)
        if not self._serves(call.chat_id):
            response = Response(toast=self._wording.say(call.lang, "telegram.not_served"), alert=True)
        elif press is None:
            response = gone
        elif press.settings and not await call.may_change():
            response = Response(toast=self._wording.say(call.lang, "toast.administrators"), alert=True)
        else:
            response = await press.handler(call)
        shown = await self._showing.press(query, call, response)
        await self._showing.toast(query, response if shown else gone)

    async def on_inline(self, update: Update, context: Context) -> None:
        """Offers cards for what someone types after the bot's name in any chat."""
        query = update.inline_query
        if query is None:
            return
        call = await person(context.bot, self._memory, query.from_user, query.query)
        results = await self._inline.results(call) if self._serves(call.chat_id) else []
        start = int(query.offset) if query.offset.isdecimal() else 0
        more = str(start + MOST_RESULTS) if len(results) > start + MOST_RESULTS else ""
        await self._answer_inline(query, results[start : start + MOST_RESULTS], more)

    async def on_membership(self, update: Update, context: Context) -> None:
        """Notes whether the bot may write to a chat, and says in a group that it has come to how to address it."""
        change = update.my_chat_member
        if change is None:
            return
        was, now = (is_present(member) for member in (change.old_chat_member, change.new_chat_member))
        chat = change.chat
        if was and not now:
            private = chat.type == ChatType.PRIVATE
            await self._memory.closed(chat.id, not private, "blocked by its person" if private else "removed from it")
        elif now and not was:
            self._memory.meet(chat.id, chat.type, chat.title or "")
            await self._memory.opened(chat.id)
            if chat.type in (ChatType.GROUP, ChatType.SUPERGROUP):
                notice = Notice.GROUP_GREETING if self._serves(chat.id) else Notice.NOT_SERVED
                lang = (await self._memory.preferences(chat.id)).lang or client_language(change.from_user)
                await self._showing.send(Place(chat.id), self._notice(context.bot, notice, lang))
            if not self._serves(chat.id):
                await self._leave(chat)

    async def on_migration(self, update: Update, context: Context) -> None:
        """A group has become a supergroup: what belongs to it goes on under the new id."""
        message = update.message
        if message is not None and message.migrate_to_chat_id:
            await self._memory.moved(message.chat_id, message.migrate_to_chat_id)
        elif message is not None and message.migrate_from_chat_id:
            await self._memory.moved(message.migrate_from_chat_id, message.chat_id)

    async def on_error(self, update: object, context: Context) -> None:
        """Logs what a handler raised and tells the person whose message it could not answer."""
        _LOG.error("an update could not be answered", exc_info=context.error)
        if not isinstance(update, Update):
            return
        lang = client_language(update.effective_user)
        if (query := update.callback_query) is not None:
            await self._showing.toast(query, Response(toast=self._wording.say(lang, "telegram.error"), alert=True))
        elif (message := update.message) is not None:
            await self._showing.send(place_of(message), self._notice(context.bot, Notice.ERROR, lang))

    # What is said.

    async def _call(self, message: Message, request: Request, bot: Bot) -> Call:
        match request:
            case Question(words, quoted) | Commanded(_, words, _, quoted):
                return await speaker(bot, self._memory, message, words, quoted)
        return await speaker(bot, self._memory, message)

    async def _response(self, bot: Bot, call: Call, request: Request) -> Response:
        match request:
            case Question() if (answered := await self._table.answered(call)) is not None:
                return answered
            case Question() | Notice.ASK_HINT:
                # Asked without words, it says how to ask.
                return await self._carried_out(self._table.by_name["ask"], call)
            case Document():
                return Response()
            case Notice():
                return self._notice(bot, request, call.lang)
            case Commanded(name, addressed=addressed):
                command = self._table.by_name.get(name) or (self._table.by_name["help"] if addressed else None)
                # In a group, a bare command that is not ours is another bot's.
                return Response() if command is None else await self._carried_out(command, call)

    async def _carried_out(self, command: Command, call: Call) -> Response:
        if command.settings and not await call.may_change():
            return Response(Screen(text_message(self._wording.say(call.lang, "toast.administrators"))))
        if command.name == "start" and call.private:
            await self._memory.opened(call.chat_id)
        return await command.handler(call)

    def _late(self, response: Response, message: Message, lang: str) -> Response:
        """The response with a line first that it comes late, where the message has waited."""
        waited = datetime.now(UTC) - message.date
        if waited < LATE or response.screen is None:
            return response
        hours, minutes = divmod(int(waited.total_seconds()) // 60, 60)
        unit, count = ("hours", hours) if hours else ("minutes", minutes)
        note = Words(((Run(self._wording.say(lang, f"telegram.late_{unit}", count=count), Style.ITALIC),),))
        return replace(response, screen=replace(response.screen, message=note + response.screen.message))

    def _notice(self, bot: Bot, notice: Notice, lang: str) -> Response:
        lines = self._wording.lines(lang, f"telegram.{notice}", username=bot.username)
        return Response(Screen(text_message(*lines)))

    async def _answer_inline(self, query: InlineQuery, results: list[InlineQueryResultArticle], more: str) -> None:
        try:
            await query.answer(
                results,
                cache_time=INLINE_CACHE_SECONDS,
                is_personal=True,
                next_offset=more,
            )
        except BadRequest as error:
            # Who types on has asked again.
            _LOG.info("what was typed is no longer waited for: %s", error)

    def _turn(self, message: Message) -> asyncio.Lock:
        """The lock of the message's conversation: one person's messages in one topic are answered in their order."""
        sender = message.sender_chat or message.from_user
        conversation = (message.chat_id, message.message_thread_id, sender.id if sender else 0)
        return self._turns.setdefault(conversation, asyncio.Lock())

    def _serves(self, chat_id: int) -> bool:
        return self._access.serves(chat_id)

    async def _lets_in(self, message: Message, request: Request) -> bool:
        words = request.words if isinstance(request, Commanded) and request.name == "start" else ""
        name = message.from_user.full_name if message.from_user else ""
        return await self._access.lets_in(message.chat_id, words, name)

    async def _leave(self, chat: Chat) -> None:
        """Leaves a group or channel of strangers; one who was told so in private is left alone."""
        if chat.type == ChatType.PRIVATE:
            return
        try:
            await chat.leave()
        except TelegramError as error:
            _LOG.warning("chat %s is not left: %s", chat.id, error)


def is_present(member: ChatMember) -> bool:
    """Whether a member's state lets them be in the chat."""
    return member.status in _PRESENT or (isinstance(member, ChatMemberRestricted) and member.is_member)
