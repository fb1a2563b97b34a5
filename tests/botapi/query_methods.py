"""Methods that answer presses of buttons and inline queries."""

from typing import Any

from .error import bad_request
from .inline import InlineAnswer, InlineResult
from .json_type import Json
from .keyboard import inline_keyboard
from .method import Method
from .parameter import Fields, array_of, boolean, integer, json_object, object_of, string, validated
from .people import START_PARAMETER
from .sending import link_preview_options, parse_mode
from .text import read_caption, read_text
from .world import World

_MAX_ANSWER_CHARACTERS = 200
_MAX_RESULTS = 50
_MAX_ID_BYTES = 64
_MAX_OFFSET_BYTES = 64
_UNKNOWN_QUERY = "query is too old and response timeout expired or query ID is invalid"


async def _answer_callback_query(world: World, *, callback_query_id: str, **answer: object) -> bool:
    query = world.callbacks.get(callback_query_id)
    # Telegram may let a second answer pass, unseen by the user; here it shows that the bot lost count.
    if query is None or query.answer is not None:
        raise bad_request(_UNKNOWN_QUERY)
    if len(str(answer.get("text", ""))) > _MAX_ANSWER_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = dict(answer)
    world.emit("callback", query)
    return True


async def _answer_inline_query(
    world: World,
    *,
    inline_query_id: str,
    results: list[Json],
    cache_time: int = 300,
    is_personal: bool = False,
    next_offset: str = "",
    button: Json | None = None,
) -> bool:
    query = world.inline_queries.get(inline_query_id)
    if query is None or query.answer is not None:
        raise bad_request(_UNKNOWN_QUERY)
    if len(results) > _MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(next_offset.encode()) > _MAX_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    if button is not None and not START_PARAMETER.fullmatch(button.get("start_parameter", "")):
        raise bad_request("START_PARAM_INVALID")
    offered = tuple(_result(world, result) for result in results)
    query.answer = InlineAnswer(offered, cache_time, is_personal, next_offset, button)
    world.emit("inline", query)
    return True


def _result(world: World, fields: Json) -> InlineResult:
    """A result from its typed fields; raises a 400 for an id, text or file that Telegram refuses."""
    if not 1 <= len(fields["id"].encode()) <= _MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    kind = fields["type"]
    shown: Json = {
        "title": fields.get("title", ""),
        "description": fields.get("description", ""),
        "keyboard": fields.get("reply_markup", ()),
    }
    if kind == "article":
        if not shown["title"]:
            raise bad_request("ARTICLE_TITLE_EMPTY")
        written = fields["input_message_content"]
        content = read_text(written["message_text"], html="parse_mode" in written, users=world.users)
        return InlineResult(
            fields["id"], kind, content=content, link_preview=written.get("link_preview_options"), **shown
        )
    media = world.media.get(fields[f"{kind}_file_id"])
    if media is None or media.kind != kind:
        raise bad_request("wrong file identifier/HTTP URL specified")
    content = read_caption(fields.get("caption", ""), html="parse_mode" in fields, users=world.users)
    return InlineResult(fields["id"], kind, content=content, media=media, **shown)


_words = object_of({"message_text": string}, {"parse_mode": parse_mode, "link_preview_options": link_preview_options})
_COMMON: Fields = {"title": string, "description": string, "reply_markup": inline_keyboard}
_CACHED: Fields = {**_COMMON, "caption": string, "parse_mode": parse_mode, "show_caption_above_media": boolean}
_RESULTS: dict[str, tuple[Fields, Fields]] = {
    "article": (
        {"title": string, "input_message_content": _words},
        {
            **_COMMON,
            "url": string,
            "thumbnail_url": string,
            "thumbnail_width": integer,
            "thumbnail_height": integer,
        },
    ),
    "photo": ({"photo_file_id": string}, _CACHED),
    "document": ({"document_file_id": string, "title": string}, _CACHED),
}


def _inline_result(raw: object, name: str) -> Any:
    """The parameter type of a result: an article, or a photo or document that is stored already."""
    received = json_object(raw, name)
    required, optional = _RESULTS.get(str(received.get("type")), (None, None))
    if required is None or optional is None:
        raise bad_request("can't parse InlineQueryResult: Unsupported type specified")
    return validated(received, {"type": string, "id": string, **required}, optional)


QUERY_METHODS = {
    "answerCallbackQuery": Method(
        _answer_callback_query,
        required={"callback_query_id": string},
        optional={"text": string, "show_alert": boolean, "url": string, "cache_time": integer},
    ),
    "answerInlineQuery": Method(
        _answer_inline_query,
        required={"inline_query_id": string, "results": array_of(_inline_result)},
        optional={
            "cache_time": integer,
            "is_personal": boolean,
            "next_offset": string,
            "button": object_of({"text": string}, {"start_parameter": string}),
        },
    ),
}
