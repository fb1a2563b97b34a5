"""Whether a stem that may be a word of any subject stands where an office does: beside a role, or a word that offices have."""

from __future__ import annotations

import functools
import re

from corpus.readers import read_toml
from corpus.roles import any_of
from index.reading.lexicon import FOLDER, STOPS, Lexicon
from index.reading.names import goes_on

FILE = FOLDER.parent / "standing.toml"
_ROLES = ("role.lead", "role.participant", "role.any")
_LED = re.compile("[由归](?:[省市县区旗州盟]|自治区)?$")
# 渔港的任务, but not 公路的修建.
_OF = re.compile(r"\s*(?:的|有)?(?:哪些|什么|啥|几[项条个件])?(?:任务|活儿?|差事|事项|份)")
_LISTED = re.compile("(?:也|都)?在(?:哪|里|不在|其中|名单)|也在|也参|也有份|都在|都有(?:份|的|任务)|跟|或")
_AFTER_ANOTHER = re.compile("(?:[厅局委办部行司队团]|那边|口)[和跟与及、]$")
# 跟职院一起牵头
_WITH, _TOGETHER = re.compile("[和跟与同]$"), re.compile("(?:一起|一块|一道|共同|联合|联手|合[着伙力]?|搭[档伙]?)")
# 要配合, 都参与
_BEFORE_ROLE = " \t要得需该会能可都也还就只光"


@functools.cache
def people() -> str:
    """A pattern of whoever works at an office, as they are called behind its name."""
    office = read_toml(FILE)["office"]
    named = rf"(?:[{office['surnames']}]|[老小][\u3400-\u9fff]){any_of(office['called'])}(?![任工负量数])"
    return rf"(?:{any_of(office['people'])}|{named}|(?:新来)?的[老小][{office['surnames']}]|(?<=的)人(?![家员社保事力们才]))"


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = read_toml(FILE)
    office, alone = data["office"], data["alone"]
    # In a Chinese text a blank ends a clause as a comma does.
    stop = rf"(?:[{re.escape(''.join(sorted(STOPS)))}]|(?<![a-z])\s(?![a-z]))"
    return (
        re.compile(rf"{any_of(office['chinese'])}|(?:的|那个?|这个?){people()}| (?:{any_of(office['english'])})\b"),
        re.compile(rf"(?:^|{stop})\s*(?:{any_of(alone['before'])}\s*)*$"),
        re.compile(rf"\s*(?:{any_of(alone['after'])}\s*)*(?:$|{stop})"),
    )


def stands(text: str, start: int, end: int, lexicon: Lexicon, own: bool = False) -> bool:
    """Whether the stem at `start:end` of a folded text stands as an office does, or is all that its clause says.

    Of the plan's own (`own`) it is believed in a list or of whoever is in a task, too.
    """
    if own and (_LISTED.match(text, end) or _AFTER_ANOTHER.search(text, 0, start)):
        return True
    if _TOGETHER.match(text, end) and _WITH.search(text, 0, start):
        return True
    office, before, after = _patterns()
    word = office.match(text, end)
    # 统计口径 is no office.
    whole = word is not None and not goes_on(text, word.end(), word.group())
    if whole or _OF.match(text, end) or _LED.search(text, 0, start):
        return True
    at = end
    while at < len(text) and text[at] in _BEFORE_ROLE:
        at += 1
    classes = lexicon.words.get(lexicon.longest(text, at, len(text)), ()) if at < len(text) else ()
    # 就业牵头单位 are those who lead on it.
    if any(name in _ROLES for name in classes) and "role.office" not in classes:
        return True
    return after.match(text, end) is not None and before.search(text, 0, start) is not None
