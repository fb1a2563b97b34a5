"""The application: which address shows what, and what is said where there is nothing."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.plans.served import Plans
from bot.screens.refs import Shown
from bot.screens.wording import Wording
from bot.web.exchanges import BadRequest, Exchanges
from bot.web.guard import Guard
from bot.web.limits import Limits, Rates
from bot.web.places import Places
from bot.web.site import STATIC, Site
from bot.web.takeaway import Takeaways

# The endpoints for programs, whose errors are JSON too.
_ASK, _JSON = "/ask", ".json"
_SAID = {404: "not_found", 405: "not_allowed", 408: "too_slow", 410: "gone", 413: "too_large", 429: "too_often"}


def build_web(plans: Plans, wording: Wording, framed: bool = False, limits: Limits | None = None) -> ASGIApp:
    """The application over those plans; `framed` is whether Telegram's web client may show it as a Mini App."""
    limits = limits or Limits()
    site = Site(plans, wording)
    places, exchanges = Places(site), Exchanges(site, limits)
    takeaways, errors = Takeaways(site, places, exchanges), _Errors(site)

    async def first(request: Request) -> Response:
        return await exchanges.home(request, plans.get(None))

    async def home(request: Request) -> Response:
        return await exchanges.home(request, places.served(request))

    plan = [
        Route(f"/departments{_JSON}", places.departments_json),
        Route("/departments", places.departments),
        Route("/departments/{id}", places.department),
        Route("/departments/{id}/chart.png", takeaways.chart),
        Route("/departments/{id}/tasks.{form}", takeaways.listing(Shown.DEPARTMENT)),
        Route("/sections", places.sections),
        Route("/sections/{id:int}", places.section),
        Route("/sections/{id:int}/tasks.{form}", takeaways.listing(Shown.SECTION)),
        Route("/tasks", places.tasks),
        Route("/tasks.{form}", takeaways.listing(Shown.TASK)),
        Route("/tasks/{id}", places.task),
        Route("/matrix", places.matrix),
        Route("/matrix.png", takeaways.matrix),
    ]
    app = Starlette(
        routes=[
            Route("/", first, methods=["GET", "POST"]),
            Route(_ASK, exchanges.ask, methods=["POST"]),
            Route(f"/plans{_JSON}", places.plans_json),
            Route("/plans/{plan}", home, methods=["GET", "POST"]),
            Mount("/plans/{plan}", routes=plan),
            Route("/lists/{key}.{form}", takeaways.answer),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        exception_handlers={HTTPException: errors.handle, Exception: errors.failed},
    )
    # Around everything, so that a failure has the headers too.
    return Guard(app, Rates(limits), framed, errors.too_often)


class _Errors:
    """Says in the reader's language why there is no answer: as a page, as a part of one, or as JSON."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def handle(self, request: Request, error: Exception) -> Response:
        """What a page says that is not there, or a request that cannot be answered."""
        assert isinstance(error, HTTPException)
        lang = self._site.lang(request)
        if isinstance(error, BadRequest):
            said = self._site.wording.say(lang, f"web.{error.key}", **error.values)
        else:
            said = self._site.wording.say(lang, f"web.{_SAID.get(error.status_code, 'not_found')}")
        return self._respond(request, error.status_code, said, dict(error.headers or {}))

    async def failed(self, request: Request, error: Exception) -> Response:
        """What is said of an error of ours; the log has it."""
        return self._respond(request, 500, self._site.wording.say(self._site.lang(request), "telegram.error"), {})

    def too_often(self, request: Request) -> Response:
        """What is said to who asks too much."""
        said = self._site.wording.say(self._site.lang(request), "web.too_often")
        return self._respond(request, 429, said, {"Retry-After": "60"})

    def _respond(self, request: Request, status: int, said: str, headers: dict[str, str]) -> Response:
        headers |= {"Cache-Control": "no-store"}
        response: Response
        if request.url.path == _ASK or request.url.path.endswith(_JSON):
            response = JSONResponse({"error": said}, status)
        else:
            part = request.headers.get("x-part") == "1"
            response = self._site.page(request, "refused.html" if part else "message.html", status=status, said=said)
        response.headers.update(headers)
        return response
