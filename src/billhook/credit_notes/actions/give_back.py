"""What a credit note gives back by refunds: linked ones, and one that it makes itself (invoicing.md §7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.credit_notes import store
from billhook.credit_notes.objects import RefundedPart
from billhook.credit_notes.params import CreateCreditNote, LinkedRefund
from billhook.db.tx import Tx
from billhook.invoices import payments_store
from billhook.invoices.rules.lifecycle import PAYMENT_PAID
from billhook.kernel import errors
from billhook.payments import refunds_store
from billhook.payments import store as payments
from billhook.payments.objects import Charge
from billhook.payments.rules.lifecycle import FAILED


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Refunds that were linked, and the charge of which the rest is refunded, with what is left of it."""

    linked: tuple[RefundedPart, ...]
    charge: Charge | None

    @property
    def linked_amount(self) -> int:
        return sum(one.amount_refunded for one in self.linked)

    @property
    def left(self) -> int:
        return self.charge.amount - self.charge.amount_refunded if self.charge is not None else 0


async def resolve_given_back(tx: Tx, invoice: str, params: CreateCreditNote) -> GivenBack:
    """What was asked for, looked up; the invoice is locked, and the charge is afterwards.

    A refund that the credit note makes comes from one charge: the one that has most left.

    Raises NO_SUCH_PARAM, REFUND_OF_OTHER, REFUND_LINKED.
    """
    if not params.refunds and not params.refund_amount:
        return GivenBack((), None)
    # A payment that was canceled took nothing, though an authorization that was released has a refund.
    paid = [p for p in (await payments_store.of_invoices(tx, [invoice]))[invoice] if p.status == PAYMENT_PAID]
    intents = await payments.intents_of_ids(tx, [p.payment_intent for p in paid if p.payment_intent is not None])
    linked = await _linked(tx, invoice, params.refunds, {intent.id for intent in intents})
    if not params.refund_amount:
        return GivenBack(linked, None)
    locked = [await payments.lock_charge(tx, i.latest_charge) for i in intents if i.amount_received and i.latest_charge]
    charges = [charge for charge in locked if charge is not None]
    return GivenBack(linked, max(charges, key=lambda c: c.amount - c.amount_refunded, default=None))


async def _linked(tx: Tx, invoice: str, given: Sequence[LinkedRefund], intents: set[str]) -> tuple[RefundedPart, ...]:
    explained: dict[str, int] = {}
    for note in await store.issued_of_invoice(tx, invoice):
        for one in note.refunds:
            explained[one.refund] = explained.get(one.refund, 0) + one.amount_refunded
    linked: list[RefundedPart] = []
    for n, wanted in enumerate(given):
        param = f"refunds[{n}][refund]"
        refund = await refunds_store.lock(tx, wanted.refund)
        if refund is None:
            raise errors.NO_SUCH_PARAM(param=param, noun="refund", id=wanted.refund)
        if refund.payment_intent not in intents or refund.status == FAILED:
            raise errors.REFUND_OF_OTHER(param=param, id=refund.id)
        left = refund.amount - explained.get(refund.id, 0)
        amount = wanted.amount_refunded if wanted.amount_refunded is not None else left
        if not 0 < amount <= left:
            raise errors.REFUND_LINKED(param=param, id=refund.id, left=left)
        explained[refund.id] = explained.get(refund.id, 0) + amount
        linked.append(RefundedPart(refund.id, amount))
    return tuple(linked)
