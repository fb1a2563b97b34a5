"""Orders said without a slash: 请把商务厅的任务推送给我, 明早九点提醒我第12条, every Monday at 9 send me the digest."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA

from bot.commands.tasks_named import tasks_named
from bot.dialogue.remarks import Remark, remark
from bot.dialogue.words import either, whole
from bot.when import Group, WhenFault, apart, read_when, says_time, timely
from bot.when.clauses import begins_later, clauses, comes_first, without
from bot.when.lexicon import flat
from corpus.normalize import NUMERAL, fold
from corpus.readers import read_data

SPOKEN_FILE = Path(__file__).with_name("spoken.toml")
# A longer text is a question or a quotation, whatever it begins with.
LONGEST = 300
# Silence without a time is asked about where no more is said.
LONGEST_WHY = 40
# So many characters before 静音 say when.
SHORT_WHEN = 8
_AROUND = " \t\n:：,，。.!！、?？"
_HOLE = "…"


@functools.cache
def _file() -> dict[str, Any]:
    return read_data(SPOKEN_FILE)


@dataclass(frozen=True, slots=True)
class _Form:
    """A way of saying an order: its command, the pattern of its words, and how many characters of these are its own.

    `leading` says that what it is about begins the text.
    """

    command: str
    pattern: re.Pattern[str]
    own: int
    leading: bool
    # Its longest words without a blank: most texts have them not, which is soon seen.
    mark: str
    # It says who is to be reminded, 提醒我, and that the time said before is the one: 到时候提醒我.
    personal: bool
    then: bool
    # It is in other words than usual, which tell of somebody as well: 科长叫我.
    called: bool


def spoken(text: str) -> tuple[str, str] | None:
    """The command that a text says in words and what follows it; None for a text that is something else."""
    stripped = text.strip()
    if not 1 < len(stripped) <= LONGEST:
        return None
    if (said := remark(stripped)) is not None:
        return ("help", "") if said is Remark.ABILITY else None
    stripped = _spelled(stripped)
    folded = _in_place(stripped)
    if (ended := _ends_reminders(folded, stripped)) is not None:
        return "reminders", ended
    start, end = _within(folded)
    body, source = folded[start:end], stripped[start:end]
    for form in _forms():
        found = form.pattern.fullmatch(body) if form.mark in body else None
        if found is None:
            continue
        pieces = [
            source[found.start(group) : found.end(group)].strip(_AROUND) for group in range(1, 1 + form.pattern.groups)
        ]
        if (words := _words(form, pieces)) is not None:
            return form.command, words
    return _digest(folded, stripped) or _silent(folded, stripped)


def orders(text: str) -> tuple[tuple[str, str], ...]:
    """The commands that a text says in words, in their order: 关注教育厅，每周五发摘要 has two."""
    one = spoken(text)
    if one is None:
        return ()
    for joint in _between().finditer(text):
        first = spoken(text[: joint.start()])
        # The words of a reminder or an announcement go on as long as the text.
        if first and first[0] in _ENDED and (others := orders(text[joint.end() :])):
            return first, *others
    return (one,)


# These orders have no words of the person's own, so that another may follow.
_ENDED = frozenset({"subscribe", "unsubscribe", "digest", "mute", "unmute", "timezone"})


@functools.cache
def _between() -> re.Pattern[str]:
    """What stands between two orders."""
    words = either(_file()["joints"]["words"])
    return re.compile(rf"[,，。;；.!！\n]+\s*(?:{words})?|{words}", re.I)


def _in_place(text: str) -> str:
    """The text folded so that places in it are those of the text: the words that follow an order stay as written."""
    folded = fold(text)
    return folded if len(folded) == len(text) else flat(text)


def _spelled(text: str) -> str:
    """The text with 提醒我 and remind me spelt right: 题醒我, remnid me."""
    typed = _file()["typed"]
    text = re.sub(rf"[{typed['first']}][{typed['second']}](?=一?下?我)", "提醒", text)

    def spelt(found: re.Match[str]) -> str:
        word = found.group()
        return "remind" if word[0] in "rR" and OSA.distance(word.lower(), "remind", score_cutoff=1) == 1 else word

    return re.sub(r"\b[A-Za-z]{5,7}(?=\s+(?:me|us)\b)", spelt, text)


def _ends_reminders(folded: str, source: str) -> str | None:
    """The words for /reminders of an order to end reminders: all of them, or those of the tasks named; else None.

    Empty where it names reminders by what does not tell which: they are shown, to choose from.
    """
    noun, ends, beside = _reminders_end()
    said = noun.search(folded)
    if said is None:
        return None
    around = [_bare(piece) for piece in (source[: said.start()], source[said.end() :])]
    if not any(ends.search(_in_place(piece)) for piece in around):
        return None
    left = "，".join(filter(None, (without(piece, beside) for piece in around)))
    if not left:
        return "off"
    named = tasks_named(left)
    if named.tasks and not named.text(named.words):
        return f"off {left}"
    return "" if _is_time(left) else None


@functools.cache
def _reminders_end() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words for reminders, those that end them, and these with what may stand beside."""
    words, ends, beside = (_file()["reminders_end"][key] for key in ("words", "ends", "beside"))
    return re.compile(either(words)), re.compile(either(ends)), re.compile(either([*ends, *beside]))


