"""`python -m bot doctor`: whether everything is there that the bot needs, and for each thing that is not what to do."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from bot.config import Settings, unknown_settings
from bot.db.url import read_url
from corpus.library import load_library
from corpus.records import CorpusError
from index.query import IndexFault

# Less free space than this is little for an index, a backup and a database that grows.
FREE_BYTES = 500 * 1024 * 1024


class Grade(StrEnum):
    """How a thing is: `WARN` lets the bot run, with less."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: the thing, how it is, and what to do where that is not well."""

    grade: Grade
    thing: str
    said: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.grade:<5} {self.thing:<10} {self.said}" + (f"\n{'':16} → {self.advice}" if self.advice else "")


def ok(thing: str, said: str) -> Finding:
    """It is well."""
    return Finding(Grade.OK, thing, said)


def warn(thing: str, said: str, advice: str) -> Finding:
    """It could be better."""
    return Finding(Grade.WARN, thing, said, advice)


def fail(thing: str, said: str, advice: str) -> Finding:
    """The bot cannot run so, or not do what it is there for."""
    return Finding(Grade.FAIL, thing, said, advice)


Check = Callable[[Settings], Awaitable[list[Finding]]]


def tell_of_settings(wrong: Sequence[str], output: TextIO) -> int:
    """Prints a line for each wrong setting; 1, as for whatever fails."""
    for said in wrong:
        print(fail("settings", said, ""), file=output)
    for finding in _names():
        print(finding, file=output)
    print(warn("settings", "nothing else is examined", "correct these first"), file=output)
    return 1


async def examine(settings: Settings, output: TextIO) -> int:
    """Prints what each check finds as soon as it has; 1 where something fails, else 0."""
    from bot.telegram.doctor import telegram

    grades = set()
    for check in (names, folders, database, plans, encoder, fonts, people, telegram):
        try:
            found = await check(settings)
        except Exception as error:
            # A check that fails by itself is a finding too, and stops no other.
            advice = "report this line, with what was done before"
            found = [fail(check.__name__, f"the check itself failed: {type(error).__name__}", advice)]
        for finding in found:
            grades.add(finding.grade)
            print(finding, file=output, flush=True)
    return int(Grade.FAIL in grades)


async def names(settings: Settings) -> list[Finding]:
    """Whether all that is set has the name of a setting."""
    return _names()


def _names() -> list[Finding]:
    said = unknown_settings()
    return [warn("settings", said, "correct the names, or take them out")] if said else []


async def folders(settings: Settings) -> list[Finding]:
    """Whether the folders can be written and have room."""
    found = []
    for key, folder in (("VAR_DIR", settings.var_dir), ("PLANS_DIR", settings.plans_dir)):
        if key == "PLANS_DIR" and not folder.exists() and folder != settings.var_dir / "plans":
            advice = "correct it, or make the folder; without one python -m corpus add makes it"
            found.append(warn("disk", f"{key}={folder} is not there", advice))
            continue
        try:
            free = shutil.disk_usage(_written(folder)).free
        except OSError as error:
            advice = f"let this user write {folder}, free space, or set {key} to another folder"
            found.append(fail("disk", f"{key}={folder} cannot be written: {error.strerror or error}", advice))
            continue
        said = f"{key}={folder}: {free // 1024**2:,} MB free"
        found.append(ok("disk", said) if free >= FREE_BYTES else warn("disk", said, "free space: 500 MB are little"))
    return found


def _written(folder: Path) -> Path:
    """The folder, or for one that is not there the one that it would be made in, into which something was written; OSError.

    A check makes no folder, so that a slip of the pen is seen.
    """
    there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    with tempfile.NamedTemporaryFile(dir=there) as file:
        file.write(b"\0" * 65_536)
        file.flush()
    return there


