"""Measures the assistant: `python -m tests.evaluate [--model MODEL] [--write FILE]`."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.app import build_assistant
from bot.cli.ask import as_record
from bot.config import BotError, load_settings
from bot.dialogue.conversation import Assistant
from bot.screens.wording import Wording
from corpus.records import CorpusError
from index.query import IndexFault, Kind
from tests.fitting.check import Shares, report
from tests.fitting.fit import Collector
from tests.generated import KINDS, Question, is_right, questions, variants
from tests.numerals import chinese

ROOT = Path(__file__).parents[1]
GENERATED = 4000
MOST_ON_A_TOPIC = 5
WITHIN = 3
_CJK = re.compile(r"[\u3400-\u9fff]")
_CHINESE_DIGIT = "[一二三四五六七八九十]"

Record = dict[str, Any]
Lines = list[str]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A file of questions. The mistakes on a `secret` set are counted and not shown, so that nobody tunes to them."""

    name: str
    path: Path
    secret: bool = False


SETS = (
    QuestionSet("measured", ROOT / "tests/questions/measured.jsonl", secret=True),
    QuestionSet("exact", ROOT / "tests/questions/exact.jsonl"),
    QuestionSet("tuning", ROOT / "tests/fitting/first.jsonl"),
    QuestionSet("gold", ROOT / "tests/gold/questions.jsonl"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """A row of a set with the record of its last turn, what fails, and all tasks ranked where a topic was searched for."""

    where: QuestionSet
    row: Record
    record: Record
    failed: tuple[str, ...]
    ranked: tuple[int, ...]

    @property
    def tag(self) -> str:
        """The kind of question."""
        return str(self.row["tag"])

    @property
    def lang(self) -> str:
        """The language of the question: as the row says, else by its characters."""
        stated = self.row.get("lang") or self.row["expect"].get("lang")
        return str(stated or ("zh" if _CJK.search(self.row["turns"][-1]) else "en"))

    @property
    def accepted(self) -> list[str]:
        """The kinds of reply that are right."""
        return _kinds(self.row["expect"])

    @property
    def in_plan(self) -> bool:
        """Whether the plan answers the question."""
        return Kind.ANSWER in self.accepted

    @property
    def mistake(self) -> str:
        """What kind of mistake the reply is, empty where it is none."""
        if self.record["kind"] == Kind.ANSWER and not self.in_plan:
            return "false answer"
        if self.record["kind"] == Kind.REFUSAL and Kind.REFUSAL not in self.accepted:
            return "false refusal"
        return "wrong: " + ", ".join(self.failed) if self.failed else ""


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 2 with one line on standard error where nothing can be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluate", description=__doc__)
    parser.add_argument("--model", help="an embedding model in place of EMBEDDING_MODEL")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the report to a file, not to standard output")
    options = parser.parse_args(arguments)
    try:
        settings = load_settings()
        if options.model is not None:
            settings = dataclasses.replace(settings, embedding_model=options.model)
        assistant = build_assistant(settings, Wording())
        assistant.engine.topics()
        report = "\n".join(_report(assistant, options)) + "\n"
    except (BotError, CorpusError, IndexFault) as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 2
    if options.write:
        options.write.write_text(report, "utf-8")
        print(f"written to {options.write}")
    else:
        print(report, end="")
    return 0


# Judging a row: all keys of `expect` must hold, and what every answer must hold up to.


def _kinds(expect: Record) -> list[str]:
    kinds = expect.get("kind", Kind.ANSWER)
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _numbers(record: Record) -> list[int]:
    return [task["number"] for task in record["tasks"]]


_JUDGES: dict[str, Callable[[Record, Any], bool]] = {
    "kind": lambda record, _: True,
    "tasks": lambda record, want: sorted(_numbers(record)) == sorted(want),
    "first": lambda record, want: bool(set(_numbers(record)[:1]) & set(want)),
    "within3": lambda record, want: bool(set(_numbers(record)[:WITHIN]) & set(want)),
    "departments": lambda record, want: sorted(record["departments"]) == sorted(want),
    "include": lambda record, want: set(want) <= set(record["departments"]),
    "lead": lambda record, want: bool(record["tasks"]) and record["tasks"][0]["lead"] == want,
    "count": lambda record, want: record["count"] == want,
    "lang": lambda record, want: record["lang"] == want,
    "contains": lambda record, want: all(part in record["text"] for part in want),
}


def judge(expect: Record, record: Record, text: str) -> tuple[str, ...]:
    """The names of what does not hold: keys of `expect` (an unknown one is an error), then the general checks."""
    failed = [] if record["kind"] in _kinds(expect) else ["kind"]
    failed += [key for key, want in expect.items() if not _JUDGES[key](record, want)]
    return (*failed, *(_dishonest(expect, record, text) if record["kind"] == Kind.ANSWER else ()))


def _dishonest(expect: Record, record: Record, text: str) -> Iterator[str]:
    tasks = record["tasks"]
    if any(not task["quote"] or text[task["start"] : task["end"]] != task["quote"] for task in tasks):
        yield "quote"
    if not all(_names(record["text"], task["number"]) for task in tasks):
        yield "unnamed"
    on_topic = "tasks" not in expect and not expect.keys().isdisjoint({"first", "within3"})
    if on_topic and len(tasks) > MOST_ON_A_TOPIC:
        yield "more than five"


def _names(message: str, number: int) -> bool:
    numeral = f"(?<!{_CHINESE_DIGIT}){chinese(number)}(?!{_CHINESE_DIGIT})"
    return re.search(rf"(?<!\d){number}(?!\d)|{numeral}", message) is not None


# Asking.


def _rows(where: QuestionSet) -> list[Record]:
    if not where.path.exists():
        print(
            f"evaluate: no {where.path.relative_to(ROOT)}, so the {where.name} questions are left out", file=sys.stderr
        )
        return []
    return [json.loads(line) for line in where.path.read_text("utf-8").splitlines() if line.strip()]


def _results(assistant: Assistant) -> list[Result]:
    rows = [(where, row) for where in SETS for row in _rows(where)]
    return [_result(assistant, where, row) for where, row in tqdm(rows, desc="questions", unit="row", file=sys.stderr)]


def _result(assistant: Assistant, where: QuestionSet, row: Record) -> Result:
    conversation = f"{where.name} {row['id']}"
    for turn in row["turns"][:-1]:
        assistant.reply(turn, conversation)
    record = as_record(assistant, conversation, row["turns"][-1])
    failed = judge(row["expect"], record, assistant.engine.plan.text)
    alone = len(row["turns"]) == 1 and _relevant(row["expect"])
    return Result(where, row, record, failed, _ranked(assistant, row["turns"][0], record) if alone else ())


def _relevant(expect: Record) -> set[int]:
    return set(expect.get("first", ())) | set(expect.get("within3", ()))


def _ranked(assistant: Assistant, question: str, record: Record) -> tuple[int, ...]:
    """Every task in the order of the search, whether or not it was then trusted; without a topic the tasks shown."""
    engine = assistant.engine
    query = engine.query(question)
    if not query.topic:
        return tuple(_numbers(record))
    within = None if query.where is None else engine.tables.run(query.where)
    judged = engine.topics().judge(query.topic, query.topic_lang, within)
    return tuple(match.task for match in judged.matches)


# The report.


def _report(assistant: Assistant, options: argparse.Namespace) -> Lines:
    engine = assistant.engine
    results = _results(assistant)
    generated, table = _generated(assistant)
    judged, others = report(Collector(engine.topics().stored.folder.parent.parent))
    command = "python -m tests.evaluate" + (f" --model {options.model}" if options.model else "")
    return [
        "# Evaluation",
        "",
        *meaning(totals(results), generated, others),
        f"Made by `{command}` (`make eval` writes this file) on {datetime.date.today()}, with the encoder "
        f"`{engine.topics().identity}`, on {os.cpu_count()} processors.",
        "",
        "The **measured** questions were written by someone who saw only the plan. None of them is tuned on, but their "
        "totals were looked at while working, and their topics are those of the same plan. The others "
        "may be looked at while working: **exact** ones, **tuning** ones, on which the judge is fitted (so that their "
        "figures flatter), and **gold** ones (`tests/gold`), whose answers were checked by hand against the plan, and of "
        "which the tests let none be wrong. Every key that a row expects must hold; besides, every quote must equal the "
        "plan's text at its place, the message must name every task of the answer, and a topic gets at most five tasks. "
        "A share is 1.000 or 0.000 only where it is all or none.",
        "",
        *_overview(results),
        *_by_tag(results),
        *_retrieval(results),
        *_refusals(results),
        *_left_out(judged),
        *table,
        *_mistakes(results),
    ]


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Lines:
    lines = ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head), *lines, ""]


