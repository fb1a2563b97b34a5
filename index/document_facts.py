"""What a document says of itself: when and by whom it was issued under which number, and how it is to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from corpus.records import Document, Rule, RuleKind, Span

# What asks for any of the sentences that no task accounts for.
PASSAGE = "fact.passage"
# The rules that answer a question, by the question's key.
RULES: dict[str, tuple[RuleKind, ...]] = {
    "same-below": tuple(RuleKind),
    "lead-rule": (RuleKind.FIRST_LEADS,),
    "first-rule": (RuleKind.FIRST_LEADS,),
    "sole-rule": (RuleKind.SOLE_ASSISTED,),
}


def rules(key: str, document: Document) -> list[Rule]:
    """The rules of the document that a question of that key is about."""
    return [rule for rule in document.rules if rule.kind in RULES.get(key, ())]


def facts(key: str, document: Document) -> tuple[Span, ...]:
    """The words of the document that answer a question of that key; none where it does not say."""
    return tuple(_FACTS[key](document)) if key in _FACTS else ()


def _issue(document: Document) -> Iterator[Span]:
    """Who issued it, its number and its date, as far as they are printed; else the paragraph that begins it."""
    found = [_printed(document.text, words) for words in (document.issuer, document.document_number, document.issued)]
    spans = [span for span in found if span is not None]
    yield from spans or document.preamble[:1]


def _dated(document: Document) -> Iterator[Span]:
    if document.document_number or document.issued:
        yield from _issue(document)


def _printed(text: str, words: str) -> Span | None:
    """Where words stand in the text, for the last time: a signature stands below what it signs."""
    at = text.rfind(words) if words else -1
    return None if at < 0 else Span(at, at + len(words))


_FACTS: dict[str, Callable[[Document], Iterator[Span]]] = {"approval": _issue, "date": _dated}
