"""Tell of cash that is there again."""

from billhook.cash_balances import view
from billhook.cash_balances.balance import LockedCash
from billhook.cash_balances.facts import CashReturned


async def announce_returned(cash: LockedCash) -> None:
    """Cash that paid something came back: emit it, and let rooms above see what else it may pay."""
    cash.tx.emit("cash_balance.funds_available", cash.tx.render(view.cash_balance, cash.balance))
    await cash.tx.announce(CashReturned(cash))
