"""A question becomes a Query: names and cue words are taken away, what they say becomes conditions, the rest is the topic."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from corpus.normalize import clean, fold
from corpus.records import Plan
from index.conditions import Conditions, read_conditions
from index.content import binds, has_subject, is_word, quotes, trimmed
from index.context import clauses, without_context
from index.facts import read_fact
from index.language import language
from index.names import SURE_SUFFIX
from index.numerals import NUMBER, ORDINAL, QUANTITY, SECTION
from index.ranking import ranked, read_order, without_places
from index.records import (
    All,
    Condition,
    InSection,
    Mention,
    Not,
    PartyCount,
    Query,
    Want,
    leaves,
    numbers_in,
)
from index.scanner import Scanner
from index.tables import Tables
from index.titles import repeats_title, section_named
from index.tokens import CHINESE, DEPARTMENT, INTERROGATIVE, REST, Token, has
from index.wants import read_role, read_want

# An encoder's time grows with the length; what an official types is far shorter.
MAX_QUESTION = 400
_WORD = re.compile(r"[\u3400-\u9fff]{2,}|[a-z]{2,}|[a-z]\d[a-z\d]*|\d{2,}")
# Beside these words of content are a subject only if they may name one.
_EXACT = (
    "want.most",
    "want.fewest",
    "want.ranking",
    "want.sections",
    "want.compare",
    "want.sole",
    "want.none",
)
# What a question that leans on another is made of.
_MAY_LEAN = ("role", "want.who", "want.partners", "want.text", "language")
# What asks for nothing and picks nothing.
_IDLE = ("stop", "ask", "back.again", "logic.and", "language")
_ABOUT = frozenset(["about", "regarding", "concerning"])
_TASKS = ("任务", "工作")
_GOVERNS = "管抓"
_CUT = (DEPARTMENT, NUMBER, SECTION, ORDINAL, "want.who", "want.partners")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question's Query with the tokens and conditions it was read from, which follow-ups need.

    `bare` is the reading for the case that what is left over names no subject; `tells` is whether the words only tell
    of the asker.
    """

    query: Query
    tokens: tuple[Token, ...]
    conditions: Conditions
    bare: Reading | None = None
    tells: bool = False

    @property
    def begins(self) -> bool:
        """Whether the first word asks."""
        return bool(self.tokens) and INTERROGATIVE.search(self.tokens[0].text) is not None

    @property
    def asks(self) -> bool:
        """Whether a word asks."""
        return any(INTERROGATIVE.search(token.text) for token in self.tokens)

    @property
    def complete(self) -> bool:
        """Whether the words are a question of their own: they ask, of something they name, and nothing is left over."""
        counts = self.query.want in (Want.COUNT_PARTIES, Want.COUNT_SECTIONS)
        counts = counts or any(_TASK_NOUN.search(token.text) for token in self.tokens if token.of("want"))
        names = self.query.where is not None or counts
        return self.asks and names and not self.query.topic and not self.query.unknown


_COUNTED = re.compile("[项条件桩家块类章]|部分|任务|部门|单位|task|item|depart")
_TASK_NOUN = re.compile("任务|task")
# 商 务 厅 牵 头: characters set apart one by one.
_SPACED = re.compile(r"(?:(?<![\u3400-\u9fff])|(?<= ))[\u3400-\u9fff](?: [\u3400-\u9fff](?![\u3400-\u9fff])){2,}")
_AROUND_DIGITS = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=\d)|(?<=\d)\s+(?=[\u3400-\u9fff])")
# Land & Resources, as names are registered.
_AMPERSAND = re.compile(r"(?<=[a-z]{2}) ?& ?(?=[a-z]{2})")
# 牵哪几个头: a verb with its object between.
_PARTED = re.compile(r"牵(?:着|了|过)?(哪?几个|多少个?|什么|啥)头")
# 36项以后还有啥（不含36） says the same twice.
_EXCLUSIVE = re.compile(
    r"((\d+)[项条号](?:以后|之后|往后|以前|之前|往前).*?)[(（]不[含包]括?第?(?:\2|本)[项条号]?[)）]"
)
_LONE_NUMBER = re.compile(r"\s*#?\s*(\d{1,4}(?:\s*[-~—–到至]\s*\d{1,4})?)\s*[.。?？!！]?\s*")


