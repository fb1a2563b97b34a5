"""PDF files with text: lines joined into paragraphs, ruled tables into rows, page numbers and running heads left out."""

from __future__ import annotations

import io

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from corpus.readers import limits
from corpus.readers.errors import Unreadable
from corpus.readers.grids import table_lines
from corpus.readers.pdf_pages import Line, PageParts, Ruled, parts_of
from corpus.readers.pdf_paragraphs import paragraphs, without_furniture
from corpus.readers.pdf_tables import continued

_UNKNOWN = "(cid:"
_MOST_UNKNOWN = 0.02
# A page of a picture that has fewer characters than this has but a stamp or a page number.
_FEWEST = 20


def read_pdf(data: bytes) -> str:
    """A PDF's text: a paragraph a line, a table row a line with tabs between its cells."""
    try:
        with pdfplumber.open(io.BytesIO(data), unicode_norm=None) as file:
            if len(file.pages) > limits.PAGES:
                raise Unreadable("too-many-pages")
            pages = [parts_of(page) for page in file.pages]
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise Unreadable("encrypted") from error
    except PdfminerException as error:
        locked = error.args and isinstance(error.args[0], PDFPasswordIncorrect | PDFEncryptionError)
        raise Unreadable("encrypted" if locked else "damaged") from error
    if not pages:
        raise Unreadable("damaged")
    _check(pages)
    return "\n".join(_lines(pages))


def _check(pages: list[PageParts]) -> None:
    """Refuses what has no text, on any page that is a picture, or text that nobody can read."""
    characters = sum(page.characters for page in pages)
    unread = sum(page.unknown for page in pages)
    pictures = [number for number, page in enumerate(pages, 1) if page.is_picture and page.characters < _FEWEST]
    if characters < _FEWEST and pictures:
        raise Unreadable("no-text")
    if pictures:
        raise Unreadable("some-pages-without-text", "page " + ", ".join(map(str, pictures[:10])))
    if not characters:
        raise Unreadable("no-text")
    if unread > _MOST_UNKNOWN * characters:
        raise Unreadable("undecodable-pdf")


def _lines(pages: list[PageParts]) -> list[str]:
    found: list[str] = []
    run: list[Line] = []
    parts = continued(without_furniture(pages))
    for part in [*parts, None]:
        if isinstance(part, Line):
            run.append(part)
            continue
        found += paragraphs(run)
        run = []
        if isinstance(part, Ruled):
            found += table_lines(part.cells)
    return found
