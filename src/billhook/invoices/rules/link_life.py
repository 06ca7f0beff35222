"""How long the link to an invoice works, and links that work longer (invoicing.md §11).

The plain link ends 30 days after the due date, or after finalization if there is no due date, and no later than 120
days after finalization. A link that is read late names a day until which it works, and proves that this server named
it. Days are those of UTC: a reader in another time zone gets some hours more or less of the last one.
"""

import hmac
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from billhook.invoices.objects import Invoice
from billhook.kernel.clock import DAY_SECONDS, as_datetime

DOCUMENTED_LONGEST_DAYS = 120
FRESH_DAYS = 10
"""A link works at least this many days longer when it is read."""
_PROOF_LENGTH = 32


def ends_at(finalized_at: int, due_at: int | None, days: int) -> int | None:
    """The moment from which on the plain link is over; None if it never is.

    `days` is the setting `hosted_link_days`, 0 for links without an end. All moments are Unix seconds.
    """
    if days == 0:
        return None
    longest = finalized_at + max(days, DOCUMENTED_LONGEST_DAYS) * DAY_SECONDS
    return min((finalized_at if due_at is None else due_at) + days * DAY_SECONDS, longest)


def end_of(invoice: Invoice, days: int) -> int | None:
    """The same for a finalized invoice. The link to one on a test clock never ends, because pages are opened in real
    time."""
    assert invoice.finalized_at is not None
    return ends_at(invoice.finalized_at, invoice.due_date, days) if invoice.test_clock is None else None


def until_of(end: int | None, now: int) -> str | None:
    """The last day (`2026-12-10`) of a link that is read `now`; None if the plain link works long enough."""
    if end is None or end >= now + FRESH_DAYS * DAY_SECONDS:
        return None
    return as_datetime(now + FRESH_DAYS * DAY_SECONDS).date().isoformat()


def proof_of(key: bytes, token: str, until: str) -> str:
    """What shows that the holder of the key named the day for this token: hexadecimal digits."""
    return hmac.new(key, f"link to an invoice {token} {until}".encode(), sha256).hexdigest()[:_PROOF_LENGTH]


def named_end(key: bytes, token: str, until: str, proof: str) -> int | None:
    """The moment at which a link ends that names its last day; None if the proof is not ours."""
    if not hmac.compare_digest(proof.encode(), proof_of(key, token, until).encode()):
        return None
    behind = date.fromisoformat(until) + timedelta(days=1)
    return int(datetime(behind.year, behind.month, behind.day, tzinfo=UTC).timestamp())


def is_over(plain_end: int | None, named: int | None, now: int) -> bool:
    """Whether a link is over `now`; `named` is the end that it names itself, if it names one."""
    return plain_end is not None and now >= max(plain_end, named or 0)
