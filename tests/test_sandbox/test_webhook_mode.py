"""The sandbox with the bot called by webhook."""

from pathlib import Path

from tests.sandbox.__main__ import running_sandbox
from tests.sandbox.scene import new_scene


async def test_the_server_calls_the_bot_with_the_secret(index_folder: Path) -> None:
    scene = new_scene()
    world, user = scene.world, scene.newcomer
    async with running_sandbox(scene, index_folder, webhook=True):
        await world.wait_until(lambda: world.webhook.setting, timeout=60)
        asked = world.user_says(world.chats[user.id], user, "第12条谁负责")
        answer = await world.wait_for_message(world.chats[user.id], after=asked, timeout=30)
        assert answer.text.startswith("第12项：发展改革委")
        # python-telegram-bot sets its webhook a moment before it listens; what came too early comes again.
        assert world.webhook.deliveries[-1].status == 200
        assert world.webhook.setting is not None and len(world.webhook.setting["secret_token"]) == 32
    assert world.calls_of("getUpdates") == []
