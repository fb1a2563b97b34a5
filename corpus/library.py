"""The installed plans: a folder each with text.txt, plan.toml and perhaps editorial.toml; those shipped and those added."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus.cache import parsed_before
from corpus.departments import Registry
from corpus.editorial import read_editorial
from corpus.normalize import fold, number
from corpus.readers import read_bytes, read_toml
from corpus.records import CorpusError, Document, Plan, Task

SHIPPED = Path(__file__).with_name("plans")
_PLACE = re.compile(r"^(?!关于|印发)[\u3400-\u9fff]{2,9}?(?:自治区|自治州|自治县|自治旗|省|市|地区|盟|州|县|区|旗)")
_YEAR = re.compile(r"(?:(?:19|20)\d{2}|(?:一九|二[〇零])[〇零一二三四五六七八九]{2})(?=[年〕\])】])")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of an installed plan without reading its text: enough to list it and to tell it from others.

    `title` is the document's own, `titles` short ones of ours by language; any field but the id may be empty or None.
    """

    id: str
    title: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    year: int | None = None
    issuer: str = ""

    def called(self, lang: str) -> str:
        """Our short title in the language, else the document's own, else the id."""
        return self.titles.get(lang) or self.title or self.id


def entry_of(plan: Plan) -> Entry:
    """The entry of a plan that has been read."""
    document = plan.document
    return Entry(plan.id, document.title, plan.titles, place_in(document.title), plan.year, document.issuer)


