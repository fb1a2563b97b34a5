"""Files: what was uploaded, and the smaller pictures that Telegram makes of a photo."""

from __future__ import annotations

import hashlib
import io
import mimetypes
from dataclasses import dataclass
from typing import Literal

from PIL import Image, UnidentifiedImageError

from .error import bad_request
from .json_type import Json

MAX_DOCUMENT_BYTES = 50 * 1024 * 1024
MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
MAX_PHOTO_SIDES = 10_000
MAX_PHOTO_RATIO = 20
# The longest sides of what Telegram keeps of a photo; none is made larger than the original.
_EDGES = (90, 320, 800, 1280, 2560)
_JPEG_QUALITY = 87

Kind = Literal["photo", "document"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a call or a person brings it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class File:
    """A stored file; ``size`` is in pixels for pictures, None for others."""

    file_id: str
    unique_id: str
    path: str
    name: str
    content: bytes
    size: tuple[int, int] | None = None

    @property
    def mime_type(self) -> str:
        """By the name's ending."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def to_api(self) -> Json:
        """The Bot API's ``File``."""
        return self._identity() | {"file_path": self.path}

    def to_document_api(self) -> Json:
        """The Bot API's ``Document``."""
        return {"file_name": self.name, "mime_type": self.mime_type} | self._identity()

    def to_size_api(self) -> Json:
        """The Bot API's ``PhotoSize``."""
        width, height = self.size or (0, 0)
        return self._identity() | {"width": width, "height": height}

    def _identity(self) -> Json:
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.content)}


@dataclass(frozen=True, slots=True)
class Media:
    """A message's photo or document: the file as uploaded and, of a photo, the sizes shown, smallest first."""

    kind: Kind
    file: File
    sizes: tuple[File, ...] = ()

    def to_api(self) -> Json:
        """The field of ``Message`` that holds it."""
        if self.kind == "photo":
            return {"photo": [size.to_size_api() for size in self.sizes]}
        return {"document": self.file.to_document_api()}


def stored(upload: Upload, kind: Kind, number: int) -> Media:
    """The media of an upload, the ``number``-th of the world; raises a 400 for what Telegram does not take."""
    if not upload.content:
        raise bad_request("file must be non-empty")
    if kind == "document":
        if len(upload.content) > MAX_DOCUMENT_BYTES:
            raise bad_request("file is too big")
        return Media("document", _file(upload.content, f"documents/file_{number}", upload.name))
    return _photo(upload, number)


def _photo(upload: Upload, number: int) -> Media:
    if len(upload.content) > MAX_PHOTO_BYTES:
        raise bad_request("file is too big for a photo; the maximum size is 10485760 bytes")
    try:
        picture = Image.open(io.BytesIO(upload.content))
        picture.load()
    except (UnidentifiedImageError, OSError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    width, height = picture.size
    if width + height > MAX_PHOTO_SIDES or max(width, height) > MAX_PHOTO_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    shown = _on_white(picture)
    sizes = [_scaled(shown, edge, number) for edge in _EDGES if edge < max(width, height)]
    if max(width, height) <= _EDGES[-1]:
        sizes.append(_scaled(shown, max(width, height), number))
    return Media("photo", _file(upload.content, f"photos/file_{number}", upload.name, picture.size), tuple(sizes))


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture without transparency, as JPEG has it."""
    opaque = picture.convert("RGBA")
    ground = Image.new("RGBA", opaque.size, "white")
    ground.alpha_composite(opaque)
    return ground.convert("RGB")


def _scaled(picture: Image.Image, edge: int, number: int) -> File:
    """The picture as Telegram recodes it: JPEG, with this longest side in pixels."""
    factor = edge / max(picture.size)
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    out = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0).save(out, "JPEG", quality=_JPEG_QUALITY)
    return _file(out.getvalue(), f"photos/file_{number}_{edge}", "photo.jpg", size)


def _file(content: bytes, path: str, name: str, size: tuple[int, int] | None = None) -> File:
    digest = hashlib.sha256(path.encode() + content).hexdigest()
    ending = "." + name.rpartition(".")[2].lower() if "." in name else ""
    prefix = "AgACAgUAAx" if path.startswith("photos") else "BQACAgUAAx"
    return File(prefix + digest[:40], "AQAD" + digest[40:52], path + ending, name, content, size)
