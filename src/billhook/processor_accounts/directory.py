"""The adapter of a tenant, with its key opened and with the table where it writes down what it made."""

from dataclasses import dataclass

from billhook.accounts import store as accounts
from billhook.db.tenants import Tenant
from billhook.db.tx import TenantChanged, Transactions
from billhook.kernel.replacing import replace
from billhook.processor_accounts import store
from billhook.processor_accounts.actions.connect import may_reach, news_url
from billhook.processor_accounts.facts import opened_key
from billhook.processor_accounts.objects import ProcessorAccount
from billhook.processor_accounts.sealing import Safe, SecretsLocked
from billhook.processors.connecting import Adapter, Connectable, Surroundings
from billhook.processors.interface import ProcessorSilent


@dataclass(frozen=True, slots=True)
class StoredReferences:
    """What a processor calls what was made there: each `keep` is a transaction of its own, between two requests."""

    transactions: Transactions
    tenant: Tenant
    processor: str

    async def of(self, key: str) -> str | None:
        """The processor's id of what this key made. Raises DatabaseUnavailable."""
        async with self.transactions.read(self.tenant) as reader:
            return await store.reference(reader, self.processor, key)

    async def keep(self, key: str, reference: str) -> None:
        """Write an id down; it is committed when this returns. Raises DatabaseUnavailable.

        Money may have moved already, so it does not matter what of the tenant was changed meanwhile.
        """
        tenant = self.tenant
        while True:
            try:
                async with self.transactions.begin(tenant) as tx:
                    await store.write_reference(tx, self.processor, key, reference)
                return
            except TenantChanged:
                async with self.transactions.read(tenant) as reader:
                    tenant = replace(tenant, version=await accounts.version_of(reader))


class ConnectedAccounts:
    """The adapters of one process for one processor, one for each tenant that has connected it; a new key is taken up
    at once."""

    def __init__(self, transactions: Transactions, safe: Safe | None, there: Connectable, base: str) -> None:
        self._transactions = transactions
        self._safe = safe
        self._there = there
        self._base = base
        self._open: dict[int, tuple[bytes, Adapter]] = {}

    async def of(self, tenant: Tenant) -> Adapter | None:
        """The adapter of a tenant; None if it has none. Raises ProcessorSilent if its key cannot be opened, and
        DatabaseUnavailable."""
        async with self._transactions.read(tenant) as reader:
            account = await store.find(reader, self._there.name)
        known = self._open.get(tenant.id)
        if known is not None and account is not None and known[0] == account.api_key:
            return known[1]
        if known is not None:
            del self._open[tenant.id]
            await known[1].close()
        if account is None:
            return None
        kept = StoredReferences(self._transactions, tenant, self._there.name)
        url = news_url(tenant, account) if may_reach(tenant, self._base) else None
        around = Surroundings(self._base, kept, url, tenant.settings.business_name)
        adapter = self._there.adapter(self._key_of(tenant, account), around)
        self._open[tenant.id] = account.api_key, adapter
        return adapter

    def _key_of(self, tenant: Tenant, account: ProcessorAccount) -> str:
        if self._safe is None:
            raise ProcessorSilent("BILLHOOK_SEALING_KEY is not set")
        try:
            return opened_key(self._safe, tenant, account)
        except SecretsLocked as locked:
            raise ProcessorSilent(str(locked)) from None

    async def close(self) -> None:
        """Close all connections."""
        for _, adapter in self._open.values():
            await adapter.close()
        self._open.clear()
