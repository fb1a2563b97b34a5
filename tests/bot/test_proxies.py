"""Which proxy leads where: by scheme, none for this machine, NO_PROXY in its usual forms; and a real proxy passed through."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import NetworkError

from bot.proxies import Proxies, without_password
from bot.telegram.requests import Requests, ways
from tests.botapi import BotApiServer, World

API = "https://api.telegram.org/bot"


@pytest.mark.parametrize(
    ("none_for", "url", "direct"),
    [
        ("", API, False),
        ("*", API, True),
        ("telegram.org", API, True),
        (".telegram.org", API, True),
        ("*.telegram.org", API, True),
        ("gram.org", API, False),
        ("API.Telegram.Org:443", API, True),
        ("api.telegram.org:80", API, False),
        ("a, b，api.telegram.org", API, True),
        ("10.0.0.0/8", "http://10.1.2.3:8081/bot", True),
        ("10.0.0.0/8", "http://11.1.2.3:8081/bot", False),
        ("10.1.2.3", "http://10.1.2.3:8081/bot", True),
        ("[2001:db8::1]", "http://[2001:db8::1]:8081/bot", True),
        ("[2001:db8::1]:9", "http://[2001:db8::1]:8081/bot", False),
        ("[", "http://10.1.2.3:8081/bot", False),
        ("", "http://127.0.0.1:8081/bot", True),
        ("", "http://localhost:8081/bot", True),
        ("", "http://[::1]:8081/bot", True),
    ],
)
def test_who_is_reached_without_one(none_for: str, url: str, direct: bool) -> None:
    proxies = Proxies({"": "http://proxy:1"}, none_for)
    assert proxies.to(url) == (None if direct else "http://proxy:1")


def test_the_scheme_decides() -> None:
    proxies = Proxies({"https": "http://a:1", "http": "", "": "socks5://b:1"})
    assert (proxies.to(API), proxies.to("http://bot.example/bot")) == ("http://a:1", "socks5://b:1")
    assert without_password("http://ann:sec@ret@proxy:1") == "http://proxy:1"


@contextlib.asynccontextmanager
async def _proxy(target: int, socks: bool) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A proxy that leads everything to one port of this machine, and what it was asked for."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            if socks:
                await reader.readexactly((await reader.readexactly(2))[1])
                writer.write(b"\x05\x00")
                head = await reader.readexactly(5)
                asked.append(await reader.readexactly(head[4] + 2))
                writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x01")
                begun = b""
            else:
                begun = await reader.readuntil(b"\r\n")
                asked.append(begun)
                # A proxy is told the whole address, a server its path.
                begun = begun.replace(b"http://bot.example", b"")
            inward, outward = await asyncio.open_connection("127.0.0.1", target)
            outward.write(begun)
            with contextlib.closing(outward):
                await asyncio.gather(_copy(reader, outward), _copy(inward, writer))

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], asked


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
        writer.write_eof()


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_real_proxy_is_passed(scheme: str) -> None:
    world = World()
    async with BotApiServer(world) as server:
        port = int(server.base_url.rsplit(":", 1)[1].split("/")[0])
        async with _proxy(port, scheme == "socks5") as (proxy, asked):
            address = "http://bot.example/bot"
            request = Requests(
                asyncio.Event(), httpx_kwargs=ways(Proxies({"": f"{scheme}://127.0.0.1:{proxy}"}), [address])
            )
            async with Bot(world.bot.token, address, request=request, get_updates_request=request) as bot:
                assert bot.id == int(world.bot.token.split(":")[0])
        assert asked and b"bot.example" in asked[0]


async def test_the_environment_sets_no_proxy_beside_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks9://nobody:1")
    world = World()
    async with BotApiServer(world) as server:
        request = Requests(asyncio.Event(), httpx_kwargs=ways(Proxies({}), [server.base_url]))
        async with Bot(world.bot.token, server.base_url, request=request, get_updates_request=request) as bot:
            assert bot.id == int(world.bot.token.split(":")[0])


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_proxy_that_is_not_there_is_an_error_of_the_network(scheme: str) -> None:
    request = Requests(asyncio.Event(), httpx_kwargs=ways(Proxies({"": f"{scheme}://127.0.0.1:1"}), [API]))
    with pytest.raises(NetworkError):
        async with Bot("1:AAE", API, request=request, get_updates_request=request):
            pass
