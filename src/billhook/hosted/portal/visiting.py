"""Whose portal an address opens: the session of its token, while that lasts."""

from dataclasses import dataclass
from hmac import compare_digest

from starlette.requests import Request

from billhook.customers import store as customers
from billhook.customers.objects import Customer
from billhook.db.clocks import look_in_time_of
from billhook.db.tenants import Tenant
from billhook.hosted.addressing import named_tenant
from billhook.hosted.payer import PayerVerbs
from billhook.hosted.presenting import path_of
from billhook.hosted.responses import chosen_language
from billhook.hosted.words.catalogue import page_locale
from billhook.portal import store
from billhook.portal.objects import PortalSession
from billhook.portal.rules.lasting import is_over, is_to_note
from billhook.portal.rules.secret import digest_of, form_token_of
from billhook.portal.verbs import USE
from billhook.wire import addresses
from billhook.wire.addresses import TOKEN_LENGTH


@dataclass(frozen=True, slots=True)
class Visit:
    """A customer in their portal: `path` is its address, `query` keeps the language that they chose, or is empty."""

    tenant: Tenant
    session: PortalSession
    customer: Customer
    path: str
    form_token: str
    locale: str
    query: str
    now: int

    def at(self, place: str = "", **also: str) -> str:
        """The address of a page below, such as `/details`, in the chosen language."""
        extra = "".join(f"{'&' if self.query or n else '?'}{name}={also[name]}" for n, name in enumerate(also))
        return f"{self.path}{place}{self.query}{extra}"


@dataclass(frozen=True, slots=True)
class Over:
    """A session that was; `locale` is that of the page which says so."""

    tenant: Tenant
    locale: str


async def visit_of(verbs: PayerVerbs, request: Request) -> Visit | Over | None:
    """Who the token of an address lets in, and that they came is noted; None if it never was one of ours."""
    tenant, token = await named_tenant(verbs.directory, request, TOKEN_LENGTH)
    if tenant is None:
        return None
    digest = digest_of(token)
    async with verbs.executor.transactions.read(tenant) as reader:
        session = await store.find_by_digest(reader, digest)
        if session is None or not compare_digest(session.digest, digest):
            return None
        customer = await customers.find(reader, session.customer)
        now = reader.now
    if customer is None or customer.is_deleted:
        return None
    locale = _locale(request, tenant, session, customer)
    if is_over(session, now):
        return Over(tenant, locale)
    if is_to_note(session, now):
        await verbs.run(USE, tenant, session.id)
    chosen = chosen_language(request)
    path = path_of(addresses.portal(tenant, token))
    query = f"?locale={chosen[0]}" if chosen else ""
    async with verbs.executor.transactions.read(tenant) as reader:
        await look_in_time_of(reader, customer.test_clock)
        theirs = reader.now
    return Visit(tenant, session, customer, path, form_token_of(token), locale, query, theirs)


def _locale(request: Request, tenant: Tenant, session: PortalSession, customer: Customer) -> str:
    """The chosen language, that of the session, the customer's, the browser's, the account's."""
    asked = (session.locale,) if session.locale not in (None, "auto") else ()
    known = (*chosen_language(request), *(tag for tag in asked if tag), *customer.preferred_locales)
    return page_locale(request.headers.get("accept-language", ""), known=known, issuer=tenant.settings.locale)
