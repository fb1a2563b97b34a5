"""The record of what the bot asked."""

from dataclasses import dataclass, field

from .json_type import Json


@dataclass(eq=False)
class Call:
    """A call of a method at ``at`` Unix seconds.

    ``parameters`` are typed once they have passed the checks, else as received; ``status`` is the HTTP status
    answered, None while the call runs and for ever if its connection was dropped.
    """

    method: str
    at: float
    parameters: Json = field(default_factory=dict)
    status: int | None = None
