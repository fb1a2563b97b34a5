"""Pages of a message as Telegram's own parser reads them: within the limit, nothing lost, no entity cut."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.screens.message import PAGE_UNITS, Message, Run, Style, text_message, units
from tests.botapi.text import FormattedText, read_text, utf16_length, utf16_slice

# What Telegram calls a style, and the styles that have its looks.
NAMES = {
    Style.BOLD: ("bold", {Style.BOLD, Style.MARKED}),
    Style.ITALIC: ("italic", {Style.ITALIC}),
    Style.QUOTE: ("blockquote", {Style.QUOTE, Style.MARKED, Style.STRUCK}),
    Style.FOLDED: ("expandable_blockquote", {Style.FOLDED}),
    Style.MARKED: ("underline", {Style.MARKED}),
    Style.STRUCK: ("strikethrough", {Style.STRUCK}),
}
HAN = re.compile("[\u3400-\u9fff]")
WORDS = [
    "口岸",
    "a",
    "&",
    "<b>",
    "</i>",
    "&amp;",
    '"',
    "'",
    "😀",
    "𠀀",
    "。",
    "！",
    "; ",
    ". ",
    "?",
    "trade",
    "（",
    "é",
]


def parsed(page: str) -> FormattedText:
    """A page as Telegram shows it; the parser refuses bad HTML, empty text and more than 4,096 units."""
    return read_text(page, html=True, users={})


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def styled(pages: list[FormattedText], style: Style) -> str:
    """All words in a style, page after page."""
    return squeezed(
        "".join(
            utf16_slice(page.text, entity["offset"], entity["length"])
            for page in pages
            for entity in page.entities
            if entity["type"] == NAMES[style][0]
        )
    )


# A run to be built: words that begin and end with something to see, how often they are repeated, and their style.
Written = tuple[str, int, Style]


def plans(most: int) -> st.SearchStrategy[list[list[Written]]]:
    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(lambda parts: "".join(parts).strip())
    run = st.tuples(words, st.sampled_from([1, 1, 1, 7, most]), st.sampled_from(list(Style)))
    return st.lists(st.lists(run, max_size=4), min_size=1, max_size=8)


def built(lines: list[list[Written]]) -> Message:
    return Message(tuple(tuple(Run(words * times, style) for words, times, style in line) for line in lines))


def assert_whole(message: Message, limit: int) -> None:
    pages = message.pages(limit)
    read = [parsed(page) for page in pages]
    assert all(utf16_length(page.text) <= limit for page in read)
    assert squeezed("".join(page.text for page in read)) == squeezed(message.plain)
    slanted = squeezed("".join(run.text for line in message.lines for run in line if run.style is Style.ITALIC))
    shown = styled(read, Style.ITALIC)
    assert not HAN.search(shown) and (HAN.search(slanted) or shown == slanted)
    for style, (_, alike) in NAMES.items():
        if style is Style.ITALIC:
            continue
        runs = "".join(run.text for line in message.lines for run in line if run.style in alike)
        assert styled(read, style) == squeezed(runs)


@settings(deadline=None)
@given(plans(600))
def test_pages_of_telegrams_size(lines: list[list[Written]]) -> None:
    assert_whole(built(lines), PAGE_UNITS)


@settings(deadline=None)
@given(plans(20), st.integers(16, 90))
def test_pages_of_any_size(lines: list[list[Written]], limit: int) -> None:
    # A cut at a blank may leave a page of nothing else; such short pages are none of Telegram's.
    assume(not any(" " in words for line in lines for words, _, _ in line))
    assert_whole(built(lines), limit)


def test_the_limit_is_telegrams() -> None:
    assert PAGE_UNITS == 4096


@pytest.mark.parametrize(
    ("text", "size"), [("", 0), ("a", 1), ("口", 1), ("😀", 2), ("𠀀口", 3), ("\ud800", 1)], ids=ascii
)
def test_units(text: str, size: int) -> None:
    assert units(text) == size


def test_a_message_that_fits_is_one_page() -> None:
    message = Message(((Run("标题", Style.BOLD),), (), (Run("a < b & "), Run("c", Style.ITALIC))))
    assert message.pages() == ["<b>标题</b>\n\na &lt; b &amp; <i>c</i>"]
    assert message.plain == "标题\n\na < b & c"


def test_a_quote_is_one_element_whatever_stands_out_in_it() -> None:
    line = (
        Run("来源："),
        Run("甲<", Style.QUOTE),
        Run("乙", Style.MARKED),
        Run("丙", Style.STRUCK),
        Run("完", Style.BOLD),
    )
    assert Message((line,)).pages() == ["来源：<blockquote>甲&lt;<b><u>乙</u></b><s>丙</s></blockquote><b>完</b>"]


def test_a_folded_quote_can_be_opened() -> None:
    page = Message(((Run("答"),), (Run("来源：\n理解为：", Style.FOLDED),))).pages()[0]
    assert page == "答\n<blockquote expandable>来源：\n理解为：</blockquote>"
    assert [entity["type"] for entity in parsed(page).entities] == ["expandable_blockquote"]


def test_chinese_is_not_slanted() -> None:
    assert Message(((Run("a", Style.ITALIC), Run("甲 a", Style.ITALIC)),)).pages() == ["<i>a</i>甲 a"]


def test_what_keeps_a_line_whole_is_not_in_the_plain_text() -> None:
    message = text_message("经济和信息化委\u2060牵头")
    assert (message.plain, message.pages()) == ("经济和信息化委牵头", ["经济和信息化委\u2060牵头"])


def test_a_link_is_escaped_and_keeps_its_style() -> None:
    line = (Run("a<b", Style.BOLD, link='https://t.me/x?start=t1&y="'), Run("旧"))
    page = Message((line,)).pages()[0]
    assert page == '<b><a href="https://t.me/x?start=t1&amp;y=&quot;">a&lt;b</a></b>旧'
    kinds = sorted(entity["type"] for entity in parsed(page).entities)
    assert kinds == ["bold", "text_link"]


def test_a_page_has_no_more_styles_than_telegram_shows() -> None:
    message = Message(
        tuple((Run(f"{n}.", link=f"https://t.me/x?start=t{n}"), Run("甲", Style.BOLD)) for n in range(120))
    )
    pages = [parsed(page) for page in message.pages()]
    assert [len(page.entities) for page in pages] == [100, 100, 40]
    assert "\n".join(page.text for page in pages) == message.plain


def test_pages_end_between_lines() -> None:
    message = text_message("一" * 3000, "二" * 3000, "三")
    assert message.pages() == ["一" * 3000, "二" * 3000 + "\n三"]


def test_a_long_line_ends_at_a_sentence() -> None:
    message = text_message("甲" * 2999 + "。" + "乙" * 2999 + "。")
    assert message.pages() == ["甲" * 2999 + "。", "乙" * 2999 + "。"]


def test_a_longer_sentence_ends_at_the_limit_and_no_character_is_halved() -> None:
    pages = text_message("😀" * 3000).pages()
    assert "".join(pages) == "😀" * 3000
    assert [units(page) <= PAGE_UNITS for page in pages] == [True, True]


def test_a_page_may_be_full() -> None:
    assert text_message("甲" * 4095).pages() == ["甲" * 4095]
    assert "".join(text_message("甲" * 4097).pages()) == "甲" * 4097


@pytest.mark.parametrize(
    "message", [Message(()), Message(((), ())), text_message("  ", "")], ids=["none", "bare", "blank"]
)
def test_a_message_without_words_has_no_pages(message: Message) -> None:
    assert message.pages() == []
    assert message.plain == ""


def test_messages_are_joined_by_an_empty_line() -> None:
    assert (text_message("一") + text_message("二", "三")).plain == "一\n\n二\n三"
