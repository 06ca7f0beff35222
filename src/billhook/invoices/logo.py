"""The logo that an invoice names, as paper and mail take it."""

from billhook.db.tx import Reader
from billhook.documents.logo import Logo
from billhook.files import store as files
from billhook.invoices.issuer import Issuer


async def logo_of(reader: Reader, issuer: Issuer | None) -> Logo | None:
    """The logo that the issuer had when the invoice was finalized; None if there was none, or for a draft."""
    found = await files.picture(reader, issuer.brand.logo if issuer is not None else None)
    return Logo(found.media_type, found.content, found.width, found.height) if found is not None else None
