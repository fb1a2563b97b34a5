"""Rows made from the templates: any meaning in any wording about any plan, answered by its records, with talk around half."""

from __future__ import annotations

import calendar
import collections
import functools
import json
import random
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from corpus.departments import Department
from corpus.readers import read_toml
from corpus.records import Role
from index.reading.documents import DEADLINE
from index.records import (
    All,
    Answer,
    AnyOf,
    Condition,
    Due,
    Holds,
    InSection,
    Known,
    Mention,
    Not,
    Numbered,
    Order,
    PartyCount,
    Placed,
    Query,
    RoleCount,
    Want,
    leaves,
)
from tests.numerals import chinese
from tests.reading.examples import ROOT, Plans, Room, Row

HERE = Path(__file__).parent
L, P = Role.LEAD, Role.PARTICIPANT
EVERY = 999
_MACRO = re.compile(r"<(\w+)>")
_TAILS = ("", "", "", "那边", "口", "那家", "这边", "那头")
_ZH_NUMBERS = (
    "第{n}条",
    "第{n}条",
    "{n}条",
    "{n}项",
    "第{n}项",
    "{n}号",
    "{n}",
    "第{c}条",
    "{c}条",
    "{c}项",
    "第{n}项任务",
    "任务{n}",
    "第{n}",
    "第{c}项",
)
_EN_NUMBERS = ("task {n}", "task {n}", "#{n}", "no. {n}", "item {n}", "{n}", "number {n}", "task no. {n}")
_ZH_SECTIONS = ("第{c}部分", "第{n}部分", "第{c}块", "第{c}章", "第{c}大块", "第{c}个部分", "第{c}方面", "第{c}大类")
_EN_SECTIONS = ("section {n}", "part {n}", "sec {n}", "chapter {n}")
_ZH_ENDS = ("", "", "", "", "？", "?", "啊", "呀", "呢", "来着", "，急", "，谢谢", "吧", "。", "……", "！")
_EN_ENDS = ("", "", "", "?", "?", " please", " thanks", " plz", ".", "??")


def holds(a: str, role: Role | None = None) -> Holds:
    """One department's tasks."""
    return Holds((a,), role)


def _rank(role: Role | None, **how: Any) -> dict[str, Any]:
    return {"want": Want.RANK, "order": Order(role, **how), "named": ""}


def _tasks(where: Condition | None, **more: Any) -> dict[str, Any]:
    return {"want": Want.TASKS, "where": where, **more}


def _count(where: Condition | None) -> dict[str, Any]:
    return {"want": Want.COUNT, "where": where, "counted": True}


def _parties(where: Condition | None, role: Role | None = None, **more: Any) -> dict[str, Any]:
    return {"want": Want.PARTIES, "where": where, "role": role, **more}


def _compare(a: str, b: str, role: Role | None = None, **how: Any) -> dict[str, Any]:
    return {"want": Want.COMPARE, "where": AnyOf((holds(a, role), holds(b, role))), "order": Order(role, **how)}


def _due(month: tuple[int, int]) -> Due:
    return Due((*month, 1), (*month, 31))


def _n(*keys: int) -> Numbered:
    return Numbered(keys)


def _s(key: int) -> InSection:
    return InSection((key,))


