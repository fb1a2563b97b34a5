"""Text is decoded by what it is, and refused where that is not clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.readers import DocumentError, read_document, read_document_bytes

PLANS = Path(__file__).parents[1] / "plans"
SIMPLE = (PLANS / "qingyuan-2024/text.txt").read_bytes().decode()
TRADITIONAL = (PLANS / "guowuyuan-style-2016/text-trad.txt").read_bytes().decode()


@pytest.mark.parametrize("length", [20, 200, 10_000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", [SIMPLE, TRADITIONAL], ids=["simplified", "traditional"])
def test_an_encoding_is_told(text: str, encoding: str, length: int) -> None:
    assert read_document_bytes(text[:length].encode(encoding), "a.txt") == text[:length]


@pytest.mark.parametrize("length", [20, 200, 10_000])
def test_big5_is_told(length: int) -> None:
    assert read_document_bytes(TRADITIONAL[:length].encode("big5hkscs"), "a.txt") == TRADITIONAL[:length]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a", "方案.TXT"])
def test_characters_are_left_as_they_are(name: str) -> None:
    text = "\u3000一、甲\r\n乙\u200b\u00ad\u202e丙\r丁 \x0c\t\n\n"
    assert read_document_bytes(b"\xef\xbb\xbf" + text.encode(), name) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (SIMPLE.encode()[:1000], "damaged"),
        (SIMPLE.encode()[:500] + b"\xff" + SIMPLE.encode()[501:], "damaged"),
        ("これは日本語の文章です。東京都".encode("shift_jis"), "encoding"),
        ("Überprüfung für Städte, Größe".encode("latin-1"), "encoding"),
        (bytes(range(256)) * 8, "binary"),
        (("锟斤拷" * 50).encode(), "mojibake"),
        (SIMPLE.encode("gb18030").decode("utf-8", "replace").encode(), "mojibake"),
        (SIMPLE.encode("utf-16")[:-1], "damaged"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read_document_bytes(data, "方案.txt")
    assert refused.value.reason == reason
    assert str(refused.value).startswith("方案.txt ") and "\n" not in str(refused.value)


@pytest.mark.parametrize("path", sorted(PLANS.glob("*/*.txt")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_text_file_is_its_decoded_bytes(path: Path) -> None:
    encoding = "gb18030" if "gb18030" in path.name else "utf-8"
    assert read_document(path) == path.read_bytes().decode(encoding)
