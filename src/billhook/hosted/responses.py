"""Pages as answers."""

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from billhook.db.tenants import Tenant
from billhook.hosted import pages
from billhook.hosted.link_over import LinkOver
from billhook.hosted.words.catalogue import page_locale
from billhook.kernel.display import DEFAULT_LOCALE
from billhook.kernel.languages import is_supported

_NOTHING: Mapping[str, str] = {}


def page(body: bytes, *, status: int = 200, headers: Mapping[str, str] = pages.PAGE_HEADERS) -> Response:
    """A page with the strict headers; one with a form travels with `pages.FORM_HEADERS`."""
    return Response(body, status_code=status, media_type=pages.CONTENT_TYPE, headers=dict(headers))


def not_found(request: Request, *, status: int = 404, headers: Mapping[str, str] = _NOTHING) -> Response:
    """The page for an address that leads nowhere, in the browser's language."""
    body = pages.not_found_page(page_locale_of(request))
    return page(body, status=status, headers={**pages.PAGE_HEADERS, **headers})


def expired(over: LinkOver) -> Response:
    """The page for a link that is over, in the customer's language."""
    return page(pages.link_over_page(over), status=410, headers=pages.FORM_HEADERS)


def chosen_language(request: Request) -> tuple[str, ...]:
    """The language that an address asks for as `?locale=de`; nothing if it is none of ours."""
    asked = request.query_params.get("locale", "")
    return (asked,) if is_supported(asked) else ()


def page_locale_of(request: Request, tenant: Tenant | None = None) -> str:
    """The locale of a page about nobody in particular: the chosen one, the browser's, the account's, English."""
    issuer = tenant.settings.locale if tenant is not None else DEFAULT_LOCALE
    return page_locale(request.headers.get("accept-language", ""), known=chosen_language(request), issuer=issuer)


def download(pdf: bytes, name: str) -> Response:
    """A PDF. The number may be chosen by a caller: only what a header and every file system can hold is in the name."""
    headers = {
        "Content-Disposition": f'inline; filename="{re.sub(r"[^A-Za-z0-9._-]+", "-", name)}"',
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)
