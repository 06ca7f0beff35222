"""Find out what the money is for that a customer sent, and pay it (platform.md §7.7).

Everything that may get some is locked first, invoices before intents and each in their order, as everybody does, and
then the customer. What begins to wait in between is taken along where nobody else holds it, and looked at again where
somebody does.
"""

from billhook.cash_balances import store as cash_balances
from billhook.cash_balances.balance import LockedCash, lock_cash
from billhook.cash_balances.facts import CashFunded, CashReturned, LockingCash
from billhook.cash_balances.rules.bank_transfers import reference_of
from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.invoices import waiting_store
from billhook.invoices.facts import InvoiceFallsShort
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.lifecycle import OPEN
from billhook.invoices.rules.reconciling import Waiting, shares
from billhook.invoices.waiting_store import Candidate
from billhook.payment_methods.objects import CUSTOMER_BALANCE
from billhook.payments import store as payments
from billhook.payments.actions.for_invoice import lock_unpaid
from billhook.payments.actions.fund import await_cash_for, pay_by_cash
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.funding import applied_by_itself
from billhook.payments.rules.lifecycle import WAITING


async def lock_waiting(tx: Tx, rows: LockingCash) -> None:
    """A customer's cash in a currency is about to move: lock all that it may pay."""
    await waiting_store.lock_payable(tx, rows.customer, rows.currency, rows.invoice)


async def reconcile(tx: Tx, funded: CashFunded) -> None:
    """Money came in, and everything that may get some is locked."""
    await _spend(tx, funded.cash, sent=funded.sent, reference=funded.reference, invoice=funded.invoice)


async def look_later(tx: Tx, returned: CashReturned) -> None:
    """Money came back, in a transaction that holds locks of its own: look at what waits when it is over."""
    await _look_again(tx, returned.cash, after=0)


async def _look_again(tx: Tx, cash: LockedCash, *, after: int) -> None:
    if cash.is_automatic:
        moment = tx.now + after
        await cash_balances.save_reconciles_at(tx, cash.customer, moment)
        tx.enqueue("invoices.reconcile", f"{tx.tenant.id}/{cash.customer}", at=moment)


async def reconcile_later(tx: Tx, customer_id: str) -> None:
    """Money came back that paid something before: see what else waits for some. Safe to run twice."""
    seen = await customers.find(tx, customer_id)
    currencies = sorted(seen.cash) if seen is not None else []
    for currency in currencies:
        await waiting_store.lock_payable(tx, customer_id, currency)
    await cash_balances.save_reconciles_at(tx, customer_id, None)
    for currency in currencies:
        await _spend(tx, await lock_cash(tx, customer_id, currency))


async def _spend(
    tx: Tx, cash: LockedCash, *, sent: int = 0, reference: str | None = None, invoice: str | None = None
) -> None:
    if not cash.is_automatic or not cash.amount:
        return
    seen = await waiting_store.waiting(tx, cash.customer, cash.currency, invoice)
    free = await waiting_store.free(tx, [one.intent.id for one in seen]) if seen else set()
    if len(free) < len(seen):
        await _look_again(tx, cash, after=1)
    waiting = [_named(tx, one) for one in seen if one.intent.id in free]
    is_all = len(waiting) == len(seen)
    meant = next((one.intent.id for one in seen if invoice is not None and one.intent.invoice == invoice), None)
    given = shares(cash.amount, waiting, sent=sent, reference=reference, is_all=is_all, meant=meant)
    for intent_id, amount in given:
        intent = await payments.lock_intent(tx, intent_id)
        if intent is not None and intent.invoice is not None and intent.status in WAITING:
            intent = await _forgiven(tx, intent, amount)
        # What was paid a moment ago may have changed what the next one needs: an invoice with several payments.
        if intent is not None and await _still_needs(tx, intent, amount):
            await pay_by_cash(tx, intent, cash, amount)


def _named(tx: Tx, one: Candidate) -> Waiting:
    left, number = one.intent.left_to_fund, one.number
    is_invoice = one.intent.invoice is not None
    tolerated = tx.tenant.settings.tolerated(left) if is_invoice else 0
    return Waiting(
        one.intent.id, left, (*([number] if number else []), reference_of(one.intent.id)), is_invoice=is_invoice,
        forgives=min(tolerated, one.creditable),
    )  # fmt: skip


async def _forgiven(tx: Tx, intent: PaymentIntent, amount: int) -> PaymentIntent | None:
    """The intent of an invoice, which asks for no more than the cash that it gets."""
    short = intent.left_to_fund - amount
    if short <= 0:
        return intent
    assert intent.invoice is not None
    await tx.announce(InvoiceFallsShort(intent.invoice, short))  # a room above credits it
    return await payments.lock_intent(tx, intent.id)


async def _still_needs(tx: Tx, intent: PaymentIntent, amount: int) -> bool:
    if intent.status not in WAITING or amount > intent.left_to_fund:
        return False
    if intent.invoice is not None:
        return amount == intent.left_to_fund
    return await waiting_store.is_owed(tx, intent.id)


async def pay_by_what_is_there(tx: Tx, invoice: Invoice) -> None:
    """Pay a locked invoice that was just finalized, or may be paid by cash only now, out of what its customer has sent
    already; or have its payment intent say where to send some, where there is no other way.
    """
    if invoice.status != OPEN or CUSTOMER_BALANCE not in (invoice.payment_method_types or ()):
        return
    intent = await lock_unpaid(tx, invoice.payment_intent)
    if intent is None or intent.status not in WAITING:
        return
    if list(invoice.payment_method_types or ()) == [CUSTOMER_BALANCE]:
        await await_cash_for(tx, intent)
        return
    cash = await lock_cash(tx, invoice.customer, invoice.currency)
    amount = applied_by_itself(intent, cash.amount) if cash.is_automatic else 0
    if amount:
        await pay_by_cash(tx, intent, cash, amount)
