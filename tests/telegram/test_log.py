"""The log never shows the token, whoever writes it."""

from __future__ import annotations

import io
import logging

import pytest

from bot.telegram.log import hide
from tests.botapi import World


class Url:
    """Shows a secret only when it is printed, as the URL objects of HTTP libraries do."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __str__(self) -> str:
        return f"http://x/bot{self._token}/getMe"


def test_the_token_is_masked_in_messages_arguments_and_tracebacks(world: World, log: io.StringIO) -> None:
    token = world.bot.token
    hide(token)
    logger = logging.getLogger("some.library")
    logger.info(f"GET {token}")
    logger.info("GET %s %s", Url(token), 1)
    logger.info("GET %(url)s", {"url": Url(token)})
    try:
        try:
            raise ValueError(f"inner {token}")
        except ValueError as error:
            raise RuntimeError("outer") from error
    except RuntimeError:
        logger.exception("failed at %d %%", 5)
    text = log.getvalue()
    assert text.count("7000000001:***") == 4
    assert "failed at 5 %\n" in text and "RuntimeError: outer" in text


def test_other_records_are_left_as_they_are(world: World, caplog: pytest.LogCaptureFixture) -> None:
    hide(world.bot.token)
    try:
        raise ValueError("plain")
    except ValueError:
        logging.getLogger("some.library").exception("%s: %d", "a", 1)
    record = caplog.records[-1]
    assert (record.msg, record.args, record.exc_info is not None) == ("%s: %d", ("a", 1), True)


def test_requests_are_not_logged_one_by_one(world: World) -> None:
    hide(world.bot.token)
    assert logging.getLogger("httpx").level == logging.WARNING
