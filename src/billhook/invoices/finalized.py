"""A finalized invoice in few columns, because an account reads all that its customer ever had."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finalized:
    """A finalized invoice as an account needs it.

    `total` and `rest`, which is still to be paid, in minor units; moments in Unix seconds.
    """

    id: str
    number: str | None
    currency: str
    status: str
    total: int
    rest: int
    finalized_at: int
    voided_at: int | None
    marked_uncollectible_at: int | None
