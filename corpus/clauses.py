"""What a document says beside a task of who does it, read: roles by labels, by verbs or by rule, and rules and deadlines."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from corpus.deadlines import begins_with_time, is_deadline, limit_within
from corpus.duties import duties_of
from corpus.parties import COUNTED, Named, is_institution, is_level, may_be_town, may_name, read_names
from corpus.passage import Passage, legible
from corpus.records import Basis, Party, Role, RuleKind, Span
from corpus.roles import OF_PARTIES, TAKING_PART, Said, any_of, is_nothing, label_kind, verb_kind, words

RULES = (
    (
        RuleKind.FIRST_LEADS,
        re.compile(
            r"(?:[列排]|排名|排序|位列|居)(?:名|序)?[在于]?(?:第一|首|最前)(?:位|个|名)?[^,。]*牵头|(?:第一|首)(?:位|个|家|责任单位|责任部门)[^,。]{0,8}[为是][^,。]*牵头"
        ),
    ),
    (RuleKind.SOLE_ASSISTED, re.compile(r"只明确一个(?:部门|单位)的?.*配合")),
)
_SAME = re.compile(r"^(?:以)?下同$")
# 牵头单位：… and 【牵头单位】…
_LABEL = re.compile(
    r"(?:^|(?<=[,、;。\s(]))"
    r"(?P<label>(?:牵头|责任|配合|主办|协办|参与|协助) (?:单位|部门)|[^,、;。:()\s]{2,14}(?:\([^()]{1,8}\))?) ?: ?"
    r"|\((?P<boxed>[^,、;。:()\s]{2,10})\) ?:? ?(?=[^\s。;])"
)
# 请各单位抓好落实: asked of all, and no task.
_REQUESTS = ("请", "望", "希", "各责任", "各牵头")
_BOXED = re.compile(r"(?:单位|部门|机构|处室|领导|任务|内容|时限|时间|措施|举措|目标)$")
# 任务之后说明责任分工：主责、总抓的单位为牵头单位 tells how to read the document.
_EXPLAINS = re.compile(
    r"[^。;(]{0,60}?(?:单位|部门|名称)[^。;,]{0,6}(?:为|是|即为?)(?:牵头|参加|参与|配合|责任|主办|主责|协办)(?:单位|部门)"
)
# 市甲局、乙局（市甲局为第一责任单位）
_FIRST = re.compile(
    r"\((?P<names>[^()]+?)(?:为|是)(?:(?:第一|首要|主要|主体|总)责任|牵头|主办|主责)(?:单位|部门|主体)?\)"
)
# 市甲局、市乙局〈逗号前为牵头单位，下同〉: what is told of all lists in brackets within one.
_ASIDE = re.compile(r"[,;、]?[(<](?P<told>[^()<>]*下同)[,;。]?[)>]")
# 以下各项工作均需各县、区人民政府落实，不再列出: takes part in the task and all that follow.
_ONWARD = re.compile(
    r"[,。;、]?(?:以下|下列|下述|后续|其他|所有|各项)[^,。;]{0,10}?(?:需|须|由|要|请)(?P<names>[^,。;]{2,40}?)"
    r"(?:负责|落实|配合|参与|参加|承担|实施)+[^,。;]{0,4}[,;。](?:以下|均)*不再?(?:逐一|一一|重复|另行|再)*(?:列出|列举|标注|注明|单列)。?"
)
# 责任单位列在句首: tells of a label.
_TELLS_LABEL = re.compile(r"(?:单位|部门)(?![及和与、/(]|人员?$|名称$|分工$|责任人$|[\d一二三四]$|$).*$")
# 实施文化惠民工程: is the beginning of a sentence, 实施单位: is a label.
_TELLS_TASK = re.compile(
    r"(?:\d+[.、]|\(\S+\)|[一二三四五六七八九十]+、)?"
    r"(?:实施|落实|承担|承办|组织|参与|参加|联合|协助|配合|协同|起草|拟订|负责|主办|分工)"
    r"(?!.*(?:单位|部门|机构|主体|处室|科室|股室|委员会|方|者|人|领导)(?:\([^()]*\))?$)[^()]{2,}$"
)
_LONGEST_NAME = 16
# A、B、C，双牵头: so many of the first lead.
_COUNTED_LEADS = re.compile("[,;、](双|两家|三家)(?:单位|部门)?$")
_HOW_MANY = {"双": 2, "两家": 2, "三家": 3}
# What a sentence that tells of more than names has in it.
_TELLS = re.compile("[。由将须]|(?<!主)要|应(?!急)|工作|任务|的(?:单位|部门)[即均作为是]")


@dataclass(slots=True)
class Clause:
    """The names beside a task by what is said of them, with what else stands there.

    `onward` are those who take part in the task and in all that follow without being named again; `notes` are sentences that tell
    how to read the document, `known` are the labels, verbs and asides that were understood,
    `unread` is what nothing accounts for.
    """

    said: dict[Said, list[Named]] = field(default_factory=dict)
    plain: list[Named] = field(default_factory=list)
    onward: list[Named] = field(default_factory=list)
    rules: list[tuple[RuleKind, Span]] = field(default_factory=list)
    notes: list[Span] = field(default_factory=list)
    known: list[Span] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)
    deadline: str | None = None
    open_ended: bool = False
    prefix: str = ""
    # Whether the document sets apart who takes part, also where it names nobody there: who is responsible then leads.
    parted: bool = False
    # Whether labels say what the names do.
    labelled: bool = False

    @property
    def names(self) -> list[Named]:
        """All names."""
        return [name for names in (*self.said.values(), self.plain) for name in names]

    def add(self, kind: Said | None, passage: Passage, leading: int = 0) -> None:
        """Reads the names of a list into those of a kind, None where nothing is said of them; the first `leading` lead."""
        read = read_names(passage, self.prefix)
        self.prefix = read.prefix
        self.open_ended = self.open_ended or read.open_ended
        self.known += read.persons
        for place, name in enumerate(read.names):
            if name.leads or place < leading:
                self.said.setdefault(Said.LEAD, []).append(name)
            elif kind is None:
                self.plain.append(name)
            else:
                self.said.setdefault(kind, []).append(name)

    def parties(self, first_leads: bool, places: Collection[str] = ()) -> tuple[tuple[Party, ...], Basis]:
        """The parties in the order written, and how it is known who leads; `first_leads` is whether that rule holds.

        `places` are names of the document's own places: what has one in it has its place already, and gets no prefix.
        """
        lead = self.said.get(Said.LEAD, [])
        participant = [name for kind in TAKING_PART for name in self.said.get(kind, [])]
        marked = [name for name in self.names if name.marked]
        if len({name.marked for name in marked}) > 1:
            marked = [name for name in marked if name.marked == marked[0].marked]  # ★甲局 △乙局: who leads stands first
        if not lead and marked and (len(marked) == 1 or len(marked) < len(self.names)):
            lead = marked
        others = self.said.get(Said.RESPONSIBLE, []) or self.plain
        if not lead and others and (participant or self.parted):
            lead = others  # 市教育局负责，市财政局配合
        basis = Basis.EXPLICIT if lead else Basis.JOINT
        if not lead and not participant and first_leads and others:
            lead, basis = others[:1], Basis.RULE_FIRST
        leading = {_own(name, places) for name in lead}
        duties = duties_of(self.said, self.plain, lambda name: _own(name, places))
        # A、B、C负责，A牵头: who leads is named twice.
        spans = {_own(name, places): name.span for name in sorted(self.names, key=lambda name: -name.span.start)}
        return (
            tuple(
                Party(name, span, Role.LEAD if name in leading else Role.PARTICIPANT, duty=duties.get(name))
                for name, span in sorted(spans.items(), key=lambda item: item[1].start)
            ),
            basis,
        )


def _own(name: Named, places: Collection[str]) -> str:
    return name.bare if any(place in name.bare for place in places) else name.name


@functools.cache
def _verb() -> re.Pattern[str]:
    verb = words()["verb"]
    verbs = any_of(cue for kind in OF_PARTIES for cue in verb[kind])
    joining = any_of(verb["joining"])
    said = any_of(cue for kind in OF_PARTIES for cue in words()["label"][kind])
    called = rf"(?:作?为|是)[^,;、。:()的该此本其各每]{{0,6}}?(?:{said}|协调){{1,3}}(?:单位|部门|主体)"
    return re.compile(
        rf"(?:{any_of(verb['manner'])},?){{0,4}}(?P<verb>{called}|{verbs}(?:并|和|或)?(?:{verbs}){{0,3}})(?:工作|督导|督办|(?:具体|落实|实施)*意见)?(?=[,;、。]|$|{joining})"
    )


@functools.cache
def _joining() -> re.Pattern[str]:
    return re.compile(any_of(words()["verb"]["joining"]))


def labels(passage: Passage) -> list[tuple[Said, Passage, Passage]]:
    """The labelled parts of a passage: what each label says, the label, and what follows it up to the next."""
    found: list[tuple[Said, int, int]] = []
    if ":" not in passage.folded and "(" not in passage.folded:
        return []
    for match in _LABEL.finditer(passage.folded):
        name = "label" if match["label"] else "boxed"
        kind = label_kind(match[name]) if name == "label" or _BOXED.search(match[name]) else None
        written = match[name].strip() if kind in OF_PARTIES else ""
        if _TELLS_TASK.match(written) or _TELLS_LABEL.search(written) or _EXPLAINS.match(passage.folded, match.end()):
            continue
        # 县水务局(责任人:余波) is one name, but 市发改委(配合单位:市财政局) is two.
        inside = name == "label" and passage.folded[match.start() - 1 : match.start()] == "("
        if kind is not None and (not inside or kind in OF_PARTIES):
            found.append((kind, match.start() if name == "boxed" else match.start(name), match.end()))
    ends = [start for _, start, _ in found[1:]] + [len(passage)] * bool(found)
    return [
        (kind, passage[start:content], _unbracketed(passage[content:end].strip(" ,;、。.")))
        for (kind, start, content), end in zip(found, ends, strict=True)
    ]


def _unbracketed(words: Passage) -> Passage:
    """`words` without the half of a bracket that another label parts from its other half."""
    if words.folded.count("(") > words.folded.count(")"):
        return words.strip("(")
    return words.strip(")") if words.folded.count(")") > words.folded.count("(") else words


def verb_ends(passage: Passage, start: int) -> Iterator[int]:
    """Where a verb after names ends, from `start` on."""
    return (match.end() for match in _verb().finditer(passage.folded, start))


def read_clause(passage: Passage, clause: Clause | None = None, kind: Said | None = None) -> Clause:
    """A bracket's content or a cell read, into `clause` where there is one; `kind` is what a label or column says of it."""
    clause = clause or Clause()
    if (kind is None or kind in OF_PARTIES) and (labelled := labels(passage)):
        before = labelled[0][1].span.start
        unlabelled = passage[: passage.places.index(before)].strip(" ,;、。")
        # 预期性指标，牵头单位：… says nothing of who does it.
        if unlabelled and is_responsibility(unlabelled):
            _read_list(unlabelled, clause, kind)
        clause.labelled = True
        for its, label, content in labelled:
            clause.known.append(label.span)
            clause.parted = clause.parted or its in TAKING_PART
            if content and its not in OF_PARTIES:
                clause.known.append(content.span)
            _read_said(content, clause, its)
        return clause
    _read_said(passage, clause, kind)
    return clause


