"""What every response has, whatever made it: headers that let nothing in from elsewhere; and who asks too much is told so."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.limits import Rates

_COSTLY = (".xlsx", ".docx", ".pdf", ".png")
TELEGRAM = "https://web.telegram.org"


def headers(framed: bool) -> dict[str, str]:
    """The headers of every response; `framed` is whether Telegram's web client may show the page in a frame."""
    ancestors = TELEGRAM if framed else "'none'"
    return {
        "Content-Security-Policy": f"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


class Guard:
    """Wraps the application: counts requests by address and adds the headers."""

    def __init__(self, app: ASGIApp, rates: Rates, framed: bool, refuse: Callable[[Request], Response]) -> None:
        self._app = app
        self._rates = rates
        self._headers = headers(framed)
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        costly = scope["method"] == "POST" or scope["path"].endswith(_COSTLY)
        address = scope["client"][0] if scope["client"] else ""
        app = self._app if self._rates.admits(address, costly) else self._refuse(Request(scope))
        await app(scope, receive, guarded)
