"""In which language a mail is that is of no invoice: that of its customer, else the account's."""

from collections.abc import Iterable, Mapping, Sequence

from billhook.customers import store as customers
from billhook.db.tx import Reader
from billhook.invoices.mails_store import Mail
from billhook.invoices.rules.letters import OF_CUSTOMERS
from billhook.kernel.languages import first_supported
from billhook.payments import refunds_store
from billhook.payments import store as payments
from billhook.payments.objects import Charge


async def locales_of(reader: Reader, mails: Sequence[Mail]) -> Mapping[str, str]:
    """The locale of each of these mails, by its id."""
    of_people = await locales_of_customers(
        reader, [mail.about for mail in mails if mail.kind in OF_CUSTOMERS and mail.about is not None]
    )
    about = [mail.about for mail in mails if mail.kind not in OF_CUSTOMERS and mail.about is not None]
    charge_of = {refund.id: refund.charge for refund in await refunds_store.of_ids(reader, about)} if about else {}
    wanted = [charge_of.get(one, one) for one in about]
    charges = {charge.id: charge for charge in await payments.charges_of_ids(reader, wanted)} if wanted else {}
    found = await locales_of_charges(reader, list(charges.values()))
    by_object = {**of_people, **{one: found[charge_of.get(one, one)] for one in about}}
    return {mail.id: by_object[mail.about or ""] for mail in mails}


async def locales_of_charges(reader: Reader, charges: Sequence[Charge]) -> Mapping[str, str]:
    """The locale of the payer of each charge, by the id of the charge."""
    found = await locales_of_customers(reader, [charge.customer for charge in charges if charge.customer is not None])
    own = first_supported([reader.tenant.settings.locale])
    return {charge.id: found.get(charge.customer or "", own) for charge in charges}


async def locales_of_customers(reader: Reader, ids: Iterable[str]) -> Mapping[str, str]:
    """The locale of each customer, by their id."""
    wanted = sorted(set(ids))
    people = await customers.of_ids(reader, wanted) if wanted else []
    return {one.id: first_supported([*one.preferred_locales, reader.tenant.settings.locale]) for one in people}
