"""What operators decided is carried out: the index built, the plan installed, then served whole; what others install, too."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bot.commands.faults import worded
from bot.db.engine import Database
from bot.db.errors import DatabaseFault
from bot.db.leases import hold_lease, new_owner, release_lease
from bot.plans.building import Built, Progress, build
from bot.plans.uploads import Order, Upload, Uploads
from bot.screens.keyboard import Button, Screen
from bot.screens.message import text_message
from bot.screens.refs import tag_of
from bot.screens.wording import Wording
from corpus import install
from corpus.library import Library, load_library, load_plan
from corpus.likeness import same_text
from corpus.records import CorpusError, Plan
from index.engine import Engine
from index.query import IndexFault

# Between two looks at what others have installed, and between two edits of the message that shows progress.
TICK_SECONDS = 20.0
EDIT_SECONDS = 3.0
LEASE_SECONDS = 30.0
_LOG = logging.getLogger(__name__)

# Shows a screen in a chat, in place of the message of that id where there is one; the id of the message that shows it.
# What is the last word, as the end says, is to arrive in any case.
Post = Callable[[int, int | None, Screen, bool], Awaitable[int | None]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where plans are put to be asked: `bring` one, new or in place of its old version, and whether an operator
    ordered it here; `drop` one by id."""

    bring: Callable[[Engine, bool], Awaitable[int]]
    drop: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Places:
    """Where plans and what is generated lie, and the name of the model of their indexes."""

    plans_dir: Path
    var_dir: Path
    model: str


class Installer:
    """One process's part: several share the work by leases, and each serves what lies in the shared folder of plans."""

    def __init__(
        self, uploads: Uploads, places: Places, database: Database, wording: Wording, shelf: Shelf, post: Post
    ) -> None:
        self._uploads = uploads
        self._places = places
        self._database = database
        self._wording = wording
        self._shelf = shelf
        self._post = post
        self._owner = new_owner()
        self._woken = asyncio.Event()
        self._served = _stamps(places.plans_dir)
        self._missing: set[str] = set()

    def wake(self) -> None:
        """Has it look at once."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Installs what was decided on, after a restart too, and serves what others install, until `stop`."""
        stopping = asyncio.create_task(self._wake_at(stop))
        try:
            while not stop.is_set():
                self._woken.clear()
                try:
                    await self.once(stop)
                except DatabaseFault as fault:
                    _LOG.warning("what is to be installed waits: %s", fault)
                except Exception:
                    _LOG.exception("what is to be installed waits")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), TICK_SECONDS)
        finally:
            stopping.cancel()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._woken.set()

    async def once(self, stop: asyncio.Event) -> None:
        """Everything that is to be done by now."""
        for upload in await asyncio.to_thread(lambda: self._uploads.ordered):
            if stop.is_set():
                return
            async with self._leased(f"install:{upload.key}") as ours:
                order = upload.order
                if ours and order is not None:
                    await self._carry_out(upload, order, stop)
        await self._follow(stop)

    # What was decided here.

    async def _carry_out(self, upload: Upload, order: Order, stop: asyncio.Event) -> None:
        telling = _Telling(self._post, self._wording, upload, order)
        try:
            plan = await asyncio.to_thread(self._plan, upload, order)
            await telling.begun(plan)
            staged = await asyncio.to_thread(self._staged, upload, plan)
            built = await self._built(plan.id, staged, telling, stop)
            if built.stopped:
                return
            folder = await asyncio.to_thread(install.install, plan, self._places.plans_dir)
            await self._bring(folder, built, ordered=True)
        except CorpusError as error:
            _LOG.warning("%s is not installed: %s", upload.name, error)
            self._uploads.release(upload)
            await telling.failed(error)
            return
        await telling.done(plan, built)
        await asyncio.to_thread(self._uploads.remove, upload)

    def _plan(self, upload: Upload, order: Order) -> Plan:
        """The plan that is to be installed; the one there is, where that was done before a restart."""
        library, text = load_library(self._places.plans_dir, self._places.var_dir), upload.text
        fresh = install.candidate(text, upload.name, library)
        if (present := same_text(fresh, library)) is not None:
            return present
        if order.update:
            return install.successor(text, upload.name, library, order.plan)
        # Another document may have taken the id meanwhile.
        return fresh if order.plan in library.ids else install.candidate(text, upload.name, library, order.plan)

    def _staged(self, upload: Upload, plan: Plan) -> Path:
        """A folder of plans with this one in it, beside what is added to the version there is."""
        staging, before = upload.folder / "plans", self._places.plans_dir / plan.id
        try:
            shutil.rmtree(staging, ignore_errors=True)
            if before.exists():
                shutil.copytree(before, staging / plan.id)
        except OSError as error:
            reason = error.strerror or error
            raise CorpusError(f"cannot write {staging}: {reason}", "cannot-write", reason=reason) from error
        install.install(plan, staging)
        return staging

    async def _built(self, id: str, plans_dir: Path, telling: _Telling | None, stop: asyncio.Event) -> Built:
        progress: list[Progress] = []
        task = asyncio.create_task(
            build(id, plans_dir, self._places.var_dir, self._places.model, progress.append, stop)
        )
        try:
            while not task.done():
                await asyncio.wait((task,), timeout=EDIT_SECONDS)
                if telling is not None and progress and not task.done():
                    await telling.progress(progress[-1])
            return task.result()
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait((task,))

    async def _bring(self, folder: Path, built: Built, ordered: bool = False) -> None:
        """Serves the plan in a folder, its search loaded before."""
        engine = await asyncio.to_thread(self._engine, folder, built)
        await self._shelf.bring(engine, ordered)
        self._served[folder.name] = await asyncio.to_thread(_stamp, folder)

    def _engine(self, folder: Path, built: Built) -> Engine:
        engine = Engine(load_plan(folder, self._places.var_dir / "parsed"), self._places.var_dir, self._places.model)
        if not built.reason:
            with contextlib.suppress(IndexFault):
                engine.topics()
        return engine

    # What others install or take out.

    async def _follow(self, stop: asyncio.Event) -> None:
        """Serves the plans as they lie in the folder now; one that is not there at two looks is gone."""
        if not await asyncio.to_thread(self._places.plans_dir.is_dir):
            return
        now = await asyncio.to_thread(_stamps, self._places.plans_dir)
        for id in [id for id, stamp in now.items() if stamp != self._served.get(id)]:
            built = await self._built(id, self._places.plans_dir, None, stop)
            if built.stopped:
                return
            # Whatever is wrong with it, it is tried again when it changes.
            self._served[id] = now[id]
            try:
                await self._bring(self._places.plans_dir / id, built)
                _LOG.info("%s has another version in the folder", id)
            except CorpusError as error:
                _LOG.warning("%s is not served: %s", id, error)
        missing = self._served.keys() - now.keys()
        for id in missing & self._missing:
            del self._served[id]
            self._shelf.drop(id)
            _LOG.info("%s is not installed any more", id)
        if missing - self._missing:
            self.wake_later()
        self._missing = missing & self._served.keys()

    def wake_later(self) -> None:
        """Has it look again in a moment."""
        asyncio.get_running_loop().call_later(1.0, self.wake)

    @contextlib.asynccontextmanager
    async def _leased(self, name: str) -> AsyncIterator[bool]:
        """Whether the work of that name is ours, kept from others while the block lasts."""
        if self._database.alone:
            # A lease would be one that a process left behind when it was killed.
            yield True
            return
        if not await hold_lease(self._database, name, self._owner, LEASE_SECONDS):
            yield False
            return
        renewing = asyncio.create_task(self._renew(name))
        try:
            yield True
        finally:
            renewing.cancel()
            with contextlib.suppress(DatabaseFault):
                await release_lease(self._database, name, self._owner)

    async def _renew(self, name: str) -> None:
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            with contextlib.suppress(DatabaseFault):
                await hold_lease(self._database, name, self._owner, LEASE_SECONDS)


