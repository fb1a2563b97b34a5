"""Words that change or end what was just spoken of: 不对，改成下周三, 推迟一天, 算了, no, make it Friday."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from bot.commands.spoken_words import REMINDER, asks, bare, in_place, is_time_said, spoken_file
from bot.commands.tasks_named import tasks_named
from bot.dialogue.words import either
from bot.when import WhenFault, says_time, shift_in, timely
from bot.when.clauses import clauses, without
from bot.when.lexicon import values_of, words_of
from bot.when.results import Length
from corpus.normalize import NUMERAL, number

# A longer text says more than that.
LONGEST = 120
_MASKED = "[\ue000-\ue0ff]+"


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is to become of a reminder, a digest or quiet hours: their `time` said anew, a `shift` of it, or their end.

       It is none of these where it is only wrong.
    `tasks` are those named. `surely` says that it takes something back, which a time alone does not.
    """

    tasks: tuple[str, ...] = ()
    time: str = ""
    shift: Length | None = None
    ends: bool = False
    surely: bool = True


def amendment(words: str, of: str = REMINDER) -> Amendment | None:
    """How the words amend what a command has set; None for words that say anything else."""
    if len(words) > LONGEST or asks(words):
        return None
    # The comma keeps a number at the beginning from being a task: 9 点.
    named = tasks_named(f"，{words}")
    said = bare(named.words)
    led = bool(_leading().match(in_place(said)))
    try:
        shift = shift_in(without(said, _around("back", "beside")))
    except WhenFault:
        # 推迟一周半
        return Amendment(named.tasks)
    if shift is not None:
        return Amendment(named.tasks, shift=shift)
    if _moves().search(in_place(said)) and not without(said, _around("back", "beside", "moves")):
        # 推迟一下
        return Amendment(named.tasks)
    if _ends().search(in_place(said)) and not without(said, _around("back", "ends", "beside", "ending", of)):
        return Amendment(named.tasks, ends=True)
    meant = [clause for clause in clauses(said) if not _denied().match(in_place(clause))]
    around = _around("back", "to", "ends", "beside", of)
    left = without("，".join(meant), around)
    if not left:
        return Amendment(named.tasks) if led else None
    time = timely(left, beside=around)
    if is_time_said(time) or (led and says_time(left)):
        return Amendment(named.tasks, time=named.text(time), surely=led)
    return None


def points(words: str) -> tuple[str, ...]:
    """Which of those listed the words point to and say nothing else: the task's number behind 项, else a place in the list.

    The first is a task's number, empty where none is named, the second the place, empty where it can be none.
    """
    said = bare(in_place(words))
    if nth := values_of("nth").get(re.sub(r"\s*(?:one|条)$", lambda found: "个" if found[0] == "条" else "", said)):
        return "", nth
    if found := _POSITION.fullmatch(said):
        return (str(number(found["at"])), "") if found["task"] or found["item"] else ("", str(number(found["at"])))
    return ()


_POSITION = re.compile(
    rf"(?:(?P<task>task|item)|no\.|#|第)?\s*(?P<at>\d{{1,4}}|[{NUMERAL}]{{1,3}})\s*(?:(?P<item>[项])|[条个号])?"
)


@functools.cache
def _leading() -> re.Pattern[str]:
    """What takes back what was said, or says that something else is meant, at the beginning."""
    file = spoken_file()["amending"]
    return re.compile(rf"(?:(?:{either(file['beside'])}|{_MASKED})[\s,，]*)*(?:{either([*file['back'], *file['to']])})")


@functools.cache
def _around(*keys: str) -> re.Pattern[str]:
    """What may stand around what is said of a setting, by the keys of its words: a time, what moves it or what ends it."""
    file = spoken_file()
    ending = file["reminders_end"]
    words = {
        **file["amending"],
        **file["amending_of"],
        "moves": words_of("shift"),
        "ending": [*ending["words"], *ending["ends"], *ending["beside"]],
    }
    said = [word for key in keys for word in words[key]]
    return re.compile(f"(?:{either([*said, *file['polite']['after']])}|{_MASKED})")


@functools.cache
def _denied() -> re.Pattern[str]:
    return re.compile(either(spoken_file()["amending"]["denied"]))


@functools.cache
def _moves() -> re.Pattern[str]:
    return re.compile(either(words_of("shift", "later", "earlier")))


@functools.cache
def _ends() -> re.Pattern[str]:
    return re.compile(either([*spoken_file()["amending"]["ends"], *spoken_file()["reminders_end"]["ends"]]))
