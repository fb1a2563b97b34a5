"""The command that makes the README's pictures, with people of its own."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser

from tests.sandbox.screenshots import DESKTOP, PHONE, PICTURES, Camera
from tests.test_sandbox.conftest import Sandbox

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_picture_is_made(sandbox: Sandbox, browser: Browser, tmp_path: Path) -> None:
    people = [sandbox.newcomer(name) for name in ("甲", "乙", "丙", "丁")]
    scene = replace(sandbox.scene, **dict(zip(("newcomer", "owner", "administrator", "visitor"), people, strict=True)))
    for chat in (scene.group, scene.forum):
        for user in people:
            sandbox.world.set_status(chat, user, "member")
    for picture in PICTURES:
        await picture(Camera(scene, sandbox.server.address, browser, tmp_path))
    sizes = {}
    for path in tmp_path.glob("*.png"):
        with Image.open(path) as shot:
            sizes[path.stem] = shot.size
    phone = (2 * PHONE[0], 2 * PHONE[1])
    assert sizes == {
        "private": phone,
        "group": (round(1.5 * DESKTOP[0]), round(1.5 * DESKTOP[1])),
        "inline": phone,
        "matrix": phone,
        "export": phone,
    }
