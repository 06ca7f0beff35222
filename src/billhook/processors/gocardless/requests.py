"""What is sent to GoCardless, in the names of its API of 2015-07-06. Nothing here knows a network.

Amounts are whole minor units in each of its currencies, as ours are. Metadata have three keys at most.
"""

import re
from collections.abc import Mapping

from billhook.processors.interface import BeginRequest, ChargeRequest, RefundRequest
from billhook.processors.reading import Fields, Garbled

Body = Mapping[str, object]

CALL, SUM, CUSTOMER = "billhook_call", "billhook_sum", "billhook_customer"
"""The names of ours in metadata: who made it, what is to be paid, and for whom the mandate is kept."""

INSTANT = "pay_by_bank"
UNNAMED = "custom"
"""Stripe's type for a method that it has no name for."""
DEBITS = {
    "aud": "au_becs_debit", "cad": "acss_debit", "dkk": UNNAMED, "eur": "sepa_debit", "gbp": "bacs_debit",
    "nzd": "nz_bank_account", "sek": UNNAMED, "usd": "us_bank_account",
}  # fmt: skip
"""Stripe's type of a bank debit in each currency that GoCardless takes."""
_INSTANTLY = frozenset({"eur", "gbp"})
_LANGUAGES = frozenset({"da", "de", "en", "es", "fr", "it", "nb", "nl", "pt", "sl", "sv"})
_TEXT_MAX = 100
_SUM = re.compile("([0-9]{1,15}) ([a-z]{3})", re.ASCII)


class NoWay(Exception):
    """GoCardless has no method for this: the currency is not among its own, or no type that is allowed."""

    def __init__(self, *, currency: bool) -> None:
        self.is_currency = currency
        super().__init__("currency" if currency else "types")


def billing_request(key: str, request: BeginRequest, *, customer: str | None) -> Body:
    """What the payer agrees to: an instant payment where the currency has it, else a mandate, which is debited after.

    With `save` and a customer of ours they give a mandate in both cases; so they do for an amount of 0. Raises NoWay.
    """
    if request.currency not in DEBITS:
        raise NoWay(currency=True)
    may_debit = not request.types or DEBITS[request.currency] in request.types
    is_instant = request.currency in _INSTANTLY and (not request.types or INSTANT in request.types)
    is_instant = is_instant and request.amount > 0
    if not is_instant and not may_debit:
        raise NoWay(currency=False)
    currency, keeps = request.currency.upper(), request.save and request.customer is not None
    mine = {CALL: key, SUM: f"{request.amount} {request.currency}"}
    paid = {
        "amount": request.amount, "currency": currency, "description": request.text[:_TEXT_MAX], "metadata": {CALL: key}
    }  # fmt: skip
    return {
        "payment_request": paid if is_instant else None,
        "mandate_request": {"currency": currency} if not is_instant or (keeps and may_debit) else None,
        "metadata": mine | ({CUSTOMER: str(request.customer)} if keeps else {}),
        "links": {"customer": customer} if customer is not None else None,
    }


def flow(billing_request: str, request: BeginRequest, *, with_email: bool) -> Body:
    """The page on which the payer agrees."""
    language = request.locale.partition("-")[0]
    return {
        "redirect_uri": request.return_url,
        "exit_uri": request.return_url,
        "language": language if language in _LANGUAGES else None,
        "prefilled_customer": {"email": request.email} if with_email else None,
        "links": {"billing_request": billing_request},
    }


def payment(call: str, amount: int, currency: str, mandate: str, text: str) -> Body:
    """A debit by a mandate. GoCardless does not try it again by itself: whether that is done is decided here."""
    return {
        "amount": amount,
        "currency": currency.upper(),
        "description": text[:_TEXT_MAX],
        "retry_if_possible": False,
        "metadata": {CALL: call},
        "links": {"mandate": mandate},
    }


def charge(call: str, request: ChargeRequest, text: str) -> Body:
    """A debit that was asked for by the mandate's name."""
    return payment(call, request.amount, request.currency, request.token, text)


def refund(call: str, request: RefundRequest, *, payment: str, before: int) -> Body:
    """Money back. GoCardless refuses it unless all refunds of the payment come to what is confirmed."""
    return {
        "amount": request.amount,
        "total_amount_confirmation": before + request.amount,
        "metadata": {CALL: call},
        "links": {"payment": payment},
    }


def sum_of(metadata: Fields) -> tuple[int, str]:
    """What is to be paid, in minor units of a currency. Raises Garbled."""
    found = _SUM.fullmatch(str(metadata.get(SUM)))
    if found is None:
        raise Garbled("a billing request does not say what is to be paid")
    return int(found[1]), found[2]
