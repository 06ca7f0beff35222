"""A bank transfer comes in, in test mode because somebody says so (platform.md §7.7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billhook.cash_balances import view
from billhook.cash_balances.balance import cash_of
from billhook.cash_balances.facts import CashFunded, LockingCash
from billhook.cash_balances.objects import APPLIED, FUNDED, CashMovement
from billhook.cash_balances.params import FundCashBalance
from billhook.cash_balances.rules.bank_transfers import EU, GB, JP, US, Transfer, transfer_in
from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.money import LARGEST_AMOUNT
from billhook.kernel.wire_object import WireHash


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a transfer, as far as the bank says so: a name, and the last four signs of an IBAN."""

    name: str | None = None
    iban_last4: str | None = None


_NOBODY = Sender()


@dataclass(frozen=True, slots=True)
class Received:
    """The movement of money that came in, and the payment intents that cash was applied to because of it."""

    movement: CashMovement
    payment_intents: Sequence[str]


async def fund(tx: Tx, params: FundCashBalance, customer_id: str) -> CashMovement:
    """The movement of the money that came in; what waits for it has been paid when this returns.

    Raises TEST_MODE_ONLY, NO_SUCH_PATH, INVALID_VALUE.
    """
    if tx.tenant.livemode:
        raise errors.TEST_MODE_ONLY()
    missing = errors.NO_SUCH_PATH
    received = await receive(tx, customer_id, params.amount, params.currency, params.reference, missing=missing)
    return received.movement


async def receive(
    tx: Tx, customer_id: str, amount: int, currency: str, reference: str | None, sender: Sender = _NOBODY, *,
    invoice: str | None = None, missing: errors.ErrorKind = errors.NO_SUCH_PARAM,
) -> Received:  # fmt: skip
    """The movement of money that a bank or a test helper tells of; what waits for it has been paid when this returns.

    `invoice` is what the money is for, if that is known; else the `reference` says it. Raises INVALID_VALUE, and what
    is `missing` if there is no such customer.
    """
    transfer = _carrying(currency)
    await tx.before_locking(LockingCash(customer_id, currency, invoice))
    customer = await customers.lock(tx, customer_id)
    if customer is None:
        raise missing(param="customer", noun="customer", id=customer_id)
    cash = cash_of(tx, customer, currency)
    _insist_on_room(cash.amount, amount)
    told = _sender_of(transfer.type, sender)
    sent = {"reference": reference, "type": transfer.type, **told}
    movement = await cash.move(amount, FUNDED, bank_transfer=sent)
    await tx.announce(CashFunded(cash, amount, reference, invoice))
    if cash.amount:
        tx.emit("cash_balance.funds_available", tx.render(view.cash_balance, cash.balance))
    return Received(movement, [one.payment_intent for one in cash.moved if one.type == APPLIED and one.payment_intent])


async def check_receivable(tx: Tx, customer_id: str, amount: int, currency: str) -> None:
    """Raises what `receive` would raise, without a lock and before anything is written."""
    _carrying(currency)
    customer = await customers.find(tx, customer_id)
    if customer is None or customer.is_deleted:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=customer_id)
    _insist_on_room(customer.cash.get(currency, 0), amount)


def _carrying(currency: str) -> Transfer:
    transfer = transfer_in(currency)
    if transfer is None:
        reason = "is no currency in which bank transfers arrive"
        raise errors.INVALID_VALUE(param="currency", name="currency", reason=reason)
    return transfer


def _insist_on_room(there: int, amount: int) -> None:
    if there + amount > LARGEST_AMOUNT:
        reason = f"the cash balance would be more than {LARGEST_AMOUNT}"
        raise errors.INVALID_VALUE(param="amount", name="amount", reason=reason)


def _sender_of(type: str, sender: Sender) -> dict[str, WireHash]:
    """What each kind of transfer tells of its sender, under the type; Mexican ones tell nothing."""
    fields: Mapping[str, WireHash] = {
        EU: {"bic": None, "iban_last4": sender.iban_last4, "sender_name": sender.name},
        GB: {"account_number_last4": None, "sender_name": sender.name, "sort_code": None},
        JP: {"sender_bank": None, "sender_branch": None, "sender_name": sender.name},
        US: {"network": None, "sender_name": sender.name},
    }
    return {type: fields[type]} if type in fields else {}
