"""A question asked anew with the department that one of its words was found to mean."""

from __future__ import annotations

from index.query import Answer


def settled(question: str, answer: Answer, name: str) -> str:
    """The question with `name` in place of the words that may mean several departments, or none that is known."""
    several = [mention for mention in answer.query.mentions if len(mention.candidates) > 1]
    said = several[0].said if several else next(iter(answer.query.unknown), "")
    if not said or said not in question.casefold():
        # What was read in another script or width is not found in the question as written: then the name alone is asked.
        return name
    before, _, after = question.casefold().partition(said)
    return question[: len(before)] + name + question[len(question) - len(after) :]