MEANINGS: dict[str, Callable[..., dict[str, Any]]] = {
    "lead": lambda a: _tasks(holds(a, L)),
    "joins": lambda a: _tasks(holds(a, P)),
    "all": lambda a: _tasks(holds(a)),
    "countlead": lambda a: _count(holds(a, L)),
    "countjoins": lambda a: _count(holds(a, P)),
    "countall": lambda a: _count(holds(a)),
    "both": lambda a, b: _tasks(All((holds(a), holds(b)))),
    "either": lambda a, b: _tasks(AnyOf((holds(a), holds(b)))),
    "eitherlead": lambda a, b: _tasks(AnyOf((holds(a, L), holds(b, L)))),
    "leadwith": lambda a, b: _tasks(All((holds(a, L), holds(b, P)))),
    "leadand": lambda a, b: _tasks(All((holds(a, L), holds(b)))),
    "minus": lambda a, b: _tasks(All((holds(a), Not(holds(b))))),
    "leadminus": lambda a, b: _tasks(All((holds(a, L), Not(holds(b))))),
    "joinminus": lambda a, b: _tasks(All((holds(a, P), Not(holds(b))))),
    "notleadby": lambda a, b: _tasks(All((holds(a), Not(holds(b, L))))),
    "without": lambda a: _tasks(Not(holds(a))),
    "three": lambda a, b, c: _tasks(All((holds(a), holds(b), holds(c)))),
    "threeany": lambda a, b, c: _tasks(AnyOf((holds(a), holds(b), holds(c)))),
    "sole": lambda a: _tasks(All((holds(a), PartyCount(1, 1)))),
    "sole0": lambda: _tasks(PartyCount(1, 1)),
    "numlead": lambda n: _parties(_n(n), L),
    "numjoin": lambda n: _parties(_n(n), P),
    "numall": lambda n: _parties(_n(n)),
    "numtext": lambda n: {"want": Want.TEXT, "where": _n(n)},
    "numexcept": lambda n, a: _parties(All((_n(n), Not(holds(a))))),
    "check": lambda n, a: {"want": Want.CHECK, "where": All((_n(n), holds(a)))},
    "nums": lambda n, m: {"want": Want.TEXT, "where": _n(n, m)},
    "numslead": lambda n, m: _parties(_n(n, m), L),
    "corrected": lambda n, m: _parties(_n(m), L),
    "corrtext": lambda n, m: {"want": Want.TEXT, "where": _n(m)},
    "numcount": lambda n: {"want": Want.COUNT_PARTIES, "where": _n(n), "counted": True},
    "sec": lambda s: _tasks(_s(s)),
    "seclead": lambda s: _parties(_s(s), L),
    "secwho": lambda s: _parties(_s(s)),
    "seccount": lambda s: _count(_s(s)),
    "secdept": lambda s, a: _tasks(All((_s(s), holds(a)))),
    "secdeptlead": lambda s, a: _tasks(All((_s(s), holds(a, L)))),
    "secdeptcount": lambda s, a: _count(All((_s(s), holds(a)))),
    "secminus": lambda s, a: _tasks(All((_s(s), Not(holds(a))))),
    "outsec": lambda s, a: _tasks(All((holds(a), Not(_s(s))))),
    "except1": lambda n, a: _tasks(All((holds(a), Not(_n(n))))),
    "partners": lambda a: {"want": Want.PARTNERS, "where": holds(a)},
    "helpers": lambda a: {"want": Want.PARTNERS, "where": holds(a, L), "role": P},
    "helped": lambda a: {"want": Want.PARTNERS, "where": holds(a, P), "role": L},
    "comparelead": lambda a, b: _compare(a, b, L),
    "comparemore": lambda a, b: _compare(a, b),
    "compareall": lambda a, b: _compare(a, b, limit=EVERY),
    "mostlead": lambda: _rank(L),
    "most": lambda: _rank(None),
    "mostjoin": lambda: _rank(P),
    "rankall": lambda: _rank(L, limit=EVERY),
    "rankeach": lambda: _rank(None, limit=EVERY),
    "nolead": lambda: _rank(L, low=0, high=0),
    "nojoin": lambda: _rank(P, low=0, high=0),
    "exact2": lambda: _rank(L, limit=EVERY, low=2, high=2),
    "atleast3": lambda: _rank(L, limit=EVERY, low=3, high=9999),
    "second": lambda: _rank(L, place=2),
    "top3": lambda: _rank(L, limit=3),
    "biggest": lambda: {"want": Want.RANK_TASKS, "order": Order(None)},
    "bigsec": lambda: {"want": Want.RANK_SECTIONS, "order": Order(None)},
    "total": lambda: _count(None),
    "totalparties": lambda: {"want": Want.COUNT_PARTIES, "counted": True},
    "parties": lambda: _parties(None),
    "leads": lambda: _parties(None, L),
    "sections": lambda: {"want": Want.SECTIONS},
    "sectioncount": lambda: {"want": Want.COUNT_SECTIONS, "counted": True},
    "third": lambda a: {"want": Want.TEXT, "where": Placed(holds(a, L), (2,))},
    "first3": lambda: _tasks(_n(1, 2, 3)),
    "last1": lambda: {"want": Want.TEXT, "where": Placed(None, (-1,))},
    "range": lambda n, m: _tasks(_n(*range(n, m + 1))),
    "instead": lambda a, b: _tasks(holds(b, L), named="b"),
    "ours": lambda a: _tasks(holds(a, L)),
    "oursall": lambda a: _tasks(holds(a)),
    "twoleads": lambda: _tasks(RoleCount(L, 2, 2)),
    "noleads": lambda: _tasks(RoleCount(L, 0, 0)),
    "nodue": lambda: _tasks(Due()),
    "comparefewer": lambda a, b: _compare(a, b, descending=False),
    "comparefewerlead": lambda a, b: _compare(a, b, L, descending=False),
    "comparejoin": lambda a, b: _compare(a, b, P),
    "least": lambda: _rank(None, descending=False),
    "exact1": lambda: _rank(None, limit=EVERY, low=1, high=1),
    "secnotlead": lambda s, a: _tasks(All((_s(s), Not(holds(a, L))))),
    "joinnotled": lambda a, b: _tasks(All((holds(a, P), Not(holds(b, L))))),
    "neverlead": lambda: _rank(L, low=0, high=0),
    "neverjoin": lambda: _rank(P, low=0, high=0),
    "secdeptnth": lambda s: _tasks(Placed(_s(s), (-2, -1))),
    "secfirst": lambda s: {"want": Want.TEXT, "where": Placed(_s(s), (1,))},
    "joinfirst2": lambda a: _tasks(Placed(holds(a, P), (1, 2))),
    "leadlast": lambda a: {"want": Want.TEXT, "where": Placed(holds(a, L), (-1,))},
    "numjoincount": lambda n: {"want": Want.COUNT_PARTIES, "where": _n(n), "role": P, "counted": True},
    "countdue": lambda d: _count(_due(d)),
    "leadnotdue": lambda d, a: _tasks(All((holds(a, L), Not(_due(d))))),
    "noleaddept": lambda a: _tasks(All((holds(a), RoleCount(L, 0, 0)))),
    "nojoins0": lambda: _tasks(RoleCount(P, 0, 0)),
    "numpartners": lambda n, a: _parties(All((_n(n), Not(holds(a))))),
    "leadcount0": lambda: {"want": Want.COUNT_PARTIES, "role": L, "counted": True},
    "earliest": lambda: {"want": Want.RANK_TASKS, "order": Order(None, descending=False, by_day=True)},
    "latest": lambda: {"want": Want.RANK_TASKS, "order": Order(None, by_day=True)},
    "bothlist": lambda a, b: _tasks(All((holds(a), holds(b)))),
    "due": lambda d: _tasks(_due(d)),
    "duedept": lambda d, a: _tasks(All((holds(a), _due(d)))),
    "duelead": lambda d, a: _tasks(All((holds(a, L), _due(d)))),
    "numdated": lambda n: {"want": Want.FACT, "where": _n(n), "fact": DEADLINE},
    "secnthdue": lambda s: {"want": Want.FACT, "where": Placed(_s(s), (2,)), "fact": DEADLINE},
    "numdue": lambda n: {"want": Want.FACT, "where": _n(n), "fact": DEADLINE},
    "ongoing": lambda: _tasks(Due(ongoing=True)),
    "absentlead": lambda x: _tasks(Holds((), L)),
    "absentall": lambda x: _tasks(Holds(())),
    "absentboth": lambda a, x: _tasks(All((holds(a), Holds(())))),
    "absentcheck": lambda n, x: {"want": Want.CHECK, "where": All((_n(n), Holds(())))},
    "absentcount": lambda x: _count(Holds(())),
    "hello": lambda: {"want": Want.NOTHING, "fact": "small.greet"},
    "thanks": lambda: {"want": Want.NOTHING, "fact": "small.thanks"},
    "ability": lambda: {"want": Want.NOTHING, "fact": "small.ability"},
    "order": lambda a: {"want": Want.NOTHING, "fact": "small.order", "named": ""},
}
_WITH_DEPARTMENTS = (Want.PARTIES, Want.PARTNERS, Want.RANK, Want.COMPARE, Want.CHECK)
_COUNTED = (Want.COUNT, Want.COUNT_PARTIES, Want.COUNT_SECTIONS)


