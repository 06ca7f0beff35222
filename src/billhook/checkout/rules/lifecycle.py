"""The life of a Checkout Session, and of what was paid for it: one table of transitions each."""

from billhook.kernel import errors
from billhook.kernel.lifecycle import Lifecycle, row

STATUSES = (OPEN, COMPLETE, EXPIRED) = ("open", "complete", "expired")

CHECKOUT_SESSION = Lifecycle("Checkout Session", STATUSES, starts={"create": OPEN}, transitions={
    # asked for          from    to         refused elsewhere with
    "expire":   row({OPEN}, EXPIRED,  done="expired", otherwise=errors.CHECKOUT_NOT_OPEN),
    # part of another verb
    "complete": row({OPEN}, COMPLETE, done="completed", otherwise=errors.CHECKOUT_NOT_OPEN),
})  # fmt: skip

UNPAID, PAID, NO_PAYMENT = "unpaid", "paid", "no_payment_required"
