"""How a page does something: claim, call, settle, as the API does it (`wire/api.py`), for a caller without a key."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg

from billhook.accounts.directory import Directory
from billhook.calls import Calls
from billhook.db.calls import Call
from billhook.db.tenants import Tenant
from billhook.db.tx import Cause, TenantChanged, Transactions
from billhook.db.unavailable import DatabaseUnavailable
from billhook.kernel import errors

_ATTEMPTS = 4

Verb = Callable[[Any], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Doing:
    """Carries out verbs for the pages."""

    transactions: Transactions
    directory: Directory
    calls: Calls

    async def carry_out(self, tenant: Tenant, verb: Verb) -> Any:
        """What the verb comes to; where it claims a call, what that comes to. Raises what the verb raises."""
        result = await self._within(tenant, verb)
        if not isinstance(result, Call):
            return result
        answer = await self.calls.ask(tenant, result)
        return await self._within(tenant, lambda tx: self.calls.settle(tx, result, answer))

    async def _within(self, tenant: Tenant, verb: Verb) -> Any:
        for _ in range(_ATTEMPTS):
            try:
                async with self.transactions.begin(tenant, Cause()) as tx:
                    return await verb(tx)
            except TenantChanged:
                tenant = await self.directory.tenant(tenant.id)
            except DatabaseUnavailable as error:
                if not error.is_broken or error.is_undecided:
                    raise
            except (asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError):
                continue
        raise errors.LOCK_TIMEOUT()
