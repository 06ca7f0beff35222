"""What a payment method is, as stored."""

from dataclasses import dataclass
from typing import Any

CARD = "card"


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A payment method; `details` is what the hash of its type shows, `token` its name at the processor.

    `set_up` says that its holder was asked and agreed to payments in his absence, `spent` that it can never be used
    or attached again. Unix seconds.
    """

    id: str
    created: int
    customer: str | None
    type: str
    token: str
    details: dict[str, Any]
    billing_details: dict[str, Any]
    allow_redisplay: str
    metadata: dict[str, str]
    set_up: bool = False
    spent: bool = False
