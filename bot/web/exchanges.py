"""Questions on the page and by JSON: the same conversation as in the terminal, remembered under a name that nobody guesses."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from cachetools import TTLCache
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.cli.ask import Asked, as_record
from bot.dialogue.asking import Asking, called
from bot.dialogue.choosing import settled
from bot.dialogue.conversation import (
    LONGEST_MESSAGE,
    REMEMBERED_CONVERSATIONS,
    REMEMBERED_SECONDS,
    Assistant,
    Reply,
    Told,
)
from bot.export.listing import asked_department, listed
from bot.plans.served import Served
from bot.web.limits import Limits, body_of
from bot.web.shaping import Group, shaped
from bot.web.site import Site
from corpus.library import entry_of
from index.query import Kind

# Names of conversations are long, so that nobody follows up another's question.
_CONVERSATION = re.compile("[A-Za-z0-9_-]{16,64}", re.ASCII)
_CHOSEN_AMONG = ("which-department", "unknown-department", "other-office")


class BadRequest(HTTPException):
    """What was sent cannot be answered; `key` names the text under [web] that says why."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(status)
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Listed:
    """The tasks that an answer listed, to be had as a file for as long as the conversation is remembered."""

    served: Served
    tasks: tuple[int, ...]
    lang: str
    title: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer: its groups, questions to go on with, and the lists by their plan's title and key."""

    question: str
    lang: str
    groups: tuple[Group, ...]
    suggestions: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, str], ...]


