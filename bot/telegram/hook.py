"""The HTTP server of the webhook: who knows the secret hands over an update, and hears 200 once it is written down."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from bot.db.errors import DatabaseFault

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
# An update is some kilobytes.
MOST_BYTES = 2**20
Take = Callable[[object], Awaitable[None]]
_LOG = logging.getLogger(__name__)


def listening(path: str, secret: str, host: str, port: int, take: Take) -> HTTPServer:
    """A server that gives `take` each update that is posted to the path with the secret; OSError for a port in use."""
    application = Application([(path or "/", _Hook, {"secret": secret, "take": take})], log_function=_silent)
    server = HTTPServer(application, max_body_size=MOST_BYTES, max_buffer_size=2 * MOST_BYTES)
    server.listen(port, host)
    return server


def _silent(handler: RequestHandler) -> None:
    """Telegram's deliveries are not worth a line each."""


@stream_request_body
class _Hook(RequestHandler):
    SUPPORTED_METHODS = ("POST",)

    def initialize(self, secret: str, take: Take) -> None:
        self._secret = secret
        self._take = take
        self._body = bytearray()

    def prepare(self) -> None:
        """Sees who calls before any of the body is read."""
        told = self.request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(told.encode("utf-8", "replace"), self._secret.encode()):
            raise HTTPError(HTTPStatus.FORBIDDEN)

    def data_received(self, chunk: bytes) -> None:
        """Keeps a part of the body."""
        self._body += chunk
        if len(self._body) > MOST_BYTES:
            raise HTTPError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    async def post(self) -> None:
        """Hands the update over; Telegram delivers it again where that fails."""
        try:
            update: object = json.loads(self._body)
        except (ValueError, RecursionError):
            raise HTTPError(HTTPStatus.BAD_REQUEST) from None
        try:
            await self._take(update)
        except DatabaseFault:
            raise HTTPError(HTTPStatus.SERVICE_UNAVAILABLE) from None

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Says no more than the status."""
        self.finish()

    def log_exception(self, *error: Any) -> None:
        """Errors are logged without what was posted."""
        if not isinstance(error[1], HTTPError):
            _LOG.error("the webhook fails: %s", type(error[1]).__name__)
