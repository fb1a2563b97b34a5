"""Files over HTTP: lists of tasks in every form that bot/export/listing.py makes, and the pictures of bot/export/pictures.py."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.export.listing import Form, asked_department, export, file_name, listed
from bot.screens.cards import Gone
from bot.screens.refs import Shown
from bot.web.exchanges import Exchanges, Listed
from bot.web.places import Places
from bot.web.site import Site

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "png": "image/png",
}


class Takeaways:
    """Makes files, each beside the loop that answers others."""

    def __init__(self, site: Site, places: Places, exchanges: Exchanges) -> None:
        self._site = site
        self._places = places
        self._exchanges = exchanges

    async def answer(self, request: Request) -> Response:
        """The list of an answer; HTTPException 410 where the answer is not remembered any more."""
        kept = self._exchanges.listed(request.path_params["key"])
        if kept is None:
            raise HTTPException(410)
        return await self._file(kept, self._form(request))

    def listing(self, shown: Shown) -> Callable[[Request], object]:
        """The endpoint that gives the list which a page of that kind shows."""

        async def endpoint(request: Request) -> Response:
            served, lang, form = self._places.served(request), self._site.lang(request), self._form(request)
            try:
                answer = served.cards.answer_of(self._places.ref(request, served, shown), lang)
            except Gone:
                raise HTTPException(404) from None
            tasks = listed([answer])
            if not tasks:
                raise HTTPException(404)
            return await self._file(
                Listed(served, tasks, lang, served.cards.listed([answer], lang), asked_department([answer])), form
            )

        return endpoint

    async def _file(self, kept: Listed, form: Form) -> Response:
        plan, wording = kept.served.plan, self._site.wording
        data = await run_in_threadpool(export, kept.tasks, plan, wording, kept.lang, kept.title, form, kept.department)
        return _attached(data, file_name(kept.title, form))

    @staticmethod
    def _form(request: Request) -> Form:
        try:
            return Form(request.path_params["form"])
        except ValueError:
            raise HTTPException(404) from None

    async def matrix(self, request: Request) -> Response:
        """The responsibility matrix as a picture."""
        from bot.export.pictures import matrix

        served, lang = self._places.served(request), self._site.lang(request)
        return _picture(await run_in_threadpool(matrix, served.plan, self._site.wording, lang))

    async def chart(self, request: Request) -> Response:
        """A department's tasks and partners as a picture."""
        from bot.export.pictures import chart

        served, lang = self._places.served(request), self._site.lang(request)
        id = self._places.ref(request, served, Shown.DEPARTMENT).value
        return _picture(await run_in_threadpool(chart, served.plan, self._site.wording, id, lang))


def _picture(data: bytes) -> Response:
    return Response(data, media_type=_TYPES["png"], headers={"Vary": "Accept-Language", "Cache-Control": "no-cache"})


def _attached(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Cache-Control": "no-store"}
    return Response(data, media_type=_TYPES[name.rpartition(".")[2]], headers=headers)
