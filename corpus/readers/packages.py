"""Members of a zip package (.docx, .xlsx), checked for size before anything is unpacked, and their XML."""

from __future__ import annotations

import io
import posixpath
import zipfile

from lxml import etree

from corpus.readers import limits
from corpus.readers.errors import Unreadable

# A smaller part harms nobody, and that of a long table of like rows is packed as tightly as a bomb.
_SMALL = 20 * 2**20


class Package:
    """An Office file's members by name."""

    def __init__(self, data: bytes) -> None:
        try:
            self._file = zipfile.ZipFile(io.BytesIO(data))
            self._members = {info.filename.replace("\\", "/").lower(): info for info in self._file.infolist()}
        except Exception as error:  # zipfile raises many kinds on damaged files
            raise Unreadable("damaged") from error
        self._check()

    def _check(self) -> None:
        infos = self._file.infolist()
        if any(info.flag_bits & 1 for info in infos):
            raise Unreadable("encrypted")
        if len(infos) > limits.MEMBERS or sum(info.file_size for info in infos) > limits.UNPACKED_BYTES:
            raise Unreadable("too-much-unpacked")
        if any(
            info.file_size > _SMALL and info.file_size > limits.UNPACKED_RATIO * max(1, info.compress_size)
            for info in infos
        ):
            raise Unreadable("too-much-unpacked")

    def names(self) -> list[str]:
        """The members' names in lower case."""
        return list(self._members)

    def read(self, name: str) -> bytes | None:
        """A member's bytes; None where there is none of that name."""
        info = self._members.get(name.lstrip("/").lower())
        if info is None:
            return None
        if info.file_size > limits.PART_BYTES:
            raise Unreadable("too-much-unpacked")
        try:
            return self._file.read(info)
        except (
            Exception
        ) as error:  # a wrong checksum, a method of compression that is unknown, a stream that ends early
            raise Unreadable("damaged") from error

    def xml(self, name: str) -> etree._Element | None:
        """A member's root element; None where there is none of that name."""
        data = self.read(name)
        return None if data is None else parse_xml(data)

    def main_part(self) -> str:
        """The name of the part that the package is about."""
        root = self.xml("_rels/.rels")
        for relation in [] if root is None else root:
            if isinstance(relation.tag, str) and relation.get("Type", "").endswith("/officeDocument"):
                return relation.get("Target", "").lstrip("/")
        raise Unreadable("damaged")

    def related(self, part: str, kind: str) -> str | None:
        """The name of the part to which another has a relation of this kind."""
        folder, name = posixpath.split(part)
        root = self.xml(f"{folder}/_rels/{name}.rels")
        for relation in [] if root is None else root:
            if isinstance(relation.tag, str) and relation.get("Type", "").endswith(f"/{kind}"):
                return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        return None


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML part; entities are not expanded and nothing is fetched."""
    if b"<!DOCTYPE" in data[:2048]:
        raise Unreadable("damaged")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("damaged") from error
