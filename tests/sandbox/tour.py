"""`python -m tests.sandbox.tour --folder DIR`: questions of every kind on a phone, a picture of each answer and how much of it answers.

The share is the part of a reply's height, its buttons with it, that says what was asked: not how it was read, not the source.
"""

import argparse
import asyncio
import io
import os
import sys
from pathlib import Path
from statistics import mean

from PIL import Image
from playwright.async_api import Locator, expect

from tests.sandbox.__main__ import running_sandbox
from tests.sandbox.browser import running_browser
from tests.sandbox.scene import new_scene
from tests.sandbox.steps import ask, start

PHONE = {"width": 390, "height": 844}
QUESTIONS = {
    "zh": (
        "第12条谁负责 · 第36条谁负责 · 谁负责口岸通关改革 · 第12条的全文 · 商务厅牵头哪些任务 · 商务厅负责哪些任务 · "
        "财政厅参与但不牵头的任务有哪些 · 第三部分有哪些任务 · 发展改革委牵头、环保厅配合的任务有哪些 · 商务厅牵头几项任务 · "
        "哪个部门牵头的任务最多 · 哪个部门牵头的任务最少 · 科技厅和商务厅谁牵头的更多 · 第7条商务厅是不是牵头 · 下同是什么意思 · "
        "方案共有多少项任务 · 民政厅牵头哪些任务 · 商物厅牵头什么 · 生态环境厅的任务 · 哪些任务涉及至少五个部门 · "
        "方案里有教育改革的内容吗 · 和商务厅合作的部门有哪些 · 方案有哪些部分 · 第99条谁负责 · 你好 · 谢谢 · 所有任务 · "
        "商务厅在加工贸易方面有哪些任务 · 知识产权谁管？我领导明天要 · 第1、11、30项谁负责"
    ).split(" · "),
    "en": (
        "Which tasks does the Department of Commerce lead? · Who is responsible for customs clearance reform? · task 12 · "
        "Who is responsible for task 12? · How many tasks involve the Finance Department? · all tasks of Hohhot Customs · "
        "Which tasks are in section 6? · Which tasks involve both the Finance Department and the DRC? · "
        "Which department leads the most tasks? · Which department leads the fewest tasks? · "
        "Does Commerce or Science lead more tasks? · Is Commerce the lead of task 7? · Which tasks have at least five departments? · "
        "Who is responsible for task 99? · Which tasks does the Civil Affairs Department lead? · hello · thank you · "
        "Who works with the Department of Commerce? · What sections does the plan have? · How many tasks are in the plan? · "
        "Commerce tasks about service outsourcing · what is the capital of France · What is the plan based on? · all tasks · "
        "Which tasks does the Department of Ecology and Environment lead? · Which tasks does Commerce take part in without leading? · "
        "tasks 1, 11 and 30 · Which tasks does Comerce lead? · What does 下同 mean? · tasks of Commerce but not the DRC"
    ).split(" · "),
}
# What is not the answer begins with one of these, or is folded away.
_BESIDE = ["理解：", "来源：", "Understood as:", "Source:"]
_MEASURE = """(stack, beside) => {
  const words = stack.querySelector(".words"), whole = stack.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(words);
  const folded = [...words.children].find(each => each.matches("blockquote.folded"));
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
                row = f"{lang}\t{question}\t{figure['answer']:.0f}\t{figure['whole']:.0f}\t{share:.2f}\t{figure['rows']}"
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