@functools.cache
def _file(name: str) -> dict[str, Any]:
    return read_toml(HERE / name)


def kinds(where: Condition | None) -> list[str]:
    """The kinds of simple conditions in a tree, with the role where one is meant."""
    return sorted(f"{type(leaf).__name__} {getattr(leaf, 'role', None) or ''}" for leaf in leaves(where))


def expected(room: Room, answer: Answer) -> dict[str, Any]:
    """What a row expects of which this is the answer, in the keys of the questions' files."""
    want, plan = answer.query.want, room.plan
    numbers = {task.key: task.id for task in plan.tasks}
    expect: dict[str, Any] = {"kind": str(answer.kind), "want": str(want), "lang": answer.query.lang}
    if want is Want.NOTHING:
        return expect | {"kind": "refusal", "fact": answer.query.fact}
    if want in _COUNTED:
        expect["count"] = answer.count
    if want in _WITH_DEPARTMENTS:
        expect["departments"] = [plan.registry[id].name for id in answer.departments]
    if want not in (*_WITH_DEPARTMENTS, *_COUNTED, Want.SECTIONS) or want is Want.CHECK:
        expect["tasks"] = [numbers[hit.task] for hit in answer.hits]
    return expect


class Maker:
    """Rows about one plan."""

    def __init__(self, room: Room, rng: random.Random) -> None:
        self.room, self.rng = room, rng
        self.tables, self.registry = room.engine.tables, room.plan.registry
        self.pairs = [
            (a.department, b.department)
            for task in room.plan.tasks
            for a in task.parties
            for b in task.parties
            if a.department != b.department
        ]
        years = collections.Counter(day[0] for day in self.tables.days.values() if day)
        self.year = years.most_common(1)[0][0] if years else 0
        self.absent = [
            id for id in self.registry.by_id if not room.engine.names.parties(id) and self.registry[id].aliases
        ]
        self.outer = [section for section in room.plan.sections if not section.parent]

    def name(self, id: str, lang: str) -> str:
        """A department as people say it."""
        rng, department = self.rng, self.registry[id]
        if lang == "en" and department.en:
            return self._english(department)
        stems = [bare for bare in department.bare if not bare.isascii()]
        stems += [
            name[:-1] for name in (*department.aliases, department.name) if len(name) == 3 and name[-1] in "厅委局办"
        ]
        if stems and rng.random() < 0.4:
            return rng.choice(stems) + rng.choice(_TAILS)
        return rng.choice([department.name, department.name, *department.aliases, *department.full[:2]])

    def _english(self, department: Department) -> str:
        said = self.rng.choice([*department.en[:5], *(bare for bare in department.bare if bare.isascii())])
        office = any(word in said for word in ("Department", "Bureau", "Commission", "Office"))
        return f"the {said}" if office and self.rng.random() < 0.5 else said

    def values(self, slots: str) -> dict[str, Any]:
        """Departments, tasks (keys) and a section (key) drawn from the plan."""
        rng, tables = self.rng, self.tables
        ids = list(rng.choice(self.pairs)) if self.pairs and rng.random() < 0.7 else rng.sample(tables.departments, 2)
        ids.append(rng.choice([id for id in tables.departments if id not in ids] or ids))
        n, m = sorted(rng.sample(sorted(tables.every), 2))
        if "N" in slots or ("n" in slots and "m" in slots and m - n > 6):
            m = min(n + rng.randint(1, 5), max(tables.every))
        if "a" in slots and "n" in slots and rng.random() < 0.7:
            n = rng.choice(sorted(tables.holds(ids[0])))
        section = rng.choice(self.outer).key if self.outer else 0
        months = sorted({day[:2] for day in tables.days.values() if day and day[0] == self.year})
        month = rng.choice(months) if months else None
        absent = rng.choice(self.absent) if rng.random() < 0.6 else self._made_up()
        return {"a": ids[0], "b": ids[1], "c": ids[2], "n": n, "m": m, "s": section, "d": month, "x": absent}

    def _made_up(self) -> str:
        """A name that ends like an office's and is nobody's."""
        first, second = self.rng.sample(_file("templates.toml")["words"]["zh"]["nobody"], 2)
        return f"{first}{second}{self.rng.choice('厅局')}"

    def _candidates(self, said: str) -> tuple[str, ...]:
        return (said,) if said in self.registry.by_id else ()

    def said(self, values: dict[str, Any], lang: str) -> dict[str, str]:
        """The values in words."""
        rng = self.rng
        found = {slot: self.name(values[slot], lang) for slot in "abc"}
        absent = values["x"]
        found["x"] = self.name(absent, lang) if absent in self.registry.by_id else absent
        for slot in "nm":
            number = self.tables.tasks[values[slot]].number
            form = rng.choice(_ZH_NUMBERS if lang == "zh" else _EN_NUMBERS)
            found[slot] = form.format(n=number, c=chinese(number))
            found[slot.upper()] = str(number)
        if values["d"]:
            month = values["d"][1]
            found["d"] = (
                rng.choice((f"{month}月", f"{chinese(month)}月")) if lang == "zh" else calendar.month_name[month]
            )
        if values["s"]:
            section = next(section for section in self.outer if section.key == values["s"])
            form = rng.choice(_ZH_SECTIONS if lang == "zh" else _EN_SECTIONS)
            found["s"] = form.format(n=section.number, c=chinese(section.number))
            if lang == "zh" and len(section.title) >= 4 and rng.random() < 0.2:
                found["s"] = section.title + rng.choice(("", "部分", "那块", "这一章"))
        return found

    def phrase(self, template: str, lang: str) -> str:
        """A template with its words drawn."""
        words = _file("templates.toml")["words"][lang]
        return _MACRO.sub(lambda match: str(self.rng.choice(words[match[1]])), template)

    def row(self, meaning: dict[str, Any], lang: str) -> Row | None:
        """One row of a meaning; None where the plan has nothing to ask so."""
        slots, rng = meaning["slots"], self.rng
        values = self.values(slots)
        if ("s" in slots and not values["s"]) or ("d" in slots and not values["d"]):
            return None
        how = MEANINGS[meaning["name"]](*(values[slot] for slot in slots))
        if any(slot in slots for slot in "nm") and self._shared(values, slots):
            return None
        named = how.pop("named", slots)
        mentions = tuple(
            Mention("", (values[x],), Known.EXACT, (values[x],)) for x in "abc" if x in named and x in slots
        )
        if "x" in slots:
            mentions = (*mentions, Mention(values["x"], self._candidates(values["x"]), Known.EXACT))
        answer = self.room.answer(Query(lang=lang, mentions=mentions, **how))
        template = rng.choice(meaning[lang])
        core = self.phrase(template, lang).format(**self.said(values, lang))
        text = core + rng.choice(_ZH_ENDS if lang == "zh" else _EN_ENDS)
        if rng.random() < 0.55:
            text = talked(text, lang, rng)
        return {
            "tag": meaning["name"],
            "plan": self.room.plan.id,
            "turns": [text],
            "expect": expected(self.room, answer),
            "kinds": kinds(answer.query.where),
        }

    def _shared(self, values: dict[str, Any], slots: str) -> bool:
        """Whether a number drawn is that of several tasks."""
        return any(len(self.tables.numbered(self.tables.tasks[values[x]].number)) > 1 for x in "nm" if x in slots)


