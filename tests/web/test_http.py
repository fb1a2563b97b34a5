"""The real server over HTTP: what each address shows, what is said where there is nothing, headers, files, JSON, limits."""

from __future__ import annotations

import asyncio
import io
import logging
import re
from html import unescape
from urllib.parse import unquote

import docx
import httpx
import openpyxl
import pypdfium2
import pytest

from bot.cli.ask import as_record
from bot.config import BotError
from bot.dialogue.asking import Asking
from bot.plans.served import Plans
from bot.screens.wording import Wording
from bot.web.app import build_web
from bot.web.limits import Limits, Rates
from bot.web.server import serving
from bot.web.site import preferred
from index.engine import Engine
from tests.web.conftest import COUNTIES, ENGLISH, FIRST

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOME = f"/plans/{FIRST}"


def words(html: str) -> str:
    """The words of a page without its elements and blanks."""
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", html)))


def answer_in(html: str) -> str:
    """The words of the first answer on a page."""
    found = re.search(r'<div class="answer"[^>]*>(.*?)</div>\s*(?=<form|<p class="files"|</article>)', html, re.DOTALL)
    assert found, html
    return words(found[1])


def field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', html)
    assert found
    return found[1]


async def ask(client: httpx.AsyncClient, question: str, path: str = HOME, **fields: str) -> httpx.Response:
    return await client.post(path, data={"question": question, **fields})


# Asking.


@pytest.mark.parametrize(
    "question",
    [
        "商务厅牵头哪些任务",
        "商物厅参与哪些",
        "第12条谁负责",
        "第3到第5项的全文",
        "方案有哪些部门",
        "方案分几个部分",
        "民政厅牵头哪些任务",
        "第99条",
        "你好",
        "县水利局负责什么",
        "各方案各有多少项任务",
        "商务厅牵头几项？第7条谁负责？",
        "Which tasks does the Department of Commerce lead?",
        "<b>第12条</b>谁负责&",
    ],
)
async def test_an_answer_is_the_terminal_s_word_for_word(
    client: httpx.AsyncClient, plans: Plans, question: str
) -> None:
    page = await ask(client, question)
    told = Asking(plans, Wording(), FIRST).tell(question, f"terminal {question}")
    assert page.status_code == 200
    assert answer_in(page.text) == re.sub(r"\s+", "", told.message.plain)
    assert f'<div class="answer" lang="{told.lang}">' in page.text


async def test_tasks_in_an_answer_lead_to_their_pages(client: httpx.AsyncClient) -> None:
    page = await ask(client, "商务厅牵头哪些任务")
    found = re.findall(rf'<li><div class="line"><a href="{HOME}/tasks/(\w+)">', page.text)
    assert found == ["7", "9", "14", "23", "35"]
    assert "<h3>商务厅牵头 5 项</h3>" in page.text


async def test_a_follow_up_leans_on_the_conversation_of_its_form(client: httpx.AsyncClient) -> None:
    first = await ask(client, "商务厅牵头哪些任务")
    after = await ask(client, "那财政厅呢", conversation=field(first.text, "conversation"))
    assert field(after.text, "conversation") == field(first.text, "conversation")
    assert answer_in(after.text).startswith("财政厅牵头1项") and "参与（不牵头）" not in answer_in(after.text)
    alone = answer_in((await ask(client, "那财政厅呢")).text)
    assert alone.startswith("财政厅牵头1项、参与（不牵头）7项"), "elsewhere it leans on nothing"


async def test_each_visit_is_a_conversation_of_its_own(client: httpx.AsyncClient) -> None:
    names = {field((await client.get(HOME)).text, "conversation") for _ in range(3)}
    assert len(names) == 3 and all(len(name) == 22 for name in names)


async def test_a_plan_s_page_asks_that_plan_and_a_question_may_name_another(client: httpx.AsyncClient) -> None:
    page = await ask(client, "第2项谁负责", f"/plans/{COUNTIES}")
    assert "县教育局" in answer_in(page.text) and f'href="/plans/{COUNTIES}/tasks/2"' in page.text
    page = await ask(client, "松陵那个方案第2项谁负责")
    assert "县教育局" in answer_in(page.text) and f'href="/plans/{COUNTIES}/tasks/2"' in page.text


