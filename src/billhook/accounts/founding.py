"""Founding an account: its two modes with their first keys, and its settings."""

from collections.abc import Mapping

from billhook.account_settings.settings import SettingValue, checked
from billhook.account_settings.together import insist_together
from billhook.accounts import store
from billhook.accounts.rules.new_keys import new_key
from billhook.kernel.ids import new_id


def settings_of(given: Mapping[str, str | None]) -> dict[str, SettingValue]:
    """The settings of a new account by their names, without those that were not given. Raises ValueError."""
    values = {name: checked(name, text) for name, text in given.items() if text is not None}
    insist_together(values)
    return values


async def found_account(conn: store.Connection, settings: Mapping[str, SettingValue], now: int) -> str:
    """One more account, beside the platform; returns its id. The transaction is the caller's."""
    account = new_id("acct")
    await add_first_keys(conn, await store.create_account(conn, account, now), now)
    await store.put_values(conn, account, settings)
    return account


async def add_first_keys(
    conn: store.Connection, tenants: Mapping[bool, int], now: int, *, but_test_secret: bool = False
) -> None:
    """The keys of a new account, by mode. Of the live secret key there is the hash alone: `keys roll` replaces it."""
    for livemode, tenant in tenants.items():
        publishable = new_key("publishable", livemode=livemode)
        await store.add_key(conn, tenant, "publishable", publishable, clear=True, now=now)
        if livemode or not but_test_secret:
            secret = new_key("secret", livemode=livemode)
            await store.add_key(conn, tenant, "secret", secret, clear=not livemode, now=now)
