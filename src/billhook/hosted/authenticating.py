"""The page on which the holder of a test card agrees to a payment or a set-up, in the place of their bank's own, and on
which that of an account tells what arrived there."""

import contextlib

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from billhook.checkout import store as checkout
from billhook.db.calls import Refused
from billhook.db.tenants import Tenant
from billhook.db.tx import Reader
from billhook.db.verbs import Verb
from billhook.hosted import pages
from billhook.hosted.addressing import named_tenant
from billhook.hosted.challenge import challenge
from billhook.hosted.form_bodies import form_body
from billhook.hosted.leading_away import LeadingPages
from billhook.hosted.payer import PayerVerbs
from billhook.hosted.presenting import path_of
from billhook.hosted.responses import not_found, page
from billhook.invoices import store as invoices
from billhook.invoices import view as invoice_view
from billhook.kernel.errors import ApiError
from billhook.payments import store
from billhook.payments import verbs as payment_verbs
from billhook.payments.actions.create import SECRET_LENGTH
from billhook.payments.objects import PaymentIntent
from billhook.payments.params import VerifyMicrodeposits
from billhook.processors.declines import AGAIN
from billhook.processors.known import offers_of
from billhook.setup_intents import store as setup_intents
from billhook.setup_intents import verbs as setup_verbs
from billhook.setup_intents.objects import SetupIntent
from billhook.wire import addresses

_VERIFIES: dict[type[PaymentIntent | SetupIntent], Verb] = {
    PaymentIntent: payment_verbs.VERIFY_DEPOSITS,
    SetupIntent: setup_verbs.VERIFY_DEPOSITS,
}
_CODE_LENGTH_MAX = 30
_AUTHENTICATES: dict[type[PaymentIntent | SetupIntent], Verb] = {
    PaymentIntent: payment_verbs.AUTHENTICATE,
    SetupIntent: setup_verbs.AUTHENTICATE,
}


class Authentication:
    """`GET` shows the page, `POST outcome=complete|fail` decides, and `descriptor_code` verifies an account.

    The secret in the address is that of the payer.
    """

    def __init__(self, verbs: PayerVerbs, leading: LeadingPages) -> None:
        """`leading` are the pages of accounts whose processor asks the holder on a page of its own."""
        self._verbs, self._leading = verbs, leading

    async def show(self, request: Request) -> Response:
        tenant, intent, _ = await self._find(request)
        if tenant is not None and not offers_of(tenant).makes_cards:
            return await self._leading.show(request)
        if tenant is None or intent is None:
            return not_found(request)
        return page(pages.authentication_page(challenge(tenant, intent)), headers=pages.FORM_HEADERS)

    async def decide(self, request: Request) -> Response:
        tenant, intent, back_path = await self._find(request)
        if tenant is not None and not offers_of(tenant).makes_cards:
            return await self._leading.leave(request)
        if tenant is None or intent is None:
            return not_found(request)
        form = await form_body(request) or {}
        outcome, code = form.get("outcome"), form.get("descriptor_code", "").strip()
        if intent.awaits_deposits and code:
            wrong = await self._verified(tenant, intent, code)
            if wrong is not None:
                shown = pages.authentication_page(challenge(tenant, intent, wrong))
                return page(shown, status=422, headers=pages.FORM_HEADERS)
        elif outcome in ("complete", "fail"):
            with contextlib.suppress(ApiError):  # decided already, in another tab or a moment ago
                await self._verbs.run(_AUTHENTICATES[type(intent)], tenant, intent.id, agreed=outcome == "complete")
        # This page tells what came of it, or that of the invoice: a reload or the back button asks nothing twice.
        return RedirectResponse(back_path or request.url.path, status_code=303, headers=dict(pages.FORM_HEADERS))

    async def _verified(self, tenant: Tenant, intent: PaymentIntent | SetupIntent, code: str) -> str | None:
        """Verify an account; why the code was wrong, where it can be told again."""
        given = VerifyMicrodeposits(descriptor_code=code[:_CODE_LENGTH_MAX])
        with contextlib.suppress(ApiError):  # told already, in another tab or a moment ago
            result = await self._verbs.run(_VERIFIES[type(intent)], tenant, given, intent.id)
            if isinstance(result, Refused) and result.error.kind in AGAIN:
                return result.error.message
        return None

    async def _find(self, request: Request) -> tuple[Tenant | None, PaymentIntent | SetupIntent | None, str | None]:
        """The tenant, the intent, and the page to which its payer goes back: that of an invoice or of a session."""
        tenant, secret = await named_tenant(self._verbs.directory, request, SECRET_LENGTH)
        intent_id = request.path_params["intent"]
        if tenant is None or not intent_id.isascii() or "\0" in intent_id:
            return None, None, None
        async with self._verbs.executor.transactions.read(tenant) as reader:
            if intent_id.startswith("seti_"):
                setup = await setup_intents.find(reader, intent_id)
                if setup is None or setup.secret != secret:
                    return tenant, None, None
                return tenant, setup, await _checkout_path(reader, setup)
            intent = await store.find_intent(reader, intent_id)
            is_elsewhere = intent is not None and (intent.awaits_transfer or intent.session is not None)
            if intent is None or intent.secret != secret or is_elsewhere:
                return tenant, None, None
            if intent.invoice is None or intent.return_url is not None:
                return tenant, intent, await _checkout_path(reader, intent)
            details = await invoices.find(reader, intent.invoice)
            url = invoice_view.hosted_url(reader, details.invoice) if details is not None else None
            return tenant, intent, path_of(url) if url is not None else None


async def _checkout_path(reader: Reader, intent: PaymentIntent | SetupIntent) -> str | None:
    """The page of the Checkout Session whose payer tried with an intent, where there is one."""
    session = await checkout.find_of_intent(reader, intent.id) if intent.return_url is None else None
    return path_of(addresses.checkout(reader.tenant, session.token)) + "?done=yes" if session is not None else None
