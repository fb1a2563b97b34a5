"""The doctor's look at Telegram: token, address, proxy, clock and webhook."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.config import Settings
from bot.proxies import without_password
from bot.running.doctor import Finding, fail, ok, warn
from bot.telegram.log import hide, masked
from bot.telegram.requests import Requests, ways

# A clock that is further off lets digests come at the wrong minute, and a certificate seem not yet valid.
MOST_SKEW = timedelta(seconds=30)


async def telegram(settings: Settings) -> list[Finding]:
    """Asks Telegram who the bot is, how late it is, and where updates go."""
    if not settings.telegram_bot_token:
        advice = "put the token of @BotFather into .env; the terminal works without: python -m bot chat"
        return [fail("token", "TELEGRAM_BOT_TOKEN is not set", advice)]
    hide(settings.telegram_bot_token)
    address = without_password(settings.telegram_base_url)
    proxy = settings.proxies.to(settings.telegram_base_url)
    by = f"by the proxy {without_password(proxy)}" if proxy else "without a proxy"
    dates: list[str] = []

    async def note(response: Any) -> None:
        dates.append(response.headers.get("date", ""))

    options = ways(settings.proxies, [settings.telegram_base_url]) | {"event_hooks": {"response": [note]}}
    request = Requests(asyncio.Event(), httpx_kwargs=options)
    bot = Bot(settings.telegram_bot_token, settings.telegram_base_url, request=request, get_updates_request=request)
    found: list[Finding] = []
    try:
        async with bot:
            found += [ok("api", f"{address} answers {by}"), ok("token", f"@{bot.username}")]
            found += _clock(dates[0] if dates else "")
            found.append(_webhook(settings, await bot.get_webhook_info()))
    except InvalidToken:
        found += [ok("api", f"{address} answers {by}")]
        found += [fail("token", "Telegram does not know it", "copy it again from @BotFather")]
    except TelegramError as error:
        reason = masked(str(error), settings.telegram_bot_token)
        advice = "see whether this machine reaches it; where it does not, set HTTPS_PROXY, or TELEGRAM_BASE_URL"
        if proxy:
            advice = "see whether the proxy runs and lets this address through; NO_PROXY for a direct way"
        found.append(fail("api", f"{address} gives no answer {by}: {reason}", advice))
    return found


def _clock(date: str) -> list[Finding]:
    try:
        skew = datetime.now(UTC) - parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return [warn("clock", "the server states no time to compare with", "see that the clock is set: timedatectl")]
    said = f"{abs(skew.total_seconds()):.0f} s {'ahead of' if skew > timedelta(0) else 'behind'} Telegram's"
    if abs(skew) <= MOST_SKEW:
        return [ok("clock", said)]
    return [fail("clock", said, "set it by the network: timedatectl set-ntp true")]


def _webhook(settings: Settings, info: WebhookInfo) -> Finding:
    waiting = f"{info.pending_update_count} updates wait"
    where = f"{info.url or 'polling'}, {waiting}"
    if settings.webhook_url != info.url:
        if not settings.webhook_url:
            return warn("webhook", f"updates go to {where}", "the bot takes that back when it starts and polls itself")
        return warn("webhook", f"updates go to {where}", f"the bot sets {settings.webhook_url} when it starts")
    if info.last_error_date is not None and datetime.now(UTC) - info.last_error_date < timedelta(hours=1):
        said = f"{where}; Telegram's last error: {info.last_error_message}"
        return fail("webhook", said, "see that the proxy in front passes the path on, and its certificate is valid")
    return ok("webhook", where)