def _read_said(passage: Passage, clause: Clause, kind: Said | None) -> None:
    """What stands behind a label, in a column or alone."""
    if is_nothing(passage.folded):
        clause.known.append(passage.span)
    elif kind is Said.DEADLINE:
        clause.deadline = passage.words or None
    elif kind is None or kind in OF_PARTIES:
        _read_list(passage, clause, kind)


def read_beside(passage: Passage, clause: Clause, kind: Said | None = None) -> None:
    """Reads a bracket's content, a labelled line or a cell into a clause, and notes what is not understood of it."""
    read = _read_alone(passage.words, passage.folded, kind, clause.prefix)
    for said, names in read.said.items():
        clause.said.setdefault(said, []).extend(name.at(passage) for name in names)
    clause.plain += [name.at(passage) for name in read.plain]
    clause.onward += [name.at(passage) for name in read.onward]
    clause.rules += [(rule, passage[span.start : span.end].span) for rule, span in read.rules]
    clause.notes += [passage[span.start : span.end].span for span in read.notes]
    clause.unread += [passage[span.start : span.end].span for span in read.unread]
    clause.deadline = read.deadline or clause.deadline
    clause.open_ended = clause.open_ended or read.open_ended
    clause.prefix = read.prefix
    clause.parted = clause.parted or read.parted
    clause.labelled = clause.labelled or read.labelled


