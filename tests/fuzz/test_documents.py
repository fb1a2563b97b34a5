"""Documents: whatever bytes are sent are read or refused with a reason; whatever text is parsed gives tasks of its own words."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from corpus.install import candidate
from corpus.library import load_library
from corpus.parser import parse
from corpus.readers import read_document_bytes
from corpus.records import CorpusError
from tests.corpus.readers.office import document, item, paragraph, run
from tests.fuzz import PIECES, bounded

LINES = st.lists(
    st.sampled_from(PIECES["documents"]),
    max_size=12,
).map("".join)
# No decoder gives a lone surrogate.
TEXTS = (
    st.lists(st.one_of(LINES, st.text(max_size=20)), max_size=12)
    .map("\n".join)
    .map(lambda text: text.encode("utf-8", "ignore").decode())
)


@bounded(100)
@given(TEXTS)
def test_any_text_is_parsed(text: str) -> None:
    parsed = parse(text)
    for task in parsed.tasks:
        assert 0 <= task.span.start < task.span.end <= len(text)


def test_a_line_behind_a_row_that_is_too_long() -> None:
    """Found by the test above, at FUZZ=50."""
    assert parse("责任分工\t序号\n\t\t一、\n0") is not None


@bounded(25)
@given(TEXTS)
def test_any_text_is_a_plan_or_refused(text: str) -> None:
    try:
        plan = candidate(text, "sent.txt", load_library(Path("nowhere")))
    except CorpusError as error:
        said = str(error)
    else:
        said = "\n".join(task.span.of(plan.text) for task in plan.tasks)
    assert said


@bounded(100)
@given(st.one_of(st.binary(max_size=300), TEXTS.map(lambda text: text.encode("gb18030", "replace"))))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _read(data, "sent.txt")


WORD = document("".join([paragraph(run("一、总体要求")), item("建设园区（财政局）"), item("搞好服务（商务局）")]))
HTML = b"<html><table><tr><td>1<td>x</table>"


@bounded(6)
@given(st.integers(0, len(WORD) - 1), st.binary(min_size=1, max_size=8), st.sampled_from(["a.docx", "a.xlsx", "a.pdf"]))
def test_a_damaged_package_is_read_or_refused(place: int, damage: bytes, name: str) -> None:
    _read(WORD[:place] + damage + WORD[place + len(damage) :], name)


@bounded(6)
@given(st.integers(0, len(HTML) - 1), st.binary(max_size=40))
def test_a_damaged_page_is_read_or_refused(place: int, damage: bytes) -> None:
    _read(HTML[:place] + damage + HTML[place:], "a.html")


def _read(data: bytes, name: str) -> None:
    try:
        said = read_document_bytes(data, name)
    except CorpusError as error:
        said = str(error)
        assert "\n" not in said
    assert said.strip()
