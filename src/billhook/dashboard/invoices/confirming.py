"""What each verb says before it is done: the question, what will happen and to whom, and the button that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.formatting import Formats
from billhook.db.verbs import Verb
from billhook.invoices import verbs
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.params import CreateInvoice, FromInvoice
from billhook.wire.params import Params


class Leads(Enum):
    """Where one is afterwards."""

    BACK = "to the invoice"
    AWAY = "to the list, because the invoice is gone"
    ON = "to the draft that was made"


@dataclass(frozen=True, slots=True)
class Act:
    """A verb that needs nothing but a yes. `is_offered` says for which invoices."""

    verb: Verb
    asks: Callable[[InvoiceDetails, Formats], Confirmation]
    is_offered: Callable[[InvoiceDetails], bool]
    words: str
    leads: Leads = Leads.BACK

    def arguments(self, invoice_id: str) -> tuple[object, ...]:
        """What the verb is given: its parameters, of which none is set, and the invoice."""
        if self.verb is verbs.CREATE:
            revision = FromInvoice.of(action="revision", invoice=invoice_id)
            return (CreateInvoice.of(from_invoice=revision),)
        takes: type[Params] | None = self.verb.takes
        return (invoice_id,) if takes is None else (takes.of(), invoice_id)


def _name(details: InvoiceDetails) -> str:
    return details.invoice.number or "this draft"


def _who(details: InvoiceDetails) -> str:
    return details.bill_to.name or details.bill_to.email or "The customer"


def _finalize(details: InvoiceDetails, f: Formats) -> Confirmation:
    invoice = details.invoice
    amount = f.money(invoice.amount_due, invoice.currency)
    then = "No mail is sent."
    if invoice.collection_method == "charge_automatically":
        then = f"{_who(details)} is charged {amount} with their default payment method."
    return Confirmation(
        heading="Finalize this draft?",
        sentences=(
            "It gets its number. Lines and amounts can no longer be changed.",
            "A correction is a revision or a credit note.",
            then,
        ),
        button="Finalize invoice",
        notice="The invoice is finalized.",
    )


def _void(details: InvoiceDetails, f: Formats) -> Confirmation:
    return Confirmation(
        heading=f"Void {_name(details)}?",
        sentences=(
            f"{_who(details)} can no longer pay it, and its page says that it is void. The number stays used.",
            "This cannot be undone.",
        ),
        button="Void invoice",
        notice=f"{_name(details)} is void.",
        way_out="Keep it",
        is_danger=True,
    )


def _uncollectible(details: InvoiceDetails, f: Formats) -> Confirmation:
    return Confirmation(
        heading=f"Mark {_name(details)} uncollectible?",
        sentences=("You no longer expect the money. It can still be paid. Charges that were planned stop.",),
        button="Mark uncollectible",
        notice=f"{_name(details)} is marked uncollectible.",
    )


def _delete(details: InvoiceDetails, f: Formats) -> Confirmation:
    count = details.invoice.line_count
    items = "It has no items." if not count else f"Its {count} items go too." if count > 1 else "Its item goes too."
    return Confirmation(
        heading="Delete draft?",
        sentences=(items, "This cannot be undone."),
        button="Delete draft",
        notice="The draft is deleted.",
        is_danger=True,
    )


def _send(details: InvoiceDetails, f: Formats) -> Confirmation:
    address = details.bill_to.email or "nobody: the customer has no e-mail"
    sentences = [f"Sends to {address}."]
    if details.invoice.is_draft:
        sentences.insert(0, "It gets its number first.")
    if details.invoice.status == "paid":
        sentences.append("The mail will not say that it is paid.")
    return Confirmation(
        heading=f"Send {_name(details)}?",
        sentences=tuple(sentences),
        button="Send invoice",
        notice=f"Sent to {address}.",
    )


def _charge(details: InvoiceDetails, f: Formats) -> Confirmation:
    invoice = details.invoice
    amount = f.money(invoice.amount_remaining, invoice.currency)
    sentences = [f"Charges {_who(details)} {amount} now, with their default payment method."]
    if invoice.attempt_count:
        sentences.append(f"It was tried {'once' if invoice.attempt_count == 1 else f'{invoice.attempt_count} times'}.")
    return Confirmation(
        heading=f"Charge {amount}?",
        sentences=tuple(sentences),
        button=f"Charge {amount}",
        notice=f"{_who(details)} was charged {amount}.",
    )


def _duplicate(details: InvoiceDetails, f: Formats) -> Confirmation:
    return Confirmation(
        heading=f"Duplicate {_name(details)}?",
        sentences=(
            "Makes a draft with the same lines, memo and footer. Its dates are new, and discounts are left out.",
        ),
        button="Duplicate invoice",
        notice="This is the copy.",
    )


def _revise(details: InvoiceDetails, f: Formats) -> Confirmation:
    return Confirmation(
        heading=f"Revise {_name(details)}?",
        sentences=(
            f"Makes a draft. When you finalize it, {_name(details)} becomes void and points to the new one.",
            "Credit notes are not taken over.",
        ),
        button="Revise invoice",
        notice=f"This draft replaces {_name(details)} once it is finalized.",
    )


ACTS = {
    "finalize": Act(verbs.FINALIZE, _finalize, lambda d: d.invoice.is_draft, "Finalize"),
    "send": Act(
        verbs.SEND,
        _send,
        lambda d: d.invoice.collection_method == "send_invoice" and d.invoice.status not in ("draft", "void"),
        "Send again",
    ),
    "charge": Act(verbs.PAY, _charge, lambda d: d.invoice.status in ("open", "uncollectible"), "Charge customer"),
    "duplicate": Act(verbs.DUPLICATE, _duplicate, lambda d: True, "Duplicate", Leads.ON),
    "revise": Act(verbs.CREATE, _revise, lambda d: d.invoice.status == "open", "Edit (makes a revision)", Leads.ON),
    "void": Act(verbs.VOID, _void, lambda d: d.invoice.status in ("open", "uncollectible"), "Void"),
    "mark-uncollectible": Act(
        verbs.MARK_UNCOLLECTIBLE, _uncollectible, lambda d: d.invoice.status == "open", "Mark uncollectible"
    ),
    "delete": Act(verbs.DELETE, _delete, lambda d: d.invoice.is_draft, "Delete draft", Leads.AWAY),
}
