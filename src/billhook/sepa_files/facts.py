"""The merchant's own account and creditor identifier, opened for whoever writes a file."""

from billhook.db.tx import Reader
from billhook.processor_accounts import store
from billhook.processor_accounts.facts import opened_key
from billhook.processor_accounts.sealing import Safe
from billhook.processors.sepa_files import NAME
from billhook.sepa_files.rules.creditor import Creditor, creditor_of


async def creditor(reader: Reader, safe: Safe) -> Creditor | None:
    """The creditor of this tenant; None if SEPA files are not connected. Raises SecretsLocked."""
    account = await store.find(reader, NAME)
    return creditor_of(opened_key(safe, reader.tenant, account)) if account is not None else None