class Follower:
    """Rows of two questions: one of the templates, and one that leans on it, or does not."""

    def __init__(self, maker: Maker) -> None:
        self.maker, self.rng, self.room = maker, maker.rng, maker.room
        self.meanings: dict[str, Any] = {}
        for meaning in _file("templates.toml")["meaning"]:
            self.meanings.setdefault(meaning["name"], meaning)

    def row(self, follow: dict[str, Any], lang: str) -> Row | None:
        """A row of one kind of follow-up; None where the question before has nothing to lean on."""
        rng, maker = self.rng, self.maker
        after = rng.choice(follow["after"])
        meaning = rng.choice(list(self.meanings.values())) if after == "*" else self.meanings[after]
        values = maker.values(meaning["slots"] + "ab")
        dated = "d" in meaning["slots"] or follow["way"] in ("among-due", "due")
        if ("s" in meaning["slots"] and not values["s"]) or (dated and not values["d"]):
            return None
        first = maker.row(meaning, lang) if after == "*" else None
        if follow["way"] == "alone":
            second = maker.row(rng.choice(list(self.meanings.values())), lang)
            if first is None or second is None or second["tag"] in ("instead", "thanks", "hello"):
                return None
            return {**second, "turns": [*first["turns"], *second["turns"]], "tag": "standalone"}
        how = MEANINGS[meaning["name"]](*(values[slot] for slot in meaning["slots"]))
        how.pop("named", None)
        mentions = tuple(_mention(values[x]) for x in "ab" if x in meaning["slots"])
        before = self.room.answer(Query(lang=lang, mentions=mentions, **how))
        role = rng.choice((L, P))
        query = self.leaning(follow["way"], before, values, role, lang)
        if query is None:
            return None
        said = maker.said(values, lang)
        opening = maker.phrase(rng.choice(meaning[lang]), lang).format(**said)
        words = {"r": rng.choice(("牵头", "主办", "打头") if role is L else ("配合", "参与", "协助"))}
        words["R"] = "lead" if role is L else rng.choice(("support", "join", "assist"))
        if follow["way"] == "due":
            values = {**values, "d": maker.values("d")["d"]}
            query = self.leaning("due", before, values, role, lang)
            said |= {"d": maker.said(values, lang)["d"]}
        if follow["way"] in ("num", "check", "dept") or "n" in meaning["slots"]:
            said |= {key: value for key, value in maker.said({**values, "n": values["m"]}, lang).items() if key in "nN"}
        text = rng.choice(follow[lang]).format(**said, **words)
        if rng.random() < 0.25:
            text = talked(text, lang, rng)
        expect = expected(self.room, self.room.answer(query))
        told = {"kinds": kinds(query.where)} if follow["way"] not in ("with", "without", "only-role") else {}
        return {
            "tag": "followup",
            "plan": self.room.plan.id,
            "turns": [opening, text],
            "expect": expect,
            **told,
            "first": {"meaning": meaning["name"], "values": {slot: values[slot] for slot in meaning["slots"]}},
        }

    def leaning(self, way: str, before: Answer, values: dict[str, Any], role: Role, lang: str) -> Query | None:
        """What a follow-up of some way means after an answer."""
        query, shown = before.query, tuple(hit.task for hit in before.hits)
        where, b = query.where, values["b"]
        other = Holds((b,))
        leaf = where if isinstance(where, Holds) else None
        a = leaf.departments[0] if leaf else ""
        last = max(self.room.engine.tables.every)
        mentions = (_mention(a),) if a else ()
        one, listed = Numbered(shown[:1]), Numbered(shown)
        with_b = (*mentions, _mention(b))
        wanted: dict[str, Callable[[], tuple[Want, Condition | None, dict[str, Any]]]] = {
            "dept": lambda: (query.want, Holds((b,), leaf.role if leaf else None), {"mentions": (_mention(b),)}),
            "other-role": lambda: (Want.TASKS, Holds((a,), role), {"mentions": mentions}),
            "only-role": lambda: (Want.TASKS, Holds((a,), role), {"mentions": mentions}),
            "with": lambda: (Want.TASKS, All((listed, other)), {"mentions": with_b}),
            "without": lambda: (Want.TASKS, All((listed, Not(other))), {"mentions": with_b}),
            "count": lambda: (Want.COUNT, where, {"mentions": mentions, "counted": True}),
            "list": lambda: (Want.TASKS, where, {"mentions": mentions}),
            "second": lambda: (Want.TEXT, Numbered(shown[1:2]), {}),
            "secondwho": lambda: (Want.PARTIES, Numbered(shown[1:2]), {}),
            "last": lambda: (Want.TEXT, Numbered(shown[-1:]), {}),
            "firstleads": lambda: (Want.PARTIES, Numbered(shown[:2]), {"role": L}),
            "tasklead": lambda: (Want.PARTIES, one, {"role": L}),
            "taskjoin": lambda: (Want.PARTIES, one, {"role": P}),
            "taskall": lambda: (Want.PARTIES, one, {}),
            "tasktext": lambda: (Want.TEXT, one, {}),
            "next": lambda: (query.want, Numbered((shown[0] + 1,)), {"role": query.role}),
            "previous": lambda: (query.want, Numbered((shown[0] - 1,)), {"role": query.role}),
            "num": lambda: (query.want, Numbered((values["m"],)), {"role": query.role}),
            "check": lambda: (Want.CHECK, All((one, other)), {"mentions": (_mention(b),)}),
            "seclead": lambda: (Want.PARTIES, where, {"role": L}),
            "nextsec": lambda: (query.want, self._next(where), {"role": query.role, "counted": query.counted}),
            "sec": lambda: (query.want, InSection((values["s"],)), {"role": query.role}),
            "secdept": lambda: (Want.TASKS, All((where or listed, other)), {"mentions": (_mention(b),)}),
            "insec": lambda: (Want.TASKS, All((listed, InSection((values["s"],)))), {"mentions": mentions}),
            "both": lambda: (Want.TASKS, All((Holds((a,)), other)), {"mentions": with_b}),
            "partners": lambda: (Want.PARTNERS, Holds((a,)), {"mentions": mentions}),
            "dept-role": lambda: (Want.TASKS, Holds((b,), role), {"mentions": (_mention(b),)}),
            "whole": lambda: (Want.TASKS, Holds((a,)), {"mentions": mentions}),
            "else": lambda: (Want.PARTIES, All((one, Not(other))), {"mentions": (_mention(b),)}),
            "taskdue": lambda: (Want.FACT, one, {"fact": DEADLINE}),
            "among-due": lambda: (Want.TASKS, All((listed, _due(values["d"]))), {"mentions": mentions}),
            "due": lambda: (Want.TASKS, _due(values["d"]), {}),
            "due-lead": lambda: (Want.TASKS, All((listed, Holds((b,), L))), {"mentions": (_mention(b),)}),
            "itlead": lambda: (
                Want.TASKS,
                Holds(before.departments[:1], L),
                {"mentions": (_mention(before.departments[0]),)},
            ),
        }
        if way in ("next", "previous") and not 1 < (shown or (0,))[0] < last:
            return None
        if (way in ("second", "secondwho", "firstleads") and len(shown) < 2) or (way in _ON_SHOWN and not shown):
            return None
        want, condition, more = wanted[way]()
        if condition is None and way == "nextsec":
            return None
        return Query(want, lang, where=condition, **more)

    def _next(self, where: Condition | None) -> Condition | None:
        outer = [section.key for section in self.maker.outer]
        if not isinstance(where, InSection) or where.numbers[-1] not in outer[:-1]:
            return None
        return InSection((outer[outer.index(where.numbers[-1]) + 1],))


