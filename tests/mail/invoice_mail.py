"""A valid mail to send; a test names only what it is about."""

from dataclasses import replace
from typing import Any

from billhook.mail.message import InvoiceMail, Mailbox, MailLine

NOVEMBER_22 = 1_795_305_600  # 2026-11-22 00:00:00 UTC

MAIL = InvoiceMail(
    message_id="<inmail_1@nordlicht.example>",
    date=NOVEMBER_22,
    sender=Mailbox("Studio Nordlicht GmbH", "billing@nordlicht.example"),
    recipient=Mailbox("Ada Lovelace", "ada@lovelace.example"),
    business_name="Studio Nordlicht GmbH",
    number="NL-2026-0042",
    currency="eur",
    amount_due=798_768,
    due_at=NOVEMBER_22 + 30 * 86_400,
    memo="Thank you for the good weeks.\nPlease quote the number.",
    lines=(MailLine("Brand workshop", 240_000), MailLine("Retainer", 450_000)),
    more_lines=2,
    payment_instructions="IBAN DE02 1203 0000 0000 2020 51",
    hosted_invoice_url="https://pay.nordlicht.example/i/acct_1/test_abc?s=em",
    pdf=b"%PDF-1.7 not really",
    pdf_filename="Invoice NL-2026-0042.pdf",
)


def a_mail(**given: Any) -> InvoiceMail:
    """A complete mail for an open invoice in euros."""
    return replace(MAIL, **given)
