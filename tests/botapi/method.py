"""How a Bot API method is described."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from .parameter import Fields


@dataclass(frozen=True)
class Method:
    """A method: its parameters' types by name, and the coroutine that carries it out.

    ``handler`` takes the world and, by keyword, the parameters received; it returns the JSON of ``result`` or
    raises ApiError. One that ``takes_files`` is given the uploads that no parameter holds as ``attachments``.
    """

    handler: Callable[..., Awaitable[object]]
    required: Fields = field(default_factory=dict)
    optional: Fields = field(default_factory=dict)
    takes_files: bool = False
