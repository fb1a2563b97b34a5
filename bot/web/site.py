"""What all pages share: their language, addresses and words, and the templates."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.dialogue.asking import called
from bot.export.listing import Form
from bot.plans.served import Plans, Served
from bot.screens.blocks import Block
from bot.screens.wording import DEFAULT_LANGUAGE, Wording
from bot.web.shaping import quotes

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
# Who reads neither of the two languages is shown this one, as clients of Telegram are.
_OTHERS = "en"
_WEIGHT = re.compile(r";\s*q=([01](?:\.\d{1,3})?)")


class Site:
    """Makes pages of templates. A chosen language is kept in the addresses, so that nothing is stored with who reads."""

    def __init__(self, plans: Plans, wording: Wording) -> None:
        self.plans = plans
        self.wording = wording
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["quotes"] = quotes
        # Files that change have another address, so that browsers may keep them.
        data = b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))
        self._version = hashlib.sha256(data).hexdigest()[:8]

    def chosen(self, request: Request) -> str:
        """The language that the address names; empty where it names none that there is."""
        lang = request.query_params.get("lang", "")
        return lang if lang in self.wording.languages else ""

    def lang(self, request: Request) -> str:
        """The language of the address, else of the browser."""
        return self.chosen(request) or preferred(request.headers.get("accept-language", ""), self.wording.languages)

    def address(self, request: Request, *places: str, **query: str) -> str:
        """The address of a place on this site in the language chosen, if one is."""
        asked = {
            key: value for key, value in {**query, "lang": query.get("lang") or self.chosen(request)}.items() if value
        }
        path = "/" + "/".join(quote(place, safe="") for place in places)
        return f"{path}?{urlencode(asked)}" if asked else path

    def block_address(self, request: Request, served: Served, block: Block) -> str:
        """Where the task, department or section that a block shows has its page; empty for one without a page."""
        within = ("plans", served.plan.id)
        if block.task is not None:
            return self.address(request, *within, "tasks", served.assistant.engine.tables.tasks[block.task].id)
        if block.department:
            known = block.department in served.assistant.engine.tables
            return self.address(request, *within, "departments", block.department) if known else ""
        return "" if block.section is None else self.address(request, *within, "sections", str(block.section))

    def page(
        self, request: Request, template: str, served: Served | None = None, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """A page, of a plan where one is given."""
        lang = self.lang(request)

        def say(key: str, **filled: object) -> str:
            return self.wording.say(lang, key, **filled)

        def link(*places: str, **query: str) -> str:
            return self.address(request, *places, **query)

        def within(*places: str, **query: str) -> str:
            return link("plans", served.plan.id, *places, **query) if served else link()

        shared = {
            "lang": lang,
            "say": say,
            "link": link,
            "within": within,
            "static": lambda name: f"/static/{name}?{self._version}",
            "languages": {other: self._other(request, other) for other in self.wording.languages if other != lang},
            "own_names": {other: self.wording.say(other, "lang.own_name") for other in self.wording.languages},
            "plan": served and self._called(served, lang),
            "plan_id": served and served.plan.id,
            "document": served and served.plan.document.title,
            "plans": [(entry.id, called(entry, lang, self.wording)) for entry in self.plans.entries],
            "forms": tuple(Form),
            "place": "",
        }
        text = self._templates.get_template(template).render(shared | values)
        # The language may be the browser's, and what is shown may change with the plan.
        return HTMLResponse(text, status, {"Vary": "Accept-Language", "Cache-Control": "no-cache"})

    def _other(self, request: Request, lang: str) -> str:
        """This place in another language; where it was posted to, the page with the form."""
        kept = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
        return f"{quote(request.url.path)}?{urlencode([*kept, ('lang', lang)])}"

    def _called(self, served: Served, lang: str) -> str:
        entry = next((entry for entry in self.plans.entries if entry.id == served.plan.id), None)
        return served.plan.title(lang) if entry is None else called(entry, lang, self.wording)


def preferred(header: str, languages: tuple[str, ...]) -> str:
    """The language that an Accept-Language header likes best; the default for an empty one, English for any other."""
    found: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")[:20]):
        tag, _, _ = part.partition(";")
        weight = _WEIGHT.search(part)
        found.append((-float(weight[1]) if weight else -1.0, place, tag.strip().partition("-")[0].lower()))
    liked = next((tag for weight, _, tag in sorted(found) if tag in languages and weight < 0), "")
    return liked or (_OTHERS if header.strip() not in ("", "*") else DEFAULT_LANGUAGE)
