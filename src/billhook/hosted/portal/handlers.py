"""The pages of the portal and its forms, as answers to requests."""

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from billhook.customers import verbs
from billhook.customers.params import UpdateCustomer
from billhook.db.verbs import Verb
from billhook.hosted import pages
from billhook.hosted.form_bodies import form_body
from billhook.hosted.payer import PayerVerbs
from billhook.hosted.portal import forms, rendering
from billhook.hosted.portal.details import NOT_SENT, Sent, details_page
from billhook.hosted.portal.frame import DETAILS, INVOICES, PAYMENTS, frame_of
from billhook.hosted.portal.listing import invoices_page, payments_page
from billhook.hosted.portal.visiting import Over, Visit, visit_of
from billhook.hosted.responses import not_found, page
from billhook.hosted.words.catalogue import words_for
from billhook.kernel.api_error import ApiError
from billhook.payment_methods import store as methods
from billhook.wire import forms as wire_forms

_SAVED = "saved"
Handler = Callable[["Portal", Request, Visit], Awaitable[Response]]


def _of_session(handler: Handler) -> Callable[["Portal", Request], Awaitable[Response]]:
    """Let in whom the address names; everybody else learns that it leads nowhere, or no longer."""

    @wraps(handler)
    async def answer(self: "Portal", request: Request) -> Response:
        visit = await visit_of(self.verbs, request)
        if visit is None:
            return not_found(request)
        if isinstance(visit, Over):
            of_account = visit.tenant.settings
            return page(rendering.over_page(of_account.business_name, visit.locale), status=410)
        return await handler(self, request, visit)

    return answer


