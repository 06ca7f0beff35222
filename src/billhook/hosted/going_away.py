"""The payer pays on the page of a processor: sent there by a form, and waited for when they come back.

What the address says to which they return is not believed: the processor is asked what became of the payment.
"""

import asyncio
import contextlib
from collections.abc import Mapping

from starlette.requests import Request

from billhook.db.cause import PAYER, Cause
from billhook.db.executor import Acting
from billhook.db.tenants import Tenant
from billhook.hosted.finding import Found
from billhook.hosted.links import kept_query
from billhook.hosted.payer import PayerVerbs
from billhook.invoices.verbs import PAY_AWAY
from billhook.kernel.errors import ApiError
from billhook.payments.verbs import WITHDRAW
from billhook.wire import addresses

TRIES = 3
"""So often the page that waits is loaded again before it leads back to the invoice."""

_LOOK_SECONDS = 8.0


def try_of(request: Request) -> int:
    """How often the page that waits was loaded."""
    text = request.query_params.get("try", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0


def next_try(request: Request) -> str:
    """Where the page that waits leads. Of the query that alone is kept that says how the page is shown."""
    query = kept_query(request)
    return f"{request.url.path}{query}{'&' if query else '?'}try={try_of(request) + 1}"


async def withdraw(verbs: PayerVerbs, found: Found) -> None:
    """Withdraw the session that the invoice has open; or it turns out that it was paid."""
    if found.intent is not None and found.intent.session_url is not None:
        await verbs.run(WITHDRAW, found.tenant, found.intent.id)


async def send(
    verbs: PayerVerbs, request: Request, found: Found, sent: Mapping[str, str], *, amount: int, keep: bool | None
) -> object:  # fmt: skip
    """The intent whose payer goes away, `Refused`, or None if another amount is owed by now.

    Raises what `invoices.actions.pay_away.pay_away` raises.
    """
    invoice = found.details.invoice
    assert invoice.hosted_token is not None
    return await verbs.run(
        PAY_AWAY, found.tenant, invoice.id, amount=amount, type=sent.get("method") or None, keep=keep,
        return_url=addresses.back_to(found.tenant, invoice.hosted_token) + kept_query(request),
        locale=found.page.locale,
    )  # fmt: skip


async def look(verbs: PayerVerbs, tenant: Tenant, session: str) -> None:
    """Ask the processor what became of a session, and settle it. Who does not answer soon is asked later."""
    caller = Acting(verbs.directory, tenant, Cause(actor=PAYER))
    with contextlib.suppress(ApiError, TimeoutError):
        async with asyncio.timeout(_LOOK_SECONDS):
            await verbs.executor.resume(caller, session)
