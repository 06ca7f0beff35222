"""Keys and secrets, opened for whoever asks the processor or hears from it; and what this room tells those above."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.db.facts import Fact
from billhook.db.tenants import Tenant
from billhook.db.tx import Reader
from billhook.processor_accounts import store
from billhook.processor_accounts.objects import ProcessorAccount
from billhook.processor_accounts.sealing import Safe, about


@dataclass(frozen=True, slots=True)
class PaymentsFollowed(Fact):
    """Something followed of payments that a processor made: its own names of them, and the ids of our calls."""

    processor: str
    ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class PayoutsTold(Fact):
    """A processor told of a payout. What became of it, the processor says when it is asked."""

    processor: str


def opened_key(safe: Safe, tenant: Tenant, account: ProcessorAccount) -> str:
    """The key of an account. Raises SecretsLocked."""
    return safe.open(account.api_key, about(tenant.id, account.processor, "api_key"))


async def news_secret(reader: Reader, safe: Safe, processor: str) -> str | None:
    """What signs the news of an account; None if there is no account or no secret. Raises SecretsLocked."""
    account = await store.find(reader, processor)
    if account is None or account.news_secret is None:
        return None
    return safe.open(account.news_secret, about(reader.tenant.id, processor, "news_secret"))