class Portal:
    """`GET` shows a page; each form is posted to an address of its own and leads back to the page of the details."""

    def __init__(self, verbs: PayerVerbs) -> None:
        self.verbs = verbs

    @_of_session
    async def invoices(self, request: Request, visit: Visit) -> Response:
        before = request.query_params.get("before")
        async with self.verbs.executor.transactions.read(visit.tenant) as reader:
            shown = await invoices_page(reader, visit, before)
        return page(rendering.invoices_page(frame_of(visit, INVOICES), shown))

    @_of_session
    async def payments(self, request: Request, visit: Visit) -> Response:
        asked = request.query_params
        async with self.verbs.executor.transactions.read(visit.tenant) as reader:
            try:
                shown = await payments_page(reader, visit, asked.get("before"), asked.get("notes_before"))
            except ApiError:  # a list cannot go on after what is not there
                shown = await payments_page(reader, visit, None, None)
        return page(rendering.payments_page(frame_of(visit, PAYMENTS), shown))

    @_of_session
    async def details(self, request: Request, visit: Visit) -> Response:
        said = words_for(visit.locale).portal.saved if _SAVED in request.query_params else ""
        return await self._page(visit, said=said)

    @_of_session
    async def back(self, request: Request, visit: Visit) -> Response:
        """Lead back from an address to which a form was sent, if it is reloaded."""
        return _to(visit.at(DETAILS))

    @_of_session
    async def save(self, request: Request, visit: Visit) -> Response:
        sent = await _form(request, visit)
        if sent is None:
            return await self._not_read(visit)
        words, problems = words_for(visit.locale), forms.Problems()
        typed = forms.typed(sent, forms.DETAILS)
        params = forms.to_update(typed, visit.customer, problems, words)
        if params is not None:
            try:
                await self.verbs.run(verbs.UPDATE, visit.tenant, params, visit.customer.id)
            except ApiError as error:
                forms.note(error, problems, words)
        if problems:
            return await self._page(visit, details=Sent(typed, problems))
        return _saved(visit)

    @_of_session
    async def add_tax_id(self, request: Request, visit: Visit) -> Response:
        sent = await _form(request, visit)
        if sent is None:
            return await self._not_read(visit)
        words, problems = words_for(visit.locale), forms.Problems()
        typed = forms.typed(sent, forms.TAX_ID)
        params = forms.to_tax_id(typed, problems, words)
        if params is not None:
            try:
                await self.verbs.run(verbs.CREATE_TAX_ID_OF, visit.tenant, params, visit.customer.id)
            except ApiError as error:
                forms.note(error, problems, words)
        if problems:
            return await self._page(visit, tax_id=Sent(typed, problems))
        return _saved(visit)

    @_of_session
    async def remove_tax_id(self, request: Request, visit: Visit) -> Response:
        return await self._pressed(
            request, visit, verbs.DELETE_TAX_ID_OF, visit.customer.id, request.path_params["tax_id"]
        )

    @_of_session
    async def make_default(self, request: Request, visit: Visit) -> Response:
        given: wire_forms.Form = {"default_payment_method": request.path_params["method"]}
        try:
            params = UpdateCustomer.model_validate({"invoice_settings": given})
        except ValueError:
            return not_found(request)
        return await self._pressed(request, visit, verbs.UPDATE, params, visit.customer.id)

    @_of_session
    async def remove_method(self, request: Request, visit: Visit) -> Response:
        method_id = request.path_params["method"]
        async with self.verbs.executor.transactions.read(visit.tenant) as reader:
            method = await methods.find(reader, method_id) if _is_id(method_id) else None
        # What left its customer never comes back to another, so it is theirs when the verb runs, or nobody's.
        if method is None or method.customer != visit.customer.id:
            return _to(visit.at(DETAILS))
        return await self._pressed(request, visit, verbs.DETACH, method_id)

    async def _pressed(self, request: Request, visit: Visit, verb: Verb, *arguments: object) -> Response:
        """Run a verb for a button. If it is refused, the thing is gone already, and the page shows what there is."""
        if await _form(request, visit) is None:
            return await self._not_read(visit)
        if not all(_is_id(value) for value in request.path_params.values()):
            return _to(visit.at(DETAILS))
        try:
            await self.verbs.run(verb, visit.tenant, *arguments)
        except ApiError:
            return _to(visit.at(DETAILS))
        return _saved(visit)

    async def _not_read(self, visit: Visit) -> Response:
        """A form that none of the session's own pages sent."""
        problems = {"": words_for(visit.locale).forms.not_read}
        return await self._page(visit, details=Sent({}, problems), status=403)

    async def _page(
        self, visit: Visit, details: Sent = NOT_SENT, tax_id: Sent = NOT_SENT, *, said: str = "", status: int = 422
    ) -> Response:
        async with self.verbs.executor.transactions.read(visit.tenant) as reader:
            shown = await details_page(reader, visit, details, tax_id)
        body = rendering.details_page(frame_of(visit, DETAILS, said=said), shown)
        is_refused = bool(details.problems or tax_id.problems)
        return page(body, status=status if is_refused else 200, headers=pages.FORM_HEADERS)


def routes(verbs: PayerVerbs) -> list[Route]:
    """Where the portal is."""
    portal, at = Portal(verbs), "/portal/{account}/{token}"
    posted = [
        ("/tax_ids", portal.add_tax_id),
        ("/tax_ids/{tax_id}/remove", portal.remove_tax_id),
        ("/payment_methods/{method}/default", portal.make_default),
        ("/payment_methods/{method}/remove", portal.remove_method),
    ]
    return [
        Route(f"{at}{INVOICES}", portal.invoices),
        Route(f"{at}{PAYMENTS}", portal.payments),
        Route(f"{at}{DETAILS}", portal.details),
        Route(f"{at}{DETAILS}", portal.save, methods=["POST"]),
        *[Route(f"{at}{place}", portal.back) for place, _ in posted],
        *[Route(f"{at}{place}", act, methods=["POST"]) for place, act in posted],
    ]


async def _form(request: Request, visit: Visit) -> Mapping[str, str] | None:
    """What a form of this session holds; None for what none of its pages sent."""
    sent = await form_body(request)
    if sent is None or not compare_digest(sent.get("form_token", "").encode(), visit.form_token.encode()):
        return None
    return sent


def _is_id(text: str) -> bool:
    """Whether a part of a path can be an id, or a token, at all."""
    return text.isascii() and text.replace("_", "").isalnum() and len(text) <= 255


def _saved(visit: Visit) -> Response:
    return _to(visit.at(DETAILS, **{_SAVED: "yes"}))


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303, headers=dict(pages.FORM_HEADERS))
