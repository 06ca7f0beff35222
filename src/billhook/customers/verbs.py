"""What can be asked of customers, of their balances, payment methods and tax ids."""

from functools import partial

from billhook.customers import queries, search_store, store, view
from billhook.customers.actions import sources, tax_ids
from billhook.customers.actions.adjust_balance import adjust_balance, update_movement
from billhook.customers.actions.attach import attach
from billhook.customers.actions.create import create
from billhook.customers.actions.delete import delete
from billhook.customers.actions.detach import detach
from billhook.customers.actions.discounts import delete_discount
from billhook.customers.actions.import_customers import import_customers
from billhook.customers.actions.set_mail_copies import set_mail_copies
from billhook.customers.actions.update import update
from billhook.customers.params import (
    CreateBalanceTransaction,
    CreateCustomer,
    CreateSource,
    CreateTaxIdOfCustomer,
    ListBalanceTransactions,
    ListCustomers,
    ListSources,
    SetMailCopies,
    UpdateBalanceTransaction,
    UpdateCustomer,
    UpdateSource,
)
from billhook.db.verbs import Mode, Verb
from billhook.discounts.view import deleted_discount
from billhook.payment_methods.params import AttachPaymentMethod, ListPaymentMethods, ListPaymentMethodsOf
from billhook.payment_methods.view import payment_method, source
from billhook.tax.params import CreateTaxId, ListTaxIds
from billhook.tax.view import tax_id
from billhook.wire.deleted import deleted
from billhook.wire.params import Page
from billhook.wire.search.params import Search

_READ, _WRITE = "customers:read", "customers:write"
_MOVE = "balances:write"
# Whoever may change a customer may not for this reason change what they owe.
_BALANCES = {"balance": _MOVE, "cash_balance": _MOVE}
_change = partial(Verb, needs=_WRITE)
_move = partial(Verb, needs=_MOVE)
_look = partial(Verb, needs=_READ, mode=Mode.READ)

CREATE = _change("customer.create", create, CreateCustomer, "customer", view.customer, also=_BALANCES)
UPDATE = _change("customer.update", update, UpdateCustomer, "customer", view.customer, also=_BALANCES)
DELETE = Verb("customer.delete", delete, None, "customer", deleted, needs="customers:delete")
IMPORT = Verb("customer.import", import_customers, needs="customers:delete")
SET_MAIL_COPIES = _change("customer.set_mail_copies", set_mail_copies, SetMailCopies)
RETRIEVE = _look("customer.retrieve", queries.customer, None, "customer", view.customer)
LIST = _look("customer.list", store.page, ListCustomers, "customer", view.customer)
SEARCH = _look("customer.search", search_store.found, Search, "customer", view.customer)
DELETE_DISCOUNT = _change("customer.delete_discount", delete_discount, None, "discount", deleted_discount)

_MOVEMENT = "customer_balance_transaction"
ADJUST_BALANCE = _move(
    f"{_MOVEMENT}.create", adjust_balance, CreateBalanceTransaction, _MOVEMENT, view.balance_transaction
)
UPDATE_MOVEMENT = _move(
    f"{_MOVEMENT}.update", update_movement, UpdateBalanceTransaction, _MOVEMENT, view.balance_transaction
)
RETRIEVE_MOVEMENT = _look(f"{_MOVEMENT}.retrieve", queries.movement, None, _MOVEMENT, view.balance_transaction)
LIST_MOVEMENTS = _look(
    f"{_MOVEMENT}.list", queries.movements, ListBalanceTransactions, _MOVEMENT, view.balance_transaction
)

CREATE_SOURCE = _change("source.create", sources.create, CreateSource, "card", source)
UPDATE_SOURCE = _change("source.update", sources.update, UpdateSource, "card", source)
DELETE_SOURCE = _change("source.delete", sources.delete, None, "card", deleted)
RETRIEVE_SOURCE = _look("source.retrieve", queries.source_of, None, "card", source)
LIST_SOURCES = _look("source.list", queries.sources_of, ListSources, "card", source)

_METHOD = "payment_method"
ATTACH = _change("payment_method.attach", attach, AttachPaymentMethod, _METHOD, payment_method)
DETACH = _change("payment_method.detach", detach, None, _METHOD, payment_method)
RETRIEVE_METHOD_OF = _look("customer.payment_method", queries.payment_method_of, None, _METHOD, payment_method)
LIST_METHODS_OF = _look(
    "customer.payment_methods", queries.payment_methods_of, ListPaymentMethodsOf, _METHOD, payment_method
)
LIST_METHODS = _look("payment_method.list", queries.payment_methods, ListPaymentMethods, _METHOD, payment_method)

CREATE_TAX_ID_OF = _change(
    "customer.create_tax_id", tax_ids.create_of_customer, CreateTaxIdOfCustomer, "tax_id", tax_id
)
DELETE_TAX_ID_OF = _change("customer.delete_tax_id", tax_ids.delete_of_customer, None, "tax_id", deleted)
RETRIEVE_TAX_ID_OF = _look("customer.tax_id", queries.tax_id_of, None, "tax_id", tax_id)
LIST_TAX_IDS_OF = _look("customer.tax_ids", queries.tax_ids_of, Page, "tax_id", tax_id)
# These reach the account's own tax ids too, so they need what those need.
_OWN_TAX_IDS = "tax_registrations:write"
CREATE_TAX_ID = Verb("tax_id.create", tax_ids.create, CreateTaxId, "tax_id", tax_id, needs=_OWN_TAX_IDS)
DELETE_TAX_ID = Verb("tax_id.delete", tax_ids.delete, None, "tax_id", deleted, needs=_OWN_TAX_IDS)
RETRIEVE_TAX_ID = _look("tax_id.retrieve", queries.tax_id, None, "tax_id", tax_id)
LIST_TAX_IDS = _look("tax_id.list", queries.tax_ids, ListTaxIds, "tax_id", tax_id)
