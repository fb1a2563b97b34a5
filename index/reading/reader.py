"""The reader of one plan's questions: from a message's words to the Query that the choice takes for them."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from index.followup import Turn
from index.names import Names
from index.reading import dialogue, grammar
from index.reading.choice import Ranked, Weights, load_weights, ranked
from index.reading.frames import Numbers
from index.reading.lexicon import load_lexicon
from index.reading.offices import Offices
from index.reading.parse import Analyser, Parse
from index.records import Query
from index.tables import Tables


def _today() -> datetime.date:
    return datetime.date.today()


class Reader:
    """Reads questions on one plan. Thread-safe."""

    def __init__(
        self,
        tables: Tables,
        names: Names,
        weights: Weights | None = None,
        today: Callable[[], datetime.date] = _today,
    ) -> None:
        lexicon = load_lexicon()
        self._tables = tables
        self._analyser = Analyser(tables, Offices(names, lexicon), lexicon)
        self._numbers = Numbers(tables)
        self._weights = weights
        self._today = today

    def parse(self, question: str, turn: Turn | None = None) -> Parse:
        """Every candidate of a question in its conversation."""
        parse = Parse(self._analyser.analyse(question))
        day = self._today()
        rules = grammar.rules_of(parse, self._tables, self._numbers, (day.year, day.month, day.day))
        grammar.candidates(rules)
        if turn is not None:
            dialogue.follow(rules, turn)
        return parse

    def ranked(self, question: str, turn: Turn | None = None) -> list[Ranked]:
        """The best candidates of a question, the best first."""
        return ranked(self.parse(question, turn), self._weights or load_weights())

    def query(self, question: str, turn: Turn | None = None) -> Query:
        """The Query of the best candidate."""
        return self.ranked(question, turn)[0].candidate.query
