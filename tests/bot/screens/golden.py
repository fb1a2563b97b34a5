"""`python -m tests.bot.screens.golden`: writes golden/zh.txt and en.txt, each kind of answer as a chat shows it.

The answers are made of Queries, not of questions: how a question is read is tested elsewhere.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.plans.served import Plans
from bot.screens.cards import Cards
from bot.screens.keyboard import Screen
from bot.screens.wording import Wording
from corpus.library import load_library
from corpus.records import Role, Span
from index.engine import Engine
from index.query import (
    All,
    Answer,
    HasRole,
    Hit,
    InSection,
    Intent,
    Kind,
    MatchKind,
    Mention,
    Not,
    Numbered,
    Order,
    PartyCount,
    Query,
)
from index.reading.numerals import MANY

FOLDER = Path(__file__).with_name("golden")
LANGUAGES = ("zh", "en")
LEAD, PART = Role.LEAD, Role.PARTICIPANT
COMMERCE, FINANCE, SCIENCE, ENVIRONMENT, REFORM = "shangwu", "caizheng", "keji", "huanbao", "fagai"


def named(said: str, id: str, known: MatchKind = MatchKind.EXACT, party: str = "") -> Mention:
    """A department that a question names, and the plan's that it is."""
    return Mention(said, (id,), known, (party or id,))


def held(id: str, role: Role | None = None, said: str = "", known: MatchKind = MatchKind.EXACT) -> Query:
    """The tasks of one department."""
    return Query(Intent.TASKS, "zh", HasRole((id,), role), mentions=(named(said or id, id, known),))


LEADS_7 = All((HasRole((COMMERCE,), LEAD), Numbered((7,))))
QUERIES: dict[str, Query] = {
    "who answers for a task": Query(Intent.PARTIES, "zh", Numbered((12,))),
    "who answers for a task that lists its lead alone": Query(Intent.PARTIES, "zh", Numbered((36,))),
    "who answers for several tasks": Query(Intent.PARTIES, "zh", Numbered((1, 11, 30))),
    "several tasks": Query(Intent.TASKS, "zh", Numbered((1, 11, 30))),
    "the words of a task": Query(Intent.TEXT, "zh", Numbered((12,))),
    "what a department leads": held(COMMERCE, LEAD),
    "all that a department has to do": held(COMMERCE),
    "where a department takes part": held(FINANCE, PART),
    "a name with a slip": held(COMMERCE, LEAD, "商物厅", MatchKind.TYPO),
    "a department's name of today": Query(
        Intent.TASKS,
        "zh",
        HasRole((ENVIRONMENT,)),
        mentions=(named("生态环境厅", "shengtai", party=ENVIRONMENT),),
    ),
    "a section": Query(Intent.TASKS, "zh", InSection((3,))),
    "all tasks": Query(Intent.TASKS, "zh"),
    "both of two departments": Query(
        Intent.TASKS,
        "zh",
        All((HasRole((FINANCE,)), HasRole((REFORM,)))),
        mentions=(named("财政厅", FINANCE), named("发展改革委", REFORM)),
    ),
    "one without another": Query(
        Intent.TASKS,
        "zh",
        All((HasRole((COMMERCE,), LEAD), Not(HasRole((REFORM,))))),
        mentions=(named("商务厅", COMMERCE), named("发展改革委", REFORM)),
    ),
    "tasks of many departments": Query(Intent.TASKS, "zh", PartyCount(5, MANY)),
    "nothing satisfies it": Query(
        Intent.TASKS,
        "zh",
        All((HasRole((COMMERCE,), LEAD), InSection((4,)))),
        mentions=(named("商务厅", COMMERCE),),
    ),
    "how many of a department": dataclasses.replace(held(COMMERCE, LEAD), intent=Intent.COUNT),
    "how many in all": Query(Intent.COUNT, "zh"),
    "how many departments": Query(Intent.COUNT_PARTIES, "zh"),
    "the departments": Query(Intent.PARTIES, "zh"),
    "who leads most": Query(Intent.RANK, "zh", order=Order(LEAD)),
    "the first three": Query(Intent.RANK, "zh", order=Order(LEAD, limit=3)),
    "who leads at least three": Query(Intent.RANK, "zh", order=Order(LEAD, low=3, high=MANY)),
    "tasks by departments": Query(Intent.RANK_TASKS, "zh", order=Order(None)),
    "sections by tasks": Query(Intent.RANK_SECTIONS, "zh", order=Order(None)),
    "which of two": Query(
        Intent.COMPARE, "zh", order=Order(LEAD), mentions=(named("科技厅", SCIENCE), named("商务厅", COMMERCE))
    ),
    "it is so": Query(Intent.CHECK, "zh", LEADS_7, mentions=(named("商务厅", COMMERCE),), whether=True),
    "it is not so": Query(
        Intent.CHECK,
        "zh",
        All((HasRole((FINANCE,), LEAD), Numbered((12,)))),
        mentions=(named("财政厅", FINANCE),),
        whether=True,
    ),
    "which role it has": Query(Intent.CHECK, "zh", LEADS_7, mentions=(named("商务厅", COMMERCE),)),
    "partners": Query(Intent.PARTNERS, "zh", HasRole((COMMERCE,)), mentions=(named("商务厅", COMMERCE),)),
    "what tasks share": Query(Intent.SHARED, "zh", Numbered((7, 9))),
    "what a department is called in the plan": Query(
        Intent.IDENTITY, "zh", mentions=(named("生态环境厅", "shengtai", party=ENVIRONMENT),)
    ),
    "the sections": Query(Intent.SECTIONS, "zh"),
    "how many sections": Query(Intent.COUNT_SECTIONS, "zh"),
    "a rule of the plan": Query(Intent.FACT, "zh", fact="fact.same-below"),
    "what no plan says": Query(Intent.FACT, "zh", fact="unsaid.progress"),
    "no such number": Query(Intent.PARTIES, "zh", Numbered((99,))),
    "a department that is not in the plan": Query(
        Intent.TASKS,
        "zh",
        HasRole(("minzheng",), LEAD),
        mentions=(Mention("民政厅", ("minzheng",), MatchKind.EXACT),),
    ),
    "a name that nobody has": Query(
        Intent.TASKS, "zh", HasRole((), LEAD), mentions=(Mention("量子厅", (), MatchKind.EXACT),)
    ),
    "a name that several have": Query(
        Intent.TASKS,
        "zh",
        HasRole((COMMERCE, FINANCE), LEAD),
        mentions=(Mention("商财厅", (COMMERCE, FINANCE), MatchKind.TYPO),),
    ),
    "no question": Query(Intent.NOTHING, "zh"),
}


