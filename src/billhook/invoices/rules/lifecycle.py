"""The life of an invoice and of its payments: one table of transitions each, read by the code and printed in the guide.

Source: invoicing.md §3.1, §6.2; shared decision: void is allowed for uncollectible invoices.
"""

from billhook.kernel import errors
from billhook.kernel.lifecycle import STAYS, Lifecycle, row

DRAFT, OPEN, PAID, VOID, UNCOLLECTIBLE = STATUSES = ("draft", "open", "paid", "void", "uncollectible")

INVOICE = Lifecycle("invoice", STATUSES, starts={"create": DRAFT, "revise": DRAFT}, transitions={
    # verb                    from                   to             refused elsewhere with
    "edit":               row({DRAFT},               STAYS,         otherwise=errors.NOT_EDITABLE),
    "finalize":           row({DRAFT},               OPEN,          otherwise=errors.ALREADY_FINALIZED),
    "attach_payment":     row({OPEN},                STAYS,         otherwise=errors.NOT_OPEN),
    "mark_paid":          row({OPEN, UNCOLLECTIBLE}, PAID,          paid=errors.ALREADY_PAID,
                                                                    otherwise=errors.NOT_OPEN),
    "void":               row({OPEN, UNCOLLECTIBLE}, VOID,          paid=errors.PAID_NOT_VOIDABLE,
                                                                    otherwise=errors.NOT_OPEN),
    "mark_uncollectible": row({OPEN},                UNCOLLECTIBLE, uncollectible=errors.ALREADY_UNCOLLECTIBLE,
                                                                    otherwise=errors.NOT_OPEN),
    # part of another verb: money that paid it was not the payer's after all
    "reopen":             row({PAID},                OPEN),
})  # fmt: skip

# The statuses of a payment, which are not those of an invoice.
PAYMENT_OPEN, PAYMENT_PAID, PAYMENT_CANCELED = PAYMENT_STATUSES = ("open", "paid", "canceled")

INVOICE_PAYMENT = Lifecycle("invoice_payment", PAYMENT_STATUSES, starts={
    "wait":   PAYMENT_OPEN,  # for a payment intent
    "record": PAYMENT_PAID,  # a payment that was made elsewhere
}, transitions={
    # verb           from            to
    "pay":       row({PAYMENT_OPEN}, PAYMENT_PAID),
    "cancel":    row({PAYMENT_OPEN}, PAYMENT_CANCELED),
    "take_back": row({PAYMENT_PAID}, PAYMENT_CANCELED),
})  # fmt: skip