def _words(form: _Form, pieces: list[str]) -> str | None:
    """The words that go with the command, None where the text only looks like it."""
    # What a reminder says is the person's own: 对账, 给财政厅打电话.
    marks = "about" if form.command == "remind" else "before"
    pieces = [_object(piece, marks) for piece in pieces]
    if form.command == "remind":
        return _reminder(form, pieces)
    words = " ".join(filter(None, pieces))
    if form.command == "mute":
        return _silence(form, pieces)
    return None if pieces and _asks(words) else words


def _silence(form: _Form, pieces: list[str]) -> str | None:
    """How long a silence is to last, as far as it is said; None where the text only looks like an order for one."""
    words = " ".join(filter(None, pieces))
    if form.leading and begins_later(words):
        return None
    if words and not form.leading and begins_later(words):
        # Mute tomorrow is not from now until then: with its words it is asked back.
        return f"{form.mark} {words}"
    if not words or _is_time(words, lasting=True):
        return words
    # Whatever else is said of it is asked back; so is what follows a word that is said of nothing else.
    surely = form.mark in _file()["silence"]["sure"] and len(words) <= LONGEST_WHY
    if form.leading:
        # 会议期间静音
        sayable = surely and len(pieces) == 1 and len(words) <= SHORT_WHEN and not _asks(words)
        return words if sayable else None
    return words if (surely or says_time(words, lasting=True)) and not _asks(words) else None


def _reminder(form: _Form, pieces: list[str]) -> str | None:
    """The time, the tasks and the words of a reminder; None for one that says none of these: 提醒一下大家.

    What stands before the order is its time, or one of its tasks: 明早九点提醒我第12条. That is a line of its own, so that it is
    understood wholly.
    """
    if not any(pieces):
        return ""
    before = _joined(without(pieces[0], _joint())) if form.leading else ""
    behind = _counted().sub("", " ".join(filter(None, pieces[1:] if form.leading else pieces)), count=1)
    if not before:
        return behind if not _asks(behind) and _is_settable(behind) else None
    if not _asks(before) and (_leads(form, before) or _of_task(form, before, behind)):
        asks = _asks(behind) and not (form.personal and not behind.startswith("的"))
        settable = form.personal or _is_settable(f"{before} {behind}")
        if not settable or asks:
            return None
        # Where nothing follows, the words may follow their time: 明天上午9点，第20项要报季报，提醒我.
        return (
            before if not behind and (form.then or _is_known(before) or comes_first(before)) else f"{before}\n{behind}"
        )
    # Chase item 19: remind me every Monday. What it is about stands apart, or names a task.
    about = pieces[0][-1:] != before[-1:] or bool(tasks_named(before).tasks)
    if form.personal and not form.called and about and says_time(behind) and not _asks(f"{before} {behind}"):
        return f"{before}，{behind}"
    return None