@functools.lru_cache(4096)
def _read_alone(words: str, folded: str, kind: Said | None, prefix: str) -> Clause:
    """The clause of a passage by itself, its spans counted from the passage's beginning: many lines and cells are the same."""
    passage = Passage(words, folded, range(len(words)))
    clause = read_clause(passage, Clause(prefix=prefix), kind)
    if kind is None or kind in OF_PARTIES:
        account(passage, clause)
    return clause


def _read_list(passage: Passage, clause: Clause, kind: Said | None) -> None:
    """Names in groups by their verbs, up to the first 。 or to a rule; after that only rules."""
    if aside := _ASIDE.search(passage.folded):
        told = passage[aside.start("told") : aside.end("told")]
        rule = _rule_in(told)
        if rule is None:
            clause.notes.append(told.span)
        else:
            clause.rules.append((rule[0], told.span))
        clause.known.append(passage[aside.start() : aside.end()].span)
        passage = passage[: aside.start()] + passage[aside.end() :]
    first = _FIRST.search(passage.folded)
    # （第一责任单位为牵头单位，下同） is a rule.
    if first and not any(pattern.search(first.group()) for _, pattern in RULES):
        _read_list(passage[: first.start()] + passage[first.end() :], clause, kind)
        clause.add(Said.LEAD, passage[first.start("names") : first.end("names")])
        clause.known.append(passage[first.start() : first.end()].span)
        return
    if onward := _ONWARD.search(passage.folded):
        said = passage[onward.start() : onward.end()].strip(",。;、")
        clause.known.append(said.span)
        clause.notes.append(said.span)
        clause.onward += read_names(passage[onward.start("names") : onward.end("names")]).names
        passage = passage[: onward.start()] + passage[onward.end() :]
    for index, sentence in enumerate(_undated(passage, clause).split("。")):
        if not sentence.strip():
            continue
        rule = _rule_in(sentence)
        if rule is not None:
            found, start = rule
            clause.rules.append((found, sentence[start:].strip(",;)").span))
            sentence = sentence[:start].strip("(,;")
        elif index and _note().search(sentence.folded):
            clause.notes.append(sentence.strip().span)
        if not index:
            _read_groups(sentence, clause, kind)


