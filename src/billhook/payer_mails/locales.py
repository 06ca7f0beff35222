"""In which language a mail about a payment that is for no invoice is: that of its customer, else the account's."""

from collections.abc import Mapping, Sequence

from billhook.customers import store as customers
from billhook.db.tx import Reader
from billhook.invoices.mails_store import Mail
from billhook.kernel.languages import first_supported
from billhook.payments import refunds_store
from billhook.payments import store as payments
from billhook.payments.objects import Charge


async def locales_of(reader: Reader, mails: Sequence[Mail]) -> Mapping[str, str]:
    """The locale of each of these mails, by its id."""
    about = [mail.about for mail in mails if mail.about is not None]
    charge_of = {refund.id: refund.charge for refund in await refunds_store.of_ids(reader, about)} if about else {}
    wanted = [charge_of.get(one, one) for one in about]
    charges = {charge.id: charge for charge in await payments.charges_of_ids(reader, wanted)} if wanted else {}
    found = await locales_of_charges(reader, list(charges.values()))
    return {mail.id: found[charge_of.get(mail.about or "", mail.about or "")] for mail in mails}


async def locales_of_charges(reader: Reader, charges: Sequence[Charge]) -> Mapping[str, str]:
    """The locale of the payer of each charge, by the id of the charge."""
    ids = sorted({charge.customer for charge in charges if charge.customer is not None})
    people = {one.id: one.preferred_locales for one in await customers.of_ids(reader, ids)} if ids else {}
    own = reader.tenant.settings.locale
    return {charge.id: first_supported([*people.get(charge.customer or "", ()), own]) for charge in charges}
