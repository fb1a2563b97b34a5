"""A question becomes a Query: names and cue words are taken away, what they say becomes conditions, the rest is the topic."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.normalize import clean, fold
from corpus.readers import read_toml
from corpus.records import Plan, Role
from index.conditions import Conditions, is_office, one_role, read_conditions
from index.content import binds, has_subject, is_word, quotes, trimmed
from index.context import clauses, without_context
from index.names import SURE_SUFFIX
from index.numerals import NUMBER, ORDINAL, QUANTITY, SECTION
from index.ranking import BODIES, ranked, read_order, without_places
from index.records import (
    All,
    Condition,
    InSection,
    Known,
    Mention,
    Not,
    Numbered,
    PartyCount,
    Query,
    Want,
    leaves,
    numbers_in,
)
from index.scanner import DEPARTMENT, PINYIN_WORD, REST, Scanner, Token
from index.titles import repeats_title, section_named

FACTS_FILE = Path(__file__).with_name("facts.toml")
# An encoder's time grows with the length; what an official types is far shorter.
MAX_QUESTION = 400
_CJK = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[\u3400-\u9fff]{2,}|[a-z]{2,}|\d{2,}")
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
        return bool(self.tokens) and _INTERROGATIVE.search(self.tokens[0].text) is not None

    @property
    def asks(self) -> bool:
        """Whether a word asks."""
        return any(_INTERROGATIVE.search(token.text) for token in self.tokens)

    @property
    def complete(self) -> bool:
        """Whether the words are a question of their own: they ask, of something they name, and nothing is left over."""
        counts = self.query.want in (Want.COUNT_PARTIES, Want.COUNT_SECTIONS)
        counts = counts or any(_TASK_NOUN.search(token.text) for token in self.tokens if token.of("want"))
        names = self.query.where is not None or counts
        return self.asks and names and not self.query.topic and not self.query.unknown


@functools.cache
def _facts() -> dict[str, list[dict[str, Any]]]:
    return read_toml(FACTS_FILE)


# What quotes, and the words that frame a sentence in Chinese; the kinds of those that frame one in English.
_QUOTED = re.compile(r"[“\"‘「『《][^“”\"‘’「」『』《》]*[”\"’」』》]")
_FRAME = re.compile("[吗呢吧呀嘛谁哪啥怎么几请那我你您帮]|多少|^的|[的了]$")
_LATIN_FRAME = ("want", "ask", "stop", "back", "logic")
_CJK_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN_WORD = re.compile(r"[a-z]{2,}")
_SHORTEST_QUOTE = 4


def language(text: str, tokens: Sequence[Token], plan_text: str) -> str:
    """zh or en: the language of a folded question beside the names in it, so that «which tasks does 商务厅 lead» is English."""
    words = text
    for token in tokens:
        if token.kind == DEPARTMENT:
            words = words[: token.start] + " " * (token.end - token.start) + words[token.end :]
    if any(token.mention and token.mention.known is Known.PINYIN for token in tokens):
        return "zh" if all(PINYIN_WORD.fullmatch(word) for word in _LATIN_WORD.findall(words)) else "en"
    if _CJK.search(words):
        return "en" if _framed_in_english(words, tokens, plan_text) else "zh"
    if _LATIN_WORD.search(words):
        return "en"
    return "zh" if _CJK.search(text) or not re.search("[a-z]", text) else "en"


def _framed_in_english(words: str, tokens: Sequence[Token], plan_text: str) -> bool:
    """Whether English holds the sentence together and Chinese only names something: «what does 下同 mean»."""
    framing = any(token.of(*_LATIN_FRAME) and _LATIN_WORD.search(token.text) for token in tokens)
    if not framing or len(_LATIN_WORD.findall(words)) < 2:
        return False
    # Words of the plan are quoted from it, with or without quotation marks.
    named = _CJK_RUN.findall(_QUOTED.sub(" ", words))
    return not any(_FRAME.search(run) for run in named if len(run) < _SHORTEST_QUOTE or run not in plan_text)


_COUNTED = re.compile("[项条件桩家块类章]|部分|任务|部门|单位|task|item|depart")
_PIECE = re.compile("[,，;；。]")
_ASKS_TASKS = re.compile("哪些任务|哪几[项条]|哪[项条]任务|(?:which|what) (?:tasks|items)")
_TASK_NOUN = re.compile("任务|task")
_INTERROGATIVE = re.compile(r"[哪谁几啥]|什么|多少|what|which|who|how")
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
    tokens = _counted_from_end([_lone_number(token, asked.tokens, plan) for token in asked.tokens], plan)
    stated = next((token for token in tokens if token.of("language")), None)
    lang = stated.kind.split(".")[1] if stated else language(text, tokens, plan.text)
    conditions = read_conditions(tokens)
    mentions = tuple(mention for clause in conditions.clauses for mention in clause.group.mentions)
    unknown = _unknown_names(tokens)
    placed = _has(tokens, NUMBER, SECTION)
    fact = _fact(asked.text, "unsaid") or _fact(asked.text, "fact", named=bool(mentions or placed))
    topic = None if fact or unknown else _topic(text, tokens, conditions)
    topic = topic and without_places(topic)
    parts = _Parts(text, tokens, conditions, mentions, lang, fact, unknown, asked.context, plan)
    exact = conditions.tree is not None or _has(tokens, *_EXACT) or _counts(tokens)
    rest = " ".join(token.text.strip() for token in tokens if token.kind == REST)
    # 那它自己牵头的呢: a question that leans on another has its subject there.
    leaning = _has(tokens, "back") or (_has(tokens, *_MAY_LEAN) and _set_apart(text, tokens))
    tells = asked.tells and conditions.tree is None
    if topic is None or not (exact or leaning):
        return Reading(parts.query(topic), tuple(tokens), conditions, tells=tells)
    bare = Reading(parts.query(None, ignored=rest), tuple(tokens), conditions)
    if not has_subject(rest) and not quotes(rest, plan.text):
        return bare
    # A department's stem is never filling: 水利 beside 环保厅 was perhaps meant as one.
    dropped = not _binds(text, tokens) and not any(stem in rest for stem in scanner.names.bare)
    return Reading(parts.query(topic), tuple(tokens), conditions, bare if dropped else None, tells)


def _binds(text: str, tokens: list[Token]) -> bool:
    """Whether left-over words may leave something out, count or rank; a clause of nothing else binds nothing."""
    asking = [clause for clause in clauses(text, tokens) if len(clause) == len(tokens) or not _idle(clause)]
    return any(binds(token.text) for clause in asking for token in clause if token.kind == REST)


def _set_apart(text: str, tokens: list[Token]) -> bool:
    """Whether all left-over words of content stand in clauses of their own: 切回中文吧，配合的有谁."""
    asking = [clause for clause in clauses(text, tokens) if not _idle(clause)]
    return not any(token.kind == REST and has_subject(token.text) for clause in asking for token in clause)


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
        if topic and (section := section_named(topic, self.plan, _has(tokens, "want.sections"))):
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
            want=Want.FACT if self.fact else ranking or _want(tokens, conditions, where, topic),
            lang=self.lang,
            where=where,
            wider=wider,
            topic=topic,
            order=read_order(self.text, tokens) if ranking else None,
            role=_role(tokens, conditions),
            mentions=self.mentions,
            unknown=self.unknown,
            fact=self.fact,
            ignored=" ".join(filter(None, (self.context, ignored))),
            number=next((token.numbers[0] for token in tokens if token.kind == ORDINAL), None),
            whether=bool(self.mentions) and _has(tokens, "ask.whether"),
            counted=_has(tokens, "want.count"),
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
    denied = any(token.of("logic.not_before") for token in before) or any(
        token.of("logic.not_before", "logic.outside") for token in after
    )
    return Not(PartyCount(1, 1)) if denied else PartyCount(1, 1)


def _counts(tokens: list[Token]) -> bool:
    """Whether tasks, sections or departments are counted: not the 多少 of 多少钱."""
    counted = [token for token in tokens if token.of("want.count")]
    of_plan = _has(tokens, "want.tasks", "want.departments", "want.sections", "want.who", "role")
    return bool(counted) and (of_plan or any(_COUNTED.search(token.text) for token in counted))


def _lone_number(token: Token, tokens: list[Token], plan: Plan) -> Token:
    """A number of a task without a word for it, where departments or roles are asked about: does 31 involve Finance."""
    if token.kind != REST or not (match := re.fullmatch(r"\W*(\d{1,3})\W*", token.text)):
        return token
    number = int(match[1])
    after = tokens[tokens.index(token) + 1 :][:1]
    asked = (
        not (after and after[0].of("want.tasks"))
        and _has(tokens, DEPARTMENT, "role", "want.who", "back.again")
        and not _has(tokens, "want.most", "want.fewest", NUMBER)
    )
    return replace(token, kind=NUMBER, numbers=(number,)) if asked and 1 <= number <= len(plan.tasks) else token


def _counted_from_end(tokens: list[Token], plan: Plan) -> list[Token]:
    """Numbers counted from the end as the plan's own, and an open range closed at the plan's end."""
    sizes = {SECTION: len(plan.sections), NUMBER: len(plan.tasks)}
    counted: list[Token] = []
    for token in tokens:
        if size := sizes.get(token.kind):
            values = tuple(n + size + 1 if n < 0 else n for n in token.numbers)
            if len(values) > 2 and values[0] <= size < values[-1]:
                values = tuple(n for n in values if n <= size)
            token = replace(token, numbers=values)
        counted.append(token)
    return counted


def _substantial(topic: str, plan: Plan) -> bool:
    """Whether a topic beside a ranking is more than a stray word: it shares words with the plan, or is long."""
    return len(topic) > 12 or any(topic[i : i + 2] in plan.text for i in range(len(topic) - 1) if _CJK.match(topic[i]))


def _has(tokens: list[Token], *kinds: str) -> bool:
    return any(token.of(*kinds) for token in tokens)


def _and(where: Condition | None, more: Condition) -> Condition:
    return more if where is None else All((where, more))


def _fact(text: str, group: str, named: bool = False) -> str:
    """The first fact of a group that the question asks for, as group.key; beside a task or department few are meant."""
    if group == "unsaid" and len(pieces := _PIECE.split(text)) > 1:
        # 我写第五部分的落实情况，里头有哪些任务: only what is asked counts, where tasks are asked for by themselves.
        asking = [piece for piece in pieces if _INTERROGATIVE.search(piece)]
        text = "，".join(asking) if any(_ASKS_TASKS.search(piece) for piece in asking) else text
    for fact in _facts()[group]:
        if named and not fact.get("beside_names"):
            continue
        stands = any(cue in text for cue in fact["any"])
        stands = stands and all(any(cue in text for cue in cues) for cues in fact.get("with", []))
        if stands and not any(cue in text for cue in fact.get("without", [])):
            return f"{group}.{fact['key']}"
    return ""


def _unknown_names(tokens: list[Token]) -> tuple[str, ...]:
    """What stands where a department stands and ends like one, but is in no registry: 火星厅牵头哪些."""
    found = []
    for token, after in itertools.zip_longest(tokens, tokens[1:]):
        words = token.text.strip()
        named = token.kind == REST and 3 <= len(words) <= 8 and words[-1] in SURE_SUFFIX and _CJK.match(words)
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


def _role(tokens: list[Token], conditions: Conditions) -> Role | None:
    """The role asked for beside the departments named: 谁牵头, 配合部门是."""
    free = [token for i, token in enumerate(tokens) if i not in conditions.used]
    for before, token in itertools.pairwise(free):
        if before.of("logic.not_before") and token.of("role.lead"):
            return Role.PARTICIPANT
    if any(token.of("role.whole") for token in free):
        return None
    if _has(free, "want.helped"):
        return Role.LEAD
    if offices := [token for token in free if is_office(token)]:
        return one_role(*(any(token.of(f"role.{role}") for token in offices) for role in ("lead", "participant")))
    if sum(token.of("want.who", "want.partners") for token in free) > 1:
        return None
    if any(token.of("want.partners") and _ASSISTING.search(token.text) for token in free):
        return Role.PARTICIPANT
    aided = _has(free, "role.aid") and _has(tokens, NUMBER)
    return one_role(_has(free, "role.lead"), aided or _has(free, "role.participant"))


def _asks_others(tokens: list[Token], conditions: Conditions) -> bool:
    """Whether a role is asked for of the tasks of departments named: 财政厅配合的任务都是谁牵头, 商务厅牵头的有哪些配合单位."""
    free = [token for i, token in enumerate(tokens) if i not in conditions.used]
    roles = [token for token in free if token.of("role.lead", "role.participant", "role.aid")]
    return bool(roles) and (asks_who(free) or any(is_office(token) for token in roles))


def _want(tokens: list[Token], conditions: Conditions, where: Condition | None, topic: str | None) -> Want:
    numbered = _has(tokens, NUMBER)
    # 第16条除了国土厅还有谁 asks of the task.
    clauses = [clause for clause in conditions.clauses if not (numbered and isinstance(clause.condition, Not))]
    named = [mention for clause in clauses for mention in clause.group.mentions]
    # 商务厅牵头的是哪个 asks for a task.
    who = asks_who(tokens) if named else _has(tokens, "want.who")
    if topic:
        return Want.PARTIES if who and not named else Want.TASKS
    if _has(tokens, "want.count"):
        return _counted(tokens, conditions)
    together = named and _has(tokens, "logic.both") and _has(tokens, "want.departments", "want.who")
    # 去掉跟发展改革委搭伙的 says what is left out.
    leaves_out = len(clauses) > 1 and isinstance(clauses[-1].condition, Not) and not who
    if (_has(tokens, "want.partners") and not leaves_out) or (together and len(named) == 1):
        return Want.PARTNERS if named else Want.PARTIES
    if named and not numbered and (_has(tokens, "want.helped") or _asks_others(tokens, conditions)):
        return Want.PARTNERS
    if named and not numbered and (_has(tokens, "want.identity") or (who and not _has(tokens, *_SHARED))):
        return (
            Want.TASKS if _TASK_WORDS.search("".join(t.text for t in tokens if t.of("want.tasks"))) else Want.IDENTITY
        )
    if numbered and named and _asks_role(where):
        return Want.CHECK
    if numbered and not who and not named and _has(tokens, "want.departments", "role.any"):
        return Want.PARTIES
    if _has(tokens, SECTION) and not named and _has(tokens, "want.departments") and not _has(tokens, "want.tasks"):
        return Want.PARTIES
    if numbered and _has(tokens, "want.text", "want.sections") and not who and not named:
        return Want.TEXT
    if who and where is None and _has(tokens, "want.sections") and not _has(tokens, "want.departments"):
        return Want.SECTIONS
    if who and not (named and _has(tokens, "want.tasks") and not numbered):
        return Want.PARTIES
    if numbered and not named and _has(tokens, "want.departments", "role.any", "role.lead", "role.participant"):
        return Want.PARTIES
    if isinstance(where, Numbered) and len(where.numbers) == 1:
        return Want.TEXT
    if where is not None:
        return Want.TASKS
    return _listed(tokens)


def asks_who(tokens: Sequence[Token]) -> bool:
    """Whether departments are asked for by more than a 哪个, which may mean a task."""
    return any(token.of("want.who") and token.text not in _WHICH for token in tokens)


def _asks_role(where: Condition | None) -> bool:
    """Whether one department and numbers are named together, nothing else: 第7条商务厅是不是牵头."""
    if not isinstance(where, All):
        return False
    numbers = [item for item in where.items if isinstance(item, Numbered)]
    if any(isinstance(item, Not) for item in where.items):
        return False
    return len(where.items) == 2 and len(numbers) == 1 and len(numbers[0].numbers) == 1


# A question about departments beside the one named says what they have in common.
_SHARED = ("role", "role_before", "logic", "want.partners", "want.tasks", "want.departments")
_TASK_WORDS = re.compile("任务|活|条|项|工作|task|item")
_WHICH = ("哪个", "哪一个", "是哪个")
_ASSISTING = re.compile("配合|协助|参与|帮|assist|support|help|tak")
# «哪些任务» alone leans on the answer before; the whole plan is shown only to who asks for it.
_WHOLE_PLAN = re.compile(r"方案|文件|全部|所有|全都|清单|plan|\ball\b|every|full|whole|document")


def _listed(tokens: list[Token]) -> Want:
    if _has(tokens, "want.departments"):
        return Want.PARTIES
    if _has(tokens, "want.sections"):
        return Want.SECTIONS
    whole = any(_WHOLE_PLAN.search(token.text) for token in tokens)
    return Want.TASKS if _has(tokens, "want.tasks") and whole else Want.NOTHING


def _counted(tokens: list[Token], conditions: Conditions) -> Want:
    """What is counted: the noun nearest after the counting word, else before it, tasks by default."""
    position = next(i for i, token in enumerate(tokens) if token.of("want.count"))
    counter = tokens[position].text
    if counter[-1:] in "块类章分":
        return Want.COUNT_SECTIONS
    if counter[-1:] in "家门位":
        return Want.COUNT_PARTIES
    if counter[-1:] in "项条件桩头" or conditions.clauses:
        return Want.COUNT
    for token in (*tokens[position + 1 :], *reversed(tokens[:position])):
        if (
            is_office(token)
            or token.of("want.departments", "want.who")
            or (token.of("role.any") and BODIES.search(token.text))
        ):
            return Want.COUNT_PARTIES
        if token.of("want.sections"):
            return Want.COUNT_SECTIONS
        if token.of("want.tasks"):
            return Want.COUNT
    return Want.COUNT
