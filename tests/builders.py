"""Valid things to test with: pure objects for the rules, and a shop that makes real ones through the SDK.

A test states only what it is about; everything else has a value here that passes every check.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest
import stripe

from billhook.customers.bill_to import BillTo
from billhook.customers.objects import Customer
from billhook.invoices.issuer import Issuer
from billhook.invoices.objects import Invoice, InvoiceDetails, Item

NOON = 1_795_348_800  # 2026-11-22 12:00:00 UTC
DAY = 86_400

BILL_TO = BillTo(
    name="Jenny Rosen", email="jenny@example.com", phone=None, address=None, shipping=None, tax_exempt="none",
    tax_ids=(), locales=(),
)  # fmt: skip

_ISSUER = Issuer(
    name="Studio", country="DE", address=None, email=None, phone=None, url=None, tax_id=None, tax_ids=(),
    payment_instructions=None, locale="en-US", time_zone="UTC", page="http://localhost/i/",
)  # fmt: skip

_DRAFT = Invoice(
    id="in_1", created=NOON, customer="cus_1", status="draft", currency="usd",
    collection_method="charge_automatically", billing_reason="manual", auto_advance=False,
    automatically_finalizes_at=None, number=None, description=None, footer=None, custom_fields=None, metadata={},
    statement_descriptor=None, shipping_details=None, amount_tax_display=None, page_size="auto", due_date=None,
    effective_at=None, period_start=NOON, period_end=NOON, subtotal=12_000, total=12_000, amount_due=0,
    amount_paid=0, amount_paid_off_stripe=0, starting_balance=None, ending_balance=None, line_count=1,
    attempted=False, attempt_count=0, next_payment_attempt=None, webhooks_delivered_at=NOON,
    uncollectible_reason=None, last_finalization_error=None, finalized_at=None, paid_at=None, voided_at=None,
    marked_uncollectible_at=None, bill_to=None, issuer=None, hosted_token=None,
)  # fmt: skip

_CUSTOMER = Customer(
    id="cus_1", created=NOON, deleted_at=None, name=None, business_name=None, individual_name=None, email=None,
    phone=None, description=None, address=None, shipping=None, metadata={}, preferred_locales=[], tax_exempt="none",
    currency=None, balance=0, delinquent=False, invoice_prefix="ABCD1234", next_invoice_sequence=1,
    invoice_custom_fields=None, invoice_footer=None, invoice_amount_tax_display=None,
)  # fmt: skip

_ITEM = Item(
    id="ii_1", date=NOON, customer="cus_1", invoice="in_1", line="il_1", position=0, currency="usd", amount=12_000,
    description="Retainer", discountable=True, metadata={}, period_start=NOON, period_end=NOON, price="price_1",
    product="prod_1", unit_amount=Decimal(12_000), quantity=Decimal(1),
)  # fmt: skip


def a_customer(**given: Any) -> Customer:
    """A customer of whom nothing is known."""
    return replace(_CUSTOMER, **given)


def a_draft(**given: Any) -> Invoice:
    """A draft over 120.00 that would pass every check."""
    return replace(_DRAFT, **given)


def an_item(**given: Any) -> Item:
    """A line of 120.00."""
    return replace(_ITEM, **given)


def an_issuer(**given: Any) -> Issuer:
    """A studio in Germany, with no tax id yet."""
    return replace(_ISSUER, **given)


def invoice_details(*, balance: int = 0, today: BillTo = BILL_TO, **given: Any) -> InvoiceDetails:
    """A draft with its line and its customer as they are `today`; their balance in minor units, negative is credit."""
    return InvoiceDetails(a_draft(**given), (an_item(),), today, balance)


@contextlib.contextmanager
def refused(
    message: str | None, *, status: int = 400, code: str | None = None, param: str | None = None,
    type: str = "invalid_request_error",
) -> Iterator[None]:  # fmt: skip
    """What happens inside is refused with exactly this error. `message=None` where references give no wording."""
    with pytest.raises(stripe.StripeError) as caught:
        yield
    assert caught.value.http_status == status, caught.value
    error = dict(caught.value.json_body["error"])
    if message is None:
        error.pop("message")
    wanted = {"type": type, "message": message, "code": code, "param": param}
    error.pop("doc_url", None)
    assert error == {name: value for name, value in wanted.items() if value is not None}


STATUSES = ("draft", "open", "paid", "void", "uncollectible")


@dataclass
class Shop:
    """Makes customers, items and invoices in any status, as a merchant would."""

    client: stripe.StripeClient
    v1: Any = field(init=False)

    def __post_init__(self) -> None:
        self.v1 = self.client.v1

    def customer(self, **given: Any) -> Any:
        """A customer who can be mailed."""
        return self.v1.customers.create({"name": "Jenny Rosen", "email": "jenny@example.com", **given})

    def pending(self, customer: Any, amount: int = 12_000, **given: Any) -> Any:
        """A pending item in US dollars unless another currency is given."""
        return self.v1.invoice_items.create({"customer": customer.id, "amount": amount, "currency": "usd", **given})

    def item(self, invoice: Any, amount: int = 12_000, **given: Any) -> Any:
        """An item on a draft."""
        return self.v1.invoice_items.create(
            {"customer": invoice.customer, "invoice": invoice.id, "amount": amount, **given}
        )

    def empty(self, customer: Any = None, **given: Any) -> Any:
        """A draft without lines, sent by mail and due in 30 days."""
        terms = {"collection_method": "send_invoice", "days_until_due": 30}
        if given.get("collection_method") == "charge_automatically" or "due_date" in given:
            terms.pop("days_until_due")
        return self.v1.invoices.create({"customer": (customer or self.customer()).id, **terms, **given})

    def draft(self, amount: int = 12_000, customer: Any = None, **given: Any) -> Any:
        """A draft with one line."""
        invoice = self.empty(customer, **given)
        self.item(invoice, amount)
        return self.v1.invoices.retrieve(invoice.id)

    def invoice(self, status: str, amount: int = 12_000, customer: Any = None, **given: Any) -> Any:
        """An invoice in any status, brought there by the verbs."""
        made = self.draft(amount, customer, **given)
        if status != "draft":
            made = self.v1.invoices.finalize_invoice(made.id)
        if status == "paid":
            made = self.v1.invoices.pay(made.id, {"paid_out_of_band": True})
        elif status == "void":
            made = self.v1.invoices.void_invoice(made.id)
        elif status == "uncollectible":
            made = self.v1.invoices.mark_uncollectible(made.id)
        assert made.status == status
        return made

    def credit(self, customer: Any, amount: int) -> None:
        """Give a customer credit in minor units: a finalized invoice with a negative total becomes balance."""
        self.v1.invoices.finalize_invoice(self.draft(-amount, customer).id)

    def carried(self, customer: Any, amount: int) -> None:
        """Let a customer owe an amount below the minimum charge: it is carried to the balance."""
        self.v1.invoices.finalize_invoice(self.draft(amount, customer).id)

    def events_of(self, answer: Any) -> list[Any]:
        """The events that the request of this answer caused, in the order in which they happened."""
        request = answer.last_response.request_id
        newest = self.v1.events.list({"limit": 100}).data
        return [event for event in reversed(newest) if event.request.id == request]

    def history(self, invoice_id: str) -> list[str]:
        """The types of all events about one invoice, oldest first."""
        told: list[str] = []
        for event in self.v1.events.list({"limit": 100, "type": "invoice.*"}).auto_paging_iter():
            if getattr(event.data.object, "id", None) == invoice_id:
                told.append(event.type)
                if event.type == "invoice.created":
                    break  # What came before it is about others.
        return told[::-1]


def types(events: list[Any]) -> list[str]:
    """The types of events."""
    return [event.type for event in events]
