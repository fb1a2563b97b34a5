"""What a call brings: parameters from the query and the body, and uploaded files."""

from aiohttp import web

from .error import bad_request
from .file import Upload
from .json_type import Json


async def received(request: web.Request) -> Json:
    """The query's and the body's parameters together; raises a 400 for one that is given twice."""
    found: Json = {}
    for name, value in [*request.query.items(), *(await _body(request))]:
        if name in found:
            raise bad_request(f'parameter "{name}" is given twice')
        found[name] = value
    return found


async def _body(request: web.Request) -> list[tuple[str, object]]:
    if not request.can_read_body:
        return []
    if request.content_type == "application/json":
        return list((await _json_body(request)).items())
    if request.content_type == "application/x-www-form-urlencoded":
        return list((await request.post()).items())
    if request.content_type == "multipart/form-data":
        return [(name, _part(value)) for name, value in (await request.post()).items()]
    raise bad_request(f"unsupported content type {request.content_type}")


async def _json_body(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad_request("the body must be a JSON object")
    return body


def _part(value: str | bytes | bytearray | web.FileField) -> object:
    if isinstance(value, web.FileField):
        with value.file:
            return Upload(value.filename, value.file.read())
    return value if isinstance(value, str) else value.decode()
