"""What a receipt says: how much was paid, when and how, and what of it went back. Knows no request."""

from dataclasses import dataclass

from billhook.db.tenants import Tenant
from billhook.documents.method_words import how_paid
from billhook.documents.receipt_words import receipt_words_for
from billhook.hosted.parties import Contact, contacts
from billhook.hosted.presenting import path_of
from billhook.hosted.words.catalogue import words_for
from billhook.kernel.display import day, money
from billhook.payments.objects import Charge
from billhook.wire import addresses


@dataclass(frozen=True, slots=True)
class ReceiptDetails:
    """What the page tells. `invoice` is a number and the path of its page; `entries` are names and values."""

    locale: str
    business: str
    amount: str
    state: str
    entries: tuple[tuple[str, str], ...]
    invoice: tuple[str, str | None] | None
    contacts: tuple[Contact, ...]
    pdf_path: str
    livemode: bool


def receipt_details(
    tenant: Tenant, charge: Charge, paid_at: int, invoice: tuple[str, str | None] | None, locale: str
) -> ReceiptDetails:  # fmt: skip
    """What the page tells of a charge that took money at the moment `paid_at`, for the `invoice` of this number and
    address."""
    of_account, words = tenant.settings, words_for(locale).receipt

    def shown(minor: int) -> str:
        return money(minor, charge.currency, locale)

    back, left = charge.amount_given_back, charge.amount_captured - charge.amount_given_back
    return ReceiptDetails(
        locale=locale,
        business=of_account.business_name,
        amount=shown(charge.amount_captured),
        state="paid" if not back else "refunded" if not left else "partly_refunded",
        entries=(
            (words.paid_on, day(paid_at, of_account.time_zone, locale)),
            (words.paid_with, how_paid(charge.payment_method_details, locale)),
            (words.purpose, charge.description or "" if invoice is None else ""),
            (words.refunded, shown(back) if back else ""),
            (words.kept, shown(left) if back and left else ""),
            (receipt_words_for(locale).number, charge.receipt_number or ""),
            (words_for(locale).invoice.reference, charge.id),
        ),
        invoice=(invoice[0], path_of(invoice[1]) if invoice[1] else None) if invoice is not None else None,
        contacts=contacts(of_account.business_email, of_account.business_phone),
        pdf_path=path_of(addresses.receipt_pdf(tenant, charge.id, charge.receipt_token or "")),
        livemode=tenant.livemode,
    )