def read_question(question: str, scanner: Scanner, plan: Plan) -> Reading:
    """The Reading of a question of any length; what lies beyond MAX_QUESTION characters is not read."""
    text = _SPACED.sub(lambda run: run.group().replace(" ", ""), fold(clean(question)[:MAX_QUESTION]))
    text = _PARTED.sub(r"牵头\1", _AMPERSAND.sub(" and ", text))
    text = _EXCLUSIVE.sub(r"\1", _AROUND_DIGITS.sub("", text))
    if alone := _LONE_NUMBER.fullmatch(text):
        text = f"第{alone[1]}条"
    tokens = scanner.scan(text)
    if (spelt := scanner.corrected(text, tokens)) != text:
        text, tokens = spelt, scanner.scan(spelt)
    asked = without_context(text, tokens)
    tokens = _as_keys([_lone_number(token, asked.tokens, plan) for token in asked.tokens], scanner.names.tables)
    stated = next((token for token in tokens if token.of("language")), None)
    lang = stated.kind.split(".")[1] if stated else language(text, tokens, plan.text)
    conditions = read_conditions(tokens)
    mentions = tuple(mention for clause in conditions.clauses for mention in clause.group.mentions)
    unknown = _unknown_names(tokens)
    placed = has(tokens, NUMBER, SECTION)
    fact = read_fact(asked.text, "unsaid") or read_fact(asked.text, "fact", named=bool(mentions or placed))
    topic = None if fact or unknown else _topic(text, tokens, conditions)
    topic = topic and without_places(topic)
    parts = _Parts(text, tokens, conditions, mentions, lang, fact, unknown, asked.context, plan)
    exact = conditions.tree is not None or has(tokens, *_EXACT) or _counts(tokens)
    rest = " ".join(token.text.strip() for token in tokens if token.kind == REST)
    # 那它自己牵头的呢: a question that leans on another has its subject there.
    leaning = has(tokens, "back") or (has(tokens, *_MAY_LEAN) and _set_apart(text, tokens))
    tells = asked.tells and conditions.tree is None
    if topic is None or not (exact or leaning):
        return Reading(parts.query(topic), tuple(tokens), conditions, tells=tells)
    bare = Reading(parts.query(None, ignored=rest), tuple(tokens), conditions)
    if not has_subject(rest) and not quotes(rest, plan.text):
        return bare
    # A department's stem is never filling: 水利 beside 环保厅 was perhaps meant as one.
    names = any(stem in rest for stem in scanner.names.bare)
    kept = names or _binds(text, tokens) or _asks_of_subject(tokens)
    return Reading(parts.query(topic), tuple(tokens), conditions, None if kept else bare, tells)


def _binds(text: str, tokens: list[Token]) -> bool:
    """Whether left-over words may leave something out, count or rank; a clause of nothing else binds nothing."""
    asking = [clause for clause in clauses(text, tokens) if len(clause) == len(tokens) or not _idle(clause)]
    return any(binds(token.text) for clause in asking for token in clause if token.kind == REST)


def _set_apart(text: str, tokens: list[Token]) -> bool:
    """Whether all left-over words of content stand in clauses of their own: 切回中文吧，配合的有谁."""
    asking = [clause for clause in clauses(text, tokens) if not _idle(clause)]
    return not any(token.kind == REST and has_subject(token.text) for clause in asking for token in clause)


