"""Reading payments for their pages, with what belongs to each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from billhook.customers import store as customers
from billhook.customers.objects import Customer
from billhook.dashboard.visiting import Visit
from billhook.disputes import verbs as disputes
from billhook.disputes.objects import Dispute
from billhook.disputes.params import ListDisputes
from billhook.invoices import mails_store
from billhook.invoices import store as invoices
from billhook.invoices.mails_store import AskedMail
from billhook.ledger import store as ledger
from billhook.ledger.objects import Entry
from billhook.payments import refunds_store, store, verbs
from billhook.payments.objects import Charge, PaymentIntent, Refund

_MANY = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A payment with everything that its page tells. `entries` are those of the ledger, by their source."""

    intent: PaymentIntent
    charges: Sequence[Charge]
    refunds: Sequence[Refund]
    disputes: Sequence[Dispute]
    entries: Sequence[Entry]
    customer: Customer | None
    invoice_number: str | None
    mails: Sequence[AskedMail]

    @property
    def charge(self) -> Charge | None:
        """The newest attempt."""
        return next((charge for charge in self.charges if charge.id == self.intent.latest_charge), None)

    @property
    def refundable(self) -> int:
        """What can still be given back, in minor units. The verb decides; this is what its page offers."""
        charge = self.charge
        if charge is None or not (charge.is_paid and charge.is_captured) or charge.charged_back:
            return 0
        return charge.amount - charge.amount_refunded

    @property
    def sums(self) -> Sequence[tuple[str, int, int]]:
        """Each currency in which it was booked, with what the processor kept of it, and what is left of it after fees,
        refunds and disputes, in minor units."""
        currencies = sorted({entry.currency for entry in self.entries})
        of = {currency: [entry for entry in self.entries if entry.currency == currency] for currency in currencies}
        return [(c, sum(entry.fee for entry in of[c]), sum(entry.net for entry in of[c])) for c in currencies]


async def intent_of(visit: Visit) -> PaymentIntent:
    """The payment that the address names; the page lives in its time. Raises NO_SUCH_PATH."""
    found: PaymentIntent = await visit.look(verbs.LOOK, visit.named("intent"))
    await visit.live_on(found.test_clock)
    return found


async def found(visit: Visit) -> Found:
    """The payment of the address with what belongs to it. Raises NO_SUCH_PATH."""
    intent = await intent_of(visit)
    about: Sequence[Dispute] = []
    if visit.may("disputes:read"):
        about, _ = await visit.look(disputes.LIST, ListDisputes.of(limit=_MANY, payment_intent=intent.id))
    async with visit.reader() as reader:
        charges = await store.charges_of_intents(reader, [intent.id])
        by_charge = await refunds_store.of_charges(reader, [charge.id for charge in charges])
        refunds = [refund for some in by_charge.values() for refund in some]
        booked = [charge.balance_transaction for charge in charges]
        booked += [one for r in refunds for one in (r.balance_transaction, r.failure_balance_transaction)]
        entries = await ledger.of_ids(reader, [one for one in booked if one is not None])
        named = await customers.of_ids(reader, [intent.customer]) if intent.customer is not None else []
        mails = await mails_store.about_objects(reader, [*by_charge, *(refund.id for refund in refunds)])
        billed = await invoices.of_ids(reader, [intent.invoice]) if intent.invoice is not None else []
    return Found(
        intent,
        charges,
        sorted(refunds, key=lambda refund: refund.id, reverse=True),
        about,
        [*entries, *(entry for dispute in about for entry in dispute.balance_transactions)],
        next(iter(named), None),
        next((one.invoice.number for one in billed), None),
        mails,
    )


async def charges_of(visit: Visit, intents: Iterable[PaymentIntent]) -> dict[str, Charge]:
    """The newest attempt at each of these payments, by the payment; those that were never tried have none."""
    ids = [intent.latest_charge for intent in intents if intent.latest_charge is not None]
    async with visit.reader() as reader:
        return {charge.payment_intent: charge for charge in await store.charges_of_ids(reader, ids)}


async def customers_of(visit: Visit, ids: Iterable[str | None]) -> dict[str, Customer]:
    """Customers by their ids."""
    async with visit.reader() as reader:
        wanted = sorted({one for one in ids if one is not None})
        return {customer.id: customer for customer in await customers.of_ids(reader, wanted)}
