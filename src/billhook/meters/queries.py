"""What can be looked at: meters, and what their events come to."""

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.meters import store
from billhook.meters.objects import Summary
from billhook.meters.params import ListSummaries
from billhook.meters.rules.windows import WIDTHS, is_aligned
from billhook.meters.view import summary_id
from billhook.wire.lists import cut_out
from billhook.wire.lookups import existing

meter = existing(store.find, "meter")
"""A meter. Raises NO_SUCH_PATH."""


async def summaries(reader: Reader, wanted: ListSummaries, meter_id: str) -> tuple[list[Summary], bool]:
    """A page of what the events of a customer come to: one for the whole range, or one for each window with events.

    Raises NO_SUCH_PATH, NO_SUCH_PARAM, and INVALID_VALUE for a range that does not begin and end with windows.
    """
    found = await meter(reader, meter_id)
    window, start, end = wanted.value_grouping_window, wanted.start_time, wanted.end_time
    for name, moment in (("start_time", start), ("end_time", end)):
        if not is_aligned(moment, window):
            reason = f"must be the beginning of a {window or 'minute'} in UTC"
            raise errors.INVALID_VALUE(param=name, name=name, reason=reason)
    if end <= start:
        raise errors.INVALID_VALUE(param="end_time", name="end_time", reason="must be later than `start_time`")
    if not await store.has_customer(reader, wanted.customer):
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=wanted.customer)
    if window is None:
        value = await store.usage(reader, found, wanted.customer, start, end)
        all_ = [Summary(found.id, wanted.customer, start, end, value)]
    else:
        all_ = await store.summaries(reader, found, wanted.customer, start, end, WIDTHS[window])
    return cut_out(all_, wanted, key=summary_id, noun="meter event summary")
