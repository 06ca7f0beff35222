"""The list of disputes, and one dispute with what it costs and what was answered."""

from starlette.responses import Response

from billhook.dashboard.asking import Place, json_page
from billhook.dashboard.disputes import words
from billhook.dashboard.formatting import Formats
from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.payments.sections import DISPUTES, PAYMENTS
from billhook.dashboard.visiting import Visit
from billhook.disputes import verbs
from billhook.disputes.objects import FILES, Dispute
from billhook.disputes.params import ListDisputes
from billhook.disputes.rules.lifecycle import DISPUTE, LOST, UNANSWERED, WARNING_CLOSED, WON
from billhook.files import store as files


async def dispute_of(visit: Visit) -> Dispute:
    """The dispute that the address names; the page lives in its time. Raises NO_SUCH_PATH."""
    found: Dispute = await visit.look(verbs.RETRIEVE, visit.named("dispute"))
    await visit.live_on(found.test_clock)
    return found


def place_of(visit: Visit, dispute: Dispute) -> Place:
    """Where a page below a dispute stands."""
    here = visit.to(f"{DISPUTES}/{dispute.id}")
    amount = visit.formats.money(dispute.amount, dispute.currency)
    return Place("payments", ((visit.to(DISPUTES), "Disputes"), (here, amount)), here)


async def show_list(visit: Visit) -> Response:
    """The disputes of this mode, newest first."""
    disputes, has_more = await visit.look(verbs.LIST, ListDisputes.of(**cursors(visit)))
    return PAYMENTS.page(
        visit,
        "disputes/list.html",
        DISPUTES,
        title="Disputes",
        rows=[(d, words.STATUSES[d.status], words.reason(d), _can_be_answered(d)) for d in disputes],
        pager=pager(visit, DISPUTES, [dispute.id for dispute in disputes], has_more=has_more),
    )


async def show(visit: Visit) -> Response:
    """One dispute: what happened to the money, until when it can be answered, and the evidence."""
    dispute = await dispute_of(visit)
    can_be_answered = _can_be_answered(dispute)
    return PAYMENTS.page(
        visit,
        "disputes/detail.html",
        DISPUTES,
        title=visit.formats.money(dispute.amount, dispute.currency),
        up=((visit.to(DISPUTES), "Disputes"),),
        dispute=dispute,
        badge=words.STATUSES[dispute.status],
        reason=words.reason(dispute),
        sentences=_sentences(dispute, visit.formats),
        evidence=words.given(dispute, await files_of(visit, dispute)),
        may_answer=can_be_answered and visit.may("disputes:answer"),
        may_close=can_be_answered and visit.may("disputes:close"),
    )


async def files_of(visit: Visit, dispute: Dispute) -> dict[str, tuple[str, str]]:
    """The files of a dispute by their kind: the name of each, and its address; empty once it is no longer kept."""
    ids = {kind: dispute.evidence[kind] for kind in FILES if kind in dispute.evidence}
    if not ids:
        return {}
    async with visit.reader() as reader:
        found = {file.id: file for file in await files.of_ids(reader, list(ids.values()))}
        now = reader.now
    here = visit.to(f"{DISPUTES}/{dispute.id}/files")
    return {
        kind: (file.filename, "" if file.is_expired(now) else f"{here}/{kind}")
        for kind, id in ids.items()
        if (file := found.get(id)) is not None
    }


async def show_json(visit: Visit) -> Response:
    """The dispute as the API gives it."""
    dispute = await dispute_of(visit)
    return await json_page(visit, place_of(visit, dispute), verbs.RETRIEVE, dispute.id)


def _can_be_answered(dispute: Dispute) -> bool:
    return DISPUTE.allows("answer", dispute.status)


def _sentences(dispute: Dispute, f: Formats) -> list[str]:
    """Where the money is, and what comes next."""
    amount = f.money(dispute.amount, dispute.currency)
    fee = f.money(dispute.fee, dispute.fee_currency) if dispute.fee else ""
    taken = f"The bank has taken {amount} back{f', and the dispute costs {fee}' if fee else ''}."
    if dispute.status in UNANSWERED and dispute.due_by is not None:
        until = f"Answer by {f.moment(dispute.due_by)}"
        asks = dispute.status != "needs_response"
        first = "The bank asks what this payment was for. No money has moved." if asks else taken
        return [first, f"{until}; without an answer {'the inquiry ends' if asks else 'the money stays there'}."]
    ends = {
        WON: f"The bank has given {amount} back.{f' The fee of {fee} is lost.' if fee else ''}",
        LOST: f"{taken} It stays there.",
        WARNING_CLOSED: "The bank has no further questions. No money has moved.",
    }
    return [ends.get(dispute.status, "The bank looks at the answer. That takes weeks with a real bank.")]
