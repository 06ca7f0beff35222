"""What an invoice bills if rooms above make it: a subscription."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billhook.discounts.objects import Discount
from billhook.tax.objects import TaxRate


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A subscription, the documented reason, and the time in which what is billed came up (recurring.md §5.1).

    `period_start` and `period_end` are Unix seconds; None stands for the moment at which the invoice is made.
    `metadata` is that of the subscription, which the invoice keeps. The rates and the method were checked when the
    subscription got them, and hold even if somebody retired them since. Its `discounts` come instead of the customer's.
    """

    subscription: str
    billing_reason: str
    metadata: Mapping[str, str]
    period_start: int | None = None
    period_end: int | None = None
    default_tax_rates: tuple[TaxRate, ...] = ()
    default_payment_method: str | None = None
    payment_method_types: Sequence[str] | None = None
    account_tax_ids: Sequence[str] | None = None
    discounts: tuple[Discount, ...] = ()
