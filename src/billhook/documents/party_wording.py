"""The parties of a statement as they are printed: address lines in their country's order, tax ids by their type."""

from billhook.documents.invoice_pdf import Party as PrintedParty
from billhook.documents.statement import Party
from billhook.documents.tax_id_words import tax_id_words
from billhook.kernel.display import address_lines


def printed_party(party: Party, locale: str) -> PrintedParty:
    """The party as paper shows it."""
    return PrintedParty(
        name=party.name,
        address=address_lines(party.address, locale),
        email=party.email,
        phone=party.phone,
        tax_ids=tuple(tax_id_words(tax_id) for tax_id in party.tax_ids),
    )