@functools.cache
def _note() -> re.Pattern[str]:
    return re.compile(any_of(words()["note"]["unlisted"]))


def _rule_in(sentence: Passage) -> tuple[RuleKind, int] | None:
    """A rule that a sentence states, and where the piece begins in which it does."""
    for kind, pattern in RULES:
        if match := pattern.search(sentence.folded):
            before = [sentence.folded.rfind(mark, 0, match.start()) for mark in ",;("]
            return kind, max(before) + 1
    return None


def _read_groups(sentence: Passage, clause: Clause, kind: Said | None) -> None:
    position = 0
    lead_said = False
    for match in _verb().finditer(sentence.folded):
        names = sentence[position : match.start()].strip(",;、")
        clause.known.append(sentence[match.start() : match.end()].span)
        position = match.end()
        its = verb_kind(match["verb"])
        # A、B；C、D配合, 牵头单位：A，B配合: only those of the last group take part.
        parted = ";" if ";" in names.folded else "," if kind in (Said.LEAD, Said.RESPONSIBLE) else ""
        if its in TAKING_PART and parted:
            *before, names = names.split(parted)
            for group in before:
                _read_joined(group, clause, Said.PARTICIPANT if lead_said else kind)
        if not names:
            continue
        lead_said = lead_said or its is Said.LEAD
        if its is Said.LEAD and (counted := _COUNTED_LEADS.search(names.folded)):
            clause.known.append(names[counted.start() : counted.end()].span)
            clause.add(Said.PARTICIPANT, names[: counted.start()], _HOW_MANY[counted[1]])
        else:
            _read_joined(names, clause, its)
    rest = sentence[position:].strip(",;、")
    if rest:
        # X牵头，Y、Z: who follows without a verb takes part.
        _read_joined(rest, clause, Said.PARTICIPANT if lead_said and kind is None else kind)


