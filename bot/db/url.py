"""DATABASE_URL in the forms that providers, drivers and other programs write, made into one.

A URL that cannot be read is never repeated: any part of it may be of the password.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote

from corpus.locations import HOME

FORMS = "postgresql://user:password@host:5432/name or sqlite:///path/to/file"
_SCHEME = re.compile(r"(postgres(?:ql)?|sqlite)(?:\+[a-z0-9_]+)?:(.*)", re.DOTALL)
# The last @ before the host ends the password, which may hold any character then, and be escaped or not.
_SERVER = re.compile(
    r"//(?:(?P<user>[^:/@\s]*)(?::(?P<password>.*))?@)?"
    r"(?P<hosts>[A-Za-z0-9._\-,:\[\]%]*)/(?P<name>[^/?#@]+)/?(?:\?(?P<query>[^#]*))?",
    re.DOTALL,
)
_HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._\-%]+)(?::(?P<port>\d{1,5}))?")
_PORTS = range(1, 65_536)
_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
# What other drivers call the mode of TLS, and their words for it.
_MODE_NAMES = frozenset({"sslmode", "ssl", "ssl_mode"})
_MODE_WORDS = {"true": "require", "1": "require", "no-verify": "require", "false": "disable", "0": "disable"}
# What asyncpg takes from a URL itself.
_DRIVER = frozenset(
    {"host", "port", "sslcert", "sslkey", "sslrootcert", "sslcrl", "sslpassword", "ssl_min_protocol_version"}
    | {"ssl_max_protocol_version", "passfile", "service", "servicefile", "target_session_attrs", "krbsrvname", "gsslib"}
)
_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
# What the server takes as settings of the session.
_SESSION = frozenset({"application_name", "options", "search_path", "client_encoding", "timezone"})
# What only tunes other drivers, or names what this one does by itself.
_IDLE = re.compile(
    r"channel_binding|gssencmode|gssdelegation|sslcompression|sslnegotiation|sslsni|keepalives.*|tcp_user_timeout"
    r"|connect_timeout|connection_limit|pool_timeout|pool_size|max_overflow|pgbouncer|schema|load_balance_hosts"
    r"|prepared_statement_cache_size|statement_cache_size|command_timeout|timeout|require_auth"
)


class WrongUrl(ValueError):
    """A URL that is no database's; the text says what is wrong, without any part of the URL that may be secret."""


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """A database's URL, read. `text` has one form for all that mean the same; `name` shows no password."""

    backend: str  # postgresql or sqlite
    text: str = field(repr=False)
    name: str
    file: Path | None = None
    # What a certificate or key is called in the URL, and its file.
    files: tuple[tuple[str, Path], ...] = ()

    def __str__(self) -> str:
        return self.name


def read_url(text: str) -> DatabaseUrl:
    """The URL that is meant; WrongUrl where none is."""
    found = _SCHEME.fullmatch(text)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise WrongUrl("is not UTF-8: write it again")
    if found is None:
        raise WrongUrl(f"is neither {FORMS.replace(' or ', ' nor ')}")
    if found[1] == "sqlite":
        return _file(found[2])
    return _server(found[2])


def _file(rest: str) -> DatabaseUrl:
    path = rest[3:]
    if not rest.startswith("///") or not path or path.startswith(":") or "?" in path or path.isspace() or "\0" in path:
        raise WrongUrl("names no file: sqlite:///path/to/file, with four slashes where the path begins with one")
    try:
        file = HOME / Path(path).expanduser()
    except RuntimeError:
        raise WrongUrl("names the home of a user whom this machine does not know: write the whole path") from None
    return DatabaseUrl("sqlite", f"sqlite:///{file}", str(file), file)


def _server(rest: str) -> DatabaseUrl:
    found = _SERVER.fullmatch(rest)
    if found is None:
        raise WrongUrl(
            "cannot be read: it is postgresql://user:password@host:5432/name; in the password write "
            "@ as %40, / as %2F, ? as %3F and # as %23"
        )
    hosts = _hosts(found["hosts"])
    options = _options(found["query"] or "")
    user, password = (unquote(found[part] or "") for part in ("user", "password"))
    user, password = options.pop("user", user), options.pop("password", password)
    name = unquote(options.pop("dbname", found["name"]))
    if any("\0" in part for part in (user, password, name, *options.values())):
        raise WrongUrl("holds a NUL character (%00), which no server takes: write it again")
    whom = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user or password else ""
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in options.items())
    tail = f"{','.join(hosts)}/{quote(name, safe='')}" + (f"?{query}" if query else "")
    # Where no user is named, what looks like a port may be the password of a URL without its host.
    where = ",".join(hosts) if whom else ",".join(re.sub(r":\d+$", "", host) for host in hosts)
    shown = f"postgresql://{f'{user}:***@' if whom else ''}{where or options.get('host', '')}/{name}"
    text = f"postgresql://{whom}{tail}"
    files = tuple((key, Path(value)) for key, value in options.items() if key in _FILES and value != "system")
    return DatabaseUrl("postgresql", text, shown, files=files)


def _hosts(text: str) -> list[str]:
    hosts = []
    for part in text.split(",") if text else []:
        found = _HOST.fullmatch(part)
        if found is None or (found["port"] and int(found["port"]) not in _PORTS):
            raise WrongUrl("names a host or port that cannot be: write host:5432, and [::1]:5432 for such an address")
        hosts.append(part)
    return hosts


def _options(query: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key in _MODE_NAMES:
            found["sslmode"] = mode = _MODE_WORDS.get(value.lower(), value.lower())
            if mode not in _MODES:
                raise WrongUrl(f"has an sslmode that is none of {', '.join(_MODES)}")
        elif key in _DRIVER or key in _SESSION or key in ("user", "password", "dbname"):
            found[key] = value
        elif not _IDLE.fullmatch(key):
            # Not repeated: after a ? in a password, its rest reads like this.
            raise WrongUrl("has a parameter after ? that is not known: leave it out (sslmode, sslrootcert … are known)")
    return found