def _leads(form: _Form, before: str) -> bool:
    """Whether what stands before an order is its time or its task, or until when to wait."""
    if _is_known(before):
        return True
    # 明早九点叫我 is an order, 科长叫我 is none.
    surely = (form.then or any(map(_is_time, clauses(before)[-1:]))) if form.called else form.personal
    if surely and (says_time(before) or _waits(before)):
        return True
    # 第18项催材料，每周二下午四点提醒
    return apart(before) is not None


def _joined(before: str) -> str:
    """What stands before an order without what joins it to the time of its last clause: 关于第15项，请在3月20日."""
    last = clauses(before)[-1:]
    for clause in last:
        time = without(clause, _joint())
        if time != clause and _is_time(time) and before.endswith(clause):
            return before[: -len(clause)] + time
    return before


def _of_task(form: _Form, before: str, behind: str) -> bool:
    """Whether an order is for a task by its number, whatever is said of when: 圣诞节那天提醒第3条, 每周五下班前提醒第16项."""
    if form.called:
        return False
    if behind and _FIRST_TASK.match(_in_place(behind)):
        return True
    named = _FIRST_TASK.match(_in_place(before)) if behind else tasks_named(before).tasks
    return bool(named) and says_time(f"{before}，{behind}")


_FIRST_TASK = re.compile(rf"(?:第\s*(?:\d{{1,4}}|[{NUMERAL}]{{1,4}})\s*[项条]|(?:task|item)\s*\d)")


def _is_settable(words: str) -> bool:
    return bool(tasks_named(words).tasks) or says_time(words) or bool(re.search(r"\d", fold(words)))


def _waits(words: str) -> bool:
    """Whether a clause says to wait for what has no time: 等书记回来, once the boss is back."""
    return any(_waiting().match(fold(clause)) for clause in clauses(words))


@functools.cache
def _waiting() -> re.Pattern[str]:
    return re.compile(either(_file()["waiting"]["words"]))


@functools.cache
def _joint() -> re.Pattern[str]:
    """What stands between a time and the order, and says nothing."""
    return re.compile(either(_file()["remind"]["joint"]))


@functools.cache
def _counted() -> re.Pattern[str]:
    """How often or how a person is to be told, behind the order: 提醒我一次, 叫我一声."""
    return re.compile(rf"^\s*{either(_file()['remind']['counted'])}(?!性)[\s:：,，]*")


def _is_known(words: str) -> bool:
    """Whether the words are tasks, a time, or both."""
    named = tasks_named(words)
    if _is_time(words):
        return True
    try:
        when = read_when(named.words)
    except WhenFault:
        return False
    return bool(named.tasks or when.groups) and not named.text(when.rest)


def _is_time(words: str, lasting: bool = False) -> bool:
    """Whether the words are a time and nothing else, or one that is asked back."""
    try:
        when = read_when(words, lasting)
    except WhenFault as fault:
        said = fault.understood or fault.said
        left = words.replace(said, "", 1).strip(_AROUND)
        # 每周八9点: what stands beside what cannot be is a time too.
        return left != words and (not left or _is_time(left, lasting))
    return bool(when.groups) and not when.rest


def _asks(words: str) -> bool:
    return bool(_asking().search(fold(words)))


@functools.cache
def _asking() -> re.Pattern[str]:
    return re.compile(either(_file()["asking"]["words"]))


def _object(words: str, marks: str) -> str:
    """The words without what only marks them as the object: 把, 对."""
    stripped = words.strip(_AROUND)
    found = _marks(marks).match(fold(stripped))
    return stripped[found.end() :].strip(_AROUND) if found else stripped


@functools.cache
def _marks(marks: str) -> re.Pattern[str]:
    return re.compile(either(_file()["object"][marks]))


def _within(folded: str) -> tuple[int, int]:
    """Where the text is without what is only polite."""
    before, after = _polite()
    start = before.match(folded)
    begins = start.end() if start else 0
    end = after.search(folded, begins)
    # Some words are both: help me.
    return (begins, end.start() if end else len(folded)) if begins < len(folded) else (0, len(folded))


@functools.cache
def _polite() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = _file()["polite"]
    around = f"[{re.escape(_AROUND)}]*"
    before = re.compile(f"{around}(?:{either(words['before'])}{around})*")
    return before, re.compile(f"(?:{around}{either(words['after'])})*{around}$")


