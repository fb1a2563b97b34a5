"""This project in process, as bot/app.py wires it: it reads its own installed plan, and answers in words."""

from __future__ import annotations

import dataclasses

import numpy as np

USES_VECTORS = True


def build(chunks, encoder):
    import index.retrieval.encoders
    from bot.app import build_assistant
    from bot.config import load_settings
    from bot.screens.wording import Wording

    # The engine asks for its encoder by this name when a topic first needs it.
    bundled = index.retrieval.encoders.BundledE5
    index.retrieval.encoders.BundledE5 = lambda: Given(bundled(), encoder)
    return Project(build_assistant(dataclasses.replace(load_settings(), embedding_model=""), Wording()))


class Given:
    """The bundled encoder by which vectors that were computed before are not computed again."""

    def __init__(self, bundled, encoder) -> None:
        self.identity, self.dimensions = bundled.identity, bundled.dimensions
        self.passage, self.passages = bundled.passage, bundled.passages
        self.query = encoder.query
        self.queries = lambda texts: np.array([encoder.query(text) for text in texts])
        # One model in the process, as there is without the benchmark.
        encoder.compute = lambda kind, text: getattr(bundled, kind)(text)


class Project:
    """The assistant, called as an adapter is; every question is a conversation of its own."""

    def __init__(self, assistant) -> None:
        self._assistant, self._count = assistant, 0

    def __call__(self, question: str):
        """The whole reply: the question read, answered and worded."""
        self._count += 1
        return self._assistant.reply(question, f"bench {self._count}")

    def judged(self, turns: list[str]) -> dict:
        """The tasks shown, and whether it answered, asked back or refused."""
        self._count += 1
        for turn in turns:
            reply = self._assistant.reply(turn, f"bench {self._count}")
        hits = [hit for answer in reply.answers for hit in answer.hits]
        shown = {hit.task: hit.score or 0.0 for hit in reversed(hits)}
        return {"ranked": list(reversed(shown.items())), "kind": str(reply.kind), "signal": None}

    def load(self) -> None:
        """The index and the search."""
        self._assistant.engine.topics()

    def prepared(self, questions: list[str]) -> list[tuple]:
        """The subjects of questions with the sets of tasks that they are asked within, their vectors computed."""
        engine, found = self._assistant.engine, []
        for question in questions:
            query = engine.query(question)
            if query.topic:
                engine.topics().search.encode(query.topic)
                within = None if query.where is None else engine.tables.run(query.where)
                found.append((query.topic, query.topic_lang, within))
        return found

    def alone(self, asked: tuple) -> object:
        """The search alone, for the first time: what it remembers of a topic is left out."""
        topic, lang, within = asked
        search = self._assistant.engine.topics().search
        search._weighed.cache_clear()
        return search.judge(topic, lang, within)
