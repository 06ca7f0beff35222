"""The list of payments, and one payment with its attempts, its refunds and what is left of it."""

from collections.abc import Sequence
from typing import NamedTuple

from starlette.responses import Response

from billhook.dashboard.asking import Place, json_page
from billhook.dashboard.choices import currencies
from billhook.dashboard.customers.naming import named
from billhook.dashboard.paging import ROWS, pager
from billhook.dashboard.payments import words
from billhook.dashboard.payments.filters import DAYS, TYPED, chips, filters_of
from billhook.dashboard.payments.reading import Found, charges_of, customers_of, found
from billhook.dashboard.payments.receipts import has_receipt
from billhook.dashboard.payments.sections import INTENTS, PAYMENTS
from billhook.dashboard.payments.timeline import timeline
from billhook.dashboard.visiting import Visit
from billhook.payments import listing_store, verbs
from billhook.payments.objects import PaymentIntent
from billhook.payments.params import RetrievePaymentIntent
from billhook.payments.rules.lifecycle import PAYMENT_INTENT, REQUIRES_CAPTURE

ID_LENGTH_MAX = 255


class Row(NamedTuple):
    """A row: the payment, its status, the name of who pays, and how; empty where nobody knows."""

    intent: PaymentIntent
    badge: words.Badge
    name: str
    how: str


async def show_list(visit: Visit) -> Response:
    """The payments of this mode, newest first, narrowed by the filters of the address."""
    filters = await filters_of(visit)
    if TYPED in visit.request.query_params and not filters.faults:
        return visit.back(visit.to(INTENTS, **filters.query))
    after, before = visit.asked("after")[:ID_LENGTH_MAX], visit.asked("before")[:ID_LENGTH_MAX]
    found = listing_store.Found([], has_more=False, stopped_at=None)
    if not filters.faults:
        async with visit.reader() as reader:
            found = await listing_store.page(
                reader, filters.listing, size=ROWS, at=after or before or None, backwards=bool(before and not after)
            )
    intents = found.rows
    further = {"before" if before and not after else "after": found.stopped_at} if found.stopped_at else {}
    return PAYMENTS.page(
        visit,
        "payments/list.html",
        INTENTS,
        title="Payments",
        status=422 if filters.faults else 200,
        rows=await _rows(visit, intents),
        filters=filters,
        chips=chips(visit, filters) if not filters.faults else [],
        statuses=[("", "Any"), *words.STATUSES.items()],
        currencies=[("", "Any"), *currencies(visit.formats.locale)],
        days=DAYS,
        pager=pager(visit, INTENTS, [i.id for i in intents], has_more=found.has_more, query=filters.query),
        export=visit.to(f"{INTENTS}/export.csv", **filters.query),
        further=visit.to(INTENTS, **filters.query, **further) if further else "",
        looked_at=visit.formats.number(listing_store.LOOKED_AT_MAX),
    )


async def _rows(visit: Visit, intents: Sequence[PaymentIntent]) -> list[Row]:
    """Payments with their status, who pays and how."""
    charges = await charges_of(visit, intents)
    people = await customers_of(visit, [intent.customer for intent in intents])
    rows = []
    for intent in intents:
        charge = charges.get(intent.id)
        payer = people.get(intent.customer or "")
        how = words.method(charge.payment_method_details) if charge is not None else ""
        rows.append(Row(intent, words.badge(intent, charge), named(payer) if payer is not None else "", how))
    return rows


async def show(visit: Visit) -> Response:
    """One payment: how much of it is left, who paid how, what happened, and what can be done."""
    it = await found(visit)
    intent = it.intent
    return PAYMENTS.page(
        visit,
        "payments/detail.html",
        INTENTS,
        title=visit.formats.money(intent.amount, intent.currency),
        up=((visit.to(INTENTS), "Payments"),),
        it=it,
        intent=intent,
        badge=words.badge(intent, it.charge),
        payer=named(it.customer) if it.customer is not None else "",
        how=words.method(it.charge.payment_method_details) if it.charge is not None else "",
        words=words,
        moments=timeline(it, visit.formats),
        acts=_acts(visit, it),
    )


def _acts(visit: Visit, it: Found) -> list[tuple[str, str]]:
    """What the person may do to a payment now: the last part of each address, and its words."""
    acts = []
    if it.intent.status == REQUIRES_CAPTURE and visit.may("payments:write"):
        acts.append(("capture", "Capture"))
    if it.refundable and visit.may("refunds:write"):
        acts.append(("refund", "Refund"))
    if it.intent.invoice is None and _can_be_canceled(it.intent) and visit.may("payments:cancel"):
        acts.append(("cancel", "Cancel payment"))
    if has_receipt(it) and visit.may("mail:resend"):
        acts.append(("receipt", "Send receipt"))
    return acts


def _can_be_canceled(intent: PaymentIntent) -> bool:
    if intent.is_direct:  # Nobody can try again to pay it. What it holds can be released.
        return intent.status == REQUIRES_CAPTURE
    return PAYMENT_INTENT.allows("cancel", intent.status)


async def show_json(visit: Visit) -> Response:
    """The payment as the API gives it."""
    it = await found(visit)
    here = visit.to(f"{INTENTS}/{it.intent.id}")
    crumbs = ((visit.to(INTENTS), "Payments"), (here, visit.formats.money(it.intent.amount, it.intent.currency)))
    place = Place("payments", crumbs, here)
    if it.intent.is_direct and it.charge is not None:
        return await json_page(visit, place, verbs.RETRIEVE_CHARGE, it.charge.id)
    return await json_page(visit, place, verbs.RETRIEVE, RetrievePaymentIntent.of(), it.intent.id)
