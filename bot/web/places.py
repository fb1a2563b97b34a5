"""The pages of a plan: its departments, sections, tasks and the matrix; the words are those of the screens in a chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.cli.records import department_records, plan_records
from bot.export.listing import listed
from bot.plans.served import Served
from bot.screens.cards import Gone
from bot.screens.refs import Ref, Shown
from bot.web.shaping import Group, whole
from bot.web.site import Site
from corpus.records import Role

# What is shown may change with the plan.
_FRESH = {"Cache-Control": "no-cache"}
_DETAILS = {"": "", "lead": "l", "participant": "p"}


@dataclass(frozen=True, slots=True)
class Column:
    """A section of the matrix, or the whole plan: its numeral, title and address."""

    numeral: str
    title: str
    address: str


class Places:
    """Makes the pages of plans. Everything here is exact."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def served(self, request: Request) -> Served:
        """The plan that the address names; HTTPException 404 where none is installed under it."""
        served = self._site.plans.find(request.path_params["plan"])
        if served is None:
            raise HTTPException(404)
        return served

    def ref(self, request: Request, served: Served, shown: Shown) -> Ref:
        """What the address names of the plan; HTTPException 404 for what the plan does not have."""
        value = str(request.path_params.get("id", ""))
        if shown is Shown.TASK and value:
            tasks = served.assistant.engine.tables.tasks
            value = next((str(task.key) for task in tasks.values() if task.id == value), "-")
        if shown is Shown.DEPARTMENT and value and value not in served.assistant.engine.tables:
            raise HTTPException(404)
        return Ref(shown, value, _DETAILS.get(request.query_params.get("role", ""), ""))

    async def plans_json(self, request: Request) -> Response:
        """All plans, for programs."""
        records = await run_in_threadpool(plan_records, self._site.plans, self._site.wording)
        return JSONResponse(records, headers=_FRESH)

    async def departments_json(self, request: Request) -> Response:
        """All departments of a plan with their tasks, for programs."""
        return JSONResponse(department_records(self.served(request)), headers=_FRESH)

    async def departments(self, request: Request) -> Response:
        """All departments of a plan with how much they lead and take part in."""
        return self._listed(request, Shown.DEPARTMENT, "departments", forms=())

    async def sections(self, request: Request) -> Response:
        """All sections of a plan."""
        return self._listed(request, Shown.SECTION, "sections", forms=())

    async def tasks(self, request: Request) -> Response:
        """All tasks of a plan."""
        return self._listed(request, Shown.TASK, "tasks", key="list")

    async def section(self, request: Request) -> Response:
        """The tasks of a section."""
        served, lang = self.served(request), self._site.lang(request)
        path = served.plan.section_path(int(request.path_params["id"]))
        if not path:
            raise HTTPException(404)
        key = path[-1].key
        known = [section.key for section in served.plan.sections]
        around = {self._number(served, lang, other): str(other) for other in (key - 1, key + 1) if other in known}
        return self._listed(request, Shown.SECTION, "sections", title=self._number(served, lang, key), around=around)

    def _number(self, served: Served, lang: str, key: int) -> str:
        return self._site.wording.say(lang, "button.section", number=served.plan.section_id(key))

    async def department(self, request: Request) -> Response:
        """The tasks of a department, of one role where the address says which."""
        served, lang = self.served(request), self._site.lang(request)
        ref = self.ref(request, served, Shown.DEPARTMENT)
        tables, say = served.assistant.engine.tables, self._site.wording.say
        roles = [
            ("", None, "both"),
            (Role.LEAD.value, Role.LEAD, "leads"),
            (Role.PARTICIPANT.value, Role.PARTICIPANT, "joins"),
        ]
        ways = [
            (say(lang, f"button.{key}", count=len(tables.holds(ref.value, role))), value, _DETAILS[value] == ref.detail)
            for value, role, key in roles
        ]
        return self._listed(
            request, Shown.DEPARTMENT, "departments", title=served.cards.name(lang, ref.value), roles=ways
        )

    def _listed(self, request: Request, shown: Shown, place: str, key: str = "", **values: Any) -> Response:
        served, lang = self.served(request), self._site.lang(request)
        ref = self.ref(request, served, shown)
        id = str(request.path_params.get("id", ""))
        more: dict[str, Any] = {
            "found": self._groups(request, served, ref),
            "title": self._site.wording.say(lang, f"button.{key or place}"),
            "files": (place, id) if id else (),
            "role": request.query_params.get("role", "") if ref.detail else "",
            "roles": (),
            "around": {},
            "id": id,
        }
        if "forms" not in values and not listed([served.cards.answer_of(ref, lang)]):
            more["forms"] = ()  # a list of nothing is no file
        return self._site.page(request, "list.html", served, place=place, **{**more, **values})

    async def task(self, request: Request) -> Response:
        """A task whole, with ways to its neighbours, its departments and its section."""
        served, lang = self.served(request), self._site.lang(request)
        ref = self.ref(request, served, Shown.TASK)
        groups = self._groups(request, served, ref)
        tables = served.assistant.engine.tables
        keys = sorted(tables.tasks)
        task = tables.tasks[int(ref.value)]
        place = keys.index(task.key)
        before, after = (tables.tasks[keys[i]].id if 0 <= i < len(keys) else "" for i in (place - 1, place + 1))
        parties = dict.fromkeys(party.department for party in task.parties)
        first = groups[0].pieces[0]
        return self._site.page(
            request,
            "task.html",
            served,
            title="".join(run.text for run in first.lines[0]),
            lines=first.lines[1:],
            rest=groups[1:],
            before=before,
            after=after,
            parties=[(id, served.cards.name(lang, id)) for id in parties],
            section=(str(task.section), self._number(served, lang, task.section)) if task.section else None,
            place="tasks",
        )

    def _groups(self, request: Request, served: Served, ref: Ref) -> tuple[Group, ...]:
        lang = self._site.lang(request)
        try:
            blocks = served.cards.blocks(ref, lang)
        except Gone:
            raise HTTPException(404) from None
        return whole(blocks, lambda block: self._site.block_address(request, served, block))

    async def matrix(self, request: Request) -> Response:
        """Departments by sections, as a table: how much each leads and takes part in."""
        served, lang = self.served(request), self._site.lang(request)
        tables, plan = served.assistant.engine.tables, served.plan
        rows = sorted(tables.rows(tables.every), key=lambda row: (-row.leads, -row.participates))
        columns = [self._column(request, served, key) for key, _ in tables.outline]
        within = [*(tasks for _, tasks in tables.outline), tables.every]
        sums = [tables.rows(tasks) for tasks in within]
        return self._site.page(
            request,
            "matrix.html",
            served,
            columns=columns,
            rows=[
                (
                    served.cards.name(lang, row.department),
                    row.department,
                    [tables.row(row.department, tasks) for tasks in within],
                )
                for row in rows
            ],
            totals=[(sum(row.leads for row in held), sum(row.participates for row in held)) for held in sums],
            tasks=len(plan.tasks),
            place="matrix",
        )

    def _column(self, request: Request, served: Served, key: int) -> Column:
        plan, lang = served.plan, self._site.lang(request)
        if not key:
            return Column("—", self._site.wording.say(lang, "picture.outside"), "")
        section = next(section for section in plan.sections if section.key == key)
        numeral = plan.numeral(section) if lang == "zh" else plan.section_id(key)
        title = section.title if lang == "zh" else plan.section_titles_en.get(key, section.title)
        return Column(numeral, title, self._site.address(request, "plans", plan.id, "sections", str(key)))