async def test_what_another_plan_has_is_offered_as_a_question(client: httpx.AsyncClient) -> None:
    page = await ask(client, "县水利局牵头哪些任务")
    found = re.search(r'<button name="question" value="([^"]*松陵[^"]*)">', page.text)
    assert found
    page = await ask(client, unescape(found[1]))
    assert f"/plans/{COUNTIES}/tasks/1" in page.text


async def test_a_part_of_a_page_is_the_exchange_alone(client: httpx.AsyncClient) -> None:
    part = (await ask(client, "第12条谁负责", part="1")).text
    assert part.strip().startswith('<article class="exchange">') and "<html" not in part
    refused = await client.post(HOME, data={"question": " ", "part": "1"}, headers={"X-Part": "1"})
    assert refused.status_code == 400 and words(refused.text).startswith("请写出问题")


# Places.


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "商务厅牵头哪些任务"),
        (f"{HOME}/departments", "部门和单位 30 个"),
        (f"{HOME}/departments/shangwu", "商务厅牵头 5 项"),
        (f"{HOME}/departments/shangwu?role=participant", "商务厅参与（不牵头）7 项"),
        (f"{HOME}/sections", "方案分 8 个部分"),
        (f"{HOME}/sections/3", "12. 综合交通运输与现代物流体系建设"),
        (f"{HOME}/tasks", "40. "),
        (
            f"{HOME}/tasks/12",
            "完善现代物流体系。（自治区发展改革委、交通运输厅、财政厅、铁路办）",
        ),
        (f"{HOME}/matrix", "40 项任务、30 个部门和单位"),
        (f"/plans/{COUNTIES}", "松陵县2023年水库移民后期扶持工作任务分工方案"),
        (f"/plans/{COUNTIES}/tasks/1", "改造移民村饮水管网"),
        (f"/plans/{COUNTIES}/sections", "方案分 0 个部分"),
        (f"/plans/{COUNTIES}/matrix", "不在任何部分"),
    ],
)
async def test_a_place_shows_what_the_plan_has(client: httpx.AsyncClient, path: str, shown: str) -> None:
    page = await client.get(path)
    assert page.status_code == 200
    assert re.sub(r"\s+", "", shown) in words(page.text)


async def test_every_link_of_every_page_leads_somewhere(client: httpx.AsyncClient) -> None:
    seen: set[str] = set()
    front = ["/", "/?lang=en"]
    while front:
        path = front.pop()
        seen.add(path)
        page = await client.get(path)
        assert page.status_code == 200, path
        if not page.headers["content-type"].startswith("text/html"):
            continue
        found = {unescape(link) for link in re.findall(r'(?:href|src)="(/[^"]*)"', page.text)}
        # One task, department and section of each plan and language stand for the others; files have tests of their own.
        kinds = {re.sub(r"/(tasks|departments|sections)/[^/?.]+", r"/\1/x", link): link for link in sorted(found)}
        known = {re.sub(r"/(tasks|departments|sections)/[^/?.]+", r"/\1/x", link) for link in (*seen, *front)}
        front += [
            link for kind, link in kinds.items() if kind not in known and not re.search(r"\.(xlsx|docx|png)", kind)
        ]
    assert len(seen) > 25


@pytest.mark.parametrize("page", ["", "/departments", "/sections", "/tasks", "/matrix", "/tasks/12", "/sections/3"])
async def test_a_page_in_english(client: httpx.AsyncClient, page: str) -> None:
    chosen = await client.get(f"{HOME}{page}?lang=en")
    assert '<html lang="en">' in chosen.text
    assert f'href="{HOME}/departments?lang=en"' in chosen.text, "the language stays while one goes on"
    liked = await client.get(f"{HOME}{page}", headers=ENGLISH)
    assert '<html lang="en">' in liked.text and f'href="{HOME}/departments"' in liked.text
    assert liked.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "zh"),
        ("*", "zh"),
        ("zh-TW", "zh"),
        ("de, en;q=0.5, zh;q=0.8", "zh"),
        ("zh;q=0, en", "en"),
        ("fr-FR", "en"),
        ("en;q=nonsense", "en"),
        (";;,,q=", "en"),
    ],
)
async def test_the_browser_s_language(header: str, lang: str) -> None:
    assert preferred(header, ("en", "zh")) == lang


