"""The parties of a statement as they are printed: address lines in their country's order, tax ids by their type."""

from billhook.documents.invoice_pdf import Party as PrintedParty
from billhook.documents.statement import Party
from billhook.kernel.display import address_lines
from billhook.kernel.tax_number import TaxNumber


def printed_party(party: Party, locale: str) -> PrintedParty:
    """The party as paper shows it."""
    return PrintedParty(
        name=party.name,
        address=address_lines(party.address, locale),
        email=party.email,
        phone=party.phone,
        tax_ids=tuple(tax_id_words(tax_id) for tax_id in party.tax_ids),
    )


def tax_id_words(tax_id: TaxNumber) -> str:
    """`EU VAT DE123456789` for a tax id of type `eu_vat`; a text of the settings stands alone."""
    return f"{tax_id.type.replace('_', ' ').upper()} {tax_id.value}".strip()
