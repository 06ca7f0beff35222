"""Connect SEPA files, and disconnect them: the merchant's account and creditor identifier are kept encrypted."""

from billhook.accounts import store as accounts
from billhook.db.tx import Tx
from billhook.kernel.ids import new_token
from billhook.processor_accounts import store
from billhook.processor_accounts.actions.connect import DOOR_LENGTH
from billhook.processor_accounts.objects import ProcessorAccount
from billhook.processor_accounts.sealing import Safe, about
from billhook.processors.sepa_files import NAME
from billhook.sepa_files.rules.creditor import Creditor


async def connect(tx: Tx, safe: Safe, creditor: Creditor) -> None:
    """Store the creditor in place of the one that was there; new payments are asked of SEPA files from now on."""
    sealed = safe.seal(creditor.stored(), about(tx.tenant.id, NAME, "api_key"))
    await store.write(
        tx, ProcessorAccount(NAME, sealed, None, creditor.iban[-4:], new_token(DOOR_LENGTH), None, tx.wall_now)
    )  # fmt: skip
    await accounts.choose_processor(tx, NAME)


async def disconnect(tx: Tx) -> bool:
    """Forget the creditor; whether there was one. What stands in files settles as it would have."""
    if await store.find(tx, NAME) is None:
        return False
    await store.delete(tx, NAME)
    if tx.tenant.processor == NAME:
        await accounts.choose_processor(tx, None)
    return True
