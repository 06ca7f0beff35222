"""Connect a processor: check the key, open a webhook endpoint there if one is needed and can reach us, and store both
encrypted."""

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from billhook.accounts import store as accounts
from billhook.db.tenants import Tenant
from billhook.db.tx import Transactions, Tx
from billhook.kernel.ids import new_token
from billhook.kernel.replacing import replace
from billhook.processor_accounts import store
from billhook.processor_accounts.objects import ProcessorAccount
from billhook.processor_accounts.sealing import Safe, about
from billhook.processors.connecting import Connectable, Endpoint, is_of_this_machine

DOOR_LENGTH = 32
ENDING_LENGTH, SECRET_LENGTH_MAX = 4, 400
_PATH = "/processors"

Keep = Callable[[ProcessorAccount], Awaitable[object]]
"""Runs the verb that stores an account."""


@dataclass(frozen=True, slots=True)
class Connected:
    """What came of it. `news_url` is the address for news, `has_news` says whether they can come in and be checked."""

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


def may_reach(tenant: Tenant, base: str) -> bool:
    """Whether a processor can send news to a tenant: from outside, or from this machine as in tests."""
    return is_public(tenant.public_url) or is_of_this_machine(base)


def has_news(tenant: Tenant, there: Connectable, account: ProcessorAccount, base: str) -> bool:
    """Whether news of a processor can come in and be checked."""
    return account.news_secret is not None if there.signs_news else may_reach(tenant, base)


def is_one_line(text: str) -> bool:
    """Whether a text may be a key or a secret: one line of letters, digits and signs."""
    return 0 < len(text) <= SECRET_LENGTH_MAX and text.isascii() and text.isprintable() and " " not in text


def news_url(tenant: Tenant, account: ProcessorAccount) -> str:
    """The address to which a processor sends news: it names the tenant, and the door that is theirs."""
    return f"{tenant.public_url}{_PATH}/{account.processor}/{tenant.id}/{account.door}"


async def connect(
    transactions: Transactions, tenant: Tenant, safe: Safe, there: Connectable, key: str, *, base: str, keep: Keep,
    secret: str | None = None, asked_as: str | None = None,
) -> Connected:  # fmt: skip
    """Check the key and have `keep` store it in place of the one that was there. `secret` is that of an endpoint made
    by hand; whoever may send the same form twice gives what it is `asked_as`, so that one endpoint is made.

    The address for news stays what it was, and so does their secret if there is no other. Raises KeyUnusable,
    ProcessorSilent, BaseUnusable and DatabaseUnavailable;
    then nothing is stored.
    """
    there.insist_on_mode(key, live=tenant.livemode, base=base)
    await there.insist_on_rights(key, base=base)
    async with transactions.read(tenant) as reader:
        before = await store.find(reader, there.name)
    door = before.door if before is not None else new_token(DOOR_LENGTH)
    blank = ProcessorAccount(there.name, b"", None, key[-ENDING_LENGTH:], door, None, 0)
    url, made = news_url(tenant, blank), None
    if secret is None and is_public(tenant.public_url):
        name = f"billhook:{asked_as or new_token(DOOR_LENGTH)}"
        made = await there.open_endpoint(key, base=base, url=url, asked_as=name)
    former = before.endpoint if before is not None else None
    account = _sealed(tenant, safe, key, secret, blank, made, before)
    try:
        await keep(account)
    except BaseException:
        if made is not None and made.id != former:
            await there.close_endpoint(key, base=base, id=made.id)
        raise
    if former is not None and made is not None and made.id != former:
        await there.close_endpoint(key, base=base, id=former)
    return Connected(account, url, has_news(tenant, there, account, base))


async def keep_account(tx: Tx, processor: str, account: ProcessorAccount) -> ProcessorAccount:
    """Store an account whose key was checked and is encrypted, and ask its processor of new payments from now on."""
    account = replace(account, processor=processor, connected_at=tx.wall_now)
    await store.write(tx, account)
    await accounts.choose_processor(tx, processor)
    return account


def _sealed(
    tenant: Tenant, safe: Safe, key: str, secret: str | None, blank: ProcessorAccount, made: Endpoint | None,
    before: ProcessorAccount | None,
) -> ProcessorAccount:  # fmt: skip
    signs = made.secret if made is not None else secret
    sealed = None if signs is None else safe.seal(signs, about(tenant.id, blank.processor, "news_secret"))
    endpoint = made.id if made is not None else None
    if signs is None and before is not None:
        sealed, endpoint = before.news_secret, before.endpoint
    key_sealed = safe.seal(key, about(tenant.id, blank.processor, "api_key"))
    last_event = before.last_event if before is not None else None
    return replace(blank, api_key=key_sealed, news_secret=sealed, endpoint=endpoint, last_event=last_event)
