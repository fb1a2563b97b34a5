"""What waits to be written to the database, and who waits for that."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.db.answers import GivenAnswer
from bot.db.chats import Met
from bot.db.inbox import Done


@dataclass(slots=True)
class Behind:
    """Answers given, ends and beginnings of updates, chats that were met, and the futures of those who wait.

    `lost` are those of the begun that turned out to be another process's.
    """

    given: list[GivenAnswer] = field(default_factory=list)
    ends: list[Done] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    suspected: list[int] = field(default_factory=list)
    met: dict[int, Met] = field(default_factory=dict)
    waiting: list[asyncio.Future[frozenset[int]]] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.given or self.ends or self.begun or self.suspected or self.met)

    @property
    def update_ids(self) -> list[int]:
        """The updates of which something is to be written."""
        return [*(end.update_id for end in self.ends), *self.begun, *self.suspected]

    def __add__(self, later: Behind) -> Behind:
        return Behind(
            self.given + later.given,
            self.ends + later.ends,
            self.begun + later.begun,
            self.suspected + later.suspected,
            self.met | later.met,
            self.waiting + later.waiting,
            self.lost | later.lost,
        )

    @property
    def named(self) -> str:
        """What it is, without a word that a person wrote."""
        return ", ".join(
            [f"answer {answer.id}" for answer in self.given]
            + [f"update {end.update_id}" for end in self.ends]
            + [f"the beginning of update {id}" for id in (*self.begun, *self.suspected)]
            + [f"chat {chat_id}" for chat_id in self.met]
        )

    def one_by_one(self) -> Iterator[Behind]:
        """Each thing by itself."""
        yield from (Behind(given=[answer]) for answer in self.given)
        yield from (Behind(ends=[end]) for end in self.ends)
        yield from (Behind(begun=[id]) for id in self.begun)
        yield from (Behind(suspected=[id]) for id in self.suspected)
        yield from (Behind(met={chat_id: told}) for chat_id, told in self.met.items())

    def settle(self) -> None:
        """Tells those who wait that it is written, and which of the begun are another process's."""
        for each in self.waiting:
            if not each.done():
                each.set_result(frozenset(self.lost))
