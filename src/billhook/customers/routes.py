"""`/v1/customers`, what hangs below them, `/v1/tax_ids`, and to whom a payment method belongs."""

from collections.abc import Sequence
from typing import Any

from billhook.customers import balance_transactions, owned_tax_ids, payment_methods, store, tax_ids, view
from billhook.customers.actions.create import create
from billhook.customers.actions.delete import delete
from billhook.customers.actions.discounts import delete_discount
from billhook.customers.actions.update import update
from billhook.customers.params import (
    CreateBalanceTransaction,
    CreateCustomer,
    CreateTaxIdOfCustomer,
    ListBalanceTransactions,
    ListCustomers,
    UpdateBalanceTransaction,
    UpdateCustomer,
)
from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.payment_methods.params import AttachPaymentMethod, ListPaymentMethods, ListPaymentMethodsOf
from billhook.tax.params import CreateTaxId, ListTaxIds
from billhook.wire import routing
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing, Page


async def retrieve(reader: Reader, params: Nothing, customer_id: str) -> dict[str, Any]:
    customer = await store.find(reader, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    return view.customer(reader, customer)


async def list_customers(reader: Reader, params: ListCustomers) -> dict[str, Any]:
    customers, has_more = await store.page(reader, params)
    return envelope("/v1/customers", [view.customer(reader, c) for c in customers], has_more)


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Customers for expansion; deleted ones as stubs."""
    return {c.id: view.customer(reader, c) for c in await store.of_ids(reader, ids)}


_LEDGER = "/v1/customers/{id}/balance_transactions"
_MOVEMENT = "customer_balance_transaction"
_NAMED_METHOD, _METHOD = "/v1/payment_methods/{payment_method}", "payment_method"
_METHODS_OF = "/v1/customers/{customer}/payment_methods"

ROUTES = [
    routing.post("/v1/customers", create, CreateCustomer, "customer"),
    routing.get("/v1/customers", list_customers, ListCustomers, "customer", listing=True),
    routing.get("/v1/customers/{id}", retrieve, Nothing, "customer"),
    routing.post("/v1/customers/{id}", update, UpdateCustomer, "customer"),
    routing.delete("/v1/customers/{id}", delete, "customer"),
    routing.delete("/v1/customers/{customer}/discount", delete_discount, "discount"),
    routing.post(_LEDGER, balance_transactions.create, CreateBalanceTransaction, _MOVEMENT),
    routing.get(_LEDGER, balance_transactions.list_of, ListBalanceTransactions, _MOVEMENT, listing=True),
    routing.get(f"{_LEDGER}/{{transaction}}", balance_transactions.retrieve, Nothing, _MOVEMENT),
    routing.post(f"{_LEDGER}/{{transaction}}", balance_transactions.update, UpdateBalanceTransaction, _MOVEMENT),
    routing.get(_METHODS_OF, payment_methods.list_of, ListPaymentMethodsOf, _METHOD, listing=True),
    routing.get(f"{_METHODS_OF}/{{payment_method}}", payment_methods.retrieve_of, Nothing, _METHOD),
    routing.get("/v1/payment_methods", payment_methods.list_methods, ListPaymentMethods, _METHOD, listing=True),
    routing.post(f"{_NAMED_METHOD}/attach", payment_methods.attach, AttachPaymentMethod, _METHOD),
    routing.post(f"{_NAMED_METHOD}/detach", payment_methods.detach, Nothing, _METHOD),
    routing.post("/v1/customers/{id}/tax_ids", tax_ids.create_for, CreateTaxIdOfCustomer, "tax_id"),
    routing.get("/v1/customers/{id}/tax_ids", tax_ids.list_of, Page, "tax_id", listing=True),
    routing.get("/v1/customers/{id}/tax_ids/{tax_id}", tax_ids.retrieve, Nothing, "tax_id"),
    routing.delete("/v1/customers/{id}/tax_ids/{tax_id}", tax_ids.delete, "tax_id"),
    routing.post("/v1/tax_ids", owned_tax_ids.create, CreateTaxId, "tax_id"),
    routing.get("/v1/tax_ids", owned_tax_ids.list_of, ListTaxIds, "tax_id", listing=True),
    routing.get("/v1/tax_ids/{id}", owned_tax_ids.retrieve, Nothing, "tax_id"),
    routing.delete("/v1/tax_ids/{id}", owned_tax_ids.delete, "tax_id"),
]