def _found(engine: Engine, number: int, score: float) -> Hit:
    """A task found for a subject by its first sentence."""
    span = engine.tables.tasks[number].body
    end = engine.plan.text.index("。", span.start) + 1
    return Hit(number, Span(span.start, end), score)


def answers(engine: Engine) -> Iterator[tuple[str, Answer]]:
    """Each kind of answer by its name; those on a subject as a search would find them."""
    for name, query in QUERIES.items():
        yield name, engine.answer(query)
    subject = Query(Intent.PARTIES, "zh", topic="加工贸易")
    hits = (_found(engine, 9, 0.9), _found(engine, 35, 0.7))
    yield "a subject", Answer(Kind.ANSWER, subject, hits)
    within = dataclasses.replace(held(COMMERCE), topic="夜市")
    yield "the closest within a department", Answer(Kind.ANSWER, within, hits[:1], reason="closest")
    ignored = dataclasses.replace(held(COMMERCE, LEAD), ignored="领导急着要")
    yield "words left out", engine.answer(ignored)
    yield "no such subject", Answer(Kind.REFUSAL, subject, nearby=hits, reason="off-topic")
    yield "a greeting", Answer(Kind.REFUSAL, Query(Intent.NOTHING, "zh"), reason="small.greet")
    readings = (held(COMMERCE, LEAD), held(COMMERCE, PART))
    yield (
        "two readings",
        Answer(Kind.CLARIFY, Query(Intent.NOTHING, "zh"), reason="which-reading", readings=readings),
    )


def _spelt(name: str, screen: Screen) -> str:
    """A screen as text: its words, then its buttons row by row."""
    rows = [" ".join(f"[{button.text}]" for button in row) for row in screen.keyboard]
    return "\n".join((f"## {name}", screen.message.plain, *rows))


def written(engine: Engine, cards: Cards, lang: str) -> str:
    """All of them in a language."""
    shown = (_spelt(name, cards.answers([answer], 1, "?", lang)) for name, answer in answers(engine))
    return "\n\n".join(shown) + "\n"


def main() -> None:
    """Writes the files anew."""
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(load_library().plan("neimenggu-2011"), Path(folder))
        cards = Plans([engine], Wording(), reports=True).get(None).cards
        FOLDER.mkdir(exist_ok=True)
        for lang in LANGUAGES:
            (FOLDER / f"{lang}.txt").write_text(written(engine, cards, lang), encoding="utf-8")


if __name__ == "__main__":
    main()
