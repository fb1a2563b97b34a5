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
        self.tokens: set[str] = set()

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
        return text


def _text(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (KeyError, TypeError, ValueError):
        # Arguments that do not fit their message are for logging itself to report; they may hold the token too.
        return f"{record.msg} {record.args!r}"


def masked(text: str, token: str) -> str:
    """The text without the token's secret part, which follows the bot's public id."""
    return text.replace(token.rpartition(":")[2], MASK)


def hide(token: str) -> None:
    """Keeps the token out of every log record from now on."""
    factory = logging.getLogRecordFactory()
    if not isinstance(factory, _Redaction):
        factory = _Redaction(factory)
        logging.setLogRecordFactory(factory)
    factory.tokens.add(token)
    # At INFO httpx writes a line for every request, which would leave nothing else to see.
    logging.getLogger("httpx").setLevel(logging.WARNING)
