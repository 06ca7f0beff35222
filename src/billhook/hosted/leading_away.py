"""The page to which a bank's question leads in live mode: nobody answers it here, so its payer goes to the processor's
page, and pays the same intent there.

The payer of an invoice or of a Checkout Session finds the buttons for that on its page.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from billhook.checkout import store as checkout
from billhook.db.tenants import Tenant
from billhook.db.tx import Reader
from billhook.db.verbs import Verb
from billhook.documents.labels import labels_for
from billhook.hosted import pages
from billhook.hosted.addressing import named_tenant
from billhook.hosted.away import Awaited, PayWay, awaited_session
from billhook.hosted.challenge import next_url
from billhook.hosted.going_away import TRIES, look, next_try, try_of
from billhook.hosted.links import kept_query
from billhook.hosted.parties import Monogram, monogram
from billhook.hosted.payer import PayerVerbs
from billhook.hosted.presenting import Notice, path_of
from billhook.hosted.responses import not_found, page, page_locale_of
from billhook.hosted.words.catalogue import words_for
from billhook.invoices import store as invoices
from billhook.invoices import view as invoice_view
from billhook.kernel.display import money
from billhook.kernel.errors import ApiError
from billhook.kernel.languages import LANGUAGE_NAMES
from billhook.payments import store as payments
from billhook.payments import verbs as payment_verbs
from billhook.payments.actions.create import SECRET_LENGTH
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.lifecycle import PROCESSING, REQUIRES_CAPTURE, SUCCEEDED
from billhook.processors.known import offers_of
from billhook.setup_intents import store as setup_intents
from billhook.setup_intents import verbs as setup_verbs
from billhook.setup_intents.objects import SetupIntent
from billhook.wire import addresses

_template = pages.environment.get_template("leading_away.html")
_LEADS: Mapping[type[PaymentIntent | SetupIntent], Verb] = {
    PaymentIntent: payment_verbs.LEAD_AWAY,
    SetupIntent: setup_verbs.LEAD_AWAY,
}


@dataclass(frozen=True, slots=True)
class LeadingAway:
    """All that the page shows, ready to print. `way` is the button, `thanks` stands there once all is done."""

    locale: str
    business_name: str
    monogram: Monogram
    logo: str | None
    icon: str | None
    notice: Notice | None
    way: PayWay | None
    button: str
    thanks: bool
    next_url: str | None
    languages: tuple[tuple[str, str], ...] = field(default=LANGUAGE_NAMES)


@dataclass(frozen=True, slots=True)
class FoundIntent:
    """What stands behind an address: `home` is the path of the page that the intent belongs to, if there is one."""

    tenant: Tenant
    intent: PaymentIntent | SetupIntent
    home: str | None
    now: int

    @property
    def url(self) -> str:
        """The address of the page."""
        return addresses.authentication(self.tenant, self.intent.id, self.intent.secret)

    @property
    def away_url(self) -> str | None:
        """The page of the processor to which the payer was sent, as long as it is there."""
        return self.intent.session_url if (self.intent.session_expires_at or 0) > self.now else None


class LeadingPages:
    """`GET` shows the page, `POST` leads away, `GET …/back` is where the payer comes back to."""

    def __init__(self, verbs: PayerVerbs, origins: Mapping[str, str] = MappingProxyType({})) -> None:
        """`origins` are those of the processors' pages, by the names of the processors."""
        self._verbs, self._origins = verbs, origins

    async def show(self, request: Request) -> Response:
        found = await self._find(request)
        if found is None:
            return not_found(request)
        if found.home is not None:
            return _to(found.home)
        shown = _drawn(found, page_locale_of(request), kept_query(request))
        origin = self._origins.get(found.tenant.processor) if shown.way is not None else None
        return page(pages.rendered(_template, shown.locale, leading=shown), headers=pages.form_headers(origin))

    async def leave(self, request: Request) -> Response:
        found = await self._find(request)
        if found is None:
            return not_found(request)
        if found.home is not None:
            return _to(found.home)
        with contextlib.suppress(ApiError):  # they are there already, in another tab, or have paid
            await self._verbs.run(
                _LEADS[type(found.intent)], found.tenant, found.intent.id,
                return_url=f"{found.url}/back{kept_query(request)}", locale=page_locale_of(request),
            )  # fmt: skip
        after = await self._find(request)
        away = after.away_url if after is not None else None
        return _to(away or path_of(found.url) + kept_query(request))

    async def come_back(self, request: Request) -> Response:
        """The payer comes from the page of a processor. Nothing of the query is believed."""
        found = await self._find(request)
        if found is not None and (session := awaited_session(found.intent)) is not None:
            await look(self._verbs, found.tenant, session)
            found = await self._find(request)
        if found is None:
            return not_found(request)
        path = path_of(found.url) + kept_query(request)
        if awaited_session(found.intent) is None:
            return _to(next_url(found.intent) or path)
        if try_of(request) >= TRIES:
            return _to(path)
        shown = _drawn(found, page_locale_of(request), kept_query(request))
        awaited = Awaited(
            locale=shown.locale, business_name=shown.business_name, logo=shown.logo, icon=shown.icon,
            monogram=shown.monogram, next_path=next_try(request), back_path=path,
            action=words_for(shown.locale).invoice.away.action,
        )  # fmt: skip
        return page(pages.awaited_page(awaited))

    async def _find(self, request: Request) -> FoundIntent | None:
        tenant, secret = await named_tenant(self._verbs.directory, request, SECRET_LENGTH)
        id = request.path_params["intent"]
        if tenant is None or not id.isascii() or "\0" in id:
            return None
        async with self._verbs.executor.transactions.read(tenant) as reader:
            intent: PaymentIntent | SetupIntent | None
            intent = await (setup_intents.find if id.startswith("seti_") else payments.find_intent)(reader, id)
            if (
                intent is None
                or intent.secret != secret
                or (isinstance(intent, PaymentIntent) and intent.awaits_transfer)
            ):
                return None
            return FoundIntent(tenant, intent, await _home(reader, intent), reader.now)


