"""Questions on the document itself, or on what no plan says, by the words of facts.toml."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from corpus.readers import read_toml
from index.tokens import INTERROGATIVE

FACTS_FILE = Path(__file__).with_name("facts.toml")
_PIECE = re.compile("[,，;；。]")
_ASKS_TASKS = re.compile("哪些任务|哪几[项条]|哪[项条]任务|(?:which|what) (?:tasks|items)")


@functools.cache
def _facts() -> dict[str, Any]:
    return read_toml(FACTS_FILE)


def read_fact(text: str, group: str, named: bool = False) -> str:
    """The first fact of a group that the question asks for, as group.key; beside a task or department few are meant."""
    if group == "unsaid" and len(pieces := _PIECE.split(text)) > 1:
        # 我写第五部分的落实情况，里头有哪些任务: only what is asked counts, where tasks are asked for by themselves.
        asking = [piece for piece in pieces if INTERROGATIVE.search(piece)]
        text = "，".join(asking) if any(_ASKS_TASKS.search(piece) for piece in asking) else text
    for fact in _facts()[group]:
        if named and not fact.get("beside_names"):
            continue
        stands = _holds(text, fact["any"]) and all(_holds(text, cues) for cues in fact.get("with", []))
        if stands and not _holds(text, fact.get("without", [])):
            return f"{group}.{fact['key']}"
    return ""


def may_state(key: str, text: str) -> bool:
    """Whether a plan's text may say what the group unsaid takes to be in no plan."""
    pattern = _facts()["stated"].get(key)
    return pattern is not None and re.search(pattern, text) is not None


def _holds(text: str, cues: list[str]) -> bool:
    """Whether any of the cues is in the text. A loop: every question is looked through for some three hundred."""
    for cue in cues:  # noqa: SIM110
        if cue in text:
            return True
    return False


def stated_facts(text: str) -> list[tuple[str, bool]]:
    """Every fact of which some word is in a folded text, as group.key, and whether its other words are there as well."""
    found: dict[tuple[str, bool], None] = {}
    for group in ("unsaid", "fact"):
        for fact in _facts()[group]:
            if _holds(text, fact["any"]):
                stands = all(_holds(text, cues) for cues in fact.get("with", []))
                found.setdefault((f"{group}.{fact['key']}", stands and not _holds(text, fact.get("without", []))))
    return list(found)
