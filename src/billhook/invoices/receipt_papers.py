"""The PDF of a receipt: read with the invoice that was paid, if there is one."""

from billhook.db.tx import Reader
from billhook.documents.invoice_pdf import InvoiceDocument
from billhook.documents.method_words import how_paid
from billhook.documents.receipt_paper import PaymentMade, Recipient, receipt_of_invoice, receipt_of_payment
from billhook.documents.statement import Party
from billhook.documents.sum_wording import document_locale
from billhook.invoices import store as invoices
from billhook.invoices.issuer import Issuer
from billhook.invoices.logo import logo_of
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.paper import paper
from billhook.invoices.statement import issuing_party, statement_of
from billhook.kernel.address import Address
from billhook.payment_methods.objects import Billing
from billhook.payments.objects import Charge


async def receipt_paper(
    reader: Reader, charge: Charge, paid_at: int, invoice: Invoice | None, locale: str
) -> InvoiceDocument:  # fmt: skip
    """What the PDF of a receipt prints. That of an invoice is in the language of the invoice, others in `locale`."""
    if invoice is None:
        return await _of_payment(reader, charge, paid_at, locale)
    details = await invoices.find_whole(reader, invoice.id)
    assert details is not None
    statement = statement_of(details, is_test=not reader.tenant.livemode)
    made = _made(charge, paid_at, document_locale(statement))
    return receipt_of_invoice(statement, made, await logo_of(reader, details.invoice.issuer))


async def _of_payment(reader: Reader, charge: Charge, paid_at: int, locale: str) -> InvoiceDocument:
    logo = await logo_of(reader, account_issuer(reader))
    return receipt_of_payment(recipient_of(reader, charge, locale), _made(charge, paid_at, locale), logo)


def account_issuer(reader: Reader) -> Issuer:
    """The account as it is now: a payment that is for no invoice keeps no issuer."""
    return Issuer.of(reader.tenant.settings, page="", tax_ids=(), transfer=None)


def recipient_of(reader: Reader, charge: Charge, locale: str) -> Recipient:
    """Who gets the receipt of a payment that is for no invoice, from whom, and how it is written."""
    settings, issuer = reader.tenant.settings, account_issuer(reader)
    return Recipient(
        issuer=issuing_party(issuer),
        payer=_payer(charge.billing_details),
        description=charge.description or "",
        locale=locale,
        time_zone=settings.time_zone,
        brand=issuer.brand,
        page_size=paper(settings.page_size, settings.business_country),
        is_test=not reader.tenant.livemode,
    )


def _payer(billing: Billing) -> Party:
    name, email = billing["name"], billing["email"]
    return Party(name or email or "", Address.from_stored(billing["address"]), email if name else None)


def _made(charge: Charge, paid_at: int, locale: str) -> PaymentMade:
    return PaymentMade(
        number=charge.receipt_number or charge.id,
        at=paid_at,
        method=how_paid(charge.payment_method_details, locale),
        currency=charge.currency,
        amount=charge.amount_captured,
        given_back=charge.amount_given_back,
    )
