"""Log records without the bot's token, which HTTP libraries and exceptions like to show."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from collections.abc import Callable
from typing import Any

MASK = "***"
# Who is spoken of in our own lines: «chat 7» and the name of a conversation, «tg:7:0:8».
_IDS = re.compile(r"(?<=\bchat )-?\d+|(?<=\bchat_id=)-?\d+|(?<=\buser )\d+|(?<=\btg:)-?\d+:\d+:-?\d+")
_KEY = secrets.token_bytes(16)
_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_FORMATTER = logging.Formatter()


class _Redaction:
    """A factory of log records that masks secrets in messages, arguments and tracebacks."""

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make
        self.tokens: set[str] = set()
        self.ids = True

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self._make(*args, **kwargs)
        text = _text(record)
        if (clean := self._masked(text)) != text:
            record.msg, record.args = clean, ()
        if record.exc_info:
            trace = _FORMATTER.formatException(record.exc_info)
            if (clean := self._masked(trace)) != trace:
                record.exc_info, record.exc_text = None, clean
        return record

    def _masked(self, text: str) -> str:
        for token in self.tokens:
            text = masked(text, token)
        return text if self.ids else _IDS.sub(lambda found: _alias(found[0]), text)


def _text(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (KeyError, TypeError, ValueError):
        # Arguments that do not fit their message are for logging itself to report; they may hold the token too.
        return f"{record.msg} {record.args!r}"


def masked(text: str, token: str) -> str:
    """The text without the token's secret part, which follows the bot's public id."""
    return text.replace(token.rpartition(":")[2], MASK)


def _alias(id: str) -> str:
    """A name for an id that is the same until the process ends, and tells nothing to whoever reads the log."""
    return "#" + hashlib.blake2b(id.encode(), key=_KEY, digest_size=4).hexdigest()


def set_up(level: str, form: str, ids: bool) -> None:
    """Logs to standard error from `level` on, for people (console) or programs (json); without ids unless `ids`."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_LINE))
    if form == "json":
        from pythonjsonlogger.json import JsonFormatter

        handler.setFormatter(
            JsonFormatter(
                ["asctime", "levelname", "name", "message", "exc_info"],
                rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
                json_ensure_ascii=False,
            )
        )
    logging.basicConfig(level=level, handlers=[handler])
    _redaction().ids = ids


def _redaction() -> _Redaction:
    factory = logging.getLogRecordFactory()
    if not isinstance(factory, _Redaction):
        factory = _Redaction(factory)
        logging.setLogRecordFactory(factory)
    return factory


def hide(token: str) -> None:
    """Keeps the token out of every log record from now on."""
    _redaction().tokens.add(token)
    # At INFO httpx writes a line for every request, which would leave nothing else to see.
    logging.getLogger("httpx").setLevel(logging.WARNING)
