"""The words of the mails to payers beside that of the invoice: receipts, refunds, corrections, failed payments,
reminders, statements of account and links to the portal.

`{number}`, `{invoice}`, `{business}`, `{amount}`, `{date}` and `{reason}` stand for values; the `{date}` of a reminder
is the due date.
"""

from dataclasses import dataclass

from billhook.kernel.languages import language_of
from billhook.kernel.translations import Words


@dataclass(frozen=True, slots=True)
class LetterWords:
    """One mail: subject, headline, a sentence and what its button says."""

    subject: str
    headline: str
    text: str
    action: str


@dataclass(frozen=True, slots=True)
class PayerLetterWords:
    """Every mail to a payer but that of the invoice itself, and the words that they share.

    `next_attempt` follows the text of a failed payment if the card is charged again. `overdue` labels a number of days,
    such as "7 days", which stands alone, so no language has to bend it. A statement of account has its headline on the
    paper (`documents/account_statement_words.py`).
    """

    receipt: LetterWords
    refund: LetterWords
    credit_note: LetterWords
    payment_failed: LetterWords
    action_required: LetterWords
    link: LetterWords
    portal: LetterWords
    reminder_before: LetterWords
    reminder_due: LetterWords
    reminder_overdue: LetterWords
    overdue: str
    next_attempt: str
    receipt_attached: str
    invoice_and_receipt_attached: str
    credit_note_attached: str
    invoice_attached: str
    statement_subject: str
    statement_text: str
    statement_attached: str
    statements_attached: str


_WORDS = Words(
    "letter",
    PayerLetterWords(
        receipt=LetterWords(
            "Receipt {number} from {business}", "{amount} paid on {date}", "Thank you for your payment.", "View receipt"
        ),
        refund=LetterWords(
            "Refund from {business}",
            "{amount} refunded on {date}",
            "It can take up to ten days until the money reaches you.",
            "View receipt",
        ),
        credit_note=LetterWords(
            "Credit note {number} from {business}",
            "{amount} credited",
            "This credit note corrects invoice {invoice}.",
            "View invoice",
        ),
        payment_failed=LetterWords(
            "Payment of invoice {number} from {business} failed",
            "Your payment of {amount} failed",
            "{reason} Please pay in another way.",
            "Pay this invoice",
        ),
        action_required=LetterWords(
            "Confirm your payment to {business}",
            "Confirm your payment of {amount}",
            "Your bank asks you to confirm this payment.",
            "Confirm payment",
        ),
        link=LetterWords(
            "New link to invoice {number} from {business}",
            "Your new link",
            "Somebody asked for a new link to this invoice on its page. If it was not you, you need not do anything.",
            "View invoice",
        ),
        portal=LetterWords(
            "Your invoices from {business}",
            "Your invoices and details",
            "Here you can see your invoices and change your details. The link works for one day at most. Please do not "
            "pass it on.",
            "Open my account",
        ),
        reminder_before=LetterWords(
            "Reminder: invoice {number} from {business}",
            "{amount} due {date}",
            "If you have already paid, you need not do anything.",
            "Pay this invoice",
        ),
        reminder_due=LetterWords(
            "Invoice {number} from {business} is due today",
            "{amount} due today",
            "If you have already paid, you need not do anything.",
            "Pay this invoice",
        ),
        reminder_overdue=LetterWords(
            "Invoice {number} from {business} is overdue",
            "{amount} overdue",
            "This invoice was due on {date}. If you have already paid, you need not do anything.",
            "Pay this invoice",
        ),
        overdue="Overdue",
        next_attempt="We will try again on {date}.",
        receipt_attached="The receipt is attached as a PDF.",
        invoice_and_receipt_attached="The invoice and the receipt are attached as PDFs.",
        credit_note_attached="The credit note is attached as a PDF.",
        invoice_attached="The invoice is attached as a PDF.",
        statement_subject="Statement of account from {business}",
        statement_text="The statement lists what was invoiced and paid in this period.",
        statement_attached="The statement of account is attached as a PDF.",
        statements_attached="The statements of account are attached as PDFs, one for each currency.",
    ),
)


def letter_words_for(locale: str) -> PayerLetterWords:
    """The words for a locale."""
    return _WORDS.in_language(language_of(locale))
