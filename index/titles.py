"""Sections spoken of by their titles, wholly or by most of their words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from corpus.normalize import fold
from corpus.records import Plan
from index.content import has_subject
from index.words import terms

# A title's words count as naming the section when they make up at least this share of it.
SECTION_SHARE = 0.6
# With a word for sections beside it, half does: 节约资源保护环境那一节.
CUED_SHARE = 0.5
# What names a section is no longer than this, in any language.
LONGEST_TITLE = 120
_CJK = re.compile(r"[\u3400-\u9fff]")


# Titles are asked for dozens of times a question and never change.
_folded = functools.lru_cache(1024)(fold)


@functools.lru_cache(1024)
def _terms(title: str) -> tuple[str, ...]:
    return tuple(terms(fold(title)))


def section_named(topic: str, plan: Plan, cued: bool) -> int | None:
    """The section whose title the topic gives, wholly or in good part; `cued` where a word for sections is near."""
    said = fold(topic)
    if number := _section_spoken_of(said, plan, cued):
        return number
    if len(said) < 4:
        return None
    titles = {s.key: (_folded(s.title), _folded(plan.section_titles_en.get(s.key, ""))) for s in plan.sections}
    found = {number for number, forms in titles.items() if any(title and title in said for title in forms)}
    if not found:
        within = {number: [title for title in forms if said in title] for number, forms in titles.items()}
        found = {number for number, forms in within.items() if forms}
        long = all(len(said) / len(title) >= SECTION_SHARE for forms in within.values() for title in forms)
        found = found if cued or long else set()
    # 承接产业转移 stands in two titles, and all of the plan is about it.
    return found.pop() if len(found) == 1 else None


def repeats_title(topic: str, sections: Iterable[int], plan: Plan) -> bool:
    """Whether a topic only says again what a section given by its number is called: 第七部分政策支持的."""
    titles = [f"{s.title} {plan.section_titles_en.get(s.key, '')}" for s in plan.sections if s.key in sections]
    return any(topic in _folded(title) for title in titles)


def _section_spoken_of(said: str, plan: Plan, cued: bool) -> int | None:
    """The only section whose title has most of the words said; without a word for sections they must be most of it too."""
    if len(said) > LONGEST_TITLE:
        return None
    words = {term for term in terms(said) if has_subject(term)}
    titles = {
        section.key: set(_terms(f"{section.title} {plan.section_titles_en.get(section.key, '')}"))
        for section in plan.sections
    }
    whole = {
        s.key: len(_terms(s.title if _CJK.search(said) else plan.section_titles_en.get(s.key, s.title)))
        for s in plan.sections
    }
    shares = {
        number: min(
            len(words & title) / max(1, len(words)), 1.0 if cued else len(words & title) / max(1, whole[number])
        )
        for number, title in titles.items()
    }
    least = CUED_SHARE if cued else SECTION_SHARE
    best = [number for number, share in shares.items() if share == max(shares.values()) and share >= least]
    return best[0] if len(best) == 1 else None
