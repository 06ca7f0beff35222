"""Keep the number of a bank account: encrypted with a key of the environment, and never shown."""

from billhook.db.tx import Reader, Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.kernel.stored import Json
from billhook.payment_methods import sealed_accounts_store as store
from billhook.payment_methods.objects import SealedAccount
from billhook.payment_methods.rules.bank_account import real_iban, shown_iban
from billhook.processor_accounts.sealing import Safe, SecretsLocked, about, safe_of_environment

_COLUMN = "iban"


async def seal_iban(tx: Tx, typed: str, param: str) -> tuple[str, Json]:
    """The token of an account in SEPA, and what is shown of it. Raises INVALID_IBAN, IBAN_NOT_KEPT."""
    iban = real_iban(typed, param)
    try:
        safe = safe_of_environment()
    except SecretsLocked:
        raise errors.IBAN_NOT_KEPT(param=param) from None
    id = new_id("sba")
    sealed = SealedAccount(id, tx.now, safe.seal(iban, about(tx.tenant.id, id, _COLUMN)))
    await store.insert(tx, sealed)
    return id, shown_iban(iban, safe.fingerprint(iban, f"{tx.tenant.account}/{_COLUMN}"))


def open_iban(reader: Reader, safe: Safe, account: SealedAccount) -> str:
    """The IBAN. Raises SecretsLocked."""
    return safe.open(account.iban, about(reader.tenant.id, account.id, _COLUMN))


async def reseal_ibans(tx: Tx, safe: Safe) -> int:
    """Encrypt each account of this tenant with the newest key; how many changed. Raises SecretsLocked."""
    old = [each for each in await store.all_of(tx) if not safe.is_newest(each.iban)]
    for each in old:
        sealed = safe.seal(open_iban(tx, safe, each), about(tx.tenant.id, each.id, _COLUMN))
        await store.save(tx, replace(each, iban=sealed))
    return len(old)
