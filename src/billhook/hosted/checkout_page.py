"""The page of a Checkout Session: its payer pays there, or tells a method to keep.

A form that is sent leads back to the page, whatever came of it, as that of an invoice does (`hosted/paying.py`). A page
whose session is complete leads on to the address that the session names.
"""

import asyncio
import re
from collections.abc import Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from billhook.checkout import store
from billhook.checkout.rules.lifecycle import CHECKOUT_SESSION
from billhook.checkout.verbs import PAY, PAY_AWAY
from billhook.db.clocks import look_in_time_of
from billhook.hosted import pages
from billhook.hosted.addressing import named_tenant
from billhook.hosted.away import Awaited, awaited_session
from billhook.hosted.checkout_showing import FoundSession, show
from billhook.hosted.form_bodies import form_body
from billhook.hosted.going_away import TRIES, look, next_try, try_of
from billhook.hosted.pay_forms import FIELD_NAMES, FORMS, Problems, error_words, field_problems, read_form
from billhook.hosted.payer import PayerVerbs
from billhook.hosted.paying import acceptance_of
from billhook.hosted.responses import chosen_language, not_found, page
from billhook.hosted.words.catalogue import page_locale, words_for
from billhook.kernel import errors
from billhook.kernel.clock import as_datetime
from billhook.kernel.errors import ApiError
from billhook.payment_methods.objects import CARD, SEPA_DEBIT
from billhook.payments import store as payments
from billhook.payments.rules.lifecycle import PROCESSING
from billhook.setup_intents import store as setup_intents
from billhook.wire import addresses
from billhook.wire.addresses import TOKEN_LENGTH

_template = pages.environment.get_template("checkout.html")

_TYPED = FIELD_NAMES | {"method", "email"}
_EMAIL = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}@[^\s@<>()\[\]\\,;:\"]{1,255}")
# How long a second copy of a form waits for the first.
_LOOKS, _LOOK_SECONDS = 20, 0.25
_NOTHING: Mapping[str, str] = {}


