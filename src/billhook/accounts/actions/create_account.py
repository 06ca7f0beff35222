"""Add an account to the installation."""

from billhook.accounts import store
from billhook.accounts.founding import found_account, settings_of
from billhook.accounts.objects import Account
from billhook.accounts.params import CreateAccount
from billhook.db.tx import Tx
from billhook.kernel import errors


async def create_account(tx: Tx, params: CreateAccount) -> Account:
    """The new account, in both modes and with keys of its own.

    Raises ACCOUNTS_BY_THE_PLATFORM, ACCOUNTS_IN_LIVE_MODE, INVALID_VALUE.
    """
    if not tx.tenant.is_platform:
        raise errors.ACCOUNTS_BY_THE_PLATFORM()
    # Keys of test mode lie about in the clear. A person has signed in, whichever mode they look at.
    if not tx.tenant.livemode and tx.cause.origin is None:
        raise errors.ACCOUNTS_IN_LIVE_MODE()
    settings = {}
    for param, name, text in (
        ("business_profile[name]", "business_name", params.business_profile.name),
        ("country", "business_country", params.country),
        ("default_currency", "default_currency", params.default_currency),
        ("email", "business_email", params.email),
    ):
        try:
            settings.update(settings_of({name: text}))
        except ValueError as error:
            raise errors.INVALID_VALUE(param=param, name=param, reason=str(error)) from None
    made = await store.account(tx, await found_account(tx, settings, tx.wall_now))
    assert made is not None
    return made