async def _home(reader: Reader, intent: PaymentIntent | SetupIntent) -> str | None:
    """The path of the page of the invoice or the session that an intent belongs to."""
    if isinstance(intent, PaymentIntent) and intent.invoice is not None:
        details = await invoices.find(reader, intent.invoice)
        url = invoice_view.hosted_url(reader, details.invoice) if details is not None else None
        return path_of(url) if url is not None else None
    session = await checkout.find_of_intent(reader, intent.id)
    return path_of(addresses.checkout(reader.tenant, session.token)) if session is not None else None


def _drawn(found: FoundIntent, locale: str, query: str) -> LeadingAway:
    words, of_account, intent = words_for(locale), found.tenant.settings, found.intent
    is_payment = isinstance(intent, PaymentIntent)
    return LeadingAway(
        locale=locale, business_name=of_account.business_name,
        monogram=monogram(of_account.business_name, of_account.branding_primary_color or None),
        logo=_picture(found.tenant, of_account.branding_logo), icon=_picture(found.tenant, of_account.branding_icon),
        notice=_notice(found, locale), way=_way(found, locale, query) if _may_leave(found) else None,
        button="" if is_payment else words.portal.save,
        thanks=intent.status in (SUCCEEDED, REQUIRES_CAPTURE),
        next_url=next_url(intent) if awaited_session(intent) is None and not intent.asks_holder else None,
    )  # fmt: skip


def _picture(tenant: Tenant, file: str) -> str | None:
    return addresses.brand_picture(tenant, file) if file else None


def _notice(found: FoundIntent, locale: str) -> Notice | None:
    words, intent = words_for(locale).invoice, found.intent
    if intent.status in (SUCCEEDED, REQUIRES_CAPTURE):
        return None
    if intent.status == PROCESSING:
        return Notice(words.processing.title, words.processing.text, is_calm=True)
    if (url := found.away_url) is not None:
        return Notice(words.away.title, words.away.text, url, words.away.action, is_calm=True)
    if _may_leave(found):
        return Notice(words.confirm.title, words.confirm.text, is_calm=True)
    if intent.awaits_deposits:
        return None
    return Notice(words.failed.title, words.failed.text.format(error="").strip())


def _may_leave(found: FoundIntent) -> bool:
    """Whether the bank waits for an answer, nobody has gone away, and the processor has a page that takes it."""
    intent, offers = found.intent, offers_of(found.tenant)
    if not intent.asks_holder or intent.awaits_deposits:
        return False
    if isinstance(intent, SetupIntent):
        return offers.saves_away
    return offers.redirects and not intent.is_captured_by_hand


def _way(found: FoundIntent, locale: str, query: str) -> PayWay:
    """The button that leads away."""
    intent = found.intent
    minor = intent.amount if isinstance(intent, PaymentIntent) else 0
    amount = money(minor, intent.currency, locale) if isinstance(intent, PaymentIntent) else ""
    words = words_for(locale)
    title = labels_for(locale)[0].how_to_pay if isinstance(intent, PaymentIntent) else words.portal.methods
    return PayWay(
        method="", title=title, path=path_of(found.url) + query, amount=amount, minor=minor, keeps="", offers="",
        ticked=False, problem="",
    )  # fmt: skip


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303, headers=dict(pages.FORM_HEADERS))
