"""/lang and /me: the language a person or a group wants, and the department a person works for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.dialogue.aside import aside
from bot.dialogue.call import Call, Response
from bot.plans.served import Plans, Served
from bot.screens.keyboard import Button, Screen
from bot.screens.message import text_message
from bot.screens.wording import Wording
from bot.telegram.memory import Memory

_AUTOMATIC = "auto"

# Shows a chat the menu of commands in a language, None for that of its client.
Menus = Callable[[Call, str | None], Awaitable[None]]

# Answers the question that waited for a person's department, by its id; None where there is none any more.
Waited = Callable[[str, Call], Awaitable[Response | None]]


class PreferenceCommands:
    """Keeps what people choose; a group's language is its administrators' to choose."""

    def __init__(self, plans: Plans, memory: Memory, wording: Wording, menus: Menus, waited: Waited) -> None:
        self._menus = menus
        self._waited = waited
        self._plans = plans
        self._memory = memory
        self._wording = wording

    async def lang(self, call: Call) -> Response:
        """/lang zh: that language from now on; without one, the languages to choose from."""
        wanted = call.words.strip().casefold()
        for lang in self._wording.languages:
            if wanted and wanted in self._say(lang, "lang.names").split("|"):
                return await self._choose_lang(call, lang)
            if wanted and wanted in self._say(lang, "lang.automatic_names").split("|"):
                return await self._choose_lang(call, _AUTOMATIC)
        buttons = tuple(Button(self._say(lang, "lang.own_name"), data=f"l.{lang}") for lang in self._wording.languages)
        automatic = Button(self._say(call.lang, "lang.automatic"), data=f"l.{_AUTOMATIC}")
        return Response(Screen(text_message(self._say(call.lang, "lang.choose")), (buttons, (automatic,))))

    async def lang_pressed(self, call: Call) -> Response:
        """The button of a language."""
        if call.words not in (*self._wording.languages, _AUTOMATIC):
            return Response(toast=self._say(call.lang, "toast.gone"), alert=True)
        return await self._choose_lang(call, call.words)

    async def _choose_lang(self, call: Call, lang: str) -> Response:
        if not await call.may_change():
            return Response(toast=self._say(call.lang, "toast.administrators"), alert=True)
        chosen = None if lang == _AUTOMATIC else lang
        await self._memory.prefer(call.chat_id, _kind(call), lang=chosen)
        await self._menus(call, chosen)
        return Response(Screen(text_message(self._say(chosen or call.lang, f"lang.{'set' if chosen else 'unset'}"))))

    async def me(self, call: Call) -> Response:
        """/me 商务厅: the asker's department from now on; without a name, the plan's departments to choose from."""
        served = self._plans.get(call.plan)
        if not call.words and call.department in served.plan.registry.by_id:
            said = self._say(call.lang, "me.is", name=self._name(served, call.lang, call.department or ""))
            change = Button(self._say(call.lang, "button.change"), data="m.~0")
            clear = Button(self._say(call.lang, "button.clear"), data="m.-")
            return Response(Screen(text_message(said), ((change, clear),)))
        if not call.words:
            return Response(served.cards.choices.mine(call.lang))
        if call.words.casefold() in self._say(call.lang, "me.none_words").split("|"):
            return await self._choose_department(call, None)
        mentions = await aside(served.assistant.engine.named, call.words)
        ids = [id for mention in mentions for id in mention.candidates]
        if len(ids) == 1:
            return await self._choose_department(call, ids[0])
        if ids:
            names = [served.plan.registry[id].name for id in ids]
            buttons = tuple((Button(name, data=f"m.{id}"),) for name, id in zip(names, ids, strict=True))
            return Response(Screen(text_message(self._say(call.lang, "me.which")), buttons))
        screen = served.cards.choices.mine(call.lang)
        unknown = text_message(self._say(call.lang, "me.unknown", said=call.words[:100]))
        return Response(Screen(unknown + screen.message, screen.keyboard))

    async def me_pressed(self, call: Call) -> Response:
        """The button of a department, or of another page of them; whoever presses says it of themselves."""
        served = self._plans.get(call.plan)
        said, _, waiting = call.words.partition(".")
        if said.startswith("~") and said[1:].isdecimal():
            return Response(served.cards.choices.mine(call.lang, int(said[1:]), waiting))
        if said == "-":
            await self._choose_department(call, None)
            return Response(toast=self._say(call.lang, "me.unset"), alert=True)
        if said not in served.plan.registry.by_id:
            return Response(toast=self._say(call.lang, "toast.gone"), alert=True)
        response = await self._choose_department(call, said)
        told = response.screen.message.plain if response.screen else ""
        answered = await self._waited(waiting, replace(call, department=said)) if waiting else None
        # In a group the screen stays for the others: only who pressed is told.
        chosen = Response(toast=told[:190], alert=True)
        return chosen if answered is None else replace(answered, toast=chosen.toast, alert=True, fresh=True)

    async def _choose_department(self, call: Call, id: str | None) -> Response:
        await self._memory.prefer(call.user_id, "private", department=id)
        if id is None:
            return Response(Screen(text_message(self._say(call.lang, "me.unset"))))
        served = self._plans.get(call.plan)
        key = "me.set" if served.assistant.engine.names.parties(id) else "me.set_absent"
        return Response(Screen(text_message(self._say(call.lang, key, name=self._name(served, call.lang, id)))))

    @staticmethod
    def _name(served: Served, lang: str, id: str) -> str:
        entry = served.plan.registry[id]
        return entry.name if lang == "zh" or not entry.en else entry.en[0]

    def _say(self, lang: str, key: str, **values: object) -> str:
        return self._wording.say(lang, key, **values)


def _kind(call: Call) -> str:
    return "private" if call.private else "supergroup"
