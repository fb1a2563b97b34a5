"""`python -m bot ask`: the contract that scripts use, for any line whatever."""

from __future__ import annotations

import io
import json
import os
import selectors
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.cli.ask import ask, ask_batch, chat
from bot.dialogue.asking import Asking
from bot.dialogue.conversation import Assistant
from bot.plans.served import Plans
from bot.screens.message import Message, Run, Style
from bot.screens.wording import Wording
from corpus.records import Plan
from index.engine import Engine
from tests.assistant import assistant_of

ROOT = Path(__file__).parents[3]
KEYS = ["conversation", "question", "kind", "reason", "lang", "understood", "plan", "tasks", "departments", "count"]
KEYS += ["text", "suggestions", "ms"]
TASK_KEYS = [
    "id",
    "number",
    "section",
    "title",
    "lead",
    "leads",
    "participants",
    "deadline",
    "due",
    "text",
    "role",
    "score",
    "quote",
    "start",
    "end",
]
LEADS = "商务厅牵头哪些任务"


@pytest.fixture
def assistant(engine: Engine) -> Assistant:
    """One for each test: the names of conversations come again."""
    return assistant_of(engine)


def test_marks_of_byte_order_before_lines_are_no_part_of_them(assistant: Assistant) -> None:
    marked = [b"\xef\xbb\xbf" + line for line in (LEADS.encode(), b'{"conversation": "a", "question": "1"}')]
    plain, named = batch(assistant, *marked)
    assert (plain["question"], named["conversation"], named["question"]) == (LEADS, "a", "1")


def batch(assistant: Assistant, *lines: str | bytes, code: int = 0) -> list[dict[str, Any]]:
    out = io.StringIO()
    raw = [line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line for line in lines]
    assert ask_batch(assistant, [line + b"\n" for line in raw], out, as_json=True) == code
    return [json.loads(line) for line in out.getvalue().splitlines()]


def said(conversation: Any, question: Any) -> str:
    return json.dumps({"conversation": conversation, "question": question}, ensure_ascii=False)


def numbers(record: dict[str, Any]) -> list[int]:
    return [task["number"] for task in record["tasks"]]


def assert_contract(record: dict[str, Any], plan: Plan) -> None:
    assert list(record) == KEYS
    assert record["kind"] in ("answer", "clarify", "refusal") and record["lang"] in ("zh", "en")
    assert record["plan"] == plan.id and record["text"].strip() and record["ms"] >= 0
    assert record["count"] is None or isinstance(record["count"], int)
    assert record["kind"] == "answer" or record["tasks"] == []
    assert (record["reason"] is None) == (record["kind"] == "answer") and record["reason"] != ""
    assert all(isinstance(item, str) for key in ("departments", "suggestions") for item in record[key])
    for task in record["tasks"]:
        assert list(task) == TASK_KEYS
        assert task["quote"] and plan.text[task["start"] : task["end"]] == task["quote"]
        assert task["lead"] == (task["leads"][0] if task["leads"] else None)
        assert str(task["number"]) in record["text"]


def test_an_exact_answer(assistant: Assistant, plan: Plan, gold: dict[str, Any]) -> None:
    (record,) = batch(assistant, LEADS)
    assert_contract(record, plan)
    assert (record["kind"], record["lang"], record["count"], record["departments"]) == ("answer", "zh", None, [])
    assert numbers(record) == [7, 9, 14, 23, 35]
    for task in record["tasks"]:
        truth = gold["tasks"][task["number"] - 1]
        assert (task["lead"], task["participants"]) == (truth["lead"], truth["participants"])
        assert (task["section"], task["role"], task["score"]) == (truth["section"], "lead", None)


def test_a_ranked_answer_has_scores(assistant: Assistant, plan: Plan) -> None:
    (record,) = batch(assistant, "口岸建设由谁负责")
    assert_contract(record, plan)
    assert numbers(record)[0] == 36 and len(record["tasks"]) <= 5
    assert all(isinstance(task["score"], float) and task["role"] is None for task in record["tasks"])
    assert record["departments"] == ["呼和浩特海关"]


@pytest.mark.parametrize(
    ("question", "kind", "tasks", "departments", "count", "reason"),
    [
        ("第12项由谁负责", "answer", [12], ["发展改革委", "交通运输厅", "财政厅", "铁路办"], None, None),
        ("商务厅牵头几项", "answer", [7, 9, 14, 23, 35], [], 5, None),
        ("民政厅牵头哪些任务", "refusal", [], [], None, "absent-department"),
        ("第99项是什么", "refusal", [], [], None, "no-number"),
        ("红烧肉怎么做", "refusal", [], [], None, "off-topic"),
        ("联系电话是多少", "refusal", [], [], None, "unsaid.contact"),
        ("你好", "refusal", [], [], None, "small.greet"),
        ("，。", "refusal", [], [], None, "nothing"),
    ],
    ids=["who", "count", "no party", "no number", "off topic", "unsaid", "small", "nothing"],
)
def test_kinds(
    question: str,
    kind: str,
    tasks: list[int],
    departments: list[str],
    count: int | None,
    reason: str | None,
    assistant: Assistant,
    plan: Plan,
) -> None:
    (record,) = batch(assistant, question)
    assert_contract(record, plan)
    assert (record["kind"], numbers(record), record["count"], record["reason"]) == (kind, tasks, count, reason)
    assert record["departments"] == departments


