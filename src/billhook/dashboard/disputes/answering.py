"""Answering a dispute: evidence is noted down, looked at once more, and submitted; or the dispute is given up."""

from collections.abc import Mapping

from starlette.responses import Response

from billhook.dashboard.asking import act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.disputes import words
from billhook.dashboard.disputes.pages import dispute_of, place_of
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.payments.sections import DISPUTES, PAYMENTS
from billhook.dashboard.staleness import FIELD, Basis, ChangedMeanwhile, basis, differing, unless_changed
from billhook.dashboard.visiting import Visit
from billhook.db.tx import Tx
from billhook.disputes import verbs
from billhook.disputes.actions.locking import lock_dispute
from billhook.disputes.objects import Dispute
from billhook.disputes.params import Evidence, UpdateDispute
from billhook.kernel.errors import ApiError


# ── Evidence ────────────────────────────────────────────────────────────────────────────────────
async def show_evidence(visit: Visit) -> Response:
    """The form with what was noted down."""
    dispute = await dispute_of(visit)
    return _form(visit, dispute, _values(dispute), Faults())


async def note_evidence(visit: Visit) -> Response:
    """Note the evidence down without telling the bank, and lead to the review or back to the dispute."""
    dispute, faults = await dispute_of(visit), Faults()
    typed = {name: visit.form.text(name) for name in words.KINDS}
    params = checked(UpdateDispute, {"evidence": {**typed}, "submit": "false"}, faults, _field_of)
    if params is not None:
        try:
            verb = unless_changed(verbs.RESPOND, visit.form, typed, lock, _values)
            await visit.run(verb, params, dispute.id)
        except ChangedMeanwhile as found:
            made_from = differing(visit.form.get(FIELD, ""), typed, found.now, words.KINDS)
            return _form(visit, dispute, typed, faults, made_from)
        except ApiError as error:
            if error.status in (403, 404):
                raise
            faults.add(error, _field_of)
        else:
            place = place_of(visit, dispute)
            if visit.form.text("then") == "review":
                return visit.back(f"{place.back}/submit")
            return visit.back(place.back, "The evidence is noted down. The bank has not seen it yet.")
    return _form(visit, dispute, typed, faults)


def _field_of(param: str) -> str | None:
    name = param.partition("[")[2].removesuffix("]")
    return name if name in words.KINDS else None


async def lock(tx: Tx, dispute_id: str) -> Dispute:
    """The dispute, which nobody else changes until the transaction ends. Raises NO_SUCH_PATH."""
    dispute, _ = await lock_dispute(tx, dispute_id)
    return dispute


def _values(dispute: Dispute) -> dict[str, str]:
    """The form as a dispute fills it."""
    return {name: dispute.evidence.get(name, "") for name in words.KINDS}


def _form(
    visit: Visit, dispute: Dispute, typed: Mapping[str, str], faults: Faults, made_from: Basis | None = None
) -> Response:
    place = place_of(visit, dispute)
    return PAYMENTS.page(
        visit,
        "disputes/evidence.html",
        DISPUTES,
        title="Evidence",
        up=place.crumbs,
        status=422 if faults else 409 if made_from else 200,
        basis=made_from or basis(visit.form, _values(dispute)),
        reason=words.reason(dispute),
        groups=words.GROUPS,
        typed=typed,
        faults=faults,
        away=place.back,
    )


# ── Submitting ──────────────────────────────────────────────────────────────────────────────────
async def ask_submit(visit: Visit) -> Response:
    """Ask before the bank gets the evidence."""
    dispute = await dispute_of(visit)
    return ask_page(visit, place_of(visit, dispute), _submitting(dispute))


async def submit(visit: Visit) -> Response:
    """Give the bank the evidence that was noted down."""
    dispute = await dispute_of(visit)
    params = UpdateDispute.of(evidence=Evidence.of(), submit=True)
    return await act_on(visit, place_of(visit, dispute), _submitting(dispute), verbs.RESPOND, params, dispute.id)


def _submitting(dispute: Dispute) -> Confirmation:
    evidence = words.given(dispute)
    gets = f"The bank gets: {', '.join(name for name, _, _ in evidence)}."
    return Confirmation(
        heading="Submit the evidence?",
        sentences=(
            gets if evidence else "The bank gets nothing, because no evidence was noted down.",
            "A dispute can be answered once. Afterwards nothing can be added or changed.",
        ),
        button="Submit evidence",
        notice="The bank has the evidence.",
    )


# ── Giving up ───────────────────────────────────────────────────────────────────────────────────
async def ask_close(visit: Visit) -> Response:
    """Ask before a dispute is given up."""
    dispute = await dispute_of(visit)
    return ask_page(visit, place_of(visit, dispute), _closing(visit, dispute))


async def close(visit: Visit) -> Response:
    """Give it up."""
    dispute = await dispute_of(visit)
    return await act_on(visit, place_of(visit, dispute), _closing(visit, dispute), verbs.CLOSE, dispute.id)


def _closing(visit: Visit, dispute: Dispute) -> Confirmation:
    amount = visit.formats.money(dispute.amount, dispute.currency)
    return Confirmation(
        heading=f"Accept the dispute over {amount}?",
        sentences=(f"The customer is right, and {amount} goes to them.", "This cannot be undone."),
        button="Accept dispute",
        notice="The dispute is accepted.",
        is_danger=True,
    )
