"""Rows made from the templates: any meaning in any wording about any plan, answered by its records, with talk around half."""

from __future__ import annotations

import collections
import functools
import json
import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.departments import Department
from corpus.readers import read_toml
from index.query import Answer, Condition, Intent, MatchKind, Mention, Query, leaves
from index.reading.form import query_json
from tests.numerals import chinese
from tests.reading import times
from tests.reading.drawn import Drawn
from tests.reading.examples import ROOT, Plans, Room, Row
from tests.reading.meanings import MEANINGS
from tests.reading.slips import Slips

HERE = Path(__file__).parent
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


# How often talk is what people said.
_BY_PEOPLE = 0.6
# How often a name is said by a part or by its sound, a word of role by its sound, something else first, who asks before it.
_BY_PART, _BY_SOUND, _WORD_BY_SOUND, _TAKEN_BACK, _ASIDE = 0.05, 0.06, 0.05, 0.03, 0.07
_WITH_DEPARTMENTS = (Intent.PARTIES, Intent.PARTNERS, Intent.SHARED, Intent.RANK, Intent.COMPARE, Intent.CHECK)
_OF_ONES_OWN = ("ours", "oursall", "instead")
_COUNTED = (Intent.COUNT, Intent.COUNT_PARTIES, Intent.COUNT_SECTIONS)


@functools.cache
def read(name: str) -> dict[str, Any]:
    return read_toml(HERE / name)


def kinds(where: Condition | None) -> list[str]:
    """The kinds of simple conditions in a tree, with the role where one is meant; times, of any number of years, once."""
    found = [f"{type(leaf).__name__} {getattr(leaf, 'role', None) or ''}" for leaf in leaves(where)]
    return sorted([kind for kind in found if kind != "Due "] + ["Due "] * ("Due " in found))