class Library:
    """The installed plans by id, each read when it is first asked for; those shipped first, then those added."""

    def __init__(self, folders: tuple[Path, ...], kept: Path | None = None) -> None:
        self._folders = {folder.name: folder for folder in folders}
        self._read = functools.cache(functools.partial(load_plan, kept=kept))

    def entry(self, id: str) -> Entry:
        """What is known of a plan without reading its text, which is read only where plan.toml does not say the title."""
        meta = read_toml(self.folder(id) / "plan.toml")
        if "title" not in meta:
            return entry_of(self.plan(id))
        titles = {str(lang): str(said) for lang, said in meta.get("titles", {}).items()}
        year = _year(meta.get("year"), self.folder(id))
        return Entry(id, str(meta["title"]), titles, str(meta.get("place", "")), year, str(meta.get("issuer", "")))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in order."""
        return tuple(self._folders)

    @property
    def plans(self) -> tuple[Plan, ...]:
        """Every plan; CorpusError where one cannot be used."""
        return tuple(map(self.plan, self._folders))

    def folder(self, id: str) -> Path:
        """The folder of a plan; CorpusError lists the ids there are."""
        if id not in self._folders:
            known = ", ".join(self._folders)
            raise CorpusError(f"there is no plan {id}: installed are {known}", "no-plan", id=id, known=known)
        return self._folders[id]

    @property
    def added(self) -> tuple[str, ...]:
        """The ids of the plans that did not come with the program."""
        return tuple(id for id, folder in self._folders.items() if folder.parent != SHIPPED)

    def as_it_lies(self, id: str) -> Plan | None:
        """The plan as its folder has it now, though that is not what was installed; None where nothing can be read of it."""
        folder = self.folder(id)
        with contextlib.suppress(CorpusError):
            return self.plan(id)
        with contextlib.suppress(CorpusError, UnicodeDecodeError):
            data = read_bytes(folder / "text.txt")
            plan = plan_of(id, data.decode("utf-8"), hashlib.sha256(data).hexdigest())
            return plan if plan.tasks else None
        return None

    def plan(self, id: str | None = None) -> Plan:
        """The plan with that id, or the first; CorpusError where there is none or it cannot be used."""
        return self._read(self.folder(id or next(iter(self._folders))))


def load_library(plans_dir: Path | None = None, var_dir: Path | None = None) -> Library:
    """The shipped plans and those in `plans_dir`, of which there may be none; as parsed they are kept in `var_dir`."""
    shipped = sorted(path.parent for path in SHIPPED.glob("*/plan.toml"))
    known = {folder.name for folder in shipped}
    # A folder with a dot before its name is one that is being put in place or taken away.
    added = sorted(path.parent for path in plans_dir.glob("[!.]*/plan.toml")) if plans_dir else []
    kept = var_dir / "parsed" if var_dir else None
    return Library((*shipped, *(folder for folder in added if folder.name not in known)), kept)


def load_plan(folder: Path, kept: Path | None = None) -> Plan:
    """The plan in a folder, as it was parsed before where it is in `kept`.

    CorpusError where its text is not the one installed, or a file cannot be read.
    """
    if kept is None:
        return _load_plan(folder)
    aids = folder / "editorial.toml"
    sources: tuple[bytes, ...] = (read_bytes(folder / "plan.toml"), read_bytes(folder / "text.txt"))
    sources += (read_bytes(aids),) if aids.exists() else ()
    return parsed_before(kept, (folder.name.encode(), *sources), lambda: _load_plan(folder))


def _load_plan(folder: Path) -> Plan:
    meta = read_toml(folder / "plan.toml")
    data = read_bytes(folder / "text.txt")
    digest = hashlib.sha256(data).hexdigest()
    if digest != meta.get("sha256"):
        raise CorpusError(
            f"{folder / 'text.txt'} is not the text that was installed (its sha256 is {digest}): "
            f"restore it, or install the new one: python -m corpus update {folder.name} FILE",
            "damaged-plan",
            file=folder / "text.txt",
            id=folder.name,
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{folder / 'text.txt'} is not UTF-8: save it as UTF-8") from error
    plan = plan_of(folder.name, text, digest, year=_year(meta.get("year"), folder))
    titles = meta.get("titles", {})
    return dataclasses.replace(
        plan,
        titles={str(lang): str(title) for lang, title in titles.items()},
        **read_editorial(folder / "editorial.toml", plan.document),
    )


def plan_of(id: str, text: str, digest: str = "", year: int | None = None) -> Plan:
    """The plan that a text is, bound to the registry made for it; the year is read from the text where none is given."""
    # A plan that was parsed before needs neither.
    from corpus.parser import parse
    from corpus.registry import registry_for

    document = parse(text)
    registry = registry_for(document)
    return Plan(id, digest, bind(document, registry), registry, registry.place, year or stated_year(document))


def _year(stated: object, folder: Path) -> int | None:
    if stated is None or isinstance(stated, int):
        return stated
    raise CorpusError(f"{folder / 'plan.toml'}: year = {stated!r} is not a number")


def stated_year(document: Document) -> int | None:
    """The year in the title, else in the document's number, else of its date, in any writing; None where none states one."""
    for words in (document.title, document.document_number, document.issued):
        if found := _YEAR.findall(fold(words)):
            return number(found[-1])
    return None


def place_in(title: str) -> str:
    """The place that a title begins with, with the word for its level: 青原省; empty where it begins with none."""
    found = _PLACE.match(title)
    return found.group() if found else ""


def bind(document: Document, registry: Registry) -> Document:
    """`document` with the registry's id in every party."""
    return dataclasses.replace(document, tasks=tuple(_bound(task, registry) for task in document.tasks))


def _bound(task: Task, registry: Registry) -> Task:
    parties = tuple(dataclasses.replace(party, department=registry.written(party.name).id) for party in task.parties)
    return dataclasses.replace(task, parties=parties)


def warnings(plan: Plan) -> Iterator[str]:
    """What of an installed plan's text nothing accounts for, a line each; the plan is served all the same."""
    for notice in plan.document.warnings:
        yield f"line {notice.line}: {notice.message}"
    for task in plan.tasks:
        ours = plan.editorial.get(task.key)
        if ours is None:
            continue
        for what, given in (("English sentences", ours.english), ("plain explanations", ours.plain)):
            if given and len(given) != len(task.sentences):
                yield f"line {task.line}, task {task.id}: {len(given)} {what} for {len(task.sentences)} sentences"
