"""What stands in the way of a verb: the refusal that an invoice would meet, as far as the invoice tells.

The verbs ask the same. They also look at what the invoice does not tell, such as a payment that is under way.
"""

from collections.abc import Callable, Collection, Mapping

from billhook.invoices.objects import InvoiceDetails, Item
from billhook.invoices.rules.letters import pointless
from billhook.invoices.rules.lifecycle import INVOICE, VOID
from billhook.kernel import errors
from billhook.kernel.errors import ApiError, ErrorKind


def refusal_of_send(details: InvoiceDetails) -> ApiError | None:
    """Why an invoice cannot be sent; None if it can."""
    if details.invoice.collection_method != "send_invoice":
        return errors.SEND_NEEDS_SEND_INVOICE()
    if details.invoice.status == VOID:
        return errors.SEND_NOT_VOID()
    if not details.bill_to.email:
        return errors.MISSING_EMAIL()
    return refusal_of_finalize(details) if details.invoice.is_draft else None


def refusal_of_resend(details: InvoiceDetails, kind: str, mail_status: str) -> ApiError | None:
    """Why one mail of a finalized invoice cannot be sent again, by what it tells of; None if it can."""
    if pointless(kind, details.invoice.status) is not None:
        return errors.SEND_NOT_VOID() if details.invoice.status == VOID else errors.MAIL_POINTLESS()
    return errors.MAIL_ON_ITS_WAY() if is_on_its_way(mail_status) else None


def is_on_its_way(mail_status: str) -> bool:
    """Whether a mail has neither left nor failed."""
    return mail_status in ("queued", "sending")


def refusal_of_finalize(details: InvoiceDetails) -> ApiError | None:
    """Why an invoice cannot be finalized; None if it can."""
    if (refusal := _refusal_of("finalize", details)) is not None:
        return refusal
    if details.customer_deleted:
        return errors.NO_SUCH_PARAM(param="customer", noun="customer", id=details.invoice.customer)
    if details.invoice.collection_method == "send_invoice" and not details.bill_to.email:
        return errors.MISSING_EMAIL()
    return None


def refusal_of_void(details: InvoiceDetails) -> ApiError | None:
    """Why an invoice cannot be voided; None if it can."""
    if (refusal := _refusal_of("void", details)) is not None:
        return refusal
    return errors.PAID_NOT_VOIDABLE() if details.invoice.amount_paid else None


def refusal_of_mark_uncollectible(details: InvoiceDetails) -> ApiError | None:
    """Why an invoice cannot be written off; None if it can."""
    return _refusal_of("mark_uncollectible", details)


def refusal_of_delete(details: InvoiceDetails) -> ApiError | None:
    """Why an invoice cannot be deleted; None if it can."""
    if not details.invoice.is_draft:
        return errors.DELETE_ONLY_DRAFTS()
    return errors.DRAFT_OF_SUBSCRIPTION() if details.invoice.subscription is not None else None


def refusal_of_change(item: Item, charging: Collection[str]) -> ApiError | None:
    """Why what a line costs cannot be changed; None if it can, or if nothing of that (`charging`) was given.

    What a subscription charged may be given back later, so nobody changes it behind its back.
    """
    if item.subscription_item is None or not charging:
        return None
    return errors.LINE_OF_SUBSCRIPTION(subscription=item.subscription)


def refusal_of_removal(item: Item) -> ApiError | None:
    """Why a line cannot be taken off; None if it can."""
    return errors.LINE_OF_SUBSCRIPTION(subscription=item.subscription) if item.is_of_cycle else None


def _refusal_of(verb: str, details: InvoiceDetails) -> ApiError | None:
    status = details.invoice.status
    return None if INVOICE.allows(verb, status) else INVOICE.refusal(verb, status)


REFUSALS: Mapping[str, Callable[[InvoiceDetails], ApiError | None]] = {
    "send": refusal_of_send,
    "finalize": refusal_of_finalize,
    "void": refusal_of_void,
    "mark_uncollectible": refusal_of_mark_uncollectible,
    "delete": refusal_of_delete,
}
"""By the name of the verb."""

_REASONS: Mapping[ErrorKind, str] = {
    errors.NOT_OPEN: "It is not open.",
    errors.PAID_NOT_VOIDABLE: "It is paid, in full or in part.",
    errors.ALREADY_FINALIZED: "It is finalized already.",
    errors.ALREADY_UNCOLLECTIBLE: "It is marked uncollectible already.",
    errors.SEND_NEEDS_SEND_INVOICE: "It is charged automatically, so no mail asks for the money.",
    errors.SEND_NOT_VOID: "It is void.",
    errors.MISSING_EMAIL: "Its customer has no e-mail.",
    errors.DELETE_ONLY_DRAFTS: "It is no longer a draft.",
    errors.DRAFT_OF_SUBSCRIPTION: "A subscription made it.",
    errors.PAYMENT_IN_FLIGHT: "A payment is under way.",
    errors.NO_SUCH_PATH: "It is no longer there.",
    errors.LOCK_TIMEOUT: "Somebody else was changing it. Try again.",
}


def reason_of(refusal: ApiError) -> str:
    """A refusal in the words of somebody who has the invoice before them, not a request."""
    return _REASONS.get(refusal.kind, refusal.message)
