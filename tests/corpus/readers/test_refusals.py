"""What cannot be read is refused with the reason and what to do, whatever the file holds."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.readers import DocumentError, limits, read_document, read_document_bytes
from corpus.readers.errors import REASONS, Unreadable
from corpus.readers.formats import Format, format_of
from corpus.readers.worker import text_of
from corpus.records import CorpusError
from tests.corpus.readers.office import document, package, paragraph

DOCUMENTS = Path(__file__).with_name("documents")
PLANS = Path(__file__).parents[1] / "plans"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
FILES = [
    PLANS / "qingyuan-2024/text.docx",
    PLANS / "qingyuan-2024/text.html",
    PLANS / "qingyuan-2024/text.pdf",
    PLANS / "qingyuan-2024/text.gb18030.txt",
    PLANS / "linhe-county-2022/table.xlsx",
    PLANS / "linhe-county-2022/table.html",
    DOCUMENTS / "merged.pdf",
]


def reason(data: bytes, name: str) -> str:
    with pytest.raises(DocumentError) as refused:
        read_document_bytes(data, name)
    said = str(refused.value)
    assert (
        isinstance(refused.value, CorpusError)
        and said.startswith(f"{name} {REASONS[refused.value.reason]}")
        and "\n" not in said
    )
    return refused.value.reason


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        ((DOCUMENTS / "s.doc").read_bytes(), "方案.doc", "old-word"),
        ((DOCUMENTS / "s.doc").read_bytes(), "方案.docx", "old-word"),
        ((DOCUMENTS / "s.doc").read_bytes(), "方案.wps", "wps"),
        ((DOCUMENTS / "s.xls").read_bytes(), "任务.xls", "old-excel"),
        ((DOCUMENTS / "s.xls").read_bytes(), "任务.et", "wps"),
        ((DOCUMENTS / "s.odt").read_bytes(), "方案.odt", "opendocument"),
        ((DOCUMENTS / "s.rtf").read_bytes(), "方案.doc", "rtf"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
        (OLE + bytes(600), "a.msg", "binary"),
        (package({"OFD.xml": "<ofd/>"}), "a.ofd", "ofd"),
        (package({"a.docx": b""}), "a.zip", "archive"),
        (package({"ppt/presentation.xml": ""}), "a.pptx", "presentation"),
        (package({"xl/workbook.bin": ""}), "a.xlsb", "xlsb"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.png", "image"),
        (b"\xff\xd8\xff\xe0", "扫描.pdf", "image"),
        (b"Rar!\x1a\x07\0", "a.rar", "archive"),
        (b"MIME-Version: 1.0\r\n", "a.mht", "mhtml"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w/>', "a.xml", "office-xml"),
        (b"", "a.docx", "empty"),
        (b"\x7fELF" + bytes(range(200)), "a.bin", "binary"),
        (b"PK\x03\x04" + b"x" * 100, "a.docx", "damaged"),
        (b"%PDF-1.7\n%%EOF", "a.pdf", "damaged"),
        (document(""), "a.docx", "nothing-in-it"),
        (b"<html><body><script>1</script></body></html>", "a.html", "nothing-in-it"),
        (b"x" * (limits.FILE_BYTES + 1), "a.txt", "too-large"),
        ("一".encode() * (limits.CHARACTERS + 1), "a.txt", "too-much-text"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, why: str) -> None:
    assert reason(data, name) == why


def test_the_format_is_told_by_content() -> None:
    assert read_document_bytes(document(paragraph("县教育局")), "方案.doc") == "县教育局"
    assert read_document_bytes(b"<table><tr><td>1<td>2</table>", "\u4efb\u52a1.xls") == "1\t2"
    assert format_of("<p>甲</p>".encode(), "a.html") is Format.HTML
    assert read_document_bytes("<b>甲</b>".encode(), "a.md") == "<b>甲</b>"


def bomb(size: int) -> bytes:
    """A Word document whose body unpacks to this many bytes."""
    return package({"word/document.xml": b" " * size})


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("was unpacked"))
    for size in (60 * 2**20, limits.PART_BYTES + 1):
        with pytest.raises(Unreadable) as refused:
            text_of(Format.WORD, bomb(size))
        assert refused.value.reason == "too-much-unpacked"


def test_entities_are_not_expanded() -> None:
    inner = (
        '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document xmlns:w="w"><w:body>&b;</w:body></w:document>'
    )
    files = {
        "_rels/.rels": '<R><r Type="x/officeDocument" Target="word/document.xml"/></R>',
        "word/document.xml": inner,
    }
    assert reason(package(files), "a.docx") == "damaged"


def test_too_many_rows_are_refused() -> None:
    sheet = b"<worksheet><sheetData>" + b"<row/>" * (limits.ROWS + 1) + b"</sheetData></worksheet>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("xl/worksheets/sheet1.xml", sheet)
    with pytest.raises(Unreadable) as refused:
        text_of(Format.WORKBOOK, made.getvalue())
    assert refused.value.reason == "too-many-rows"
    with pytest.raises(Unreadable) as refused:
        text_of(Format.CSV, b"1,2\n" * (limits.ROWS + 1))
    assert refused.value.reason == "too-many-rows"


def test_a_document_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS_BY_THE_CLOCK", 0.01)
    assert reason(document(paragraph("县教育局")), "a.docx") == "too-slow"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"cannot read .*none\.docx: No such file"):
        read_document(tmp_path / "none.docx")


def text_or_reason(data: bytes, name: str) -> str:
    """A document's text or why there is none, without another process; any other exception fails the test."""
    try:
        return text_of(format_of(data, name), data)
    except Unreadable as error:
        return error.reason


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_cut_anywhere_is_refused_or_read(path: Path) -> None:
    data = path.read_bytes()
    whole = text_or_reason(data, path.name)
    points = (
        [round(len(data) * at / 40) for at in range(40)]
        if path.suffix != ".pdf"
        else [0, 9, len(data) // 3, len(data) - 900]
    )
    for point in points:
        found = text_or_reason(data[:point], path.name)
        assert found in REASONS or path.suffix in {".html", ".txt", ".pdf"}
        assert len(found) <= len(whole)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_file_with_wrong_bytes_is_refused_or_read(path: Path, data: st.DataObject) -> None:
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 20 if path.suffix != ".pdf" else 1))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    text_or_reason(bytes(whole), path.name)


