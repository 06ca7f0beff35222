"""Banks refuse orders, or send them back: the calls that asked for them are asked about at once."""

from collections.abc import Sequence

from billhook.db import calls
from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.payment_methods import mandates_store
from billhook.payment_methods import store as methods
from billhook.payment_methods.actions.accept import withdraw
from billhook.processor_accounts.facts import PaymentsFollowed
from billhook.processors.sepa_files import NAME
from billhook.sepa_files import store
from billhook.sepa_files.objects import SepaOrder
from billhook.sepa_files.rules.lifecycle import SEPA_ORDER
from billhook.sepa_files.rules.pain import DEBIT
from billhook.sepa_files.rules.reasons import ENDS_MANDATE

Ended = Sequence[tuple[SepaOrder, str]]
"""Locked orders, each with the code of the reason."""


async def refuse(tx: Tx, ended: Ended, status: str | None = None) -> None:
    """Orders that will never be executed; `status` is the bank's word for that. A reason may end a mandate."""
    await _end(tx, "reject", ended, status)


async def send_back(tx: Tx, ended: Ended) -> None:
    """Orders whose money went back. The payment of a debit that was settled is disputed, and stays a payment."""
    await _end(tx, "return", ended, None)
    await tell_payments(tx, [order for order, _ in ended])


async def tell_payments(tx: Tx, orders: Sequence[SepaOrder]) -> None:
    """Have it asked what followed of the payments that some orders were."""
    paid = [order.id for order in orders if order.settled_at is not None and order.kind == DEBIT]
    if paid:
        await tx.announce(PaymentsFollowed(NAME, paid))


async def _end(tx: Tx, verb: str, ended: Ended, status: str | None) -> None:
    # Calls come first and payment methods last, as everywhere (decision 23).
    await calls.wake(tx, NAME, [order.id for order, _ in ended])
    for order, reason in ended:
        word = status or order.bank_status
        after = replace(order, status=SEPA_ORDER.after(verb, order.status), reason=reason, bank_status=word)
        await store.save(tx, after)
    withdrawn = {order.mandate for order, reason in ended if order.kind == DEBIT and reason in ENDS_MANDATE}
    mandates = await mandates_store.of_ids(tx, sorted(withdrawn))
    for method_id in sorted({mandate.payment_method for mandate in mandates}):
        method = await methods.lock(tx, method_id)
        if method is not None:
            await withdraw(tx, method)
