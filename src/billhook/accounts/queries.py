"""What can be looked at: the account and its API keys."""

from billhook.accounts import store
from billhook.accounts.objects import Account, Key
from billhook.accounts.params import ListAccounts
from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def own_account(reader: Reader) -> Account:
    """The account of the key."""
    return await store.own_account(reader)


async def account(reader: Reader, account_id: str) -> Account:
    """The same, by its id; every other one too if the platform asks. Raises ACCOUNT_NOT_OWN."""
    if account_id == reader.tenant.account:
        return await store.own_account(reader)
    found = await store.account(reader, account_id) if reader.tenant.is_platform else None
    if found is None:
        raise errors.ACCOUNT_NOT_OWN(account=account_id[:100])
    return found


async def page(reader: Reader, params: ListAccounts) -> tuple[list[Account], bool]:
    """A page of the accounts for which the platform acts, newest first; no others act for anybody.

    Raises BOTH_CURSORS, NO_SUCH_PARAM.
    """
    cursor = params.starting_after or params.ending_before
    if cursor is not None:
        name = "starting_after" if params.starting_after else "ending_before"
        at = await store.account(reader, cursor) if reader.tenant.is_platform else None
        if at is None or at.id == reader.tenant.account:
            raise errors.NO_SUCH_PARAM(param=name, noun="account", id=cursor)
        if params.starting_after and params.ending_before:
            raise errors.BOTH_CURSORS()
    if not reader.tenant.is_platform:
        return [], False
    ascending = params.ending_before is not None
    found = await store.other_accounts(
        reader, made=params.created, beyond=cursor, ascending=ascending, limit=params.size + 1
    )
    rows = found[: params.size]
    return (rows[::-1] if ascending else rows), len(found) > params.size


async def keys(reader: Reader) -> list[Key]:
    """The keys of this mode, the newest first. What is secret of them is not among it."""
    return [_hidden(key) for key in await store.keys_of_mode(reader)]


async def key(reader: Reader, key_id: str) -> Key:
    """A key, without what is secret of it. Raises NO_SUCH_PATH."""
    found = await store.find_key(reader, key_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="API key", id=key_id)
    return _hidden(found)


async def sample_key(reader: Reader) -> Key | None:
    """The secret key for code to copy: the newest of test mode that goes on. A live one is never shown."""
    for found in await store.keys_of_mode(reader):
        if found.kind == "secret" and found.clear is not None and found.expires_at is None:
            return found
    return None


def _hidden(key: Key) -> Key:
    return replace(key, clear=None) if key.is_secret else key
