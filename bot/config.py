"""The settings, from the environment over .env; secrets never show in a repr."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.locations import locations

if TYPE_CHECKING:
    from index.reading.language_model import Server

API_URL = "https://api.telegram.org/bot"
FILE_URL = "https://api.telegram.org/file/bot"
TOKEN_SHAPE = re.compile(r"\d+:[A-Za-z0-9_-]{10,}")
# What Telegram allows, long enough not to be guessed.
SECRET_SHAPE = re.compile(r"[A-Za-z0-9_-]{16,256}")


class BotError(Exception):
    """A setting or state with which the bot cannot go on; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; .env.example documents them under the same names in capitals."""

    telegram_bot_token: str = field(default="", repr=False)
    telegram_base_url: str = API_URL
    telegram_base_file_url: str = FILE_URL
    embedding_model: str = ""
    reader_url: str = ""
    reader_model: str = ""
    reader_key: str = field(default="", repr=False)
    plans_dir: Path = Path("var/plans")
    default_plan: str = ""
    var_dir: Path = Path("var")
    database_url: str = field(default="", repr=False)
    allowed_chats: frozenset[int] = frozenset()
    admin_ids: frozenset[int] = frozenset()
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    webhook_listen: tuple[str, int] = ("127.0.0.1", 8080)
    log_level: str = "INFO"

    @property
    def reader(self) -> Server | None:
        """The server of a language model that is asked where a question is unsure; None where none is set."""
        from index.reading.language_model import Server

        return Server(self.reader_url, self.reader_model, self.reader_key) if self.reader_url else None

    @property
    def database(self) -> str:
        """The URL of the database: DATABASE_URL, else a SQLite file in VAR_DIR."""
        return self.database_url or f"sqlite:///{self.var_dir / 'fengong.db'}"

    @property
    def uploads_dir(self) -> Path:
        """Where documents wait for a decision: in VAR_DIR, or with the plans where these lie elsewhere, for several processes."""
        own = self.plans_dir.is_relative_to(self.var_dir)
        return self.var_dir / "uploads" if own else self.plans_dir / ".uploads"


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """The settings of the environment, of `env_file` for what it does not set; BotError names a wrong one."""
    values: dict[str, str] = {}
    if env_file.is_file():
        from dotenv import dotenv_values

        try:
            stated = dotenv_values(env_file, encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise BotError(f"{env_file} is not UTF-8: save it as UTF-8") from error
        values.update({key: value for key, value in stated.items() if value is not None})
    values.update(os.environ if environ is None else environ)

    def get(key: str, default: str = "") -> str:
        return values.get(key, "").strip() or default

    token = get("TELEGRAM_BOT_TOKEN")
    if token and not TOKEN_SHAPE.fullmatch(token):
        raise BotError("TELEGRAM_BOT_TOKEN does not look like a token of @BotFather (123456:ABC…): copy it again")
    places = locations(values)
    if bool(get("READER_URL")) != bool(get("READER_MODEL")):
        raise BotError("READER_URL and READER_MODEL go together: set both, or neither")
    level = get("LOG_LEVEL", "INFO").upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise BotError(f"LOG_LEVEL={level} is not DEBUG, INFO, WARNING or ERROR")
    return Settings(
        telegram_bot_token=token,
        telegram_base_url=_url(get("TELEGRAM_BASE_URL", API_URL), "TELEGRAM_BASE_URL"),
        telegram_base_file_url=_url(get("TELEGRAM_BASE_FILE_URL", FILE_URL), "TELEGRAM_BASE_FILE_URL"),
        embedding_model=get("EMBEDDING_MODEL"),
        reader_url=_url(get("READER_URL"), "READER_URL").rstrip("/") if get("READER_URL") else "",
        reader_model=get("READER_MODEL"),
        reader_key=get("READER_KEY"),
        plans_dir=places.plans_dir,
        default_plan=get("DEFAULT_PLAN"),
        var_dir=places.var_dir,
        database_url=_database(get("DATABASE_URL")),
        allowed_chats=_ids(get("ALLOWED_CHATS"), "ALLOWED_CHATS"),
        admin_ids=_ids(get("ADMIN_IDS"), "ADMIN_IDS"),
        webhook_url=_url(get("WEBHOOK_URL"), "WEBHOOK_URL") if get("WEBHOOK_URL") else "",
        webhook_secret=_secret(get("WEBHOOK_SECRET"), get("WEBHOOK_URL")),
        webhook_listen=_address(get("WEBHOOK_LISTEN", "127.0.0.1:8080"), "WEBHOOK_LISTEN"),
        log_level=level,
    )


def _url(value: str, key: str) -> str:
    if not re.match(r"https?://[^/\s]+", value):
        raise BotError(f"{key}={value} is not a URL: it starts with http:// or https://")
    return value


def _secret(value: str, url: str) -> str:
    # The value is not repeated: whoever knows it can speak in Telegram's name.
    if url and not SECRET_SHAPE.fullmatch(value):
        raise BotError("WEBHOOK_SECRET is needed with WEBHOOK_URL: 16 to 256 characters of A-Z, a-z, 0-9, _ and -")
    return value


def _address(value: str, key: str) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise BotError(f"{key}={value} is not host:port, such as 127.0.0.1:8080")
    return host.strip("[]"), int(port)


def _database(value: str) -> str:
    # The value is not repeated: it may hold a password.
    if value and not re.match(r"(postgres(ql)?://\S|sqlite:///[^\s:?])", value):
        raise BotError("DATABASE_URL is neither postgresql://user:password@host/name nor sqlite:///path/to/file")
    return value


def _ids(value: str, key: str) -> frozenset[int]:
    try:
        return frozenset(int(part) for part in re.split(r"[\s,]+", value) if part)
    except ValueError as error:
        raise BotError(f"{key}={value} is not a list of ids: write numbers with commas between them") from error
