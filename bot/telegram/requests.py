"""Requests to Telegram."""

from __future__ import annotations

import asyncio
import functools
import importlib.util
import json
import ssl
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx
from telegram.error import TelegramError
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.proxies import Proxies
from bot.running.vitals import CLOCK, POLLING, SENDING, Vitals

# A clock that is further off is not only late: what is due by it is due on another day.
MOST_SKEW_SECONDS = 300.0
# One for each method of the interface that is used.
_ADDRESSES = 64
# Telegram does not know who speaks, or another process polls in our place.
_LOST = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


if importlib.util.find_spec("sniffio") is None:
    # The client looks for this module in each request, in every folder of packages; by this it learns at once that there is none.
    sys.modules["sniffio"] = None  # type: ignore[assignment]


class Requests(HTTPXRequest):
    """Sends parameters as JSON, and tells when Telegram no longer knows the token.

    The library would send a form, of which writing takes a quarter of a request's time, in three times the bytes of
    Chinese; and its polling would end without a word.
    """

    def __init__(self, revoked: asyncio.Event, vitals: Vitals | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._revoked = revoked
        self._vitals = vitals or Vitals()

    def _build_client(self) -> httpx.AsyncClient:
        client = _Client(**self._client_kwargs)
        client.event_hooks = {"response": [self._compare_clocks]}
        return client

    async def _compare_clocks(self, response: httpx.Response) -> None:
        """Notes whether this machine's clock agrees with what the answer says of the time."""
        try:
            ahead = (datetime.now(UTC) - parsedate_to_datetime(response.headers.get("date", ""))).total_seconds()
        except (TypeError, ValueError):
            return
        if abs(ahead) <= MOST_SKEW_SECONDS:
            self._vitals.well(CLOCK)
        else:
            self._vitals.ill(CLOCK, f"{abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} Telegram's")

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's object; TelegramError for anything else, which is not logged: it may hold what people wrote."""
        try:
            found = json.loads(payload)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise TelegramError("the answer is no JSON object")
        return found

    async def do_request(self, url: str, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        """One request, its status noted; the library makes an error of it."""
        name = url.rpartition("/")[2]
        try:
            status, body = await super().do_request(url, *arguments, **options)
        except TelegramError as error:
            # The error's own words hold the address, and with it the token.
            self._note(name, type(error).__name__, type(error).__name__)
            raise
        if status == HTTPStatus.UNAUTHORIZED:
            self._revoked.set()
        answered = status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _LOST
        self._note(name, str(int(status)), "" if answered else f"HTTP {int(status)}")
        return status, body

    def _note(self, name: str, outcome: str, fault: str) -> None:
        if "." in name:
            name = "file"
        self._vitals.count("request", name, outcome)
        sign = POLLING if name == "getUpdates" else SENDING
        if not fault:
            self._vitals.well(sign)
        else:
            self._vitals.ill(sign, fault)


def ways(proxies: Proxies, addresses: Iterable[str]) -> dict[str, Any]:
    """How a client reaches the addresses: by the settings' proxies alone, with the certificates that the system trusts."""
    trusted = _trusted()
    mounts = {
        f"all://{httpx.URL(address).netloc.decode()}": httpx.AsyncHTTPTransport(proxy=proxy, verify=trusted)
        for address in addresses
        if (proxy := proxies.to(address))
    }
    return {"trust_env": False, "verify": trusted, "mounts": mounts}


@functools.cache
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context()


class _Client(httpx.AsyncClient):
    def build_request(
        self,
        method: str,
        url: httpx.URL | str,
        *,
        data: Any = None,
        files: Any = None,
        timeout: Any = None,
        **options: Any,
    ) -> httpx.Request:
        """A request whose form, unless it has files, is a JSON object of the same strings: Telegram reads both alike."""
        if files or not data:
            return super().build_request(method, url, data=data, files=files, timeout=timeout, **options)
        merged = httpx.Headers(self.headers)
        merged.update({**options["headers"], "Content-Type": "application/json"})
        # The client has no address, parameters or cookies of its own to be merged in.
        return httpx.Request(
            method,
            _parsed(str(url)),
            headers=merged,
            content=json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(),
            extensions={"timeout": timeout.as_dict()},
        )


@functools.lru_cache(_ADDRESSES)
def _parsed(url: str) -> httpx.URL:
    return httpx.URL(url)


def request_data(parameters: Mapping[str, object]) -> RequestData:
    """The parameters of a call that the library has no method for."""
    return RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])
