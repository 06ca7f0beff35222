"""The list of customers, and one customer with everything that belongs to them."""

from decimal import Decimal

from starlette.responses import Response

from billhook.customers import search_store, verbs
from billhook.customers.objects import Customer
from billhook.customers.params import ListBalanceTransactions, ListCustomers
from billhook.dashboard.asking import json_page
from billhook.dashboard.choices import tax_id_type
from billhook.dashboard.clock_choices import clock_choices
from billhook.dashboard.customers.cash import cash_of
from billhook.dashboard.customers.exemptions import offered as exemptions_of
from billhook.dashboard.customers.invoicing import pending_of
from billhook.dashboard.customers.mail_copies import copies_of
from billhook.dashboard.customers.mailing_again import is_sendable
from billhook.dashboard.customers.naming import below, customer_of, named
from billhook.dashboard.customers.showing import address, balance_words, facts, method_words, movement_words
from billhook.dashboard.developers.words import MAIL, told
from billhook.dashboard.invoices.badges import badge
from billhook.dashboard.invoices.badges import named as named_invoice
from billhook.dashboard.paging import ROWS, cursors, pager
from billhook.dashboard.subscriptions.rows import row_of
from billhook.dashboard.visiting import Visit
from billhook.db.clocks import look_in_time_of
from billhook.db.tx import Reader
from billhook.invoices import counting_store, mails_store
from billhook.invoices import verbs as invoices
from billhook.invoices.params import ListInvoices
from billhook.kernel.money import round_half_up
from billhook.mail_returns import store as mail_returns
from billhook.mail_returns.rules.notices import comparable
from billhook.payment_methods.params import ListPaymentMethodsOf
from billhook.subscriptions import verbs as subscriptions
from billhook.subscriptions.params import ListSubscriptions
from billhook.wire.params import Page

_FEW, _SOME, _MANY = 5, 10, 100
_TEXT_LENGTH_MAX = 512


def asked_for(visit: Visit) -> tuple[str, str, str]:
    """What the address asks for: words of a name or an e-mail, a whole e-mail, a test clock; empty where it doesn't."""
    text, email, clock = (visit.asked(name)[:_TEXT_LENGTH_MAX] for name in ("q", "email", "clock"))
    return text, email, clock


async def searching(reader: Reader, text: str, email: str, clock: str, limit: int) -> tuple[list[Customer], bool]:
    """Customers who match a text, at most `limit`, and whether there may be more."""
    found = await search_store.search(reader, text, limit + 1, on_clocks=bool(clock))
    matching = [row for row in found if email in ("", row.email) and clock == (row.test_clock or "")]
    return matching[:limit], len(found) > limit


async def show_list(visit: Visit) -> Response:
    """The customers of this mode, newest first; those that match, where something was asked for."""
    searched, email, clock = asked_for(visit)
    newer_and_older = ("", "")
    if searched:
        async with visit.reader() as reader:
            rows, has_more = await searching(reader, searched, email, clock, ROWS)
    else:
        wanted = ListCustomers.of(email=email or None, test_clock=clock or None, **cursors(visit))
        rows, has_more = await visit.look(verbs.LIST, wanted)
        ids = [row.id for row in rows]
        newer_and_older = pager(visit, "/customers", ids, has_more=has_more, query={"email": email, "clock": clock})
    return visit.page(
        "customers/list.html",
        title="Customers",
        area="customers",
        rows=[(row, named(row), balance_words(row, visit)) for row in rows],
        searched=searched,
        email=email,
        clock=clock,
        clocks=await clock_choices(visit, "None", clock),
        is_new=not rows and not visit.request.url.query,
        is_cut=bool(searched) and has_more,
        pager=newer_and_older,
        export=visit.to("/customers/export.csv", q=searched, email=email, clock=clock),
    )


async def show(visit: Visit) -> Response:
    """One customer: figures, invoices, pending items and balance; who they are, how they pay, their tax ids."""
    customer = await customer_of(visit)
    async with visit.reader() as reader:
        await look_in_time_of(reader, customer.test_clock)
        standing = await counting_store.of_customer(reader, customer.id)
        mails = await mails_store.of_customer(reader, customer.id, limit=_FEW)
        suppression = await mail_returns.in_force(reader, comparable(customer.email or ""))
    recent, _ = await visit.look(invoices.LIST, ListInvoices.of(limit=_SOME, customer=customer.id))
    pending, more_pending = await pending_of(visit, customer)
    movements, more_movements = await visit.look(
        verbs.LIST_MOVEMENTS, ListBalanceTransactions.of(limit=_FEW), customer.id
    )
    methods, _ = await visit.look(verbs.LIST_METHODS_OF, ListPaymentMethodsOf.of(limit=_MANY), customer.id)
    tax_ids, _ = await visit.look(verbs.LIST_TAX_IDS_OF, Page.of(limit=_MANY), customer.id)
    subscribed, _ = await visit.look(
        subscriptions.LIST, ListSubscriptions.of(limit=_FEW, customer=customer.id, status="all")
    )
    return visit.page(
        "customers/detail.html",
        title=named(customer),
        area="customers",
        customer=customer,
        facts=facts(customer, visit, await copies_of(visit, customer.id)),
        address=address(customer, visit.formats.locale),
        balance=balance_words(customer, visit),
        standing=standing,
        recent=[(row, badge(row.invoice, visit.formats.now), named_invoice(row.invoice)) for row in recent],
        days_to_pay=_days(standing.days_to_pay, visit),
        pending=pending[:_SOME],
        pending_currencies=sorted({item.currency for item in pending}),
        more_pending=more_pending or len(pending) > _SOME,
        subscriptions=[row_of(each, named(customer), visit.formats) for each in subscribed],
        mails=[(mail, told(mail), *MAIL[mail.state]) for mail in mails] if visit.may("outbox:read") else [],
        sendable={mail.id for mail in mails if is_sendable(mail)} if visit.may("mail:resend") else set(),
        suppression=suppression,
        exemptions=await exemptions_of(visit, customer.id),
        cash=await cash_of(visit, customer),
        movements=[(row, movement_words(row)) for row in movements],
        more_movements=more_movements,
        methods=[(row, method_words(row)) for row in methods],
        tax_ids=tax_ids,
        tax_words={row.type: tax_id_type(row.type, visit.formats.locale) for row in tax_ids},
    )


def _days(days: Decimal | None, visit: Visit) -> str:
    """How long they take to pay, in whole days: "12 days"; a line if nothing was paid yet."""
    if days is None:
        return "–"
    whole = round_half_up(days)
    return "1 day" if whole == 1 else f"{visit.formats.number(whole)} days"


async def show_json(visit: Visit) -> Response:
    """The customer as the API gives it."""
    customer = await customer_of(visit)
    return await json_page(visit, below(visit, customer), verbs.RETRIEVE, customer.id)
