"""References: short, read back as they were spelt, and refused where nobody spelt them so."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db.answers import ID_BITS
from bot.screens.keyboard import DATA_BYTES
from bot.screens.refs import Ref, Shown, Trail, read_id, read_link, read_ref, read_trail, spelt_id, tag_of

VALUES = st.one_of(
    st.just(""), st.integers(0, 999_999_999).map(str), st.from_regex("[a-z][a-z0-9]{0,15}", fullmatch=True)
)
ENDS = st.tuples(st.integers(0, 9999), st.integers(0, 9999))
DETAILS = st.one_of(st.sampled_from(["", "l", "p", "0", "4"]), ENDS.map(lambda ends: f"{ends[0]}-{ends[1]}"))
REFS = st.builds(Ref, st.sampled_from(list(Shown)), VALUES, DETAILS, st.integers(0, 9999))


@given(REFS)
def test_a_reference_is_read_as_it_is_spelt(ref: Ref) -> None:
    assert read_ref(str(ref)) == ref


@given(st.lists(REFS, min_size=1, max_size=6), st.sampled_from(["zh", "en"]))
def test_a_trail_fits_a_button_and_keeps_where_it_leads(refs: list[Ref], lang: str) -> None:
    data = Trail(tuple(refs), lang).data("acbb")
    assert len(data.encode()) <= DATA_BYTES
    read = read_trail(data.removeprefix("v."))
    assert read is not None and read[0] == "acbb" and read[1].here == refs[0] and read[1].lang == lang
    assert set(read[1].refs) <= set(refs)


@given(st.text(max_size=64))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_ref(text)
    read_trail(text)
    read_link(text)
    read_id(text)


def test_the_answer_that_a_trail_began_with_is_the_last_to_go() -> None:
    answer = Ref(Shown.ANSWER, "abcdefghij")
    trail = Trail((answer,), "zh")
    for id in ("jinrongjianguan", "guangbodianying", "zhishichanquan", "renhangfenhang"):
        trail = trail.to(Ref(Shown.DEPARTMENT, id))
    read = read_trail(trail.data("acbb").removeprefix("v."))
    assert read is not None and read[1].refs[-1] == answer


def test_a_step_to_where_one_has_been_is_a_step_back() -> None:
    trail = Trail((Ref(Shown.ANSWER, "a"),), "zh").to(Ref(Shown.TASK, "7")).to(Ref(Shown.DEPARTMENT, "shangwu"))
    assert trail.to(Ref(Shown.TASK, "7")) == Trail((Ref(Shown.TASK, "7"), Ref(Shown.ANSWER, "a")), "zh")
    assert trail.back == Trail((Ref(Shown.TASK, "7"), Ref(Shown.ANSWER, "a")), "zh")
    assert trail.beside(Ref(Shown.SECTION, "3")).refs[1:] == trail.refs[1:]
    assert trail.answer == "a" and trail.page(2).here == Ref(Shown.DEPARTMENT, "shangwu", "", 2)


@pytest.mark.parametrize(
    ("payload", "read"),
    [
        ("t12", ("", Ref(Shown.TASK, "12"))),
        ("d_shangwu", ("", Ref(Shown.DEPARTMENT, "shangwu"))),
        ("s3-acbb", ("acbb", Ref(Shown.SECTION, "3"))),
        ("", None),
        ("t12~3", None),
        ("a_abc", None),
        ("T12", None),
        ("t12-xyz", None),
        ("t１２", None),
    ],
)
def test_links(payload: str, read: tuple[str, Ref] | None) -> None:
    assert read_link(payload) == read


@given(st.integers(0, 2**ID_BITS - 1))
def test_an_id_is_read_as_it_is_spelt(number: int) -> None:
    assert read_id(spelt_id(number)) == number


def test_ids_of_answers_are_short() -> None:
    assert len(spelt_id(2**ID_BITS - 1)) <= 10
    assert len(tag_of(secrets.token_hex(4))) == 4
