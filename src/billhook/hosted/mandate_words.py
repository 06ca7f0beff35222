"""What the holder of a bank account agrees to with a mandate. Knows no request."""

from dataclasses import dataclass

from billhook.db.tenants import Tenant
from billhook.hosted.words.catalogue import words_for
from billhook.hosted.words.page_words import MandateWords
from billhook.kernel.display import day, money
from billhook.payment_methods.objects import Mandate, PaymentMethod


@dataclass(frozen=True, slots=True)
class MandateDetails:
    """What the page tells: the sentence that the holder agreed to, and names and values."""

    locale: str
    words: str
    entries: tuple[tuple[str, str], ...]
    is_active: bool
    livemode: bool


def by_paying(words: MandateWords, method: str, business: str) -> str:
    """What a payer agrees to by paying with a method of this type; empty if it needs no mandate."""
    terms = words.terms.get(method)
    return words.by_paying.format(business=business) + terms if terms is not None else ""


def mandate_details(tenant: Tenant, mandate: Mandate, method: PaymentMethod, locale: str) -> MandateDetails:
    """What the page tells of a mandate for a bank account."""
    of_account, words = tenant.settings, words_for(locale).mandate
    business = of_account.business_name
    uses = words.any_payments
    if mandate.amount is not None and mandate.currency is not None:
        uses = words.one_payment.format(amount=money(mandate.amount, mandate.currency, locale))
    given = mandate.customer_acceptance["accepted_at"]
    return MandateDetails(
        locale=locale,
        words=words.authorises.format(business=business) + words.terms[method.type],
        entries=(
            (words.creditor, business),
            (words.holder, method.billing_details["name"] or ""),
            (words.account, f"•••• {method.details['last4']}"),
            (words_for(locale).invoice.reference, mandate.reference),
            (words.uses, uses),
            (words.given, day(given, of_account.time_zone, locale)),
        ),
        is_active=mandate.is_active,
        livemode=tenant.livemode,
    )
