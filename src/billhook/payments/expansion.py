"""What can be expanded of payment intents, charges, refunds and payment records (platform.md §1.6)."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.payments import records_store, refunds_store, store, view
from billhook.wire.expand import Registry
from billhook.wire.lists import sublist


def register(registry: Registry) -> None:
    """Say how they are loaded, and what hangs on them."""
    registry.loads_type("payment_record", load_records)
    registry.loads_type("payment_intent", load_intents)
    registry.refers("payment_intent", "customer", "customer")
    registry.refers("payment_intent", "latest_charge", "charge")
    registry.refers("payment_intent", "payment_method", "payment_method")
    registry.loads_type("charge", load_charges)
    registry.refers("charge", "balance_transaction", "balance_transaction")
    registry.refers("charge", "customer", "customer")
    registry.refers("charge", "payment_intent", "payment_intent")
    for type in ("card", "us_bank_account"):
        registry.refers("charge", f"payment_method_details.{type}.mandate", "mandate")
    registry.includes("charge", "refunds", fill_refunds, "refund")
    registry.loads_type("refund", load_refunds)
    for place in ("balance_transaction", "failure_balance_transaction"):
        registry.refers("refund", place, "balance_transaction")
    for target in ("charge", "customer", "payment_intent", "payment_method"):
        registry.refers("refund", target, target)
    registry.refers("confirmation_token", "payment_method_preview.customer", "customer")


async def load_records(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Payment records by their ids."""
    return {r.id: view.payment_record(reader, r) for r in await records_store.of_ids(reader, ids)}


async def load_intents(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Payment intents by their ids."""
    return {i.id: view.payment_intent(reader, i) for i in await store.intents_of_ids(reader, ids)}


async def load_charges(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Charges by their ids."""
    return {c.id: view.charge(reader, c) for c in await store.charges_of_ids(reader, ids)}


async def load_refunds(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Refunds by their ids."""
    return {r.id: view.refund(reader, r) for r in await refunds_store.of_ids(reader, ids)}


async def fill_refunds(reader: Reader, charges: Sequence[WireObject]) -> None:
    """Put `refunds` into charges that are being expanded."""
    found = await refunds_store.of_charges(reader, [charge["id"] for charge in charges])
    for charge in charges:
        shown = [view.refund(reader, r) for r in found[charge["id"]]]
        charge["refunds"] = sublist(f"/v1/charges/{charge['id']}/refunds", shown, len(shown))