def share(part: int, whole: int) -> str:
    """A part of a whole as a fraction and a number, which is 1.000 or 0.000 only for all or none."""
    if not whole:
        return "–"
    value = part / whole if part in (0, whole) else min(max(part / whole, 0.001), 0.999)
    return f"{part}/{whole} = {value:.3f}"


def _right(results: Sequence[Result]) -> str:
    return share(sum(not result.failed for result in results), len(results))


def _sets(results: Sequence[Result]) -> list[str]:
    return list(dict.fromkeys(result.where.name for result in results))


def _of(results: Sequence[Result], name: str, lang: str | None = None) -> list[Result]:
    return [result for result in results if result.where.name == name and lang in (None, result.lang)]


@dataclass(frozen=True, slots=True)
class Part:
    """So many of so many."""

    count: int
    whole: int

    def __str__(self) -> str:
        return share(self.count, self.whole)

    @property
    def plain(self) -> str:
        """In words, 556 of 566 (98.2%), which is 100% or 0% only for all or none."""
        value = self.count / max(1, self.whole)
        value = value if value in (0, 1) else min(max(value, 0.001), 0.999)
        return f"{self.count:,} of {self.whole:,} ({value:.1%})"


@dataclass(frozen=True, slots=True)
class Totals:
    """Of a set the right replies, the answers to what the plan does not treat, and the refusals of what it does."""

    right: Part
    false_answers: Part
    false_refusals: Part


