"""`python -m tests.sandbox`: the bot to try in a browser, with nothing but this machine."""

import argparse
import asyncio
import contextlib
import os
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.botapi import BotApiServer
from tests.sandbox.bot_process import BotProcess
from tests.sandbox.page import Page
from tests.sandbox.scene import Scene, new_scene

PORT = 8086
# Where the bot would be found from outside; a stand-in for a load balancer leads from there to its port.
_PUBLIC = "https://sandbox.example"


@asynccontextmanager
async def running_sandbox(
    scene: Scene, var: Path, *, port: int = 0, webhook: bool = False, show: bool = False
) -> AsyncIterator[tuple[BotApiServer, BotProcess]]:
    """The server with its page and the bot against it; all ends with the block."""
    operators = frozenset({scene.operator.id})
    settings: dict[str, str] = {}
    bot = BotProcess(settings, (lambda line: print(line, file=sys.stderr)) if show else None)
    page = Page(scene.world, bot, operators)
    with tempfile.TemporaryDirectory(prefix="sandbox-") as folder:
        async with BotApiServer(scene.world, port, page.routes) as server:
            settings |= {
                "TELEGRAM_BOT_TOKEN": scene.world.bot.token,
                "TELEGRAM_BASE_URL": server.base_url,
                "TELEGRAM_BASE_FILE_URL": server.base_file_url,
                "DATABASE_URL": f"sqlite:///{folder}/sandbox.db",
                "ADMIN_IDS": ",".join(map(str, sorted(operators))),
                "ALLOWED_CHATS": "",
                **(_webhook(scene) if webhook else {"WEBHOOK_URL": ""}),
                # So that what goes wrong stands out.
                "LOG_LEVEL": os.environ.get("LOG_LEVEL") or "WARNING",
                "VAR_DIR": str(var),
            }
            await bot.start()
            try:
                yield server, bot
            finally:
                await bot.stop()


def _webhook(scene: Scene) -> dict[str, str]:
    """The bot's settings to be called instead of polling; the world then knows where its public address leads."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    scene.world.webhook.hosts[_PUBLIC] = [f"http://{listen}"]
    return {"WEBHOOK_URL": f"{_PUBLIC}/telegram", "WEBHOOK_SECRET": secrets.token_urlsafe(24), "WEBHOOK_LISTEN": listen}


async def serve(port: int, webhook: bool) -> None:
    """Runs until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    scene = new_scene()
    async with running_sandbox(
        scene, Path(os.environ.get("VAR_DIR") or "var"), port=port, webhook=webhook, show=True
    ) as (server, _):
        print(f"\n  Open {server.address}/ in a browser. Ctrl-C ends the sandbox.\n", flush=True)
        await stop.wait()
        print("\nEnding the bot …", flush=True)


def main() -> int:
    """The exit code: 0, or 2 with a line for a port that is taken."""
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help=f"of the page, {PORT} by default; 0 takes a free one")
    parser.add_argument("--webhook", action="store_true", help="let the server call the bot, instead of its polling")
    options = parser.parse_args()
    try:
        asyncio.run(serve(options.port, options.webhook))
    except OSError as error:
        print(
            f"sandbox: port {options.port} cannot be used ({error.strerror}): choose another by --port", file=sys.stderr
        )
        return 2
    return 0


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
