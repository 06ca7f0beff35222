"""Exempt an invoice or a customer from reminders, late fees or statements of account, and end that.

No event tells of it.
"""

from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.invoices import exemptions_store, store
from billhook.invoices.rules.exemptions import Exempted
from billhook.kernel import errors


async def exempt_invoice(tx: Tx, invoice_id: str, *, what: Exempted) -> None:
    """Exempt this invoice from now on. Raises NO_SUCH_PATH."""
    await store.lock(tx, invoice_id)
    await exemptions_store.exempt(tx, what, invoice_id)


async def end_exemption_of_invoice(tx: Tx, invoice_id: str, *, what: Exempted) -> None:
    """Exempt this invoice no longer; what it missed is not made up for. Raises NO_SUCH_PATH."""
    await store.lock(tx, invoice_id)
    await exemptions_store.end_exemption(tx, what, invoice_id)


async def exempt_customer(tx: Tx, customer_id: str, *, what: Exempted) -> None:
    """Exempt this customer and all their invoices from now on. Raises NO_SUCH_PATH."""
    await _lock_customer(tx, customer_id)
    await exemptions_store.exempt(tx, what, customer_id)


async def end_exemption_of_customer(tx: Tx, customer_id: str, *, what: Exempted) -> None:
    """Exempt this customer and their invoices no longer. Raises NO_SUCH_PATH."""
    await _lock_customer(tx, customer_id)
    await exemptions_store.end_exemption(tx, what, customer_id)


async def _lock_customer(tx: Tx, customer_id: str) -> None:
    if await customers.lock(tx, customer_id) is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