def _asks_of_subject(tokens: list[Token]) -> bool:
    """Whether left-over words stand where only a subject stands: 负责的元宇宙任务, 负责转基因吗, 管高考吗, tasks about coffee."""
    for before, token, after in zip((None, *tokens), tokens, (*tokens[1:], None), strict=False):
        if before is None or token.kind != REST or not has_subject(token.text):
            continue
        if before.text in _ABOUT:
            return True
        if after is None or not (before.end == token.start and token.end == after.start):
            continue
        of_tasks = after.text.startswith(_TASKS) and (before.text == "的" or before.of("role", DEPARTMENT))
        asked = after.of("ask.whether") and (before.of("role") or token.text[0] in _GOVERNS)
        if of_tasks or asked or (before.of("role") and after.text in "的?"):
            return True
    return False


def _idle(clause: list[Token]) -> bool:
    return all(token.kind == REST or token.of(*_IDLE) for token in clause)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A question taken apart: all that its Query is made of but the topic."""

    text: str
    tokens: list[Token]
    conditions: Conditions
    mentions: tuple[Mention, ...]
    lang: str
    fact: str
    unknown: tuple[str, ...]
    context: str
    plan: Plan

    def query(self, topic: str | None, ignored: str = "") -> Query:
        """The Query with that topic, or without one."""
        tokens, conditions = self.tokens, self.conditions
        more: list[Condition] = []
        topic = topic and trimmed(topic)
        if topic and (section := section_named(topic, self.plan, has(tokens, "want.sections"))):
            more.append(InSection((section,)))
            topic = None
        if topic and repeats_title(topic, numbers_in(conditions.tree, InSection), self.plan):
            topic = None
        if not self.fact and (alone := _alone(tokens)) and alone not in leaves(conditions.tree):
            more.append(alone)
        where, wider = conditions.tree, conditions.wider
        for condition in more:
            where = _and(where, condition)
            wider = wider and _and(wider, condition)
        ranking = None if self.fact else ranked(self.text, tokens, conditions)
        if ranking and not (topic and _substantial(topic, self.plan)):
            topic = None
        else:
            ranking = None
        return Query(
            want=Want.FACT if self.fact else ranking or read_want(tokens, conditions, where, topic),
            lang=self.lang,
            where=where,
            wider=wider,
            topic=topic,
            order=read_order(self.text, tokens) if ranking else None,
            role=read_role(tokens, conditions),
            mentions=self.mentions,
            unknown=self.unknown,
            fact=self.fact,
            ignored=" ".join(filter(None, (self.context, ignored))),
            number=next((token.numbers[0] for token in tokens if token.kind == ORDINAL), None),
            whether=bool(self.mentions) and has(tokens, "ask.whether"),
            counted=has(tokens, "want.count"),
            refers_back=any(token.of("back") or token.kind == ORDINAL for token in tokens),
        )


def _alone(tokens: list[Token]) -> Condition | None:
    """The condition that one department is named alone, or is not: 单独干的不要."""
    index = next((i for i, token in enumerate(tokens) if token.of("want.sole")), None)
    if index is None:
        return None
    before = itertools.takewhile(
        lambda token: token.of("stop", "back", DEPARTMENT, QUANTITY, "logic.not_before"), reversed(tokens[:index])
    )
    after = itertools.takewhile(
        lambda token: token.of("stop", "logic.not_before", "logic.outside"), tokens[index + 1 :]
    )
    denied = has(before, "logic.not_before") or any(token.of("logic.not_before", "logic.outside") for token in after)
    return Not(PartyCount(1, 1)) if denied else PartyCount(1, 1)


def _counts(tokens: list[Token]) -> bool:
    """Whether tasks, sections or departments are counted: not the 多少 of 多少钱."""
    counted = [token for token in tokens if token.of("want.count")]
    of_plan = has(tokens, "want.tasks", "want.departments", "want.sections", "want.who", "role")
    return bool(counted) and (of_plan or any(_COUNTED.search(token.text) for token in counted))


def _lone_number(token: Token, tokens: list[Token], plan: Plan) -> Token:
    """A number of a task without a word for it, where departments or roles are asked about: does 31 involve Finance."""
    if token.kind != REST or not (match := re.fullmatch(r"\W*(\d{1,3})\W*", token.text)):
        return token
    number = int(match[1])
    after = tokens[tokens.index(token) + 1 :][:1]
    asked = (
        not (after and after[0].of("want.tasks"))
        and has(tokens, DEPARTMENT, "role", "want.who", "back.again")
        and not has(tokens, "want.most", "want.fewest", NUMBER)
    )
    return replace(token, kind=NUMBER, numbers=(number,)) if asked and 1 <= number <= len(plan.tasks) else token


def _as_keys(tokens: list[Token], tables: Tables) -> list[Token]:
    """Printed numbers as keys, those counted from the end too, and an open range closed at the plan's end."""
    plan, meant = tables.plan, {SECTION: tables.sections_numbered, NUMBER: tables.numbered}
    outer = [section.key for section in plan.sections if not section.parent]
    last = {SECTION: outer, NUMBER: [task.key for task in plan.tasks]}
    highest = {SECTION: max((s.number for s in plan.sections), default=0), NUMBER: max(t.number for t in plan.tasks)}
    counted: list[Token] = []
    for token in tokens:
        if keys := meant.get(token.kind):
            values = token.numbers
            if len(values) > 2 and values[0] <= highest[token.kind] < values[-1]:
                values = tuple(n for n in values if n <= highest[token.kind])
            ends = last[token.kind]
            found = [keys(n) if n >= 0 else tuple(ends[n : n + 1 or None]) or (n,) for n in values]
            token = replace(token, numbers=tuple(key for each in found for key in each))
        counted.append(token)
    return counted


