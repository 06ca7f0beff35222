"""Every statement on Checkout Sessions."""

from billhook.checkout.objects import CheckoutSession, SessionLine
from billhook.checkout.params import ListSessions
from billhook.checkout.rules.lifecycle import STATUSES
from billhook.db.rows import Rows
from billhook.db.tx import Reader
from billhook.kernel.stored import each
from billhook.wire import lists

_ROWS = Rows("checkout_sessions", "s", CheckoutSession, decoders={"lines": each(SessionLine.from_stored)})
insert = _ROWS.insert
save = _ROWS.save
find = _ROWS.find
of_ids = _ROWS.of_ids


# Lock its payment intent before, its customer afterwards.
lock = _ROWS.lock


async def page(reader: Reader, wanted: ListSessions) -> tuple[list[CheckoutSession], bool]:
    """A page of sessions, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("s.customer", wanted.customer)
    by.equal("s.payment_intent", wanted.payment_intent)
    by.fan("s.status", wanted.status, STATUSES)
    if wanted.customer_details is not None:
        by.where("s.customer_details->>'email' = {}", wanted.customer_details.email)
    prefix = "cs_live" if reader.tenant.livemode else "cs_test"
    by.made("s.created", prefix, wanted.created, clock="s.test_clock")
    return await lists.page_of(reader, _ROWS, by, wanted, noun="checkout.session")


async def find_by_token(reader: Reader, token: str) -> CheckoutSession | None:
    """The session that an address names."""
    rows = await reader.fetch(f"{_ROWS.select} WHERE s.tenant = $1 AND s.token = $2", reader.tenant.id, token)
    return next(iter(_ROWS.of(rows)), None)


async def find_of_intent(reader: Reader, intent: str) -> CheckoutSession | None:
    """The session whose payer tried with this payment or setup intent."""
    column = "setup_intent" if intent.startswith("seti_") else "payment_intent"
    rows = await reader.fetch(f"{_ROWS.select} WHERE s.tenant = $1 AND s.{column} = $2", reader.tenant.id, intent)
    return next(iter(_ROWS.of(rows)), None)
