"""The command table: from its rows come the dispatcher, the menus of clients, and /help."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from rapidfuzz import fuzz, process
from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    MenuButtonWebApp,
    WebAppInfo,
)
from telegram.error import TelegramError

from bot.dialogue.call import EVERYWHERE, SETTINGS, Call, Command, Handler, Press, Response, Scope
from bot.screens.keyboard import Button, Keyboard, Screen, rows
from bot.screens.message import Message, Run, Style, text_message
from bot.screens.wording import DEFAULT_LANGUAGE, Wording
from bot.telegram.answering import Answering
from bot.telegram.following import Following
from bot.telegram.preferences import PreferenceCommands
from bot.telegram.reports import Reports
from bot.telegram.takeaway import Takeaways
from bot.telegram.views import Views

_SCOPES: dict[Scope, BotCommandScope] = {
    Scope.PRIVATE: BotCommandScopeAllPrivateChats(),
    Scope.GROUP: BotCommandScopeAllGroupChats(),
    Scope.ADMINISTRATORS: BotCommandScopeAllChatAdministrators(),
}
# The menu of clients in other languages is in English.
_CODES = {"en": None, "zh": "zh"}
# So many commands like one that there is none of are named, from this likeness on (of 100).
MOST_NEAR, NEAR = 3, 60
# No database keeps such a number, and no PostgreSQL a NUL; a lone surrogate is no text.
_UNREADABLE = re.compile(r"[0-9]{19}|[\x00\ud800-\udfff]")
_LOG = logging.getLogger(__name__)


async def _nothing(call: Call) -> Response | None:
    return None


class Commands:
    """The rows by name and by prefix, with the two commands that are about the table itself."""

    def __init__(
        self, bot: Bot, wording: Wording, views: Views, operators: frozenset[int] = frozenset(), web_url: str = ""
    ) -> None:
        """`web_url` is the https address that the menu button opens, if there is one."""
        self._bot = bot
        self._web_url = web_url
        self._operators = operators
        self.wording = wording
        self._views = views
        views.plans.username = lambda: bot.username
        self.by_name: dict[str, Command] = {}
        self.by_prefix: dict[str, Press] = {}
        # What a link's payload begins with → who shows it; the others name screens of a plan.
        self.links: dict[str, Handler] = {}
        # What a message completes that a command asked back about, or amends; None for any other message.
        self.answered: Callable[[Call], Awaitable[Response | None]] = _nothing
        # Told of each response that a person gets.
        self.shown: Callable[[Call, Response], None] = lambda call, response: None
        # Told of each command that a person gives.
        self.turned: Callable[[Call, str], None] = lambda call, name: None

    def add(self, commands: Iterable[Command], presses: Iterable[Press]) -> None:
        """Adds rows; KeyError where a name or prefix is taken.

        A button whose words its handler cannot read is made up, or older than the program: it is said to be so.
        """
        for command in commands:
            if self.by_name.setdefault(command.name, command) is not command:
                raise KeyError(command.name)
        for press in (replace(press, handler=self._readable(press.handler)) for press in presses):
            if self.by_prefix.setdefault(press.prefix, press) is not press:
                raise KeyError(press.prefix)

    def _readable(self, handler: Handler) -> Handler:
        async def readable(call: Call) -> Response:
            try:
                if not _UNREADABLE.search(call.words):
                    return await handler(call)
            except (ValueError, KeyError, IndexError, OverflowError):
                _LOG.warning("the button %s is not understood", call.words, exc_info=True)
            return Response(toast=self.wording.say(call.aside, "toast.gone"), alert=True)

        return readable

    async def start(self, call: Call) -> Response:
        """/start: a greeting with the ways in; with a link's payload, the screen that it names."""
        if call.words == "help":
            return await self.help(call)
        for beginning, handler in self.links.items():
            if call.words.startswith(beginning):
                linked = await self._readable(handler)(call)
                return linked if linked.screen else Response(Screen(text_message(linked.toast)))
        if call.words and (shown := await self._views.link(call)):
            return shown
        return await self.greeted(call)

    async def greeted(self, call: Call, first: str = "") -> Response:
        """The greeting with the ways in, after a line that goes first."""
        shown = await self._views.plan(call)
        ways = shown.screen.keyboard if shown.screen else ()
        last = [] if call.department else [Button(self.wording.say(call.lang, "button.my_department"), data="m.~0")]
        if call.private:
            url = f"https://t.me/{self._bot.username}?startgroup=start"
            last.append(Button(self.wording.say(call.lang, "button.add_to_group"), url=url))
        keyboard = (*self._views.examples(call), *ways, *rows(last, 2))
        lines = [first] if first else []
        return Response(Screen(text_message(*lines, *self._views.greeting(call)), keyboard))

    def welcome(self, call: Call) -> Response:
        """What a group is told that the bot has come to: how to address it, with questions to begin with."""
        lines = self.wording.lines(call.lang, "telegram.group_greeting", username=self._bot.username)
        return Response(Screen(text_message(*lines), (*self._views.examples(call), *self._in_private(call))))

    async def help(self, call: Call) -> Response:
        """/help: what can be asked, and in private the commands as well; a group has a few lines and the way to the rest."""
        if not call.private:
            lines = self.wording.lines(call.lang, "telegram.group_help", username=self._bot.username)
            return Response(Screen(text_message(*lines), self._in_private(call)))
        lines = self.wording.lines(call.lang, "telegram.help", username=self._bot.username)
        commands = "\n".join(f"/{name} {about}" for name, about in self.menu(call.lang, Scope.PRIVATE))
        return Response(Screen(Message((*text_message(*lines).lines, (Run(commands, Style.FOLDED),)))))

    def unknown(self, call: Call, name: str) -> Response:
        """What is said to a command that there is none of: so, and those that it may have been meant for."""
        shown = dict(self.menu(call.lang, Scope.PRIVATE if call.private else Scope.ADMINISTRATORS))
        near = process.extract(name, list(shown), limit=MOST_NEAR, score_cutoff=NEAR, scorer=fuzz.ratio)
        lines = [self.wording.say(call.lang, "telegram.no_command", name=name)]
        lines += [f"/{other} {shown[other]}" for other, _, _ in near]
        return Response(Screen(text_message(*lines, self.wording.say(call.lang, "telegram.all_commands"))))

    def _in_private(self, call: Call) -> Keyboard:
        url = f"https://t.me/{self._bot.username}?start=help"
        return ((Button(self.wording.say(call.lang, "button.in_private"), url=url),),)

    def menu(self, lang: str, scope: Scope) -> list[tuple[str, str]]:
        """The commands of a scope with what they do."""
        # An operator's chat is a private one.
        scopes = {scope, Scope.PRIVATE} if scope is Scope.OPERATORS else {scope}
        shown = [command for command in self.by_name.values() if scopes & command.scopes]
        return [(command.name, self.wording.say(lang, f"command.{command.name}")) for command in shown]

    async def set_menus(self) -> None:
        """Shows the commands in clients, by kind of chat and language; what fails is logged."""
        for scope, where in _SCOPES.items():
            for lang, code in _CODES.items():
                await self._set(lang, scope, where, code)
        for lang, code in _CODES.items():
            await self._describe(lang, code)
        for operator in sorted(self._operators):
            for lang, code in _CODES.items():
                await self._set(lang, Scope.OPERATORS, BotCommandScopeChat(operator), code)
        if self._web_url:
            await self._set_button()

    async def _set_button(self) -> None:
        """The button beside the field opens the page; Telegram takes one text for all languages."""
        text = self.wording.say(DEFAULT_LANGUAGE, "web.menu")
        try:
            await self._bot.set_chat_menu_button(menu_button=MenuButtonWebApp(text, WebAppInfo(self._web_url)))
        except TelegramError as error:
            _LOG.warning("the menu button does not open %s: %s", self._web_url, error)

    async def set_menu(self, call: Call, lang: str | None) -> None:
        """Shows a chat its commands in the language chosen, or again in its client's."""
        scopes: dict[Scope, BotCommandScope] = {Scope.PRIVATE: BotCommandScopeChat(call.chat_id)}
        if not call.private:
            scopes = {
                Scope.GROUP: BotCommandScopeChat(call.chat_id),
                Scope.ADMINISTRATORS: BotCommandScopeChatAdministrators(call.chat_id),
            }
        for scope, where in scopes.items():
            if lang is not None:
                await self._set(lang, scope, where, None)
                continue
            try:
                await self._bot.delete_my_commands(where)
            except TelegramError as error:
                _LOG.warning("the commands of chat %s stay as they are: %s", call.chat_id, error)

    async def _describe(self, lang: str, code: str | None) -> None:
        """Says what the bot is for, where one has not spoken to it yet."""
        said = {key: self.wording.say(lang, f"telegram.{key}") for key in ("description", "short_description")}
        try:
            await self._bot.set_my_description(said["description"], code)
            await self._bot.set_my_short_description(said["short_description"], code)
        except TelegramError as error:
            _LOG.warning("the descriptions in %s are not set: %s", lang, error)

    async def _set(self, lang: str, scope: Scope, where: BotCommandScope, code: str | None) -> None:
        try:
            await self._bot.set_my_commands(self.menu(lang, scope), where, code)
        except TelegramError as error:
            _LOG.warning("the %s commands in %s are not set: %s", scope, lang, error)


