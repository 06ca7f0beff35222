"""Mail a customer a link to their portal."""

from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.invoices import mails_store
from billhook.invoices.actions.mailing import wake
from billhook.invoices.mails_store import Recipients
from billhook.invoices.rules.letters import PORTAL, Said
from billhook.kernel import errors
from billhook.kernel.ids import new_id


async def mail_portal_link(tx: Tx, customer_id: str) -> str:
    """Ask for the mail; its id. The link is made when the mail leaves, so it is stored nowhere.

    It goes to the customer alone, without copies: who has the link changes what is the customer's.

    Raises NO_SUCH_PATH, PORTAL_LINK_NEEDS_EMAIL.
    """
    customer = await customers.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    if not customer.email:
        raise errors.PORTAL_LINK_NEEDS_EMAIL(id=customer.id)
    mail_id = new_id("inmail")
    alone = Recipients(None, customer.email, (), ())
    await mails_store.insert(tx, mail_id, None, alone, kind=PORTAL, about=customer.id, said=Said(0))
    wake(tx, mail_id)
    return mail_id
