"""Exact questions made from a plan's records, each with the answer computed from the records alone."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import opencc

from corpus.departments import Registry
from corpus.records import Plan
from index.engine import Engine
from index.query import Kind
from tests.numerals import chinese

Numbers = frozenset[int]
# Two departments are drawn from one task so often, since most pairs have nothing in common.
TOGETHER = 0.7
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_POLITE = {
    "zh": ("请问{}", "您好，{}，谢谢", "麻烦帮我查一下{}", "{}啊？", "我想知道{}"),
    "en": ("Please tell me: {}", "Hello, {}", "{} Thanks!", "Could you tell me: {}", "I would like to know: {}"),
}


class Records:
    """A plan's tasks as plain sets, read off its records and nothing else."""

    def __init__(self, plan: Plan, registry: Registry) -> None:
        self.registry = registry
        self.together = [[party.department for party in task.parties] for task in plan.tasks]
        self.departments = list(dict.fromkeys(id for ids in self.together for id in ids))
        self.numbers = [task.number for task in plan.tasks]
        self.parties = {task.number: len(task.parties) for task in plan.tasks}
        self.leads = {id: self._where(plan, id, leads=True) for id in self.departments}
        self.joins = {id: self._where(plan, id, leads=False) for id in self.departments}
        self.tasks = {id: self.leads[id] | self.joins[id] for id in self.departments}
        self.sections = {
            section.number: frozenset(task.number for task in plan.tasks if task.section == section.number)
            for section in plan.sections
        }
        self.titles = {
            section.number: {"zh": section.title, "en": plan.section_titles_en[section.number]}
            for section in plan.sections
        }

    @staticmethod
    def _where(plan: Plan, id: str, *, leads: bool) -> Numbers:
        parties = {task.number: task.leads if leads else task.participants for task in plan.tasks}
        return frozenset(number for number, found in parties.items() if id in {party.department for party in found})


