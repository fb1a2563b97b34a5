"""Methods that fetch updates or say where they go."""

import re
from urllib.parse import urlsplit

from .error import bad_request, conflict
from .json_type import Json
from .method import Method
from .parameter import array_of, boolean, integer, integer_between, one_of, string
from .update import UPDATE_TYPES, WEBHOOK_SET
from .webhook import DEFAULT_CONNECTIONS
from .world import World

_MAX_BATCH = 100
_MAX_POLL_SECONDS = 50
_MAX_SECRET = 256
_PORTS = (None, 80, 88, 443, 8443)

_update_types = array_of(one_of(*UPDATE_TYPES))


async def _get_updates(
    world: World,
    *,
    offset: int = 0,
    limit: int = _MAX_BATCH,
    timeout: int = 0,
    allowed_updates: list[str] | None = None,
) -> list[Json]:
    if world.webhook.setting is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    if allowed_updates is not None:
        world.updates.allow(allowed_updates)
    return await world.updates.poll(offset=offset, limit=limit, timeout=timeout)


async def _set_webhook(
    world: World,
    *,
    url: str,
    allowed_updates: list[str] | None = None,
    drop_pending_updates: bool = False,
    **options: object,
) -> bool:
    if not url:
        return await _delete_webhook(world, drop_pending_updates=drop_pending_updates)
    if not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if urlsplit(url).port not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", str(options.get("secret_token", ""))):
        raise bad_request("secret token contains unallowed characters")
    if len(str(options.get("secret_token", ""))) > _MAX_SECRET:
        raise bad_request("secret token is too long")
    if allowed_updates is not None:
        world.updates.allow(allowed_updates)
    if drop_pending_updates:
        world.updates.clear()
    world.updates.interrupt(WEBHOOK_SET)
    world.webhook.setting = {"url": url, "max_connections": DEFAULT_CONNECTIONS, **options}
    world.webhook.last_error = None
    world.updates.changed.set()
    return True


async def _delete_webhook(world: World, *, drop_pending_updates: bool = False) -> bool:
    if drop_pending_updates:
        world.updates.clear()
    world.webhook.setting = None
    return True


async def _get_webhook_info(world: World) -> Json:
    shown: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(world.updates)}
    set_up = world.webhook.setting or {}
    shown |= {name: set_up[name] for name in ("url", "max_connections", "ip_address") if name in set_up}
    if set_up and world.webhook.last_error is not None:
        shown["last_error_date"], shown["last_error_message"] = world.webhook.last_error
    if set_up and world.updates.asked_for:
        shown["allowed_updates"] = sorted(world.updates.asked_for)
    return shown


UPDATE_METHODS = {
    "getUpdates": Method(
        _get_updates,
        optional={
            "offset": integer,
            "limit": integer_between(1, _MAX_BATCH),
            "timeout": integer_between(0, _MAX_POLL_SECONDS),
            "allowed_updates": _update_types,
        },
    ),
    "setWebhook": Method(
        _set_webhook,
        required={"url": string},
        optional={
            "allowed_updates": _update_types,
            "drop_pending_updates": boolean,
            "ip_address": string,
            "max_connections": integer_between(1, 100),
            "secret_token": string,
        },
    ),
    "deleteWebhook": Method(_delete_webhook, optional={"drop_pending_updates": boolean}),
    "getWebhookInfo": Method(_get_webhook_info),
}
