"""What a person says of a payment that was made elsewhere."""

from typing import Annotated

from billhook.wire.params import Params, integer, text

AMOUNT_MAX = 10**12


class RecordPayment(Params):
    """`amount` in minor units of the invoice's currency; `paid_on` a day, such as 2026-12-05."""

    amount: Annotated[int, integer(1, AMOUNT_MAX)]
    method: Annotated[str, text(50)] = ""
    reference: Annotated[str, text(200)] = ""
    paid_on: Annotated[str, text(10)] = ""


class AddNote(Params):
    text: Annotated[str, text(5_000)]
