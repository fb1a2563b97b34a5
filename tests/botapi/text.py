"""Message text and its entities, read by Telegram's own parser (TDLib, from PyPI's ``tdjson``).

Offsets and lengths count UTF-16 code units, as everywhere in Telegram.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import tdjson

from .error import bad_request
from .json_type import Json
from .user import User

MAX_TEXT_UNITS = 4096
MAX_CAPTION_UNITS = 1024

_ENTITY_TYPES = {
    "textEntityTypeMention": "mention",
    "textEntityTypeHashtag": "hashtag",
    "textEntityTypeCashtag": "cashtag",
    "textEntityTypeBotCommand": "bot_command",
    "textEntityTypeUrl": "url",
    "textEntityTypeEmailAddress": "email",
    "textEntityTypePhoneNumber": "phone_number",
    "textEntityTypeBold": "bold",
    "textEntityTypeItalic": "italic",
    "textEntityTypeUnderline": "underline",
    "textEntityTypeStrikethrough": "strikethrough",
    "textEntityTypeSpoiler": "spoiler",
    "textEntityTypeCode": "code",
    "textEntityTypePre": "pre",
    "textEntityTypePreCode": "pre",
    "textEntityTypeBlockQuote": "blockquote",
    "textEntityTypeExpandableBlockQuote": "expandable_blockquote",
    "textEntityTypeTextUrl": "text_link",
    "textEntityTypeMentionName": "text_mention",
    "textEntityTypeCustomEmoji": "custom_emoji",
}
_COPIED_DETAILS = ("url", "language", "custom_emoji_id")
# Inside these Telegram looks for no links, mentions or commands of its own.
_OPAQUE_TYPES = frozenset({"code", "pre", "text_link", "text_mention"})


@dataclass(frozen=True)
class FormattedText:
    """Text as a reader sees it, with its entities in the Bot API's form, by offset."""

    text: str = ""
    entities: tuple[Json, ...] = ()


def utf16_length(text: str) -> int:
    """The length of ``text`` in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of ``text`` an entity covers."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def read_text(source: str, *, html: bool, users: Mapping[int, User]) -> FormattedText:
    """Parses and trims a message's text and finds its links, mentions and commands.

    ``users`` are those a ``tg://user`` link may name. Raises a 400 for text that is empty, not valid HTML
    or longer than 4,096 units.
    """
    if not source:
        raise bad_request("Message text is empty")
    trimmed = _trimmed(_parsed_html(source, users) if html else FormattedText(source))
    if not trimmed.text:
        raise bad_request("Text must be non-empty")
    if utf16_length(trimmed.text) > MAX_TEXT_UNITS:
        raise bad_request("Message is too long")
    return _with_found_entities(trimmed, users)


def read_caption(source: str, *, html: bool, users: Mapping[int, User]) -> FormattedText:
    """Like ``read_text`` for the words under a picture or file, which may be empty and have 1,024 units."""
    trimmed = _trimmed(_parsed_html(source, users) if html else FormattedText(source))
    if utf16_length(trimmed.text) > MAX_CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return _with_found_entities(trimmed, users) if trimmed.text else trimmed


def _parsed_html(source: str, users: Mapping[int, User]) -> FormattedText:
    parse_mode = {"@type": "textParseModeHTML"}
    answer = _execute({"@type": "parseTextEntities", "text": source, "parse_mode": parse_mode})
    return FormattedText(answer["text"], _to_api(answer["entities"], users))


def _trimmed(formatted: FormattedText) -> FormattedText:
    """Drops the white space at both ends; in front only up to the first entity, as TDLib does."""
    text = formatted.text.rstrip()
    blank = len(text) - len(text.lstrip())
    start = min([blank, *(entity["offset"] for entity in formatted.entities)])
    end = utf16_length(text)
    kept = [
        entity | {"offset": entity["offset"] - start, "length": min(entity["length"], end - entity["offset"])}
        for entity in formatted.entities
        if entity["offset"] < end
    ]
    return FormattedText(text[start:], tuple(kept))


def _with_found_entities(formatted: FormattedText, users: Mapping[int, User]) -> FormattedText:
    answer = _execute({"@type": "getTextEntities", "text": formatted.text})
    opaque = [entity for entity in formatted.entities if entity["type"] in _OPAQUE_TYPES]
    found = [
        entity
        for entity in _to_api(answer["entities"], users)
        if not any(_overlap(entity, explicit) for explicit in opaque)
    ]
    entities = sorted([*formatted.entities, *found], key=lambda entity: (entity["offset"], -entity["length"]))
    return FormattedText(formatted.text, tuple(entities))


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def _to_api(entities: list[Json], users: Mapping[int, User]) -> tuple[Json, ...]:
    converted = (_entity_to_api(entity, users) for entity in entities)
    return tuple(entity for entity in converted if entity is not None)


def _entity_to_api(entity: Json, users: Mapping[int, User]) -> Json | None:
    """None for what the Bot API does not show: bank cards, media timestamps and links to unknown users."""
    kind = entity["type"]
    name = _ENTITY_TYPES.get(kind["@type"])
    if name is None:
        return None
    shown: Json = {"type": name, "offset": entity["offset"], "length": entity["length"]}
    if name == "text_mention":
        user = users.get(kind["user_id"])
        return None if user is None else shown | {"user": user.to_api()}
    return shown | {detail: kind[detail] for detail in _COPIED_DETAILS if detail in kind}


def _execute(request: Json) -> Json:
    answer = tdjson.td_execute(json.dumps(request).encode())
    if answer is None:
        raise RuntimeError(f"TDLib does not execute {request['@type']} synchronously")
    result = cast(Json, json.loads(answer))
    if result["@type"] == "error":
        raise bad_request(result["message"])
    return result


# TDLib otherwise writes its start-up to stderr.
_execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
