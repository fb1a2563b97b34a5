"""Questions on the document itself, or on what no plan says, by the words of facts.toml."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from corpus.readers import read_data

FACTS_FILE = Path(__file__).with_name("facts.toml")


@functools.cache
def _facts() -> dict[str, Any]:
    return read_data(FACTS_FILE)


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
    """Every fact of which some word is in a folded text, as group.key, and whether what it asks for stands there in full.

    `loose` words may ask for it and say no more.
    """
    found: dict[tuple[str, bool], None] = {}
    for group in ("unsaid", "fact"):
        for fact in _facts()[group]:
            said = _holds(text, fact["any"])
            if said or _holds(text, fact.get("loose", [])):
                stands = said and all(_holds(text, cues) for cues in fact.get("with", []))
                found.setdefault((f"{group}.{fact['key']}", stands and not _holds(text, fact.get("without", []))))
    return list(found)
