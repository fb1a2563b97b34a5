"""Failed calls, in Telegram's own wording."""

from .json_type import Json


class ApiError(Exception):
    """A call's failure: the HTTP status, Telegram's description and its optional ``parameters`` object."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def to_api(self) -> Json:
        """The body of the answer."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return body | {"parameters": self.parameters} if self.parameters else body


def bad_request(reason: str) -> ApiError:
    """A 400; like Telegram, a reason that is a sentence loses its capital and a CONSTANT keeps it."""
    is_sentence = reason[:1].isupper() and reason[1:2].islower()
    return ApiError(400, f"Bad Request: {reason[0].lower() + reason[1:] if is_sentence else reason}")


def migrated(chat_id: int) -> ApiError:
    """The 400 of a group that became the supergroup ``chat_id``."""
    return ApiError(
        400, "Bad Request: group chat was upgraded to a supergroup chat", parameters={"migrate_to_chat_id": chat_id}
    )


def unauthorized() -> ApiError:
    """The 401 of a well-formed token that is not the bot's."""
    return ApiError(401, "Unauthorized")


def forbidden(reason: str) -> ApiError:
    """A 403, for example ``forbidden("bot was blocked by the user")``."""
    return ApiError(403, f"Forbidden: {reason}")


def not_found() -> ApiError:
    """The 404 of an address that names no bot."""
    return ApiError(404, "Not Found")


def conflict(reason: str) -> ApiError:
    """A 409, of which Telegram knows two: another poller, or a webhook."""
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """The 429 that asks the bot to wait ``retry_after`` seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", parameters={"retry_after": retry_after})


def server_error(code: int = 500) -> ApiError:
    """A 5xx with a JSON body."""
    return ApiError(code, {502: "Bad Gateway", 504: "Gateway Timeout"}.get(code, "Internal Server Error"))
