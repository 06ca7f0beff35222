"""What the holder of a bank account agrees to with a mandate. Knows no request."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from billhook.db.tenants import Tenant
from billhook.kernel.display import day, money
from billhook.payment_methods.objects import SEPA_DEBIT, US_BANK_ACCOUNT, Mandate, PaymentMethod

_LOCALE = "en_US"

MANDATES: Mapping[str, str] = MappingProxyType(
    {
        # What the rules of the scheme have a mandate say: both authorities, and the right to a refund.
        SEPA_DEBIT: (
            "you authorise {business}, and whoever collects payments for it, to send instructions to your bank to "
            "debit your account, and your bank to debit it in accordance with those instructions. You are entitled to "
            "a refund from your bank under the terms of your agreement with it; you must claim it within eight weeks "
            "of the day on which your account was debited."
        ),
        US_BANK_ACCOUNT: (
            "you authorise {business}, and whoever collects payments for it, to debit your bank account for what is "
            "owed, and to credit it should a correction be needed."
        ),
    }
)
"""By type of payment method, a sentence that begins as a half."""


@dataclass(frozen=True, slots=True)
class MandateFacts:
    """What the page tells. `words` continue "you authorise …", `entries` are names and values."""

    title: str
    words: str
    entries: tuple[tuple[str, str], ...]
    is_active: bool
    livemode: bool


def mandate_facts(tenant: Tenant, mandate: Mandate, method: PaymentMethod) -> MandateFacts:
    """What the page tells of a mandate for a bank account."""
    of_account = tenant.settings
    business = of_account.business_name or "the business"
    uses = "any number of payments"
    if mandate.amount is not None and mandate.currency is not None:
        uses = f"one payment of {money(mandate.amount, mandate.currency, _LOCALE)}"
    given = mandate.customer_acceptance["accepted_at"]
    words = MANDATES[method.type].format(business=business)
    return MandateFacts(
        title="Mandate for debits",
        words=words[0].upper() + words[1:],
        entries=(
            ("Creditor", business),
            ("Account holder", method.billing_details["name"] or ""),
            ("Account", f"•••• {method.details['last4']}"),
            ("Reference", mandate.reference),
            ("For", uses),
            ("Given", day(given, of_account.time_zone, _LOCALE)),
        ),
        is_active=mandate.is_active,
        livemode=tenant.livemode,
    )