HEADS = (b"", b"%PDF-1.4\n", b"PK\x03\x04", OLE, b"\xff\xfe", b"<html>", b"\xef\xbb\xbf")


@settings(max_examples=200, deadline=None)
@given(
    head=st.sampled_from(HEADS),
    rest=st.binary(max_size=400),
    suffix=st.sampled_from(["txt", "csv", "html", "pdf", "docx", "xlsx", ""]),
)
def test_any_bytes_are_refused_or_read(head: bytes, rest: bytes, suffix: str) -> None:
    text_or_reason(head + rest, f"a.{suffix}")


@settings(max_examples=100, deadline=None)
@given(
    body=st.lists(
        st.sampled_from(
            [
                "<w:p>",
                "</w:p>",
                "<w:tbl>",
                "</w:tbl>",
                "<w:tr>",
                "</w:tr>",
                "<w:tc>",
                "</w:tc>",
                "<w:r>",
                "</w:r>",
                "<w:t>甲</w:t>",
                "<w:gridSpan/>",
                '<w:numPr><w:numId w:val="9"/><w:ilvl w:val="x"/></w:numPr>',
                "<w:pPr>",
                "</w:pPr>",
                "<w:tcPr>",
                "</w:tcPr>",
                "<w:vMerge/>",
            ]
        ),
        max_size=60,
    )
)
def test_any_elements_are_refused_or_read(body: list[str]) -> None:
    text_or_reason(document("".join(body)), "a.docx")
    text_or_reason("".join(body).replace("w:", "").replace("tbl", "table").replace("tc", "td").encode(), "a.html")
