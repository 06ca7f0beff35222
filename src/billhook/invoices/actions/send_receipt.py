"""Mail the receipt of a charge because a person asks for it, for the first time or again."""

from billhook.db.tx import Tx
from billhook.invoices import mails_store
from billhook.invoices.actions.tell_payer import send_receipt
from billhook.invoices.params import SendReceipt
from billhook.invoices.rules.letters import RECEIPT
from billhook.invoices.rules.refusing import is_on_its_way
from billhook.kernel import errors
from billhook.payments import store as payments
from billhook.payments.actions.number_receipt import number_receipt
from billhook.payments.objects import Charge


async def send_receipt_by_hand(tx: Tx, params: SendReceipt, charge_id: str) -> Charge:
    """The charge, whose receipt is on its way to the address. The first receipt gives it its number.

    Raises NO_SUCH_PATH, NO_RECEIPT, MAIL_ON_ITS_WAY if the last one for this address has not left yet.
    """
    charge = await payments.lock_charge(tx, charge_id)
    if charge is None:
        raise errors.NO_SUCH_PATH(noun="charge", id=charge_id)
    if charge.receipt_token is None:
        raise errors.NO_RECEIPT(charge=charge_id)
    for mail in await mails_store.about_objects(tx, [charge_id]):
        if mail.kind == RECEIPT and mail.recipient == params.email and is_on_its_way(mail.status):
            raise errors.MAIL_ON_ITS_WAY()
    charge = await number_receipt(tx, charge_id)
    await send_receipt(tx, charge, params.email)
    return charge