class Exchanges:
    """Answers questions. Nothing of them is logged or kept, but in memory what a follow-up and a file need."""

    def __init__(self, site: Site, limits: Limits) -> None:
        self._site = site
        self._limits = limits
        self._asking: dict[str, Asking] = {}
        self._lists: TTLCache[str, Listed] = TTLCache(REMEMBERED_CONVERSATIONS, REMEMBERED_SECONDS)

    def listed(self, key: str) -> Listed | None:
        """The list of an answer, None where it is not remembered any more."""
        return self._lists.get(key)

    # The page.

    async def home(self, request: Request, served: Served) -> Response:
        """The page of a plan where one asks, with the answer to what was posted."""
        if request.method != "POST":
            return self._shown(request, served, secrets.token_urlsafe(16), None)
        fields = parse_qs((await body_of(request, self._limits)).decode("utf-8", "replace"), max_num_fields=10)
        question = _cleaned(fields.get("question", [""])[0])
        conversation = fields.get("conversation", [""])[0]
        if not _CONVERSATION.fullmatch(conversation):
            conversation = secrets.token_urlsafe(16)
        self._check(question)
        asking = self._of(served)
        told = await run_in_threadpool(asking.tell, question, _key(conversation))
        exchange = self._exchange(request, question, told)
        page: Response
        if "part" in fields:
            page = self._site.page(request, "part.html", served, exchange=exchange, conversation=conversation)
        else:
            page = self._shown(request, served, conversation, exchange)
        page.headers["Cache-Control"] = "no-store"
        return page

    def _shown(self, request: Request, served: Served, conversation: str, exchange: Exchange | None) -> Response:
        lang = self._site.lang(request)
        examples = served.assistant.examples(lang)
        keys = ("department", "subject", "number") if examples["department"] else ("subject", "number")
        asked = [self._site.wording.say(lang, f"web.example_{key}", **examples) for key in keys]
        page = self._site.page(
            request,
            "home.html",
            served,
            conversation=conversation,
            exchange=exchange,
            examples=asked,
            longest=LONGEST_MESSAGE,
            place="ask",
        )
        # A conversation of its own for each who opens it.
        page.headers["Cache-Control"] = "no-store"
        return page

    def _of(self, served: Served) -> Asking:
        """Who answers in the chat of a plan."""
        id = served.plan.id
        if id not in self._asking:
            self._asking[id] = Asking(self._site.plans, self._site.wording, id)
        return self._asking[id]

    def _exchange(self, request: Request, question: str, told: Told) -> Exchange:
        # A part's plan may have been replaced meanwhile; its tasks' addresses are those of the one that answered.
        parts = [(self._served(assistant), assistant, reply) for assistant, reply in told.parts]
        blocks = [
            (block, self._site.block_address(request, served, block))
            for served, assistant, reply in parts
            for answer in reply.answers
            for block in assistant.blocks(answer)
        ]
        return Exchange(
            question,
            told.lang,
            shaped(told.message.lines, blocks),
            tuple(self._suggestions(question, told)),
            tuple(self._kept(served, assistant, reply) for served, assistant, reply in parts if _lists(reply)),
        )

    def _served(self, assistant: Assistant) -> Served:
        return self._site.plans.get(assistant.engine.plan.id)

    def _suggestions(self, question: str, told: Told) -> Iterator[tuple[str, str]]:
        """What may be asked next, as it is shown and as it is asked."""
        for assistant, reply in told.parts:
            for answer in reply.answers:
                yield from ((said, said) for said in map(assistant.asked, answer.readings))
                if answer.kind is not Kind.ANSWER and answer.reason in _CHOSEN_AMONG:
                    names = [assistant.name(id) for id in answer.choices]
                    # Where several questions were asked, the name alone.
                    alone = len(reply.answers) == 1
                    yield from ((name, settled(question, answer, name) if alone else name) for name in names)
        yield from ((offer, offer) for offer in told.offers)

    def _kept(self, served: Served, assistant: Assistant, reply: Reply) -> tuple[str, str]:
        key = secrets.token_urlsafe(16)
        title, department = served.cards.listed(reply.answers, reply.lang), asked_department(reply.answers)
        self._lists[key] = Listed(served, listed(reply.answers), reply.lang, title, department)
        return called(entry_of(served.plan), reply.lang, self._site.wording), key

    # JSON.

    async def ask(self, request: Request) -> JSONResponse:
        """POST /ask: the command line's object for one question (docs/web.md)."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise BadRequest(415, "not_json")
        question, conversation, asked = self._read(await body_of(request, self._limits))
        record = await run_in_threadpool(as_record, asked, _key(conversation), question)
        return JSONResponse(record | {"conversation": conversation}, headers={"Cache-Control": "no-store"})

    def _read(self, body: bytes) -> tuple[str, str, Asked]:
        """The question, the conversation and who answers; BadRequest where the body does not say."""
        try:
            sent: Any = json.loads(body)
        except (ValueError, RecursionError):
            raise BadRequest(400, "not_json") from None
        if not isinstance(sent, dict) or not isinstance(sent.get("question"), str):
            raise BadRequest(400, "no_question")
        if unknown := sorted(sent.keys() - {"question", "conversation", "plan"}):
            raise BadRequest(400, "unknown_key", field=unknown[0][:40])
        conversation = sent.get("conversation") or secrets.token_urlsafe(16)
        if not isinstance(conversation, str) or not _CONVERSATION.fullmatch(conversation):
            raise BadRequest(400, "bad_conversation")
        question = _cleaned(sent["question"])
        self._check(question)
        plan = sent.get("plan")
        if plan is None:
            return question, conversation, self._of(self._site.plans.get(None))
        served = self._site.plans.find(plan) if isinstance(plan, str) else None
        if served is None:
            known = ", ".join(entry.id for entry in self._site.plans.entries)
            raise BadRequest(400, "no_plan", plan=str(plan)[:40], plans=known)
        # As `ask --plan` does: that plan alone, whatever the question names.
        return question, conversation, served.assistant

    def _check(self, question: str) -> None:
        if not question.strip():
            raise BadRequest(400, "no_question")
        if len(question) > LONGEST_MESSAGE:
            raise BadRequest(400, "too_long", most=LONGEST_MESSAGE)


def _key(conversation: str) -> str:
    """The name under which a conversation is remembered, apart from those of chats served beside."""
    return f"web:{conversation}"


def _cleaned(question: str) -> str:
    """The question without lone surrogates, which JSON can spell and UTF-8 cannot; forms send newlines as CRLF."""
    return question.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")


def _lists(reply: Reply) -> bool:
    return reply.kind == Kind.ANSWER and len(listed(reply.answers)) > 1