def totals(results: Sequence[Result]) -> dict[str, Totals]:
    """The totals of each set."""
    found = {}
    for name in _sets(results):
        own = _of(results, name)
        outside, inside = ([result for result in own if result.in_plan is value] for value in (False, True))
        found[name] = Totals(
            Part(sum(not result.failed for result in own), len(own)),
            Part(sum(result.mistake == "false answer" for result in outside), len(outside)),
            Part(sum(result.mistake == "false refusal" for result in inside), len(inside)),
        )
    return found


def meaning(sets: Mapping[str, Totals], generated: Part, others: Mapping[str, Shares]) -> Lines:
    """What the figures mean for someone who decides whether to use the program: good, not good, and measured on what."""
    said = [
        "**What this means.** Questions on who does what, by department, number, section or count, can be relied on: "
        f"of those made from the plan's records {generated.plain} are right."
    ]
    if measured := sets.get("measured"):
        said.append(
            f"Of the questions of somebody who saw only the plan {measured.right.plain} are; to what the plan does not treat "
            f"{measured.false_answers.plain} got an answer all the same, and {measured.false_refusals.plain} that it treats were "
            "refused."
        )
    said.append("Not as good are subjects in everyday words:")
    if tuning := sets.get("tuning"):
        said.append(
            f"of the hardest set, on which the judge is even fitted, {tuning.false_refusals.plain} were refused wrongly, "
            f"and {tuning.false_answers.plain} answered wrongly."
        )
    for kind, language in (("zh", "Chinese"), ("en+", "English")):
        if its := others.get(kind):
            said.append(
                f"On plans that it was not fitted on, in {language}, the search has the right task first for {its.first:.1%} of "
                f"{its.treated:,} subjects; {its.refused:.1%} would be refused wrongly, and of {its.near + its.far:,} that the "
                f"plan asked does not treat {its.untreated_shown:.1%} be answered."
            )
    said.append(
        "So a refusal on a subject is worth a second wording, and an answer on one a look at the words quoted with it. Whole "
        "questions are measured on one plan, that of Inner Mongolia, on the day and machine named below; none are by users in "
        "their work, and what they ask may be harder."
    )
    return [" ".join(said), ""]


def _overview(results: Sequence[Result]) -> Lines:
    rows = [(name, its.right, its.false_answers, its.false_refusals) for name, its in totals(results).items()]
    head = ("set", "right", "false answers of what the plan does not treat", "false refusals of what it does")
    return ["## Overall", "", *_table(head, rows)]


def _by_tag(results: Sequence[Result]) -> Lines:
    names, tags = _sets(results), sorted({result.tag for result in results})
    rows = []
    for tag in tags:
        shares = (_right([result for result in _of(results, name) if result.tag == tag]) for name in names)
        rows.append((tag, *shares))
    return ["## By kind of question", "", *_table(("kind", *names), rows)]


def _retrieval(results: Sequence[Result]) -> Lines:
    """Of the search alone, whether or not its result is then trusted; and of what is shown."""
    rows = []
    for name in _sets(results):
        for lang in ("zh", "en"):
            asked = [result for result in _of(results, name, lang) if result.ranked and result.tag.startswith("topic")]
            if asked:
                wanted = [(result, _relevant(result.row["expect"])) for result in asked]
                first = sum(bool(set(result.ranked[:1]) & want) for result, want in wanted)
                within = sum(bool(set(result.ranked[:WITHIN]) & want) for result, want in wanted)
                shown = sum(bool(set(_numbers(result.record)[:1]) & want) for result, want in wanted)
                rows.append((name, lang, *(share(count, len(asked)) for count in (first, within, shown))))
    head = ("set", "language", "R@1", "within three", "shown first")
    said = (
        "For questions on a topic: whether the search ranks a right task first, or among the first three, before "
        "anything is refused; and whether the reply shows a right task first."
    )
    return ["## Retrieval", "", said, "", *_table(head, rows)]