MALFORMED: dict[str, str | bytes] = {
    "empty": "",
    "blank": "   \t",
    "JSON number": "7",
    "words in brackets": "[附件] 商务厅",
    "empty question": '{"question": ""}',
    "null conversation": '{"conversation": null, "question": "商务厅"}',
    "conversation of another type": '{"conversation": {"a": [1]}, "question": "商务厅"}',
    "lone surrogate": '{"question": "\\ud800商务厅"}',
    "NUL": "商务厅\x00牵头哪些任务",
    "control characters": "\x01\x02\x1b[31m商务厅",
    "emoji": "😀👩‍👩‍👧‍👦",
    "100,000 characters": "口岸建设" * 25_000,
    "100,000 emoji": "😀" * 100_000,
    "formats": "%s {0} {count} %(x)s",
    "HTML": "<b>商务厅</b> & <script>",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_every_line_gets_an_object(name: str, assistant: Assistant, plan: Plan) -> None:
    bad, good = batch(assistant, MALFORMED[name], LEADS)
    assert_contract(bad, plan)
    assert numbers(good) == [7, 9, 14, 23, 35]


WRONG: dict[str, tuple[str | bytes, str]] = {
    "open brace": ("{", "begins like an object and is no JSON: "),
    "broken JSON": ('{"question": ', "begins like an object and is no JSON: "),
    "formats": ("{0} {count}", "begins like an object and is no JSON: "),
    "JSON list": ("[1, 2]", "not an object, which is {…}"),
    "no question": ("{}", "has no question"),
    "only a conversation": ('{"conversation": "a"}', "has no question"),
    "question of another type": ('{"question": 7}', "has no text as its question"),
    "null question": ('{"conversation": null, "question": null}', "has no text as its question"),
    "another key": (
        '{"question": "商务厅", "plna": "x", "lang": "en"}',
        "has keys that are not known: lang, plna (known are conversation, question)",
    ),
    "deep JSON": ('{"a":' * 50 + "1" + "}" * 50, "has keys that are not known: a (known are"),
    "deeper JSON": ('{"a":' * 100_000 + "1" + "}" * 100_000, "begins like an object and is no JSON: "),
    "not UTF-8": (b"\xff\xfe\xd5", "not UTF-8"),
    "GBK": (LEADS.encode("gbk"), "not UTF-8"),
    "encoded surrogate": ("商务厅\ud800牵头哪些任务", "not UTF-8"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_line_that_is_no_question_is_told_and_the_others_are_answered(name: str, assistant: Assistant) -> None:
    line, says = WRONG[name]
    first, wrong, last = batch(assistant, LEADS, line, LEADS, code=1)
    assert list(wrong) == ["line", "error"] and wrong["line"] == 2 and wrong["error"].startswith(says)
    assert numbers(first) == numbers(last) == [7, 9, 14, 23, 35]


def test_a_line_that_is_no_question_is_told_in_plain_text_too(assistant: Assistant) -> None:
    out = io.StringIO()
    assert ask_batch(assistant, [b"{}\n", "第99项是什么\n".encode()], out, as_json=False) == 1
    wrong, refused, *_ = out.getvalue().split("\n\n")
    assert wrong == "line 1: has no question" and "99" in refused


@pytest.mark.parametrize("name", ["NUL", "lone surrogate"])
def test_what_encoders_stumble_over_does_not_change_the_question(name: str, assistant: Assistant) -> None:
    line: str | bytes = {"lone surrogate": '{"question": "商务厅\\ud800牵头哪些任务"}'}.get(name, MALFORMED[name])
    (record,) = batch(assistant, line)
    assert record["kind"] == "answer" and numbers(record) == [7, 9, 14, 23, 35]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@example(b"\xc2\x85")  # a line separator that JSON leaves as it is
@given(st.binary(max_size=40).filter(lambda raw: b"\n" not in raw))
def test_any_bytes_get_an_object(assistant: Assistant, raw: bytes) -> None:
    out = io.StringIO()
    code = ask_batch(assistant, [raw + b"\n"], out, as_json=True)
    (line,) = out.getvalue().splitlines()
    assert list(json.loads(line)) == (["line", "error"] if code else KEYS)


def test_conversations_are_kept_apart_and_in_order(assistant: Assistant) -> None:
    records = batch(
        assistant,
        said("a", "商务厅牵头哪些任务"),
        said("b", "科技厅牵头哪些任务"),
        said("a", "有几项"),
        said("b", "有几项"),
        said("a", "财政厅呢"),
    )
    assert [record["conversation"] for record in records] == ["a", "b", "a", "b", "a"]
    assert [record["count"] for record in records[2:4]] == [5, 3]
    assert numbers(records[2]) == [7, 9, 14, 23, 35] and numbers(records[3]) == [8, 13, 37]


def test_plain_lines_are_conversations_of_their_own(assistant: Assistant) -> None:
    first, second = batch(assistant, LEADS, "有几项呢")
    assert numbers(first) == [7, 9, 14, 23, 35]
    assert first["conversation"] != second["conversation"]
    assert numbers(second) == []


def test_the_question_is_given_back(assistant: Assistant) -> None:
    assert [record["question"] for record in batch(assistant, "  商务厅 ", said("x", "第3项"))] == [
        "  商务厅 ",
        "第3项",
    ]


def test_every_answer_is_flushed(assistant: Assistant) -> None:
    class Out(io.StringIO):
        flushed: list[int]

        def flush(self) -> None:
            self.flushed = [*getattr(self, "flushed", []), self.getvalue().count("\n")]

    out = Out()
    ask_batch(assistant, [b"one\n", b"two\n", b"three"], out, as_json=True)
    assert out.flushed == [1, 2, 3]


def test_one_question(assistant: Assistant, plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    ask(assistant, LEADS, as_json=True)
    as_json = json.loads(capsys.readouterr().out)
    ask(assistant, LEADS, as_json=False)
    assert_contract(as_json, plan)
    assert capsys.readouterr().out == as_json["text"] + "\n"


def bot(tmp_path: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "VAR_DIR": str(tmp_path), **environ},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_as_a_process(tmp_path: Path, plan: Plan) -> None:
    run = bot(tmp_path, "ask", "--json", "--plan", plan.id, "商务厅", "牵头哪些任务")
    record = json.loads(run.stdout)
    assert_contract(record, plan)
    assert (run.returncode, run.stderr, numbers(record)) == (0, "", [7, 9, 14, 23, 35])


@pytest.mark.parametrize(
    ("arguments", "environ", "says"),
    [
        (["ask", "--plan", "atlantis", LEADS], {}, "there is no plan atlantis"),
        (["ask", LEADS], {"DEFAULT_PLAN": "atlantis"}, "DEFAULT_PLAN=atlantis is not installed: installed are "),
        (["ask", LEADS], {"LOG_LEVEL": "LOUD"}, "LOG_LEVEL=LOUD is not"),
        (["ask", LEADS], {"TELEGRAM_BOT_TOKEN": "wrong"}, "TELEGRAM_BOT_TOKEN does not look like a token"),
        (["ask", "--json", " "], {"LC_ALL": "C"}, "no question: write it behind the command"),
        ([], {"TELEGRAM_BOT_TOKEN": ""}, "no TELEGRAM_BOT_TOKEN"),
        (["ask"], {"LC_ALL": "C"}, "no question: write it behind the command, as in python -m bot ask who"),
        (["ask", "--json"], {"LC_ALL": "zh_CN.UTF-8"}, "没有问题：请写在命令后面，如 python -m bot ask 第12条谁负责"),
        (["ask", LEADS], {"PLANS_DIR": __file__}, f"PLANS_DIR={__file__} is no folder: correct it"),
    ],
    ids=[
        "unknown plan",
        "unknown default",
        "log level",
        "token",
        "blank",
        "no token",
        "nothing",
        "nothing zh",
        "no folder",
    ],
)
def test_what_cannot_be_carried_out(arguments: list[str], environ: dict[str, str], says: str, tmp_path: Path) -> None:
    run = bot(tmp_path, *arguments, **environ)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"bot: {says}") and run.stderr.count("\n") == 1


def test_an_unknown_model_leaves_exact_questions_answered(tmp_path: Path) -> None:
    environ = {"EMBEDDING_MODEL": str(tmp_path / "none")}
    exact = bot(tmp_path, "ask", "--json", LEADS, **environ)
    assert numbers(json.loads(exact.stdout)) == [7, 9, 14, 23, 35]
    topic = bot(tmp_path, "ask", "口岸建设由谁负责", **environ)
    assert topic.returncode == 0
    assert f"EMBEDDING_MODEL={tmp_path / 'none'} cannot be loaded" in topic.stdout


def test_a_line_is_answered_before_the_next_is_sent(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "ask", "--json", "--batch", "-"]
    environ = {**os.environ, "VAR_DIR": str(tmp_path)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ, cwd=ROOT) as run:
        assert run.stdin is not None and run.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(run.stdout, selectors.EVENT_READ)
            for question, tasks in ((LEADS, [7, 9, 14, 23, 35]), ("科技厅牵头的任务", [8, 13, 37])):
                run.stdin.write(question.encode() + b"\n")
                run.stdin.flush()
                assert selector.select(timeout=60), "no answer while standard input is open"
                assert numbers(json.loads(run.stdout.readline())) == tasks
        run.stdin.close()
        assert run.wait(timeout=60) == 0


QUOTED = {
    "quotes": """a "b" 'c'""",
    "dollar": "a $HOME $$ $(HOME) ${HOME} $@",
    "backticks": "a `touch pwned` $(touch pwned)",
    "semicolon": "a; touch pwned && touch pwned | cat > pwned",
    "backslash": "a \\ \\n \\\\",
    "percent and hash": "a %s # b",
    "Chinese": LEADS,
}


def make_ask(question: str, tmp_path: Path) -> str:
    """What `make ask` gives to the bot's standard input, the bot being a script that keeps it."""
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\n"
        f"pathlib.Path({str(tmp_path / 'got')!r}).write_bytes(sys.stdin.buffer.read())\n",
        "utf-8",
    )
    python.chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    environ = {
        key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MAKEOVERRIDES", "MAKELEVEL")
    }
    command = ["make", "-o", ".venv/.run", f"BIN={python.parent}", "ask", f"Q={question}"]
    subprocess.run(command, cwd=tmp_path, env=environ, check=True, capture_output=True)
    return (tmp_path / "got").read_text("utf-8")


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("name", QUOTED)
def test_make_ask_gives_the_question_as_it_is(name: str, tmp_path: Path) -> None:
    assert make_ask(QUOTED[name], tmp_path) == QUOTED[name] + "\n"
    assert not (tmp_path / "pwned").exists()


def test_whether_a_question_takes_the_encoder_is_known_without_it(plan: Plan, tmp_path: Path) -> None:
    fresh = assistant_of(Engine(plan, tmp_path))
    needed = [
        fresh.needs_encoder(question, "") for question in ("谁负责口岸通关改革", "文化厅牵头哪些任务", "第12条谁负责")
    ]
    assert (needed, fresh.engine.ready) == ([True, False, False], False)
    assert list(tmp_path.rglob("*.npy")) == []


def test_a_chat_has_its_help_and_ends_at_a_word(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plans = Plans([assistant.engine], Wording(), reports=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("/help\n退出\n第12条谁负责\n"))
    chat(Asking(plans, Wording()), Wording())
    out = capsys.readouterr().out
    assert "/plan 列出方案" in out and "第12项：" not in out


@pytest.mark.parametrize(
    ("line", "lang", "says"),
    [
        ("/task 12", "zh", "第12项：发展改革委牵头"),
        ("/TASK@fengong_bot 十二", "zh", "第12项：发展改革委牵头"),
        ("/task 12 谁负责", "zh", "第12项：发展改革委牵头"),
        ("/task 12", "en", "Task 12: led by Development and Reform (发展改革委)"),
        ("/task", "zh", "请把编号写在后面，如 /task 12"),
        ("/ask 第12项谁负责", "zh", "第12项：发展改革委牵头"),
        ("/dept 商务厅", "zh", "商务厅牵头 5 项"),
        ("/dept", "zh", "部门和单位 30 个"),
        ("/section 2", "zh", "第2部分 促进承接产业集中布局 2 项"),
        ("/section", "en", "The plan has 8 sections"),
        ("/list", "zh", "全部任务 40 项"),
        ("/export", "zh", "在终端里请另外运行："),
        ("/matrix", "en", "In the terminal run: "),
        ("/subscribe 商务厅", "zh", "/subscribe 只在 Telegram 里有"),
        ("/tasks", "zh", "没有 /tasks 这个命令。这里有 /ask、/task、"),
        ("/departments", "en", "There is no command /departments. Here are /ask, /task, "),
        ("/plan", "en", "* neimenggu-2011  "),
        ("/help", "en", "Just ask: "),
    ],
)
def test_the_bot_s_commands_in_a_chat(
    line: str,
    lang: str,
    says: str,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(line + "\n"))
    chat(Asking(Plans([assistant.engine], Wording(), reports=False), Wording()), Wording(), lang)
    assert capsys.readouterr().out.startswith(says)


def test_a_terminal_sees_what_stands_out_and_what_is_folded_away() -> None:
    message = Message(((Run("第12项", Style.BOLD), Run("，配合")), (Run("据方案", Style.FOLDED),)))
    assert message.coloured == "\x1b[1m第12项\x1b[0m，配合\n\x1b[2m据方案\x1b[0m"
    assert message.plain == "第12项，配合\n据方案"
