"""The settings, from the environment over .env; secrets never show in a repr."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.locations import HOME, bare, locations, settings, settings_of
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
# What is told of names that are no settings: anything else in a line of .env may be a part of a secret.
_NAME_SHAPE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{1,39}")
# How near a name must be to a setting's: in .env, whose names are all meant for us, and among those of the whole system.
_NEAR, _SLIP = 0.6, 0.85


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
    plans_dir: Path = HOME / "var/plans"
    default_plan: str = ""
    var_dir: Path = HOME / "var"
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


class WrongSettings(BotError):
    """Settings that are wrong; the message is the first of `each`."""

    def __init__(self, each: Sequence[str]) -> None:
        super().__init__(each[0])
        self.each = tuple(each)


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path = HOME / ".env") -> Settings:
    """The settings of the environment, of `env_file` for what it does not set; WrongSettings names all that are wrong."""
    try:
        values = settings(environ, env_file)
    except CorpusError as error:
        raise WrongSettings([str(error)]) from error
    found: dict[str, Any] = {}
    wrong: list[str] = []
    for key, read in _READ.items():
        # Programs read those of proxies in small letters too, and those first.
        small = bare(values.get(key.lower())) if key.endswith("_PROXY") else ""
        value = small or bare(values.get(key))
        try:
            # What the environment holds in another encoding comes as lone surrogates, which nothing can be done with.
            if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
                raise BotError(f"{key} is not UTF-8: write it again")
            if value:
                found[key.lower()] = read(value, key)
        except BotError as error:
            wrong.append(str(error))
    try:
        places = locations(values)
        found |= {"plans_dir": places.plans_dir, "var_dir": places.var_dir}
    except CorpusError as error:
        wrong.append(str(error))
    if ("reader_url" in found) != ("reader_model" in found):
        wrong.append("READER_URL and READER_MODEL go together: set both, or neither")
    # The value is not repeated: whoever knows it can speak in Telegram's name.
    if "webhook_url" in found and not SECRET_SHAPE.fullmatch(found.get("webhook_secret", "")):
        wrong.append("WEBHOOK_SECRET is needed with WEBHOOK_URL: 16 to 256 characters of A-Z, a-z, 0-9, _ and -")
    if wrong:
        raise WrongSettings(wrong)
    return Settings(**found)


def unknown_settings(environ: Mapping[str, str] | None = None, env_file: Path = HOME / ".env") -> str:
    """One line on names that are no settings, with the one that was perhaps meant; empty where there are none.

    Every such name in `env_file` is told, of the environment those that a slip makes of a setting's. No value is.
    """
    known = {field.name.upper() for field in fields(Settings)}
    known |= {name.lower() for name in known if name.endswith("_PROXY")}
    try:
        stated = settings_of(env_file)
    except CorpusError:
        stated = {}  # load_settings says why
    # A line without = may hold anything.
    found = {name: _meant(name, _NEAR) for name, value in stated.items() if value is not None}
    for name in os.environ if environ is None else environ:
        if name not in found and (meant := _meant(name, _SLIP)):
            found[name] = meant
    said = [
        f"{name} ({meant}?)" if meant else name
        for name, meant in found.items()
        if name not in known and _NAME_SHAPE.fullmatch(name)
    ]
    return f"these are no settings and change nothing: {', '.join(said)}" if said else ""


def _meant(name: str, least: float) -> str:
    """The setting whose name is the nearest, empty where none is so near."""
    from difflib import get_close_matches

    names = [field.name.upper() for field in fields(Settings)]
    return next(iter(get_close_matches(name.upper(), names, 1, least)), "")


def _plain(value: str, key: str) -> str:
    return value


def _token(value: str, key: str) -> str:
    if not TOKEN_SHAPE.fullmatch(value):
        raise BotError(f"{key} does not look like a token of @BotFather (123456:ABC…): copy it again")
    return value


def _server(value: str, key: str) -> str:
    return _url(value, key).rstrip("/")


def _level(value: str, key: str) -> str:
    return _one_of(value.upper(), key, ("DEBUG", "INFO", "WARNING", "ERROR"))


def _kept(value: str, key: str) -> str:
    return _one_of(value.lower(), key, ("unanswered", ""))


def _format(value: str, key: str) -> str:
    return _one_of(value.lower(), key, ("console", "json"))


def _whether(value: str, key: str) -> bool:
    return _one_of(value.lower(), key, ("yes", "no")) == "yes"


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
    from bot.proxies import PROXY_SHAPE

    if "://" not in value:
        value = f"http://{value}"
    if not PROXY_SHAPE.fullmatch(value):
        # The value is not repeated: it may hold a password.
        raise BotError(f"{key} is not a proxy: write http://host:port, https://host:port or socks5://host:port")
    return value


def _https(value: str, key: str) -> str:
    if not re.match(r"https://[^/\s]+", value):
        from bot.proxies import without_password

        raise BotError(f"{key}={_shown(without_password(value))} is not an https address, which is what Telegram opens")
    return value


def _port(value: str, key: str) -> int:
    if not value.isdecimal() or len(value) > 5 or int(value) > 65535:
        raise BotError(f"{key}={_shown(value)} is not a port: a number up to 65535")
    return int(value)


def _address(value: str, key: str) -> tuple[str, int]:
    host, _, port = unicodedata.normalize("NFKC", value).rpartition(":")
    if not host or not port.isdecimal() or len(port) > 5 or int(port) > 65535:
        raise BotError(f"{key}={_shown(value)} is not host:port, such as 127.0.0.1:8080")
    return host.strip("[]"), int(port)


def _database(value: str, key: str) -> str:
    from bot.db.url import WrongUrl, read_url

    try:
        return read_url(value).text
    except WrongUrl as error:
        raise BotError(f"{key} {error}") from None


def _ids(value: str, key: str) -> frozenset[int]:
    try:
        # Full-width digits, commas and signs are what a Chinese keyboard writes.
        parts = re.split(r"[\s,、;]+", unicodedata.normalize("NFKC", value).replace("−", "-"))
        return frozenset(int(part) for part in parts if part)
    except ValueError as error:
        raise BotError(f"{key}={_shown(value)} is not a list of ids: write numbers with commas between them") from error


# How each setting is read where it is not empty; those of folders are read by `locations`.
_READ: dict[str, Callable[[str, str], Any]] = {
    "TELEGRAM_BOT_TOKEN": _token,
    "TELEGRAM_BASE_URL": _url,
    "TELEGRAM_BASE_FILE_URL": _url,
    "EMBEDDING_MODEL": _plain,
    "READER_URL": _server,
    "READER_MODEL": _plain,
    "READER_KEY": _plain,
    "DEFAULT_PLAN": _plain,
    "DATABASE_URL": _database,
    "ALLOWED_CHATS": _ids,
    "ADMIN_IDS": _ids,
    "KEEP_QUESTIONS": _kept,
    "WEBHOOK_URL": _url,
    "WEBHOOK_SECRET": _plain,
    "WEBHOOK_LISTEN": _address,
    "HTTPS_PROXY": _proxy,
    "HTTP_PROXY": _proxy,
    "ALL_PROXY": _proxy,
    "NO_PROXY": _plain,
    "WEB_HOST": _plain,
    "WEB_PORT": _port,
    "WEB_URL": _https,
    "LOG_LEVEL": _level,
    "LOG_FORMAT": _format,
    "LOG_IDS": _whether,
    "HEALTH_LISTEN": _address,
}
