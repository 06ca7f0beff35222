"""What can be asked of cash balances."""

from functools import partial

from billhook.cash_balances import queries, view
from billhook.cash_balances.actions.fund import fund
from billhook.cash_balances.actions.instruct import instruct
from billhook.cash_balances.actions.update import update
from billhook.cash_balances.params import CreateFundingInstructions, FundCashBalance, UpdateCashBalance
from billhook.db.verbs import Mode, Verb
from billhook.wire.params import Page

_READ, _WRITE = "cash_balances:read", "balances:write"
_balance = partial(Verb, returns="cash_balance", shows=view.cash_balance)
_movement = partial(Verb, returns="customer_cash_balance_transaction", shows=view.movement)

RETRIEVE = _balance("cash_balance.retrieve", queries.cash_balance, needs=_READ, mode=Mode.READ)
UPDATE = _balance("cash_balance.update", update, takes=UpdateCashBalance, needs=_WRITE)
FUND = _movement("cash_balance.fund", fund, takes=FundCashBalance, needs="test_helpers:write")
RETRIEVE_MOVEMENT = _movement(
    "customer_cash_balance_transaction.retrieve", queries.movement, needs=_READ, mode=Mode.READ
)
LIST_MOVEMENTS = _movement(
    "customer_cash_balance_transaction.list", queries.movements, takes=Page, needs=_READ, mode=Mode.READ
)
INSTRUCT = Verb(
    "funding_instructions.create",
    instruct,
    takes=CreateFundingInstructions,
    returns="funding_instructions",
    shows=view.funding_instructions,
    needs="customers:write",
)
