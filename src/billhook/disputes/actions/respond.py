"""Answer a dispute, or give it up: claim it, ask the processor, settle what it says (platform.md §7.8)."""

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.disputes import store
from billhook.disputes.actions.booking import book_entry
from billhook.disputes.actions.emitting import emit_step
from billhook.disputes.actions.locking import lock_dispute
from billhook.disputes.objects import FILES, TEXTS, Dispute
from billhook.disputes.params import EVIDENCE_MAX, UpdateDispute
from billhook.disputes.rules.lifecycle import DISPUTE, HELD, Step, answered, expired, judged, says_too_little
from billhook.files import store as files
from billhook.files.rules.purposes import CUSTOMER_SIGNATURE, DISPUTE_EVIDENCE
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments import store as payments
from billhook.payments.actions.booking import follows, look_later
from billhook.payments.actions.claim_about import claim_about
from billhook.payments.objects import Charge
from billhook.processors.interface import DisputeRequest, Verdict
from billhook.wire.params import merged_metadata

VERB = "dispute.respond"

_PURPOSES = {"customer_signature": (DISPUTE_EVIDENCE, CUSTOMER_SIGNATURE)}
"""The purposes that a file may have that is given as this evidence; the others must be made for a dispute."""


async def update(tx: Tx, params: UpdateDispute, dispute_id: str) -> Dispute | Call:
    """What the bank has to be asked, given the evidence; or the dispute with what was noted down for later.

    Raises NO_SUCH_PATH, DISPUTE_CLOSED, DISPUTE_ANSWERED, NO_SUCH_PARAM, INVALID_VALUE, NO_PROCESSOR.
    """
    before, charge = await lock_dispute(tx, dispute_id)
    DISPUTE.require("update", before.status)
    await _check_files(tx, params)
    noted = replace(before, evidence=_with_given(before, params))
    if params.given("metadata"):
        noted = replace(noted, metadata=merged_metadata(before.metadata, params.metadata))
    submits = params.evidence is not None and params.submit
    after = replace(answered(noted), submission_count=before.submission_count + 1) if submits else noted
    if after == before:
        return before
    await store.save(tx, after)
    emit_step(tx, before, Step(after, ("charge.dispute.updated",)))
    return await _claim(tx, after, charge, accepts=False) if submits else after


async def close(tx: Tx, dispute_id: str) -> Call:
    """What the bank has to be told: the dispute is given up. Raises NO_SUCH_PATH, DISPUTE_CLOSED, DISPUTE_ANSWERED."""
    before, charge = await lock_dispute(tx, dispute_id)
    after = answered(before)
    await store.save(tx, after)
    return await _claim(tx, after, charge, accepts=True)


async def _check_files(tx: Tx, params: UpdateDispute) -> None:
    """That each file that was given is one, made to be evidence. Raises NO_SUCH_PARAM, INVALID_VALUE."""
    given = {name: id for name in FILES if params.evidence is not None and (id := getattr(params.evidence, name))}
    if not given:
        return
    found = {file.id: file for file in await files.of_ids(tx, list(given.values()))}
    for name, id in given.items():
        param, wanted = f"evidence[{name}]", _PURPOSES.get(name, (DISPUTE_EVIDENCE,))
        if id not in found:
            raise errors.NO_SUCH_PARAM(param=param, noun="file", id=id)
        if found[id].purpose not in wanted:
            reason = f"the file {id} must have the purpose {' or '.join(wanted)}, and has {found[id].purpose}"
            raise errors.INVALID_VALUE(param=param, name=param, reason=reason)
        if found[id].is_expired(tx.now):
            raise errors.INVALID_VALUE(param=param, name=param, reason=f"the file {id} has expired")


def _with_given(dispute: Dispute, params: UpdateDispute) -> dict[str, str]:
    """The evidence with what was given; what was given empty is taken back."""
    sent = params.evidence
    given = {name: getattr(sent, name) for name in (*TEXTS, *FILES) if sent is not None and sent.given(name)}
    evidence = {name: text for name, text in {**dispute.evidence, **given}.items() if text}
    if sum(len(text) for name, text in evidence.items() if name in TEXTS) > EVIDENCE_MAX:
        reason = f"all texts together must be at most {EVIDENCE_MAX} characters"
        raise errors.INVALID_VALUE(param="evidence", name="evidence", reason=reason)
    return evidence


async def _claim(tx: Tx, dispute: Dispute, charge: Charge, *, accepts: bool) -> Call:
    assert charge.call is not None
    request = DisputeRequest(
        charge.call, dict(dispute.evidence), accepts=accepts, made_at=tx.now, dispute=dispute.reference
    )
    return await claim_about(tx, charge, VERB, dispute.id, request)


async def settle(tx: Tx, call: Call, outcome: Verdict | None) -> Dispute:
    """The dispute after the bank's answer. What that leaves open is asked of a processor that tells the whole."""
    dispute, charge = await lock_dispute(tx, call.subject)
    if outcome is None:
        return dispute
    if dispute.reference is not None and follows(charge) and says_too_little(dispute, outcome):
        await look_later(tx, charge)
        return dispute
    return await take_step(tx, dispute, charge, judged(dispute, outcome, now=tx.now))


async def expire(tx: Tx, dispute_id: str) -> None:
    """Nobody answered in time. Safe to call twice."""
    dispute, charge = await lock_dispute(tx, dispute_id)
    if dispute.reference is None and dispute.due_by is not None and dispute.due_by < tx.now:
        await take_step(tx, dispute, charge, expired(dispute))


async def _others_hold(tx: Tx, dispute: Dispute) -> bool:
    """Whether a bank has money of the same charge by another dispute."""
    others = [one for one in await store.of_charge(tx, dispute.charge) if one.id != dispute.id]
    return any(one.status in HELD for one in others)


async def take_step(tx: Tx, before: Dispute, charge: Charge, what: Step) -> Dispute:
    """Write down a step of a locked dispute of a locked charge, and tell of it."""
    step = await book_entry(tx, charge, what)
    if step.dispute != before:
        await store.save(tx, step.dispute)
    if step.charged_back is not None:
        back = step.charged_back or await _others_hold(tx, step.dispute)
        await payments.save_charge(tx, replace(charge, charged_back=back))
    emit_step(tx, before, step)
    return step.dispute
