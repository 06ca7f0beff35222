"""Encrypt what was encrypted with the former key anew."""

from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.processor_accounts import store
from billhook.processor_accounts.sealing import Safe, about


async def reseal(tx: Tx, safe: Safe) -> int:
    """Seal each key and secret of this tenant with the newest key; how many accounts changed. Raises SecretsLocked."""
    changed = 0
    for account in await store.all_of(tx):
        sealed = {"api_key": account.api_key, "news_secret": account.news_secret}
        old = {name: value for name, value in sealed.items() if value is not None and not safe.is_newest(value)}
        if not old:
            continue
        anew = {
            name: safe.seal(safe.open(value, it), it)
            for name, value in old.items()
            for it in (about(tx.tenant.id, account.processor, name),)
        }
        await store.write(
            tx, replace(account, api_key=anew.get("api_key", account.api_key),
                        news_secret=anew.get("news_secret", account.news_secret)),
        )  # fmt: skip
        changed += 1
    return changed
