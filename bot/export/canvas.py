"""A picture drawn in CSS pixels and saved as PNG at the finest scale that a chat shows unchanged: text, marks, lines."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable
from enum import StrEnum

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

# Telegram shows a photo of at most 2,560 pixels a side as it is, and refuses one whose sides add up to more than 10,000
# or differ more than twentyfold. Below a scale of 1.5 text would be too coarse to zoom into.
_KEPT_SIDE, _MOST_SIDES, _MOST_RATIO = 2560, 10_000, 20
_FINEST, _COARSEST = 3.0, 1.5
# Latin words, numbers and the names of a list stay whole; marks that open or close a phrase stay with its characters.
_CLOSE = "[，。、；：！？）》”]*"
_HAN = "[^\\W\\dA-Za-z]"
_CHARACTER = rf"[（《“]*.{_CLOSE}"
_PIECE = re.compile(rf"[A-Za-z0-9’'&.()/–-]+[,;:]?{_CLOSE}\s*|{_HAN}{{2,12}}、|(?<=、){_HAN}{{2,12}}$|{_CHARACTER}")

INK, FAINT, RULE, SHADE, DEEPER, PAPER = "#1f2933", "#667085", "#d9dee5", "#f2f5f9", "#e3e9f1", "#ffffff"
LEAD, PARTICIPANT, NEITHER = "#1d4f91", "#b4540a", "#98a2b3"


class Mark(StrEnum):
    """The shapes that tell roles apart without colour: a full square leads, a ring takes part, a small dot is neither's lead."""

    SQUARE = "square"
    RING = "ring"
    DOT = "dot"


# A face that has drawn holds a megabyte and more, and each picture has a scale of its own.
@functools.lru_cache(8)
def _font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(sans_path(), size)


def width(words: str, size: float) -> float:
    """The width of `words` in CSS pixels at a font size."""
    return _measure().getlength(words) * size / 100


@functools.cache
def _measure() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(sans_path(), 100)


def wrap(words: str, size: float, limit: float) -> list[str]:
    """`words` in lines of at most `limit` CSS pixels, broken within a word or name only where it is longer than a line."""
    lines = [""]
    for whole in _PIECE.findall(words):
        for piece in [whole] if width(whole.rstrip(), size) <= limit else re.findall(_CHARACTER, whole):
            if lines[-1] and width((lines[-1] + piece).rstrip(), size) > limit:
                lines.append("")
            lines[-1] += piece
    return [line.rstrip() for line in lines]


@functools.lru_cache(64)
def _stamp(mark: Mark, size: int) -> Image.Image:
    """A mark with smooth edges, `size` pixels each way: drawn four times as large, since Pillow draws hard edges."""
    big = size * 4
    image = Image.new("RGBA", (big, big), PAPER + "00")
    draw = ImageDraw.Draw(image)
    match mark:
        case Mark.SQUARE:
            draw.rounded_rectangle((0, 0, big - 1, big - 1), big // 6, fill=LEAD)
        case Mark.RING:
            draw.ellipse((0, 0, big - 1, big - 1), fill=PAPER, outline=PARTICIPANT, width=max(4, big // 11))
        case Mark.DOT:
            edge = big // 4
            draw.ellipse((edge, edge, big - 1 - edge, big - 1 - edge), fill=NEITHER)
    return image.resize((size, size), Image.Resampling.LANCZOS)


class Canvas:
    """A page of a given width that grows downwards; y is kept by whoever draws."""

    def __init__(self, width: float) -> None:
        self.width = width
        self._steps: list[Callable[[Image.Image, ImageDraw.ImageDraw, float], None]] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 13,
        colour: str = INK,
        bold: bool = False,
        anchor: str = "lm",
    ) -> None:
        """`words` on one line; `anchor` as Pillow's, by default the left end at half height."""

        def step(image: Image.Image, draw: ImageDraw.ImageDraw, scale: float) -> None:
            stroke = 0.3 * scale if bold else 0
            font = _font(round(size * scale, 1))
            draw.text((x * scale, y * scale), words, colour, font, anchor, stroke_width=stroke, stroke_fill=colour)

        self._steps.append(step)

    def mark(self, x: float, y: float, mark: Mark, size: float, words: str = "") -> None:
        """A mark centred on a point, with a number in it that is made to fit."""

        def step(image: Image.Image, draw: ImageDraw.ImageDraw, scale: float) -> None:
            stamp = _stamp(mark, round(size * scale))
            image.paste(stamp, (round(x * scale - stamp.width / 2), round(y * scale - stamp.height / 2)), stamp)

        self._steps.append(step)
        if words:
            room = size * (0.86 if mark is Mark.SQUARE else 0.68)
            fitting = min(size * 0.78, room / width(words, 1))
            self.text(x, y, words, fitting, PAPER if mark is Mark.SQUARE else PARTICIPANT, bold=True, anchor="mm")

    def box(self, x: float, y: float, right: float, bottom: float, colour: str) -> None:
        """A filled rectangle, at least a pixel each way."""

        def step(image: Image.Image, draw: ImageDraw.ImageDraw, scale: float) -> None:
            left, top = round(x * scale), round(y * scale)
            ends = max(left, round(right * scale) - 1), max(top, round(bottom * scale) - 1)
            draw.rectangle((left, top, *ends), colour)

        self._steps.append(step)

    def line(self, x: float, y: float, right: float, colour: str = RULE) -> None:
        """A thin horizontal line."""
        self.box(x, y - 0.4, right, y + 0.4, colour)

    def png(self, height: float) -> bytes:
        """The picture down to `height`, as PNG bytes within what Telegram takes for a photo."""
        wide = max(self.width, height / (_MOST_RATIO - 1))
        scale = max(_COARSEST, min(_FINEST, _KEPT_SIDE / max(wide, height)))
        scale = min(scale, (_MOST_SIDES - 10) / (wide + height))
        image = Image.new("RGB", (round(wide * scale), round(height * scale)), PAPER)
        draw = ImageDraw.Draw(image)
        for step in self._steps:
            step(image, draw, scale)
        data = io.BytesIO()
        image.save(data, "PNG")
        return data.getvalue()
