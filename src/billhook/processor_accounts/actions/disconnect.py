"""Disconnect Stripe: close the webhook endpoint there, and forget the key."""

from billhook.accounts import store as accounts
from billhook.db.tenants import Tenant
from billhook.db.tx import Transactions
from billhook.processor_accounts import store
from billhook.processor_accounts.facts import opened_key
from billhook.processor_accounts.objects import STRIPE
from billhook.processor_accounts.sealing import Safe, SecretsLocked
from billhook.processors.interface import ProcessorSilent
from billhook.processors.stripe.checking import close_endpoint
from billhook.processors.stripe.client import StripeClient


async def disconnect(transactions: Transactions, tenant: Tenant, safe: Safe | None, *, base: str) -> bool | None:
    """Forget the account; whether the endpoint there is closed too, None if there was no account.

    A key that opens no longer is forgotten as well. Raises DatabaseUnavailable.
    """
    async with transactions.read(tenant) as reader:
        account = await store.find(reader, STRIPE)
    if account is None:
        return None
    is_closed = account.endpoint is None
    if account.endpoint is not None and safe is not None:
        try:
            client = StripeClient(opened_key(safe, tenant, account), base=base)
            try:
                is_closed = await close_endpoint(client, account.endpoint)
            finally:
                await client.close()
        except (ProcessorSilent, SecretsLocked):
            is_closed = False
    async with transactions.begin(tenant) as tx:
        await store.delete(tx, STRIPE)
        await accounts.choose_processor(tx, None)
    return is_closed
