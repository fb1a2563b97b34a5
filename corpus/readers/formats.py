"""Which format a document is in: by its content, and by its name where the content is plain text."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from corpus.readers.errors import Unreadable


class Format(StrEnum):
    """A format that can be read."""

    TEXT = "text"
    CSV = "csv"
    HTML = "html"
    WORD = "word"
    WORKBOOK = "workbook"
    PDF = "pdf"


_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# Names of streams in an OLE file's directory, which is UTF-16, and what holds them.
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "old-word"),
    ("Workbook", "old-excel"),
    ("Book", "old-excel"),
    ("PowerPoint Document", "presentation"),
)
_IMAGES = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"BM", b"\x00\x00\x00\x0cjP", b"8BPS",
)  # fmt: skip
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_TEXT_STARTS = (
    (re.compile(rb"\{\\rtf"), "rtf"),
    (re.compile(rb"MIME-Version:", re.IGNORECASE), "mhtml"),
    (re.compile(rb"<\?xml[^>]*>\s*<\?mso-application"), "office-xml"),
)
_MARKUP = re.compile(
    rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|meta|title|table|div|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_WHOLE_PAGE = re.compile(rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_HTML_NAMES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
_CSV_NAMES = frozenset({".csv", ".tsv"})
_PLAIN_NAMES = frozenset({".txt", ".md", ".markdown", ".text"})
_HEAD = 4096


def format_of(data: bytes, name: str) -> Format:
    """The format of a document; Unreadable says why where it is none that can be read."""
    if not data:
        raise Unreadable("empty")
    suffix = PurePath(name).suffix.lower()
    if data.startswith(_OLE):
        raise Unreadable(_ole_kind(data, suffix))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package_kind(data)
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if (data.startswith(_IMAGES) and (data[:2] != b"BM" or 0 in data[:16])) or data[8:12] == b"WEBP":
        raise Unreadable("image")
    if data.startswith(_ARCHIVES) or data[257:262] == b"ustar":
        raise Unreadable("archive")
    return _text_kind(data, suffix)


def _text_kind(data: bytes, suffix: str) -> Format:
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\0", b"")[2:]
    for start, reason in _TEXT_STARTS:
        if start.match(head.lstrip()):
            raise Unreadable(reason)
    if suffix in _HTML_NAMES or (_WHOLE_PAGE if suffix in _PLAIN_NAMES else _MARKUP).match(head):
        return Format.HTML
    return Format.CSV if suffix in _CSV_NAMES else Format.TEXT


def _ole_kind(data: bytes, suffix: str) -> str:
    if suffix in {".wps", ".et"}:
        return "wps"
    found = next((kind for stream, kind in _STREAMS if stream.encode("utf-16-le") in data), None)
    return found or "binary"


def _package_kind(data: bytes) -> Format:
    """What a zip file holds, told by the names of its members."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = {name.replace("\\", "/").lower() for name in package.namelist()}
            kind = package.read("mimetype")[:100] if "mimetype" in names else b""
    except Exception as error:  # zipfile raises many kinds on damaged files
        raise Unreadable("damaged") from error
    if "ofd.xml" in names:
        raise Unreadable("ofd")
    if kind.startswith(b"application/vnd.oasis.opendocument"):
        raise Unreadable("opendocument")
    if "xl/workbook.bin" in names:
        raise Unreadable("xlsb")
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable("presentation")
    if any(name.startswith("word/") for name in names):
        return Format.WORD
    if any(name.startswith("xl/") for name in names):
        return Format.WORKBOOK
    raise Unreadable("archive")