def _substantial(topic: str, plan: Plan) -> bool:
    """Whether a topic beside a ranking is more than a stray word: it shares words with the plan, or is long."""
    return len(topic) > 12 or any(
        topic[i : i + 2] in plan.text for i in range(len(topic) - 1) if CHINESE.match(topic[i])
    )


def _and(where: Condition | None, more: Condition) -> Condition:
    return more if where is None else All((where, more))


def _unknown_names(tokens: list[Token]) -> tuple[str, ...]:
    """What stands where a department stands and ends like one, but is in no registry: 火星厅牵头哪些."""
    found = []
    for token, after in itertools.zip_longest(tokens, tokens[1:]):
        words = token.text.strip()
        named = token.kind == REST and 3 <= len(words) <= 8 and words[-1] in SURE_SUFFIX and CHINESE.match(words)
        named = named and not is_word(words[-2:])  # 布局
        if named and (after is None or after.of("role", "want.tasks", "logic.not") or after.text == "的"):
            found.append(words)
    return tuple(found)


def _topic(text: str, tokens: list[Token], conditions: Conditions) -> str | None:
    """The words that are left, from the first to the last with content; names and used cues between them are cut out."""
    content = [i for i, token in enumerate(tokens) if token.kind == REST and _WORD.search(token.text)]
    if not content:
        return None
    # A lone character says something beside words of content: 资源价格怎么改.
    content = [i for i, token in enumerate(tokens) if token.kind == REST and re.search(r"\w", token.text)]
    kept = []
    for i in range(content[0], content[-1] + 1):
        token = tokens[i]
        cut = token.of(*_CUT) or (i in conditions.used and token.kind != REST)
        kept.append(" " if cut else text[token.start : token.end])
        gap = tokens[i + 1].start - token.end if i < content[-1] else 0
        kept.append(" " * gap)
    if tokens[content[-1] + 1 :] and (after := tokens[content[-1] + 1]).text == "方案" and after.start == token.end:
        kept.append(after.text)  # 实施方案 is one word
    words = re.sub(r"\s+", " ", "".join(kept)).strip(" ,，、?？.。!！:：;；\"'“”‘’《》()（）")
    return words or None
