"""The parameters of a request, as the caller spelled them: from a form, a file's upload, or JSON of the v2 API."""

from billhook.kernel import errors
from billhook.wire import forms, json_bodies, multipart
from billhook.wire.asking import Asked
from billhook.wire.forms import Form
from billhook.wire.routing import Route

_FORM, _JSON, _V2 = b"application/x-www-form-urlencoded", b"application/json", "/v2/"
_FILE = "file"


async def sent_to(route: Route, asked: Asked) -> Form:
    """What was sent to a route. Raises MALFORMED_FORM, WRONG_CONTENT_TYPE, FILE_TOO_LARGE."""
    try:
        return await _read(route, asked)
    except forms.MalformedForm as error:
        raise errors.MALFORMED_FORM(param=error.param, reason=error.message) from None


async def _read(route: Route, asked: Asked) -> Form:
    if route.uploads and (boundary := multipart.boundary_of(asked.content_type_header)) is not None:
        return await _uploaded(asked, boundary, route.uploads)
    raw = asked.query
    if route.method == "POST":
        body = await asked.body()
        if body and asked.content_type == _JSON and route.path.startswith(_V2):
            return json_bodies.decode(body)
        if body and asked.content_type not in (_FORM, b""):
            raise errors.WRONG_CONTENT_TYPE()
        raw = body + b"&" + raw if raw and body else body or raw
    return forms.decode(raw) if raw else {}


async def _uploaded(asked: Asked, boundary: bytes, bytes_max: int) -> Form:
    """The parameters of a multipart form. What is refused is read to its end all the same, so that the client gets to
    see the answer."""
    chunks = asked.chunks()
    try:
        return await multipart.read(chunks, boundary, file=_FILE, bytes_max=bytes_max)
    except multipart.FileTooLarge:
        refused = errors.FILE_TOO_LARGE(param=_FILE, name=_FILE, limit=f"{bytes_max} bytes")
    except forms.MalformedForm as error:
        refused = errors.MALFORMED_FORM(param=error.param, reason=error.message)
    async for _ in chunks:
        pass
    raise refused
