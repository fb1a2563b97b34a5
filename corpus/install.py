"""Plans put into a library, replaced and taken out: whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from corpus.library import SHIPPED, Library, entry_of, load_plan, place_in, plan_of
from corpus.likeness import installed_as, is_version_of
from corpus.records import CorpusError, Plan

ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_LEVEL = re.compile("(?:自治区|自治州|自治县|自治旗|省|市|地区|盟|州|县|区|旗)$")


def candidate(text: str, name: str, library: Library, id: str | None = None, title: str = "") -> Plan:
    """A document's text as a plan that is new to the library; CorpusError where it has no task or the id cannot be used."""
    plan = _read(text, name)
    if id is None:
        id = _new_id(plan, library)
    elif not ID.fullmatch(id):
        raise CorpusError(
            f"--id {id}: an id is of a–z, 0–9 and hyphens, at most 40, such as linhe-2022", "wrong-id", id=id
        )
    elif id in library.ids:
        raise CorpusError(
            f"there is a plan {id} already: python -m corpus update {id} FILE installs a new version of it",
            "plan-exists",
            id=id,
        )
    return replace(plan, id=id, titles={"zh": title} if title else {})


def successor(text: str, name: str, library: Library, id: str, another: bool = False) -> Plan:
    """A document's text as the new version of an installed plan, whose own may be damaged.

    CorpusError where that was shipped, nothing is new, or it is a plan of its own and not to be taken for `another`.
    """
    _added(library, id)
    plan = _read(text, name)
    if plan.digest == _served(library, id):
        raise CorpusError(f"{name} is the text of {id} that is installed already", "same-text", id=id)
    before = library.as_it_lies(id)
    wanted = another or id in installed_as(plan, library)
    if before is not None and not wanted and not is_version_of(plan, before):
        old, new = before.title("zh"), plan.title("zh")
        raise CorpusError(
            f"{name} is “{new}”, few of whose tasks are those of {id}, “{old}”: "
            f"add it as a plan of its own, or --another to put it in the place of {id}",
            "another-plan",
            name=name,
            new=new,
            id=id,
            old=old,
        )
    with contextlib.suppress(CorpusError):
        return replace(plan, id=id, titles=dict(library.entry(id).titles))
    return replace(plan, id=id)


def install(plan: Plan, plans_dir: Path) -> Path:
    """The plan's folder, put in place of the one it replaces when it is whole; its editorial file is kept."""
    folder = plans_dir / plan.id
    try:
        plans_dir.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=".adding-", dir=plans_dir))
        (new / "text.txt").write_bytes(plan.text.encode("utf-8"))
        (new / "plan.toml").write_text(_meta(plan), "utf-8")
        if (editorial := folder / "editorial.toml").exists():
            shutil.copyfile(editorial, new / editorial.name)
        load_plan(new)
        _swap(new, folder)
    except OSError as error:
        raise CorpusError(
            f"cannot write {folder}: {error.strerror or error}: set PLANS_DIR elsewhere",
            "cannot-write",
            reason=error.strerror or error,
        ) from error
    return folder


def remove(library: Library, id: str) -> None:
    """Takes an added plan out; CorpusError for a shipped one or one that is not there."""
    folder = _added(library, id)
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise CorpusError(
            f"cannot remove {folder}: {error.strerror or error}", "cannot-write", reason=error.strerror or error
        ) from error


def _read(text: str, name: str) -> Plan:
    data = text.encode("utf-8")
    plan = plan_of("", text, hashlib.sha256(data).hexdigest())
    if not plan.tasks:
        raise CorpusError(
            f"{name}: no task found: nothing says who does what, in a bracket, behind a label, before a verb or in a table",
            "no-task",
            name=name,
        )
    return plan


def _served(library: Library, id: str) -> str:
    """The digest of an installed plan's text; empty where the plan cannot be served."""
    try:
        return library.plan(id).digest
    except CorpusError:
        return ""


def _added(library: Library, id: str) -> Path:
    folder = library.folder(id)
    if folder.parent == SHIPPED:
        raise CorpusError(
            f"{id} comes with the program and stays as it is: add your version under an id of its own", "shipped", id=id
        )
    return folder


def _new_id(plan: Plan, library: Library) -> str:
    """An id made of the plan's place in Latin letters and its year, with a number where it is taken."""
    from pypinyin import lazy_pinyin

    named = _LEVEL.sub("", place_in(plan.document.title)) or plan.document.title[:4]
    place = "".join(lazy_pinyin(named, errors="ignore"))
    base = "-".join(filter(None, (re.sub(r"[^a-z0-9]", "", place.casefold())[:24], str(plan.year or "")))) or "plan"
    known, count, id = set(library.ids), 1, base
    while id in known:
        count += 1
        id = f"{base}-{count}"
    return id


def _meta(plan: Plan) -> str:
    """plan.toml: what is computed, and titles where some were given. A JSON string is a TOML string."""
    entry = entry_of(plan)
    known = {"title": entry.title, "place": entry.place, "issuer": entry.issuer}
    lines = [f"{key} = {json.dumps(said, ensure_ascii=False)}" for key, said in known.items()]
    lines += [f"year = {plan.year}"] * bool(plan.year) + [f'sha256 = "{plan.digest}"']
    if plan.titles:
        lines += [
            "",
            "[titles]",
            *(f"{lang} = {json.dumps(said, ensure_ascii=False)}" for lang, said in plan.titles.items()),
        ]
    return "\n".join(lines) + "\n"


def _swap(new: Path, folder: Path) -> None:
    """`new` in place of `folder`: a reader sees the old plan or the new one, but for the instant between two renames."""
    old = folder.with_name(f".old-{os.getpid()}-{folder.name}")
    if folder.exists():
        os.replace(folder, old)
    os.replace(new, folder)
    shutil.rmtree(old, ignore_errors=True)
