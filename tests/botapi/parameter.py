"""Parameter types and the checks a table of them implies.

A type is a function of the received value and the parameter's name that returns the typed value or raises a 400.
Values received in a form or a query are strings; objects and arrays are then JSON text.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from .error import ApiError, bad_request
from .json_type import Json

Type = Callable[[object, str], Any]
Fields = Mapping[str, Type]

_BOOLEANS = {"true": True, "false": False}
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "Message text is empty",
    "message_id": "Message identifier is not specified",
}


def validated(received: Mapping[str, object], required: Fields, optional: Fields) -> Json:
    """The received values, typed; raises a 400 for a missing, unknown or ill-typed one."""
    types = {**required, **optional}
    for name in received.keys() - types.keys():
        raise bad_request(f'unknown parameter "{name}"')
    for name in required:
        if name not in received:
            raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
    return {name: types[name](raw, name) for name, raw in received.items()}


def string(raw: object, name: str) -> str:
    """A string, possibly empty."""
    if not isinstance(raw, str):
        raise _wrong(name, "a string")
    return raw


def integer(raw: object, name: str) -> int:
    """An integer or its decimal digits."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"-?[0-9]+", raw):
        return int(raw)
    raise _wrong(name, "an integer")


def boolean(raw: object, name: str) -> bool:
    """True or false, or either word in any case."""
    value = _BOOLEANS.get(raw.lower()) if isinstance(raw, str) else raw
    if not isinstance(value, bool):
        raise _wrong(name, "a boolean")
    return value


def chat_id(raw: object, name: str) -> int | str:
    """A chat's identifier or a public chat's @username."""
    if isinstance(raw, str) and raw.startswith("@"):
        return raw
    return integer(raw, name)


def integer_between(low: int, high: int) -> Type:
    """An integer of the closed range; Telegram itself silently clamps most of them."""

    def read(raw: object, name: str) -> int:
        value = integer(raw, name)
        if not low <= value <= high:
            raise _wrong(name, f"from {low} to {high}")
        return value

    return read


def one_of(*values: str) -> Type:
    """One of a few words, in exactly that spelling."""

    def read(raw: object, name: str) -> str:
        value = string(raw, name)
        if value not in values:
            raise _wrong(name, f"one of {', '.join(values)}")
        return value

    return read


def array_of(element: Type) -> Type:
    """A list whose elements are of one type."""

    def read(raw: object, name: str) -> list[Any]:
        values = _decoded(raw, name)
        if not isinstance(values, list):
            raise _wrong(name, "an array")
        return [element(value, f"{name}[{index}]") for index, value in enumerate(values)]

    return read


def object_of(required: Fields, optional: Fields) -> Type:
    """A JSON object of exactly these fields."""

    def read(raw: object, name: str) -> Json:
        return validated(json_object(raw, name), required, optional)

    return read


def json_object(raw: object, name: str) -> Json:
    """A JSON object of any fields."""
    value = _decoded(raw, name)
    if not isinstance(value, dict):
        raise _wrong(name, "an object")
    return value


def _decoded(raw: object, name: str) -> object:
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except ValueError:
        raise bad_request(f"can't parse {name} JSON object") from None


def _wrong(name: str, expected: str) -> ApiError:
    return bad_request(f'parameter "{name}" must be {expected}')
