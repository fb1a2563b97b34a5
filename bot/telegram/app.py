"""The bot on Telegram: its application of handlers, and its life from the first request to the end."""

from __future__ import annotations

import asyncio
import functools
import gc
import logging
import os
import signal
import sys
import threading
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.commands.adding import Adding
from bot.commands.admitting import Admitting
from bot.commands.own_data import OwnData
from bot.commands.wiring import Notifying, build_notifying
from bot.config import BotError, Settings
from bot.db.engine import Database, open_database
from bot.dialogue.access import INVITED, Access
from bot.dialogue.unanswered import Collector
from bot.notifications.sender import Sender
from bot.plans.installing import Installer, Places, Shelf
from bot.plans.served import Plans
from bot.plans.uploads import Uploads
from bot.proxies import without_password
from bot.running.heap import share_heaps
from bot.running.watch import Watch
from bot.screens.wording import Wording
from bot.telegram.answering import Answering
from bot.telegram.callers import administers
from bot.telegram.channel import TelegramChannel
from bot.telegram.commands import Commands, add_own
from bot.telegram.delivery import Delivery
from bot.telegram.documents import Documents
from bot.telegram.handlers import Handlers
from bot.telegram.inline import Inline
from bot.telegram.lanes import Lanes
from bot.telegram.log import hide, masked
from bot.telegram.memory import Memory
from bot.telegram.preferences import PreferenceCommands
from bot.telegram.receiving import Polling, Receiving, Webhook
from bot.telegram.reports import Reports
from bot.telegram.requests import Requests, ways
from bot.telegram.showing import Showing
from bot.telegram.takeaway import Takeaways
from bot.telegram.views import Views

# Answers under way at the end get this long to be sent.
GRACE_SECONDS = 3.0
# However long a thread goes on with an index or an encoding, the process has ended after so long.
END_SECONDS = 15.0
# Requests at the same time; more wait for a connection.
_CONNECTIONS = 64
# How long a thread that reads questions may keep the loop from running, where Python's own 5 ms come again at each request.
SWITCH_SECONDS = 0.001
_LOG = logging.getLogger(__name__)

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Service:
    """The bot's parts that live as long as it serves."""

    application: TelegramApplication
    polls: Requests
    lanes: Lanes
    plans: Plans
    table: Commands
    memory: Memory
    showing: Showing
    handlers: Handlers
    sender: Sender
    notifying: Notifying
    installer: Installer
    watch: Watch
    access: Access
    collector: Collector
    revoked: asyncio.Event


