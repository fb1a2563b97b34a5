"""The HTTP side: addresses, tokens, parameters in and answers out."""

import asyncio
import re
from collections.abc import Iterable
from email.utils import formatdate
from types import TracebackType
from typing import Self

from aiohttp import web

from .bot_methods import BOT_METHODS
from .call import Call
from .chat_methods import CHAT_METHODS
from .edit_methods import EDIT_METHODS
from .error import ApiError, bad_request, not_found, unauthorized
from .file import MAX_DOCUMENT_BYTES, Upload
from .media_methods import MEDIA_METHODS
from .message_methods import MESSAGE_METHODS
from .method import Method
from .parameter import validated
from .query_methods import QUERY_METHODS
from .request import received
from .update_methods import UPDATE_METHODS
from .world import World

METHODS: dict[str, Method] = {
    **BOT_METHODS,
    **UPDATE_METHODS,
    **CHAT_METHODS,
    **MESSAGE_METHODS,
    **EDIT_METHODS,
    **MEDIA_METHODS,
    **QUERY_METHODS,
}

_HOST = "127.0.0.1"
# What a call may hold beside its largest file.
_ROOM_BYTES = 1024 * 1024
# A poll that still waits must not hold up the end of a test; to aiohttp, 0 would mean for ever.
_SHUTDOWN_SECONDS = 0.01
_TOKEN_SHAPE = re.compile(r"[1-9][0-9]*:[A-Za-z0-9_-]+")


class _Dropped(Exception):
    """The connection is to be cut instead of answered."""


class BotApiServer:
    """The Bot API of a world on loopback, for as long as the ``async with`` lasts; port 0 takes a free one.

    ``routes`` are served beside it.
    """

    def __init__(self, world: World, port: int = 0, routes: Iterable[web.AbstractRouteDef] = ()) -> None:
        self._world = world
        self._port = port
        self._routes = tuple(routes)
        self._runner: web.AppRunner | None = None
        self._deliveries: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """Where the routes are served, without a slash at the end."""
        return f"http://{_HOST}:{self._port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot's ``base_url`` expects: the address up to the token."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        """The same for files."""
        return f"{self.address}/file/bot"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MAX_DOCUMENT_BYTES + _ROOM_BYTES)
        for http_method in ("GET", "POST"):
            app.router.add_route(http_method, "/bot{token:[^/]*}/{method:[^/]*}", self._serve)
        app.router.add_route("GET", "/file/bot{token:[^/]*}/{path:.*}", self._serve_file)
        app.add_routes(self._routes)
        app.router.add_route("*", "/{path:.*}", self._serve_nothing)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, _HOST, self._port).start()
        self._port = self._runner.addresses[0][1]
        self._deliveries = asyncio.create_task(self._world.webhook.run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._deliveries is not None:
            self._deliveries.cancel()
            await asyncio.wait([self._deliveries])
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        call = self._world.record(request.match_info["method"])
        try:
            result = await self._execute(call, request)
        except _Dropped:
            response = _cut(request)
        except ApiError as error:
            response = _failure(error)
            call.status = response.status
        else:
            response = web.json_response({"ok": True, "result": result})
            call.status = response.status
        response.headers["Date"] = formatdate(self._world.now, usegmt=True)
        self._world.notify()
        return response

    async def _execute(self, call: Call, request: web.Request) -> object:
        self._authorize(request.match_info["token"])
        call.parameters = await received(request)
        method = METHODS.get(call.method)
        if method is None:
            raise bad_request(f'unknown method "{call.method}"')
        attachments = _attachments(call, method)
        call.parameters = validated(call.parameters, method.required, method.optional)
        return await self._carry_out(call, method, attachments)

    async def _carry_out(self, call: Call, method: Method, attachments: dict[str, Upload]) -> object:
        parameters = call.parameters | ({"attachments": attachments} if method.takes_files else {})
        fault = self._world.faults.take(call.method, call.parameters.get("chat_id"))
        if fault is None:
            return await method.handler(self._world, **parameters)
        await asyncio.sleep(fault.delay)
        if fault.drop == "before":
            raise _Dropped
        if fault.error is not None:
            raise fault.error
        result = await method.handler(self._world, **parameters)
        if fault.drop == "after":
            raise _Dropped
        return result

    def _authorize(self, token: str) -> None:
        if not _TOKEN_SHAPE.fullmatch(token):
            raise not_found()
        if token != self._world.bot.token:
            raise unauthorized()

    async def _serve_file(self, request: web.Request) -> web.Response:
        try:
            self._authorize(request.match_info["token"])
        except ApiError as error:
            return _failure(error)
        path = request.match_info["path"]
        for file in self._world.files.values():
            if file.path == path:
                return web.Response(body=file.content, content_type=file.mime_type)
        return _failure(not_found())

    async def _serve_nothing(self, request: web.Request) -> web.Response:
        return _failure(not_found())


def _attachments(call: Call, method: Method) -> dict[str, Upload]:
    """Takes the uploads that are no parameter of the method out of the call."""
    named = {**method.required, **method.optional}
    found = {name: value for name, value in call.parameters.items() if isinstance(value, Upload) and name not in named}
    if method.takes_files:
        call.parameters = {name: value for name, value in call.parameters.items() if name not in found}
    return found


def _failure(error: ApiError) -> web.Response:
    headers = {"Retry-After": str(error.parameters["retry_after"])} if error.code == 429 and error.parameters else {}
    return web.json_response(error.to_api(), status=error.code, headers=headers)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
