"""The payer as a caller of verbs: whoever holds the secret address of a page."""

from dataclasses import dataclass
from typing import Any

from billhook.accounts.directory import Directory
from billhook.db.cause import PAYER, Cause
from billhook.db.executor import Acting, Executor
from billhook.db.tenants import Tenant
from billhook.db.verbs import Verb


@dataclass(frozen=True, slots=True)
class PayerVerbs:
    """What pages need to look at things and to run verbs for payers."""

    executor: Executor
    directory: Directory

    async def run(self, verb: Verb, tenant: Tenant, *arguments: Any, **options: Any) -> Any:
        """What the verb returns, or `Refused` if it changed something. Raises what the verb raises."""
        payer = Acting(self.directory, tenant, Cause(actor=PAYER))
        return await self.executor.run(verb, payer, *arguments, **options)