async def test_the_matrix_counts_as_the_tables_do(client: httpx.AsyncClient, engine: Engine) -> None:
    page = (await client.get(f"{HOME}/matrix")).text
    row = re.search(r'<a href="[^"]*/departments/shangwu">.*?</tr>', page, re.DOTALL)
    assert row
    held = engine.tables.row("shangwu", engine.tables.every)
    assert words(row[0].rpartition("<td>")[2]) == f"牵头{held.leads}配合{held.participates}"


# Errors in words.


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/plans",
        "/plans/none",
        "/plans/none/tasks",
        f"{HOME}/tasks/41",
        f"{HOME}/tasks/%E4%B8%83",
        f"{HOME}/tasks/-",
        f"{HOME}/sections/9",
        f"{HOME}/sections/0",
        f"{HOME}/sections/99999999999999999999",
        f"{HOME}/sections/x",
        f"{HOME}/departments/minzheng",
        f"{HOME}/tasks.exe",
        f"{HOME}/departments/minzheng/chart.png",
        f"{HOME}/sections/9/tasks.xlsx",
        "/static/none.css",
        "/static/../app.py",
    ],
)
async def test_what_is_not_there_is_said_in_the_reader_s_language(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path)
    assert page.status_code == 404 and "没有这个页面" in page.text
    assert "There is no such page" in (await client.get(path, headers=ENGLISH)).text


async def test_other_refusals_are_said_too(client: httpx.AsyncClient) -> None:
    page = await client.request("DELETE", "/")
    assert page.status_code == 405 and "不接受这种请求" in page.text
    page = await client.get("/lists/unknown.xlsx")
    assert page.status_code == 410 and "重新提问" in page.text
    page = await ask(client, "长" * 4097)
    assert page.status_code == 400 and "最多 4096 字" in page.text
    page = await ask(client, "")
    assert page.status_code == 400 and "请写出问题" in page.text
    page = await client.post(HOME, content=b"question=" + b"x" * 70_000)
    assert page.status_code == 413 and "太长" in page.text
    page = await client.post(HOME, content=b"\xff\xfe&&==%%%")
    assert page.status_code == 400


