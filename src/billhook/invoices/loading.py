"""Invoices, items and payments for expansion."""

from collections.abc import Sequence
from typing import Any

from billhook.db.tx import Reader
from billhook.invoices import items_store, payments_store, store, view
from billhook.invoices.rules.lifecycle import OPEN
from billhook.payments import store as payments

Object = dict[str, Any]


async def load_invoices(reader: Reader, ids: Sequence[str]) -> dict[str, Object]:
    """Invoices by their ids."""
    return {s.invoice.id: view.invoice(reader, s) for s in await store.of_ids(reader, ids)}


async def load_items(reader: Reader, ids: Sequence[str]) -> dict[str, Object]:
    """Items by their ids."""
    return {i.id: view.item(reader, i) for i in await items_store.of_ids(reader, ids)}


async def load_payments(reader: Reader, ids: Sequence[str]) -> dict[str, Object]:
    """Invoice payments by their ids."""
    return {p.id: view.payment(reader, p) for p in await payments_store.of_ids(reader, ids)}


async def fill_payments(reader: Reader, invoices: Sequence[Object]) -> None:
    """Put `payments` into invoices that are being expanded."""
    found = await payments_store.of_invoices(reader, [i["id"] for i in invoices])
    for i in invoices:
        i["payments"] = view.payments(reader, i["id"], found[i["id"]])


async def fill_shipping_taxes(reader: Reader, invoices: Sequence[Object]) -> None:
    """Put `taxes` into the shipping costs of invoices that are being expanded."""
    for sheet in await store.of_ids(reader, [i["id"] for i in invoices]):
        for i in invoices:
            if i["id"] == sheet.invoice.id and i["shipping_cost"] is not None:
                i["shipping_cost"]["taxes"] = view.shipping_taxes(sheet.invoice)


async def fill_confirmation_secret(reader: Reader, invoices: Sequence[Object]) -> None:
    """Put `confirmation_secret` into invoices: what a payer's browser confirms the default payment with, while open."""
    sheets = await store.of_ids(reader, [i["id"] for i in invoices])
    intents = {s.invoice.id: s.invoice.payment_intent for s in sheets if s.invoice.status == OPEN}
    wanted = [intent for intent in intents.values() if intent is not None]
    secrets = {p.id: p.client_secret for p in await payments.intents_of_ids(reader, wanted)} if wanted else {}
    for i in invoices:
        secret = secrets.get(intents.get(i["id"]) or "")
        i["confirmation_secret"] = {"client_secret": secret, "type": "payment_intent"} if secret is not None else None
