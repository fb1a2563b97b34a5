"""Notes above an answer: what was taken for what, and what the plan's time calls by another name."""

from __future__ import annotations

from collections.abc import Iterator

from bot.screens.message import Line
from bot.screens.plan_words import PlanWords
from corpus.departments import Department, Succession
from index.query import Answer, InSection, Intent, Kind, MatchKind, Mention, Numbered, Query, numbers_in


class Notes:
    """Says how the names and numbers of a question were read, where that is not plain."""

    def __init__(self, words: PlanWords) -> None:
        self._words = words

    def of(self, answer: Answer) -> Iterator[Line]:
        """The notes that an answer needs."""
        query = answer.query
        for mention in query.mentions:
            if len(mention.candidates) == 1 and mention.known is not MatchKind.EXACT:
                name = self._words.name(query.lang, mention.candidates[0])
                yield self._words.line(query.lang, f"note.{mention.known}", said=mention.said, name=name)
            named = mention.parties and mention.candidates[0] not in mention.parties
            if named and query.intent is not Intent.IDENTITY:
                yield self._words.line(
                    query.lang,
                    "note.successor_is",
                    name=self._words.brief(query.lang, mention.candidates[0]),
                    parties=self._words.briefly(query.lang, mention.parties),
                    dated=self._words.dated(query.lang),
                )
        if len(query.ignored) > 1:
            yield self._words.line(query.lang, "note.ignored", words=query.ignored)
        if answer.reason in ("either", "closest"):
            yield self._words.line(query.lang, f"answer.{answer.reason}")
        if answer.kind is Kind.ANSWER:
            yield from self._missing(query)

    def history(self, answer: Answer) -> Iterator[str]:
        """What became of the departments asked about by another time's names, for who wants to know why."""
        for mention in answer.query.mentions:
            if mention.parties and mention.candidates[0] not in mention.parties:
                yield self._succession(answer.query.lang, mention)

    def _missing(self, query: Query) -> Iterator[Line]:
        """Numbers asked for beside others, which the plan does not have."""
        understood = self._words.understood
        for shape, known, key, said in (
            (Numbered, self._words.tasks, "note.numbers_missing", understood.tasks),
            (InSection, self._words.sections, "note.sections_missing", understood.sections),
        ):
            asked = set(numbers_in(query.where, shape))
            if asked - known.keys():
                numbers = said(tuple(asked - known.keys())).replace(", ", self._words.say(query.lang, "plain.comma"))
                yield self._words.line(query.lang, key, count=len(known), numbers=numbers)

    def _succession(self, lang: str, mention: Mention) -> str:
        steps = [step for party in mention.parties for step in self._steps(party, mention.candidates[0])]
        said = [
            self._words.say(
                lang,
                f"note.step_{step.how}",
                old=self._words.name(lang, old.id),
                year=step.year,
                new=self._words.name(lang, step.id),
            )
            for old, step in steps
        ]
        sources = "；".join(dict.fromkeys(step.source for _, step in steps if not step.reviewed))
        name = self._words.name(lang, mention.candidates[0])
        words = self._words.say(
            lang, "note.successor", dated=self._words.dated(lang), name=name, steps="，".join(dict.fromkeys(said))
        )
        return words + (self._words.say(lang, "note.step_source", source=sources) if sources else "。")

    def _steps(self, old: str, new: str) -> list[tuple[Department, Succession]]:
        """The steps that lead from one department to the other, whichever came first."""
        for start, end in ((old, new), (new, old)):
            paths: list[tuple[str, list[tuple[Department, Succession]]]] = [(start, [])]
            while paths:
                here, steps = paths.pop(0)
                if here == end:
                    return steps
                paths += [
                    (step.id, [*steps, (self._words.registry[here], step)])
                    for step in self._words.registry[here].successors
                ]
        return []
