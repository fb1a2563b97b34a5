"""Pictures: what is drawn where, that it is legible and within what Telegram takes, and that every character has a glyph."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageColor
from pylopdf_fonts_zh_cn import sans_path

from bot.export import canvas, pictures
from bot.export.canvas import Canvas, Mark, width, wrap
from bot.export.pictures import chart, matrix
from bot.screens.wording import Wording
from corpus.departments import Department, Registry
from corpus.library import Library
from corpus.records import Document, Party, Plan, Role, Section, Span, Task

LANGUAGES = ("zh", "en")


class Recorder(Canvas):
    """A canvas that also keeps what is drawn: (x, y, words, size, anchor) and (x, y, mark, number in it)."""

    drawn: ClassVar[list[Recorder]] = []

    def __init__(self, wide: float) -> None:
        super().__init__(wide)
        self.texts: list[tuple[float, float, str, float, str]] = []
        self.marks: list[tuple[float, float, Mark, str]] = []
        self.drawn.append(self)

    def text(
        self, x: float, y: float, words: str, size: float = 13, colour: str = "", bold: bool = False, anchor: str = "lm"
    ) -> None:
        self.texts.append((x, y, words, size, anchor))
        super().text(x, y, words, size, colour or canvas.INK, bold, anchor)

    def mark(self, x: float, y: float, mark: Mark, size: float, words: str = "") -> None:
        self.marks.append((x, y, mark, words))
        super().mark(x, y, mark, size, words)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Recorder]]:
    """The canvases of the pictures that a test draws anew."""
    monkeypatch.setattr(pictures, "Canvas", Recorder)
    Recorder.drawn.clear()
    matrix.cache_clear()
    chart.cache_clear()
    yield Recorder.drawn
    Recorder.drawn.clear()


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    assert image.format == "PNG"
    return image.convert("RGB")


def parties(plan: Plan) -> list[str]:
    return list(dict.fromkeys(party.department for task in plan.tasks for party in task.parties))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_matrix_counts_what_the_hand_checked_records_count(
    lang: str, drawn: list[Recorder], library: Library, plan: Plan, wording: Wording, gold: dict[str, Any]
) -> None:
    matrix(plan, wording, lang)
    (page,) = drawn
    heads = ["一", "二", "三", "四", "五", "六", "七", "八", "合计"] if lang == "zh" else [*"12345678", "All"]
    head_line = next(y for _, y, words, _, anchor in page.texts if words == heads[0] and anchor == "mm")
    columns = [next(x for x, y, words, *_ in page.texts if words == head and y == head_line) for head in heads]
    for name in {party for task in gold["tasks"] for party in (task["lead"], *task["participants"])}:
        department = next(d for d in library.plan().registry.departments if d.name == name)
        shown = name if lang == "zh" else department.en[0]
        lines = wrap(shown, 13, pictures.NAME_WIDTH[lang] - 6)
        first = next(
            i for i, text in enumerate(page.texts) if text[2] == lines[0] and "".join(lines) == _joined(page, i, lines)
        )
        middle = sum(text[1] for text in page.texts[first : first + len(lines)]) / len(lines)
        cells = {(round(x, 3), mark): int(words) for x, y, mark, words in page.marks if abs(y - middle) < 1 and words}
        for section, x in enumerate(columns, 1):
            inside = [task for task in gold["tasks"] if section == 9 or task["section"] == section]
            leads = sum(task["lead"] == name for task in inside)
            joined = sum(name in task["participants"] for task in inside)
            found = [
                sum(count for (at, mark), count in cells.items() if mark is kind and abs(at - x) < 15)
                for kind in (Mark.SQUARE, Mark.RING)
            ]
            assert found == [leads, joined], (name, section)


def _joined(page: Recorder, first: int, lines: list[str]) -> str:
    return "".join(text[2] for text in page.texts[first : first + len(lines)])


def test_lead_and_taking_part_differ_in_shape_and_not_only_in_colour() -> None:
    """Without colour, the mark of a lead is mostly dark and that of taking part mostly light with a dark edge."""
    page = Canvas(200)
    page.mark(50, 50, Mark.SQUARE, 60)
    page.mark(150, 50, Mark.RING, 60)
    grey = opened(page.png(100)).convert("L")
    scale = grey.width / 200

    def darkness(left: float, right: float, half: float) -> float:
        cut = grey.crop(
            (round(left * scale), round((50 - half) * scale), round(right * scale), round((50 + half) * scale))
        )
        pixels = list(cut.get_flattened_data())
        return sum(value < 128 for value in pixels) / len(pixels)

    assert darkness(20, 80, 30) > 0.95
    assert darkness(120, 180, 30) < 0.4
    assert darkness(140, 160, 10) == 0
    assert grey.getpixel((round(122 * scale), round(50 * scale))) < 128
    assert opened(page.png(100)).getpixel((round(50 * scale), round(50 * scale))) == ImageColor.getrgb(canvas.LEAD)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["发展改革委", "商务厅", "教育厅", "各市人民政府"])
def test_a_chart_has_every_task_with_its_role_and_every_partner(
    name: str, lang: str, drawn: list[Recorder], library: Library, plan: Plan, wording: Wording, gold: dict[str, Any]
) -> None:
    department = next(d for d in library.plan().registry.departments if d.name == name)
    chart(plan, wording, department.id, lang)
    (page,) = drawn
    held = [task for task in gold["tasks"] if name in (task["lead"], *task["participants"])]
    numbered = {int(words): mark for *_, mark, words in page.marks if words}
    assert numbered == {t["number"]: Mark.SQUARE if t["lead"] == name else Mark.RING for t in held}
    words = "".join(text[2] for text in page.texts)
    for task in held:
        editorial = plan.editorial[task["number"]]
        assert (editorial.zh if lang == "zh" else editorial.en).replace(" ", "") in words.replace(" ", "")
    partners = {party for task in held for party in (task["lead"], *task["participants"])} - {name}
    for partner in partners:
        entry = next(d for d in library.plan().registry.departments if d.name == partner)
        assert (partner if lang == "zh" else entry.en[0]).replace(" ", "") in words.replace(" ", "")
    alone = [task for task in plan.tasks if plan.assisted(task) and task.number in numbered]
    assert ("只明确一个部门的，其他有关部门配合，不一一列出，下同" in words) == bool(alone)
    common = [sum(partner in (t["lead"], *t["participants"]) for t in held) for partner in partners]
    legend = 5 if max(common, default=0) > 1 else 2
    assert sum(not words for *_, words in page.marks) - legend == sum(count for count in common if count > 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_is_legible_on_a_phone_and_one_that_telegram_takes(
    lang: str, drawn: list[Recorder], library: Library, plan: Plan, wording: Wording
) -> None:
    pages = [matrix(plan, wording, lang)]
    pages += [chart(plan, wording, id, lang) for id in parties(plan)]
    assert len(pages) == 31
    glyphs = TTFont(sans_path())["cmap"].getBestCmap()
    for page, data in zip(drawn, pages, strict=True):
        image = opened(data)
        assert len(data) < 1_000_000
        assert image.width + image.height <= 10_000
        assert max(image.size) <= 20 * min(image.size)
        assert image.width >= 1.4 * page.width
        for x, _, words, size, anchor in page.texts:
            assert {char for char in words if ord(char) not in glyphs} == set(), words
            left = {"l": x, "m": x - width(words, size) / 2, "r": x - width(words, size)}[anchor[0]]
            assert left >= 0 and left + width(words, size) <= page.width, words
            on_a_phone = size * min(1, 390 / page.width)
            assert on_a_phone >= 6 if words.isdigit() else on_a_phone >= 8.5, words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_columns_are_told_apart_by_their_ground(lang: str, library: Library, plan: Plan, wording: Wording) -> None:
    image = opened(matrix(plan, wording, lang))
    grounds = {colour for _, colour in sorted(image.getcolors(image.width * image.height), reverse=True)[:4]}
    assert {ImageColor.getrgb(colour) for colour in (canvas.PAPER, canvas.SHADE, canvas.DEEPER)} <= grounds


def test_every_name_that_a_plan_may_bring_has_glyphs(library: Library, plan: Plan) -> None:
    glyphs = TTFont(sans_path())["cmap"].getBestCmap()
    names = "".join(d.name + "".join(d.en[:1]) for d in library.plan().registry.departments)
    assert {char for char in plan.text + names if ord(char) not in glyphs and not char.isspace()} == set()


def large(joint: bool, many: int = 180) -> Plan:
    """A plan of 18 sections and `many` departments, each task with a dozen of them."""
    registry = Registry(
        tuple(Department(f"d{i}", f"第{i}个名称很长的临时机构办公室", (), (), (), (), ()) for i in range(many))
    )
    nothing = Span(0, 0)
    roles = [Role.PARTICIPANT if joint else Role.LEAD] + [Role.PARTICIPANT] * 11
    tasks = tuple(
        Task(
            key=number,
            number=number,
            id=str(number),
            section=(number - 1) // 30 + 1,
            span=nothing,
            body=nothing,
            prose="",
            sentences=(),
            bracket=nothing,
            parties=tuple(
                Party("", nothing, role, f"d{(number * 7 + offset * 5) % many}") for offset, role in enumerate(roles)
            ),
            basis="joint",  # type: ignore[arg-type]
            line=1,
        )
        for number in range(1, 541)
    )
    sections = tuple(Section(number, number, "很长的部分名称" * 6, nothing) for number in range(1, 19))
    document = Document("", "方案", "", "", (), None, sections, tasks, ())
    return Plan(
        f"large-{joint}-{many}", "", document, registry, year=2030, titles={"zh": "大方案", "en": "A large plan"}
    )


@pytest.mark.parametrize(("joint", "many"), [(False, 180), (True, 180), (False, 600)], ids=str)
def test_a_large_plan_without_titles_or_english_stays_within_the_limits(
    joint: bool, many: int, wording: Wording
) -> None:
    plan = large(joint, many)
    for data in (matrix(plan, wording, "zh"), chart(plan, wording, "d7", "en")):
        image = opened(data)
        assert image.width + image.height <= 10_000
        assert max(image.size) <= 20 * min(image.size)
        assert len(data) < 10_000_000


def test_a_picture_is_kept_until_the_plan_changes(
    drawn: list[Recorder], library: Library, plan: Plan, wording: Wording
) -> None:
    first = chart(plan, wording, "shangwu", "zh")
    assert chart(plan, wording, "shangwu", "zh") is first
    assert len(drawn) == 1
    chart(plan, wording, "shangwu", "en")
    chart(plan, wording, "caizheng", "zh")
    chart(dataclasses.replace(plan, digest="another"), wording, "shangwu", "zh")
    assert len(drawn) == 4


def test_threads_draw_the_same(drawn: list[Recorder], library: Library, plan: Plan, wording: Wording) -> None:
    ids = parties(plan)[:4]
    alone = [chart(plan, wording, id, "zh") for id in ids]
    chart.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda id: chart(plan, wording, id, "zh"), ids)) == alone


@pytest.mark.parametrize(
    ("words", "limit", "lines"),
    [
        ("总部经济、研发中心与产业孵化园", 131, ["总部经济、", "研发中心与产业孵化园"]),
        ("甲乙丙丁，戊", 52, ["甲乙丙", "丁，戊"]),
        ("State-owned Assets Supervision", 90, ["State-owned", "Assets", "Supervision"]),
        ("农牧业厅、财政厅、知识产权局", 120, ["农牧业厅、财政厅、", "知识产权局"]),
        ("依据《外商投资目录》修订", 40, ["依据", "《外商", "投资目", "录》修", "订"]),
        ("Interconnectedness", 60, ["Interconn", "ectednes", "s"]),
        ("", 50, [""]),
    ],
)
def test_lines_break_where_a_reader_expects(words: str, limit: float, lines: list[str]) -> None:
    assert wrap(words, 13, limit) == lines


@given(st.text("工作、任务，（）。 Plan of 2011-", max_size=60), st.integers(20, 300))
def test_wrapping_loses_nothing_but_spaces_and_keeps_to_the_width(words: str, limit: int) -> None:
    lines = wrap(words, 13, limit)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    for line in lines:
        assert width(line, 13) <= limit or len(re.findall("[^，。、（）]", line)) <= 1
    assert not any(
        re.match("[，。、）]", line) for line in lines[1:] if not re.search("(^|[ ，。、）])[，。、）]", words)
    )