def build_service(settings: Settings, plans: Plans, wording: Wording, database: Database) -> Service:
    """Everything wired together, the token hidden from the log; BotError without a token."""
    if not settings.telegram_bot_token:
        raise BotError("TELEGRAM_BOT_TOKEN is not set: put the token of @BotFather into .env")
    hide(settings.telegram_bot_token)
    if settings.webhook_secret:
        hide(settings.webhook_secret)
    # The library warns of RetryAfter's coming type wherever it is read, unless the type is asked for.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    revoked, vitals = asyncio.Event(), database.vitals
    addresses = (settings.telegram_base_url, settings.telegram_base_file_url)
    application = (
        Application.builder()
        .token(settings.telegram_bot_token)
        .base_url(settings.telegram_base_url)
        .base_file_url(settings.telegram_base_file_url)
        .request(
            Requests(revoked, vitals, connection_pool_size=_CONNECTIONS, httpx_kwargs=ways(settings.proxies, addresses))
        )
        .get_updates_request(polls := Requests(revoked, vitals, httpx_kwargs=ways(settings.proxies, addresses)))
        .updater(None)
        .build()
    )
    bot = application.bot
    # Several processes get a bot's updates only by webhook, and only on a database that they share.
    alone = not settings.webhook_url or database.alone
    memory = Memory(database, alone)
    collector = Collector(database, settings.keep_questions == "unanswered")
    answering = Answering(plans, memory, wording, alone, collector.note)
    views = Views(plans, memory, answering, wording)
    table = Commands(bot, wording, views, settings.admin_ids, settings.web_url)
    preferences = PreferenceCommands(plans, memory, wording, table.set_menu, answering.waited)
    takeaways = Takeaways(plans, memory, answering, wording)
    reports = Reports(plans, memory, answering, wording, settings.admin_ids)
    add_own(table, answering, views, takeaways, preferences, reports)
    access = Access(settings.allowed_chats, settings.admin_ids, database)
    notifying = build_notifying(
        database,
        plans.engines,
        wording,
        lambda: bot.username,
        settings.admin_ids,
        functools.partial(administers, bot),
        access.serves,
    )
    table.add(notifying.commands.commands(), notifying.commands.presses())
    table.links["g-"] = notifying.commands.start
    commands = notifying.commands
    table.answered, table.turned, table.shown = commands.answered, commands.turned, commands.shown
    admitting = Admitting(notifying.context, access, lambda: bot.username)
    table.add(admitting.commands(), admitting.presses())
    own_data = OwnData(notifying.context, functools.partial(_forget, memory, answering), collector.keeps)
    table.add(own_data.commands(), own_data.presses())
    table.links[INVITED] = lambda call: table.greeted(call, admitting.welcome(call))
    uploads = Uploads(settings.uploads_dir)
    sender = Sender(database, TelegramChannel(bot, wording))
    showing = Showing(memory, Delivery(bot), wording, sender.record_send)
    inline = Inline(plans, memory, answering, wording)
    installer = Installer(
        uploads,
        Places(settings.plans_dir, settings.var_dir, settings.embedding_model),
        database,
        wording,
        Shelf(
            lambda engine, ordered: notifying.bring(engine, lambda: plans.replace(engine), ordered),
            lambda id: _drop(notifying, plans, id),
        ),
        showing.post,
    )
    adding = Adding(notifying.context, settings.plans_dir, uploads, installer.wake)
    table.add(adding.commands(), adding.presses())
    documents = Documents(bot, adding, wording)
    handlers = Handlers(bot, table, inline, memory, showing, wording, access, documents, settings.admin_ids)
    _register(application, handlers)
    lanes = Lanes(bot, memory, application.process_update, handlers.asks, handlers.refused, handlers.lost)
    watch = Watch(vitals, database, wording, settings.admin_ids, lambda: not settings.webhook_url and lanes.taking)
    return Service(
        application,
        polls,
        lanes,
        plans,
        table,
        memory,
        showing,
        handlers,
        sender,
        notifying,
        installer,
        watch,
        access,
        collector,
        revoked,
    )


async def _forget(memory: Memory, answering: Answering, user_id: int) -> None:
    answering.forget(user_id)
    await memory.forget(user_id)


def _drop(notifying: Notifying, plans: Plans, id: str) -> None:
    plans.remove(id)
    notifying.drop(id)