def add_own(
    table: Commands,
    answering: Answering,
    views: Views,
    takeaways: Takeaways,
    preferences: PreferenceCommands,
    reports: Reports,
) -> None:
    """Adds the rows of questions, views, pictures and files, preferences and reports."""
    following = Following(views.plans, table.wording, table.by_name, table.by_prefix)
    table.add(
        (
            Command("ask", answering.ask, EVERYWHERE),
            Command("task", views.task, EVERYWHERE),
            Command("dept", views.department, EVERYWHERE),
            Command("section", views.section, EVERYWHERE),
            Command("list", views.list, EVERYWHERE),
            Command("matrix", takeaways.matrix, EVERYWHERE),
            Command("export", takeaways.export, EVERYWHERE),
            Command("me", preferences.me, EVERYWHERE),
            Command("plan", views.plan, EVERYWHERE),
            Command("lang", preferences.lang, SETTINGS),
            Command("help", table.help, EVERYWHERE),
            Command("start", table.start, frozenset({Scope.PRIVATE})),
        ),
        (
            Press("v", views.pressed),
            Press("q", views.example),
            Press("c", views.choice),
            Press("g", takeaways.picture_pressed),
            Press("x", takeaways.export_pressed),
            Press("p", views.choose_plan, settings=True),
            Press("pp", views.turn_plans),
            Press("o", answering.there),
            Press("l", preferences.lang_pressed, settings=True),
            Press("m", preferences.me_pressed),
            Press("w", reports.pressed),
            Press("sb", following.subscribe),
            Press("rm", following.remind),
            Press("rt", following.remind_at),
        ),
    )
