"""Every event type that Billhook emits. Endpoints may subscribe to these and to nothing else.

The list grows with the product; a test compares it with what the code emits (platform.md §6.2).
"""

EVENT_TYPES = frozenset(
    {
        "customer.created",
        "customer.deleted",
        "customer.tax_id.created",
        "customer.tax_id.deleted",
        "customer.updated",
        "invoice.created",
        "invoice.deleted",
        "invoice.finalization_failed",
        "invoice.finalized",
        "invoice.marked_uncollectible",
        "invoice.paid",
        "invoice.sent",
        "invoice.updated",
        "invoice.voided",
        "invoice_payment.paid",
        "invoiceitem.created",
        "invoiceitem.deleted",
        "price.created",
        "price.updated",
        "product.created",
        "product.deleted",
        "product.updated",
    }
)
