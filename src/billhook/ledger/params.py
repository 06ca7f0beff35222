"""What callers may send about the ledger (platform.md §7.8)."""

from billhook.wire.params import Currency, Id, Page, RangeOrMoment, Text


class ListBalanceTransactions(Page):
    """`type` is any word: one that no entry has finds none."""

    created: RangeOrMoment | None = None
    currency: Currency | None = None
    payout: Id | None = None
    source: Id | None = None
    type: Text | None = None
