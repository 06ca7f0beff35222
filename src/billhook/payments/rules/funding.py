"""How much of a customer's cash is applied to a payment (platform.md §7.7)."""

from billhook.cash_balances.rules.bank_transfers import Transfer, chosen_or_usual
from billhook.kernel import errors
from billhook.kernel.display import money
from billhook.payments.objects import PaymentIntent

_LOCALE = "en_US"


def transfer_of(intent: PaymentIntent) -> Transfer:
    """The bank transfer that an intent waits for: the one it names, or that of its currency, which has one."""
    return chosen_or_usual(intent.bank_transfer, intent.currency)


def applied_by_itself(intent: PaymentIntent, available: int) -> int:
    """What an intent gets of the cash that is there: as much as it still needs, but an invoice all of it or nothing."""
    if intent.invoice is not None and available < intent.left_to_fund:
        return 0
    return min(available, intent.left_to_fund)


def applied_by_hand(intent: PaymentIntent, available: int, wanted: int | None) -> int:
    """What is applied to an intent on request: the amount asked for, or as much as there is and is needed.

    Raises INVALID_VALUE, CASH_SHORT, NOT_IN_PARTS.
    """
    left = intent.left_to_fund
    if wanted is not None and wanted > left:
        raise errors.INVALID_VALUE(param="amount", name="amount", reason=f"only {left} are left to pay")
    amount = wanted if wanted is not None else min(left, available)
    if intent.invoice is not None and amount < left:
        if wanted is None:
            raise too_short(intent, available, left)
        raise errors.NOT_IN_PARTS(param="amount", left=money(left, intent.currency, _LOCALE))
    if amount == 0 or amount > available:
        raise too_short(intent, available, amount or left)
    return amount


def too_short(intent: PaymentIntent, available: int, wanted: int) -> errors.ApiError:
    """The refusal for want of cash, CASH_SHORT."""
    shown = {"available": available, "wanted": wanted}
    return errors.CASH_SHORT(**{name: money(amount, intent.currency, _LOCALE) for name, amount in shown.items()})