def _read_joined(names: Passage, clause: Clause, kind: Said | None) -> None:
    """Names of one role, those after 会同 taking part."""
    joining = _joining().search(names.folded)
    if joining is not None and (not joining.start() or may_name(names.folded[: joining.start()])):
        clause.known.append(names[joining.start() : joining.end()].span)
        if joining.start():
            _read_names(names[: joining.start()], clause, Said.LEAD)
        _read_names(names[joining.end() :], clause, Said.PARTICIPANT)
        return
    _read_names(names, clause, kind)


def _read_names(names: Passage, clause: Clause, kind: Said | None) -> None:
    for part in names.split(";"):
        kept = list(_without_asides(part))
        start = 0
        for aside in kept:
            clause.known.append(part[aside.start : aside.end].span)
            clause.add(kind, part[start : aside.start])
            start = aside.end
        clause.add(kind, part[start:])


def _undated(passage: Passage, clause: Clause) -> Passage:
    """The passage with its time limit read into the clause; nothing but commas stands in its place."""
    folded, start, found = [], 0, []
    for piece in passage.split(",;。、"):
        end = start + len(piece)
        if _is_dated(piece.folded.strip()):
            words = piece.strip()
            clause.known.append(words.span)
            found.append(words.words)
            folded.append("," * len(piece))
        elif (within := _limited(piece.folded)) is not None:
            opening, closing, (first, last) = within
            clause.known.append(piece[opening:closing].span)
            found.append(piece.words[first:last])
            folded.append(piece.folded[:opening] + "," * (closing - opening) + piece.folded[closing:])
        else:
            folded.append(piece.folded)
        folded.append(passage.folded[end : end + 1])
        start = end + 1
    if found:
        clause.deadline = "，".join(found)
        return Passage(passage.words, "".join(folded), passage.places)
    return passage


def _limited(piece: str) -> tuple[int, int, tuple[int, int]] | None:
    """Where a time limit stands between names and their verb: 会同财政部于2024年12月底前落实."""
    within = limit_within(piece)
    if within is None or _verb().match(piece, within[1]) is None:
        return None
    start, _, (first, _) = within
    introduced = start > 0 and first > start
    return within if introduced or is_institution(piece[:start]) else None


def _is_dated(piece: str) -> bool:
    """Whether a piece is a time limit, what is due by then included: 2023年底前完成方案编制."""
    if is_deadline(piece):
        return True
    roles = words()["verb"]
    return (
        begins_with_time(piece)
        and not is_institution(piece)
        and not any(cue in piece for cue in (*roles["lead"], *roles["helper"], *roles["participant"], "负责"))
    )


