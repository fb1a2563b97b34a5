"""What is asked: exact questions, questions on a subject, and texts that nobody means to send."""

from __future__ import annotations

import json
import random

from bot.dialogue.conversation import Assistant
from tests.bench.grown import TESTS
from tests.generated import questions

TUNING = TESTS / "fitting/first.jsonl"
EXACT_QUESTION = "商务厅牵头哪些任务"
TOPIC_QUESTION = "谁负责口岸通关改革"
_ALPHABETS = (
    "商务厅牵头配合参与哪些任务第一二三十部分项条和与或但不除了",
    "財政廳國土資源發展改革委員會環保",
    "abcdefghij klmno pqrstuvwxyz",
    "0123456789０１２３４５６７８９一二三四五六七八九十百千第",
    "，。？！、；：“”（）《》…—·,.?!;:'\"()[]{}<>/\\|@#$%^&*-+=~`",
    "Жпривётñéüßşàबहुतعربيไทย한국어ひらがな",
    "😀🙏👨‍👩‍👧🏳️‍🌈\u200b\u200d\ufeff\u202e\x00\x07\ud800\n\t",
)
_SCRAPS = (
    "商务厅",
    "财政厅",
    "发改委",
    "第3部分",
    "第12条",
    "牵头",
    "不涉及",
    "或者",
    "谁负责",
    "the Department of Commerce",
    "tasks",
)


def exact_questions(assistant: Assistant, count: int) -> list[str]:
    """Questions made from the plan's records, each once; those that are read as exact."""
    engine = assistant.engine
    made = questions(engine.plan, engine.plan.registry, 2 * count + 50)
    found = dict.fromkeys(question.text for question in made if not engine.query(question.text).topic)
    return list(found)[:count]


def topic_questions(assistant: Assistant, count: int) -> list[str]:
    """Questions in Chinese that people might ask, in the plan and not; those that are read as on a subject."""
    rows = [json.loads(line) for line in TUNING.read_text("utf-8").splitlines()]
    texts = [row["turns"][0] for row in rows if len(row["turns"]) == 1 and not row["turns"][0].isascii()]
    found: list[str] = []
    for text in random.Random(0).sample(texts, len(texts)):
        if len(found) == count:
            break
        if assistant.engine.query(text).topic:
            found.append(text)
    return found


def odd_texts(count: int, seed: int = 0) -> list[str]:
    """Texts that nobody means to send: scripts mixed, names and cues run together, a few very long ones."""
    rng = random.Random(seed)
    return [_odd_text(rng) for _ in range(count)]


def _odd_text(rng: random.Random) -> str:
    length = rng.choice((0, 1, 3, 10, 30, 100, 400, 400, 2000)) if rng.random() < 0.99 else 100_000
    match rng.randrange(4):
        case 0:
            return "".join(rng.choices(rng.choice(_ALPHABETS), k=length))
        case 1:
            return "".join(rng.choices("".join(_ALPHABETS), k=length))
        case 2:
            return "".join(rng.choice((*_SCRAPS, rng.choice(rng.choice(_ALPHABETS)))) for _ in range(length // 3))
        case _:
            return "？\n".join("".join(rng.choices(_SCRAPS, k=4)) for _ in range(length // 8))
