"""The account of a customer: what they owe from event to event, by currency. Pure: objects in, sums out.

An entry above zero makes them owe more. The account has their balance in it: credit that an invoice used is no entry,
for it lowers the invoice by what it takes from the balance. So what is owed at the end is what is still to be paid of
open invoices, less the credit on the balance.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from billhook.credit_notes.objects import CreditNote
from billhook.customers.objects import Movement
from billhook.invoices.finalized import Finalized
from billhook.invoices.objects import InvoicePayment
from billhook.invoices.rules.lifecycle import OPEN
from billhook.payments.objects import Refund

INVOICE, PAYMENT, NOTE, SETTLED, REFUND, ADJUSTMENT, VOID, WRITE_OFF = KINDS = (
    "invoice", "payment", "credit_note", "settled_elsewhere", "refund", "adjustment", "void", "write_off",
)  # fmt: skip
OWN_MOVEMENTS = ("adjustment", "initial", "migration", "unspent_receiver_credit")
"""The movements of a balance that follow from nothing else in the account."""

_GONE = ("failed", "canceled")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that changed what is owed: `amount` in minor units, `about` the id of what it is about."""

    at: int
    kind: str
    currency: str
    amount: int
    about: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with what is owed after it."""

    entry: Entry
    balance: int


@dataclass(frozen=True, slots=True)
class Account:
    """A period in one currency: what was owed before it, each entry, and what was owed at its end."""

    currency: str
    opening: int
    lines: Sequence[Line]

    @property
    def closing(self) -> int:
        """What was owed at the end."""
        return self.lines[-1].balance if self.lines else self.opening

    @property
    def sums(self) -> Mapping[str, int]:
        """What the entries of each kind come to, of those kinds that there are."""
        found: dict[str, int] = {}
        for kind in KINDS:
            amounts = [line.entry.amount for line in self.lines if line.entry.kind == kind]
            if amounts:
                found[kind] = sum(amounts)
        return found


@dataclass(frozen=True, slots=True)
class Records:
    """Everything that an account is made of. `payments` are those of each invoice, by its id."""

    invoices: Sequence[Finalized]
    payments: Mapping[str, Sequence[InvoicePayment]]
    notes: Sequence[CreditNote]
    refunds: Sequence[Refund]
    movements: Sequence[Movement]


def accounts(entries: Iterable[Entry], since: int, until: int) -> list[Account]:
    """The account in each currency that has entries before `until`, for what happened from `since` on.

    Both are Unix seconds. What happened in one second stands in the order of KINDS.
    """
    by_currency: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.at, KINDS.index(entry.kind), entry.about)):
        if entry.at < until:
            by_currency.setdefault(entry.currency, []).append(entry)
    found = []
    for currency in sorted(by_currency):
        balance = opening = sum(entry.amount for entry in by_currency[currency] if entry.at < since)
        lines = []
        for entry in by_currency[currency]:
            if entry.at >= since:
                balance += entry.amount
                lines.append(Line(entry, balance))
        found.append(Account(currency, opening, lines))
    return found


def worth_a_mail(found: Iterable[Account], invoices: Iterable[Finalized], until: int) -> list[Account]:
    """Those accounts on which something happened, or on which something is owed or an invoice is open at the end."""
    are_open = {each.currency for each in invoices if each.status == OPEN and each.finalized_at < until}
    return [each for each in found if each.lines or each.closing > 0 or each.currency in are_open]


def entries_of(records: Records) -> Iterator[Entry]:
    """The entries of everything that was ever recorded."""
    numbers = {invoice.id: invoice.number or "" for invoice in records.invoices}
    for invoice in records.invoices:
        yield from _of_invoice(invoice, records.payments.get(invoice.id, ()), records.notes)
    for note in records.notes:
        yield Entry(note.created, NOTE, note.currency, -note.amount, note.id, note.number)
        if note.out_of_band_amount:
            yield Entry(note.created, SETTLED, note.currency, note.out_of_band_amount, note.id, note.number)
        if note.voided_at is not None:
            yield Entry(note.voided_at, VOID, note.currency, note.amount, note.id, note.number)
    invoice_of = {p.payment_intent: invoice for invoice, paid in records.payments.items() for p in paid}
    for refund in records.refunds:
        if refund.status not in _GONE:
            number = numbers.get(invoice_of.get(refund.payment_intent, ""), "")
            yield Entry(refund.created, REFUND, refund.currency, refund.amount, refund.payment_intent, number)
    for movement in records.movements:
        if movement.type in OWN_MOVEMENTS:
            yield Entry(movement.created, ADJUSTMENT, movement.currency, movement.amount, movement.id)


def _of_invoice(
    invoice: Finalized, payments: Sequence[InvoicePayment], notes: Sequence[CreditNote]
) -> Iterator[Entry]:  # fmt: skip
    """An invoice, its payments, and what ended it other than a payment."""
    currency, number = invoice.currency, invoice.number or ""
    yield Entry(invoice.finalized_at, INVOICE, currency, invoice.total, invoice.id, number)
    paid = 0
    for payment in payments:
        if payment.paid_at is not None and payment.amount_paid:
            paid += payment.amount_paid
            about = payment.payment_intent or invoice.id
            yield Entry(payment.paid_at, PAYMENT, currency, -payment.amount_paid, about, number)
    if invoice.voided_at is not None:
        credited = sum(note.amount for note in notes if note.invoice == invoice.id and note.voided_at is None)
        yield Entry(invoice.voided_at, VOID, currency, -(invoice.total - credited - paid), invoice.id, number)
    elif invoice.status == "uncollectible" and invoice.marked_uncollectible_at is not None:
        yield Entry(invoice.marked_uncollectible_at, WRITE_OFF, currency, -invoice.rest, invoice.id, number)