async def test_an_error_of_ours_is_said_in_words_and_logged(
    plans: Plans, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the cause")

    app = build_web(plans, Wording())
    monkeypatch.setattr(Asking, "tell", fail)
    async with serving(app, "127.0.0.1", 0) as address, httpx.AsyncClient(base_url=address) as client:
        page = await ask(client, "第12条谁负责")
        said = await client.post("/ask", json={"question": "第12条谁负责"})
    assert page.status_code == said.status_code == 500
    assert "抱歉" in page.text and "抱歉" in said.json()["error"] and "the cause" not in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "the cause" in caplog.text and "第12条谁负责" not in caplog.text


# Headers and privacy.


@pytest.mark.parametrize("path", ["/", f"{HOME}/tasks/12", "/nowhere", "/static/style.css", f"{HOME}/tasks.xlsx"])
async def test_nothing_comes_from_elsewhere_and_no_cookie_is_set(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path)
    policy = page.headers["content-security-policy"]
    assert policy == "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    assert page.headers["x-content-type-options"] == "nosniff" and page.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in page.headers and "server" not in page.headers
    assert not re.search(r"""(src|href)=["']?(https?:)?//| style=| on\w+=|<style""", page.text)


async def test_telegram_may_frame_the_page_where_it_is_a_mini_app(plans: Plans) -> None:
    app = build_web(plans, Wording(), framed=True)
    async with serving(app, "127.0.0.1", 0) as address, httpx.AsyncClient(base_url=address) as client:
        page = await client.get("/")
    assert page.headers["content-security-policy"].endswith("frame-ancestors https://web.telegram.org")


async def test_no_question_is_logged_and_no_answer_is_cached(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        page = await ask(client, "商务厅牵头哪些任务")
        said = await client.post("/ask", json={"question": "商务厅牵头哪些任务"})
    assert page.headers["cache-control"] == said.headers["cache-control"] == "no-store"
    ours = [record for record in caplog.records if not record.name.startswith("http")]
    assert not [record for record in ours if "商务" in record.getMessage() or "127.0.0.1" in record.getMessage()]


async def test_what_who_asks_writes_is_no_markup(client: httpx.AsyncClient) -> None:
    page = (await ask(client, "<b>第12条</b>谁负责&", conversation='"><script>')).text
    assert "<b>" not in page and "&lt;b&gt;第12条&lt;/b&gt;谁负责&amp;" in page and '"><script>' not in page
    page = (await client.get('/nowhere/"><script>?x="><script>')).text
    assert '"><script>' not in page


# Files.


@pytest.mark.parametrize("place", ["tasks", "sections/3/tasks", "departments/shangwu/tasks"])
async def test_lists_of_places(client: httpx.AsyncClient, place: str) -> None:
    count = {"tasks": 40, "sections/3/tasks": 3, "departments/shangwu/tasks": 12}[place]
    sheet = await client.get(f"{HOME}/{place}.xlsx")
    assert sheet.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert unquote(sheet.headers["content-disposition"]).endswith(".xlsx")
    active = openpyxl.load_workbook(io.BytesIO(sheet.content)).active
    assert active is not None
    numbers = [
        row[0] for row in active.iter_rows(values_only=True) if re.fullmatch("（[一二三四五六七八九十]+）", str(row[0]))
    ]
    assert len(numbers) == count
    paper = await client.get(f"{HOME}/{place}.docx?lang=en")
    assert len(docx.Document(io.BytesIO(paper.content)).tables[0].rows) >= count
    sheets = await client.get(f"{HOME}/{place}.pdf")
    assert sheets.headers["content-type"] == "application/pdf"
    text = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(sheets.content))
    assert len(re.findall("^（[一二三四五六七八九十]+）", text, re.MULTILINE)) == count


async def test_the_list_of_an_answer_is_that_of_its_question(client: httpx.AsyncClient) -> None:
    page = await ask(client, "商务厅牵头哪些任务")
    links = re.findall(r'href="(/lists/[^"]+)"', page.text)
    assert [link.rpartition(".")[2] for link in links] == ["xlsx", "docx", "pdf"]
    active = openpyxl.load_workbook(io.BytesIO((await client.get(links[0])).content)).active
    assert active is not None
    cells = [str(cell) for row in active.iter_rows(values_only=True) for cell in row if cell]
    assert any("商务厅" in cell and "牵头" in cell for cell in cells)
    assert "/lists/" not in (await ask(client, "第12条谁负责")).text, "one task is no list"
    assert "/lists/" not in (await ask(client, "民政厅牵头哪些任务")).text


async def test_pictures(client: httpx.AsyncClient) -> None:
    for path in (f"{HOME}/matrix.png", f"{HOME}/departments/shangwu/chart.png?lang=en"):
        picture = await client.get(path)
        assert picture.headers["content-type"] == "image/png" and picture.content.startswith(b"\x89PNG")


# JSON.


async def test_json_is_the_command_line_s_object(client: httpx.AsyncClient, plans: Plans) -> None:
    said = (await client.post("/ask", json={"question": "商务厅牵头哪些任务"})).json()
    record = as_record(Asking(plans, Wording()), "x", "商务厅牵头哪些任务")
    same = record.keys() - {"ms", "conversation"}
    assert said.keys() == record.keys() and {key: said[key] for key in same} == {key: record[key] for key in same}
    after = (await client.post("/ask", json={"question": "那财政厅呢", "conversation": said["conversation"]})).json()
    assert [task["id"] for task in after["tasks"]] == ["28"] and after["conversation"] == said["conversation"]


async def test_json_of_plans_and_departments(client: httpx.AsyncClient) -> None:
    plans = (await client.get("/plans.json")).json()
    assert [(plan["id"], plan["default"], plan["tasks"]) for plan in plans] == [(FIRST, True, 40), (COUNTIES, False, 2)]
    departments = (await client.get(f"/plans/{COUNTIES}/departments.json")).json()
    assert [row["name"] for row in departments] == ["县水利局", "县财政局", "移民服务中心", "县教育局"]
    assert (departments[2]["lead"], departments[2]["participant"]) == ([], ["1", "2"])
    gone = await client.get("/plans/none/departments.json")
    assert gone.status_code == 404 and gone.json()["error"]


async def test_json_of_one_plan(client: httpx.AsyncClient) -> None:
    asked = {"question": "第2项谁负责", "plan": COUNTIES}
    assert (await client.post("/ask", json=asked)).json()["departments"] == ["县教育局", "移民服务中心"]
    asked = {"question": "松陵那个方案第2项谁负责", "plan": FIRST}
    assert (await client.post("/ask", json=asked)).json()["plan"] == FIRST


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "JSON"),
        (b"{", 400, "JSON"),
        (b"[" * 20_000, 400, "JSON"),
        (b'"text"', 400, "question"),
        (b"{}", 400, "question"),
        (b'{"question": 1}', 400, "question"),
        (b'{"question": " "}', 400, "question"),
        (b'{"question": "x", "conversation": "1"}', 400, "conversation"),
        (b'{"question": "x", "conversation": ["1"]}', 400, "conversation"),
        (b'{"question": "x", "plan": "none"}', 400, f"{FIRST}, {COUNTIES}"),
        (b'{"question": "x", "plan": {}}', 400, FIRST),
        (b'{"question": "x", "plans": "y"}', 400, "plans"),
        (b'{"question": "' + b"x" * 5000 + b'"}', 400, "4096"),
        (b'{"question": "' + b"x" * 70_000 + b'"}', 413, "太长"),
    ],
)
async def test_json_that_cannot_be_answered(client: httpx.AsyncClient, body: bytes, status: int, said: str) -> None:
    answer = await client.post("/ask", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status and said in answer.json()["error"]


async def test_json_that_utf_8_cannot_hold_and_other_types(client: httpx.AsyncClient) -> None:
    header = {"Content-Type": "application/json; charset=utf-8"}
    answer = await client.post(
        "/ask", content=b'{"question": "\\ud800\\u0000\xe7\xac\xac12\xe6\x9d\xa1"}', headers=header
    )
    assert answer.status_code == 200 and answer.json()["question"].startswith("?")
    answer = await client.post("/ask", data={"question": "第12条谁负责"}, headers=ENGLISH)
    assert answer.status_code == 415 and "Content-Type application/json" in answer.json()["error"]
    answer = await client.get("/ask")
    assert answer.status_code == 405 and answer.json().keys() == {"error"}


# Limits.


async def test_who_asks_too_much_is_told_so(plans: Plans) -> None:
    limits = Limits(questions=2, requests=5)
    app = build_web(plans, Wording(), limits=limits)
    async with serving(app, "127.0.0.1", 0) as address, httpx.AsyncClient(base_url=address) as client:
        found = [(await client.post("/ask", json={"question": "第12条谁负责"})) for _ in range(3)]
        assert [answer.status_code for answer in found] == [200, 200, 429]
        assert "一分钟" in found[2].json()["error"] and found[2].headers["retry-after"] == "60"
        assert (await client.get(f"{HOME}/tasks.xlsx")).status_code == 429
        assert [(await client.get("/")).status_code for _ in range(4)] == [200, 200, 200, 429]
        # Behind a proxy on this machine, each who asks is told apart.
        other = {"X-Forwarded-For": "203.0.113.7"}
        assert (await client.post("/ask", json={"question": "第12条"}, headers=other)).status_code == 200


async def test_addresses_of_one_network_count_together() -> None:
    rates = Rates(Limits(questions=1, requests=2))
    assert [rates.admits("2001:db8::1", True), rates.admits("2001:db8::2", True)] == [True, False]
    assert rates.admits("2001:db8:0:1::1", True) and rates.admits("unix", True)
    assert [rates.admits("::ffff:192.0.2.1", False), rates.admits("192.0.2.1", False)] == [True, True]
    assert not rates.admits("192.0.2.1", False)


async def test_a_body_that_does_not_come_is_not_waited_for(plans: Plans) -> None:
    limits = Limits(body_seconds=0.05)
    async with serving(build_web(plans, Wording(), limits=limits), "127.0.0.1", 0) as address:
        host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\nquestion=")
        assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        writer.close()


async def test_a_chunked_body_is_cut_off(client: httpx.AsyncClient) -> None:
    async def endless() -> object:
        for _ in range(100):
            yield b"x" * 1000

    answer = await client.post(HOME, content=endless())  # type: ignore[arg-type]
    assert answer.status_code == 413


async def test_a_port_that_is_taken_is_named(address: str, plans: Plans) -> None:
    port = int(address.rstrip("/").rpartition(":")[2])
    with pytest.raises(BotError, match=f"WEB_HOST=127.0.0.1, WEB_PORT={port} cannot be used: Address already in use"):
        async with serving(build_web(plans, Wording()), "127.0.0.1", port):
            pass