_ON_SHOWN = (
    "else",
    "taskdue",
    "among-due",
    "due-lead",
    "with",
    "without",
    "last",
    "insec",
    "tasklead",
    "taskjoin",
    "taskall",
    "tasktext",
    "next",
    "previous",
    "check",
)


def first_query(row: Row) -> Query | None:
    """The Query of a generated row's first question, None where it is not told."""
    if "first" not in row:
        return None
    values = row["first"]["values"]
    values = {slot: tuple(value) if isinstance(value, list) else value for slot, value in values.items()}
    how = MEANINGS[row["first"]["meaning"]](*values.values())
    how.pop("named", None)
    mentions = tuple(_mention(values[slot]) for slot in "ab" if slot in values)
    return Query(lang=row["expect"]["lang"], mentions=mentions, **how)


def _mention(id: str) -> Mention:
    return Mention("", (id,), Known.EXACT, (id,))


def follow_ups(room: Room, rounds: int, seed: int, english: float = 0.25) -> list[Row]:
    """So many rounds over all kinds of follow-ups, a fifth of them questions that stand alone."""
    rng = random.Random(seed)
    follower = Follower(Maker(room, rng))
    kinds = _file("follow.toml")["follow"]
    found: list[Row] = []
    for _ in range(rounds):
        for follow in (*kinds, *[kinds[-1]] * 8):
            lang = "en" if rng.random() < english else "zh"
            if row := follower.row(follow, lang):
                found.append(row)
    return found


