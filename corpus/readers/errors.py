"""Why a document cannot be read, and what its sender can do about it."""

from __future__ import annotations

from corpus.readers import limits
from corpus.records import CorpusError

_MEGABYTE = 2**20

REASONS = {
    "empty": "is empty: send the file that has the text",
    "too-large": f"is larger than {limits.FILE_BYTES // _MEGABYTE} MB: leave out its pictures, or send the text alone",
    "too-much-unpacked": "unpacks to far more than a document holds: save it again with only the plan in it",
    "too-many-pages": f"has more than {limits.PAGES} pages: send the pages of the plan alone",
    "too-many-rows": f"has more than {limits.ROWS:,} rows: delete the rows that are no tasks, empty ones too",
    "too-much-text": f"has more than {limits.CHARACTERS:,} characters: send the plan alone",
    "too-slow": f"took longer than {limits.SECONDS} s to read: save it again as .docx or .txt",
    "damaged": "is damaged or incomplete: save or download it again",
    "encrypted": "is protected by a password: save it without one",
    "no-text": "is a PDF without text, as scanners make: recognise its text (OCR) first, or send the .docx",
    "some-pages-without-text": "is a PDF some pages of which are pictures: recognise their text (OCR) first, or send the .docx",
    "undecodable-pdf": "is a PDF whose fonts do not say which characters they show: send the .docx, or recognise its text (OCR)",
    "not-calculated": "has formulas whose values were never saved: open it in Excel or WPS and save it again",
    "office-xml": "is an Office document in a single XML file: save it as .docx or .xlsx",
    "old-word": "is an old Word document (.doc): save it as .docx",
    "old-excel": "is an old Excel workbook (.xls): save it as .xlsx",
    "wps": "is in a format of WPS (.wps, .et): save it as .docx or .xlsx",
    "ofd": "is an OFD document: save it as .docx, or as a PDF with text",
    "opendocument": "is an OpenDocument file: save it as .docx or .xlsx",
    "presentation": "is a presentation: save the plan as .docx",
    "rtf": "is a rich text file (.rtf): save it as .docx",
    "mhtml": "is a web archive (.mht): save it as .html or .docx",
    "xlsb": "is a binary workbook (.xlsb): save it as .xlsx",
    "image": "is a picture: recognise its text (OCR) first, or send the .docx",
    "archive": "is an archive: unpack it and send the document in it",
    "binary": "is no document: send .docx, .xlsx, .csv, .pdf, .html, .md or .txt",
    "nothing-in-it": "has no text in it: send the file that has the plan",
    "encoding": "is text in an encoding that cannot be told: save it as UTF-8",
    "mojibake": "has lost its characters (� or 锟斤拷) when it was saved: save the original again as UTF-8",
}


class DocumentError(CorpusError):
    """A document that cannot be read; `reason` is a key of REASONS, for whoever says it in another language."""

    def __init__(self, name: str, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{name} {REASONS[reason]}" + (f" ({detail})" if detail else ""), reason, name=name)


class Unreadable(Exception):
    """What the reader of a format raises, not knowing the document's name."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(reason)