def expected(room: Room, answer: Answer) -> dict[str, Any]:
    """What a row expects of which this is the answer, in the keys of the questions' files."""
    intent, plan = answer.query.intent, room.plan
    numbers = {task.key: task.id for task in plan.tasks}
    expect: dict[str, Any] = {"kind": str(answer.kind), "want": str(intent), "lang": answer.query.lang}
    if intent is Intent.NOTHING:
        return expect | {"kind": "refusal", "fact": answer.query.fact}
    if intent in _COUNTED or (answer.query.counted and answer.count is not None):
        expect["count"] = answer.count
    if intent in _WITH_DEPARTMENTS:
        expect["departments"] = [plan.registry[id].name for id in answer.departments]
    if intent not in (*_WITH_DEPARTMENTS, *_COUNTED, Intent.SECTIONS) or intent is Intent.CHECK:
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
        self.drawn = Drawn(self.tables, self.year, rng)
        self.slips = Slips(room.engine.names, rng)
        self.outer = [section for section in room.plan.sections if not section.parent]

    def name(self, id: str, lang: str) -> str:
        """A department as people say it."""
        rng, department = self.rng, self.registry[id]
        if lang == "en" and department.en:
            return self._english(department)
        if id in self.tables and rng.random() < _BY_PART:
            return self.slips.part(id, department.name)
        stems = [bare for bare in department.bare if not bare.isascii()]
        stems += [
            name[:-1] for name in (*department.aliases, department.name) if len(name) == 3 and name[-1] in "厅委局办"
        ]
        if stems and rng.random() < 0.4:
            return rng.choice(stems) + rng.choice(_TAILS)
        name = rng.choice([department.name, department.name, *department.aliases, *department.full[:2]])
        return self.slips.misheard(name) if id in self.tables and rng.random() < _BY_SOUND else name

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
        dated = {day[:2] for day in tables.days.values() if day}
        # A month without its year is that of any year.
        months = sorted(
            day for day in dated if day[0] == self.year and all(y == day[0] for y, m in dated if m == day[1])
        )
        month = rng.choice(months) if months else None
        found = {"a": ids[0], "b": ids[1], "c": ids[2], "n": n, "m": m, "s": section, "d": month}
        found["x"] = rng.choice(self.absent) if rng.random() < 0.6 else self._made_up()
        drawn = self.drawn.values(slots)
        if "t" in slots and month:
            drawn["t"] = times.drawn(tables, self.year, rng)
        if "l" in slots:
            drawn["l"] = times.printed(tables, rng)
        found["q"] = rng.choice([other.key for other in self.outer if other.key != section] or [0])
        found |= {slot: value for slot, (value, _) in drawn.items()}
        found["said"] = {slot: said for slot, (_, said) in drawn.items()}
        return found

    def _made_up(self) -> str:
        """A name that ends like an office's and is nobody's."""
        first, second = self.rng.sample(read("templates.toml")["words"]["zh"]["nobody"], 2)
        return f"{first}{second}{self.rng.choice('厅局')}"

    def said(self, values: dict[str, Any], lang: str, titled: float = 0.2) -> dict[str, str]:
        """The values in words; a section is called by its title so often."""
        rng = self.rng
        found = {slot: self.name(values[slot], lang) for slot in "abc"}
        found |= {slot: self._after_another(slot, found[slot], lang) for slot in "ab"}
        absent = values["x"]
        found["x"] = self.name(absent, lang) if absent in self.registry.by_id else absent
        for slot in "nmf":
            if not values.get(slot):
                continue
            number = self.tables.tasks[values[slot]].number
            form = rng.choice(_ZH_NUMBERS if lang == "zh" else _EN_NUMBERS)
            found[slot] = form.format(n=number, c=chinese(number))
            if rng.random() < _TAKEN_BACK:
                other = number + rng.choice((-1, 1, 10))
                wrong = form.format(n=abs(other), c=chinese(abs(other) or 1))
                found[slot] = self.slips.taken_back(wrong, found[slot], lang)
            found[slot.upper()] = str(number)
        if values["d"]:
            found["d"] = times.month(values["d"], lang, rng)
        found |= {slot: said[lang] for slot, said in values.get("said", {}).items() if said}
        found |= {slot: self._section(values[slot], lang, titled) for slot in "sq" if values.get(slot)}
        return found

    def _section(self, key: int, lang: str, titled: float) -> str:
        """A section in words, by number or by title."""
        section = next(section for section in self.outer if section.key == key)
        form = self.rng.choice(_ZH_SECTIONS if lang == "zh" else _EN_SECTIONS)
        if lang == "zh" and len(section.title) >= 4 and self.rng.random() < titled:
            return section.title + self.rng.choice(("", "部分", "那块", "这一章"))
        found = form.format(n=section.number, c=chinese(section.number))
        if self.rng.random() < _TAKEN_BACK:
            wrong = form.format(n=section.number + 1, c=chinese(section.number + 1))
            return self.slips.taken_back(wrong, found, lang)
        return found

    def _after_another(self, slot: str, name: str, lang: str) -> str:
        """A department as it is said, seldom after another that was said by mistake."""
        if self.rng.random() >= _TAKEN_BACK:
            return name
        others = [id for id in self.tables.departments if self.registry[id].name != name]
        return self.slips.taken_back(self.name(self.rng.choice(others), lang), name, lang)

    def phrase(self, template: str, lang: str) -> str:
        """A template with its words drawn."""
        words = read("templates.toml")["words"][lang] | read("follow.toml")["words"][lang]
        return _MACRO.sub(lambda match: str(self.rng.choice(words[match[1]])), template)

    def made(self, meaning: dict[str, Any], lang: str, talk: float = 0.55) -> tuple[str, Query, dict[str, Any]] | None:
        """A question of a meaning, its Query and its values; None where the plan has nothing to ask so."""
        slots, rng = meaning["slots"], self.rng
        values = self.values(slots)
        lacks = any(not values.get(slot) for slot in slots)
        if lacks or (any(slot in slots for slot in "nmf") and self._shared(values, slots)):
            return None
        how = MEANINGS[meaning["name"]](*(values[slot] for slot in slots))
        named = how.pop("named", slots)
        mentions = tuple(mention(values[x]) for x in "abc" if x in named and x in slots)
        if "x" in slots:
            known = (values["x"],) if values["x"] in self.registry.by_id else ()
            mentions = (*mentions, Mention(values["x"], known, MatchKind.EXACT))
        text = self.phrase(rng.choice(meaning[lang]), lang)
        if lang == "zh" and rng.random() < _WORD_BY_SOUND:
            text = self.slips.misheard_word(text)
        text = text.format(**self.said(values, lang))
        text += rng.choice(_ZH_ENDS if lang == "zh" else _EN_ENDS)
        if rng.random() < talk:
            text = talked(text, lang, rng)
        # Who says that he works somewhere and names nothing asks of his own office.
        if slots and meaning["name"] not in _OF_ONES_OWN and rng.random() < _ASIDE:
            text = self.slips.aside(self.name(rng.choice(self.tables.departments), lang), text, lang)
        return text, Query(lang=lang, mentions=mentions, **how), values

    def row(self, meaning: dict[str, Any], lang: str) -> Row | None:
        """One row of a meaning; None where the plan has nothing to ask so."""
        made = self.made(meaning, lang)
        if made is None:
            return None
        text, query, _ = made
        return self.asked(meaning["name"], [text], query)

    def asked(
        self, tag: str, turns: list[str], query: Query, said: Sequence[Query] = (), found: Sequence[Sequence[int]] = ()
    ) -> Row:
        """A row whose last question means a Query, after questions that mean others or that found tasks by a subject."""
        answer = self.room.answer(query)
        row = {"tag": tag, "plan": self.room.plan.id, "turns": turns, "expect": expected(self.room, answer)}
        told = [
            query_json(each) | ({"found": list(keys)} if keys else {}) for each, keys in zip(said, found, strict=True)
        ]
        return row | {"kinds": kinds(query.where), "said": told}

    def _shared(self, values: dict[str, Any], slots: str) -> bool:
        """Whether a number drawn is that of several tasks."""
        return any(len(self.tables.numbered(self.tables.tasks[values[x]].number)) > 1 for x in "nmf" if x in slots)