def talked(text: str, lang: str, rng: random.Random) -> str:
    """A question with talk before it, after it, or both."""
    talk = _file("chatter.toml")[lang]
    before = rng.choice(talk["before"]) if rng.random() < 0.65 else ""
    after = rng.choice(talk["after"]) if rng.random() < 0.5 or not before else ""
    if before and rng.random() < 0.25:
        before += rng.choice(("，", "。", " ") if lang == "zh" else (", ", ". ")) + rng.choice(talk["before"])
    if lang == "en":
        lower = before and rng.random() < 0.5
        text = text[:1].lower() + text[1:] if lower else text
    stops = ("，", "，", "。", "！", " ", "…", "") if lang == "zh" else (", ", ". ", " - ", "; ", ": ")
    return (before + rng.choice(stops) if before else "") + text + (rng.choice(stops) + after if after else "")


def rows(room: Room, rounds: int, seed: int, english: float = 0.3) -> list[Row]:
    """So many rounds over all meanings."""
    rng = random.Random(seed)
    maker = Maker(room, rng)
    found: list[Row] = []
    for _ in range(rounds):
        for meaning in _file("templates.toml")["meaning"]:
            lang = "en" if rng.random() < english else "zh"
            if row := maker.row(meaning, lang):
                found.append(row)
    return found


def main(arguments: Sequence[str]) -> None:
    """`python -m tests.reading.generate OUT ROUNDS SEED PLAN…`: rows about some plans."""
    out, rounds, seed, *ids = arguments
    plans = Plans(ROOT / "var", ROOT / "var" / "plans")
    found: list[Row] = []
    for number, id in enumerate(ids):
        made = follow_ups if "follow" in Path(out).name else rows
        found += made(plans.room(id), int(rounds), int(seed) + number)
    lines = [json.dumps({"id": f"gen{n}", **row}, ensure_ascii=False) for n, row in enumerate(found)]
    Path(out).write_text("\n".join(lines) + "\n", "utf-8")
    print(len(found), "rows")


if __name__ == "__main__":
    main(sys.argv[1:])
