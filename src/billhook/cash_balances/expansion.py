"""What can be expanded of cash balances (platform.md §1.6)."""

from collections.abc import Sequence

from billhook.cash_balances import store, view
from billhook.cash_balances.objects import CashBalance
from billhook.customers import store as customers
from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.wire.expand import Registry


def register(registry: Registry) -> None:
    """Say how they are loaded, and what hangs on them."""
    registry.includes("customer", "cash_balance", fill_cash_balance)
    registry.loads_type("customer_cash_balance_transaction", load)
    registry.refers("customer_cash_balance_transaction", "customer", "customer")
    for place, target in (
        ("applied_to_payment.payment_intent", "payment_intent"),
        ("unapplied_from_payment.payment_intent", "payment_intent"), ("refunded_from_payment.refund", "refund"),
    ):  # fmt: skip
        registry.refers("customer_cash_balance_transaction", place, target)


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Movements by their ids."""
    return {m.id: view.movement(reader, m) for m in await store.of_ids(reader, ids)}


async def fill_cash_balance(reader: Reader, shown: Sequence[WireObject]) -> None:
    """Put `cash_balance` into customers that are being expanded."""
    alive = {c["id"]: c for c in shown if not c.get("deleted")}
    for c in await customers.of_ids(reader, list(alive)):
        alive[c.id]["cash_balance"] = view.cash_balance(reader, CashBalance.of(c))
