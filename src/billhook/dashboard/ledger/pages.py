"""The balance and its entries, narrowed by kind."""

from starlette.responses import Response

from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.payments.sections import BALANCE, PAYMENTS
from billhook.dashboard.places import page_of
from billhook.dashboard.visiting import Visit
from billhook.ledger import verbs
from billhook.ledger.objects import Balance, Entry
from billhook.ledger.params import ListBalanceTransactions
from billhook.payments import refunds_store, store

KINDS = {
    "charge": "Payment by card",
    "payment": "Payment",
    "refund": "Refund to a card",
    "payment_refund": "Refund",
    "refund_failure": "Refund that came back",
    "payment_failure_refund": "Refund that came back, not to a card",
    "adjustment": "Dispute or adjustment",
    "payout": "Payout",
    "payout_failure": "Payout that failed",
    "payout_cancel": "Payout that was canceled",
}


def kind_of(visit: Visit) -> str:
    """The type of entries that the address asks for; empty for all."""
    kind = visit.asked("type")
    return kind if kind in KINDS else ""


async def show(visit: Visit) -> Response:
    """What there is in each currency, and the entries, newest first."""
    kind = kind_of(visit)
    balance: Balance = await visit.look(verbs.RETRIEVE_BALANCE)
    wanted = ListBalanceTransactions.of(type=kind or None, **cursors(visit))
    entries, has_more = await visit.look(verbs.LIST, wanted)
    sources = await pages_of_sources(visit, entries)
    return PAYMENTS.page(
        visit,
        "ledger/balance.html",
        BALANCE,
        title="Balance",
        sums=balance.sums,
        rows=[(entry, KINDS.get(entry.type, entry.type), sources.get(entry.source, "")) for entry in entries],
        kinds=(("", "Any"), *KINDS.items()),
        kind=kind,
        export=visit.to(f"{BALANCE}/export.csv", type=kind),
        pager=pager(visit, BALANCE, [entry.id for entry in entries], has_more=has_more, query={"type": kind}),
    )


async def pages_of_sources(visit: Visit, entries: list[Entry]) -> dict[str, str]:
    """By their ids the pages of what made the entries: a charge and a refund are on the page of their payment."""
    ids = [entry.source for entry in entries]
    async with visit.reader() as reader:
        intents = {c.id: c.payment_intent for c in await store.charges_of_ids(reader, ids)}
        intents |= {r.id: r.payment_intent for r in await refunds_store.of_ids(reader, ids)}
    return {id: page_of(intents.get(id, id)) for id in ids}
