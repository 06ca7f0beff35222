"""Put a debit or a refund among those that wait for the next file, once for each call."""

from billhook.db import calls
from billhook.db.tx import Tx
from billhook.invoices import payments_store
from billhook.invoices import store as invoices
from billhook.payment_methods import mandates_store, sealed_accounts_store
from billhook.processors.interface import ChargeRequest, Decline, RefundFailed, RefundRequest
from billhook.sepa_files import store
from billhook.sepa_files.objects import SepaOrder
from billhook.sepa_files.rules.giving_back import may_be_given_back
from billhook.sepa_files.rules.lifecycle import SEPA_ORDER
from billhook.sepa_files.rules.pain import AMOUNT_MAX, DEBIT, TRANSFER
from billhook.sepa_files.rules.signs import TEXT_MAX, end_to_end_id

EURO = "eur"


async def queue_debit(tx: Tx, call: str, request: ChargeRequest) -> SepaOrder | Decline:
    """The debit of a call, which may be there already; or why it cannot be one."""
    known = await store.find(tx, call)
    if known is not None:
        return known
    if request.currency != EURO:
        return Decline("invalid_currency")
    if not 0 < request.amount <= AMOUNT_MAX:
        return Decline("charge_exceeds_source_limit")
    if await sealed_accounts_store.find(tx, request.token) is None:
        return Decline("no_account")
    mandate = await mandates_store.find(tx, request.mandate) if request.mandate is not None else None
    if mandate is None or not mandate.is_active:
        return Decline("debit_not_authorized")
    order = _order(tx, call, DEBIT, request.amount, request.token, mandate.id, await _text(tx, call))
    await store.insert_once(tx, order)
    return order


async def queue_refund(tx: Tx, call: str, request: RefundRequest) -> SepaOrder | RefundFailed | None:
    """The transfer of a call, which may be there already; None if nothing is known of what it gives back.

    It fails if the debit is not settled or came back: the payer has the money.
    """
    known = await store.find(tx, call)
    if known is not None:
        return known
    debit = await store.lock(tx, request.charge)
    if debit is None or debit.kind != DEBIT or request.amount > debit.amount or request.currency != EURO:
        return None
    if not may_be_given_back(debit):
        return RefundFailed("declined")
    order = _order(tx, call, TRANSFER, request.amount, debit.account, debit.mandate, f"{debit.text} refund"[:TEXT_MAX])
    await store.insert_once(tx, order)
    return order


def _order(tx: Tx, call: str, kind: str, amount: int, account: str, mandate: str, text: str) -> SepaOrder:
    return SepaOrder(
        id=call, created=tx.wall_now, kind=kind, end_to_end_id=end_to_end_id(call), amount=amount, account=account,
        mandate=mandate, text=text, status=SEPA_ORDER.starts["queue"],
    )  # fmt: skip


async def _text(tx: Tx, call: str) -> str:
    """What the holder reads: the number of the invoice, and whose it is."""
    found = await calls.find(tx, call)
    subject = found.call.subject if found is not None else ""
    paid = (await payments_store.invoices_of_intents(tx, [subject])).get(subject)
    details = await invoices.find(tx, paid) if paid is not None else None
    number = details.invoice.number if details is not None else None
    return " ".join(part for part in (number, tx.tenant.settings.business_name) if part)[:TEXT_MAX]
