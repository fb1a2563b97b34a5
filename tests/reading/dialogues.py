"""Conversations made from follow.toml: openings of templates.toml and what may be said after them, answered by the records."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import rjieba

from corpus.records import Role
from index.query import (
    Intent,
    Kind,
    Query,
)
from index.reading.normalise import normalised
from index.reading.shares import Shares, pieces
from index.reading.state import remembered
from tests.numerals import chinese
from tests.reading import times
from tests.reading.examples import Room, Row
from tests.reading.generate import Maker, read, talked
from tests.reading.meanings import L, P
from tests.reading.ways import Meant, Talk, Ways

# Ways that select the same by several trees of conditions.
_LOOSE = ("with", "without", "only-role", "among-lead", "among-join", "rest")
# Ways of which nothing is left where nothing came before.
_NEEDS_CONTEXT = re.compile(
    "(?:second|secondwho|secondlead|third|next|nextlead|nexttext|previous|previouslead|previoustext"
    "|tasklead|taskjoin|taskall|shown-text|shown-all|shown-leads|earlier|rest)$"
)
_WITHOUT_CONTEXT = 0.5
_OF_A_LIST = (
    "among",
    "with",
    "insec-",
    "shown-",
    "rest-said",
    "rest-first",
    "rest-last",
    "second",
    "first",
    "nth-fill",
)
_DEEPEST = 3
_ALONE = 10
_TALK = 0.25
_FIRST_IN_CONTEXT = 0.3
_LONG_WAY = 0.3
_WHOLE, _REPLIES, _BY_SUBJECT, _OPENS = 0.4, 0.3, 0.3, 0.7
# Kinds of questions after which one task is spoken of, which may also have been found by its subject.
_OF_A_TASK = ("numtext", "numlead", "numall")
_MOST_FOUND = 3
# Words that speak of a task of a list are so long, and none of the others' text has much of them.
_SAID, _TELLS = (3, 8), 0.5
# So often what was drawn for a way is drawn again where it has nothing to lean on.
_DRAWN = 4
_TITLED = 0.45
# Classes of words that ask something; a question without any takes what it asks from the one before.
_ASKING = ("want.", "role.", "due.")
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_NUMERALS = {"zh": ("", "", "两", "三", "四", "五"), "en": ("", "", "two", "three", "four", "five")}
_ROLE_WORDS = {
    "zh": {L: ("牵头", "主办", "打头", "主责", "领头", "挑头"), P: ("配合", "参与", "协助", "协同", "协办", "参加")},
    "en": {L: ("lead", "head"), P: ("support", "join", "assist")},
}


class Dialogues:
    """Conversations about one plan."""

    def __init__(self, maker: Maker, written: Sequence[Row] = ()) -> None:
        self.maker, self.rng, self.room, self.written = maker, maker.rng, maker.room, written
        self.shares = Shares(maker.tables)
        self.follows: list[dict[str, Any]] = read("follow.toml")["follow"]
        self.meanings: dict[str, Any] = {}
        for meaning in read("templates.toml")["meaning"]:
            self.meanings.setdefault(meaning["name"], meaning)

    def row(self, follow: dict[str, Any], lang: str) -> Row | None:
        """A conversation whose last question leans in one way; None where what was drawn has nothing to lean on."""
        for _ in range(_DRAWN):
            talk = self.before(follow, lang)
            said = self.next(follow, talk, lang) if talk else None
            if talk and said:
                break
        else:
            return None
        text, query = said
        row = self.maker.asked("followup", [*talk.turns, text], query, talk.said, talk.found)
        if follow["way"] in _LOOSE:
            row.pop("kinds")
        return row

    def without_context(self, follow: dict[str, Any], lang: str) -> Row:
        """A question that only leans, where nothing came before it."""
        role = self.rng.choice((L, P))
        word = self.rng.choice(_ROLE_WORDS[lang][role])
        said = self.maker.said(self.maker.values("abnms"), lang) | {"r": word, "R": word}
        text = self.maker.phrase(self.rng.choice(follow[lang]), lang).format(**said)
        return self.maker.asked("absentcontext", [text], Query(Intent.NOTHING, lang, refers_back=True))

    def alone(self, lang: str) -> Row | None:
        """A conversation whose last question stands on its own, often one of the whole plan."""
        rng, talk = self.rng, self.any_talk(lang)
        whole = [meaning for meaning in self.meanings.values() if not meaning["slots"]]
        meaning = rng.choice(whole if rng.random() < _WHOLE else list(self.meanings.values()))
        made = self.maker.made(meaning, lang, _TALK)
        if talk is None or made is None:
            return None
        text, query, _ = made
        if query.intent is not Intent.NOTHING:
            if not self.room.reader.analyse(text).has(*_ASKING):
                return None  # 第14条 after another task asks the same of it
            text = (self.maker.phrase("<reply>", lang) if rng.random() < _REPLIES else "") + text
        return self.maker.asked("standalone", [*talk.turns, text], query, talk.said, talk.found)

    def moved(self, lang: str) -> Row | None:
        """A conversation that a question which people wrote by itself turns to another matter, often in so many words."""
        if not self.written:
            return None
        row, talk = self.rng.choice(self.written), self.any_talk(lang)
        if talk is None or not self.room.reader.analyse(row["turns"][0]).has(*_ASKING):
            return None
        lang = "zh" if re.search("[\u3400-\u9fff]", row["turns"][0]) else "en"
        opening = self.maker.phrase("<matter>", lang) if self.rng.random() < _OPENS else ""
        moved = self.maker.asked(
            "moved", [*talk.turns, opening + row["turns"][0]], talk.said[-1], talk.said, talk.found
        )
        moved.pop("kinds")
        return {**moved, "expect": row["expect"]}

    def any_talk(self, lang: str) -> Talk | None:
        """Any conversation."""
        rng = self.rng
        talk = self.opened(rng.choice(list(self.meanings)), lang, None)
        if rng.random() < 0.6:
            follow = rng.choice(self.follows)
            talk = self.stepped(follow, self.before(follow, lang), lang) or talk
        return talk

    # -- conversations up to a question --

    def before(self, follow: dict[str, Any], lang: str, depth: int = 0) -> Talk | None:
        """A conversation that a follow-up may follow."""
        if "series" in follow:
            return self.series(follow, lang)
        kind = self.rng.choice(follow["after"])
        ways = [each for each in self.follows if each.get("then") == kind]
        if kind not in self.meanings or (ways and depth < _DEEPEST and self.rng.random() < _LONG_WAY):
            if depth >= _DEEPEST or not ways:
                return None
            way = self.rng.choice(ways)
            return self.stepped(way, self.before(way, lang, depth + 1), lang)
        first = None
        if self.rng.random() < _FIRST_IN_CONTEXT:
            first = self.opened(self.rng.choice(list(self.meanings)), lang, None)
        if kind in _OF_A_TASK and self.rng.random() < _BY_SUBJECT:
            return self.found(lang, first)
        return self.opened(kind, lang, first)

    def series(self, follow: dict[str, Any], lang: str) -> Talk | None:
        """Several questions in a row, each of one task."""
        talk: Talk | None = None
        count = self.rng.choice(follow["series"])
        for _ in range(count):
            talk = self.opened(self.rng.choice(follow["after"]), lang, talk)
            if talk is None:
                return None
        return replace(talk, series=count) if talk else None

    def found(self, lang: str, talk: Talk | None) -> Talk:
        """A question on a subject for which some tasks were found; its words are not read."""
        tables, rng = self.room.engine.tables, self.rng
        keys = rng.sample(sorted(tables.every), rng.randint(1, _MOST_FOUND))
        words = tables.tasks[keys[0]].body.of(self.room.plan.text)[: rng.randint(4, 9)]
        return self.taken("numtext", words, Query(Intent.TASKS, lang, topic=words), talk, tuple(keys))

    def opened(self, kind: str, lang: str, talk: Talk | None) -> Talk | None:
        """A question that stands on its own, after a conversation or none."""
        made = self.maker.made(self.meanings[kind], lang, _TALK)
        return self.held(kind, made[0], made[1], talk) if made else None

    def stepped(self, follow: dict[str, Any], talk: Talk | None, lang: str) -> Talk | None:
        """A conversation with a follow-up more."""
        said = self.next(follow, talk, lang) if talk else None
        if talk is None or said is None:
            return None
        then = follow.get("then", "")
        return self.held(talk.kind if then == "same" else then, *said, talk)

    def held(self, kind: str, text: str, query: Query, talk: Talk | None) -> Talk | None:
        """A conversation with a question more, None where nothing answers it."""
        answer = self.room.answer(query)
        return None if answer.kind is not Kind.ANSWER else self.taken(kind, text, query, talk)

    def taken(self, kind: str, text: str, query: Query, talk: Talk | None, found: tuple[int, ...] = ()) -> Talk:
        """A conversation with a question more and the tasks found for its subject."""
        answer = self.room.showing(query, found) if found else self.room.answer(query)
        turn = remembered(answer, talk.turn if talk else None)
        turns, said, shown = (talk.turns, talk.said, talk.found) if talk else ([], [], [])
        return Talk(kind, [*turns, text], [*said, query], [*shown, found], turn)

    # -- the next question --

    def next(self, follow: dict[str, Any], talk: Talk, lang: str) -> tuple[str, Query] | None:
        """The words and the Query of a follow-up."""
        rng = self.rng
        values = self.values(talk)
        role = rng.choice((L, P))
        meant = self.leaning(follow["way"], talk, values, role)
        sizes = {"k": talk.series or len(talk.turn.listed), "j": len(talk.turn.listed) - 1}
        known = {slot: _NUMERALS[lang][size] for slot, size in sizes.items() if 1 < size < 6}
        fitting = [
            text for text in follow[lang] if not {"{k}", "{j}"} - {f"{{{slot}}}" for slot in known} & slots(text)
        ]
        text = rng.choice(fitting) if fitting else ""
        if meant is None or not text or ("{s}" in text and not values["s"]) or ("{t}" in text and "t" not in values):
            return None
        intent, where, more = meant
        word = rng.choice(_ROLE_WORDS[lang][role])
        said = self.maker.said({**values, "n": values["m"]}, lang, _TITLED) | {"r": word, "R": word} | known
        said |= {"i": chinese(values["nth"]) if lang == "zh" else _ORDINALS[values["nth"] - 1], "w": values["words"]}
        text = self.maker.phrase(text, lang).format(**said)
        if rng.random() < _TALK:
            text = talked(text, lang, rng)
        return text, Query(intent, lang, where=where, counted=intent in (Intent.COUNT, Intent.COUNT_PARTIES), **more)

    def values(self, talk: Talk) -> dict[str, Any]:
        """What a follow-up may name, mostly something of the tasks shown."""
        rng, tables, turn = self.rng, self.room.engine.tables, talk.turn
        values = self.maker.values("abnms")
        shown = frozenset(turn.shown)
        others = [id for id in tables.parties(shown) if id != turn.department]
        if others and rng.random() < 0.7:
            values["b"] = rng.choice(others)
        elif values["b"] == turn.department:
            values["b"] = values["c"]
        outer = {section.key for section in self.maker.outer}
        within = sorted({tables.tasks[key].section for key in shown} & outer)
        if within and rng.random() < 0.6:
            values["s"] = rng.choice(within)
        if any(tables.days.values()):
            among = turn.shown if rng.random() < 0.7 else ()
            values["t"], said = times.drawn(tables, self.maker.year, rng, among, rng.random() < 0.6)
            values["said"] = {"t": said}
        values["nth"] = rng.randint(1, max(1, min(len(turn.listed), 5)))
        values["w"], values["words"] = self.spoken_of(turn.listed)
        return values

    def spoken_of(self, listed: Sequence[int]) -> tuple[int | None, str]:
        """A task of a list with words of its text that speak of it alone; none where none are found."""
        rng, tables, text = self.rng, self.room.engine.tables, self.room.plan.text
        if not 1 < len(listed) < 10:
            return None, ""
        for _ in range(_DRAWN):
            key = rng.choice(listed)
            runs = re.findall(r"[\u3400-\u9fff]{3,}", tables.tasks[key].body.of(text))
            if not runs:
                continue
            cut = rjieba.cut(rng.choice(runs))
            at = rng.randrange(len(cut))
            words = "".join(cut[at : at + rng.randint(1, 3)])
            left = self.room.reader.analyse(f"{words}那项").residue.topics
            shares = self.shares.of(left[0].words) if left and pieces(normalised(words)) else {}
            others = max((shares.get(other, 0.0) for other in listed if other != key), default=0.0)
            if (
                len(words) >= _SAID[0]
                and left
                and left[0].words == normalised(words)
                and others < _TELLS * shares.get(key, 0.0)
            ):
                return key, words
        return None, ""

    def leaning(self, way: str, talk: Talk, values: dict[str, Any], role: Role) -> Meant | None:
        """What a follow-up of some way means; None where there is nothing to lean on."""
        turn = talk.turn
        if way.startswith(_OF_A_LIST) and not way.endswith(("-role", "-rest")) and len(turn.listed) < 2:
            return None
        needs_task = (
            "task",
            "next",
            "previous",
            "check",
            "else",
            "last",
            "shown",
            "rest",
            "others",
            "same",
            "head",
            "aide",
        )
        if way.startswith(needs_task) and not turn.shown:
            return None
        return Ways(self.room.engine.tables, talk, values, role).meant(way)


def slots(text: str) -> set[str]:
    """The slots of a phrasing, as they are written."""
    return set(re.findall(r"\{\w+\}", text))


def rows(room: Room, rounds: int, seed: int, english: float = 0.25, written: Sequence[Row] = ()) -> list[Row]:
    """So many rounds over all kinds of follow-ups, a quarter of them questions that stand alone.

    `written` are questions that people wrote of the plan, to which conversations turn.
    """
    rng = random.Random(seed)
    dialogues = Dialogues(Maker(room, rng), written)
    found: list[Row] = []
    for _ in range(rounds):
        for follow in dialogues.follows:
            lang = "en" if rng.random() < english else "zh"
            found += filter(None, [dialogues.row(follow, lang)])
        for follow in dialogues.follows:
            if _NEEDS_CONTEXT.match(follow["way"]) and rng.random() < _WITHOUT_CONTEXT:
                found.append(dialogues.without_context(follow, "en" if rng.random() < english else "zh"))
        for _ in range(len(dialogues.follows) // _ALONE * 2):
            found += filter(None, [dialogues.alone("en" if rng.random() < english else "zh")])
        for _ in range(len(dialogues.follows) // _ALONE):
            found += filter(None, [dialogues.moved("en" if rng.random() < english else "zh")])
    return found
