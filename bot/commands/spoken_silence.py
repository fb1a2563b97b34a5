"""Orders for silence in plain words, with their time and reasons around: 我在开会别吵，下午四点半以后再说."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from bot.commands.spoken_words import (
    AROUND,
    LONGEST_WHY,
    asks,
    bare,
    beside_silence,
    hours_of,
    in_place,
    is_time_said,
    spoken_file,
    waits,
)
from bot.dialogue.words import either
from bot.when import says_time
from bot.when.clauses import begins_later, clauses, without


def silence_order(folded: str, source: str) -> tuple[str, str] | None:
    """An order to be left alone with its time and reasons around: 我在开会别吵，下午四点半以后再说."""
    order, state = _silences()
    said = order.search(folded) or state.search(folded)
    if said is None:
        return None
    # 别吵，静音一刻钟: one order, said twice.
    around = [_silence_out(folded, source, 0, said.start()), _silence_out(folded, source, said.end(), len(folded))]
    rest = "，".join(filter(None, (without(bare(piece), beside_silence()) for piece in around)))
    if asks(rest):
        return None
    if not rest:
        return "mute", ""
    told = says_time(rest, lasting=True) or waits(rest)
    if begins_later(_quiet_bare(around[0])):
        # 明天别打扰我 is not from now on: with its words it is asked back.
        return "mute", source
    if said.re is order:
        return ("mute", rest) if told or len(rest) <= LONGEST_WHY else None
    # 安静的环境: a state is ordered where its clause says nothing else but a time.
    near = (around[0].rstrip(" ")[-1:], around[1].lstrip(" ")[:1])
    beside = [clauses(around[0])[-1:], clauses(around[1])[:1]]
    within = [piece for found, edge in zip(beside, near, strict=True) if edge not in AROUND for piece in found]
    near_words = [
        words
        for piece in within
        if (words := _quiet_bare(piece)) and words not in spoken_file()["silence"]["meanwhile"]
    ]
    whole = all(is_time_said(words, lasting=True) or waits(words) for words in near_words)
    return ("mute", rest) if told and whole else None


def silence_amended(folded: str, source: str) -> tuple[str, str] | None:
    """An order that ends a silence or changes it, by its name: 免打扰取消, 免打扰改成晚上9点到早上8点."""
    found = next(((kind, said) for kind, name in _named().items() if (said := name.search(folded))), None)
    if found is None:
        return None
    kind, said = found
    around = [bare(piece) for piece in (source[: said.start()], source[said.end() :])]
    if asks(" ".join(around)):
        return None
    amending = _amending()
    ends = any(amending.ends.search(in_place(piece)) for piece in around)
    if ends and not any(without(piece, amending.beside_ends) for piece in around):
        return ("quiet", "off") if kind == "hours" else ("unmute", said.group() if kind == "any" else "")
    if not any(amending.anew.search(in_place(piece)) for piece in around):
        return None
    rest = "，".join(filter(None, (without(piece, amending.beside_anew) for piece in around)))
    if kind != "once" and hours_of(rest):
        return "quiet", rest
    return ("mute", rest) if is_time_said(rest, lasting=True) else None


def names_any_silence(words: str) -> bool:
    """Whether the words are a name of silences of any kind: what is said of 免打扰 may mean the hours of every day too."""
    return _named()["any"].fullmatch(in_place(words.strip())) is not None


@functools.cache
def _named() -> dict[str, re.Pattern[str]]:
    """The names of silences, by their kind."""
    named = spoken_file()["silence_named"]
    return {kind: re.compile(either(named[kind])) for kind in ("hours", "any", "once")}


class _Amending(NamedTuple):
    """What ends a silence and what changes one, each with what may stand beside it."""

    ends: re.Pattern[str]
    beside_ends: re.Pattern[str]
    anew: re.Pattern[str]
    beside_anew: re.Pattern[str]


@functools.cache
def _amending() -> _Amending:
    file = spoken_file()
    named, ended, amending, polite = (
        file["silence_named"],
        file["reminders_end"],
        file["amending"],
        file["polite"]["after"],
    )
    ends, anew = [*named["ends"], *ended["ends"]], file["digest"]["anew"]
    return _Amending(
        ends=re.compile(either(ends)),
        beside_ends=re.compile(either([*ends, *named["beside"], *ended["beside"], *polite])),
        anew=re.compile(either(anew)),
        beside_anew=re.compile(either([*named["change"], *amending["to"], *amending["beside"], *anew, *polite])),
    )


def _quiet_bare(words: str) -> str:
    return without(bare(words), beside_silence())


def _silence_out(folded: str, source: str, start: int, end: int) -> str:
    """A part of the text without further words for silence."""
    order, state = _silences()
    part, pieces, last = folded[start:end], [], 0
    for found in sorted([*order.finditer(part), *state.finditer(part)], key=lambda one: one.start()):
        pieces.append(source[start + last : start + max(found.start(), last)])
        last = max(last, found.end())
    return "，".join([*pieces, source[start + last : end]])


@functools.cache
def _silences() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Orders to say nothing, and words for silence that are also said of other things."""
    file = spoken_file()["silence"]
    deny, verbs, what = (either(file[key]) for key in ("deny", "verbs", "what"))
    ended = rf"(?=$|[\s{re.escape(AROUND)}]|{either(file['beside'])})"
    orders = rf"(?:{deny}{verbs}(?:{what})*{ended}|{either(file['orders'])})"
    return re.compile(orders), re.compile(either(file["states"]))
