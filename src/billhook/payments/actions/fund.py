"""Pay an intent out of its customer's cash, and give back what was applied to it (platform.md §7.7).

Nobody outside is asked: the money is there already. So claim and settlement share one transaction.
"""

from billhook.cash_balances.actions.announce import announce_returned
from billhook.cash_balances.balance import LockedCash, lock_cash
from billhook.cash_balances.instructions import addresses_for
from billhook.cash_balances.objects import APPLIED, UNAPPLIED
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.payment_methods import store as methods
from billhook.payment_methods.actions.create import create_for_cash
from billhook.payment_methods.objects import CUSTOMER_BALANCE, PaymentMethod
from billhook.payment_methods.view import payment_method
from billhook.payments import store, view
from billhook.payments.actions.booking import book_charge
from billhook.payments.actions.locking import check, lock_intent
from billhook.payments.actions.methods import keep_or_spend
from billhook.payments.actions.reporting import report
from billhook.payments.actions.withdrawing import withdraw_later
from billhook.payments.facts import PaymentIntentSettled
from billhook.payments.objects import PaymentIntent
from billhook.payments.params import ApplyCustomerBalance
from billhook.payments.rules.funding import applied_by_hand, applied_by_itself, too_short, transfer_of
from billhook.payments.rules.lifecycle import PAYMENT_INTENT
from billhook.payments.rules.settling import Attempt, settled
from billhook.payments.rules.types import check_allows
from billhook.processors.interface import Approved


async def await_cash(tx: Tx, intent: PaymentIntent, method: PaymentMethod) -> PaymentIntent:
    """A locked intent that cash pays from now on: what is there at once, and the rest as it comes in.

    Raises TRANSFER_WITHOUT_CUSTOMER, NO_BANK_ACCOUNT.
    """
    if intent.customer is None:
        raise errors.TRANSFER_WITHOUT_CUSTOMER(param="customer")
    addresses_for(tx, intent.customer, transfer_of(intent))
    cash = await lock_cash(tx, intent.customer, intent.currency)
    waiting = await _waiting(tx, intent, method)
    amount = applied_by_itself(waiting, cash.amount) if cash.is_automatic else 0
    if amount < waiting.left_to_fund:
        await store.save_intent(tx, waiting)
        tx.emit("payment_intent.requires_action", tx.render(view.payment_intent, waiting))
    return await apply_cash(tx, waiting, method, cash, amount) if amount else waiting


async def await_cash_for(tx: Tx, intent: PaymentIntent) -> PaymentIntent:
    """The same without a method that somebody gave. Raises as `await_cash` does."""
    return await await_cash(tx, intent, await create_for_cash(tx))


async def apply_customer_balance(tx: Tx, params: ApplyCustomerBalance, intent_id: str) -> PaymentIntent:
    """The intent with more of its customer's cash applied to it; with the last of its amount it has succeeded.

    Raises NO_SUCH_PATH, INTENT_STATE, METHOD_TYPE, TRANSFER_WITHOUT_CUSTOMER, INVALID_VALUE, CASH_SHORT, NOT_IN_PARTS.
    """
    intent = await lock_intent(tx, intent_id)
    check(tx, "apply_customer_balance", intent)
    check_allows(intent, CUSTOMER_BALANCE)
    if intent.customer is None:
        raise errors.TRANSFER_WITHOUT_CUSTOMER(param="customer")
    if params.currency not in (None, intent.currency):
        reason = f"the PaymentIntent is in {intent.currency}"
        raise errors.INVALID_VALUE(param="currency", name="currency", reason=reason)
    cash = await lock_cash(tx, intent.customer, intent.currency)
    amount = applied_by_hand(intent, cash.amount, params.amount)
    return await pay_by_cash(tx, intent, cash, amount)


async def pay_all_by_cash(tx: Tx, intent: PaymentIntent, method: PaymentMethod) -> PaymentIntent:
    """A locked intent with a customer, paid at once by their cash with a locked method. Raises CASH_SHORT."""
    assert intent.customer is not None
    cash = await lock_cash(tx, intent.customer, intent.currency)
    if cash.amount < intent.left_to_fund:
        raise too_short(intent, cash.amount, intent.left_to_fund)
    return await apply_cash(tx, await _waiting(tx, intent, method), method, cash, intent.left_to_fund)


async def pay_by_cash(tx: Tx, intent: PaymentIntent, cash: LockedCash, amount: int) -> PaymentIntent:
    """A locked intent, whatever it waited for, with so much of the cash applied to it."""
    method = await methods.lock(tx, intent.payment_method) if intent.awaits_transfer and intent.payment_method else None
    if method is None:
        method = await create_for_cash(tx)
    return await apply_cash(tx, await _waiting(tx, intent, method), method, cash, amount)


async def apply_cash(
    tx: Tx, intent: PaymentIntent, method: PaymentMethod, cash: LockedCash, amount: int
) -> PaymentIntent:  # fmt: skip
    """An intent that awaits a transfer with so much of the cash applied to it, which is there and is needed."""
    await cash.move(-amount, APPLIED, payment_intent=intent.id)
    after = replace(intent, amount_funded=intent.amount_funded + amount)
    if after.left_to_fund:
        await store.save_intent(tx, after)
        tx.emit("payment_intent.partially_funded", tx.render(view.payment_intent, after))
        return after
    attempt = Attempt(method, payment_method(tx, method), None, None, new_id("ch"))
    paid = Approved("not_assessed")
    done = await book_charge(tx, settled(after, attempt, paid, now=tx.now), paid)
    assert done.charge is not None
    await store.save_intent(tx, done.intent)
    await store.insert_charge(tx, done.charge)
    await keep_or_spend(tx, intent, method, None)
    await report(tx, done)
    await tx.announce(PaymentIntentSettled(done.intent, charge=done.charge))
    return done.intent


async def let_go(tx: Tx, intent: PaymentIntent) -> PaymentIntent:
    """A locked intent without what was to pay it so far; the caller writes it.

    Cash that was applied to it is its customer's again, and its session is withdrawn.
    """
    intent = await withdraw_later(tx, intent)
    if not intent.amount_funded:
        return intent
    assert intent.customer is not None
    cash = await lock_cash(tx, intent.customer, intent.currency)
    await cash.move(intent.amount_funded, UNAPPLIED, payment_intent=intent.id)
    await announce_returned(cash)
    return replace(intent, amount_funded=0)


async def _waiting(tx: Tx, intent: PaymentIntent, method: PaymentMethod) -> PaymentIntent:
    free = await withdraw_later(tx, intent)
    return replace(
        free, status=PAYMENT_INTENT.after("await_transfer", free.status), payment_method=method.id,
        awaits_transfer=True, last_payment_error=None,
    )  # fmt: skip
