"""By which types of payment method an invoice may be paid (invoicing.md §4.4, §4.7)."""

from billhook.invoices.objects import Invoice
from billhook.kernel import errors
from billhook.payment_methods.objects import CUSTOMER_BALANCE
from billhook.payments.rules.types import takes

PARAM = "payment_settings[payment_method_types]"


def check_ways_to_pay(invoice: Invoice) -> None:
    """Every type that is named fits the invoice. Raises METHOD_CURRENCY, TRANSFER_IS_SENT.

    A transfer is made by the customer, so it cannot be charged automatically.
    """
    for type in invoice.payment_method_types or ():
        currencies = takes(type)
        if currencies is not None and invoice.currency not in currencies:
            raise errors.METHOD_CURRENCY(param=PARAM, type=type, takes=", ".join(currencies), currency=invoice.currency)
        if type == CUSTOMER_BALANCE and invoice.collection_method != "send_invoice":
            raise errors.TRANSFER_IS_SENT(param=PARAM)
