"""Serves the page: alone, or beside the bot in its process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

from bot.config import BotError, Settings
from bot.plans.served import Plans
from bot.screens.wording import Wording
from bot.web.app import build_web

# Open requests beyond these are turned away at once, and idle connections are closed after so many seconds.
_MOST_REQUESTS = 200
_IDLE_SECONDS = 15
_GRACE_SECONDS = 3
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves signals to the process around it, which ends the server."""
        yield


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; BotError where that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise BotError(f"WEB_HOST={host}, WEB_PORT={port} cannot be used: {said}; set another WEB_PORT") from error
    return listener


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, host: str, port: int) -> AsyncIterator[str]:
    """Serves the application meanwhile; gives its address. BotError where it cannot listen there."""
    listener = _listening(host, port)
    # When who asked from where is nobody's business, whatever handlers there are.
    logging.getLogger("uvicorn.access").disabled = True
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        lifespan="off",
        limit_concurrency=_MOST_REQUESTS,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        server_header=False,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    shown = f"[{host}]" if ":" in host else host
    try:
        yield f"http://{shown}:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        await task
        listener.close()


@contextlib.asynccontextmanager
async def beside(settings: Settings, plans: Plans, wording: Wording) -> AsyncIterator[None]:
    """Serves the page meanwhile, for WEB_URL."""
    async with serving(build_web(plans, wording, framed=True), settings.web_host, settings.web_port) as address:
        logging.getLogger(__name__).info("the page is served at %s for %s", address, settings.web_url)
        yield


def run(settings: Settings, plans: Plans, wording: Wording, port: int | None = None) -> None:
    """Serves the page until SIGINT or SIGTERM; BotError where it cannot listen."""
    # What is served where is said below; libraries tell more than anybody wants to know in a terminal.
    for chatty in ("uvicorn.error", "faiss"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLogger().level))
    asyncio.run(_run(settings, plans, wording, settings.web_port if port is None else port))


async def _run(settings: Settings, plans: Plans, wording: Wording, port: int) -> None:
    stop = asyncio.Event()
    for number in _SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app = build_web(plans, wording, framed=bool(settings.web_url))
    async with serving(app, settings.web_host, port) as address:
        threading.Thread(target=plans.warm, name="warm", daemon=True).start()
        print(wording.say("zh", "web.served", address=address), file=sys.stderr, flush=True)
        await stop.wait()