def mention(id: str) -> Mention:
    """The mention of a department."""
    return Mention("", (id,), MatchKind.EXACT, (id,))


def _talk(lang: str, place: str, rng: random.Random) -> str:
    """What is said before or after a question: made up, or by people."""
    people = _people_said()[lang][place]
    return rng.choice(people if people and rng.random() < _BY_PEOPLE else read("chatter.toml")[lang][place])


@functools.cache
def _people_said() -> dict[str, dict[str, list[str]]]:
    """The talk that people's own rows have (`tests.reading.talk`)."""
    found: dict[str, dict[str, list[str]]] = json.loads((HERE / "talk.json").read_text("utf-8"))
    return found


def talked(text: str, lang: str, rng: random.Random) -> str:
    """A question with talk before it, after it, or both."""
    before = _talk(lang, "before", rng) if rng.random() < 0.65 else ""
    after = _talk(lang, "after", rng) if rng.random() < 0.5 or not before else ""
    if before and rng.random() < 0.25:
        before += rng.choice(("，", "。", " ") if lang == "zh" else (", ", ". ")) + _talk(lang, "before", rng)
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
        for meaning in read("templates.toml")["meaning"]:
            lang = "en" if rng.random() < english else "zh"
            if row := maker.row(meaning, lang):
                found.append(row)
    return found


def main(arguments: Sequence[str]) -> None:
    """`python -m tests.reading.generate OUT ROUNDS SEED PLAN…`: rows about some plans."""
    from tests.reading import dialogues

    out, rounds, seed, *ids = arguments
    plans = Plans(ROOT / "var", ROOT / "var" / "plans")
    found: list[Row] = []
    for number, id in enumerate(ids):
        made = dialogues.rows if "follow" in Path(out).name else rows
        found += made(plans.room(id), int(rounds), int(seed) + number)
    lines = [json.dumps({"id": f"gen{n}", **row}, ensure_ascii=False) for n, row in enumerate(found)]
    Path(out).write_text("\n".join(lines) + "\n", "utf-8")
    print(len(found), "rows")


if __name__ == "__main__":
    main(sys.argv[1:])
