"""Orders said without a slash: 请把商务厅的任务推送给我, 明早九点提醒我第12条, every Monday at 9 send me the digest."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.commands.spoken_digest import digest_order
from bot.commands.spoken_progress import progress_order
from bot.commands.spoken_silence import silence_amended, silence_order
from bot.commands.spoken_words import (
    AROUND,
    LONGEST_WHY,
    asks,
    bare,
    hours_of,
    in_place,
    is_time_said,
    spoken_file,
    spoken_to,
    waits,
    within,
)
from bot.commands.tasks_named import pointed, tasks_named
from bot.dialogue.remarks import Remark, remark
from bot.dialogue.words import either, whole
from bot.when import WhenFault, apart, read_when, says_time
from bot.when.clauses import begins_later, clauses, comes_first, counts_before, without
from corpus.normalize import NUMERAL, fold

# A longer text is a question or a quotation, whatever it begins with.
LONGEST = 300
# So many characters before 静音 say when.
SHORT_WHEN = 8
_HOLE = "…"
# In place of the task just shown, whichever it is.
ANY_TASK = "第1项"


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
    folded = in_place(stripped)
    if (ended := _ends_reminders(folded, stripped)) is not None:
        return "reminders", ended
    if (amended := silence_amended(folded, stripped)) is not None:
        return amended
    start, end = within(folded)
    body, source = folded[start:end], stripped[start:end]
    for form in _forms():
        found = form.pattern.fullmatch(body) if form.mark in body else None
        if found is None:
            continue
        pieces = [
            source[found.start(group) : found.end(group)].strip(AROUND) for group in range(1, 1 + form.pattern.groups)
        ]
        if (words := _words(form, pieces)) is not None:
            return _daily(form.command, words, folded)
    order = digest_order(folded, stripped) or silence_order(folded, stripped) or progress_order(stripped)
    return _daily(*order, folded) if order else None


def _daily(command: str, words: str, folded: str) -> tuple[str, str]:
    """An order for silence in hours of the day is one for quiet hours, where it is said of every day or of no muting."""
    silence = spoken_file()["silence"]
    once = any(word in folded for word in silence["sure"]) and not any(word in folded for word in silence["daily"])
    return ("quiet", words) if command == "mute" and not once and hours_of(words) else (command, words)


def orders(text: str) -> tuple[tuple[str, str], ...]:
    """The commands that a text says in words, in their order: 关注教育厅，每周五发摘要 has two."""
    one = spoken(text)
    if one is None:
        return ()
    for joint in _between().finditer(text):
        first = spoken(text[: joint.start()])
        # The words of a reminder or an announcement go on as long as the text.
        if first and first[0] in _ENDED and (others := orders(text[joint.end() :])):
            # 别吵，静音一刻钟 is one order, said twice.
            return others if first == (others[0][0], "") else (first, *others)
    return (one,)


# These orders have no words of the person's own, so that another may follow.
_ENDED = frozenset({"subscribe", "unsubscribe", "digest", "mute", "unmute", "timezone"})


@functools.cache
def _between() -> re.Pattern[str]:
    """What stands between two orders."""
    words = either(spoken_file()["joints"]["words"])
    return re.compile(rf"[,，。;；.!！\n]+\s*(?:{words})?|{words}", re.I)


def _spelled(text: str) -> str:
    """The text with 提醒我 and remind me spelt right: 题醒我, remnid me, remind 我."""
    typed = spoken_file()["typed"]
    text = re.sub(r"(?<![A-Za-z])[Rr]emind\s*(?=我)", "提醒", text)
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
    around = [bare(piece) for piece in (source[: said.start()], source[said.end() :])]
    if not any(ends.search(in_place(piece)) for piece in around):
        return None
    left = "，".join(filter(None, (without(piece, beside) for piece in around)))
    if not left:
        return "off"
    named = tasks_named(left)
    if named.tasks and not named.text(named.words):
        return f"off {left}"
    return "" if is_time_said(left) else None


@functools.cache
def _reminders_end() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words for reminders, those that end them, and these with what may stand beside."""
    words, ends, beside = (spoken_file()["reminders_end"][key] for key in ("words", "ends", "beside"))
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
    if form.command == "quiet":
        return words if not words or hours_of(words) else None
    return None if pieces and asks(words) else words


