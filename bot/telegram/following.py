"""The buttons 订阅 and 提醒我 below a screen: they do what /subscribe and /remind do, of what the screen shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.commands.context import PREFIX
from bot.dialogue.call import Call, Command, Press, Response
from bot.plans.served import Plans, Served
from bot.screens.keyboard import Button, Screen, rows
from bot.screens.message import text_message
from bot.screens.wording import Wording


class Following:
    """Hands presses to the commands on notices, which know who may do what."""

    def __init__(
        self, plans: Plans, wording: Wording, commands: Mapping[str, Command], presses: Mapping[str, Press]
    ) -> None:
        self._plans = plans
        self._wording = wording
        self._commands = commands
        self._presses = presses

    async def subscribe(self, call: Call) -> Response:
        """Subscribes the chat to a department, section or task; the screen stays, and a passing line says so."""
        tag, _, rest = call.words.partition(".")
        if (elsewhere := self._elsewhere(self._plans.tagged(tag), call)) is not None:
            return elsewhere
        done = await self._presses[PREFIX].handler(replace(call, words=f"add.{rest}"))
        return replace(done, alert=True)

    async def remind(self, call: Call) -> Response:
        """Offers a few times to be reminded of a task, and says how to write another."""
        tag, _, key = call.words.partition(".")
        served = self._plans.tagged(tag)
        if (elsewhere := self._elsewhere(served, call)) is not None:
            return elsewhere
        assert served is not None
        number = served.assistant.called(int(key)) if key.isdecimal() else ""
        if not number:
            return self._gone(call)
        # A time that is written next completes the order, which lacks one.
        task = self._wording.say("zh", "remind.task", number=number)
        await self._commands["remind"].handler(replace(call, words=task))
        times = self._times(call)
        buttons = [Button(time, data=f"rt.{tag}.{key}.{place}") for place, time in enumerate(times)]
        said = self._wording.lines(call.lang, "remind.offer", number=number)
        return Response(Screen(text_message(*said), rows(buttons, 2)), fresh=True)

    async def remind_at(self, call: Call) -> Response:
        """Sets the reminder at a time that was offered."""
        tag, key, place = (*call.words.split("."), "", "", "")[:3]
        served, times = self._plans.tagged(tag), self._times(call)
        if (elsewhere := self._elsewhere(served, call)) is not None:
            return elsewhere
        assert served is not None
        number = served.assistant.called(int(key)) if key.isdecimal() else ""
        if not number or not place.isdecimal() or int(place) >= len(times):
            return self._gone(call)
        task = self._wording.say("zh", "remind.task", number=number)
        when = self._wording.lines("zh", "remind.times")[int(place)]
        return await self._commands["remind"].handler(replace(call, words=f"{task} {when}"))

    def _times(self, call: Call) -> list[str]:
        return self._wording.lines(call.lang, "remind.times")

    def _elsewhere(self, served: Served | None, call: Call) -> Response | None:
        """Why nothing is set: the screen is of no plan any more, or of another one than the chat asks."""
        if served is None:
            return self._gone(call)
        if served.plan.id != self._plans.get(call.plan).plan.id:
            title = served.plan.title(call.aside)
            return Response(toast=self._wording.say(call.aside, "toast.other_plan", title=title), alert=True)
        return None

    def _gone(self, call: Call) -> Response:
        return Response(toast=self._wording.say(call.aside, "toast.gone"), alert=True)
