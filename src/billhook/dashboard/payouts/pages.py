"""The list of payouts, and one payout with what it pays and how it arrived."""

from collections.abc import Sequence

from starlette.responses import Response

from billhook.bank_statements import store as bank_statements
from billhook.bank_statements.objects import BankMovement
from billhook.dashboard.asking import Place, json_page
from billhook.dashboard.bank.words import badge
from billhook.dashboard.ledger.pages import KINDS, pages_of_sources
from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.payments.sections import PAYMENTS, PAYOUTS
from billhook.dashboard.payouts import words
from billhook.dashboard.visiting import Visit
from billhook.ledger import store as ledger
from billhook.ledger import verbs as ledger_verbs
from billhook.ledger.objects import Entry
from billhook.ledger.params import ListBalanceTransactions
from billhook.payouts import store, verbs
from billhook.payouts.objects import Payout, PayoutPart
from billhook.payouts.params import ListPayouts
from billhook.payouts.rules.lifecycle import STATUSES


def status_of(visit: Visit) -> str:
    """The status that the address asks for; empty for all."""
    status = visit.asked("status")
    return status if status in STATUSES else ""


async def show_list(visit: Visit) -> Response:
    """The payouts of this mode, newest first."""
    status = status_of(visit)
    payouts, has_more = await visit.look(verbs.LIST, ListPayouts.of(status=status or None, **cursors(visit)))
    return PAYMENTS.page(
        visit,
        "payouts/list.html",
        PAYOUTS,
        title="Payouts",
        rows=[(one, words.STATUSES[one.status]) for one in payouts],
        statuses=(("", "Any"), *((name, words.STATUSES[name][0]) for name in STATUSES)),
        status_asked=status,
        export=visit.to(f"{PAYOUTS}/export.csv", status=status),
        pager=pager(visit, PAYOUTS, [one.id for one in payouts], has_more=has_more, query={"status": status}),
    )


async def show(visit: Visit) -> Response:
    """One payout: its state, what it pays by category, each entry of ours, and the movements at the bank."""
    payout: Payout = await visit.look(verbs.RETRIEVE, visit.named("payout"))
    wanted = ListBalanceTransactions.of(payout=payout.id, **cursors(visit))
    entries, has_more = await visit.look(ledger_verbs.LIST, wanted)
    sources = await pages_of_sources(visit, entries)
    parts, own, arrived = await _beside(visit, payout)
    here = f"{PAYOUTS}/{payout.id}"
    return PAYMENTS.page(
        visit,
        "payouts/detail.html",
        PAYOUTS,
        title=visit.formats.money(payout.amount, payout.currency),
        up=((visit.to(PAYOUTS), "Payouts"),),
        payout=payout,
        badge=words.STATUSES[payout.status],
        read=words.READ[payout.reconciliation_status],
        parts_paid=[(one, words.category(one.category)) for one in parts],
        currency=own.currency if own is not None else payout.currency,
        rows=[(one, KINDS.get(one.type, one.type), sources.get(one.source, "")) for one in entries],
        arrived=[(one, badge(one)) for one in arrived],
        pager=pager(visit, here, [one.id for one in entries], has_more=has_more),
    )


async def _beside(
    visit: Visit, payout: Payout
) -> tuple[list[PayoutPart], Entry | None, Sequence[BankMovement]]:  # fmt: skip
    """The sums of what a payout pays, its own entry, and the movements at the bank, for those who may see them."""
    sees_bank = visit.may("bank_statements:read")
    async with visit.reader() as reader:
        parts = await store.parts_of(reader, payout.id)
        own = await ledger.of_ids(reader, [payout.balance_transaction] if payout.balance_transaction else [])
        arrived = await bank_statements.of_payout(reader, payout.id) if sees_bank else []
    return parts, next(iter(own), None), arrived


async def show_json(visit: Visit) -> Response:
    """The payout as the API gives it."""
    payout: Payout = await visit.look(verbs.RETRIEVE, visit.named("payout"))
    here = visit.to(f"{PAYOUTS}/{payout.id}")
    amount = visit.formats.money(payout.amount, payout.currency)
    place = Place("payments", ((visit.to(PAYOUTS), "Payouts"), (here, amount)), here)
    return await json_page(visit, place, verbs.RETRIEVE, payout.id)