@functools.cache
def _forms() -> tuple[_Form, ...]:
    """All ways of saying orders, those with the most words of their own first."""
    found = []
    for command, said in _file()["orders"].items():
        for words in [other for one in said for other in _called(one)]:
            pieces = [whole(piece.strip()) if piece.strip() else "" for piece in words.split(_HOLE)]
            mark = max(words.replace(_HOLE, " ").split(), key=len)
            pattern = re.compile(r"\s*(.*?)\s*".join(pieces), re.DOTALL)
            own, leading = len(words.replace(_HOLE, "")), words.startswith(_HOLE)
            personal, then = bool(_PERSON.search(words)), bool(_THEN.search(words))
            found.append(_Form(command, pattern, own, leading, mark, personal, then, words not in said))
    return tuple(sorted(found, key=lambda form: (-form.own, form.pattern.groups, form.pattern.pattern)))


_PERSON = re.compile(r"我|\b(?:me|us)\b")
_THEN = re.compile(r"到时|届时|到点|\bthen\b")


def _called(words: str) -> list[str]:
    """A form with the other words for 提醒我 and remind me: 喊我, ping me."""
    # 叫我 at the beginning says how one is called.
    others = [
        words.replace(usual, other)
        for usual, said in _file()["calling"].items()
        for other in said
        if usual in words and words.startswith(_HOLE)
    ]
    return [words, *others]


@functools.cache
def _digest_phrase() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A word for the digest with those that only order it, and these alone. Every message is looked through for it."""
    file = _file()["digest"]
    verb, beside = either(file["verbs"]), either([*file["verbs"], *file["beside"]])
    return re.compile(
        rf"(?P<before>(?:{beside}\s*)*)(?P<noun>{either(file['words'])})(?P<after>(?:\s*{beside})*)"
    ), re.compile(verb)


def _digest(folded: str, source: str) -> tuple[str, str] | None:
    """A schedule with a word for the digest behind it or before: 每周一 9点发摘要, 摘要每天8点."""
    if (words := _anew(folded, source)) is not None:
        return "digest", words
    phrase, verb = _digest_phrase()
    said = phrase.search(folded)
    if said is None:
        return None
    pieces = [without(_bare(piece), beside_digest()) for piece in (source[: said.start()], source[said.end() :])]
    rest = "，".join(filter(None, pieces))
    if not rest:
        return "digest", ""
    if _ends_digests().fullmatch(_in_place(rest)):
        return "digest", "off"
    words = timely(rest, beside=beside_digest())
    if _is_time(words):
        return "digest", words
    if _asks(_clause_of(folded, said)):
        return None
    # No digest on weekends: it is one that denies.
    denied = bool(_anew_words()[0].match(_in_place(pieces[0])))
    ordered = bool(verb.search(said["before"] + said["after"])) or not pieces[0] or denied
    # Whatever is not understood is asked back.
    return (
        ("digest", rest)
        if (ordered and says_time(rest, lasting=True)) or (verb.search(said.group()) and _waits(rest))
        else None
    )


@functools.cache
def _ends_digests() -> re.Pattern[str]:
    """Words that end the digest and nothing else: 别发了, 我不想再收, turn … off."""
    file = _file()["digest"]
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
        if not (denied or (named and joint["anew"])) or _asks(before):
            continue
        time = without(_bare(_without_digest(source[joint.end() :])), beside_digest())
        if not _recurs(time):
            continue
        if named and joint["anew"] and says_time(before):
            return time
        old = without(_bare(_without_digest(source[: joint.start()])), _beside_denied())
        if denied and (named or sending.search(before)) and _is_time(old):
            return time
    return None


@functools.cache
def _anew_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that deny a schedule, and what is done at its times."""
    file = _file()["digest"]
    return re.compile(either(file["off"])), re.compile(either(file["sending"]))


@functools.cache
def _digest_noun() -> re.Pattern[str]:
    return re.compile(either(_file()["digest"]["words"]), re.I)