def _refusals(results: Sequence[Result]) -> Lines:
    rows = []
    for name in _sets(results):
        for lang in ("zh", "en"):
            for in_plan, place in ((True, "in the plan"), (False, "not in the plan")):
                asked = [result for result in _of(results, name, lang) if result.in_plan is in_plan]
                if asked:
                    kinds = [result.record["kind"] for result in asked]
                    counts = (kinds.count(kind) for kind in (Kind.ANSWER, Kind.REFUSAL, Kind.CLARIFY))
                    rows.append((name, lang, place, *counts))
    head = ("set", "language", "the answer is", "answered", "refused", "asked back")
    return ["## Refusals", "", *_table(head, rows)]


def _left_out(judged: Lines) -> Lines:
    """Of the judge by itself, on plans that it was not fitted on."""
    return [
        "The judge by itself, on questions about each of these plans, judged by models fitted without the plan and without the "
        "questions written for it; of the plan with English texts (*) a tenth of the subjects was left out at a time "
        "(`python -m tests.fitting check`). After a plan's name: how many questions it treats, near misses and other plans' "
        "questions.",
        "",
        *judged,
        "",
    ]


def _generated(assistant: Assistant) -> tuple[Part, Lines]:
    """Questions made from the records: how many are right, and with other renderings of them, counted by kind."""
    engine = assistant.engine
    made = questions(engine.plan, engine.plan.registry, GENERATED)
    right: dict[tuple[str, str], list[bool]] = {}
    wrong: list[tuple[str, Question]] = []
    for question in tqdm(made, desc="generated", unit="question", file=sys.stderr):
        for rendering, other in (("as made", question), *variants(question)):
            good = is_right(engine, other)
            right.setdefault((question.kind, rendering), []).append(good)
            if not good and rendering == "as made":
                wrong.append((question.kind, question))
    renderings = ("as made", "traditional", "full-width", "polite")
    rows = [(kind, *(_good(right.get((kind, rendering), ())) for rendering in renderings)) for kind in KINDS]
    totals = (
        [good for (_, made_as), goods in right.items() if made_as == rendering for good in goods]
        for rendering in renderings
    )
    every = ("every kind", *map(_good, totals))
    said = (
        f"{len(made)} exact questions made from the plan's records with every kind of name in both languages "
        "(`tests/generated.py`), right where the set shown or the count equals the one computed from the records; and "
        "the same questions in traditional characters, in full-width forms and with polite words around them."
    )
    lines = ["## Generated questions", "", said, "", *_table(("kind", *renderings), [*rows, every]), *_examples(wrong)]
    return Part(len(made) - len(wrong), len(made)), lines


def _good(goods: Sequence[bool]) -> str:
    return share(sum(goods), len(goods))


def _examples(wrong: Sequence[tuple[str, Question]], most: int = 10) -> Lines:
    if not wrong:
        return []
    shown = {question.kind + question.lang: question for _, question in reversed(wrong)}
    return ["Not right, for example:", "", *(f"- {question.text}" for question in list(shown.values())[:most]), ""]


def _mistakes(results: Sequence[Result]) -> Lines:
    lines = ["## Mistakes", ""]
    rows = []
    for name in _sets(results):
        wrong = [result for result in _of(results, name) if result.mistake]
        if wrong and wrong[0].where.secret:
            lines += [f"On the {name} questions {len(wrong)}, which are not shown here.", ""]
        else:
            rows += [
                (name, result.row["id"], result.mistake, " / ".join(result.row["turns"]), _seen(result.record))
                for result in wrong
            ]
    return [*lines, *_table(("set", "row", "mistake", "question", "shown"), rows)] if rows else lines


def _seen(record: Record) -> str:
    """The parts of a record that an expectation can be about, in short."""
    parts = [str(record["kind"])]
    if numbers := _numbers(record):
        parts.append("tasks " + ", ".join(map(str, numbers[:8])) + ("…" if len(numbers) > 8 else ""))
    if names := record["departments"]:
        parts.append("、".join(names[:4]) + ("…" if len(names) > 4 else ""))
    if record["count"] is not None:
        parts.append(f"count {record['count']}")
    return " · ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