class _Telling:
    """Tells the operator how the installation goes, in one message that is edited; what cannot be told stops nothing."""

    def __init__(self, post: Post, wording: Wording, upload: Upload, order: Order) -> None:
        self._post = post
        self._wording = wording
        self._upload = upload
        self._order = order
        self._shown = upload.message_id
        self._said = ""
        self._title = order.plan
        self._next = 0.0

    async def begun(self, plan: Plan) -> None:
        self._title = plan.title(self._order.lang)
        await self._show(self._say("building", title=self._title))
        if self._shown is not None:
            with contextlib.suppress(OSError):
                await asyncio.to_thread(self._upload.shown_in, self._shown)

    async def progress(self, progress: Progress) -> None:
        key = "progress" if progress.own else "progress_more"
        said = self._say(key, title=self._title, done=progress.done, total=progress.total)
        if said != self._said and time.monotonic() >= self._next:
            await self._show(said)
            self._next = time.monotonic() + EDIT_SECONDS

    async def done(self, plan: Plan, built: Built) -> None:
        said = self._say("updated" if self._order.update else "installed", title=self._title, id=plan.id)
        if built.reason:
            said += "\n" + self._say("no_index", reason=built.reason)
        ask = Button(self._say("button_ask"), f"p.{tag_of(plan.id)}")
        await self._show(said, ((ask,),), last=True)

    async def failed(self, error: CorpusError) -> None:
        reason = worded(self._wording, self._order.lang, error)
        again = f"u.r.{self._upload.key}.{self._order.plan}" if self._order.update else f"u.a.{self._upload.key}"
        keyboard = ((Button(self._say("button_again"), again),),)
        await self._show(self._say("failed", name=self._upload.name, reason=reason), keyboard, last=True)

    async def _show(self, said: str, keyboard: tuple[tuple[Button, ...], ...] = (), last: bool = False) -> None:
        self._said = said
        screen = Screen(text_message(*said.split("\n")), keyboard)
        self._shown = await self._post(self._order.chat_id, self._shown, screen, last) or self._shown

    def _say(self, key: str, **values: object) -> str:
        return self._wording.say(self._order.lang, f"adding.{key}", **values)


def _stamps(plans_dir: Path) -> dict[str, bytes]:
    """What tells a version from another, for each added plan by id."""
    library: Library = load_library(plans_dir)
    return {id: _stamp(library.folder(id)) for id in library.added}


def _stamp(folder: Path) -> bytes:
    try:
        return (folder / "plan.toml").read_bytes()
    except OSError:
        return b""
