"""Disconnect a processor: close the webhook endpoint there, and forget the key."""

from collections.abc import Awaitable, Callable

from billhook.accounts import store as accounts
from billhook.db.tenants import Tenant
from billhook.db.tx import Transactions, Tx
from billhook.processor_accounts import store
from billhook.processor_accounts.facts import opened_key
from billhook.processor_accounts.sealing import Safe, SecretsLocked
from billhook.processors.connecting import Connectable
from billhook.processors.interface import ProcessorSilent


async def disconnect(
    transactions: Transactions, tenant: Tenant, safe: Safe | None, there: Connectable, *, base: str,
    forgotten: Callable[[], Awaitable[object]],
) -> bool | None:  # fmt: skip
    """Close the endpoint there and have `forgotten` run the verb that forgets the account; whether the endpoint is
    closed, None if there was no account.

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
    await forgotten()
    return is_closed


async def forget_account(tx: Tx, processor: str) -> str:
    """Forget an account with its key. If new payments were asked of it, nobody is asked from now on."""
    await store.delete(tx, processor)
    if tx.tenant.processor == processor:
        await accounts.choose_processor(tx, None)
    return processor
