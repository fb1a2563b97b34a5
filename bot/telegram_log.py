"""Log records without the bot's token, which HTTP libraries and exceptions like to show."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

MASK = "***"
_FORMATTER = logging.Formatter()


class _Redaction:
    """A factory of log records that masks secrets in messages, arguments and tracebacks."""

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make
        self.secrets: set[str] = set()

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self._make(*args, **kwargs)
        text = _text(record)
        if (masked := self._masked(text)) != text:
            record.msg, record.args = masked, ()
        if record.exc_info:
            trace = _FORMATTER.formatException(record.exc_info)
            if (masked := self._masked(trace)) != trace:
                record.exc_info, record.exc_text = None, masked
        return record

    def _masked(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, MASK)
        return text


def _text(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (KeyError, TypeError, ValueError):
        # Arguments that do not fit their message are for logging itself to report; they may hold the token too.
        return f"{record.msg} {record.args!r}"


def hide(token: str) -> None:
    """Keeps the token's secret part, which follows the bot's public id, out of every log record from now on."""
    factory = logging.getLogRecordFactory()
    if not isinstance(factory, _Redaction):
        factory = _Redaction(factory)
        logging.setLogRecordFactory(factory)
    factory.secrets.add(token.rpartition(":")[2])
    # At INFO httpx writes a line for every request, which would leave nothing else to see.
    logging.getLogger("httpx").setLevel(logging.WARNING)
