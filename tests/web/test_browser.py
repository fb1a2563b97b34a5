"""The page in Chromium: on a phone and a desk, light and dark, by keyboard alone, without scripts, to a screen reader."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import COUNTIES, FIRST, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOME = f"/plans/{FIRST}"
PAGES = {
    "ask": "/",
    "departments": f"{HOME}/departments",
    "department": f"{HOME}/departments/shangwu",
    "sections": f"{HOME}/sections",
    "section": f"{HOME}/sections/3",
    "tasks": f"{HOME}/tasks",
    "task": f"{HOME}/tasks/12",
    "matrix": f"{HOME}/matrix",
    "other plan": f"/plans/{COUNTIES}/matrix",
    "nothing": "/nowhere",
}
LOOKS = [(390, "light", "zh-CN"), (390, "dark", "en-GB"), (1280, "light", "en-GB")]
# Colours of the words that show, of what stands behind them, and their size; CSS gives rgb() or rgba() always.
COLOURS = """() => {
  const shown = (element) => element.checkVisibility() && !element.closest(".hidden, .skip") && element.getClientRects().length;
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return getComputedStyle(document.documentElement).colorScheme.includes("dark") ? "rgb(18, 18, 18)" : "rgb(255, 255, 255)";
  };
  return [...document.body.querySelectorAll("*")]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && shown(element))
    .map((element) => [element.outerHTML.slice(0, 80), getComputedStyle(element).color, behind(element)]);
}"""
# What a rule of accessibility would find, as sentences.
FAULTS = """() => {
  const faults = [], say = (words, element) => faults.push(`${words}: ${element.outerHTML.slice(0, 90)}`);
  const labels = (e) => [...(e.labels || [])].map((label) => label.textContent).join("");
  const name = (e) => (e.getAttribute("aria-label") || labels(e) || e.textContent).trim();
  for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), nav, section, [role=region]"))
    if (!name(e)) say("no name", e);
  for (const e of document.querySelectorAll("img:not([alt])")) say("no alternative", e);
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of ids) if (ids.filter((other) => other === id).length > 1) faults.push(`id twice: ${id}`);
  let level = 0;
  for (const e of document.querySelectorAll("h1, h2, h3, h4")) {
    const own = Number(e.tagName[1]);
    if (own > level + 1) say("level left out", e);
    level = own;
  }
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  for (const tag of ["main", "header", "footer"]) if (document.querySelectorAll(tag).length !== 1) faults.push(`not one ${tag}`);
  const navs = [...document.querySelectorAll("nav")].map((e) => e.getAttribute("aria-label"));
  if (new Set(navs).size !== navs.length || navs.includes(null)) faults.push(`landmarks are not told apart: ${navs}`);
  if (!document.documentElement.lang || !document.title) faults.push("no language or title");
  for (const e of document.querySelectorAll("ul > :not(li), ol > :not(li), p > div, p > ul")) say("misplaced", e);
  for (const e of document.querySelectorAll("th:not([scope])")) say("no scope", e);
  for (const e of document.querySelectorAll("button, input:not([type=hidden]), .file, .ways a, nav a")) {
    const box = e.getBoundingClientRect();
    if (box.width && box.height < 24) say("hard to hit", e);
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push("wider than the window");
  return faults;
}"""


def luminance(colour: str) -> float:
    channels = [float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as the Web Content Accessibility Guidelines measure it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


async def test_contrast_is_measured_as_the_guidelines_do() -> None:
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(119, 119, 119)", "rgb(255, 255, 255)") == pytest.approx(4.48, abs=0.01)


async def faults(page: Page) -> list[Any]:
    """What is wrong with a page for who sees little, or nothing."""
    found: list[Any] = await page.evaluate(FAULTS)
    faint = [
        f"contrast {contrast(ink, paper):.1f}: {element}"
        for element, ink, paper in await page.evaluate(COLOURS)
        if contrast(ink, paper) < 4.5
    ]
    return found + faint


async def ask(page: Page, question: str) -> None:
    await page.get_by_role("textbox").fill(question)
    await page.keyboard.press("Enter")
    await expect(page.locator(".question", has_text=question)).to_have_count(1)


@pytest.mark.parametrize(("width", "scheme", "locale"), LOOKS, ids=lambda value: str(value))
async def test_every_page_is_readable(visit: Visit, address: str, width: int, scheme: str, locale: str) -> None:
    page = await visit(PAGES["ask"], width=width, scheme=scheme, locale=locale)
    await ask(page, "商务厅参与哪些任务")
    await ask(page, "第36项的全文")
    await ask(page, "县商务局牵头哪些")
    assert await faults(page) == []
    dark = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (luminance(dark) < 0.1) is (scheme == "dark")
    for name, path in PAGES.items():
        await page.goto(address.rstrip("/") + path)
        assert await faults(page) == [], name


async def test_questions_follow_each_other_on_the_page(visit: Visit) -> None:
    page = await visit()
    await ask(page, "商务厅牵头哪些任务")
    await expect(page.get_by_role("heading", name="商务厅牵头 5 项")).to_be_visible()
    await ask(page, "那财政厅呢")
    await expect(page.locator(".exchange").first.get_by_role("heading", name="财政厅牵头 1 项")).to_be_visible()
    await expect(page.locator(".exchange")).to_have_count(2)
    await expect(page.get_by_role("textbox")).to_have_value("")
    await expect(page.get_by_role("textbox")).to_be_focused()
    assert "财政" not in page.url, "questions are in no address"


async def test_answers_are_announced(visit: Visit) -> None:
    page = await visit()
    answers = page.get_by_role("region", name="回答")
    await expect(answers).to_have_attribute("aria-live", "polite")
    await ask(page, "第12条谁负责")
    await expect(answers.get_by_role("article")).to_have_count(1)
    await expect(answers.locator("blockquote")).to_have_attribute("lang", "zh")
    await expect(page.get_by_role("status")).to_be_empty()


async def test_what_goes_wrong_is_said_in_place(visit: Visit) -> None:
    page = await visit()
    await page.evaluate("document.getElementById('question').maxLength = 9000")
    await page.get_by_role("textbox").fill("x" * 5000)
    await page.keyboard.press("Enter")
    await expect(page.locator(".refused")).to_have_text("问题太长，最多 4096 字。")
    await page.route("**/plans/*", lambda route: route.abort())
    await page.get_by_role("textbox").fill("第12条谁负责")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_have_text("没有连上服务器，请重试。")
    await expect(page.get_by_role("textbox")).to_have_value("第12条谁负责")


async def test_examples_and_choices_are_buttons(visit: Visit) -> None:
    page = await visit()
    await page.get_by_role("button", name="第21项谁负责").click()
    await expect(page.locator(".answer")).to_contain_text("第21项：")
    await ask(page, "县商务局牵头哪些")
    await page.locator(".exchange").first.get_by_role("button", name="商务厅", exact=True).click()
    await expect(page.locator(".answer").first).to_contain_text("商务厅")


async def test_without_scripts_the_same_is_done_by_forms(visit: Visit) -> None:
    page = await visit(script=False)
    await page.get_by_role("textbox").fill("商务厅牵头哪些任务")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="商务厅牵头 5 项")).to_be_visible()
    await page.get_by_role("textbox").fill("那财政厅呢")
    await page.get_by_role("button", name="提问").click()
    await expect(page.get_by_role("heading", name="财政厅牵头 1 项")).to_be_visible()
    await page.get_by_role("button", name="第21项谁负责").click()
    await expect(page.locator(".answer")).to_contain_text("第21项：")
    await page.get_by_role("link", name=re.compile("^第21项：发展改革委")).click()
    await expect(page).to_have_title(re.compile(r"^21\. "))


async def test_by_keyboard_alone(visit: Visit) -> None:
    page = await visit(width=1280)
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("textbox")).to_be_focused()
    await page.keyboard.type("商务厅牵头哪些任务")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="商务厅牵头 5 项")).to_be_visible()
    for _ in range(2):
        await page.keyboard.press("Tab")
    first = page.get_by_role("link", name=re.compile(r"^7\. "))
    await expect(first).to_be_focused()
    outline = await first.evaluate(
        "element => getComputedStyle(element).outlineStyle + getComputedStyle(element).outlineWidth"
    )
    assert outline == "solid3px"
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("7. ")
    await expect(
        page.get_by_role("navigation", name="方案内容").get_by_role("link", name="全部任务")
    ).to_have_attribute("aria-current", "page")


async def test_the_matrix_scrolls_within_itself(visit: Visit) -> None:
    page = await visit(PAGES["matrix"])
    region = page.get_by_role("region")
    await region.focus()
    before = await region.evaluate("element => element.scrollLeft")
    await page.keyboard.press("ArrowRight")
    await page.wait_for_function("before => document.querySelector('.wide').scrollLeft > before", arg=before)
    name = page.get_by_role("rowheader", name="商务厅")
    await expect(name).to_be_in_viewport()
    cell = page.get_by_role("row", name=re.compile("^商务厅")).get_by_role("cell").last
    assert re.sub(r"\s+", "", await cell.text_content() or "") == "牵头5配合7"


async def test_the_language_is_changed_in_place(visit: Visit) -> None:
    page = await visit(PAGES["task"])
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/tasks/12?lang=en")
    await page.get_by_role("link", name="Next task").click()
    assert page.url.endswith("/tasks/13?lang=en")
    await page.get_by_role("link", name="中文").click()
    await expect(page.get_by_role("link", name="下一项")).to_be_visible()


async def test_a_list_is_downloaded(visit: Visit) -> None:
    page = await visit()
    await ask(page, "商务厅牵头哪些任务")
    async with page.expect_download() as started:
        await page.get_by_role("link", name="Excel").click()
    assert (await started.value).suggested_filename.endswith(".xlsx")