@functools.cache
def _anew_joints() -> re.Pattern[str]:
    """What stands between a schedule and the one that takes its place."""
    return re.compile(rf"(?P<anew>{either(_file()['digest']['anew'])})|[{_AROUND}；;]+")


def _without_digest(words: str) -> str:
    """The words without one for the digest."""
    return _digest_noun().sub("", words, count=1)


def _recurs(words: str) -> bool:
    """Whether the words are a time that comes again, and nothing else."""
    return _is_time(words) and any(group.repeat for group in _groups(words))


def _groups(words: str) -> list[Group]:
    try:
        return list(read_when(words).groups)
    except WhenFault:
        return []


@functools.cache
def _beside_denied() -> re.Pattern[str]:
    """What stands at either end of a time that things are not to be sent at."""
    file = _file()["digest"]
    return re.compile(either([*file["verbs"], *file["beside"], *file["off"], *file["off_beside"], *file["anew"]]))


def _clause_of(folded: str, said: re.Match[str]) -> str:
    """The clause that a phrase stands in."""
    # What is cut off is marked, so that a clause that ends there is seen to.
    before, after = clauses(f"{folded[: said.start()]}|"), clauses(f"|{folded[said.end() :]}")
    return " ".join([*before[-1:], said.group(), *after[:1]])


@functools.cache
def beside_digest() -> re.Pattern[str]:
    """What stands at either end of the time of a digest, and is no part of it."""
    file = _file()
    return re.compile(either([*file["digest"]["verbs"], *file["digest"]["beside"], *file["polite"]["after"]]))


def bare_time(words: str) -> str:
    """The words without what is polite around a time, or says what is done then: 请于下周二下午两点半发送."""
    return without(_bare(words), _sent())


@functools.cache
def _sent() -> re.Pattern[str]:
    return re.compile(either(_file()["digest"]["verbs"]))


def _silent(folded: str, source: str) -> tuple[str, str] | None:
    """An order to be left alone with its time and reasons around: 我在开会别吵，下午四点半以后再说."""
    order, state = _silences()
    said = order.search(folded) or state.search(folded)
    if said is None:
        return None
    # 别吵，静音一刻钟: one order, said twice.
    around = [_silence_out(folded, source, 0, said.start()), _silence_out(folded, source, said.end(), len(folded))]
    rest = "，".join(filter(None, (without(_bare(piece), beside_silence()) for piece in around)))
    if _asks(rest):
        return None
    if not rest:
        return "mute", ""
    told = says_time(rest, lasting=True) or _waits(rest)
    if begins_later(_quiet_bare(around[0])):
        # 明天别打扰我 is not from now on: with its words it is asked back.
        return "mute", source
    if said.re is order:
        return ("mute", rest) if told or len(rest) <= LONGEST_WHY else None
    # 安静的环境: a state is ordered where its clause says nothing else but a time.
    near = (around[0].rstrip(" ")[-1:], around[1].lstrip(" ")[:1])
    beside = [clauses(around[0])[-1:], clauses(around[1])[:1]]
    within = [piece for found, edge in zip(beside, near, strict=True) if edge not in _AROUND for piece in found]
    bare = [words for piece in within if (words := _quiet_bare(piece)) and words not in _file()["silence"]["meanwhile"]]
    whole = all(_is_time(words, lasting=True) or _waits(words) for words in bare)
    return ("mute", rest) if told and whole else None


def _quiet_bare(words: str) -> str:
    return without(_bare(words), beside_silence())


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
    file = _file()["silence"]
    deny, verbs, what = (either(file[key]) for key in ("deny", "verbs", "what"))
    ended = rf"(?=$|[\s{re.escape(_AROUND)}]|{either(file['beside'])})"
    orders = rf"(?:{deny}{verbs}(?:{what})*{ended}|{either(file['orders'])})"
    return re.compile(orders), re.compile(either(file["states"]))


@functools.cache
def beside_silence() -> re.Pattern[str]:
    """What stands at either end of the time of a silence, and is no part of it."""
    return re.compile(either([*_file()["silence"]["beside"], *_file()["polite"]["after"]]))


def _bare(words: str) -> str:
    start, end = _within(_in_place(words))
    return words[start:end].strip(_AROUND)
