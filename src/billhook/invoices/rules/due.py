"""When an invoice is due and when it finalizes by itself (invoicing.md §3.4, §4.1, §4.3)."""

from billhook.kernel import errors
from billhook.kernel.clock import DAY_SECONDS

FINALIZES_YEARS_MAX = 5


def due_date(
    collection_method: str, *, created: int, now: int, days_until_due: int | None, given: int | None
) -> int | None:
    """The due date of an invoice, in Unix seconds; None for one that is charged automatically.

    Days count from the invoice's creation. Raises DUE_DATE_REQUIRED, DUE_DATE_NOT_ALLOWED, DUE_DATE_PAST,
    EXCLUSIVE_PARAMETERS.
    """
    if collection_method != "send_invoice":
        if days_until_due is not None or given is not None:
            raise errors.DUE_DATE_NOT_ALLOWED()
        return None
    if days_until_due is not None and given is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param="due_date", names="days_until_due, due_date")
    if given is not None:
        if given < now:
            raise errors.DUE_DATE_PAST(param="due_date")
        return given
    if days_until_due is None:
        raise errors.DUE_DATE_REQUIRED()
    return created + days_until_due * DAY_SECONDS


def finalizes_at(*, auto_advance: bool, created: int, now: int, grace_seconds: int, given: int | None) -> int | None:
    """When a draft finalizes by itself: the moment given, else `grace_seconds` after its creation.

    Raises FINALIZES_AT_NEEDS_AUTO_ADVANCE, FINALIZES_AT_RANGE.
    """
    if not auto_advance:
        if given is not None:
            raise errors.FINALIZES_AT_NEEDS_AUTO_ADVANCE(param="automatically_finalizes_at")
        return None
    if given is None:
        return created + grace_seconds
    if not now < given <= now + FINALIZES_YEARS_MAX * 366 * DAY_SECONDS:
        raise errors.FINALIZES_AT_RANGE(param="automatically_finalizes_at")
    return given
