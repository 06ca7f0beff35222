"""The payer pays on the invoice's own page.

A form that is sent leads back to the page, whatever came of it, so that reloading it or going back asks for nothing
twice. Two copies of a form that are sent at once are two claims on one payment intent: the second waits for what
comes of the first.
"""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from billhook.hosted import pages
from billhook.hosted.away import Awaited, awaited_session
from billhook.hosted.finding import Found, find
from billhook.hosted.form_bodies import form_body
from billhook.hosted.going_away import TRIES, look, next_try, send, try_of, withdraw
from billhook.hosted.link_over import LinkOver
from billhook.hosted.links import kept_query
from billhook.hosted.opening import noting
from billhook.hosted.pay_forms import FIELD_NAMES, FORMS, Problems, error_words, field_problems, read_form
from billhook.hosted.payer import PayerVerbs
from billhook.hosted.presenting import path_of, present
from billhook.hosted.responses import expired, not_found, page
from billhook.hosted.words.catalogue import words_for
from billhook.invoices.verbs import MAIL_LINK, PAY_ON_PAGE
from billhook.kernel import errors
from billhook.kernel.clock import as_datetime
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.payment_methods.objects import CARD
from billhook.payment_methods.params import MandateData
from billhook.payments.rules.lifecycle import PROCESSING
from billhook.processors.known import offers_of
from billhook.wire import addresses

_TYPED = FIELD_NAMES | {"save", "amount", "method"}
# How long a second copy of a form waits for the first.
_LOOKS, _LOOK_SECONDS = 20, 0.25
_AGENT_MAX = 1_000
_EMAIL_MAX = 320
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Paying:
    """`GET` shows the invoice, `POST …/pay` pays it, `POST …/link` mails a new link to it."""

    def __init__(self, verbs: PayerVerbs, origins: Mapping[str, str] = MappingProxyType({})) -> None:
        """`origins` are those of the processors' pages, by the names of the processors."""
        self._verbs, self._origins = verbs, origins

    async def show(self, request: Request) -> Response:
        found = await self._find(request)
        if not isinstance(found, Found):
            return _none(request, found)
        shown = _shown(self._origins, found)
        shown.background = noting(self._verbs, request, found.tenant, found.details.invoice.id)
        return shown

    async def back(self, request: Request) -> Response:
        """Whoever reloads the address to which the form was sent."""
        return _to(request.url.path.removesuffix("/pay").removesuffix("/link") + kept_query(request))

    async def come_back(self, request: Request) -> Response:
        """The payer comes from the page of a processor, having paid there or not. Nothing of the query is believed."""
        found = await self._find(request)
        if isinstance(found, Found) and (session := awaited_session(found.intent)) is not None:
            await look(self._verbs, found.tenant, session)
            found = await self._find(request)
        if not isinstance(found, Found):
            return _none(request, found)
        path = path_of(found.page.url) + found.page.query
        if awaited_session(found.intent) is None or try_of(request) >= TRIES:
            return _to(path)
        waiting = present(found.statement, found.page, now=found.now)
        awaited = Awaited(
            locale=waiting.locale, business_name=waiting.business_name, logo=waiting.logo, icon=waiting.icon,
            monogram=waiting.monogram, next_path=next_try(request), back_path=path,
            action=words_for(waiting.locale).invoice.awaited.action,
        )  # fmt: skip
        return page(pages.awaited_page(awaited))

    async def mail_link(self, request: Request) -> Response:
        """Mail a new link to the address that was typed, if a mail went there before. The answer is the same if not."""
        over = await self._find(request)
        if over is None:
            return not_found(request)
        query = kept_query(request)
        if isinstance(over, LinkOver) and over.form_path is not None:
            sent = await form_body(request) or {}
            await self._verbs.run(MAIL_LINK, over.tenant, over.invoice, sent.get("email", "")[:_EMAIL_MAX])
            query += f"{'&' if query else '?'}asked=yes"
        return _to(request.url.path.removesuffix("/link") + query)

    async def pay(self, request: Request) -> Response:
        found = await self._find(request)
        if not isinstance(found, Found):
            return _none(request, found)
        words = words_for(found.page.locale).forms
        sent = await form_body(request)
        if sent is None:
            return _shown(self._origins, found, problems={"": words.not_read})
        if found.page.attempt.ways:
            return await self._pay_away(request, found, sent)
        typed = {name: sent[name] for name in _TYPED if name in sent}
        method = typed.setdefault("method", CARD)
        if method not in FORMS:
            return _shown(self._origins, found, problems={"": words.not_read})
        given = read_form(method, typed, as_datetime(found.now).date(), words)
        if isinstance(given, Mapping):
            return _shown(self._origins, found, typed, given)
        keep = {"always": True, "offer": "save" in typed, "never": None}[found.page.attempt.save]
        try:
            done = await self._verbs.run(
                PAY_ON_PAGE, found.tenant, found.details.invoice.id, given, amount=_minor(typed), keep=keep,
                acceptance=acceptance_of(request) if method != CARD else None,
            )  # fmt: skip
        except ApiError as error:
            if error.kind is errors.TOO_MANY_DECLINES:
                return _shown(self._origins, found, typed, {"": error_words(words, error)}, status=error.status)
            if problems := field_problems(error, words):
                return _shown(self._origins, found, typed, problems)
            # It is being paid, or there is nothing left to pay: the page says so by itself.
            return _to(_next(await self._settled(request)))
        found = await self._find(request)
        if done is None and isinstance(found, Found):
            return _shown(self._origins, found, typed, {"": words.changed})
        return _to(_next(found))

    async def _pay_away(self, request: Request, found: Found, sent: Mapping[str, str]) -> Response:
        """Send the payer to the processor's page. What they have open there is withdrawn before."""
        words, typed = words_for(found.page.locale).forms, {name: sent[name] for name in _TYPED if name in sent}
        if sent.get("method", "") not in found.page.attempt.ways:
            return _shown(self._origins, found, problems={"": words.not_read})
        keep = {"always": True, "offer": "save" in typed, "never": None}[found.page.attempt.save]
        try:
            await withdraw(self._verbs, found)
            before = await self._find(request)
            if isinstance(before, Found) and before.page.attempt.away_url is not None:
                return _to(_next(before))  # Nobody can say that it is withdrawn, so no other begins.
            done = await send(self._verbs, request, found, sent, amount=_minor(typed), keep=keep)
        except ApiError as error:
            if error.kind is errors.TOO_MANY_DECLINES:
                return _shown(self._origins, found, typed, {"": error_words(words, error)}, status=error.status)
            return _to(_next(await self._settled(request)))
        after = await self._find(request)
        if done is None and isinstance(after, Found):
            return _shown(self._origins, after, typed, {"": words.changed})
        return _to(_next(after))

    async def _find(self, request: Request) -> Found | LinkOver | None:
        return await find(self._verbs.executor.transactions, self._verbs.directory, request)

    async def _settled(self, request: Request) -> Found | LinkOver | None:
        """The invoice once nobody is paying it any more, or after a while."""
        for _ in range(_LOOKS):
            found = await self._find(request)
            if not isinstance(found, Found) or found.intent is None or found.intent.status != PROCESSING:
                return found
            await asyncio.sleep(_LOOK_SECONDS)
        return found