async def database(settings: Settings) -> list[Finding]:
    """Whether the database can be had and is whole, and of which version its tables are."""
    from bot.db.engine import open_database
    from bot.db.errors import DatabaseFault

    file = read_url(settings.database).file
    if file is not None and (finding := _of_file(file)):
        return [finding]
    started = time.perf_counter()
    try:
        async with open_database(settings.database, beside=True) as opened:
            took = (time.perf_counter() - started) * 1000
            return [
                ok("database", f"{opened.name} answers, in {took:.0f} ms"),
                ok("migrations", "the tables are of this program's version"),
            ]
    except DatabaseFault as fault:
        said, _, advice = str(fault).partition(": ")
        if "is not up to date" in said:
            return [ok("database", "answers"), warn("migrations", said, advice)]
        return [fail("database", said, advice or "see docs/operations.md")]


def _of_file(file: Path) -> Finding | None:
    """What is to be said of a SQLite file before it is opened; None for one that is there and whole."""
    try:
        # The bot locks it by a file beside it, and SQLite keeps its log there.
        _written(file.parent)
        missing = not file.exists()
    except OSError as error:
        said = f"{file} cannot be made or written: {error.strerror or error}"
        advice = f"let this user write {file.parent}, or set DATABASE_URL to another place"
        return fail("database", said, advice)
    if not missing:
        damage = _damage(file)
        return fail("database", damage, "restore it from a backup (docs/operations.md)") if damage else None
    said = f"{file} is not there yet: the bot makes it when it first starts"
    if file.parent.exists():
        return ok("database", said)
    return warn("database", said, f"{file.parent} is not there either: correct DATABASE_URL, unless it is to be made")


def _damage(file: Path) -> str:
    """What is wrong within a SQLite file, by its own check; empty where nothing is."""
    try:
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        return f"{file} cannot be checked: {error}"
    return "" if found == ("ok",) else f"{file} is damaged: {str(found[0]).splitlines()[-1]}"


async def plans(settings: Settings) -> list[Finding]:
    """Whether each plan can be read, and has its index."""
    from index.store import is_built

    try:
        library = load_library(settings.plans_dir, settings.var_dir)
    except CorpusError as error:
        return [fail("plans", str(error), "python -m corpus check says more")]
    found = []
    if settings.default_plan and settings.default_plan not in library.ids:
        advice = f"set it to one of {', '.join(library.ids)}, or leave it empty"
        found.append(fail("plans", f"DEFAULT_PLAN={settings.default_plan} is not installed", advice))
    for id in library.ids:
        try:
            plan = library.plan(id)
        except CorpusError as error:
            found.append(fail("plans", str(error), "python -m corpus check says more"))
            continue
        said = f"{id}: {len(plan.tasks)} tasks"
        if is_built(settings.var_dir, plan):
            found.append(ok("index", said))
        else:
            advice = "python -m index build, else the first question on a subject waits a minute for it"
            found.append(warn("index", f"{said}, not indexed yet", advice))
    return found


async def encoder(settings: Settings) -> list[Finding]:
    """Whether subjects can be encoded."""
    from index.retrieval.encoders import load_encoder

    advice = "exact questions work without; python -m pip install . again, or correct EMBEDDING_MODEL"
    started = time.perf_counter()
    try:
        loaded = await asyncio.to_thread(load_encoder, settings.embedding_model)
        vector = await asyncio.to_thread(loaded.query, "督查")
    except IndexFault as fault:
        return [fail("encoder", str(fault), advice)]
    return [ok("encoder", f"{vector.shape[-1]} dimensions, loaded in {time.perf_counter() - started:.1f} s")]


async def fonts(settings: Settings) -> list[Finding]:
    """Whether pictures can be drawn."""
    try:
        from bot.export.canvas import width

        drawn = width("督查", 16)
    except (ImportError, OSError) as error:
        return [fail("fonts", f"no pictures: {error}", "python -m pip install . again: the font comes with it")]
    return [ok("fonts", "Chinese characters can be drawn") if drawn else fail("fonts", "nothing is drawn", "reinstall")]


async def people(settings: Settings) -> list[Finding]:
    """Whether anybody looks after the bot, and who is let in."""
    whom = f"{len(settings.allowed_chats)} chats" if settings.allowed_chats else "everyone"
    if settings.admin_ids:
        return [ok("people", f"{len(settings.admin_ids)} operators, {whom} served")]
    return [
        warn("people", f"no operators, {whom} served", "set ADMIN_IDS to your id of Telegram: who is told of faults?")
    ]
