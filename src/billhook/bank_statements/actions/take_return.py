"""A bank has sent a debit back: what it paid is not paid (live-money.md §4.5).

Money that came by a movement leaves the invoice. A payment by a processor is only noted: the processor tells of it too.
Nobody but the bank tells of a debit in a SEPA file, which it may name by its mandate alone.
"""

from collections.abc import Sequence

from billhook.bank_statements import store
from billhook.bank_statements.actions.history import note
from billhook.bank_statements.actions.undo import unbooked
from billhook.bank_statements.objects import RETURNED_STEP, BankMovement
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT, MATCHED
from billhook.bank_statements.rules.own_money import fee_of_return, reason_of_return
from billhook.bank_statements.rules.return_reasons import reason_of
from billhook.bank_statements.rules.returning import amounts_of, explained, may_be_taken_back, taken_back
from billhook.db.tx import Tx
from billhook.invoices import payments_store
from billhook.kernel.replacing import replace
from billhook.payment_methods import mandates_store
from billhook.payment_methods import store as methods
from billhook.payment_methods.actions.accept import withdraw
from billhook.payment_methods.objects import Mandate
from billhook.payments import store as payments
from billhook.sepa_files import store as sepa_files
from billhook.sepa_files.actions.take_returns import Returned, take_returns
from billhook.sepa_files.objects import SepaOrder

_EURO = "eur"
_NO_ID = "NOTPROVIDED"
_NOT_FOUND = "The payment that it takes back is not found."
_SEVERAL = "Several payments that came to the bank may be the one that it takes back."
_NOT_BOOKED = "The payment that it takes back is not booked yet."
_BY_PROCESSOR = "The payment was made by a processor, so nothing was taken back here."


async def take_return(tx: Tx, returned: BankMovement) -> BankMovement:
    """A locked return after what follows from it, or waiting for a person. Raises MONEY_SPENT."""
    known = await store.credits_of(tx, returned.account, returned.currency, amounts_of(returned))
    seen = taken_back(returned, known)
    credit = await store.lock(tx, seen.id) if seen is not None else None
    if credit is not None and credit.status == MATCHED:
        return await hold(tx, returned, _NOT_BOOKED)
    if credit is not None and BANK_MOVEMENT.allows("undo", credit.status):
        why = explained(returned.return_reason)
        customer, invoices = credit.customer, credit.invoices
        await unbooked(tx, credit, why, verb="return")
        await _end_mandate(tx, returned, customer)
        return await _done(tx, replace(returned, customer=customer, invoices=invoices, reason=why), ())
    if credit is None and may_be_taken_back(returned, known):
        return await hold(tx, returned, _SEVERAL)
    return await _by_processor(tx, returned)


async def hold(tx: Tx, returned: BankMovement, why: str) -> BankMovement:
    """A locked return that waits for a person, who is told why."""
    reason = f"{explained(returned.return_reason)} {why}"
    held = replace(returned, status=BANK_MOVEMENT.after("hold", returned.status), book_at=None, reason=reason)
    await store.save(tx, held)
    return held


async def _by_processor(tx: Tx, returned: BankMovement) -> BankMovement:
    """What a processor tells of too, if it has taken such a sum by the mandate; else it waits for a person."""
    mandate = await mandates_store.find_by_reference(tx, returned.mandate_id) if returned.mandate_id else None
    method = await methods.find(tx, mandate.payment_method) if mandate is not None else None
    if mandate is not None and await sepa_files.used_mandates(tx, [mandate.id]):
        debits = await _sepa_debits(tx, returned, mandate)
        return await _of_sepa_file(tx, returned, debits, method.customer if method is not None else None)
    if method is None or method.customer is None:
        return await hold(tx, returned, _NOT_FOUND)
    charges = await payments.charges_by_method(tx, method.customer, method.id, amounts_of(returned))
    intents = [one.payment_intent for one in charges if one.currency == returned.currency]
    await _end_mandate(tx, returned, method.customer)
    if not intents:
        return await hold(tx, replace(returned, customer=method.customer), _NOT_FOUND)
    paid = await payments_store.invoices_of_intents(tx, intents) if len(intents) == 1 else {}
    reason = f"{explained(returned.return_reason)} {_BY_PROCESSOR}"
    told = replace(returned, customer=method.customer, invoices=list(paid.values()), reason=reason)
    return await _done(tx, told, intents if len(intents) == 1 else ())


async def _sepa_debits(tx: Tx, returned: BankMovement, mandate: Mandate) -> list[SepaOrder]:
    """The debits of SEPA files that may be the one that a return without their id takes back.

    One that came back already is among them: the bank may tell of it a second time, without its id. A return that names
    an id which is not ours takes back something else.
    """
    if returned.currency != _EURO or returned.end_to_end_id not in ("", _NO_ID):
        return []
    return await sepa_files.debits_by_mandate(tx, mandate.id, amounts_of(returned))


async def _of_sepa_file(
    tx: Tx, returned: BankMovement, debits: Sequence[SepaOrder], customer: str | None
) -> BankMovement:
    """A debit of ours came back, of which nobody else tells."""
    if not debits:
        return await hold(tx, replace(returned, customer=customer), _NOT_FOUND)
    if len(debits) > 1:
        return await hold(tx, replace(returned, customer=customer), _SEVERAL)
    (debit,) = debits
    fee = fee_of_return(returned, debit)
    await take_returns(tx, {debit.id: Returned(reason_of_return(returned), max(fee, 0))})
    reason = (
        f"{explained(returned.return_reason)} It is the debit {debit.end_to_end_id} of the SEPA file {debit.batch}."
    )
    return await _done(tx, replace(returned, customer=customer, reason=reason), ())


async def _done(tx: Tx, returned: BankMovement, intents: "list[str] | tuple[()]") -> BankMovement:
    after = replace(returned, status=BANK_MOVEMENT.after("return", returned.status), book_at=None)
    await store.save(tx, after)
    await note(tx, after, RETURNED_STEP, intents)
    return after


async def _end_mandate(tx: Tx, returned: BankMovement, customer: str | None) -> None:
    """End the mandate if the reason says that it is worth nothing any more, and it is this customer's."""
    if not returned.mandate_id or not reason_of(returned.return_reason).ends_mandate:
        return
    mandate = await mandates_store.find_by_reference(tx, returned.mandate_id)
    method = await methods.lock(tx, mandate.payment_method) if mandate is not None else None
    if method is not None and method.customer == customer:
        await withdraw(tx, method)
