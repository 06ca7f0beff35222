"""What can be asked of the ledger, and what the worker does with it."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.ledger import queries, store, view
from billhook.ledger.actions.sum_up import sum_up
from billhook.ledger.params import ListBalanceTransactions

_look = partial(Verb, needs="ledger:read", mode=Mode.READ)

_ENTRY = "balance_transaction"
RETRIEVE = _look(f"{_ENTRY}.retrieve", queries.entry, None, _ENTRY, view.balance_transaction)
LIST = _look(f"{_ENTRY}.list", store.page, ListBalanceTransactions, _ENTRY, view.balance_transaction)
RETRIEVE_BALANCE = _look("balance.retrieve", store.balance, None, "balance", view.balance)
SUM_UP = Verb("balance.sum_up", sum_up)
