"""The button by which an operator goes back to an earlier version of a plan."""

from __future__ import annotations

from bot.commands.context import CommandContext, bold
from bot.db.plan_versions import accept_version
from bot.dialogue.call import Call, Response
from bot.screens.keyboard import Screen
from bot.screens.message import Message
from bot.screens.refs import tag_of


class Versions:
    """Notes what operators decide; the process that has the version does it."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context

    async def go_back(self, call: Call, tag: str, digest: str) -> Response:
        """Agrees to a version that was replaced before."""
        context = self._context
        parts = next((one for id, one in context.plans.items() if tag_of(id) == tag), None)
        await context.operate(call, "go back", f"{parts.id if parts else tag} {digest}")
        async with context.database.transaction() as transaction:
            done = parts is not None and await accept_version(transaction, parts.id, digest)
        if parts is None or not done:
            raise context.refuse(call, "change.not_back")
        said = context.say(call, "change.going_back", title=parts.engine.plan.title(call.lang))
        return Response(Screen(Message((bold(said),))))
