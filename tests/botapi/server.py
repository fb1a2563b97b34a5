"""The HTTP side: addresses, tokens, parameters in and answers out."""

import asyncio
import re
from types import TracebackType
from typing import Self

from aiohttp import web

from .bot_methods import BOT_METHODS
from .call import Call
from .chat_methods import CHAT_METHODS
from .error import ApiError, bad_request, not_found, unauthorized
from .json_type import Json
from .message_methods import MESSAGE_METHODS
from .method import Method
from .parameter import validated
from .update_methods import UPDATE_METHODS
from .world import World

METHODS: dict[str, Method] = {**BOT_METHODS, **UPDATE_METHODS, **CHAT_METHODS, **MESSAGE_METHODS}

_HOST = "127.0.0.1"
# A poll that still waits must not hold up the end of a test; to aiohttp, 0 would mean for ever.
_SHUTDOWN_SECONDS = 0.01
_TOKEN_SHAPE = re.compile(r"[1-9][0-9]*:[A-Za-z0-9_-]+")


class _Dropped(Exception):
    """The connection is to be cut instead of answered."""


class BotApiServer:
    """The Bot API of a world on loopback, for as long as the ``async with`` lasts; port 0 takes a free one."""

    def __init__(self, world: World, port: int = 0) -> None:
        self._world = world
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        """What python-telegram-bot's ``base_url`` expects: the address up to the token."""
        return f"http://{_HOST}:{self._port}/bot"

    async def __aenter__(self) -> Self:
        app = web.Application()
        for http_method in ("GET", "POST"):
            app.router.add_route(http_method, "/bot{token:[^/]*}/{method:[^/]*}", self._serve)
        app.router.add_route("*", "/{path:.*}", self._serve_nothing)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, _HOST, self._port).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
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
        self._world.notify()
        return response

    async def _execute(self, call: Call, request: web.Request) -> object:
        self._authorize(request.match_info["token"])
        call.parameters = await _received(request)
        method = METHODS.get(call.method)
        if method is None:
            raise bad_request(f'unknown method "{call.method}"')
        call.parameters = validated(call.parameters, method.required, method.optional)
        return await self._carry_out(call, method)

    async def _carry_out(self, call: Call, method: Method) -> object:
        fault = self._world.faults.take(call.method, call.parameters.get("chat_id"))
        if fault is None:
            return await method.handler(self._world, **call.parameters)
        await asyncio.sleep(fault.delay)
        if fault.drop == "before":
            raise _Dropped
        if fault.error is not None:
            raise fault.error
        result = await method.handler(self._world, **call.parameters)
        if fault.drop == "after":
            raise _Dropped
        return result

    def _authorize(self, token: str) -> None:
        if not _TOKEN_SHAPE.fullmatch(token):
            raise not_found()
        if token != self._world.bot.token:
            raise unauthorized()

    async def _serve_nothing(self, request: web.Request) -> web.Response:
        return _failure(not_found())


async def _received(request: web.Request) -> Json:
    """The query's and the body's parameters together; raises a 400 for one that is given twice."""
    received: Json = {}
    for name, value in [*request.query.items(), *(await _body(request))]:
        if name in received:
            raise bad_request(f'parameter "{name}" is given twice')
        received[name] = value
    return received


async def _body(request: web.Request) -> list[tuple[str, object]]:
    if not request.can_read_body:
        return []
    if request.content_type == "application/json":
        return list((await _json_body(request)).items())
    if request.content_type == "application/x-www-form-urlencoded":
        return list((await request.post()).items())
    raise bad_request(f"unsupported content type {request.content_type}")


async def _json_body(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad_request("the body must be a JSON object")
    return body


def _failure(error: ApiError) -> web.Response:
    headers = {"Retry-After": str(error.parameters["retry_after"])} if error.code == 429 and error.parameters else {}
    return web.json_response(error.to_api(), status=error.code, headers=headers)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
