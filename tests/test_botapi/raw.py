"""Plain HTTP, for what a library would not send."""

from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]


@dataclass
class Raw:
    """Calls over plain HTTP; each gives the status and the decoded answer."""

    client: httpx.AsyncClient
    base_url: str
    token: str

    async def __call__(self, method: str, **parameters: object) -> tuple[int, Json]:
        return self.read(await self.client.post(self.url(method), json=parameters))

    async def refused(self, method: str, **parameters: object) -> tuple[int, str]:
        status, answer = await self(method, **parameters)
        assert (answer["ok"], answer["error_code"]) == (False, status)
        return status, answer["description"]

    async def result(self, method: str, **parameters: object) -> Any:
        status, answer = await self(method, **parameters)
        assert (status, answer["ok"]) == (200, True), answer
        return answer["result"]

    async def updates(self, **parameters: object) -> list[Json]:
        updates: list[Json] = await self.result("getUpdates", **parameters)
        return updates

    def url(self, method: str, token: str | None = None) -> str:
        return f"{self.base_url}{token or self.token}/{method}"

    @staticmethod
    def read(response: httpx.Response) -> tuple[int, Json]:
        return response.status_code, response.json()


def keyboard(*rows: int, data: str = "d") -> Json:
    """Rows of so many buttons."""
    return {"inline_keyboard": [[{"text": "A", "callback_data": data} for _ in range(count)] for count in rows]}
