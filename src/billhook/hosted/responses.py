"""Pages as answers."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from billhook.db.tenants import Tenant
from billhook.hosted import pages
from billhook.hosted.words.catalogue import page_locale
from billhook.kernel.display import DEFAULT_LOCALE

_NOTHING: Mapping[str, str] = {}


def page(body: bytes, *, status: int = 200, headers: Mapping[str, str] = pages.PAGE_HEADERS) -> Response:
    """A page with the strict headers; one with a form travels with `pages.FORM_HEADERS`."""
    return Response(body, status_code=status, media_type=pages.CONTENT_TYPE, headers=dict(headers))


def not_found(request: Request, *, status: int = 404, headers: Mapping[str, str] = _NOTHING) -> Response:
    """The page for an address that leads nowhere, in the browser's language."""
    body = pages.not_found_page(page_locale_of(request))
    return page(body, status=status, headers={**pages.PAGE_HEADERS, **headers})


def page_locale_of(request: Request, tenant: Tenant | None = None) -> str:
    """The locale of a page about nobody in particular: the browser's, else the account's, else English."""
    issuer = tenant.settings.locale if tenant is not None else DEFAULT_LOCALE
    return page_locale(request.headers.get("accept-language", ""), issuer=issuer)
