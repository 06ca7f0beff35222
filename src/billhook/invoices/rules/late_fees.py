"""When an invoice that is late costs a fee, and how much."""

from collections.abc import Mapping
from decimal import Decimal

from billhook.account_settings.settings import AccountSettings
from billhook.invoices.objects import Invoice
from billhook.kernel.clock import DAY_SECONDS
from billhook.kernel.days import days_later, months_later
from billhook.kernel.money import collectible, multiply

_STEP = "late_fee:"
_TERM_DAYS_MAX = 36_500


def moments(invoice: Invoice, account: AccountSettings) -> Mapping[str, int]:
    """When each fee of an invoice is due, in Unix seconds: `late_fee:1`, `late_fee:2` and so on, in their order.

    Days count from the due date, or from finalization if that came later. A fee never costs a fee itself.
    """
    fees = account.late_fee_rule
    if fees is None or invoice.due_date is None or invoice.late_fee_for is not None:
        return {}
    late_since = max(invoice.due_date, invoice.finalized_at or 0)
    first = days_later(late_since, fees.days, account.time_zone)
    return {f"{_STEP}{n + 1}": months_later(first, n, account.time_zone) for n in range(fees.times)}


def is_late_fee(step: str) -> bool:
    """Whether a step around the due date is a fee."""
    return step.startswith(_STEP)


def fee_of(invoice: Invoice, account: AccountSettings) -> int:
    """The fee for what remains to be paid, in minor units; 0 for none. A half is rounded up."""
    fees = account.late_fee_rule
    if fees is None or invoice.amount_remaining <= 0:
        return 0
    fixed = fees.amounts.get(invoice.currency)
    if fixed is None:
        fixed = multiply(Decimal(invoice.amount_remaining), fees.percent.scaleb(-2))
    return collectible(fixed, invoice.currency)


def term_days(late: Invoice) -> int:
    """After how many days a fee is due: as many as the late invoice had from its creation on."""
    assert late.due_date is not None
    return min(max((late.due_date - late.created) // DAY_SECONDS, 0), _TERM_DAYS_MAX)
