"""The process that reads one document: `python -m corpus.readers.worker FORMAT`, its bytes from standard input."""

from __future__ import annotations

import json
import logging
import re
import sys

from corpus.readers import limits
from corpus.readers.errors import Unreadable
from corpus.readers.formats import Format
from corpus.readers.isolation import UNREADABLE
from corpus.readers.radicals import unified

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def main() -> int:
    """Writes the text, or the reason why there is none; the exit code tells which."""
    _bound_memory_and_time()
    logging.disable(logging.CRITICAL)  # what libraries remark on fonts and styles
    try:
        text = text_of(Format(sys.argv[1]), sys.stdin.buffer.read())
    except Unreadable as error:
        sys.stdout.write(json.dumps({"reason": error.reason, "detail": error.detail}))
        return UNREADABLE
    sys.stdout.buffer.write(text.encode("utf-8"))
    return 0


def text_of(kind: Format, data: bytes) -> str:
    """A document's text, without control characters, ideographs for radicals; a format's library is loaded where it is read."""
    try:
        text = _READERS[kind](data)
    except Unreadable:
        raise
    except (Exception, RecursionError) as error:  # what a library says of a damaged file may be anything
        raise Unreadable("damaged", f"{type(error).__name__}: {error}"[:200]) from error
    return unified(_CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def _csv(data: bytes) -> str:
    from corpus.readers.delimited import read_csv

    return read_csv(data)


def _html(data: bytes) -> str:
    from corpus.readers.html import read_html

    return read_html(data)


def _word(data: bytes) -> str:
    from corpus.readers.word import read_word

    return read_word(data)


def _workbook(data: bytes) -> str:
    from corpus.readers.workbook import read_workbook

    return read_workbook(data)


def _pdf(data: bytes) -> str:
    from corpus.readers.pdf import read_pdf

    return read_pdf(data)


def _text(data: bytes) -> str:
    from corpus.readers.encodings import decode

    return decode(data)


_READERS = {
    Format.TEXT: _text,
    Format.CSV: _csv,
    Format.HTML: _html,
    Format.WORD: _word,
    Format.WORKBOOK: _workbook,
    Format.PDF: _pdf,
}


def _bound_memory_and_time() -> None:
    try:
        import resource
    except ImportError:  # not on this system; the limits on sizes hold all the same
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, limits.MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.SECONDS, limits.SECONDS + 5))


if __name__ == "__main__":
    sys.exit(main())
