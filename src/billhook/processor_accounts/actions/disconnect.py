"""Disconnect a processor: close the webhook endpoint there, and forget the key."""

from billhook.accounts import store as accounts
from billhook.db.tenants import Tenant
from billhook.db.tx import Transactions
from billhook.processor_accounts import store
from billhook.processor_accounts.facts import opened_key
from billhook.processor_accounts.sealing import Safe, SecretsLocked
from billhook.processors.connecting import Connectable
from billhook.processors.interface import ProcessorSilent


async def disconnect(
    transactions: Transactions, tenant: Tenant, safe: Safe | None, there: Connectable, *, base: str
) -> bool | None:
    """Forget the account; whether the endpoint there is closed too, None if there was no account.

    A key that opens no longer is forgotten as well. Raises DatabaseUnavailable.
    """
    async with transactions.read(tenant) as reader:
        account = await store.find(reader, there.name)
    if account is None:
        return None
    is_closed = account.endpoint is None
    if account.endpoint is not None and safe is not None:
        try:
            is_closed = await there.close_endpoint(opened_key(safe, tenant, account), base=base, id=account.endpoint)
        except (ProcessorSilent, SecretsLocked):
            is_closed = False
    async with transactions.begin(tenant) as tx:
        await store.delete(tx, there.name)
        if tenant.processor == there.name:
            await accounts.choose_processor(tx, None)
    return is_closed
