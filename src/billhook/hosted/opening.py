"""Noting that the payer opened the page of an invoice: after the page is sent, without a cookie or a pixel."""

import re

import structlog
from starlette.background import BackgroundTask
from starlette.requests import Request

from billhook.db.tenants import Tenant
from billhook.db.unavailable import DatabaseUnavailable
from billhook.hosted.payer import PayerVerbs
from billhook.invoices import verbs
from billhook.kernel.errors import ApiError
from billhook.people import store as people
from billhook.people.actions.managing import enters
from billhook.people.rules.sessions import COOKIES

log = structlog.get_logger(__name__)

# Programs that fetch a page because its address stands in a message.
_PROGRAM = re.compile(
    r"bot\b|crawler|spider|preview|scanner|facebookexternalhit|whatsapp|skypeuri|curl/|wget/", re.IGNORECASE
)
_FRAMES = frozenset({"iframe", "frame", "embed", "object"})


def is_opening(method: str, headers: dict[str, str]) -> bool:
    """Whether a request looks like a person who opens the page; `headers` have names in lower case."""
    return (
        method == "GET"
        and headers.get("sec-fetch-dest", "") not in _FRAMES
        and "prefetch" not in headers.get("sec-purpose", "") + headers.get("purpose", "")
        and _PROGRAM.search(headers.get("user-agent", "")) is None
    )


def noting(payer: PayerVerbs, request: Request, tenant: Tenant, invoice_id: str) -> BackgroundTask | None:
    """What is done once the page is sent; None if it was no person who asked for it."""
    if not is_opening(request.method, dict(request.headers)):
        return None
    tokens = [token for name in COOKIES if (token := request.cookies.get(name))]
    return BackgroundTask(_note, payer, tenant, invoice_id, tokens)


async def _note(payer: PayerVerbs, tenant: Tenant, invoice_id: str, tokens: list[str]) -> None:
    """Note it, unless it is somebody of the account. The page has been shown, so nothing of this may fail loudly."""
    try:
        if not any([await _is_of_account(payer, tenant, token) for token in tokens]):
            await payer.run(verbs.NOTE_OPENING, tenant, invoice_id)
    except (ApiError, DatabaseUnavailable) as error:
        log.warning("opening not noted", invoice=invoice_id, error=str(error))


async def _is_of_account(payer: PayerVerbs, tenant: Tenant, token: str) -> bool:
    """Whether a person of the account is signed in with this token."""
    async with payer.executor.transactions.read(tenant) as reader:
        found = await people.session(reader.conn, token)
        if found is None:
            return False
        session, person = found
        is_signed_in = not session.is_over(reader.now)
        return is_signed_in and (person.account == tenant.root or await enters(reader.conn, person))
