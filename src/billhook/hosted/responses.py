"""Pages as answers."""

from collections.abc import Mapping

from starlette.responses import Response

from billhook.hosted import pages


def page(body: bytes, *, status: int = 200, headers: Mapping[str, str] = pages.PAGE_HEADERS) -> Response:
    """A page with the strict headers; one with a form travels with `pages.FORM_HEADERS`."""
    return Response(body, status_code=status, media_type=pages.CONTENT_TYPE, headers=dict(headers))
