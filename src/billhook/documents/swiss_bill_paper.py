"""A Swiss QR-bill as the layout places it: receipt and payment part, each value as text (`swiss_bill.typ`)."""

from dataclasses import asdict

from stdnum import iban as ibans

from billhook.documents.line_breaks import breakable
from billhook.documents.lines_table import Json
from billhook.documents.swiss_bill import SwissBill, SwissParty
from billhook.documents.swiss_bill_words import swiss_bill_words_for
from billhook.documents.swiss_code import swiss_code

FONTS = ("Liberation Sans", "Arimo", "Arial", "Helvetica", "Noto Sans")
"""The guidelines allow Arial, Frutiger, Helvetica and Liberation Sans. Arimo is Liberation Sans by another name."""

# In letters: with more than these the receipt leaves the streets out, as §3.6.2 allows.
_ROOM_OF_RECEIPT = 190
_LONGEST_WORD = 24


def printed_bill(bill: SwissBill, locale: str) -> dict[str, Json]:
    """The values of the layout. `amount` and `debtor` are None where the payer writes them down."""
    words = swiss_bill_words_for(locale)
    parties = [party for party in (bill.creditor, bill.debtor) if party is not None]
    crowded = sum(len(line) for party in parties for line in party.printed) > _ROOM_OF_RECEIPT
    return {
        "words": asdict(words),
        "fonts": list(FONTS),
        "code": swiss_code(bill),
        "alt": f"Swiss QR Code: {bill.currency.upper()} {_amount(bill) or ''}".rstrip(),
        "account": ibans.format(bill.account),
        "creditor": _lines(bill.creditor),
        "debtor": _lines(bill.debtor) if bill.debtor is not None else None,
        "receipt_creditor": _lines(bill.creditor, crowded=crowded),
        "receipt_debtor": _lines(bill.debtor, crowded=crowded) if bill.debtor is not None else None,
        "reference": bill.reference.printed,
        "message": breakable(bill.message, _LONGEST_WORD),
        "currency": bill.currency.upper(),
        "amount": _amount(bill),
    }


def _amount(bill: SwissBill) -> str | None:
    """`1 949.75`: a blank before each three digits, the same in every language (§3.5.3)."""
    if bill.amount is None:
        return None
    francs = f"{bill.amount // 100:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{francs}.{bill.amount % 100:02}"


def _lines(party: SwissParty, *, crowded: bool = False) -> list[Json]:
    lines = party.printed
    if crowded and len(lines) == 3:
        lines = lines[0], lines[2]
    return [breakable(line, _LONGEST_WORD) for line in lines]