def _without_asides(part: Passage) -> Iterator[Span]:
    """Where 下同 stands among the names."""
    position = 0
    for piece in part.split(",、"):
        start, position = position, position + len(piece) + 1
        if _SAME.match(piece.folded.strip()):
            yield Span(start, start + len(piece))


@functools.cache
def _links() -> re.Pattern[str]:
    """What joins names, and what ends an open list of them."""
    name, opening = words()["name"], any_of(words()["verb"]["opening"])
    return re.compile(rf"(?:[\W_]|{opening}|以及|及|和|与|并|等|{COUNTED.pattern}|{any_of(name['open'])})*+")


def account(passage: Passage, clause: Clause) -> None:
    """Notes as unread what a bracket or cell says beyond all that was understood of it."""
    spans = [*clause.known, *clause.notes, *(name.span for name in clause.names), *(span for _, span in clause.rules)]
    known = {place for span in spans for place in range(span.start, span.end)}
    start = 0
    for index, place in enumerate([*passage.places, -1]):
        if place == -1 or place in known or passage.folded[index] in "。;":
            if index > start and not _links().fullmatch(passage.folded[start:index]):
                clause.unread.append(passage[start:index].strip(",、").span)
            start = index + 1


@functools.cache
def _opening() -> re.Pattern[str]:
    cues = any_of(cue for cue in words()["verb"]["opening"] if "由" in cue)
    return re.compile(rf"{cues}|(?:此|该|本|上述|以上)[项各]*(?:工作|任务|事项),?")


def is_clause(words: Passage) -> bool:
    """Whether a sentence is nothing but names and what they do: 市发改委牵头，市财政局配合。"""
    sentence = _undated(words, Clause()).strip("。;.,")
    if sentence.folded.startswith(_REQUESTS):
        return False
    if opening := _opening().match(sentence.folded):
        sentence = sentence[opening.end() :]
    ends = list(verb_ends(sentence, 0))
    whole = bool(ends) and ends[-1] == len(sentence) and not _TELLS.search(sentence.folded)
    return whole and is_responsibility(sentence)


def is_responsibility(content: Passage, placed: bool = False) -> bool:
    """Whether a bracket's content says who does something: labels, or names with verbs or without.

    `placed` is whether it stands where such brackets do, so that half of a list of names need not end as names do.
    """
    return _is_responsibility(content.words, content.folded, placed)


def names_persons(content: Passage) -> bool:
    """Whether a bracket's content says that people do something, and no department: 分管副省长、协管副秘书长负责."""
    clause = Clause()
    _read_groups(content, clause, None)
    account(content, clause)
    verbs = sum(1 for _ in verb_ends(content, 0))
    return not clause.names and not clause.unread and 0 < verbs < len(clause.known)


@functools.lru_cache(4096)
def _is_responsibility(words: str, folded: str, placed: bool) -> bool:
    content = Passage(words, folded, range(len(words)))
    if any(kind in OF_PARTIES for kind, _, _ in labels(content)):
        return True
    if is_level(content.folded.strip()):
        return False
    if labelled := labels(content):
        # 市发改委、市财政局，责任人：…: no label says what stands before it.
        content = content[: content.places.index(labelled[0][1].places[0])].strip(" ,;、。")
    first = next(_undated(content, Clause()).split("。"))
    rule = _rule_in(first)
    first = first[: rule[1]] if rule else first
    clause = Clause()
    _read_groups(first, clause, None)
    written = [legible(name.name).folded for name in clause.names]
    named = [may_name(name) for name in written]
    if any(named):
        named = [is_name or may_be_town(name) for name, is_name in zip(written, named, strict=True)]
    if placed and not clause.said and len(named) > 1 and all(len(name.name) <= _LONGEST_NAME for name in clause.names):
        return sum(named) * 2 >= len(named) and not set("由将须") & set(first.folded)
    # A verb of its own says that names stand before it, however they end.
    return bool(named) and sum(named) * 2 > len(named) if clause.said else bool(named) and all(named)
