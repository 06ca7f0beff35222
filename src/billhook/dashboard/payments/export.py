"""Payments and refunds as CSV files."""

from collections.abc import Sequence

from starlette.responses import Response

from billhook.dashboard.csv_files import amount, defused, moment
from billhook.dashboard.customers.naming import named
from billhook.dashboard.exporting import csv_of, named_after, pages_of
from billhook.dashboard.payments import words
from billhook.dashboard.payments.filters import filters_of
from billhook.dashboard.payments.reading import charges_of, customers_of
from billhook.dashboard.payments.sections import INTENTS
from billhook.dashboard.visiting import Visit
from billhook.payments import listing_store, verbs
from billhook.payments.objects import PaymentIntent, Refund
from billhook.payments.params import ListRefunds

COLUMNS = (
    "id", "amount", "currency", "status", "customer", "customer_name", "customer_email", "method", "invoice", "charge",
    "received", "refunded", "failure_code", "description", "created", "mode",
)  # fmt: skip
REFUND_COLUMNS = (
    "id", "payment", "charge", "amount", "currency", "status", "reason", "failure_reason", "customer", "customer_name",
    "created", "mode",
)  # fmt: skip
_ROWS = 100


async def download(visit: Visit) -> Response:
    """All payments that the filters of the address find, newest first."""
    filters = await filters_of(visit)
    if filters.faults:
        return visit.back(visit.to(INTENTS, **filters.query))

    async def page(after: str | None) -> tuple[Sequence[PaymentIntent], str | None]:
        async with visit.reader() as reader:
            found = await listing_store.page(reader, filters.listing, size=_ROWS, at=after)
        return found.rows, found.rows[-1].id if found.has_more else found.stopped_at

    async def rows(intents: Sequence[PaymentIntent]) -> list[Sequence[object]]:
        charges = await charges_of(visit, intents)
        people = await customers_of(visit, [intent.customer for intent in intents])
        written: list[Sequence[object]] = []
        for intent in intents:
            charge, payer = charges.get(intent.id), people.get(intent.customer or "")
            written.append([
                intent.id, amount(intent.amount, intent.currency), intent.currency, words.badge(intent, charge)[0],
                intent.customer, defused(named(payer)) if payer is not None else "",
                defused(payer.email or "") if payer is not None else "",
                words.method(charge.payment_method_details) if charge is not None else "", intent.invoice,
                intent.latest_charge, amount(intent.amount_received, intent.currency),
                amount(charge.amount_given_back, intent.currency) if charge is not None else "",
                charge.failure_code if charge is not None else "", defused(intent.description or ""),
                moment(intent.created), visit.mode,
            ])  # fmt: skip
        return written

    return csv_of(named_after(visit, "payments", filters.query), COLUMNS, page, rows)


async def download_refunds(visit: Visit) -> Response:
    """All refunds, newest first."""

    async def rows(refunds: Sequence[Refund]) -> list[Sequence[object]]:
        people = await customers_of(visit, [refund.customer for refund in refunds])
        written: list[Sequence[object]] = []
        for refund in refunds:
            payer = people.get(refund.customer or "")
            written.append([
                refund.id, refund.payment_intent, refund.charge, amount(refund.amount, refund.currency),
                refund.currency, words.REFUND[refund.status][0], refund.reason, refund.failure_reason, refund.customer,
                defused(named(payer)) if payer is not None else "", moment(refund.created), visit.mode,
            ])  # fmt: skip
        return written

    return csv_of(named_after(visit, "refunds", {}), REFUND_COLUMNS, pages_of(visit, verbs.LIST_REFUNDS, ListRefunds),
                  rows)  # fmt: skip
