"""Movements that are payouts of the processor: they touch no invoice, and are no money of a customer."""

from collections.abc import Collection, Sequence

from billhook.bank_statements import store
from billhook.bank_statements.actions.history import note
from billhook.bank_statements.objects import PAID_OUT_STEP, BankMovement
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT, NOTED
from billhook.bank_statements.rules.matching import Confidence, Rule
from billhook.bank_statements.rules.paid_out import PayoutFound, may_be_a_payout, payout_of
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payouts import store as payouts
from billhook.payouts.rules.lifecycle import CANCELED

_MAY_BE = "The amount and the text fit a payout of the processor."


async def find_payouts(tx: Tx, made: Sequence[BankMovement]) -> list[BankMovement]:
    """Some new movements, of which nobody books those that are payouts; one that may be a payout waits for a person."""
    wanted = {(one.currency, one.amount) for one in made if may_be_a_payout(one)}
    known = await payouts.lock_of_amounts(tx, sorted(wanted)) if wanted else []
    if not known:
        return [*made]
    taken = await store.arrived(tx, [one.id for one in known])
    # What is certain goes first, so that no proposal takes the payout of a movement that names it.
    found: dict[int, PayoutFound] = {}
    for certain in (True, False):
        for index, movement in enumerate(made):
            payout = payout_of(movement, known, taken) if index not in found else None
            if payout is not None and payout.is_certain is certain:
                taken.add(payout.payout.id)
                found[index] = payout
    return [_told(one, found[index]) if index in found else one for index, one in enumerate(made)]


def _told(movement: BankMovement, found: PayoutFound) -> BankMovement:
    told = replace(
        movement, payout=found.payout.id, rule=Rule.PAYOUT.value, book_at=None, customer=None, invoices=[],
    )  # fmt: skip
    if found.is_certain:
        return replace(
            told, status=BANK_MOVEMENT.after("note_own", told.status), confidence=Confidence.CERTAIN.value, reason=""
        )
    return replace(
        told, status=BANK_MOVEMENT.after("propose_payout", told.status), confidence=None, reason=_MAY_BE
    )  # fmt: skip


async def note_found(tx: Tx, made: Sequence[BankMovement], inserted: Collection[str]) -> None:
    """Write into the history of movements that were not known before that they are payouts."""
    for one in made:
        if one.id in inserted and one.payout is not None and one.status == NOTED:
            await note(tx, one, PAID_OUT_STEP)


async def take_for_payout(tx: Tx, movement: BankMovement, payout_id: str) -> BankMovement:
    """A locked movement that a person takes for a payout.

    Raises NO_SUCH_PARAM, INVALID_VALUE if the payout was canceled, has another amount or arrived by another movement,
    and BANK_MOVEMENT_STATE.
    """
    BANK_MOVEMENT.require("take_for_payout", movement.status)
    payout = await payouts.lock(tx, payout_id)
    if payout is None:
        raise errors.NO_SUCH_PARAM(param="payout", noun="payout", id=payout_id)
    if payout.status == CANCELED:
        raise errors.INVALID_VALUE(param="payout", name="payout", reason="was canceled, so that its money never left")
    if (payout.amount, payout.currency) != (movement.amount, movement.currency):
        raise errors.INVALID_VALUE(param="payout", name="payout", reason="has another amount than the movement")
    if await store.arrived(tx, [payout.id]):
        raise errors.INVALID_VALUE(param="payout", name="payout", reason="arrived by another movement")
    after = replace(
        movement, status=BANK_MOVEMENT.after("take_for_payout", movement.status), payout=payout.id, customer=None,
        invoices=[], reason="",
    )  # fmt: skip
    await store.save(tx, after)
    await note(tx, after, PAID_OUT_STEP)
    return after
