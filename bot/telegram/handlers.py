"""What happens on each kind of update: who is answered, in what order, and what is remembered of it."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
from telegram.ext import ContextTypes

from bot.commands.spoken import orders
from bot.db.errors import DatabaseFault
from bot.dialogue.access import Access
from bot.dialogue.aside import aside
from bot.dialogue.call import Call, Command, Response, joined
from bot.running.vitals import CLOCK
from bot.screens.keyboard import Screen
from bot.screens.message import Message as Words
from bot.screens.message import Run, Style, text_message
from bot.screens.wording import Wording
from bot.telegram.callers import client_language, newcomer, person, presser, speaker
from bot.telegram.commands import Commands
from bot.telegram.delivery import Place, Sent, place_of
from bot.telegram.documents import Documents
from bot.telegram.inline import MOST_RESULTS, Inline
from bot.telegram.lanes import MOST_WAITING
from bot.telegram.memory import Memory
from bot.telegram.question import Commanded, Document, Notice, Question, Request, request_in
from bot.telegram.rates import Rates
from bot.telegram.showing import Showing
from bot.telegram.taken import TAKEN

# A question that has waited for longer gets an answer that says so.
LATE = timedelta(minutes=5)
# An older message that is edited and had no answer is not taken for a question now.
EDITED = timedelta(hours=1)
INLINE_CACHE_SECONDS = 30
# A person's presses: so many at once, and one more after each of these seconds.
PRESSES, PRESSES_SECONDS = 20, 0.5
_REFUSALS_SHOWN = 5
_PRESENT = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})
_LOG = logging.getLogger(__name__)

Context = ContextTypes.DEFAULT_TYPE


class Handlers:
    """The handlers of an application."""

    def __init__(
        self,
        bot: Bot,
        table: Commands,
        inline: Inline,
        memory: Memory,
        showing: Showing,
        wording: Wording,
        access: Access,
        documents: Documents,
        operators: frozenset[int] = frozenset(),
    ) -> None:
        self._bot = bot
        self._table = table
        self._showing = showing
        self._inline = inline
        self._memory = memory
        self._wording = wording
        self._access = access
        self._documents = documents
        self._operators = operators
        self._pressing = Rates(PRESSES, PRESSES_SECONDS)

    def asks(self, update: Update) -> bool:
        """Whether a person waits for an answer: messages to others in a group take no place in its queue."""
        if update.message is None:
            return update.callback_query is not None
        request = request_in(update.message, self._bot, self._operators, spoken=False)
        if isinstance(request, Commanded):
            return request.addressed or request.name in self._table.by_name
        return request is not None

    async def lost(self, update: Update) -> None:
        """Tells a person that there will be no answer."""
        await self._sorry(update)

    async def refused(self, update: Update, count: int) -> None:
        """Tells a person that they ask faster than they are answered; `count` is how many were too many in a row."""
        lang = client_language(update.effective_user)
        said = self._wording.say(lang, "telegram.patience", most=MOST_WAITING)
        if (query := update.callback_query) is not None:
            if count <= _REFUSALS_SHOWN:
                await self._showing.toast(query, Response(toast=said, alert=True))
        elif update.message is not None and count == 1:
            await self._showing.send(place_of(update.message), Response(Screen(text_message(said))))

    async def on_message(self, update: Update, context: Context) -> None:
        """Answers a message that is addressed to the bot."""
        message = update.message
        request = None if message is None else await self._asked_by(message)
        if message is None or request is None:
            return
        if not await self._lets_in(message, request):
            request = Notice.NOT_SERVED
        else:
            # An operator who only asks is told in their language too.
            own = message.from_user if message.chat.type == ChatType.PRIVATE else None
            lang = client_language(own) if own and own.language_code else ""
            self._memory.meet(message.chat_id, message.chat.type, message.chat.title or "", lang)
        taken = TAKEN.get()
        if taken is not None:
            taken.digest = digest_of(message)
        place = place_of(message)
        call = await self._call(message, request, context.bot)
        async with self._showing.typing_when_slow(place):
            responses = [await self._response(context.bot, call, request)]
            if isinstance(request, Document):
                responses = await self._documents.received(message, call)
        for response in responses:
            self._table.shown(call, response)
            await self._showing.send(place, self._late(response, message.date, call.lang), message)
        if request is Notice.NOT_SERVED:
            await self._leave(message.chat)

    async def on_edited(self, update: Update, context: Context) -> None:
        """Answers what was edited anew, in place of the answer that it had and of what it had set."""
        message = update.edited_message
        if message is None or not self._serves(message.chat_id):
            return
        digest, taken = digest_of(message), TAKEN.get()
        request = await self._asked_by(message)
        lane = taken.lane if taken is not None else ""
        before = await self._memory.before(lane, message.chat_id, message.message_id, digest)
        if before.unchanged:
            return
        if taken is not None:
            taken.digest = digest
        if request is None or isinstance(request, Notice | Document):
            if not before.undone:
                return
            said = self._wording.say(client_language(message.from_user), "telegram.taken_back")
            response = Response(Screen(text_message(said)))
        elif not before.answered and datetime.now(UTC) - message.date > EDITED:
            return
        else:
            call = await self._call(message, request, self._bot)
            async with self._showing.typing_when_slow(place_of(message)):
                response = await self._response(self._bot, call, request)
            self._table.shown(call, response)
            response = self._late(response, message.edit_date or message.date, call.lang)
        if before.reply_id is None:
            await self._showing.send(place_of(message), response, message)
        else:
            await self._showing.replace(Sent(message.chat_id, before.reply_id), response, message)

    async def on_press(self, update: Update, context: Context) -> None:
        """Does what a pressed button says; every press gets its answer, or the button would go on turning."""
        query = update.callback_query
        if query is None:
            return
        prefix, _, words = (query.data or "").partition(".")
        if not self._pressing.allows(query.from_user.id):
            lang = client_language(query.from_user)
            await self._showing.toast(query, Response(toast=self._wording.say(lang, "toast.too_fast"), alert=True))
            return
        call = await presser(context.bot, self._memory, query, words)
        press = self._table.by_prefix.get(prefix)
        gone = Response(toast=self._wording.say(call.aside, "toast.gone"), alert=True)
        if not self._serves(call.chat_id):
            response = Response(toast=self._wording.say(call.aside, "telegram.not_served"), alert=True)
        elif press is None:
            response = gone
        elif press.settings and not await call.may_change():
            response = Response(toast=self._wording.say(call.aside, "toast.administrators"), alert=True)
        else:
            response = await press.handler(call)
            self._table.shown(call, response)
        failed = await self._showing.press(query, call, response)
        if failed is not None:
            response = Response(toast=self._wording.say(call.aside, failed), alert=True)
        await self._showing.toast(query, response)

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
                call = await newcomer(context.bot, self._memory, chat, change.from_user)
                stranger = self._notice(context.bot, Notice.NOT_SERVED, call.lang)
                await self._showing.send(
                    Place(chat.id), self._table.welcome(call) if self._serves(chat.id) else stranger
                )
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
        taken = TAKEN.get()
        if taken is not None and taken.lost:
            return
        if isinstance(context.error, DatabaseFault):
            if taken is not None and not taken.sending and not taken.last_try:
                taken.fault = context.error
                return
            _LOG.error("an update could not be answered: %s", context.error)
        else:
            _LOG.error("an update could not be answered", exc_info=context.error)
        # Whoever has the answer is not told that there is none, whatever failed after it.
        if isinstance(update, Update) and (taken is None or taken.reply_id is None):
            await self._sorry(update)

    async def _sorry(self, update: Update) -> None:
        lang = client_language(update.effective_user)
        if (query := update.callback_query) is not None:
            await self._showing.toast(query, Response(toast=self._wording.say(lang, "telegram.error"), alert=True))
        elif (message := update.message) is not None:
            await self._showing.send(place_of(message), self._notice(self._bot, Notice.ERROR, lang))

    # What is said.

    async def _asked_by(self, message: Message) -> Request | None:
        said = message.text or message.caption or ""
        return await aside(lambda _: request_in(message, self._bot, self._operators), said)

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
            case Commanded(then=[_, *_] as others):
                responses = [await self._response(bot, call, replace(request, then=()))]
                for other in others:
                    later = replace(call, words=other.words, continued=True)
                    responses.append(await self._response(bot, later, other))
                return joined(responses)
            case Commanded(name, addressed=addressed):
                self._table.turned(call, name)
                if (command := self._table.by_name.get(name)) is not None:
                    return await self._carried_out(command, call)
                # In a group, a bare command that is not ours is another bot's.
                if not addressed:
                    return Response()
                # /menu is 菜单 with a slash: what its name orders in words.
                match orders(name):
                    case ((ordered, words),) if ordered in self._table.by_name:
                        return await self._carried_out(self._table.by_name[ordered], replace(call, words=words))
                return self._table.unknown(call, name)

    async def _carried_out(self, command: Command, call: Call) -> Response:
        if command.settings and not await call.may_change():
            return Response(Screen(text_message(self._wording.say(call.lang, "toast.administrators"))))
        if command.name == "start" and call.private:
            await self._memory.opened(call.chat_id)
        return await command.handler(call)

    def _late(self, response: Response, asked: datetime, lang: str) -> Response:
        """The response with a line first that it comes late, or may have come before, where that is so."""
        if response.screen is None:
            return response
        taken, waited = TAKEN.get(), datetime.now(UTC) - asked
        notes = []
        if taken is not None and taken.attempts:
            notes.append(self._wording.say(lang, "notice.repeat"))
        # By a wrong clock everything would come late.
        if waited >= LATE and not self._memory.database.vitals.failing(CLOCK):
            hours, minutes = divmod(int(waited.total_seconds()) // 60, 60)
            unit, count = ("hours", hours) if hours else ("minutes", minutes)
            notes.append(self._wording.say(lang, f"telegram.late_{unit}", count=count))
        if not notes:
            return response
        said = Words(tuple((Run(note, Style.ITALIC),) for note in notes))
        return replace(response, screen=replace(response.screen, message=said + response.screen.message))

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


def digest_of(message: Message) -> str:
    """What tells two texts of a message apart without keeping either."""
    return hashlib.sha256((message.text or message.caption or "").encode("utf-8", "replace")).hexdigest()[:32]
