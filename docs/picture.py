"""Draws docs/answer.svg: a conversation in a terminal, asked of the real assistant. Run `python docs/picture.py`."""

from __future__ import annotations

import html
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # run as a file, so that the project's root is not where Python looks

from bot.app import build_assistant  # noqa: E402
from bot.config import load_settings  # noqa: E402
from bot.message import Message, Style  # noqa: E402
from bot.wording import Wording  # noqa: E402

QUESTIONS = ("商务厅牵头哪些任务", "第二个谁负责", "护照怎么办", "Who handles customs clearance reform?")
COLUMNS = 80
# Half a full-width character is 7 wide; the Latin letters of some fonts are 8.4, and must fit as well.
CELL, LINE, MARGIN = 8.4, 22, 24
FONTS = "'Noto Sans Mono CJK SC','Sarasa Mono SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',monospace"
COLOURS = {
    Style.PLAIN: "#d7dae0",
    Style.BOLD: "#ffffff",
    Style.ITALIC: "#8b93a3",
    Style.QUOTE: "#9fd6a8",
    Style.CODE: "#d7dae0",
}
_PROMPT = "#7aa2f7"

Row = tuple[str, str, bool]


def main() -> None:
    """Write the picture."""
    assistant = build_assistant(load_settings(), Wording())
    rows: list[Row] = []
    for question in QUESTIONS:
        rows.append((f"? {question}", _PROMPT, True))
        rows.extend(_rows(assistant.reply(question, "picture").message))
        rows.append(("", "", False))
    target = ROOT / "docs/answer.svg"
    target.write_text(_svg(rows[:-1]), "utf-8")
    print(f"written to {target.relative_to(ROOT)}")


def _rows(message: Message) -> Iterator[Row]:
    """The message's lines, wrapped; a line has the colour of its first run."""
    for line in message.lines:
        words = "".join(run.text for run in line)
        style = line[0].style if line else Style.PLAIN
        for piece in _wrapped(words):
            yield piece, COLOURS[style], style is Style.BOLD


def _width(char: str) -> int:
    """The terminal cells that a character takes."""
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _wrapped(words: str) -> Iterator[str]:
    """Pieces of at most COLUMNS cells, cut at a blank where there is one."""
    piece, used = "", 0
    for char in words:
        if used + _width(char) > COLUMNS:
            head, blank, tail = piece.rpartition(" ")
            cut = bool(blank) and char.isascii() and len(tail) < 20
            yield head if cut else piece
            piece = tail if cut else ""
            used = sum(map(_width, piece))
        piece, used = piece + char, used + _width(char)
    yield piece


def _svg(rows: list[Row]) -> str:
    width, height = COLUMNS * CELL + 2 * MARGIN, len(rows) * LINE + 2 * MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" height="{height}" '
        'role="img" aria-label="A conversation in the terminal">',
        f'<rect width="100%" height="100%" rx="10" fill="#1b1e27"/><g font-family="{FONTS}" font-size="14">',
    ]
    for index, (words, colour, bold) in enumerate(rows):
        if words:
            weight = ' font-weight="bold"' if bold else ""
            y = MARGIN + index * LINE + 15
            lines.append(f'<text x="{MARGIN}" y="{y}" fill="{colour}"{weight}>{html.escape(words)}</text>')
    return "\n".join([*lines, "</g>", "</svg>", ""])


if __name__ == "__main__":
    main()
