"""A mail with everything that is needed to write it."""

from dataclasses import dataclass

from billhook.credit_notes import store as credit_notes
from billhook.credit_notes.objects import VOID, CreditNoteDetails
from billhook.db.tx import Reader
from billhook.documents.logo import Logo
from billhook.invoices import mails_store, store
from billhook.invoices.logo import logo_of
from billhook.invoices.mails_store import Mail
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules import letters


@dataclass(frozen=True, slots=True)
class Loaded:
    """A mail, its invoice with all lines, the logo that it shows, and the mail below which it stands, if one was before
    it. `note` is the credit note that it brings."""

    mail: Mail
    details: InvoiceDetails
    logo: Logo | None
    first_mail: str | None
    note: CreditNoteDetails | None
    is_test: bool

    @property
    def pointless(self) -> str | None:
        """Why it is not to be sent any more; None if it is."""
        if self.note is not None and self.note.note.status == VOID:
            return "the credit note was voided before its mail was sent"
        return letters.pointless(self.mail.kind, self.details.invoice.status)


async def load(reader: Reader, mail: Mail) -> Loaded:
    """What the mail tells of."""
    details = await store.find_whole(reader, mail.invoice)
    assert details is not None
    first = await mails_store.first_of_invoice(reader, mail.invoice)
    note = None
    if mail.kind == letters.CREDIT_NOTE and mail.about is not None:
        found = await credit_notes.find(reader, mail.about)
        note = await credit_notes.details_of(reader, found) if found is not None else None
    return Loaded(
        mail=mail,
        details=details,
        logo=await logo_of(reader, details.invoice.issuer),
        first_mail=first if first != mail.id else None,
        note=note,
        is_test=not reader.tenant.livemode,
    )
