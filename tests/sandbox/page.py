"""The page's side of the server: its files, its actions, and the stream of events."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.botapi import World
from tests.botapi.json_type import Json
from tests.sandbox.actions import CHANGING, Refused, act, upload
from tests.sandbox.bot_process import BotProcess
from tests.sandbox.view import event_view, people_view, world_view

STATIC = Path(__file__).with_name("static")
_KEEP_ALIVE_SECONDS = 15.0


class Page:
    """Serves a page for each browser that connects; all of them show the same world."""

    def __init__(self, world: World, bot: BotProcess, operators: frozenset[int] = frozenset()) -> None:
        self._world = world
        self._bot = bot
        self._operators = operators
        self._streams: set[asyncio.Queue[Json]] = set()
        world.watchers.append(self._on_change)
        bot.watchers.append(lambda: self._tell(self._bot_event()))

    @property
    def routes(self) -> list[web.AbstractRouteDef]:
        """To be served beside the Bot API."""
        return [
            web.get("/", self._index),
            web.static("/static", STATIC),
            web.get("/sandbox/events", self._events),
            web.get("/sandbox/file/{id}", self._file),
            web.post("/sandbox/upload", self._upload),
            web.post("/sandbox/bot/{verb}", self._steer_bot),
            web.post("/sandbox/{action}", self._action),
        ]

    async def _index(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})

    async def _action(self, request: web.Request) -> web.Response:
        name = request.match_info["action"]
        return self._answered(lambda fields: act(self._world, name, fields), await _object(request), name)

    async def _upload(self, request: web.Request) -> web.Response:
        form: Any = await request.post()
        with form["file"].file as file:
            content = file.read()
        thread = form.get("thread")
        fields: Json = {
            "chat": int(form["chat"]),
            "user": int(form["user"]),
            "name": form["file"].filename,
            "content": content,
            "caption": form.get("caption", ""),
            "thread": int(thread) if thread else None,
        }
        return self._answered(lambda fields: {"id": upload(self._world, **fields).id}, fields, "upload")

    async def _steer_bot(self, request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        if verb not in ("restart", "stop"):
            return web.json_response({"error": f"no verb {verb!r}"}, status=400)
        await (self._bot.restart() if verb == "restart" else self._bot.stop())
        return web.json_response({})

    def _answered(self, action: Callable[[Json], Json], fields: Json, name: str) -> web.Response:
        try:
            answer = action(fields)
        except Refused as error:
            return web.json_response({"error": str(error)}, status=400)
        if name in CHANGING:
            self._tell(people_view(self._world, self._operators))
        return web.json_response(answer)

    async def _file(self, request: web.Request) -> web.Response:
        file = self._world.files.get(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type=file.mime_type)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        stream: asyncio.Queue[Json] = asyncio.Queue()
        stream.put_nowait(world_view(self._world, self._operators))
        stream.put_nowait(self._bot_event())
        self._streams.add(stream)
        try:
            while True:
                await response.write(await _next_line(stream))
        except ConnectionError:
            return response
        finally:
            self._streams.discard(stream)

    def _on_change(self, kind: str, body: object) -> None:
        event = event_view(kind, body)
        if event is not None:
            self._tell(event)

    def _bot_event(self) -> Json:
        return {"kind": "bot", "running": self._bot.running, "log": self._bot.last_line}

    def _tell(self, event: Json) -> None:
        for stream in self._streams:
            stream.put_nowait(event)


async def _next_line(stream: asyncio.Queue[Json]) -> bytes:
    """An event, or a comment that shows the browser that the connection lives."""
    try:
        async with asyncio.timeout(_KEEP_ALIVE_SECONDS):
            event = await stream.get()
    except TimeoutError:
        return b":\n\n"
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()


async def _object(request: web.Request) -> Json:
    try:
        fields = await request.json()
    except ValueError:
        fields = None
    return fields if isinstance(fields, dict) else {}
