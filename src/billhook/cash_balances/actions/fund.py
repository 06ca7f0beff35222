"""A bank transfer comes in, in test mode because somebody says so (platform.md §7.7)."""

from billhook.cash_balances import view
from billhook.cash_balances.balance import cash_of
from billhook.cash_balances.facts import CashFunded, LockingCash
from billhook.cash_balances.objects import FUNDED, CashMovement
from billhook.cash_balances.params import FundCashBalance
from billhook.cash_balances.rules.bank_transfers import EU, GB, JP, US, transfer_in
from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.money import LARGEST_AMOUNT

# What each kind of transfer tells of its sender: in test mode, nothing.
_SENDERS = {
    EU: dict.fromkeys(("bic", "iban_last4", "sender_name")),
    GB: dict.fromkeys(("account_number_last4", "sender_name", "sort_code")),
    JP: dict.fromkeys(("sender_bank", "sender_branch", "sender_name")),
    US: dict.fromkeys(("network", "sender_name")),
}


async def fund(tx: Tx, params: FundCashBalance, customer_id: str) -> CashMovement:
    """The movement of the money that came in; what waits for it has been paid when this returns.

    Raises TEST_MODE_ONLY, NO_SUCH_PATH, INVALID_VALUE.
    """
    if tx.tenant.livemode:
        raise errors.TEST_MODE_ONLY()
    transfer = transfer_in(params.currency)
    if transfer is None:
        reason = "is no currency in which bank transfers arrive"
        raise errors.INVALID_VALUE(param="currency", name="currency", reason=reason)
    await tx.before_locking(LockingCash(customer_id, params.currency))
    customer = await customers.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(param="customer", noun="customer", id=customer_id)
    cash = cash_of(tx, customer, params.currency)
    if cash.amount + params.amount > LARGEST_AMOUNT:
        reason = f"the cash balance would be more than {LARGEST_AMOUNT}"
        raise errors.INVALID_VALUE(param="amount", name="amount", reason=reason)
    sender = {transfer.type: _SENDERS[transfer.type]} if transfer.type in _SENDERS else {}
    sent = {"reference": params.reference, "type": transfer.type, **sender}
    movement = await cash.move(params.amount, FUNDED, bank_transfer=sent)
    await tx.announce(CashFunded(cash, params.amount, params.reference))
    if cash.amount:
        tx.emit("cash_balance.funds_available", tx.render(view.cash_balance, cash.balance))
    return movement
