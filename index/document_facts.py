"""What a document says of itself: its title, basis, date and number, who issued it, to whom, and how it is to be read."""

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
_ENDS = "。\n"


def rules(key: str, document: Document) -> list[Rule]:
    """The rules of the document that a question of that key is about."""
    return [rule for rule in document.rules if rule.kind in RULES.get(key, ())]


def facts(key: str, document: Document) -> tuple[Span, ...]:
    """The words of the document that answer a question of that key; none where it does not say."""
    return tuple(_FACTS[key](document)) if key in _FACTS else ()


def _basis(document: Document) -> Iterator[Span]:
    """The whole sentence that names the basis, which may name more than one."""
    if document.based_on:
        yield _sentence(document.text, document.based_on)


def _issue(document: Document) -> Iterator[Span]:
    """Who issued it, its number and its date, as far as they are printed; else the paragraph that begins it."""
    found = [_printed(document.text, words) for words in (document.issuer, document.document_number, document.issued)]
    spans = [span for span in found if span is not None]
    yield from spans or document.preamble[:1]


def _dated(document: Document) -> Iterator[Span]:
    if document.document_number or document.issued:
        yield from _issue(document)


def _title(document: Document) -> Iterator[Span]:
    """The title, which may stand on several lines."""
    lines = [line for line in document.text.splitlines() if line.strip() and document.title.startswith(line.strip())]
    if not lines:
        found = _printed(document.text, document.title)
        yield from (found,) if found else ()
        return
    start = end = document.text.index(lines[0].strip())
    for char in document.title:
        end = document.text.index(char, end) + 1
    yield Span(start, end)


def _printed(text: str, words: str) -> Span | None:
    """Where words stand in the text, for the last time: a signature stands below what it signs."""
    at = text.rfind(words) if words else -1
    return None if at < 0 else Span(at, at + len(words))


def _sentence(text: str, span: Span) -> Span:
    start = max(text.rfind(end, 0, span.start) for end in _ENDS) + 1
    ends = [at for end in _ENDS if (at := text.find(end, span.end)) >= 0]
    end = min(ends, default=len(text) - 1) + 1
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip()))


_FACTS: dict[str, Callable[[Document], Iterator[Span]]] = {
    "basis": _basis,
    "recipients": lambda document: iter((document.recipients,) if document.recipients else ()),
    "title": _title,
    "approval": _issue,
    "date": _dated,
    "purpose": lambda document: iter(document.preamble[-1:]),
    "notes": lambda document: iter(document.notes or tuple(rule.span for rule in document.rules)),
}
