"""Connect Stripe: check the key, open a webhook endpoint there if it can reach us, and store both encrypted."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from billhook.accounts import store as accounts
from billhook.db.tenants import Tenant
from billhook.db.tx import Transactions
from billhook.kernel.ids import new_token
from billhook.processor_accounts import store
from billhook.processor_accounts.objects import STRIPE, ProcessorAccount
from billhook.processor_accounts.sealing import Safe, about
from billhook.processors.stripe.checking import (
    Endpoint,
    close_endpoint,
    insist_on_mode,
    insist_on_rights,
    open_endpoint,
)
from billhook.processors.stripe.client import StripeClient

DOOR_LENGTH = 32
_PATH = "/processors/stripe"


@dataclass(frozen=True, slots=True)
class Connected:
    """What came of it. `news_url` is the address for news, `has_news` says whether their secret is known."""

    account: ProcessorAccount
    news_url: str
    has_news: bool


def is_public(url: str) -> bool:
    """Whether an address can be reached from outside, as far as one can tell by its words."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https":
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal", ".test", ".invalid"))


def news_url(tenant: Tenant, door: str) -> str:
    """The address to which Stripe sends news: it names the tenant, and the door that is theirs."""
    return f"{tenant.public_url}{_PATH}/{tenant.id}/{door}"


async def connect(
    transactions: Transactions, tenant: Tenant, safe: Safe, key: str, *, base: str, secret: str | None = None
) -> Connected:
    """Check the key and store it in place of the one that was there; `secret` is that of an endpoint made by hand.

    The address for news stays what it was, and so does their secret if there is no other. Raises KeyUnusable,
    ProcessorSilent, BaseUnusable and DatabaseUnavailable;
    then nothing is stored.
    """
    insist_on_mode(key, live=tenant.livemode, base=base)
    client = StripeClient(key, base=base)
    try:
        await insist_on_rights(client)
        async with transactions.read(tenant) as reader:
            before = await store.find(reader, STRIPE)
        door = before.door if before is not None else new_token(DOOR_LENGTH)
        url = news_url(tenant, door)
        made = None
        if secret is None and is_public(tenant.public_url):
            made = await open_endpoint(client, url, f"billhook:{new_token(DOOR_LENGTH)}")
        try:
            account = await _stored(transactions, tenant, safe, key, secret, door, made, before)
        except BaseException:
            if made is not None:
                await close_endpoint(client, made.id)
            raise
        if before is not None and before.endpoint is not None and made is not None:
            await close_endpoint(client, before.endpoint)
    finally:
        await client.close()
    return Connected(account, url, account.news_secret is not None)


async def _stored(
    transactions: Transactions, tenant: Tenant, safe: Safe, key: str, secret: str | None, door: str,
    made: Endpoint | None, before: ProcessorAccount | None,
) -> ProcessorAccount:  # fmt: skip
    signs = made.secret if made is not None else secret
    sealed = None if signs is None else safe.seal(signs, about(tenant.id, STRIPE, "news_secret"))
    endpoint = made.id if made is not None else None
    if signs is None and before is not None:
        sealed, endpoint = before.news_secret, before.endpoint
    async with transactions.begin(tenant) as tx:
        account = ProcessorAccount(
            STRIPE, safe.seal(key, about(tenant.id, STRIPE, "api_key")), sealed, key[-4:], door,
            endpoint, tx.wall_now,
        )  # fmt: skip
        await store.write(tx, account)
        await accounts.choose_processor(tx, STRIPE)
    return account