@dataclass(frozen=True, slots=True)
class Phrasings:
    """One meaning in many words.

    The letters of `slots` are drawn: a b c departments, s a section, t a section said by its title, n m task numbers in
    order. `meaning` gives the tasks asked for, or the count.
    """

    kind: str
    slots: str
    meaning: Callable[..., Numbers | int]
    zh: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A generated question: its kind, its language and the tasks or the count that answer it."""

    kind: str
    lang: str
    text: str
    expected: Numbers | int


PHRASINGS = (
    Phrasings(
        "lead",
        "a",
        lambda r, a: r.leads[a],
        (
            "{a}牵头哪些任务",
            "{a}牵头的任务有哪些？",
            "由{a}牵头的有哪几项",
            "哪些任务是{a}牵头的",
            "{a}作为牵头部门的任务",
            "牵头单位是{a}的任务有哪些",
            "列出{a}牵头的全部任务",
            "{a}牵头负责什么工作",
            "{a}主办的任务有哪些",
            "{a}列第一位的是哪几条",
        ),
        (
            "Which tasks does {a} lead?",
            "tasks led by {a}",
            "What is {a} the lead for?",
            "List all tasks headed by {a}",
            "Show me the tasks where {a} is the lead department",
            "{a}: lead tasks",
        ),
    ),
    Phrasings(
        "joins",
        "a",
        lambda r, a: r.joins[a],
        (
            "{a}配合哪些任务",
            "{a}参与但不牵头的任务有哪些",
            "{a}协助哪些工作",
            "哪些任务需要{a}配合",
            "{a}作为配合单位的任务",
            "{a}只参与不牵头的有哪些",
            "{a}不牵头、只是配合的任务",
            "{a}参加了哪几项",
        ),
        (
            "Which tasks does {a} take part in without leading?",
            "tasks that {a} supports but does not lead",
            "In which tasks is {a} only a participant?",
            "Which tasks does {a} assist with?",
        ),
    ),
    Phrasings(
        "all",
        "a",
        lambda r, a: r.tasks[a],
        (
            "{a}有哪些任务",
            "{a}负责哪些任务？",
            "涉及{a}的任务有哪些",
            "{a}承担哪些工作",
            "跟{a}有关的任务",
            "{a}的任务",
            "哪些任务提到了{a}",
            "{a}相关的任务都有什么",
        ),
        (
            "Which tasks involve {a}?",
            "all tasks of {a}",
            "What is {a} responsible for?",
            "Which tasks mention {a}?",
            "{a} tasks",
        ),
    ),
    Phrasings(
        "both",
        "ab",
        lambda r, a, b: r.tasks[a] & r.tasks[b],
        (
            "哪些任务同时涉及{a}和{b}",
            "{a}和{b}共同参与的任务有哪些",
            "{a}与{b}都参加的任务",
            "既有{a}又有{b}的任务",
            "{a}跟{b}一起负责的任务是哪几项",
            "同时有{a}、{b}的是哪几条",
        ),
        (
            "Which tasks involve both {a} and {b}?",
            "tasks shared by {a} and {b}",
            "On which tasks do {a} and {b} work together?",
        ),
    ),
    Phrasings(
        "both",
        "abc",
        lambda r, a, b, c: r.tasks[a] & r.tasks[b] & r.tasks[c],
        ("{a}、{b}和{c}都参加的任务有哪些", "{a}、{b}、{c}三家共同参与的任务", "同时涉及{a}、{b}和{c}的任务"),
        ("Which tasks involve all three of {a}, {b} and {c}?", "tasks shared by {a}, {b} and {c}"),
    ),
    Phrasings(
        "either",
        "ab",
        lambda r, a, b: r.leads[a] | r.leads[b],
        (
            "{a}或{b}牵头的任务",
            "由{a}或者{b}牵头的有哪些",
            "{a}和{b}各自牵头哪些任务",
            "牵头部门是{a}或{b}的任务有哪些",
        ),
        ("Which tasks are led by {a} or {b}?", "tasks that either {a} or {b} leads"),
    ),
    Phrasings(
        "either",
        "ab",
        lambda r, a, b: r.tasks[a] | r.tasks[b],
        ("涉及{a}或{b}的任务有哪些", "有{a}或者{b}的任务都列出来", "{a}或{b}负责的任务"),
        ("Which tasks involve {a} or {b}?", "tasks with either {a} or {b}"),
    ),
    Phrasings(
        "leadwith",
        "ab",
        lambda r, a, b: r.leads[a] & r.joins[b],
        (
            "{a}牵头、{b}配合的任务有哪些",
            "由{a}牵头，{b}参与的是哪几项",
            "{a}牵头的任务中哪些有{b}配合",
            "{b}配合{a}牵头的任务有哪些",
            "哪些任务是{a}牵头而{b}协助的",
        ),
        (
            "Which tasks does {a} lead with {b} taking part?",
            "tasks led by {a} and supported by {b}",
            "Where does {b} assist {a}?",
        ),
    ),
    Phrasings(
        "minus",
        "ab",
        lambda r, a, b: r.leads[a] - r.tasks[b],
        (
            "{a}牵头但不涉及{b}的任务",
            "{a}牵头、没有{b}参加的任务有哪些",
            "{a}牵头的任务里除去涉及{b}的还有哪些",
        ),
        ("Which tasks does {a} lead without {b}?", "tasks led by {a} but not involving {b}"),
    ),
    Phrasings(
        "minus",
        "ab",
        lambda r, a, b: r.tasks[a] - r.tasks[b],
        ("涉及{a}但不涉及{b}的任务有哪些", "有{a}而没有{b}的任务", "{a}的任务中不包括{b}的有哪些"),
        ("Which tasks involve {a} but not {b}?", "tasks of {a} without {b}"),
    ),
    Phrasings(
        "minus",
        "an",
        lambda r, a, n: r.leads[a] - {n},
        ("除了第{n}项，{a}还牵头哪些任务", "{a}牵头的任务，第{n}项除外"),
        ("Apart from task {n}, which tasks does {a} lead?",),
    ),
    Phrasings(
        "section",
        "s",
        lambda r, s: r.sections[s],
        ("第{s}部分有哪些任务", "第{s}部分的任务", "第{s}章包括哪几项", "方案第{s}部分都有什么任务？"),
        ("Which tasks are in section {s}?", "tasks of part {s}", "List section {s}"),
    ),
    Phrasings(
        "section",
        "t",
        lambda r, t: r.sections[t],
        ("“{t}”这一部分有哪些任务", "{t}部分包括哪几项任务"),
        ("Which tasks are in the section “{t}”?",),
    ),
    Phrasings(
        "sectiondept",
        "as",
        lambda r, a, s: r.leads[a] & r.sections[s],
        ("{a}在第{s}部分牵头哪些任务", "第{s}部分中由{a}牵头的任务有哪些", "第{s}部分里{a}牵头什么"),
        ("Which tasks does {a} lead in section {s}?", "in part {s}, tasks led by {a}"),
    ),
    Phrasings(
        "sectiondept",
        "as",
        lambda r, a, s: r.tasks[a] & r.sections[s],
        ("第{s}部分里涉及{a}的任务有哪些", "{a}在第{s}部分有哪些任务", "第{s}部分中{a}负责什么"),
        ("Which tasks in section {s} involve {a}?", "{a} tasks in section {s}"),
    ),
    Phrasings(
        "sectiondept",
        "as",
        lambda r, a, s: r.joins[a] & r.sections[s],
        ("{a}在第{s}部分配合哪些任务", "第{s}部分中{a}不牵头只配合的任务"),
        ("Which tasks in section {s} does {a} take part in without leading?",),
    ),
    Phrasings(
        "number",
        "n",
        lambda r, n: frozenset({n}),
        ("第{n}条", "第{n}项的全文", "任务{n}是什么", "第{n}项任务的原文", "第{n}条谁负责", "第{n}项由哪些部门负责？"),
        (
            "task {n}",
            "Full text of task {n}",
            "Who is responsible for task {n}?",
            "What does item {n} say?",
            "who leads task {n}",
        ),
    ),
    Phrasings(
        "count",
        "a",
        lambda r, a: len(r.leads[a]),
        ("{a}牵头几项任务", "{a}牵头的任务有多少项？", "由{a}牵头的一共几条"),
        ("How many tasks does {a} lead?", "number of tasks led by {a}"),
    ),
    Phrasings(
        "count",
        "a",
        lambda r, a: len(r.tasks[a]),
        ("{a}一共有多少项任务", "涉及{a}的任务有几项", "{a}总共负责几项"),
        ("How many tasks involve {a}?", "How many tasks does {a} have in total?"),
    ),
    Phrasings(
        "count",
        "a",
        lambda r, a: len(r.joins[a]),
        ("{a}参与但不牵头的任务有几项", "{a}配合多少项任务"),
        ("How many tasks does {a} take part in without leading?",),
    ),
    Phrasings(
        "count",
        "s",
        lambda r, s: len(r.sections[s]),
        ("第{s}部分有几项任务", "第{s}部分一共多少条？"),
        ("How many tasks are in section {s}?",),
    ),
    Phrasings(
        "count",
        "n",
        lambda r, n: r.parties[n],
        ("第{n}项涉及几个部门", "第{n}条列了多少个单位"),
        ("How many departments are listed in task {n}?",),
    ),
    Phrasings(
        "range",
        "nm",
        lambda r, n, m: frozenset(range(n, m + 1)),
        ("第{n}到第{m}项有哪些", "第{n}至{m}项是什么", "第{n}项到第{m}项的任务"),
        ("tasks {n} to {m}", "Show me tasks {n}-{m}"),
    ),
    Phrasings(
        "range",
        "nm",
        lambda r, n, m: frozenset({n, m}),
        ("第{n}项和第{m}项", "第{n}、{m}条的内容"),
        ("tasks {n} and {m}",),
    ),
    Phrasings(
        "range",
        "anm",
        lambda r, a, n, m: r.leads[a] & frozenset(range(n, m + 1)),
        ("第{n}到第{m}项中{a}牵头哪些", "{a}在第{n}至第{m}项里牵头的有哪些"),
        ("Which of tasks {n} to {m} does {a} lead?",),
    ),
)
KINDS = tuple(dict.fromkeys(phrasings.kind for phrasings in PHRASINGS))


def questions(plan: Plan, registry: Registry, count: int, seed: int = 0) -> list[Question]:
    """`count` different questions, every phrasing of every meaning about as often; the same ones for the same seed."""
    records, rng = Records(plan, registry), random.Random(seed)
    forms = [(meant, lang, form) for meant in PHRASINGS for lang in ("zh", "en") for form in getattr(meant, lang)]
    found: dict[str, Question] = {}
    while len(found) < count:
        rng.shuffle(forms)
        for meant, lang, form in forms:
            question = _question(meant, lang, form, records, rng)
            found.setdefault(question.text, question)
    return list(found.values())[:count]


def _question(meant: Phrasings, lang: str, form: str, records: Records, rng: random.Random) -> Question:
    drawn = _drawn(meant.slots, records, rng)
    words = {slot: _said(slot, value, lang, records, rng) for slot, value in drawn.items()}
    text = form.format(**words)
    return Question(meant.kind, lang, text[0].upper() + text[1:], meant.meaning(records, **drawn))


def _drawn(slots: str, records: Records, rng: random.Random) -> dict[str, str | int]:
    departments = [slot for slot in slots if slot in "abc"]
    numbers = [slot for slot in slots if slot in "nm"]
    common = [ids for ids in records.together if len(ids) >= len(departments)]
    pool = rng.choice(common) if rng.random() < TOGETHER else records.departments
    drawn: dict[str, str | int] = dict(zip(departments, rng.sample(pool, len(departments)), strict=True))
    drawn |= zip(numbers, sorted(rng.sample(records.numbers, len(numbers))), strict=True)
    drawn |= {slot: rng.choice(list(records.sections)) for slot in slots if slot in "st"}
    return drawn


def _said(slot: str, value: str | int, lang: str, records: Records, rng: random.Random) -> str:
    if isinstance(value, str):
        return _name(value, lang, records, rng)
    if slot == "t":
        return records.titles[value][lang]
    return chinese(value) if lang == "zh" and rng.random() < 0.5 else str(value)


def _name(id: str, lang: str, records: Records, rng: random.Random) -> str:
    """Any name of a department in that language, the canonical one as often as all others together."""
    department = records.registry[id]
    if lang == "zh":
        others = [*department.full, *department.aliases]
        return department.name if not others or rng.random() < 0.5 else rng.choice(others)
    name = department.en[0] if rng.random() < 0.5 else rng.choice(department.en)
    ruled = any(word in name for word in ("Department", "Commission", "Bureau", "CommandContext", "Administration"))
    return f"the {name}" if ruled and "Customs" not in name else name


@functools.cache
def _traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def variants(question: Question, seed: int = 0) -> Iterator[tuple[str, Question]]:
    """The same question in traditional characters, in full-width forms and with polite words around it."""
    rng = random.Random(f"{seed} {question.text}")
    texts = {
        "traditional": _traditional().convert(question.text) if question.lang == "zh" else question.text,
        "full-width": question.text.translate(_FULL_WIDTH),
        "polite": rng.choice(_POLITE[question.lang]).format(question.text.removesuffix("？")),
    }
    for name, text in texts.items():
        if text != question.text:
            yield name, Question(question.kind, question.lang, text, question.expected)


def answered(engine: Engine, text: str, *, counted: bool) -> Numbers | int | str | None:
    """The tasks or the count that the engine gives, or why it gives none; a text misread as a topic is not searched for."""
    query = engine.query(text)
    if query.topic:
        return f"topic: {query.topic}"
    answer = engine.answer(query)
    if answer.kind is not Kind.ANSWER:
        return f"{answer.kind}: {answer.reason}"
    return answer.count if counted else frozenset(hit.task for hit in answer.hits)


def is_right(engine: Engine, question: Question) -> bool:
    """Whether the engine gives exactly the tasks, or the count, that the records give."""
    counted = isinstance(question.expected, int)
    return answered(engine, question.text, counted=counted) == question.expected