def acceptance_of(request: Request) -> MandateData:
    """How the mandate was given: from where, and with what."""
    online = {
        "ip_address": request.client.host if request.client is not None else "unknown",
        "user_agent": request.headers.get("user-agent", "")[:_AGENT_MAX] or "unknown",
    }
    return MandateData.model_validate({"customer_acceptance": {"type": "online", "online": online}})


def _minor(typed: Mapping[str, str]) -> int:
    """The sum that the page asked for; what no page of ours sends is no sum that is owed."""
    text = typed.get("amount", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1


def _next(found: Found | LinkOver | None) -> str:
    """Where the payer goes from here: to their bank if it asks for them, else back to the invoice."""
    if not isinstance(found, Found):
        return "/"
    intent = found.intent
    if (url := found.page.attempt.away_url) is not None:
        return url
    if intent is not None and intent.asks_holder and offers_of(found.tenant).makes_cards:
        return path_of(addresses.authentication(found.tenant, intent.id, intent.secret))
    return path_of(found.page.url) + found.page.query


def _none(request: Request, found: LinkOver | None) -> Response:
    """The page for an address that leads to no invoice, or no longer."""
    return not_found(request) if found is None else expired(found)


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303, headers=dict(pages.FORM_HEADERS))


def _shown(
    origins: Mapping[str, str], found: Found, typed: Mapping[str, str] = _NOTHING, problems: Problems = _NOTHING, *,
    status: int = 422,
) -> Response:  # fmt: skip
    """The page of the invoice. Its forms may lead on to the page of the tenant's processor."""
    filled = replace(found.page, typed=typed, problems=problems)
    document = pages.invoice_page(present(found.statement, filled, now=found.now))
    origin = origins.get(found.tenant.processor) if found.page.attempt.ways else None
    return page(document, status=status if problems else 200, headers=pages.form_headers(origin))
