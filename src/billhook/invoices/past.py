"""What only older versions say of invoices and of what pays them (`with_past.Past`), read for who asks in them."""

from collections.abc import Sequence

from billhook.catalog import expansion as catalog
from billhook.db.tx import Reader
from billhook.discounts import expansion as discounts
from billhook.invoices import items_store, payments_store, view
from billhook.payments import store as payments
from billhook.wire.versions.with_past import WithPast


async def recall_invoices(reader: Reader, invoices: Sequence[WithPast]) -> None:
    """The latest charge of the payment that an invoice asked for, and its discount if it has just one."""
    asked = [i.past["payment_intent"] for i in invoices if i.past.get("payment_intent")]
    found = await payments.intents_of_ids(reader, [each for each in asked if each]) if asked else []
    charges = {intent.id: intent.latest_charge for intent in found}
    only = [i["discounts"][0] for i in invoices if len(i["discounts"]) == 1]
    given = await discounts.load_discounts(reader, only) if only else {}
    for i in invoices:
        i.past["charge"] = charges.get(i.past.get("payment_intent") or "")
        i.past["discount"] = given.get(i["discounts"][0]) if len(i["discounts"]) == 1 else None


async def recall_lines(reader: Reader, lines: Sequence[WithPast]) -> None:
    """The whole price of a line, and the tax rates of its own."""
    named = {id(line): _item(line) for line in lines}
    items = [item for item in named.values() if item is not None]
    rates = {item.id: view.rates(reader, item.tax_rates) for item in await items_store.of_ids(reader, items)}
    for line in lines:
        line.past["tax_rates"] = rates.get(named[id(line)] or "", [])
    await recall_prices(reader, lines)


async def recall_prices(reader: Reader, owners: Sequence[WithPast]) -> None:
    """The whole price that the pricing of an invoice item or a line names."""
    named = {id(owner): _price(owner) for owner in owners}
    wanted = sorted({price for price in named.values() if price is not None})
    prices = await catalog.load_prices(reader, wanted) if wanted else {}
    for owner in owners:
        if (price := prices.get(named[id(owner)] or "")) is not None:
            owner.past["price"] = price


def _item(line: WithPast) -> str | None:
    item = ((line.get("parent") or {}).get("invoice_item_details") or {}).get("invoice_item")
    return item if isinstance(item, str) else None


def _price(owner: WithPast) -> str | None:
    price = ((owner.get("pricing") or {}).get("price_details") or {}).get("price")
    return price if isinstance(price, str) else None


async def recall_intents(reader: Reader, intents: Sequence[WithPast]) -> None:
    """The invoice that a payment intent pays."""
    invoices = await payments_store.invoices_of_intents(reader, [intent["id"] for intent in intents])
    for intent in intents:
        intent.past["invoice"] = invoices.get(intent["id"])


async def recall_charges(reader: Reader, charges: Sequence[WithPast]) -> None:
    """The invoice that a charge pays."""
    asked = [c["payment_intent"] for c in charges if c["payment_intent"] is not None]
    invoices = await payments_store.invoices_of_intents(reader, asked)
    for each in charges:
        each.past["invoice"] = invoices.get(each["payment_intent"])
