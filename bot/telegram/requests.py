"""Requests to Telegram."""

from __future__ import annotations

import asyncio
import functools
import json
import ssl
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import httpx
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.proxies import Proxies
from bot.running.vitals import POLLING, SENDING, Vitals

# One for each method of the interface that is used.
_ADDRESSES = 64
# Telegram does not know who speaks, or another process polls in our place.
_LOST = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


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
        return _Client(**self._client_kwargs)

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
