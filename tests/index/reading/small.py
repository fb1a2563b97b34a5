"""Small plans made of their parties alone, for tests of how these are named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.library import plan_of
from index.engine import Engine
from index.reading.spans import Span


def engine_of(title: str, tasks: Sequence[Sequence[str]], folder: Path) -> Engine:
    """The engine of a plan with that title: each task's first name leads, the others take part."""
    written = []
    for number, (lead, *others) in enumerate(tasks, 1):
        others = [other for other in others if other != lead] or ["各有关单位"]
        written.append(f"{number}.做好第{number}项工作。\n牵头单位：{lead}；配合单位：{'、'.join(others)}")
    return Engine(plan_of("small", "\n".join([title, "", *written]) + "\n"), folder)


def named(engine: Engine, question: str) -> list[tuple[str, str]]:
    """What a question names, and the parties that each stands for as the plan writes them, parted by strokes."""
    return [(span.text, parties_of(engine, span)) for span in engine.reader.analyse(question).departments]


def parties_of(engine: Engine, span: Span) -> str:
    """The parties that a span stands for, empty where the plan has none, ? where it may be one of several."""
    registry = engine.plan.registry
    if span.mention is None or len(span.mention.candidates) > 1:
        return "?"
    return "/".join(registry[id].name for id in span.mention.parties)
