"""The settings, from the environment over .env; secrets never show in a repr."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.locations import bare, locations, settings
from corpus.records import CorpusError

# Only where such a setting is there, for a question in the terminal needs neither.
if TYPE_CHECKING:
    from bot.proxies import Proxies
    from index.reading.language_model import Server

API_URL = "https://api.telegram.org/bot"
FILE_URL = "https://api.telegram.org/file/bot"
_MOST_SHOWN = 100
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
    keep_questions: str = ""
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    webhook_listen: tuple[str, int] = ("127.0.0.1", 8080)
    https_proxy: str = field(default="", repr=False)
    http_proxy: str = field(default="", repr=False)
    all_proxy: str = field(default="", repr=False)
    no_proxy: str = ""
    web_host: str = "127.0.0.1"
    web_port: int = 8087
    web_url: str = ""
    log_level: str = "INFO"
    log_format: str = "console"
    log_ids: bool = False
    health_listen: tuple[str, int] | None = None

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
    def proxies(self) -> Proxies:
        """Which proxy leads where."""
        from bot.proxies import Proxies

        return Proxies({"https": self.https_proxy, "http": self.http_proxy, "": self.all_proxy}, self.no_proxy)

    @property
    def uploads_dir(self) -> Path:
        """Where documents wait for a decision: in VAR_DIR, or with the plans where these lie elsewhere, for several processes."""
        own = self.plans_dir.is_relative_to(self.var_dir)
        return self.var_dir / "uploads" if own else self.plans_dir / ".uploads"


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """The settings of the environment, of `env_file` for what it does not set; BotError names a wrong one."""
    try:
        values = settings(environ, env_file)
        places = locations(values)
    except CorpusError as error:
        raise BotError(str(error)) from error

    def get(key: str, default: str = "") -> str:
        value = bare(values.get(key)) or default
        # What the environment holds in another encoding comes as lone surrogates, which nothing can be done with.
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise BotError(f"{key} is not UTF-8: write it again")
        return value

    def proxy(key: str) -> str:
        # Programs read these in small letters too, and those first.
        return _proxy(bare(values.get(key.lower())) or get(key), key)

    token = get("TELEGRAM_BOT_TOKEN")
    if token and not TOKEN_SHAPE.fullmatch(token):
        raise BotError("TELEGRAM_BOT_TOKEN does not look like a token of @BotFather (123456:ABC…): copy it again")
    if bool(get("READER_URL")) != bool(get("READER_MODEL")):
        raise BotError("READER_URL and READER_MODEL go together: set both, or neither")
    level = _one_of(get("LOG_LEVEL", "INFO").upper(), "LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"))
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
        keep_questions=_one_of(get("KEEP_QUESTIONS").lower(), "KEEP_QUESTIONS", ("unanswered", "")),
        webhook_url=_url(get("WEBHOOK_URL"), "WEBHOOK_URL") if get("WEBHOOK_URL") else "",
        webhook_secret=_secret(get("WEBHOOK_SECRET"), get("WEBHOOK_URL")),
        webhook_listen=_address(get("WEBHOOK_LISTEN", "127.0.0.1:8080"), "WEBHOOK_LISTEN"),
        web_host=get("WEB_HOST", "127.0.0.1"),
        web_port=_port(get("WEB_PORT", "8087")),
        web_url=_https(get("WEB_URL")),
        log_level=level,
        log_format=_one_of(get("LOG_FORMAT", "console").lower(), "LOG_FORMAT", ("console", "json")),
        log_ids=_one_of(get("LOG_IDS", "no").lower(), "LOG_IDS", ("yes", "no")) == "yes",
        health_listen=_address(get("HEALTH_LISTEN"), "HEALTH_LISTEN") if get("HEALTH_LISTEN") else None,
        https_proxy=proxy("HTTPS_PROXY"),
        http_proxy=proxy("HTTP_PROXY"),
        all_proxy=proxy("ALL_PROXY"),
        no_proxy=bare(values.get("no_proxy")) or get("NO_PROXY"),
    )


def _shown(value: str) -> str:
    """A value as it can stand in one line of a terminal."""
    return "".join(character if character.isprintable() else "\ufffd" for character in value[:_MOST_SHOWN])


def _one_of(value: str, key: str, choices: tuple[str, ...]) -> str:
    value = unicodedata.normalize("NFKC", value)
    if value not in choices:
        raise BotError(f"{key}={_shown(value)} is not {', '.join(choices[:-1])} or {choices[-1] or 'empty'}")
    return value


def _url(value: str, key: str) -> str:
    if not re.match(r"https?://[^/\s]+", value) or not _has_host(value):
        from bot.proxies import without_password

        raise BotError(f"{key}={_shown(without_password(value))} is not a URL: it starts with http:// or https://")
    return value


def _has_host(url: str) -> bool:
    """Whether a URL's host and port can be told: http://[ and http://a:b have none."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port is None or parts.port >= 0)
    except ValueError:
        return False


def _proxy(value: str, key: str) -> str:
    if not value:
        return ""
    from bot.proxies import PROXY_SHAPE

    if "://" not in value:
        value = f"http://{value}"
    if not PROXY_SHAPE.fullmatch(value):
        # The value is not repeated: it may hold a password.
        raise BotError(f"{key} is not a proxy: write http://host:port, https://host:port or socks5://host:port")
    return value


def _https(value: str) -> str:
    if value and not re.match(r"https://[^/\s]+", value):
        from bot.proxies import without_password

        raise BotError(
            f"WEB_URL={_shown(without_password(value))} is not an https address, which is what Telegram opens"
        )
    return value


def _port(value: str) -> int:
    if not value.isdecimal() or len(value) > 5 or int(value) > 65535:
        raise BotError(f"WEB_PORT={_shown(value)} is not a port: a number up to 65535")
    return int(value)


def _secret(value: str, url: str) -> str:
    # The value is not repeated: whoever knows it can speak in Telegram's name.
    if url and not SECRET_SHAPE.fullmatch(value):
        raise BotError("WEBHOOK_SECRET is needed with WEBHOOK_URL: 16 to 256 characters of A-Z, a-z, 0-9, _ and -")
    return value


def _address(value: str, key: str) -> tuple[str, int]:
    host, _, port = unicodedata.normalize("NFKC", value).rpartition(":")
    if not host or not port.isdecimal() or len(port) > 5 or int(port) > 65535:
        raise BotError(f"{key}={_shown(value)} is not host:port, such as 127.0.0.1:8080")
    return host.strip("[]"), int(port)


def _database(value: str) -> str:
    if not value:
        return ""
    from bot.db.url import WrongUrl, read_url

    try:
        return read_url(value).text
    except WrongUrl as error:
        raise BotError(f"DATABASE_URL {error}") from None


def _ids(value: str, key: str) -> frozenset[int]:
    try:
        # Full-width digits, commas and signs are what a Chinese keyboard writes.
        parts = re.split(r"[\s,、;]+", unicodedata.normalize("NFKC", value).replace("−", "-"))
        return frozenset(int(part) for part in parts if part)
    except ValueError as error:
        raise BotError(f"{key}={_shown(value)} is not a list of ids: write numbers with commas between them") from error
