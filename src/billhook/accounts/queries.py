"""What can be looked at: the account and its API keys."""

from billhook.accounts import store
from billhook.accounts.objects import Account, Key
from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def own_account(reader: Reader) -> Account:
    """The account of the key."""
    return await store.own_account(reader)


async def account(reader: Reader, account_id: str) -> Account:
    """The same, by its id. Raises ACCOUNT_NOT_OWN for every other."""
    if account_id != reader.tenant.account:
        raise errors.ACCOUNT_NOT_OWN(account=account_id[:100])
    return await store.own_account(reader)


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