def _register(application: TelegramApplication, handlers: Handlers) -> None:
    """The handlers in their order: the first that fits."""
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, handlers.on_migration))
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, handlers.on_message))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, handlers.on_edited))
    application.add_handler(CallbackQueryHandler(handlers.on_press))
    application.add_handler(InlineQueryHandler(handlers.on_inline))
    application.add_handler(ChatMemberHandler(handlers.on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(handlers.on_error)


def warm(plans: Plans) -> None:
    """Loads what topics need, and lets no look for garbage go through all that stays: each took 35 ms."""
    plans.warm()
    # A plan that is replaced later is kept until the process ends, which is some megabytes.
    gc.freeze()


def run(settings: Settings, plans: Plans, wording: Wording) -> None:
    """Answers on Telegram until SIGINT or SIGTERM; BotError for a wrong token or a server out of reach."""
    sys.setswitchinterval(SWITCH_SECONDS)
    share_heaps()
    # A thread that works on an index or an encoding cannot be told to stop, and asyncio waits for it.
    latest = threading.Timer(END_SECONDS, _cut_off)
    latest.daemon = True
    # `from None`: the causes' texts hold the token.
    try:
        asyncio.run(_run(settings, plans, wording, latest))
    except InvalidToken:
        raise BotError("Telegram rejects TELEGRAM_BOT_TOKEN: copy it again from @BotFather") from None
    except TelegramError as error:
        reason = masked(str(error), settings.telegram_bot_token)
        raise BotError(f"{_way(settings)} gives no answer: {reason}") from None
    finally:
        latest.cancel()


def _way(settings: Settings) -> str:
    """The address of the Bot API as a person may see it, with the proxy that leads there."""
    address = f"TELEGRAM_BASE_URL={without_password(settings.telegram_base_url)}"
    proxy = settings.proxies.to(settings.telegram_base_url)
    return f"{address} by the proxy {without_password(proxy)} (HTTPS_PROXY, NO_PROXY)" if proxy else address


def _cut_off() -> None:
    _LOG.warning("what took more than %s s to finish is cut off", END_SECONDS)
    logging.shutdown()
    os._exit(0)


async def _run(settings: Settings, plans: Plans, wording: Wording, latest: threading.Timer) -> None:
    stop = asyncio.Event()

    def end() -> None:
        if not stop.is_set():
            stop.set()
            latest.start()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end)
    async with open_database(settings.database) as database, AsyncExitStack() as stack:
        if settings.health_listen is not None:
            # Only here, for what serves it takes a while to load.
            from bot.running.monitor import Monitor

            monitor = Monitor(database.vitals, database, settings.health_listen)
            monitor.start()
            stack.callback(monitor.stop)
        if settings.web_url:
            from bot.web.server import beside  # its libraries only where there is a page

            await stack.enter_async_context(beside(settings, plans, wording))
        service = build_service(settings, plans, wording, database)
        threading.Thread(target=warm, args=(plans,), name="warm", daemon=True).start()
        await serve(service, receiving(settings, service, database), stop)


def receiving(settings: Settings, service: Service, database: Database) -> Receiving:
    """How updates come: by webhook where there is an address for it, else by polling."""
    bot, lanes = service.application.bot, service.lanes
    if settings.webhook_url:
        return Webhook(bot, lanes, settings.webhook_url, settings.webhook_secret, settings.webhook_listen)
    return Polling(bot, service.polls, database, lanes, service.memory.forget_chats)


async def serve(service: Service, receiving: Receiving, stop: asyncio.Event) -> None:
    """Answers, and sends notices, until `stop` is set; raises TelegramError where it cannot start or go on."""
    application = service.application
    # An application whose start fails does not close its bot's connections; the bot itself does.
    async with application.bot, application, AsyncExitStack() as stack:
        ending = asyncio.Event()
        stack.push_async_callback(
            _ended,
            service.memory,
            asyncio.create_task(service.memory.run()),
            asyncio.create_task(service.table.set_menus()),
            tuple(
                asyncio.create_task(part.run(ending))
                for part in (
                    service.sender,
                    service.notifying,
                    service.installer,
                    service.lanes,
                    service.watch,
                    service.access,
                    service.collector,
                )
            ),
        )
        stack.callback(ending.set)
        await service.access.refresh()
        # Before the first question: a number said now is one of the version that is served.
        await service.notifying.told()
        if await receiving.start(stop):
            _LOG.info("@%s answers on Telegram", application.bot.username)
        watching = asyncio.create_task(receiving.watch())
        over = [watching, *(asyncio.create_task(event.wait()) for event in (stop, service.revoked))]
        await asyncio.wait(over, return_when=asyncio.FIRST_COMPLETED)
        failure = watching.exception() if watching.done() else None
        for task in over:
            task.cancel()
        ending.set()
        service.showing.end()
        await receiving.stop(GRACE_SECONDS)
        if stop.is_set():
            return
        if service.revoked.is_set():
            raise InvalidToken
        if isinstance(failure, InvalidToken):
            raise TelegramError(f"getUpdates is not known there: {failure}")
        if failure is not None:
            raise failure


async def _ended(
    memory: Memory, writing: asyncio.Task[None], menus: asyncio.Task[None], rounds: tuple[asyncio.Task[None], ...]
) -> None:
    """Lets the tasks end in the order in which they need each other: nothing is cut off while it uses the database."""
    menus.cancel()
    await asyncio.gather(menus, *rounds, return_exceptions=True)
    memory.end()
    await writing
    await memory.flush()
