"""What is said where there is no answer: why, what to try instead, and what was understood."""

from __future__ import annotations

from collections.abc import Iterator

from bot.screens.blocks import Block, Part
from bot.screens.message import Line, Run, Style
from bot.screens.plan_words import PlanWords
from index.query import UNSTATED, Answer, InSection, Numbered, Query, numbers_in, placed


class Refusals:
    """The refusals and questions back about one plan."""

    def __init__(self, words: PlanWords) -> None:
        self._words = words

    def refusal(self, answer: Answer) -> Iterator[Block]:
        """Why there is no answer, what to try instead, and in the end what was understood; small talk has no end."""
        lang = answer.query.lang
        said = [self._why(answer)]
        match answer.reason:
            case "absent-department":
                said.append(self._words.line(lang, "refusal.absent_note", dated=self._words.dated(lang)))
            case "other-office" if answer.choices:
                said.append(self._words.line(lang, "refusal.own_office"))
            case "unknown-department" if answer.choices:
                said.append(self._words.line(lang, "refusal.did_you_mean"))
            case _ if answer.nearby and answer.reason != UNSTATED:
                said.append(self._words.line(lang, "refusal.nearby"))
        yield Block(Part.HEADING, tuple(said))
        if answer.nearby:
            yield from (self._words.task_item(lang, hit) for hit in answer.nearby)
            yield self._words.tail(answer)
            return
        if answer.reason in ("other-office", "unknown-department"):
            yield from self._choices(answer)
        if not answer.reason.startswith("small."):
            yield self._end(answer)

    def _why(self, answer: Answer) -> Line:
        """The sentence that refuses."""
        lang, query = answer.query.lang, answer.query
        key = f"refusal.{answer.reason.removeprefix('unsaid.').removeprefix('small.').replace('-', '_')}"
        values: dict[str, object] = {"dated": self._words.dated(lang)}
        match answer.reason:
            case "absent-department":
                values = {"departments": self._words.names(lang, answer.choices)}
            case "other-office":
                mention = next(mention for mention in query.mentions if not mention.parties)
                values = {"said": mention.said}
            case "unknown-department":
                values = {"said": query.unknown[0]}
            case "unstated":
                what = self._words.say(lang, "understood.heads").join(query.heads) or self._words.say(
                    lang, f"refusal.amount.{query.amount or 'time'}"
                )
                numbers = self._words.called(lang, tuple(hit.task for hit in answer.nearby))
                values = {"numbers": numbers, "count": len(answer.nearby), "what": what}
            case "nothing":
                values = self._words.examples(lang)
            case "no-encoder":
                values = {"reason": answer.choices[0]}
            case "no-number":
                numbers = self._words.understood.tasks(numbers_in(query.where, Numbered)[:20])
                values = {"count": len(self._words.tasks), "numbers": numbers}
            case "no-place":
                values = {"count": len(self._words.of(placed(query.where)[0].item)), "places": self._places(query)}
            case "not-there":
                section = numbers_in(query.where, InSection)[0]
                inside = self._words.of(InSection((section,)))
                printed = self._words.tasks[numbers_in(query.where, Numbered)[0]].number
                values = {"section": self._words.section_number(section), "count": len(inside), "number": printed}
            case "no-section":
                numbers = self._words.understood.sections(numbers_in(query.where, InSection)[:20])
                values = {"count": len(self._words.sections), "numbers": numbers}
        return self._words.line(lang, key, Style.BOLD, **values)

    @staticmethod
    def _places(query: Query) -> str:
        return ", ".join(str(place) for place in placed(query.where)[0].places)

    def clarify(self, answer: Answer) -> Iterator[Block]:
        """The question which department is meant, or which reading of the whole, with those that may be."""
        if answer.readings:
            yield self._words.headline(answer.query.lang, "clarify.reading")
            for query in answer.readings:
                yield Block(Part.ITEM, ((Run("· " + self._words.paraphrase.question(query)),),))
            yield self._words.end(answer.query.lang, key="asked_of")
            return
        said = next((mention.said for mention in answer.query.mentions if len(mention.candidates) > 1), "")
        yield self._words.headline(answer.query.lang, "clarify.which", said=said)
        yield from self._choices(answer)
        yield self._end(answer)

    def _end(self, answer: Answer) -> Block:
        """What was understood and which plan was asked, where nothing of the plan is shown."""
        return self._words.end(answer.query.lang, read=self._words.read(answer), key="asked_of")

    def _choices(self, answer: Answer) -> Iterator[Block]:
        for id in answer.choices:
            yield Block(Part.ITEM, ((Run("· " + self._words.name(answer.query.lang, id)),),), department=id)

    def choices(self, answer: Answer) -> list[str]:
        """What to try instead, as short texts: names of departments, readings in words, or tasks nearby."""
        lang = answer.query.lang
        if answer.readings:
            return [self._words.paraphrase.question(query) for query in answer.readings]
        named = answer.reason in ("unknown-department", "which-department", "other-office")
        names = [self._words.name(lang, id) for id in answer.choices] if named else []
        return names + [
            self._words.say(
                lang, "answer.task", number=self._words.number(hit.task), title=self._words.title(lang, hit.task)
            )
            for hit in answer.nearby
        ]
