"""The assistant on Telegram: who is answered, in what order, and how polling starts and ends."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from weakref import WeakValueDictionary

from telegram import Bot, ChatMember, ChatMemberRestricted, Update, User
from telegram.constants import ChatType
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ChatMemberHandler, ContextTypes, MessageHandler, filters

from bot.config import BotError, Settings
from bot.message import Message, text_message
from bot.telegram.delivery import Place, deliver, place_of, typing
from bot.telegram.log import hide, masked
from bot.telegram.question import Notice, request_in
from bot.wording import Wording

# Answers under way at the end get this long to be sent.
GRACE_SECONDS = 3.0
COMMANDS = ("ask", "help", "start")
_UPDATES = [Update.MESSAGE, Update.MY_CHAT_MEMBER]
_PRESENT = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})
_LOG = logging.getLogger(__name__)

Context = ContextTypes.DEFAULT_TYPE
TelegramApplication = Application[Any, Any, Any, Any, Any, Any]


class Reply(Protocol):
    """What the assistant says to one message."""

    @property
    def kind(self) -> str:
        """What sort of reply it is, for the log."""

    @property
    def lang(self) -> str:
        """The language it is in."""

    @property
    def message(self) -> Message:
        """The words."""


class Assistant(Protocol):
    """Who answers the questions; safe to call from several threads, as bot.conversation's is."""

    def needs_encoder(self, question: str, conversation: str) -> bool:
        """Whether the reply may take long; itself at once."""

    def reply(self, question: str, conversation: str) -> Reply:
        """The reply to a message of any text."""


def build_application(settings: Settings, assistant: Assistant, wording: Wording) -> TelegramApplication:
    """The application with every handler in place, its token hidden from the log; BotError without a token."""
    if not settings.telegram_bot_token:
        raise BotError("TELEGRAM_BOT_TOKEN is not set: put the token of @BotFather into .env")
    hide(settings.telegram_bot_token)
    # The library warns of RetryAfter's coming type wherever it is read, unless the type is asked for.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    handlers = _Handlers(settings, assistant, wording)
    application = (
        Application.builder()
        .token(settings.telegram_bot_token)
        .base_url(settings.telegram_base_url)
        .base_file_url(settings.telegram_base_file_url)
        .concurrent_updates(True)
        .post_init(handlers.set_commands)
        .build()
    )
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, handlers.on_message))
    application.add_handler(ChatMemberHandler(handlers.on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(handlers.on_error)
    return application


def run(settings: Settings, assistant: Assistant, wording: Wording) -> None:
    """Answers on Telegram until SIGINT or SIGTERM; BotError for a wrong token or a server out of reach."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    application = build_application(settings, assistant, wording)
    # `from None`: the causes' texts hold the token.
    try:
        asyncio.run(_serve_until_signal(application))
    except InvalidToken:
        raise BotError("Telegram rejects TELEGRAM_BOT_TOKEN: copy it again from @BotFather") from None
    except TelegramError as error:
        reason = masked(str(error), settings.telegram_bot_token)
        raise BotError(f"TELEGRAM_BASE_URL={settings.telegram_base_url} gives no answer: {reason}") from None


async def serve(application: TelegramApplication, stop: asyncio.Event) -> None:
    """Polls and answers until `stop` is set; raises TelegramError where it cannot start."""
    # An application whose start fails does not close its bot's connections; the bot itself does.
    async with application.bot, application:
        assert application.updater is not None and application.post_init is not None
        await application.post_init(application)
        await application.updater.start_polling(
            allowed_updates=_UPDATES, drop_pending_updates=False, error_callback=_log_polling_error
        )
        await application.start()
        _LOG.info("@%s answers on Telegram", application.bot.username)
        await stop.wait()
        try:
            async with asyncio.timeout(GRACE_SECONDS):
                await application.updater.stop()
                await application.stop()
        except TimeoutError:
            _LOG.warning("answers that took more than %s s to finish are dropped", GRACE_SECONDS)


async def _serve_until_signal(application: TelegramApplication) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(application, stop)


def _log_polling_error(error: TelegramError) -> None:
    _LOG.warning("polling fails and goes on: %s", error)


class _Handlers:
    """What happens on each kind of update."""

    def __init__(self, settings: Settings, assistant: Assistant, wording: Wording) -> None:
        self._allowed = settings.allowed_chats
        self._assistant = assistant
        self._wording = wording
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answer")
        # A lock is forgotten as soon as no message of its conversation holds it or waits for it.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def set_commands(self, application: TelegramApplication) -> None:
        """Shows the commands in clients: in Chinese where that is the language, in English elsewhere."""
        for lang, code in (("en", None), ("zh", "zh")):
            commands = [(name, self._wording.say(lang, f"telegram.command_{name}")) for name in COMMANDS]
            try:
                await application.bot.set_my_commands(commands, language_code=code)
            except TelegramError as error:
                _LOG.warning("the commands in %s are not set: %s", lang, error)

    async def on_message(self, update: Update, context: Context) -> None:
        """Answers a message that is addressed to the bot once earlier ones of its conversation are answered."""
        message = update.message
        request = None if message is None else request_in(message, context.bot)
        if message is None or request is None:
            return
        place, sender = place_of(message), message.sender_chat or message.from_user
        conversation = f"tg:{place.chat_id}:{place.thread_id or 0}:{sender.id if sender else 0}"
        if not self._serves(place.chat_id):
            request = Notice.NOT_SERVED
        async with self._turns.setdefault(conversation, asyncio.Lock()):
            if isinstance(request, Notice):
                answer = self._notice(context.bot, request, message.from_user)
            else:
                answer = await self._answer(context.bot, place, request.text, conversation)
            await deliver(context.bot, place, answer)

    async def on_membership(self, update: Update, context: Context) -> None:
        """Says in a group that the bot has been added to how to address it."""
        change = update.my_chat_member
        if change is None or change.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
            return
        if _is_present(change.new_chat_member) and not _is_present(change.old_chat_member):
            notice = Notice.GROUP_GREETING if self._serves(change.chat.id) else Notice.NOT_SERVED
            await deliver(context.bot, Place(change.chat.id), self._notice(context.bot, notice, change.from_user))

    async def on_error(self, update: object, context: Context) -> None:
        """Logs what a handler raised and tells the person whose message it could not answer."""
        _LOG.error("an update could not be answered", exc_info=context.error)
        if isinstance(update, Update) and (message := update.message) is not None:
            await deliver(context.bot, place_of(message), self._notice(context.bot, Notice.ERROR, message.from_user))

    async def _answer(self, bot: Bot, place: Place, question: str, conversation: str) -> Message:
        if self._assistant.needs_encoder(question, conversation):
            async with typing(bot, place):
                loop = asyncio.get_running_loop()
                reply = await loop.run_in_executor(self._worker, self._assistant.reply, question, conversation)
        else:
            reply = self._assistant.reply(question, conversation)
        _LOG.info("%s: %s in %s", conversation, reply.kind, reply.lang)
        return reply.message

    def _notice(self, bot: Bot, notice: Notice, user: User | None) -> Message:
        return text_message(*self._wording.lines(_language(user), f"telegram.{notice}", username=bot.username))

    def _serves(self, chat_id: int) -> bool:
        return not self._allowed or chat_id in self._allowed


def _language(user: User | None) -> str:
    return "zh" if user and (user.language_code or "").lower().startswith("zh") else "en"


def _is_present(member: ChatMember) -> bool:
    return member.status in _PRESENT or (isinstance(member, ChatMemberRestricted) and member.is_member)