def _silence(form: _Form, pieces: list[str]) -> str | None:
    """How long a silence is to last, as far as it is said; None where the text only looks like an order for one."""
    words = " ".join(filter(None, pieces))
    if form.leading and begins_later(words):
        return None
    if words and not form.leading and begins_later(words):
        # Mute tomorrow is not from now until then: with its words it is asked back.
        return f"{form.mark} {words}"
    if not words or is_time_said(words, lasting=True):
        return words
    # Whatever else is said of it is asked back; so is what follows a word that is said of nothing else.
    surely = form.mark in spoken_file()["silence"]["sure"] and len(words) <= LONGEST_WHY
    if form.leading:
        # 会议期间静音
        sayable = surely and len(pieces) == 1 and len(words) <= SHORT_WHEN and not asks(words)
        return words if sayable else None
    return words if (surely or says_time(words, lasting=True)) and not asks(words) else None


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
        return behind if not asks(behind) and _is_settable(behind) else None
    if not asks(before) and (_leads(form, before) or _of_task(form, before, behind)):
        asked = asks(behind) and not (form.personal and not behind.startswith("的"))
        settable = form.personal or _is_settable(f"{before} {behind}")
        if not settable or asked:
            return None
        # Where nothing follows, the words may follow their time: 明天上午9点，第20项要报季报，提醒我.
        return (
            before if not behind and (form.then or _is_known(before) or comes_first(before)) else f"{before}\n{behind}"
        )
    # Chase item 19: remind me every Monday. What it is about stands apart, or names a task.
    about = pieces[0][-1:] != before[-1:] or bool(tasks_named(before).tasks)
    if form.personal and not form.called and about and says_time(behind) and not asks(f"{before} {behind}"):
        return f"{before}，{behind}"
    return None


def _leads(form: _Form, before: str) -> bool:
    """Whether what stands before an order is its time or its task, or until when to wait."""
    if _is_known(before):
        return True
    # 明早九点叫我 is an order, 科长叫我 is none.
    surely = (form.then or any(map(_is_when, clauses(before)[-1:]))) if form.called else form.personal
    if surely and (says_time(before) or waits(before)):
        return True
    # 第18项催材料，每周二下午四点提醒
    return apart(before) is not None


def _joined(before: str) -> str:
    """What stands before an order without what joins it to the time of its last clause: 关于第15项，请在3月20日."""
    last = clauses(before)[-1:]
    for clause in last:
        time = without(clause, _joint())
        if time != clause and _is_when(time) and before.endswith(clause):
            return before[: -len(clause)] + time
    return before


def _is_when(clause: str) -> bool:
    """Whether a clause is a time, or how long before another: 提前三天."""
    return is_time_said(clause) or counts_before(clause)


def _of_task(form: _Form, before: str, behind: str) -> bool:
    """Whether an order is for a task by its number, whatever is said of when: 圣诞节那天提醒第3条, 每周五下班前提醒第16项."""
    if form.called:
        return False
    if behind and _FIRST_TASK.match(in_place(behind)):
        return True
    named = _FIRST_TASK.match(in_place(before)) if behind else tasks_named(before).tasks
    return bool(named) and says_time(f"{before}，{behind}")


_FIRST_TASK = re.compile(rf"(?:第\s*(?:\d{{1,4}}|[{NUMERAL}]{{1,4}})\s*[项条]|(?:task|item)\s*\d)")


def _is_settable(words: str) -> bool:
    return bool(tasks_named(words).tasks) or says_time(words) or bool(re.search(r"\d", fold(words)))


@functools.cache
def _joint() -> re.Pattern[str]:
    """What stands between a time and the order, and says nothing."""
    return re.compile(rf"(?:{either(spoken_file()['remind']['joint'])}|{spoken_to()})")


@functools.cache
def _counted() -> re.Pattern[str]:
    """How often or how a person is to be told, behind the order: 提醒我一次, 叫我一声."""
    return re.compile(rf"^\s*{either(spoken_file()['remind']['counted'])}(?!性)[\s:：,，]*")


def _is_known(words: str) -> bool:
    """Whether the words are tasks, a time, or both; the task just shown is one."""
    named = tasks_named(pointed(words, ANY_TASK))
    if is_time_said(words):
        return True
    try:
        when = read_when(named.words)
    except WhenFault:
        return False
    return bool(named.tasks or when.groups) and not named.text(when.rest)


def _object(words: str, marks: str) -> str:
    """The words without what only marks them as the object: 把, 对."""
    stripped = words.strip(AROUND)
    found = _marks(marks).match(fold(stripped))
    return stripped[found.end() :].strip(AROUND) if found else stripped


@functools.cache
def _marks(marks: str) -> re.Pattern[str]:
    return re.compile(either(spoken_file()["object"][marks]))


@functools.cache
def _forms() -> tuple[_Form, ...]:
    """All ways of saying orders, those with the most words of their own first."""
    found = []
    for command, said in spoken_file()["orders"].items():
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
        for usual, said in spoken_file()["calling"].items()
        for other in said
        if usual in words and words.startswith(_HOLE)
    ]
    return [words, *others]
