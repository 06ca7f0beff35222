"""The subjects of mails in a list, and the invoices that they are about."""

from collections.abc import Mapping, Sequence

from billhook.dashboard.visiting import Visit
from billhook.invoices import store
from billhook.invoices.mails_store import AskedMail
from billhook.invoices.objects import InvoiceDetails
from billhook.payer_mails.locales import locales_of
from billhook.payer_mails.mail_composing import subject_alone, subject_of


async def invoices_of(visit: Visit, mails: Sequence[AskedMail]) -> Mapping[str, InvoiceDetails]:
    """The invoices of mails, by their ids."""
    ids = [mail.invoice for mail in mails if mail.invoice is not None]
    async with visit.reader() as reader:
        return {one.invoice.id: one for one in await store.of_ids(reader, ids)}


async def subjects_of(visit: Visit, mails: Sequence[AskedMail]) -> Mapping[str, str]:
    """The subject of each mail, by its id."""
    about, is_test = await invoices_of(visit, mails), not visit.tenant.livemode
    found = {
        mail.id: subject_of(mail, about[mail.invoice], is_test=is_test) for mail in mails if mail.invoice is not None
    }
    alone = [mail for mail in mails if mail.invoice is None]
    if alone:
        business = visit.tenant.settings.business_name
        async with visit.reader() as reader:
            locales = await locales_of(reader, alone)
        found |= {mail.id: subject_alone(mail, business, locales[mail.id], is_test=is_test) for mail in alone}
    return found
