"""`python -m tests.sandbox.tour --folder DIR`: questions of every kind on a phone, with a picture of each answer.

It measures the share of each reply's height, its buttons with it, that says what was asked: not how it was read, not the source.
"""

import argparse
import asyncio
import io
import os
import sys
from pathlib import Path
from statistics import mean

from PIL import Image
from playwright.async_api import Locator, ViewportSize, expect

from corpus.readers import read_toml
from tests.sandbox.__main__ import running_sandbox
from tests.sandbox.browser import running_browser
from tests.sandbox.scene import new_scene
from tests.sandbox.steps import ask, start

PHONE: ViewportSize = {"width": 390, "height": 844}
QUESTIONS: dict[str, list[str]] = read_toml(Path(__file__).with_name("tour.toml"))
# What is not the answer begins with one of these, or is folded away.
_BESIDE = ["理解为：", "据内蒙古", "问的是", "Understood as:", "Source:", "Plan asked:"]
_MEASURE = """(stack, beside) => {
  const words = stack.querySelector(".words"), whole = stack.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(words);
  const folded = [...words.querySelectorAll("blockquote.expandable")].at(-1);
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  let end = folded ? folded.getBoundingClientRect().top : null;
  for (let node; end === null && (node = walker.nextNode());) {
    const at = Math.min(...beside.map(each => node.data.indexOf(each)).filter(each => each >= 0));
    if (Number.isFinite(at)) {
      range.setStart(node, at);
      end = range.getBoundingClientRect().top;
    }
  }
  const meta = words.querySelector(".meta");
  const bottom = end ?? meta.getBoundingClientRect().top;
  const keyboard = stack.querySelector(".keyboard");
  return {
    answer: Math.max(0, bottom - words.getBoundingClientRect().top), whole: whole.height,
    rows: keyboard ? keyboard.children.length : 0, lines: Math.round(words.getBoundingClientRect().height / 22),
  };
}"""


async def _measured(answer: Locator) -> dict[str, float]:
    found: dict[str, float] = await answer.locator(".stack").evaluate(_MEASURE, _BESIDE)
    return found


def _sheet(shots: list[bytes], path: Path) -> None:
    """The pictures beside each other, so that many are looked at at once."""
    images = [Image.open(io.BytesIO(shot)) for shot in shots]
    sheet = Image.new("RGB", (sum(image.width + 8 for image in images), max(image.height for image in images)), "white")
    left = 0
    for image in images:
        sheet.paste(image, (left, 0))
        left += image.width + 8
    sheet.save(path)


async def tour(folder: Path, var: Path, langs: list[str]) -> None:
    """Asks everything, writes the pictures and `figures.tsv`, prints the means."""
    folder.mkdir(parents=True, exist_ok=True)
    scene = new_scene()
    expect.set_options(timeout=60_000)
    table = ["lang\tquestion\tanswer px\twhole px\tshare\trows of buttons"]
    async with running_sandbox(scene, var) as (server, _), running_browser() as browser:
        await scene.world.wait_until(lambda: scene.world.calls_of("getUpdates"), timeout=60)
        bot = scene.world.bot.user.id
        for lang in langs:
            user = scene.newcomer if lang == "zh" else scene.visitor
            page = await browser.new_page(viewport=PHONE)
            await page.goto(f"{server.address}/#/{user.id}/{scene.world.chats[user.id].id}")
            await page.wait_for_selector("#app[data-view=chat]")
            shots = [await (await start(page, bot)).screenshot()]
            figures = []
            for question in QUESTIONS[lang]:
                answer = await ask(page, bot, question)
                figure = await _measured(answer)
                share = figure["answer"] / figure["whole"]
                figures.append((share, figure["rows"]))
                row = (
                    f"{lang}\t{question}\t{figure['answer']:.0f}\t{figure['whole']:.0f}\t{share:.2f}\t{figure['rows']}"
                )
                table.append(row)
                shots.append(await answer.screenshot())
            for number in range(0, len(shots), 8):
                _sheet(shots[number : number + 8], folder / f"{lang}-{number // 8 + 1}.png")
            await page.close()
            print(f"{lang}: share {mean(s for s, _ in figures):.2f}, rows of buttons {mean(r for _, r in figures):.1f}")
    (folder / "figures.tsv").write_text("\n".join(table) + "\n", encoding="utf-8")


def main() -> int:
    """The exit code: 0, or 2 with a line where there is no browser."""
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox.tour", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where the pictures go")
    parser.add_argument("--lang", choices=sorted(QUESTIONS), help="one language only")
    options = parser.parse_args()
    langs = [options.lang] if options.lang else list(QUESTIONS)
    try:
        asyncio.run(tour(options.folder, Path(os.environ.get("VAR_DIR") or "var"), langs))
    except RuntimeError as error:
        print(f"tour: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
