"""The type of the JSON objects that travel between the bot and the server."""

from typing import Any

Json = dict[str, Any]
