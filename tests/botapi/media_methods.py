"""Methods that send photos and documents and that give files back."""

from typing import Any

from .error import bad_request
from .file import MAX_DOWNLOAD_BYTES, Kind, Media, Upload
from .json_type import Json
from .method import Method
from .parameter import boolean, object_of, one_of, string
from .sending import OPTIONS, PLACE, parse_mode, target
from .text import read_caption
from .world import World

_ATTACHED = "attach://"
_RIGHTS: dict[Kind, str] = {"photo": "photos", "document": "documents"}


def file(raw: object, name: str) -> "Upload | str":
    """The parameter type of a file: an upload, the id of a stored one, or the name of an attachment."""
    return raw if isinstance(raw, Upload) else string(raw, name)


media_object = object_of(
    required={"type": one_of("photo", "document"), "media": string},
    optional={
        "caption": string,
        "parse_mode": parse_mode,
        "show_caption_above_media": boolean,
        "has_spoiler": boolean,
        "disable_content_type_detection": boolean,
    },
)


def attached(world: World, source: "Upload | str", kind: Kind, attachments: Json) -> Media:
    """The media of a file parameter, ``attachments`` being the call's other uploads; raises a 400."""
    if isinstance(source, str) and source.startswith(_ATTACHED):
        name = source.removeprefix(_ATTACHED)
        if name not in attachments:
            raise bad_request(f'file "{name}" to be attached not found in the request')
        source = attachments[name]
    if isinstance(source, Upload):
        return world.store(source, kind)
    media = world.media.get(source)
    if media is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if media.kind != kind:
        raise bad_request("type of file mismatch")
    return media


async def _send_photo(world: World, *, photo: "Upload | str", **rest: Any) -> Json:
    return _send(world, "photo", photo, **rest)


async def _send_document(world: World, *, document: "Upload | str", **rest: Any) -> Json:
    return _send(world, "document", document, **rest)


def _send(
    world: World,
    kind: Kind,
    source: "Upload | str",
    *,
    caption: str = "",
    parse_mode: str | None = None,
    attachments: Json | None = None,
    show_caption_above_media: bool = False,
    has_spoiler: bool = False,
    disable_content_type_detection: bool = False,
    **place: Any,
) -> Json:
    content = read_caption(caption, html=parse_mode is not None, users=world.users)
    goal = target(world, _RIGHTS[kind], **place)
    return goal.post(world, content, media=attached(world, source, kind, attachments or {})).to_api()


async def _get_file(world: World, *, file_id: str) -> Json:
    found = world.files.get(file_id) or (world.media[file_id].file if file_id in world.media else None)
    if found is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(found.content) > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return found.to_api()


_CAPTION = {"caption": string, "parse_mode": parse_mode}

MEDIA_METHODS = {
    "sendPhoto": Method(
        _send_photo,
        required={**PLACE, "photo": file},
        optional={**OPTIONS, **_CAPTION, "show_caption_above_media": boolean, "has_spoiler": boolean},
        takes_files=True,
    ),
    "sendDocument": Method(
        _send_document,
        required={**PLACE, "document": file},
        optional={**OPTIONS, **_CAPTION, "disable_content_type_detection": boolean},
        takes_files=True,
    ),
    "getFile": Method(_get_file, required={"file_id": string}),
}
