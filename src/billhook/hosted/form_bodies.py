"""What a browser sends with a form."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from billhook.hosted.bounded_body import bounded_body

_BODY_MAX = 10_000
_FIELDS_MAX = 30


async def form_body(request: Request) -> Mapping[str, str] | None:
    """The fields of a form, the first of each name; None for a body that no page of ours sends."""
    body = await bounded_body(request, _BODY_MAX)
    if body is None:
        return None
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS_MAX)
    except ValueError:
        return None
    fields: dict[str, str] = {}
    for name, value in pairs:
        # No key of a keyboard makes a null character, and the database keeps none.
        fields.setdefault(name, value.replace("\0", ""))
    return fields
