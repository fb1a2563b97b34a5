"""Orders for the digest in plain words: every Monday at 9 send me the digest, 不要每天发，改成每周一."""

from __future__ import annotations

import functools
import re

from bot.commands.spoken_words import (
    AROUND,
    asks,
    bare,
    beside_digest,
    in_place,
    is_preview,
    is_time_said,
    spoken_file,
    waits,
)
from bot.dialogue.words import either
from bot.when import Group, WhenFault, read_when, says_time, timely
from bot.when.clauses import clauses, without


@functools.cache
def _digest_phrase() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A word for the digest with those that only order it, and these alone. Every message is looked through for it."""
    file = spoken_file()["digest"]
    verb, beside = either(file["verbs"]), either([*file["verbs"], *file["beside"]])
    return re.compile(
        rf"(?P<before>(?:{beside}\s*)*)(?P<noun>{either(file['words'])})(?P<after>(?:\s*{beside})*)"
    ), re.compile(verb)


def digest_order(folded: str, source: str) -> tuple[str, str] | None:
    """A schedule with a word for the digest behind it or before: 每周一 9点发摘要, 摘要每天8点."""
    if (words := _anew(folded, source)) is not None:
        return "digest", words
    phrase, verb = _digest_phrase()
    said = phrase.search(folded)
    if said is None:
        return None
    pieces = [without(bare(piece), beside_digest()) for piece in (source[: said.start()], source[said.end() :])]
    rest = "，".join(filter(None, pieces))
    if not rest or in_place(rest) in spoken_file()["digest"]["now"]:
        return "digest", ""
    if is_preview(rest):
        return "digest", rest
    if _ends_digests().fullmatch(in_place(rest)):
        return "digest", "off"
    words = timely(rest, beside=beside_digest())
    if is_time_said(words):
        return "digest", words
    if asks(_clause_of(folded, said)):
        return None
    # No digest on weekends: it is one that denies.
    denied = bool(_anew_words()[0].match(in_place(pieces[0])))
    ordered = bool(verb.search(said["before"] + said["after"])) or not pieces[0] or denied
    # Whatever is not understood is asked back, with what was taken off its ends where that was of time: 隔一段时间发一次.
    whole = "，".join(filter(None, (bare(source[: said.start()]), bare(source[said.end() :]))))
    for words in (rest, whole):
        if (ordered and says_time(words, lasting=True)) or (verb.search(said.group()) and waits(words)):
            return "digest", words
    return None


@functools.cache
def _ends_digests() -> re.Pattern[str]:
    """Words that end the digest and nothing else: 别发了, 我不想再收, turn … off."""
    file = spoken_file()["digest"]
    around = either([*file["verbs"], *file["beside"], *file["off_beside"]])
    gap = r"[\s,，]*"
    return re.compile(
        rf"{gap}(?:{around}{gap})*(?:{either(file['off'])}{gap})+(?:(?:{around}|{either(file['off'])}){gap})*+"
    )


def _anew(folded: str, source: str) -> str | None:
    """The schedule that takes the place of another: 不要每天发，改成每周一; None for a text that says no such thing.

    Without a word for the digest the other one must be denied, and be when things are sent: what else recurs is a reminder.
    """
    off, sending = _anew_words()
    named = bool(_digest_noun().search(folded))
    if not named and not (off.search(folded) and sending.search(folded)):
        return None
    for joint in _anew_joints().finditer(folded):
        before = folded[: joint.start()]
        denied = bool(off.search(before))
        if not (denied or (named and joint["anew"])) or asks(before):
            continue
        time = without(bare(_without_digest(source[joint.end() :])), beside_digest())
        if not _recurs(time):
            continue
        if named and joint["anew"] and says_time(before):
            return time
        old = without(bare(_without_digest(source[: joint.start()])), _beside_denied())
        if denied and (named or sending.search(before)) and is_time_said(old):
            return time
    return None


@functools.cache
def _anew_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that deny a schedule, and what is done at its times."""
    file = spoken_file()["digest"]
    return re.compile(either(file["off"])), re.compile(either(file["sending"]))


@functools.cache
def _digest_noun() -> re.Pattern[str]:
    return re.compile(either(spoken_file()["digest"]["words"]), re.I)


@functools.cache
def _anew_joints() -> re.Pattern[str]:
    """What stands between a schedule and the one that takes its place."""
    return re.compile(rf"(?P<anew>{either(spoken_file()['digest']['anew'])})|[{AROUND}；;]+")


def _without_digest(words: str) -> str:
    """The words without one for the digest."""
    return _digest_noun().sub("", words, count=1)


def _recurs(words: str) -> bool:
    """Whether the words are a time that comes again, and nothing else."""
    return is_time_said(words) and any(group.repeat for group in _groups(words))


def _groups(words: str) -> list[Group]:
    try:
        return list(read_when(words).groups)
    except WhenFault:
        return []


@functools.cache
def _beside_denied() -> re.Pattern[str]:
    """What stands at either end of a time that things are not to be sent at."""
    file = spoken_file()["digest"]
    return re.compile(either([*file["verbs"], *file["beside"], *file["off"], *file["off_beside"], *file["anew"]]))


def _clause_of(folded: str, said: re.Match[str]) -> str:
    """The clause that a phrase stands in."""
    # What is cut off is marked, so that a clause that ends there is seen to.
    before, after = clauses(f"{folded[: said.start()]}|"), clauses(f"|{folded[said.end() :]}")
    return " ".join([*before[-1:], said.group(), *after[:1]])
