"""Set the further addresses to which the mails of a customer go."""

from billhook.customers import mail_copies_store, store
from billhook.customers.objects import Customer
from billhook.customers.params import SetMailCopies
from billhook.db.tx import Tx
from billhook.kernel import email_list, errors


async def set_mail_copies(tx: Tx, params: SetMailCopies, customer_id: str) -> Customer:
    """The customer. No event tells of these addresses, as the API does not know them.

    Raises NO_SUCH_PATH, INVALID_VALUE.
    """
    customer = await store.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    try:
        addresses = email_list.parsed(params.addresses or "")
    except ValueError as error:
        raise errors.INVALID_VALUE(param="addresses", name="addresses", reason=str(error)) from None
    await mail_copies_store.save(tx, customer_id, addresses)
    return customer