class CheckoutPages:
    """`GET` shows the session, `POST …/pay` pays it, `GET …/back` is where payers come back to."""

    def __init__(self, verbs: PayerVerbs, origins: Mapping[str, str] = MappingProxyType({})) -> None:
        """`origins` are those of the processors' pages, by the names of the processors."""
        self._verbs, self._origins = verbs, origins

    async def show(self, request: Request) -> Response:
        found = await self._find(request)
        return self._page(request, found) if found is not None else not_found(request)

    async def come_back(self, request: Request) -> Response:
        """The payer comes from the page of a processor, having paid there or not. Nothing of the query is believed."""
        found = await self._find(request)
        if found is not None and (session := awaited_session(found.intent)) is not None:
            await look(self._verbs, found.tenant, session)
            found = await self._find(request)
        if found is None:
            return not_found(request)
        path = _done(request, found)
        may_be_paid = CHECKOUT_SESSION.allows("complete", found.session.status)
        if awaited_session(found.intent) is None or not may_be_paid or try_of(request) >= TRIES:
            return _to(path)
        shown, words = show(found, _query(request)), words_for(found.locale)
        awaited = Awaited(
            locale=shown.locale, business_name=shown.business_name, logo=shown.logo, icon=shown.icon,
            monogram=shown.monogram, next_path=next_try(request), back_path=path, action=words.invoice.away.action,
        )  # fmt: skip
        return page(pages.awaited_page(awaited))

    async def back(self, request: Request) -> Response:
        """Whoever reloads the address to which the form was sent."""
        return _to(request.url.path.removesuffix("/pay") + _query(request))

    async def pay(self, request: Request) -> Response:
        found = await self._find(request)
        if found is None:
            return not_found(request)
        words = words_for(found.locale).forms
        sent = await form_body(request)
        if sent is None:
            return self._page(request, found, problems={"": words.not_read})
        if found.ways:
            return await self._pay_away(request, found, sent)
        typed = {name: sent[name] for name in _TYPED if name in sent}
        method = typed.setdefault("method", CARD)
        if method not in FORMS:
            return self._page(request, found, problems={"": words.not_read})
        email = typed.get("email", "").strip()
        problems = dict(_email_problems(found, email))
        given = read_form(method, typed, as_datetime(found.now).date(), words)
        if isinstance(given, Mapping) or problems:
            return self._page(request, found, typed, {**problems, **(given if isinstance(given, Mapping) else {})})
        try:
            await self._verbs.run(
                PAY, found.tenant, found.session.id, given, email=email or None,
                acceptance=acceptance_of(request) if method != CARD else None,
            )  # fmt: skip
        except ApiError as error:
            if error.kind is errors.TOO_MANY_DECLINES:
                return self._page(request, found, typed, {"": error_words(words, error)}, status=error.status)
            if wrong := field_problems(error, words):
                return self._page(request, found, typed, wrong)
            # It is being paid, or there is nothing left to pay: the page says so by itself.
            return _to(_next(request, await self._settled(request)))
        return _to(_next(request, await self._find(request)))

    async def _pay_away(self, request: Request, found: FoundSession, sent: Mapping[str, str]) -> Response:
        """Send the payer to the processor's page. What they have open there is withdrawn before."""
        words, typed = words_for(found.locale).forms, {name: sent[name] for name in _TYPED if name in sent}
        type, email = sent.get("method", ""), typed.get("email", "").strip()
        if type not in found.ways:
            return self._page(request, found, problems={"": words.not_read})
        if problems := _email_problems(found, email):
            return self._page(request, found, typed, problems)
        try:
            await self._verbs.run(
                PAY_AWAY, found.tenant, found.session.id, type=type or None, email=email or None,
                return_url=addresses.checkout_back(found.tenant, found.session.token) + _query(request),
                locale=found.locale,
            )  # fmt: skip
        except ApiError as error:
            if error.kind is errors.TOO_MANY_DECLINES:
                return self._page(request, found, typed, {"": error_words(words, error)}, status=error.status)
            return _to(_next(request, await self._settled(request)))
        return _to(_next(request, await self._find(request)))

    async def _find(self, request: Request) -> FoundSession | None:
        tenant, token = await named_tenant(self._verbs.directory, request, TOKEN_LENGTH)
        if tenant is None:
            return None
        async with self._verbs.executor.transactions.read(tenant) as reader:
            session = await store.find_by_token(reader, token)
            if session is None:
                return None
            await look_in_time_of(reader, session.test_clock)
            intent = (
                await payments.find_intent(reader, session.payment_intent)
                if session.payment_intent is not None
                else await setup_intents.find(reader, session.setup_intent or "")
            )
            named = (session.locale,) if session.locale not in (None, "auto") else ()
            locale = page_locale(
                request.headers.get("accept-language", ""),
                known=(*chosen_language(request), *(tag for tag in named if tag)), issuer=tenant.settings.locale,
            )  # fmt: skip
            return FoundSession(tenant, session, intent, locale, reader.now)

    def _page(
        self, request: Request, found: FoundSession, typed: Mapping[str, str] = _NOTHING, problems: Problems = _NOTHING,
        *, status: int = 422,
    ) -> Response:  # fmt: skip
        """The page of the session. Its forms may lead on to the page of the tenant's processor."""
        is_done = "done" in request.query_params
        shown = show(found, _query(request), typed, problems, is_done=is_done)
        document = pages.rendered(_template, shown.locale, checkout=shown)
        origin = self._origins.get(found.tenant.processor) if found.ways else None
        return page(document, status=status if problems else 200, headers=pages.form_headers(origin))

    async def _settled(self, request: Request) -> FoundSession | None:
        """The session once nobody is paying it any more, or after a while."""
        for _ in range(_LOOKS):
            found = await self._find(request)
            if found is None or found.intent is None or found.intent.status != PROCESSING:
                return found
            await asyncio.sleep(_LOOK_SECONDS)
        return found


def _email_problems(found: FoundSession, email: str) -> Problems:
    if not found.wants_email or _EMAIL.fullmatch(email):
        return {}
    words = words_for(found.locale).forms
    empty = words.methods[SEPA_DEBIT].fields["email"].empty
    return {"email": words.not_an_email if email else empty}


def _query(request: Request) -> str:
    """The query that keeps the chosen language."""
    return "".join(f"?locale={tag}" for tag in chosen_language(request))


def _next(request: Request, found: FoundSession | None) -> str:
    """Where the payer goes from here: to the processor or to their bank if they are wanted there, else back."""
    if found is None:
        return "/"
    return found.away_url or found.waits_for_holder or _done(request, found)


def _done(request: Request, found: FoundSession) -> str:
    """The page, which leads on if all is done."""
    query = _query(request)
    return f"{found.path}{query}{'&' if query else '?'}done=yes"


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303, headers=dict(pages.FORM_HEADERS))
